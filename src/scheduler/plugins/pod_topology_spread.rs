//! Pods spread evenly over nodes and zones.
//! Source: `pkg/scheduler/framework/plugins/podtopologyspread/{common,filtering,scoring}.go`.

mod defaults;
mod scoring;

#[cfg(test)]
pub(in super::super) use self::scoring::ln_fixed;
pub(super) use self::scoring::score;

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;
use super::super::podinfo::PodInfo;
use super::KEEPS_AWAY;
use crate::api::{PodSpec, Selector, TopologySpreadConstraint};
use crate::client::ByLabels;
use crate::sorted::SortedMap;
use std::rc::Rc;

pub(in super::super) const NAME: &str = "PodTopologySpread";
const HARD: &str = "DoNotSchedule";
const SOFT: &str = "ScheduleAnyway";

/// A rule, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constraint {
    key: String,
    max_skew: i64,
    min_domains: i64,
    selector: Option<Rc<Selector>>,
    honors_affinity: bool,
    honors_taints: bool,
}

impl Constraint {
    fn new(it: &TopologySpreadConstraint) -> Self {
        Self {
            key: it.topology_key.clone(),
            max_skew: it.max_skew.into(),
            min_domains: it.min_domains.unwrap_or(1).into(),
            selector: it.label_selector.as_ref().map(|it| Rc::new(Selector::from(it))),
            honors_affinity: it.node_affinity_policy != "Ignore",
            honors_taints: it.node_taints_policy == "Honor",
        }
    }

    /// The Pod's own rules of a kind.
    fn of(spec: &PodSpec, action: &str) -> Vec<Self> {
        let rules = spec.topology_spread_constraints.iter();
        rules.filter(|it| it.when_unsatisfiable == action).map(Self::new).collect()
    }

    fn selects(&self, pod: &PodInfo) -> bool {
        self.selector.as_ref().is_some_and(|it| it.matches(&pod.labels))
    }

    /// Source: `matchNodeInclusionPolicies`.
    fn includes(&self, spec: &PodSpec, node: &NodeInfo) -> bool {
        (!self.honors_affinity || spec.wants_node(&node.node))
            && (!self.honors_taints || spec.untolerated(&node.node, KEEPS_AWAY).is_none())
    }

    /// Counts the Pods of a namespace on one node after the other that it is about; those that
    /// leave don't count. Pods of a workload have their labels in common: few are looked at.
    fn counter<'n>(&'n self, namespace: &'n str) -> impl FnMut(&'n NodeInfo) -> i64 + 'n {
        let mut selected =
            self.selector.as_ref().map(|it| ByLabels::new(|labels| it.matches(labels)));
        move |node| {
            let Some(selected) = &mut selected else { return 0 };
            let counts = node.by_labels.iter().filter(|((in_namespace, labels), _)| {
                let is_same = std::ptr::eq(&**in_namespace, namespace);
                (is_same || **in_namespace == *namespace) && selected.ask(labels)
            });
            counts.map(|(_, count)| count.live).sum()
        }
    }
}

/// How Pods are spread that must be. Source: `preFilterState`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    rules: Rc<Vec<Constraint>>,
    by_value: Vec<SortedMap<String, i64>>,
}

fn has_all(rules: &[Constraint], node: &NodeInfo) -> bool {
    rules.iter().all(|it| node.label(&it.key).is_some())
}

impl Counts {
    /// Whether there are rules that must hold.
    pub fn has_rules(&self) -> bool {
        !self.rules.is_empty()
    }

    /// Counts for the rules that must hold.
    pub fn hard(nodes: &[Rc<NodeInfo>], info: &PodInfo) -> Self {
        let rules = Constraint::of(&info.spec, HARD);
        let mut by_value = vec![SortedMap::new(); rules.len()];
        if rules.is_empty() {
            return Self::default();
        }
        for (rule, counts) in rules.iter().zip(&mut by_value) {
            let mut count_on = rule.counter(info.namespace());
            for node in nodes.iter().filter(|it| has_all(&rules, it)) {
                if let Some(value) = node.label(&rule.key)
                    && rule.includes(&info.spec, node)
                {
                    let count: &mut i64 = counts.entry(value.to_owned()).or_insert(0);
                    *count += count_on(node);
                }
            }
        }
        Self { rules: Rc::new(rules), by_value }
    }

    /// As if a Pod were on a node, or were not. Source: `updateWithPod`.
    pub fn change(&mut self, info: &PodInfo, node: &NodeInfo, other: &PodInfo, sign: i64) {
        if other.namespace() != info.namespace() || !has_all(&self.rules, node) {
            return;
        }
        for (rule, counts) in self.rules.iter().zip(&mut self.by_value) {
            if let Some(value) = node.label(&rule.key)
                && rule.selects(other)
                && rule.includes(&info.spec, node)
            {
                *counts.entry(value.to_owned()).or_insert(0) += sign;
            }
        }
    }
}

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let counts = &state.spread;
    for (rule, by_value) in counts.rules.iter().zip(&counts.by_value) {
        let Some(value) = node.label(&rule.key) else {
            let reason =
                "node(s) didn't match pod topology spread constraints (missing required label)";
            return super::reject(NAME, reason, false);
        };
        let domains = i64::try_from(by_value.len()).unwrap_or(i64::MAX);
        let least = by_value.values().copied().min().filter(|_| domains >= rule.min_domains);
        let here = by_value.get(value).copied().unwrap_or(0);
        let own = i64::from(rule.selects(state.info));
        if here + own - least.unwrap_or(0) > rule.max_skew {
            let reason = "node(s) didn't match pod topology spread constraints";
            return super::reject(NAME, reason, true);
        }
    }
    None
}
