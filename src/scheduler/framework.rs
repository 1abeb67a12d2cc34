//! One scheduling cycle: filter, score, choose.
//! Source: `pkg/scheduler/schedule_one.go`.

use super::nodeinfo::NodeInfo;
use super::plugins::{
    Filter, Given, SCORES, ScorePlugin, filters, inter_pod_affinity, node_affinity,
    pod_topology_spread as spread, volume_binding, volume_restrictions,
};
use super::podinfo::PodInfo;
use super::preemption::PostFilter;
use crate::api::{ObjectKey, Pod};
use crate::client::Cache;
use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

/// Fewer nodes than this are all looked at.
const NODES_MIN: usize = 100;

/// Where other Pods have been promised room: by Pod, its node.
pub type Nominated = SortedMap<ObjectKey, (String, Rc<PodInfo>)>;

/// What a cycle looks at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The informers' cache, for what is neither node nor Pod.
    pub cache: &'a Cache,
    /// The nodes with what is on them.
    pub nodes: &'a [Rc<NodeInfo>],
    /// How many nodes have each image.
    pub images: &'a SortedMap<String, i64>,
    /// Where other Pods have been promised room.
    pub nominated: &'a Nominated,
    /// Whether any Pod on the nodes has rules about other Pods.
    pub has_related: bool,
    /// Whether any node is cordoned or tainted.
    pub has_marked: bool,
}

/// What a plugin may read: the view, the Pod, and what has been counted before the nodes are
/// looked at one by one.
#[derive(Clone)]
pub struct State<'a> {
    /// What the cycle looks at.
    pub view: View<'a>,
    /// The Pod.
    pub pod: &'a Pod,
    /// What the Pod asks for.
    pub info: &'a Rc<PodInfo>,
    /// How Pods are spread that must be.
    pub spread: spread::Counts,
    /// Where Pods are that it must be near to or away from.
    pub affinity: inter_pod_affinity::Counts,
    /// Who has the claims that it must have for itself.
    pub exclusive: volume_restrictions::Counts,
    /// The filters that have something to say about the Pod.
    filters: Vec<Filter>,
}

impl<'a> State<'a> {
    /// Counts what the filters need. Source: `RunPreFilterPlugins`.
    #[must_use]
    pub fn new(view: View<'a>, pod: &'a Pod, info: &'a Rc<PodInfo>) -> Self {
        let spread = spread::Counts::hard(view.nodes, info);
        let affinity = inter_pod_affinity::Counts::new(view, info);
        let exclusive = volume_restrictions::Counts::new(view, info);
        let mut state = Self { view, pod, info, spread, affinity, exclusive, filters: Vec::new() };
        state.filters = filters(&state);
        state
    }

    /// As if a Pod were on a node (or, with `sign` -1, were not).
    pub fn change(&mut self, node: &NodeInfo, other: &PodInfo, sign: i64) {
        self.spread.change(self.info, node, other, sign);
        self.affinity.change(self.view.cache, self.info, node, other, sign);
        self.exclusive.change(self.info, other, sign);
    }
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
    pub node: Rc<str>,
    /// Why it is out, if it is.
    pub rejection: Option<Rc<Rejection>>,
    /// Its scores; empty where there was nothing to choose, and for nodes of which it isn't told.
    pub scores: Rc<[PluginScore]>,
    /// Their weighted sum.
    pub total: i64,
}

/// The outcome of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The node; `None` where none suits.
    pub node: Option<Rc<str>>,
    /// The nodes that were rejected, and of those that suit the ones that are told, the best first.
    pub verdicts: Vec<NodeVerdict>,
    /// How many were looked at.
    pub evaluated: usize,
    /// How many of them suit.
    pub suitable: usize,
    /// How many of those have the best score.
    pub ties: usize,
    /// What was tried when no node suited.
    pub post_filter: PostFilter,
    /// Why no node was looked at.
    pub refused: Option<String>,
}

/// Filters and scores the nodes for a Pod, beginning with the node at `start`.
#[must_use]
pub fn schedule(view: View<'_>, start: usize, pod: &Pod, info: &Rc<PodInfo>) -> Cycle {
    let state = State::new(view, pod, info);
    let (mut verdicts, mut feasible) = (Vec::new(), Vec::new());
    let refused = volume_binding::pre_filter(view.cache, pod);
    let evaluated = match &refused {
        None => find_nodes(&state, start, &mut verdicts, &mut feasible),
        Some(why) => {
            let all = view.nodes.iter().map(|it| verdict(it, volume_binding::refuse(why)));
            verdicts.extend(all);
            0
        }
    };
    let ties = match feasible.as_slice() {
        [] => 0,
        [one] => {
            verdicts.push(verdict(one, None));
            1
        }
        several => choose(&state, several, &mut verdicts, super::explain::ROWS_MAX),
    };
    let is_suitable = |it: &&NodeVerdict| it.rejection.is_none();
    let node = verdicts.iter().find(is_suitable).map(|it| Rc::clone(&it.node));
    let post_filter = match &node {
        None if !verdicts.is_empty() => super::preemption::preempt(&state, &verdicts),
        _ => PostFilter::None,
    };
    Cycle { node, verdicts, evaluated, suitable: feasible.len(), ties, post_filter, refused }
}

/// Source: `findNodesThatFitPod`.
fn find_nodes<'a>(
    state: &State<'a>,
    start: usize,
    verdicts: &mut Vec<NodeVerdict>,
    feasible: &mut Vec<&'a NodeInfo>,
) -> usize {
    let nodes = state.view.nodes;
    // Where others have made room for it is tried first.
    let nominated = &state.pod.status.nominated_node_name;
    let nominated = nodes.iter().find(|it| !nominated.is_empty() && it.name() == nominated);
    if let Some(node) = nominated
        && filter(state, node).is_none()
    {
        feasible.push(node);
        return 1;
    }
    let named = node_affinity::named_nodes(&state.info.spec);
    let candidates: Option<Vec<&'a Rc<NodeInfo>>> =
        named.as_ref().map(|names| nodes.iter().filter(|it| names.contains(it.name())).collect());
    let count = candidates.as_ref().map_or(nodes.len(), Vec::len);
    let wanted = feasible_wanted(count);
    feasible.reserve(wanted.min(count));
    for offset in 0..count {
        let at = (start + offset) % count;
        let node = candidates.as_ref().map_or(&nodes[at], |it| it[at]);
        match filter(state, node) {
            None => feasible.push(node),
            rejection => verdicts.push(verdict(node, rejection)),
        }
        if feasible.len() >= wanted {
            break;
        }
    }
    let evaluated = verdicts.len() + feasible.len();
    if let Some(names) = named.filter(|_| feasible.is_empty()) {
        verdicts.extend(others(nodes, &names));
    }
    evaluated
}

/// The nodes that the Pod does not name. Source: `SetAbsentNodesStatus`.
fn others<'a>(
    nodes: &'a [Rc<NodeInfo>],
    names: &'a SortedSet<&str>,
) -> impl Iterator<Item = NodeVerdict> + 'a {
    let reason = match names.is_empty() {
        true => "pod affinity terms conflict",
        false => "node(s) didn't satisfy plugin(s) [NodeAffinity]",
    };
    let reasons = vec![reason.to_owned()];
    nodes.iter().filter(|it| !names.contains(it.name())).map(move |node| {
        let reasons = reasons.clone();
        verdict(node, Some(Rejection { plugin: node_affinity::NAME, reasons, resolvable: false }))
    })
}

pub(super) fn verdict(node: &NodeInfo, rejection: Option<Rejection>) -> NodeVerdict {
    let (node, rejection) = (Rc::clone(&node.name), rejection.map(Rc::new));
    NodeVerdict { node, rejection, scores: Rc::default(), total: 0 }
}

/// The first plugin that rejects the node.
pub(super) fn filter_alone(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    state.filters.iter().find_map(|filter| filter(state, node))
}

/// The node must suit with the Pods that have been promised room on it, and without them.
/// Source: `RunFilterPluginsWithNominatedPods`.
pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    if state.view.nominated.is_empty() {
        return filter_alone(state, node);
    }
    let is_before = |(key, (on, other)): &(&ObjectKey, &(String, Rc<PodInfo>))| {
        on == node.name() && other.priority >= state.info.priority && **key != state.info.key
    };
    let promised: Vec<&Rc<PodInfo>> =
        state.view.nominated.iter().filter(is_before).map(|(_, (_, it))| it).collect();
    if !promised.is_empty() {
        let (mut state, mut node) = (state.clone(), node.clone());
        for other in promised {
            state.change(&node, other, 1);
            node.add(Rc::clone(other));
        }
        let rejection = filter_alone(&state, &node);
        if rejection.is_some() {
            return rejection;
        }
    }
    filter_alone(state, node)
}

/// How many suitable nodes are enough. Source: `numFeasibleNodesToFind`.
pub(super) fn feasible_wanted(nodes: usize) -> usize {
    if nodes < NODES_MIN {
        return nodes.max(1);
    }
    let percent = 50_usize.saturating_sub(nodes / 125).max(5);
    (nodes * percent / 100).max(NODES_MIN)
}

/// Scores the suitable nodes; tells so many of them, the chosen one first and then the best. Returns
/// how many have the best score. Source: `prioritizeNodes`, `selectHost`.
pub(super) fn choose(
    state: &State<'_>,
    feasible: &[&NodeInfo],
    verdicts: &mut Vec<NodeVerdict>,
    told_max: usize,
) -> usize {
    let mut totals = vec![0; feasible.len()];
    let mut columns = Vec::with_capacity(SCORES.len());
    for plugin in SCORES {
        let Some(given) = (plugin.score)(state, feasible) else { continue };
        given.add_to(&mut totals, plugin.weight);
        columns.push((plugin, given));
    }
    let chosen = top_of_heap(&totals);
    let part = |(plugin, given): &(&ScorePlugin, Given), at: usize| PluginScore {
        plugin: plugin.name,
        score: given.at(at),
        weight: plugin.weight,
    };
    verdicts.reserve(told_max.min(totals.len()));
    let mut last: Rc<[PluginScore]> = Rc::default();
    // The best first, then as they stand, in one number: it is compared for every node.
    let rank = |at: &usize| match i64::try_from(*at) {
        Ok(place) if *at != chosen => place - (totals[*at] << 32),
        _ => i64::MIN,
    };
    for at in super::first_by_key(0..totals.len(), told_max, rank) {
        // Most nodes are alike: they share what is told of them.
        let is_same = last.iter().map(|it| it.score).eq(columns.iter().map(|it| it.1.at(at)));
        if !is_same || last.is_empty() {
            last = columns.iter().map(|column| part(column, at)).collect();
        }
        let (node, scores) = (Rc::clone(&feasible[at].name), Rc::clone(&last));
        verdicts.push(NodeVerdict { node, rejection: None, scores, total: totals[at] });
    }
    totals.iter().filter(|it| **it == totals[chosen]).count()
}

/// Which of equal nodes wins is decided by the order of a heap, as in upstream's `selectHost`: who
/// stands above the other, else who is further left. The heap itself need not be made for that.
pub(super) fn top_of_heap(totals: &[i64]) -> usize {
    let best = totals.iter().max();
    // Counted from 1, a place's binary digits are the way to it, 0 for left: they are compared from the
    // first on, and where one goes on from the other, the shorter way comes first.
    let way = |at: &usize| ((at + 1) << (at + 1).leading_zeros(), *at);
    let tops = (0..totals.len()).filter(|at| Some(&totals[*at]) == best);
    tops.min_by_key(way).unwrap_or(0)
}
