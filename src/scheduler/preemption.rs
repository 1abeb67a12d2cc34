//! Room for a Pod by deleting less important ones.
//! Source: `pkg/scheduler/framework/preemption/preemption.go`,
//! `pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go`.

use super::framework::{NodeVerdict, State, filter};
use super::message::fit_error;
use super::nodeinfo::NodeInfo;
use super::podinfo::PodInfo;
use crate::api::{PodDisruptionBudget, Selector, Time};
use crate::sorted::Sort;
use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

/// So many candidates are enough to choose from, however many nodes there are.
const CANDIDATES_MIN: usize = 100;
const NO_VICTIMS: &str = "No preemption victims found for incoming pod";
const NO_HELP: &str = "Preemption is not helpful for scheduling";

/// What was tried when no node suited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostFilter {
    /// Nothing.
    None,
    /// In vain.
    Failed {
        /// Why.
        why: String,
        /// Whether an earlier promise of room is void.
        is_final: bool,
    },
    /// Others make room.
    Nominated(Preemption),
}

/// Room on a node at the cost of other Pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preemption {
    /// The node.
    pub node: String,
    /// Who has to go, the most important first.
    pub victims: Vec<Rc<PodInfo>>,
    /// How many of them a disruption budget would have kept.
    pub violations: usize,
}

/// A disruption budget, and whom it is about.
type Budget<'a> = (&'a PodDisruptionBudget, Selector);

/// Tries to make room. Source: `Evaluator.Preempt`.
pub(super) fn preempt(state: &State<'_>, verdicts: &[NodeVerdict]) -> PostFilter {
    if let Some(why) = ineligible(state, verdicts) {
        return PostFilter::Failed { why: why.to_owned(), is_final: false };
    }
    let budgets: Vec<Budget<'_>> = state.view.cache.list_typed(None).map(|it| budget(it)).collect();
    let mut candidates: Vec<Preemption> = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    let potential = verdicts.iter().filter(|it| is_resolvable(it)).count();
    let enough = (potential / 10).max(CANDIDATES_MIN);
    for verdict in verdicts {
        if !is_resolvable(verdict) {
            reasons.push(NO_HELP.to_owned());
            continue;
        }
        if candidates.len() >= enough && candidates.iter().any(|it| it.violations == 0) {
            break;
        }
        let node = state.view.nodes.iter().find(|it| it.name == verdict.node);
        let Some(node) = node else { continue };
        match select_victims(state, node, &budgets) {
            Ok(candidate) => candidates.push(candidate),
            Err(why) => reasons.extend(why),
        }
    }
    match best(candidates) {
        Some(candidate) => PostFilter::Nominated(candidate),
        None => {
            let why = fit_error(verdicts.len(), reasons.iter().map(String::as_str));
            PostFilter::Failed { why, is_final: true }
        }
    }
}

fn is_resolvable(verdict: &NodeVerdict) -> bool {
    verdict.rejection.as_ref().is_some_and(|it| it.resolvable)
}

/// Source: `PodEligibleToPreemptOthers`.
fn ineligible(state: &State<'_>, verdicts: &[NodeVerdict]) -> Option<&'static str> {
    if state.info.spec.preemption_policy == "Never" {
        return Some("not eligible due to preemptionPolicy=Never.");
    }
    let nominated = &state.pod.status.nominated_node_name;
    let verdict = verdicts.iter().find(|it| *it.node == **nominated)?;
    if !is_resolvable(verdict) {
        return None;
    }
    let node = state.view.nodes.iter().find(|it| it.name() == nominated)?;
    let is_leaving = |it: &&Rc<PodInfo>| {
        it.priority < state.info.priority && it.is_terminating && it.is_preempted
    };
    node.pods
        .values()
        .find(is_leaving)
        .map(|_| "not eligible due to a terminating pod on the nominated node.")
}

/// The fewest Pods that must go from a node. Source: `SelectVictimsOnNode`.
fn select_victims(
    state: &State<'_>,
    node: &NodeInfo,
    budgets: &[Budget<'_>],
) -> Result<Preemption, Vec<String>> {
    let lower = |it: &&Rc<PodInfo>| it.priority < state.info.priority;
    let mut potential: Vec<Rc<PodInfo>> = node.pods.values().filter(lower).cloned().collect();
    if potential.is_empty() {
        return Err(vec![NO_VICTIMS.to_owned()]);
    }
    let (mut state, mut node) = (state.clone(), node.clone());
    for pod in &potential {
        node.remove(&pod.key);
        state.change(&node, pod, -1);
    }
    if let Some(rejection) = filter(&state, &node) {
        return Err(rejection.reasons);
    }
    potential.order_by(by_importance);
    let (violating, others) = by_budget(potential, budgets);
    let (mut victims, mut violations) = (Vec::new(), 0);
    for (index, pod) in violating.iter().chain(&others).enumerate() {
        // Who can stay may stay, the most important first.
        state.change(&node, pod, 1);
        node.add(Rc::clone(pod));
        if filter(&state, &node).is_some() {
            node.remove(&pod.key);
            state.change(&node, pod, -1);
            victims.push(Rc::clone(pod));
            violations += usize::from(index < violating.len());
        }
    }
    if victims.is_empty() {
        return Err(vec![NO_VICTIMS.to_owned()]);
    }
    victims.order_by(by_importance);
    Ok(Preemption { node: node.name().to_owned(), victims, violations })
}

/// The more important Pod first. Source: `pkg/scheduler/util/utils.go` `MoreImportantPod`.
fn by_importance(a: &Rc<PodInfo>, b: &Rc<PodInfo>) -> Ordering {
    let rank = |it: &PodInfo| (Reverse(it.priority), it.start.unwrap_or(Time(i64::MAX)));
    rank(a).cmp(&rank(b))
}

/// Those that a budget would keep, and the others. Source: `filterPodsWithPDBViolation`.
fn by_budget(
    pods: Vec<Rc<PodInfo>>,
    budgets: &[Budget<'_>],
) -> (Vec<Rc<PodInfo>>, Vec<Rc<PodInfo>>) {
    let mut allowed: Vec<i32> = budgets.iter().map(|it| it.0.status.disruptions_allowed).collect();
    pods.into_iter().partition(|pod| {
        let mut violates = false;
        for ((budget, selector), allowed) in budgets.iter().zip(&mut allowed) {
            let counts = budget.metadata.namespace == pod.key.namespace
                && !pod.labels.is_empty()
                && !selector.is_empty()
                && selector.matches(&pod.labels)
                && !budget.status.disrupted_pods.contains_key(pod.key.name.as_str());
            if counts {
                *allowed -= 1;
                violates |= *allowed < 0;
            }
        }
        violates
    })
}

fn budget(budget: &PodDisruptionBudget) -> Budget<'_> {
    (budget, budget.spec.selector.as_ref().map(Selector::from).unwrap_or_default())
}

/// The candidate that costs least; of equal ones the first. Source: `pickOneNodeForPreemption`.
fn best(candidates: Vec<Preemption>) -> Option<Preemption> {
    let cost = |it: &Preemption| {
        let highest = it.victims.first().map_or(i32::MIN, |victim| victim.priority);
        // Each victim weighs at least one, so that many unimportant ones count too.
        let sum: i64 = it
            .victims
            .iter()
            .map(|victim| i64::from(victim.priority) + i64::from(i32::MAX) + 1)
            .sum();
        let starts = it.victims.iter().filter(|victim| victim.priority == highest);
        let start = starts.map(|victim| victim.start.unwrap_or(Time(i64::MAX))).min();
        (it.violations, highest, sum, it.victims.len(), Reverse(start))
    };
    candidates.into_iter().min_by_key(cost)
}
