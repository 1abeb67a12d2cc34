//! The scheduler's decisions in words.

use crate::api::{Pod, Typed};
use crate::client::{Fact, Why};
use crate::scheduler::{self, Cycle, NodeVerdict, PluginScore, PostFilter, Preemption};
use crate::sorted::SortedMap;
use std::fmt::Write;
use std::rc::Rc;

/// So many nodes are told with their scores; all of them stand in the Pod's placement.
const NODES_TOLD: usize = 5;

/// Why the Pod got its node, or none.
pub(super) fn explain_cycle(pod: &Rc<Pod>, cycle: &Cycle) -> Rc<Why> {
    let name = &pod.metadata.name;
    let best = cycle.verdicts.iter().find(|it| cycle.node.as_ref() == Some(&it.node));
    let (what, because) = match best {
        Some(best) => (format!("gave {name} the node {}", best.node), best_of(cycle, best)),
        None => (format!("found no node for {name}"), cycle.message()),
    };
    let facts = [scores(cycle), rejections(cycle)].concat();
    why(pod, what, because, facts, "schedule_one.go selectHost")
}

/// Why other Pods have to go.
pub(super) fn explain_preemption(pod: &Rc<Pod>, preemption: &Preemption) -> Rc<Why> {
    let names: Vec<&str> = preemption.victims.iter().map(|it| &*it.key.name).collect();
    let what = format!("deleted {} on {}", names.join(", "), preemption.node);
    let own = pod.spec.priority.unwrap_or(0);
    let highest = preemption.victims.iter().map(|it| it.priority).max().unwrap_or(0);
    let because = format!(
        "{} has priority {own}, more than {highest}, and {} loses least by it",
        pod.metadata.name, preemption.node
    );
    let victim = |it: &Rc<scheduler::PodInfo>| Fact {
        name: "victim",
        value: format!("{} with priority {}", it.key.name, it.priority),
    };
    let mut facts: Vec<Fact> = preemption.victims.iter().map(victim).collect();
    if preemption.violations > 0 {
        let value = preemption.violations.to_string();
        facts.push(Fact { name: "disruption budgets violated", value });
    }
    why(pod, what, because, facts, "default_preemption.go SelectVictimsOnNode")
}

fn why(
    pod: &Rc<Pod>,
    what: String,
    because: String,
    facts: Vec<Fact>,
    source: &'static str,
) -> Rc<Why> {
    let (component, about) = (scheduler::NAME, pod.key());
    Rc::new(Why { component, about, what, because, facts, source, trigger: None })
}

fn best_of(cycle: &Cycle, best: &NodeVerdict) -> String {
    let (node, total) = (&best.node, best.total());
    if best.scores.is_empty() {
        return format!("{node} is the only node that suits it");
    }
    let (count, ties) = (cycle.suitable, cycle.ties);
    if ties > 1 {
        format!("{ties} of {count} suitable nodes share the best score {total}; {node} comes first")
    } else {
        format!("of {count} suitable nodes it has the best score: {total}")
    }
}

/// The best nodes with the parts of their scores: `node-1 587 = 3·100 TaintToleration + …`.
fn scores(cycle: &Cycle) -> Vec<Fact> {
    // Those without scores were not suitable: they come last and are not told.
    let rank = |it: &NodeVerdict| {
        (it.scores.is_empty(), cycle.node.as_ref() != Some(&it.node), -it.total())
    };
    let scored = scheduler::first_by_key(&cycle.verdicts, NODES_TOLD, rank);
    // Nodes that are alike share their scores, and so the words for them.
    let mut last: (Rc<[PluginScore]>, String) = (Rc::default(), String::new());
    let fact = |it: &&NodeVerdict| {
        if !Rc::ptr_eq(&last.0, &it.scores) {
            last = (Rc::clone(&it.scores), parts(&it.scores));
        }
        let value = [&*it.node, " ", &it.total().to_string(), " = ", &last.1].concat();
        Fact { name: "score", value }
    };
    scored.iter().filter(|it| !it.scores.is_empty()).map(fact).collect()
}

fn parts(scores: &[PluginScore]) -> String {
    let mut text = String::new();
    for (at, part) in scores.iter().enumerate() {
        let plus = if at > 0 { " + " } else { "" };
        let _ = write!(text, "{plus}{}·{} {}", part.weight, part.score, part.plugin);
    }
    text
}

/// What was wrong with the others, counted.
fn rejections(cycle: &Cycle) -> Vec<Fact> {
    if cycle.node.is_none() && !matches!(cycle.post_filter, PostFilter::Nominated(_)) {
        // The message says it all.
        return Vec::new();
    }
    let mut counts: SortedMap<&str, usize> = SortedMap::new();
    for rejection in cycle.verdicts.iter().filter_map(|it| it.rejection.as_ref()) {
        for reason in &rejection.reasons {
            *counts.entry(reason).or_default() += 1;
        }
    }
    let fact = |(reason, count): (&str, usize)| Fact {
        name: "rejected",
        value: format!("{count} {reason}"),
    };
    counts.into_iter().map(fact).collect()
}
