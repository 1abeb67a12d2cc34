//! The DaemonSet controller: one Pod on every node that suits.
//! Source: `pkg/controller/daemon/daemon_controller.go`.

mod manage;
mod nodes;
mod pass;
mod revision;
mod status;
#[cfg(test)]
mod tests;
mod update;

pub use self::nodes::{should_run, target_node};
pub use self::update::{max_surge, max_unavailable};

use self::pass::Pass;
use super::controllerref::{self, RefManager};
use super::{Controller, Ctx, ROW, history, resolve_controller};
use crate::api::{DaemonSet, Kind, Node, Object, ObjectKey, Reason, Typed};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "daemonset-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "DaemonSet controller", enqueue, sync, failed, ..ROW };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::DaemonSet(set) => vec![set.key()],
        Object::Pod(_) => controllerref::concerned(cache, event, &[Kind::DaemonSet]),
        Object::Node(node) => enqueue_for_node(cache, event, node),
        Object::ControllerRevision(_) if event.r#type == WatchType::Deleted => {
            resolve_controller(cache, &event.object, Kind::DaemonSet).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A node concerns the sets that want to be on it, and those for which it has come to suit, or
/// ceased to. Source: `addNode`, `updateNode`.
fn enqueue_for_node(cache: &Cache, event: &WatchEvent, node: &Rc<Node>) -> Vec<ObjectKey> {
    let old = event.old.as_ref().and_then(|it| <&Rc<Node>>::try_from(it).ok());
    let is_concerned = |set: &&Rc<DaemonSet>| match (event.r#type, old) {
        (WatchType::Modified, Some(old)) => should_run(set, old) != should_run(set, node),
        // Nobody listens: a node that goes takes its Pods along in the end.
        (WatchType::Deleted, _) => false,
        _ => should_run(set, node).0,
    };
    cache.list_typed::<DaemonSet>(None).filter(is_concerned).map(|it| it.key()).collect()
}

/// One pass. Source: `syncDaemonSet`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(set) = ctx.cache.typed::<DaemonSet>(key) else { return result };
    let object = Object::DaemonSet(Rc::clone(set));
    if object.pod_selector().is_none_or(|it| it.is_empty()) {
        let message =
            "This daemon set is selecting all pods. A non-empty selector is required.".to_owned();
        result.events.push(EventDraft::warning(&object, "SelectingAll", message));
        return result;
    }
    if set.metadata.is_terminating() {
        return result;
    }
    let pods = RefManager::new(object, NAME).claim_all(ctx.cache, &mut result);
    Pass::new(ctx, set, pods, result).run()
}

fn explain(
    set: &DaemonSet,
    (effect, what): (Effect, String),
    because: String,
    facts: Vec<Fact>,
    source: &'static str,
    result: &mut SyncResult,
) {
    let (component, about) = (NAME, set.key());
    result.whys.push(Rc::new(Why {
        component,
        about,
        effect,
        what,
        because,
        facts,
        source,
        trigger: None,
    }));
}

/// A refused creation or deletion is told.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(set) = ctx.cache.typed::<DaemonSet>(key) else { return result };
    if history::is_collision(ctx.cache, failure) {
        let mut changed = (**set).clone();
        *changed.status.collision_count.get_or_insert(0) += 1;
        result.asks.push(Ask::new(Request::UpdateStatus(changed.into())));
        return result;
    }
    let object = Object::DaemonSet(Rc::clone(set));
    let (reason, message) = match &failure.request {
        Request::Create(Object::Pod(_)) => {
            ("FailedCreate", format!("Error creating: {}", failure.status))
        }
        Request::Delete(pod, _) if pod.kind == Kind::Pod => {
            ("FailedDelete", format!("Error deleting: {}", failure.status))
        }
        _ => return result,
    };
    if failure.status.reason != Reason::Conflict {
        result.events.push(EventDraft::warning(&object, reason, message));
    }
    result
}
