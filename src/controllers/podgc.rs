//! The Pod garbage collector: Pods of nodes that are gone, and those that can't end on nodes that
//! are out of service. Source: `pkg/controller/podgc/gc_controller.go`.

#[cfg(test)]
mod tests;

use super::{Controller, Ctx, ROW, disruption_target};
use crate::api::{Kind, Node, Object, ObjectKey, Pod, TAINT_NODE_OUT_OF_SERVICE, Text, Typed};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, Note, SyncResult, Why};
use std::rc::Rc;

/// The component's name.
pub(crate) const NAME: &str = "pod-garbage-collector";
/// It looks this often (milliseconds).
const PERIOD_MS: i64 = 20_000;
/// A node must be gone for this long (milliseconds): it might only have been re-created.
const QUARANTINE_MS: i64 = 40_000;
/// Noted of a Pod that a round has to look at: when it may go.
const DUE: &str = "is due";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Pod garbage collector", enqueue, sync, ..ROW };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let on_node = |name: &str| {
        let pods = cache.list_typed::<Pod>(None).filter(|it| it.spec.node_name == name);
        pods.map(|it| it.key()).collect()
    };
    match &event.object {
        Object::Node(node) if event.r#type == WatchType::Deleted || is_out_of_service(node) => {
            on_node(&node.metadata.name)
        }
        Object::Pod(pod) if event.r#type != WatchType::Deleted => {
            let cause = cause(cache, pod);
            if cause.is_some() { vec![pod.key()] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

fn is_out_of_service(node: &Node) -> bool {
    !node.is_ready() && node.spec.taints.iter().any(|it| it.key == TAINT_NODE_OUT_OF_SERVICE)
}

/// Why a Pod is to be collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// It is to end and its node is out of service.
    OutOfService,
    /// Its node is gone.
    Orphaned,
    /// It is to end and never had a node.
    Unscheduled,
}

fn cause(cache: &Cache, pod: &Pod) -> Option<Cause> {
    let ends = pod.metadata.is_terminating();
    if pod.spec.node_name.is_empty() {
        return ends.then_some(Cause::Unscheduled);
    }
    let key = ObjectKey::new(Kind::Node, "", &pod.spec.node_name);
    match cache.typed::<Node>(&key) {
        None => Some(Cause::Orphaned),
        Some(node) => (ends && is_out_of_service(node)).then_some(Cause::OutOfService),
    }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let found = ctx.cache.typed::<Pod>(key).and_then(|pod| Some((pod, cause(ctx.cache, pod)?)));
    let Some((pod, cause)) = found else {
        result.notes = (!ctx.notes.is_empty()).then(Vec::new);
        return result;
    };
    let noted = ctx.notes.iter().find(|it| it.what == DUE).map(|it| it.at_ms);
    let due_ms = noted.unwrap_or_else(|| {
        let round_ms = ctx.now_ms + (-ctx.now_ms).rem_euclid(PERIOD_MS);
        round_ms + if cause == Cause::Orphaned { QUARANTINE_MS } else { 0 }
    });
    if ctx.now_ms < due_ms {
        result.requeue_after_ms = Some(due_ms - ctx.now_ms);
        result.notes = Some(vec![Note { what: DUE, at_ms: due_ms, number: 0 }]);
        return result;
    }
    result.notes = Some(Vec::new());
    collect(ctx, pod, cause, &mut result);
    result
}

/// Source: `markFailedAndDeletePodWithCondition`.
fn collect(ctx: &Ctx<'_>, pod: &Rc<Pod>, cause: Cause, result: &mut SyncResult) {
    if !pod.is_terminal() {
        let mut failed = match cause {
            Cause::Orphaned => {
                disruption_target(ctx, pod, "DeletionByPodGC", "PodGC: node no longer exists")
            }
            _ => (**pod).clone(),
        };
        failed.status.phase = Text::word("Failed");
        let ask = Ask::new(Request::UpdateStatus(failed.into())).tolerating_missing();
        result.asks.push(ask);
    }
    let options = DeleteOptions {
        grace_period_seconds: Some(0),
        uid: Some(pod.metadata.uid.clone()),
        propagation: None,
    };
    let ask = Ask::new(Request::Delete(pod.key(), options)).tolerating_missing();
    result.asks.push(ask);
    let (name, node) = (&pod.metadata.name, &pod.spec.node_name);
    let (because, source) = match cause {
        Cause::Orphaned => (format!("its node {node} no longer exists"), "gcOrphaned"),
        Cause::OutOfService => {
            (format!("it is to end, and its node {node} is out of service"), "gcTerminating")
        }
        Cause::Unscheduled => {
            ("it is to end and never had a node".to_owned(), "gcUnscheduledTerminating")
        }
    };
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: pod.key(),
        effect: Effect::Delete,
        what: format!("deleted Pod {name}"),
        because,
        facts: Vec::new(),
        source,
        trigger: None,
    }));
}
