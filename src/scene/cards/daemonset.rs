//! DaemonSets: one Pod a node.

use super::{Card, Part, PartLook, Workload, card, look_of, object_of, pods_of};
use crate::api::{DaemonSet, Node};
use crate::cluster::Cluster;
use crate::scene::history::History;

impl Card for DaemonSet {
    const PLACE: u8 = 2;

    fn cards(cluster: &Cluster, history: &History) -> Vec<Workload> {
        let sets = cluster.store().list_typed::<DaemonSet>(None);
        sets.map(|set| one(cluster, history, set)).collect()
    }
}

fn one(cluster: &Cluster, history: &History, set: &DaemonSet) -> Workload {
    let (meta, status) = (&set.metadata, &set.status);
    let part = |node: &str| {
        let pod = pods_of(cluster, meta).find(|it| it.spec.node_name == node);
        Part {
            label: node.to_owned(),
            look: pod.map_or(PartLook::Missing, |it| look_of(it)),
            group: pod.and_then(|it| history.group_of_pod(&it.metadata.uid)),
            object: pod.map(|it| object_of(it)),
            ..Part::default()
        }
    };
    let nodes = cluster.store().list_typed::<Node>(None);
    let wished = status.desired_number_scheduled;
    let updated = status.updated_number_scheduled;
    let doing = match wished {
        _ if meta.is_terminating() => "being deleted".to_owned(),
        0 => "no node is meant".to_owned(),
        _ if updated < wished => format!("{updated} of {wished} nodes have the newest Pods"),
        _ => "one Pod on each node that is meant".to_owned(),
    };
    Workload {
        ready: status.number_ready,
        wished,
        doing,
        parts: nodes.map(|node| part(&node.metadata.name)).collect(),
        ..card("daemonset", meta)
    }
}
