//! The node lifecycle controller: a node whose heartbeat is missing is tainted, and its Pods are
//! no longer ready. Source: `pkg/controller/nodelifecycle/node_lifecycle_controller.go`.

use super::{Controller, Ctx};
use crate::api::{Node, Object, ObjectKey, Pod, Taint, Time, Typed};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, EventDraft, Fact, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "node-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller = Controller { name: NAME, delay_ms: 0, enqueue, sync, failed };

const NOT_READY: &str = "node.kubernetes.io/not-ready";
const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Node(node) if event.r#type != WatchType::Deleted => vec![node.key()],
        _ => Vec::new(),
    }
}

fn ready_status(node: &Node) -> &str {
    let ready = node.status.conditions.iter().find(|it| it.r#type == "Ready");
    ready.map_or("Unknown", |it| it.status.as_str())
}

/// The taints that follow from the node's conditions.
fn wanted_taints(node: &Node, evicts: bool, now: Time) -> Vec<Taint> {
    let taint = |key: &str, effect: &str| Taint {
        key: key.to_owned(),
        effect: effect.to_owned(),
        time_added: Some(now),
        ..Taint::default()
    };
    let mut wanted = Vec::new();
    let trouble = match ready_status(node) {
        "True" => None,
        "False" => Some(NOT_READY),
        _ => Some(UNREACHABLE),
    };
    if let Some(key) = trouble {
        wanted.push(taint(key, "NoSchedule"));
        if evicts {
            wanted.push(taint(key, "NoExecute"));
        }
    }
    if node.spec.unschedulable {
        wanted.push(taint(UNSCHEDULABLE, "NoSchedule"));
    }
    wanted
}

/// Where every node is lost, it is rather the network that is: nobody is evicted then.
/// Source: `ComputeZoneState`.
fn evicts(cache: &Cache) -> bool {
    let (mut ready, mut lost) = (0, 0);
    for node in cache.list::<Node>(None) {
        *(if node.is_ready() { &mut ready } else { &mut lost }) += 1;
    }
    let is_partial = lost > 2 && lost * 100 >= (ready + lost) * 55;
    ready > 0 && !is_partial
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(node) = ctx.cache.typed::<Node>(key) else { return result };
    set_taints(ctx, node, &mut result);
    if ready_status(node) != "True" {
        mark_pods(ctx, node, &mut result);
    }
    result
}

fn set_taints(ctx: &Ctx<'_>, node: &Rc<Node>, result: &mut SyncResult) {
    let now = Time(ctx.now_ms.div_euclid(1000));
    let wanted = wanted_taints(node, evicts(ctx.cache), now);
    let is_ours = |it: &Taint| [NOT_READY, UNREACHABLE, UNSCHEDULABLE].contains(&it.key.as_str());
    let same = |a: &Taint, b: &Taint| a.key == b.key && a.effect == b.effect;
    let current = &node.spec.taints;
    let mut taints: Vec<Taint> = current.iter().filter(|it| !is_ours(it)).cloned().collect();
    for taint in wanted {
        let before = current.iter().find(|it| same(it, &taint)).cloned();
        taints.push(before.unwrap_or(taint));
    }
    if taints.len() == current.len() && taints.iter().all(|it| current.contains(it)) {
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
    explain(node, what, result);
}

/// Pods of a node that is silent are not ready, as far as anybody knows.
/// Source: `pkg/controller/util/node/controller_utils.go` `MarkPodsNotReady`.
fn mark_pods(ctx: &Ctx<'_>, node: &Rc<Node>, result: &mut SyncResult) {
    let on_node = |pod: &&Rc<Pod>| pod.spec.node_name == node.metadata.name && pod.is_ready();
    let mut marked = 0;
    for pod in ctx.cache.list::<Pod>(None).filter(on_node) {
        let mut updated = (**pod).clone();
        for condition in updated.status.conditions.iter_mut().filter(|it| it.r#type == "Ready") {
            condition.status = "False".to_owned();
            condition.last_transition_time = Some(Time(ctx.now_ms.div_euclid(1000)));
        }
        let object = Object::Pod(Rc::clone(pod));
        let event = EventDraft::warning(&object, "NodeNotReady", "Node is not ready".to_owned());
        let mut ask = Ask::new(Request::UpdateStatus(updated.into())).then(event);
        ask.tolerate_missing = true;
        result.asks.push(ask);
        marked += 1;
    }
    if marked > 0 {
        let name = &node.metadata.name;
        let message = format!("Node {name} status is now: NodeNotReady");
        let object = Object::Node(Rc::clone(node));
        result.events.push(EventDraft::normal(&object, "NodeNotReady", message));
        explain(node, format!("marked {marked} Pods of {name} as not ready"), result);
    }
}

fn explain(node: &Rc<Node>, what: String, result: &mut SyncResult) {
    let status = ready_status(node);
    let because = match status {
        "True" => "its condition Ready is True".to_owned(),
        other => format!("its condition Ready is {other}: the kubelet stopped posting its status"),
    };
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: node.key(),
        what,
        because,
        facts: vec![Fact { name: "Ready", value: status.to_owned() }],
        source: "node_lifecycle_controller.go monitorNodeHealth",
        trigger: None,
    }));
}

fn failed(_: &Ctx<'_>, _: &ObjectKey, _: &Failure) -> SyncResult {
    SyncResult { requeue_limited: true, ..SyncResult::default() }
}
