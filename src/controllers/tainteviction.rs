//! The taint eviction controller: Pods leave a node with a `NoExecute` taint when they have borne
//! it long enough. Source: `pkg/controller/tainteviction/taint_eviction.go`.

#[cfg(test)]
mod tests;

use super::{Controller, Ctx, ROW, disruption_target};
use crate::api::{Kind, Node, Object, ObjectKey, Pod, Taint, Typed};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Note, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "taint-eviction-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Taint eviction controller", enqueue, sync, ..ROW };
/// Noted of a Pod whose patience is being measured: since when.
const SINCE: &str = "bears a taint";

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    if event.r#type == WatchType::Deleted {
        return Vec::new();
    }
    match &event.object {
        Object::Pod(pod) => {
            let same = matches!(&event.old, Some(Object::Pod(old))
                if old.spec.node_name == pod.spec.node_name
                    && (Rc::ptr_eq(&old.spec, &pod.spec)
                        || old.spec.tolerations == pod.spec.tolerations));
            if pod.spec.node_name.is_empty() || same { Vec::new() } else { vec![pod.key()] }
        }
        Object::Node(node) => {
            let tainted = |it: &Node| it.spec.taints.iter().any(|it| it.effect == "NoExecute");
            let was = matches!(&event.old, Some(Object::Node(old)) if tainted(old));
            if !tainted(node) && !was {
                return Vec::new();
            }
            let pods = cache.list_typed::<Pod>(None);
            pods.filter(|it| it.spec.node_name == node.metadata.name).map(|it| it.key()).collect()
        }
        _ => Vec::new(),
    }
}

/// How long a Pod bears taints, in seconds: `None` for ever.
/// Source: `GetMatchingTolerations`, `getMinTolerationTime`.
fn patience_s(pod: &Pod, taints: &[&Taint]) -> Option<i64> {
    let mut least = None;
    for taint in taints {
        let Some(toleration) = pod.spec.tolerations.iter().find(|it| it.tolerates(taint)) else {
            return Some(0);
        };
        if let Some(seconds) = toleration.toleration_seconds {
            let seconds = seconds.max(0);
            least = Some(least.map_or(seconds, |it: i64| it.min(seconds)));
        }
    }
    least
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let pod = ctx.cache.typed::<Pod>(key).filter(|it| !it.metadata.is_terminating());
    let Some(pod) = pod else {
        result.notes = (!ctx.notes.is_empty()).then(Vec::new);
        return result;
    };
    let node = ObjectKey::new(Kind::Node, "", &pod.spec.node_name);
    let Some(node) = ctx.cache.typed::<Node>(&node) else { return result };
    let taints: Vec<&Taint> =
        node.spec.taints.iter().filter(|it| it.effect == "NoExecute").collect();
    let patience = if taints.is_empty() { None } else { patience_s(pod, &taints) };
    let Some(patience_s) = patience else {
        cancel(ctx, pod, &mut result);
        return result;
    };
    let uid_since = ctx.notes.iter().find(|it| it.what == SINCE).map(|it| it.at_ms);
    let since_ms = uid_since.unwrap_or(ctx.now_ms);
    let due_ms = since_ms + patience_s * 1000;
    if ctx.now_ms < due_ms {
        result.requeue_after_ms = Some(due_ms - ctx.now_ms);
        result.notes = Some(vec![Note { what: SINCE, at_ms: since_ms, number: patience_s }]);
        return result;
    }
    result.notes = Some(Vec::new());
    evict(ctx, pod, &taints, patience_s, &mut result);
    result
}

/// The taints are gone, or borne for ever. Source: `cancelWorkWithEvent`.
fn cancel(ctx: &Ctx<'_>, pod: &Rc<Pod>, result: &mut SyncResult) {
    if ctx.notes.is_empty() {
        return;
    }
    result.notes = Some(Vec::new());
    let (name, namespace) = (&pod.metadata.name, &pod.metadata.namespace);
    let message = format!("Cancelling deletion of Pod {namespace}/{name}");
    let object = Object::Pod(Rc::clone(pod));
    result.events.push(EventDraft::normal(&object, "TaintManagerEviction", message));
}

fn evict(
    ctx: &Ctx<'_>,
    pod: &Rc<Pod>,
    taints: &[&Taint],
    patience_s: i64,
    result: &mut SyncResult,
) {
    let (name, namespace) = (&pod.metadata.name, &pod.metadata.namespace);
    let marked = disruption_target(
        ctx,
        pod,
        "DeletionByTaintManager",
        "Taint manager: deleting due to NoExecute taint",
    );
    let mark = Ask::new(Request::UpdateStatus(marked.into())).tolerating_missing();
    result.asks.push(mark);
    let options = DeleteOptions { uid: Some(pod.metadata.uid.clone()), ..DeleteOptions::default() };
    let ask = Ask::new(Request::Delete(pod.key(), options)).tolerating_missing();
    result.asks.push(ask);
    let message = format!("Marking for deletion Pod {namespace}/{name}");
    let object = Object::Pod(Rc::clone(pod));
    result.events.push(EventDraft::normal(&object, "TaintManagerEviction", message));
    let keys: Vec<&str> = taints.iter().map(|it| it.key.as_str()).collect();
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: pod.key(),
        effect: Effect::Evict,
        what: format!("evicted Pod {name} from {}", pod.spec.node_name),
        because: format!("it bears the taint {} for {patience_s} s only", keys.join(", ")),
        facts: vec![Fact::new("tolerationSeconds", patience_s)],
        source: "taint_eviction.go processPodOnNode",
        trigger: None,
    }));
}
