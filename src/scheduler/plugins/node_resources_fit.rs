//! Room for what the Pod asks for, and the node with the most room first.
//! Source: `pkg/scheduler/framework/plugins/noderesources/{fit,least_allocated}.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;
use super::Given;

pub(in super::super) const NAME: &str = "NodeResourcesFit";

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    if has_room(state, node) {
        return None;
    }
    let (mut reasons, mut resolvable) = (Vec::new(), true);
    if i64::try_from(node.pods.len()).unwrap_or(i64::MAX) + 1 > node.pods_max {
        reasons.push("Too many pods".to_owned());
    }
    let wanted = &state.info.requests;
    let (requested, there) = (&node.requested, &node.allocatable);
    let mut check = |name: &str, wanted: i64, requested: i64, there: i64| {
        if wanted > 0 && wanted > there - requested {
            reasons.push(format!("Insufficient {name}"));
            // Even an empty node would be too small.
            resolvable &= wanted <= there;
        }
    };
    check("cpu", wanted.milli_cpu, requested.milli_cpu, there.milli_cpu);
    check("memory", wanted.memory, requested.memory, there.memory);
    for (name, amount) in &wanted.other {
        let of =
            |list: &crate::sorted::SortedMap<String, i64>| list.get(name).copied().unwrap_or(0);
        check(name, *amount, of(&requested.other), of(&there.other));
    }
    (!reasons.is_empty()).then_some(Rejection { plugin: NAME, reasons, resolvable })
}

/// Whether what nearly every Pod asks for is there: most nodes have it, and need no reasons.
fn has_room(state: &State<'_>, node: &NodeInfo) -> bool {
    let (wanted, requested, there) = (&state.info.requests, &node.requested, &node.allocatable);
    i64::try_from(node.pods.len()).is_ok_and(|it| it < node.pods_max)
        && (wanted.milli_cpu <= 0 || wanted.milli_cpu <= there.milli_cpu - requested.milli_cpu)
        && (wanted.memory <= 0 || wanted.memory <= there.memory - requested.memory)
        && wanted.other.is_empty()
}

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    let free = |wanted: i64, there: i64| {
        if there == 0 || wanted > there { 0 } else { (there - wanted) * 100 / there }
    };
    let pod = &state.info.scored;
    // Nodes are mostly alike: what is worked out for one holds for the next.
    let mut last = ([0; 4], 0);
    let score = |node: &&NodeInfo| {
        let (scored, there) = (&node.scored, &node.allocatable);
        let amounts = [scored.milli_cpu, scored.memory, there.milli_cpu, there.memory];
        if last.0 != amounts {
            let cpu = free(scored.milli_cpu + pod.milli_cpu, there.milli_cpu);
            let memory = free(scored.memory + pod.memory, there.memory);
            last = (amounts, (cpu + memory) / 2);
        }
        last.1
    };
    Some(Given::Each(nodes.iter().map(score).collect()))
}
