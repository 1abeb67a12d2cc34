//! Node cards.

use super::history::{History, Used};
use crate::api::{LABEL_TOPOLOGY_ZONE, Node, Pod, Taint, Toleration};
use crate::cluster::Cluster;
use crate::picture::{self, Share};
use crate::sorted::Sort;
use std::rc::Rc;

/// All nodes: first those that the cluster began with, in the order of the tape, then the others
/// in the order in which they came.
pub(super) fn nodes(cluster: &Cluster, history: &History) -> Vec<Rc<picture::Node>> {
    let first = &cluster.config().nodes;
    let rank = |node: &Node| {
        let name = &node.metadata.name;
        let rank = first.iter().position(|it| it == name).unwrap_or(first.len());
        (rank, history.node_order(name), name.clone())
    };
    let mut nodes: Vec<&Rc<Node>> = cluster.store().list_typed::<Node>(None).collect();
    nodes.order_by_key(|node| rank(node));
    nodes.into_iter().map(|node| Rc::new(card(cluster, history, node))).collect()
}

/// One node.
pub(super) fn card(cluster: &Cluster, history: &History, node: &Node) -> picture::Node {
    let name = node.metadata.name.as_str();
    let start_ms = cluster.start_ms();
    let none = Used::default();
    let used = history.nodes.get(name).unwrap_or(&none);
    let is_down = cluster.kubelets().is_down(name);
    let of = |resource: &str| node.status.allocatable.get(resource);
    picture::Node {
        name: name.into(),
        zone: node.metadata.labels.get(LABEL_TOPOLOGY_ZONE).map(|it| it.as_str().into()),
        labels: labels(node),
        taints: node.spec.taints.iter().map(taint).collect(),
        conditions: conditions(node),
        is_ready: node.is_ready(),
        is_cut: cluster.kubelets().is_cut(name),
        down_ms: is_down.then(|| used.down_ms.iter().flatten().min().map_or(0, |it| it - start_ms)),
        is_cordoned: node.spec.unschedulable,
        evicts_ms: evicts_s(cluster, node).map(|it| it * 1000 - start_ms),
        pods: used.pods,
        cpu: Share { used: used.cpu, of: of("cpu").map_or(0, |it| it.milli()) },
        memory: Share { used: used.memory, of: of("memory").map_or(0, |it| it.value()) },
        slots: used.slots.len(),
    }
}

/// Labels that somebody chose: not those of the machine, which every node has.
fn labels(node: &Node) -> Vec<Rc<str>> {
    let is_own = |key: &str| {
        let (domain, _) = key.split_once('/').unwrap_or(("", key));
        !domain.ends_with("kubernetes.io") && !domain.ends_with("k8s.io")
    };
    let labels = node.metadata.labels.iter().filter(|(key, _)| is_own(key));
    labels.map(|(key, value)| format!("{key}={value}").into()).collect()
}

fn taint(taint: &Taint) -> Rc<str> {
    let value = if taint.value.is_empty() { String::new() } else { format!("={}", taint.value) };
    format!("{}{value}:{}", taint.key, taint.effect).into()
}

/// The conditions that are not as they should be, but for `Ready`, which has a sign of its own.
fn conditions(node: &Node) -> Vec<Rc<str>> {
    let is_bad = |kind: &str, status: &str| kind != "Ready" && status == "True";
    let all = node.status.conditions.iter().filter(|it| is_bad(&it.r#type, &it.status));
    all.map(|it| it.r#type.as_str().into()).collect()
}

/// When the first Pod on the node has borne its taints for as long as it tolerates them (seconds
/// since 1970).
fn evicts_s(cluster: &Cluster, node: &Node) -> Option<i64> {
    let taints = node.spec.taints.iter().filter(|it| it.effect == "NoExecute");
    let pods = || {
        let all = cluster.store().list_typed::<Pod>(None);
        all.filter(|it| it.spec.node_name == node.metadata.name && !it.metadata.is_terminating())
    };
    let end_s = |taint: &Taint| {
        let since_s = taint.time_added?.0;
        let fits = |it: &&Toleration| it.key == taint.key && it.effect == "NoExecute";
        let borne = |pod: &Rc<Pod>| {
            let own = pod.spec.tolerations.iter().filter(fits);
            own.filter_map(|it| it.toleration_seconds).min()
        };
        pods().filter_map(borne).min().map(|it| since_s + it)
    };
    taints.filter_map(end_s).min()
}
