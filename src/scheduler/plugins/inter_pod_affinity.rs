//! Near some Pods, away from others.
//! Source: `pkg/scheduler/framework/plugins/interpodaffinity/{filtering,scoring}.go`.

use super::super::framework::{Rejection, State, View};
use super::super::nodeinfo::NodeInfo;
use super::super::podinfo::{PodInfo, Term};
use super::Given;
use crate::client::Cache;
use crate::sorted::SortedMap;

pub(in super::super) const NAME: &str = "InterPodAffinity";
/// What a Pod that must be near the new one adds to a node's score.
const HARD_WEIGHT: i64 = 1;

/// Places: a label's key and value.
type Places = SortedMap<(String, String), i64>;

/// Where there are Pods that matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pods that must be away from the new one.
    kept_off: Places,
    /// Pods that the new one must be near to.
    near: Places,
    /// Pods that the new one must be away from.
    away: Places,
}

fn add(places: &mut Places, node: &NodeInfo, key: &str, count: i64) {
    let Some(value) = node.label(key) else { return };
    let place = (key.to_owned(), value.to_owned());
    let sum = places.get(&place).copied().unwrap_or(0) + count;
    if sum == 0 {
        places.remove(&place);
    } else {
        places.insert(place, sum);
    }
}

fn is_at(places: &Places, node: &NodeInfo, key: &str) -> bool {
    let place = |value: &str| (key.to_owned(), value.to_owned());
    node.label(key).is_some_and(|it| places.get(&place(it)).is_some_and(|it| *it > 0))
}

fn anti_affinity(pod: &PodInfo) -> &[Term] {
    pod.terms.as_ref().map_or(&[], |it| &it.anti_affinity)
}

fn affinity(pod: &PodInfo) -> &[Term] {
    pod.terms.as_ref().map_or(&[], |it| &it.affinity)
}

impl Counts {
    /// Counts all Pods on all nodes.
    pub fn new(view: View<'_>, info: &PodInfo) -> Self {
        let mut counts = Self::default();
        if !view.has_related && info.terms.is_none() {
            return counts;
        }
        let View { cache, nodes, .. } = view;
        for node in nodes {
            for other in node.with_terms.values() {
                counts.change_kept_off(cache, info, node, other, 1);
            }
            if info.terms.is_some() {
                // Pods with the same labels are in the same case.
                for ((namespace, labels), count) in &node.by_labels {
                    let matches = |it: &Term| it.matches(cache, namespace, labels);
                    counts.change_own(info, node, matches, count.all);
                }
            }
        }
        counts
    }

    fn change_kept_off(
        &mut self,
        cache: &Cache,
        info: &PodInfo,
        node: &NodeInfo,
        other: &PodInfo,
        count: i64,
    ) {
        for term in anti_affinity(other) {
            if term.matches(cache, info.namespace(), &info.labels) {
                add(&mut self.kept_off, node, &term.topology_key, count);
            }
        }
    }

    fn change_own(
        &mut self,
        info: &PodInfo,
        node: &NodeInfo,
        matches: impl Fn(&Term) -> bool,
        count: i64,
    ) {
        let terms = affinity(info);
        // A Pod counts for affinity only if it is what all the terms are about.
        if !terms.is_empty() && terms.iter().all(&matches) {
            terms.iter().for_each(|it| add(&mut self.near, node, &it.topology_key, count));
        }
        for term in anti_affinity(info).iter().filter(|it| matches(it)) {
            add(&mut self.away, node, &term.topology_key, count);
        }
    }

    /// As if a Pod were on a node, or were not.
    pub fn change(
        &mut self,
        cache: &Cache,
        info: &PodInfo,
        node: &NodeInfo,
        other: &PodInfo,
        sign: i64,
    ) {
        self.change_kept_off(cache, info, node, other, sign);
        let matches = |it: &Term| it.matches(cache, other.namespace(), &other.labels);
        self.change_own(info, node, matches, sign);
    }
}

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let (counts, info) = (&state.affinity, state.info);
    if !is_near(state, node) {
        return super::reject(NAME, "node(s) didn't match pod affinity rules", false);
    }
    if anti_affinity(info).iter().any(|it| is_at(&counts.away, node, &it.topology_key)) {
        return super::reject(NAME, "node(s) didn't match pod anti-affinity rules", true);
    }
    let is_kept_off = counts
        .kept_off
        .iter()
        .any(|((key, value), count)| *count > 0 && node.label(key) == Some(value));
    if is_kept_off {
        let reason = "node(s) didn't satisfy existing pods anti-affinity rules";
        return super::reject(NAME, reason, true);
    }
    None
}

/// Source: `satisfyPodAffinity`.
fn is_near(state: &State<'_>, node: &NodeInfo) -> bool {
    let (terms, near, info) = (affinity(state.info), &state.affinity.near, state.info);
    if terms.iter().any(|it| node.label(&it.topology_key).is_none()) {
        return false;
    }
    if terms.iter().all(|it| is_at(near, node, &it.topology_key)) {
        return true;
    }
    // The first of a group may go anywhere: there is nobody to be near to yet.
    let cache = state.view.cache;
    near.is_empty() && terms.iter().all(|it| it.matches(cache, info.namespace(), &info.labels))
}

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    let places = preferences(state);
    if places.is_empty() {
        return None;
    }
    let score = |node: &&NodeInfo| -> i64 {
        let here = places.iter().filter(|((key, value), _)| node.label(key) == Some(value));
        here.map(|(_, weight)| weight).sum()
    };
    let scores: Vec<i64> = nodes.iter().map(score).collect();
    let least = scores.iter().copied().min().unwrap_or(0);
    let most = scores.iter().copied().max().unwrap_or(0);
    let fair = |score: i64| super::percent(score - least, most - least);
    Some(Given::Each(scores.into_iter().map(fair).collect()))
}

/// What speaks for each place, and against it. Both sides' wishes count.
/// Source: `processExistingPod`.
fn preferences(state: &State<'_>) -> Places {
    let (cache, info) = (state.view.cache, state.info);
    let preferred = |it: &PodInfo| it.terms.clone().map(|it| it.preferred.clone());
    let own = preferred(info).unwrap_or_default();
    let mut places = Places::new();
    if !state.view.has_related && own.is_empty() {
        return places;
    }
    let mut add = |node: &NodeInfo, key: &str, weight: i64| {
        if let Some(value) = node.label(key) {
            *places.entry((key.to_owned(), value.to_owned())).or_insert(0) += weight;
        }
    };
    for node in state.view.nodes {
        if !own.is_empty() {
            for ((namespace, labels), count) in &node.by_labels {
                for (weight, term) in
                    own.iter().filter(|(_, it)| it.matches(cache, namespace, labels))
                {
                    add(node, &term.topology_key, weight * count.all);
                }
            }
        }
        let is_meant = |it: &Term| it.matches(cache, info.namespace(), &info.labels);
        for other in node.with_terms.values() {
            let Some(terms) = &other.terms else { continue };
            for term in terms.affinity.iter().filter(|it| is_meant(it)) {
                add(node, &term.topology_key, HARD_WEIGHT);
            }
            for (weight, term) in terms.preferred.iter().filter(|(_, it)| is_meant(it)) {
                add(node, &term.topology_key, *weight);
            }
        }
    }
    places
}
