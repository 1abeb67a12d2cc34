//! The node lifecycle controller: a node whose heartbeat is missing is tainted, and its Pods are
//! no longer ready. Source: `pkg/controller/nodelifecycle/node_lifecycle_controller.go`.

#[cfg(test)]
mod tests;
mod zones;

use self::zones::Verdict;
use super::{Controller, Ctx, ROW, pods};
use crate::api::{
    Node, NodeCondition, Object, ObjectKey, ObjectReference, Pod, TAINT_NODE_DISK_PRESSURE,
    TAINT_NODE_MEMORY_PRESSURE, TAINT_NODE_NETWORK_UNAVAILABLE, TAINT_NODE_NOT_READY,
    TAINT_NODE_PID_PRESSURE, TAINT_NODE_UNREACHABLE, TAINT_NODE_UNSCHEDULABLE, Taint, Text, Time,
    Typed,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, EventDraft, EventType, Fact, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "node-controller";
/// A node that has never reported is given this long (milliseconds).
pub const STARTUP_GRACE_MS: i64 = 60_000;
/// The leases are looked at this often (milliseconds).
const MONITOR_MS: i64 = 5_000;

/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Node lifecycle controller", enqueue, sync, ..ROW };

/// Conditions that are bad news when they are true, with their taints.
const PRESSURES: [(&str, &str); 4] = [
    ("MemoryPressure", TAINT_NODE_MEMORY_PRESSURE),
    ("DiskPressure", TAINT_NODE_DISK_PRESSURE),
    ("NetworkUnavailable", TAINT_NODE_NETWORK_UNAVAILABLE),
    ("PIDPressure", TAINT_NODE_PID_PRESSURE),
];
/// The conditions that become unknown with the kubelet.
const REPORTED: [&str; 4] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/// When the leases are next looked at, from a moment on, by a controller that began at another
/// (milliseconds since 1970).
#[must_use]
pub fn looks_ms(from_ms: i64, began_ms: i64) -> i64 {
    let behind_ms = (from_ms - began_ms).rem_euclid(MONITOR_MS);
    from_ms + (MONITOR_MS - behind_ms).rem_euclid(MONITOR_MS)
}

/// A node that falls silent or comes back changes what holds for its whole zone.
fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let Object::Node(node) = &event.object else { return Vec::new() };
    let is_gone = event.r#type == WatchType::Deleted;
    let mut keys = if is_gone { Vec::new() } else { vec![node.key()] };
    let same = matches!(&event.old, Some(Object::Node(old)) if looks_alike(old, node));
    if !same || is_gone {
        let concerned =
            |it: &&Rc<Node>| ready_status(it) != "True" || it.spec.taints.iter().any(is_ours);
        let others =
            cache.list_typed::<Node>(None).filter(|it| it.metadata.name != node.metadata.name);
        keys.extend(others.filter(concerned).map(|it| it.key()));
    }
    keys
}

/// Whether nothing that other nodes of the zone depend on has changed.
fn looks_alike(old: &Node, new: &Node) -> bool {
    ready_status(old) == ready_status(new) && old.spec.taints == new.spec.taints
}

fn ready_status(node: &Node) -> &str {
    node.condition("Ready").map_or("Unknown", |it| it.status.as_str())
}

fn is_ours(taint: &Taint) -> bool {
    let key = taint.key.as_str();
    match taint.effect.as_str() {
        "NoSchedule" => {
            [TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE, TAINT_NODE_UNSCHEDULABLE].contains(&key)
                || PRESSURES.iter().any(|it| it.1 == key)
        }
        "NoExecute" => [TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE].contains(&key),
        _ => false,
    }
}

/// The taint that a node which is not ready gets.
fn trouble(node: &Node) -> Option<&'static str> {
    match ready_status(node) {
        "True" => None,
        "False" => Some(TAINT_NODE_NOT_READY),
        _ => Some(TAINT_NODE_UNREACHABLE),
    }
}

/// The node as it is after a grace period without a heartbeat; nothing where that is known.
/// Source: `tryUpdateNodeHealth`.
#[must_use]
pub(crate) fn give_up(node: &Node, now_ms: i64) -> Option<Node> {
    let now = Some(Time::of_ms(now_ms));
    let mut lost = node.clone();
    for r#type in REPORTED {
        let known = lost.status.conditions.iter_mut().find(|it| it.r#type == r#type);
        match known {
            Some(it) if it.status == "Unknown" => {}
            Some(it) => {
                it.status = "Unknown".to_owned();
                it.reason = "NodeStatusUnknown".to_owned();
                it.message = "Kubelet stopped posting node status.".to_owned();
                it.last_transition_time = now;
            }
            None => lost.status.conditions.push(NodeCondition {
                last_heartbeat_time: node.metadata.creation_timestamp,
                last_transition_time: now,
                message: "Kubelet never posted node status.".to_owned(),
                reason: "NodeStatusNeverUpdated".to_owned(),
                status: "Unknown".to_owned(),
                r#type: r#type.to_owned(),
                ..NodeCondition::default()
            }),
        }
    }
    (lost != *node).then_some(lost)
}

fn node_event(node: &Node, reason: &'static str, message: String) -> EventDraft {
    let about = Rc::new(ObjectReference {
        api_version: Text::word("v1"),
        kind: Text::word("Node"),
        name: node.metadata.name.clone(),
        uid: node.metadata.uid.clone(),
        ..ObjectReference::default()
    });
    EventDraft { about, r#type: EventType::Normal, reason, message, name_follows: false }
}

/// What is told of a node that is not ready any more. Source: `RecordNodeStatusChange`.
pub(crate) fn not_ready_event(node: &Node) -> EventDraft {
    let message = format!("Node {} status is now: NodeNotReady", node.metadata.name);
    node_event(node, "NodeNotReady", message)
}

/// What is told of a node that is new, or gone. Source: `RecordNodeEvent`.
pub(crate) fn membership_event(node: &Node, is_new: bool) -> EventDraft {
    let name = &node.metadata.name;
    if is_new {
        let message = format!("Node {name} event: Registered Node {name} in Controller");
        node_event(node, "RegisteredNode", message)
    } else {
        let message = format!("Node {name} event: Removing Node {name} from Controller");
        node_event(node, "RemovingNode", message)
    }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(node) = ctx.cache.typed::<Node>(key) else { return result };
    // In this order: who hears of the taints knows the Pods as they are.
    if ready_status(node) != "True" {
        mark_pods(ctx, node, &mut result);
    }
    set_taints(ctx, node, &mut result);
    result
}

/// The taints that follow from what is known: key and effect.
/// Source: `doNoScheduleTaintingPass`, `processTaintBaseEviction`.
fn wanted_taints(
    ctx: &Ctx<'_>,
    node: &Node,
    result: &mut SyncResult,
) -> Vec<(&'static str, &'static str)> {
    let mut wanted = Vec::new();
    if let Some(key) = trouble(node) {
        wanted.push((key, "NoSchedule"));
        match zones::verdict(ctx.cache, node, ctx.now_ms) {
            Verdict::Evict => wanted.push((key, "NoExecute")),
            Verdict::Wait(after_ms) => result.requeue_after_ms = Some(after_ms),
            Verdict::Spare => {}
        }
    }
    for (r#type, key) in PRESSURES {
        if node.has_condition(r#type) {
            wanted.push((key, "NoSchedule"));
        }
    }
    if node.spec.unschedulable {
        wanted.push((TAINT_NODE_UNSCHEDULABLE, "NoSchedule"));
    }
    wanted
}

fn set_taints(ctx: &Ctx<'_>, node: &Rc<Node>, result: &mut SyncResult) {
    let now = ctx.now();
    let wanted = wanted_taints(ctx, node, result);
    let current = &node.spec.taints;
    let is_wanted = |it: &Taint| wanted.contains(&(it.key.as_str(), it.effect.as_str()));
    let mut taints: Vec<Taint> =
        current.iter().filter(|it| !is_ours(it) || is_wanted(it)).cloned().collect();
    for (key, effect) in &wanted {
        if !current.iter().any(|it| it.key == *key && it.effect == *effect) {
            taints.push(Taint {
                key: (*key).to_owned(),
                effect: (*effect).to_owned(),
                time_added: Some(now),
                ..Taint::default()
            });
        }
    }
    if taints == *current {
        return;
    }
    let names: Vec<String> = taints.iter().map(|it| format!("{}:{}", it.key, it.effect)).collect();
    let mut updated = (**node).clone();
    updated.spec.taints = taints;
    result.asks.push(Ask::new(Request::Update(updated.into())));
    let what = if names.is_empty() {
        format!("removed the taints of {}", node.metadata.name)
    } else {
        format!("tainted {} with {}", node.metadata.name, names.join(", "))
    };
    explain(node, (Effect::Update, what), result);
}

/// Pods of a node that is silent are not ready, as far as anybody knows.
/// Source: `pkg/controller/util/node/controller_utils.go` `MarkPodsNotReady`.
fn mark_pods(ctx: &Ctx<'_>, node: &Rc<Node>, result: &mut SyncResult) {
    let on_node = |pod: &&Rc<Pod>| pod.spec.node_name == node.metadata.name && pod.is_ready();
    let mut marked = 0;
    for pod in ctx.cache.list_typed::<Pod>(None).filter(on_node) {
        let mut updated = (**pod).clone();
        for condition in updated.status.conditions.iter_mut().filter(|it| it.r#type == "Ready") {
            condition.status = Text::word("False");
            condition.last_transition_time = Some(ctx.now());
        }
        let object = Object::Pod(Rc::clone(pod));
        let event = EventDraft::warning(&object, "NodeNotReady", "Node is not ready".to_owned());
        let ask = Ask::new(Request::UpdateStatus(updated.into())).then(event).tolerating_missing();
        result.asks.push(ask);
        marked += 1;
    }
    if marked > 0 {
        let name = &node.metadata.name;
        let pods = pods(marked);
        let what = format!("marked {pods} of {name} as not ready");
        explain(node, (Effect::UpdateStatus, what), result);
    }
}

/// What keeps Pods away from a node, and the field that says so.
fn reason(node: &Node) -> (String, Fact) {
    let ready = ready_status(node);
    if ready != "True" {
        let because =
            format!("its condition Ready is {ready}, for the kubelet stopped posting its status");
        return (because, Fact::new("Ready", ready));
    }
    if let Some((name, _)) = PRESSURES.into_iter().find(|it| node.has_condition(it.0)) {
        return (format!("its condition {name} is True"), Fact::new(name, "True"));
    }
    let (because, value) = if node.spec.unschedulable {
        ("new Pods are not to be placed on it, those that it has may stay", "true")
    } else {
        ("it is ready, and nothing keeps Pods away", "false")
    };
    (because.to_owned(), Fact::new("spec.unschedulable", value))
}

fn explain(node: &Rc<Node>, (effect, what): (Effect, String), result: &mut SyncResult) {
    let (because, fact) = reason(node);
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: node.key(),
        effect,
        what,
        because,
        facts: vec![fact],
        source: "node_lifecycle_controller.go monitorNodeHealth",
        trigger: None,
    }));
}
