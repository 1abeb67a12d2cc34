//! DaemonSets: one Pod a node.

use super::{Card, Seen, card, look_of, object_of, tally};
use crate::api::{DaemonSet, Kind, Node, Pod};
use crate::cluster::Cluster;
use crate::picture::{Part, PartLook, Workload};
use crate::scene::history::History;
use crate::sorted::SortedMap;
use std::rc::Rc;

impl Card for DaemonSet {
    const PLACE: u8 = 2;
    const INPUTS: &[Kind] = &[Kind::DaemonSet, Kind::Pod, Kind::Node];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let sets = seen.cluster.store().list_typed::<DaemonSet>(None);
        sets.map(|set| one(seen.cluster, seen.history, set)).collect()
    }
}

fn one(cluster: &Cluster, history: &History, set: &DaemonSet) -> Workload {
    let (meta, status) = (&set.metadata, &set.status);
    let mut pods: SortedMap<&str, &Rc<Pod>> = SortedMap::new();
    for pod in history.pods_of(&meta.uid) {
        pods.entry(&pod.spec.node_name).or_insert(pod);
    }
    let part = |node: &str| {
        let pod = pods.get(node).copied();
        Part {
            label: node.into(),
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
        hue: history.hues.of(&meta.uid),
        ready: status.number_ready,
        desired: wished,
        tally: tally(status.number_ready, wished, "ready"),
        doing: doing.into(),
        parts: nodes.map(|node| part(&node.metadata.name)).collect(),
        ..card("daemonset", meta)
    }
}
