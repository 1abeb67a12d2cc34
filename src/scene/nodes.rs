//! Node cards.

use super::history::History;
use crate::api::{Node, Pod};
use crate::cluster::Cluster;
use crate::scheduler::NodeInfo;
use crate::sorted::Sort;
use std::rc::Rc;

/// A node in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeCard {
    /// Its name.
    pub name: Rc<str>,
    /// Whether the control plane holds it to be ready.
    pub is_ready: bool,
    /// Whether it has stopped answering, known to the control plane or not.
    pub is_down: bool,
    /// Whether it takes no new Pods.
    pub is_cordoned: bool,
    /// Seconds until its first Pod is evicted, where that is to be.
    pub evicts_in_s: Option<i64>,
    /// How many Pods are bound to it.
    pub pods: u32,
    /// How much of its CPU is asked for, in percent.
    pub cpu: u32,
    /// How much of its memory is asked for, in percent.
    pub memory: u32,
    /// So many places for Pods it has needed so far.
    pub slots: u32,
}

impl NodeCard {
    /// How it is, in a few words.
    #[must_use]
    pub fn status(&self) -> String {
        let ready = match (self.is_ready, self.is_down) {
            (true, false) => "Ready",
            (true, true) => "silent, still counted as Ready",
            (false, _) => "NotReady",
        };
        let cordoned = if self.is_cordoned { ", cordoned" } else { "" };
        format!("{ready}{cordoned}")
    }

    /// All of this as a sentence.
    #[must_use]
    pub fn says(&self) -> String {
        let pods = if self.pods == 1 { "1 Pod".to_owned() } else { format!("{} Pods", self.pods) };
        let Self { name, cpu, memory, .. } = self;
        format!(
            "Node {name}: {}, {pods}, {cpu} % of CPU and {memory} % of memory requested",
            self.status()
        )
    }
}

/// All nodes: first those that the cluster began with, in the order of the tape.
pub(super) fn nodes(cluster: &Cluster, history: &History) -> Vec<NodeCard> {
    let first = &cluster.config().nodes;
    let rank = |node: &Node| {
        let name = &node.metadata.name;
        (first.iter().position(|it| it == name).unwrap_or(first.len()), name.clone())
    };
    let mut nodes: Vec<&Rc<Node>> = cluster.store().list_typed::<Node>(None).collect();
    nodes.order_by_key(|node| rank(node));
    nodes.into_iter().map(|node| card(cluster, history, node)).collect()
}

fn card(cluster: &Cluster, history: &History, node: &Node) -> NodeCard {
    let name = node.metadata.name.as_str();
    let info = cluster.scheduler().node(name);
    let share = |part: fn(&NodeInfo) -> (i64, i64)| {
        let (used, of) = info.map_or((0, 0), part);
        u32::try_from(used.saturating_mul(100).checked_div(of).unwrap_or(0).max(0)).unwrap_or(0)
    };
    NodeCard {
        name: name.into(),
        is_ready: node.is_ready(),
        is_down: cluster.kubelets().is_down(name),
        is_cordoned: node.spec.unschedulable,
        evicts_in_s: evicts_in_s(cluster, node),
        pods: info.map_or(0, |it| u32::try_from(it.pods.len()).unwrap_or(u32::MAX)),
        cpu: share(|it| (it.requested.milli_cpu, it.allocatable.milli_cpu)),
        memory: share(|it| (it.requested.memory, it.allocatable.memory)),
        slots: history.nodes.get(name).map_or(0, super::slots::Slots::len),
    }
}

/// Seconds until the first Pod on the node has borne its taints for as long as it tolerates them.
fn evicts_in_s(cluster: &Cluster, node: &Node) -> Option<i64> {
    let taints = node.spec.taints.iter().filter(|it| it.effect == "NoExecute");
    let pods = || {
        let all = cluster.store().list_typed::<Pod>(None);
        all.filter(|it| it.spec.node_name == node.metadata.name && !it.metadata.is_terminating())
    };
    let now_s = cluster.now_ms() / 1000;
    taints
        .filter_map(|taint| {
            let since_s = taint.time_added?.0;
            let borne = |pod: &Rc<Pod>| {
                let fits =
                    |it: &&crate::api::Toleration| it.key == taint.key && it.effect == "NoExecute";
                pod.spec
                    .tolerations
                    .iter()
                    .filter(fits)
                    .filter_map(|it| it.toleration_seconds)
                    .min()
            };
            pods().filter_map(borne).min().map(|it| since_s + it - now_s)
        })
        .min()
        .filter(|it| *it >= 0)
}
