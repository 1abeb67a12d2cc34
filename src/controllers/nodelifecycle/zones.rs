//! How fast nodes of a zone may be emptied: one after the other where a few are lost, not at all
//! where it is rather the network that is. Source: `ComputeZoneState`, `handleDisruption`,
//! `pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go`.

use super::ready_status;
use crate::api::{LABEL_TOPOLOGY_ZONE, Node, TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE, Taint};
use crate::client::Cache;
use std::rc::Rc;

/// One node in so much time, of a zone that is well (milliseconds).
const INTERVAL_MS: i64 = 10_000;
/// One node in so much time, of a large zone that is not (milliseconds).
const SECONDARY_INTERVAL_MS: i64 = 100_000;
/// A zone with more nodes is large.
const LARGE: usize = 50;
/// From this share of lost nodes on a zone is not well (percent).
const UNHEALTHY_PERCENT: usize = 55;

/// Whether the Pods of a node that is not ready must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They must, as soon as they do not tolerate it any more.
    Evict,
    /// Not before so many milliseconds: other nodes come first.
    Wait(i64),
    /// They may stay.
    Spare,
}

/// How a zone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Few nodes are lost.
    Normal,
    /// Most nodes are lost.
    Partial,
    /// All nodes are lost.
    Full,
}

/// Source: `ComputeZoneState`.
pub(super) fn state(ready: usize, lost: usize) -> State {
    if ready == 0 && lost > 0 {
        State::Full
    } else if lost > 2 && lost * 100 >= (ready + lost) * UNHEALTHY_PERCENT {
        State::Partial
    } else {
        State::Normal
    }
}

/// Source: `staging/src/k8s.io/component-helpers/node/topology/helpers.go` `GetZoneKey`.
fn zone(node: &Node) -> (&str, &str) {
    let label = |stable: &str, old: &str| {
        let labels = &node.metadata.labels;
        labels.get(stable).or_else(|| labels.get(old)).map_or("", String::as_str)
    };
    (
        label("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"),
        label(LABEL_TOPOLOGY_ZONE, "failure-domain.beta.kubernetes.io/zone"),
    )
}

fn is_lost(node: &Node) -> bool {
    ready_status(node) != "True"
}

/// When the node was condemned, if it is.
fn condemned(node: &Node) -> Option<&Taint> {
    let is_ours = |it: &&Taint| {
        it.effect == "NoExecute"
            && [TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE].contains(&it.key.as_str())
    };
    node.spec.taints.iter().find(is_ours)
}

/// What is to become of a node that is not ready.
pub(super) fn verdict(cache: &Cache, node: &Node, now_ms: i64) -> Verdict {
    // All zones dark at once: the controller doubts itself first.
    if !cache.list_typed::<Node>(None).any(|it| !is_lost(it)) {
        return Verdict::Spare;
    }
    if condemned(node).is_some() {
        return Verdict::Evict;
    }
    let own: Vec<&Rc<Node>> =
        cache.list_typed::<Node>(None).filter(|it| zone(it) == zone(node)).collect();
    let lost = own.iter().filter(|it| is_lost(it)).count();
    let interval_ms = match state(own.len() - lost, lost) {
        State::Normal | State::Full => INTERVAL_MS,
        State::Partial if own.len() > LARGE => SECONDARY_INTERVAL_MS,
        State::Partial => return Verdict::Spare,
    };
    let last = own.iter().filter_map(|it| condemned(it)?.time_added).max();
    let free_ms = last.map_or(now_ms, |it| (it.0 * 1000 + interval_ms).max(now_ms));
    let order = |it: &Node| {
        (it.condition("Ready").and_then(|it| it.last_transition_time), it.metadata.name.clone())
    };
    let before =
        |it: &&&Rc<Node>| is_lost(it) && condemned(it).is_none() && order(it) < order(node);
    let before = i64::try_from(own.iter().filter(before).count()).unwrap_or(0);
    match free_ms + before * interval_ms - now_ms {
        0 => Verdict::Evict,
        after_ms => Verdict::Wait(after_ms),
    }
}
