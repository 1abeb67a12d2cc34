//! NetworkPolicies: whom they are about. Nothing holds traffic back here.

use super::{Card, Seen, card, counted, look_of, object_of};
use crate::api::{Kind, NetworkPolicy, Pod, Selector};
use crate::cluster::Cluster;
use crate::picture::{Part, Workload};
use crate::scene::history::History;

impl Card for NetworkPolicy {
    const PLACE: u8 = 8;
    const INPUTS: &'static [Kind] = &[Kind::NetworkPolicy, Kind::Pod];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let policies = seen.cluster.store().list_typed::<Self>(None);
        policies.map(|it| one(seen.cluster, seen.history, it)).collect()
    }
}

fn one(cluster: &Cluster, history: &History, policy: &NetworkPolicy) -> Workload {
    let (meta, selector) = (&policy.metadata, Selector::from(&policy.spec.pod_selector));
    let pods = cluster.store().list_typed::<Pod>(Some(&meta.namespace));
    let parts: Vec<Part> = pods
        .filter(|it| selector.matches(&it.metadata.labels))
        .map(|pod| Part {
            label: pod.metadata.name.as_str().into(),
            look: look_of(pod),
            group: history.group_of_pod(&pod.metadata.uid),
            object: Some(object_of(pod)),
            ..Part::default()
        })
        .collect();
    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    Workload {
        count: Some(counted(count, "Pod", "Pods").into()),
        doing: format!("{} \u{b7} not enforced here", policy.spec.policy_types.join(" and "))
            .into(),
        parts,
        ..card("networkpolicy", meta)
    }
}
