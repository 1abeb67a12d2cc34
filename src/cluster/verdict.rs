//! The scheduler's decisions in words.

use crate::api::{ObjectKey, Pod, Typed};
use crate::client::{Effect, Fact, Why};
use crate::scheduler::{self, NodeVerdict, Placement, PluginScore, Preemption};
use std::fmt::Write;
use std::rc::Rc;

/// So many nodes are told with their scores; all of them stand in the Pod's placement.
const NODES_TOLD: usize = 5;

/// Why the Pod got its node, or none.
pub(super) fn explain_placement(pod: &ObjectKey, placement: &Placement) -> Rc<Why> {
    let name = &pod.name;
    let best = placement.rows.first().filter(|_| placement.node.is_some());
    let (what, because) = match best {
        Some(best) => {
            let what = format!("gave {name} the node {}", best.node);
            // A node is scored where there are several to choose from.
            let is_only = best.scores.is_empty();
            let effect = if is_only { Effect::Schedule } else { Effect::ScheduleBest };
            ((effect, what), best_of(placement, best))
        }
        None => {
            let what = format!("found no node for {name}");
            ((Effect::Unschedulable, what), unsuitable(placement))
        }
    };
    let facts = [scores(placement), rejections(placement)].concat();
    why(pod.clone(), what, because, facts, "schedule_one.go selectHost")
}

/// Why other Pods have to go.
pub(super) fn explain_preemption(pod: &Rc<Pod>, preemption: &Preemption) -> Rc<Why> {
    let names: Vec<&str> = preemption.victims.iter().map(|it| &*it.key.name).collect();
    let what = format!("deleted {} on {}", names.join(", "), preemption.node);
    let what = (Effect::Preempt, what);
    let own = pod.spec.priority.unwrap_or(0);
    let highest = preemption.victims.iter().map(|it| it.priority).max().unwrap_or(0);
    let because = format!(
        "{} has priority {own}, more than {highest}, and no node loses less by it",
        pod.metadata.name
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
    why(pod.key(), what, because, facts, "default_preemption.go SelectVictimsOnNode")
}

fn why(
    about: ObjectKey,
    (effect, what): (Effect, String),
    because: String,
    facts: Vec<Fact>,
    source: &'static str,
) -> Rc<Why> {
    let component = scheduler::NAME;
    Rc::new(Why { component, about, effect, what, because, facts, source, trigger: None })
}

/// What is wrong with the nodes, each reason once; all of the message is in the Pod's condition and its event.
fn unsuitable(placement: &Placement) -> String {
    let reason = |(reason, count): &(String, usize)| {
        let nodes = if *count == 1 { "1 node".to_owned() } else { format!("{count} nodes") };
        match reason.strip_prefix("node(s) ") {
            Some(reason) => format!("{nodes} {reason}"),
            None => format!("{nodes}: {reason}"),
        }
    };
    let reasons: Vec<String> = placement.rejected.iter().map(reason).collect();
    match (reasons.is_empty(), &placement.message) {
        (true, Some(message)) => message.clone(),
        (_, message) => {
            // Why it makes no room for itself, where that is the Pod's own choice.
            let message = message.as_deref().unwrap_or("");
            let choice = message.find("preemption: not eligible").map(|at| &message[at..]);
            let choice = choice.map(|it| it.trim_end_matches('.').to_owned());
            reasons.into_iter().chain(choice).collect::<Vec<_>>().join("; ")
        }
    }
}

fn best_of(placement: &Placement, best: &NodeVerdict) -> String {
    let (node, total) = (&best.node, best.total);
    if best.scores.is_empty() {
        // A DaemonSet's Pod names its node: no other was looked at.
        let is_only =
            if placement.rejected.is_empty() { "that it may have" } else { "that suits it" };
        return format!("{node} is the only node {is_only}");
    }
    let (count, ties) = (placement.suitable, placement.ties);
    if ties > 1 {
        format!(
            "{ties} of {count} suitable nodes share the best score {total}: a cluster draws lots, here {node} is first"
        )
    } else {
        format!("of {count} suitable nodes it has the best score: {total}")
    }
}

/// The best nodes with the parts of their scores: `587 on node-1: 3·100 TaintToleration + …`.
fn scores(placement: &Placement) -> Vec<Fact> {
    // Those without scores were not suitable: they come last and are not told.
    let scored = placement.rows.iter().filter(|it| !it.scores.is_empty()).take(NODES_TOLD);
    // Nodes that are alike share their scores, and so the words for them.
    let mut last: (Rc<[PluginScore]>, String) = (Rc::default(), String::new());
    let fact = |it: &NodeVerdict| {
        if !Rc::ptr_eq(&last.0, &it.scores) {
            last = (Rc::clone(&it.scores), parts(&it.scores));
        }
        let value = [&it.total.to_string(), " on ", &*it.node, ": ", &last.1].concat();
        Fact { name: "score", value }
    };
    scored.map(fact).collect()
}

fn parts(scores: &[PluginScore]) -> String {
    let mut text = String::new();
    for (at, part) in scores.iter().enumerate() {
        let plus = if at > 0 { " + " } else { "" };
        // A number stays with its name.
        let _ = write!(text, "{plus}{}·{}\u{a0}{}", part.weight, part.score, part.plugin);
    }
    text
}

/// What was wrong with the others, counted.
fn rejections(placement: &Placement) -> Vec<Fact> {
    if placement.node.is_none() && placement.preemption.is_none() {
        // The message says it all.
        return Vec::new();
    }
    let fact = |(reason, count): &(String, usize)| Fact {
        name: "rejected",
        value: format!("{count} {reason}"),
    };
    placement.rejected.iter().map(fact).collect()
}
