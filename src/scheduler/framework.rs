//! One scheduling cycle: filter, score, choose.
//! Source: `pkg/scheduler/schedule_one.go`, `pkg/scheduler/framework/types.go` `FitError`.

use super::nodeinfo::{NodeInfo, PodInfo};
use super::plugins::{FILTERS, SCORES, volume_binding};
use crate::api::Pod;
use crate::client::Cache;
use std::collections::BTreeMap;

/// Fewer nodes than this are all looked at.
const NODES_MIN: usize = 100;

/// What a plugin may read.
pub struct State<'a> {
    /// The informers' cache, for what is neither node nor Pod.
    pub cache: &'a Cache,
    /// The Pod.
    pub pod: &'a Pod,
    /// What the Pod asks for.
    pub info: PodInfo,
}

/// Why a node was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The plugin.
    pub plugin: &'static str,
    /// Its reasons.
    pub reasons: Vec<String>,
    /// Whether removing Pods could help.
    pub resolvable: bool,
}

/// A plugin's part in a node's score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginScore {
    /// The plugin.
    pub plugin: &'static str,
    /// 0 to 100.
    pub score: i64,
    /// What it is multiplied with.
    pub weight: i64,
}

/// What a cycle found out about a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeVerdict {
    /// The node.
    pub node: String,
    /// Why it is out, if it is.
    pub rejection: Option<Rejection>,
    /// Its scores; empty where there was nothing to choose.
    pub scores: Vec<PluginScore>,
}

impl NodeVerdict {
    /// The weighted sum of the scores.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.scores.iter().map(|it| it.score * it.weight).sum()
    }
}

/// The outcome of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The node; `None` where none suits.
    pub node: Option<String>,
    /// Every node that was looked at.
    pub verdicts: Vec<NodeVerdict>,
    /// How many were looked at.
    pub evaluated: usize,
    /// Why no node was looked at.
    pub no_node: Option<String>,
}

/// Filters and scores the nodes for a Pod, beginning with the node at `start`.
#[must_use]
pub fn schedule(cache: &Cache, nodes: &[NodeInfo], start: usize, pod: &Pod) -> Cycle {
    if let Some(why) = volume_binding::pre_filter(cache, pod) {
        let evaluated = nodes.len();
        return Cycle { node: None, verdicts: Vec::new(), evaluated, no_node: Some(why) };
    }
    let state = State { cache, pod, info: PodInfo::new(pod) };
    let wanted = feasible_wanted(nodes.len());
    let mut verdicts: Vec<NodeVerdict> = Vec::new();
    let mut feasible: Vec<&NodeInfo> = Vec::new();
    for offset in 0..nodes.len() {
        let node = &nodes[(start + offset) % nodes.len()];
        let rejection = FILTERS.iter().find_map(|filter| filter(&state, node));
        if rejection.is_none() {
            feasible.push(node);
        }
        verdicts.push(NodeVerdict { node: node.name().to_owned(), rejection, scores: Vec::new() });
        if feasible.len() >= wanted {
            break;
        }
    }
    let evaluated = verdicts.len();
    let node = match feasible.as_slice() {
        [] => None,
        [one] => Some(one.name().to_owned()),
        several => Some(choose(&state, several, &mut verdicts)),
    };
    Cycle { node, verdicts, evaluated, no_node: None }
}

/// How many suitable nodes are enough. Source: `numFeasibleNodesToFind`.
fn feasible_wanted(nodes: usize) -> usize {
    if nodes < NODES_MIN {
        return nodes.max(1);
    }
    let percent = 50_usize.saturating_sub(nodes / 125).max(5);
    (nodes * percent / 100).max(NODES_MIN)
}

fn choose(state: &State<'_>, feasible: &[&NodeInfo], verdicts: &mut [NodeVerdict]) -> String {
    let mut totals = vec![0; feasible.len()];
    let mut scores: Vec<Vec<PluginScore>> = vec![Vec::new(); feasible.len()];
    for plugin in SCORES {
        let Some(values) = (plugin.score)(state, feasible) else { continue };
        for (at, score) in values.into_iter().enumerate() {
            totals[at] += score * plugin.weight;
            scores[at].push(PluginScore { plugin: plugin.name, score, weight: plugin.weight });
        }
    }
    let chosen = top_of_heap(&totals);
    let mut scores = scores.into_iter();
    for verdict in verdicts.iter_mut().filter(|it| it.rejection.is_none()) {
        verdict.scores = scores.next().unwrap_or_default();
    }
    feasible[chosen].name().to_owned()
}

/// Which of equal nodes wins is decided by the order of a heap, as in upstream's `selectHost`.
pub(super) fn top_of_heap(totals: &[i64]) -> usize {
    let mut heap: Vec<usize> = (0..totals.len()).collect();
    for root in (0..heap.len() / 2).rev() {
        let mut parent = root;
        loop {
            let left = 2 * parent + 1;
            if left >= heap.len() {
                break;
            }
            let right = left + 1;
            let right_is_better = right < heap.len() && totals[heap[right]] > totals[heap[left]];
            let child = if right_is_better { right } else { left };
            if totals[heap[child]] <= totals[heap[parent]] {
                break;
            }
            heap.swap(parent, child);
            parent = child;
        }
    }
    heap.first().copied().unwrap_or(0)
}

impl Cycle {
    /// Whether it is for its volumes that the Pod must wait.
    #[must_use]
    pub fn needs_volumes(&self) -> bool {
        let plugins = self.verdicts.iter().filter_map(|it| it.rejection.as_ref());
        self.no_node.is_some() || plugins.into_iter().any(|it| it.plugin == "VolumeBinding")
    }

    /// Why the Pod has no node, as the event and the condition say it.
    #[must_use]
    pub fn message(&self) -> String {
        if let Some(why) = &self.no_node {
            let count = self.evaluated;
            let head = format!("0/{count} nodes are available: ");
            return format!(
                "{head}{why}. no new claims to deallocate, preemption: {head}{count} Preemption is not helpful for scheduling."
            );
        }
        let count = self.verdicts.len();
        if count == 0 {
            return "no nodes available to schedule pods".to_owned();
        }
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        let (mut helpful, mut hopeless) = (0, 0);
        for rejection in self.verdicts.iter().filter_map(|it| it.rejection.as_ref()) {
            for reason in &rejection.reasons {
                *reasons.entry(reason.clone()).or_default() += 1;
            }
            *(if rejection.resolvable { &mut helpful } else { &mut hopeless }) += 1;
        }
        let mut texts: Vec<String> =
            reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        texts.sort();
        let mut preemption = Vec::new();
        if helpful > 0 {
            preemption.push(format!("{helpful} No preemption victims found for incoming pod"));
        }
        if hopeless > 0 {
            preemption.push(format!("{hopeless} Preemption is not helpful for scheduling"));
        }
        preemption.sort();
        let head = format!("0/{count} nodes are available: ");
        let texts = texts.join(", ");
        let preemption = preemption.join(", ");
        format!("{head}{texts}. no new claims to deallocate, preemption: {head}{preemption}.")
    }
}
