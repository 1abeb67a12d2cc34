//! The StatefulSet controller: Pods with names of their own, one after the other.
//! Source: `pkg/controller/statefulset/stateful_set.go`.

mod claims;
mod identity;
mod pass;
mod retention;
mod status;
#[cfg(test)]
mod tests;
mod wait;

pub use self::identity::{POD_INDEX, POD_NAME, claim_name, ordinal, pod_name};

use self::pass::Pass;
use super::controllerref::{self, RefManager};
use super::{Controller, Ctx, ROW, history};
use crate::api::{Kind, Object, ObjectKey, Pod, Reason, StatefulSet, Typed};
use crate::apiserver::{Request, WatchEvent};
use crate::client::{Ask, Cache, EventDraft, Failure, SyncResult};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "statefulset-controller";

/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "StatefulSet controller", enqueue, sync, failed, ..ROW };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::StatefulSet(set) => vec![set.key()],
        Object::Pod(_) => controllerref::concerned(cache, event, &[Kind::StatefulSet]),
        _ => Vec::new(),
    }
}

/// One pass. Source: `sync`, `UpdateStatefulSet`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(set) = ctx.cache.typed::<StatefulSet>(key) else { return SyncResult::default() };
    // Who acts before it has seen what it did last would do it twice.
    if !ctx.expectations_met {
        return SyncResult::default();
    }
    let mut result = SyncResult::default();
    adopt_revisions(ctx, set, &mut result);
    let pods = claim_pods(ctx, set, &mut result);
    Pass::new(ctx, set, pods, result).run()
}

/// Revisions without an owner that the selector matches become the set's.
/// Source: `adoptOrphanRevisions`.
fn adopt_revisions(ctx: &Ctx<'_>, set: &Rc<StatefulSet>, result: &mut SyncResult) {
    if set.metadata.is_terminating() {
        return;
    }
    let object = Object::StatefulSet(Rc::clone(set));
    for revision in history::list(ctx.cache, &object) {
        if revision.metadata.controller().is_none() {
            let adopted = history::adopted(&object, &revision);
            result.asks.push(Ask::new(Request::Update(adopted.into())));
        }
    }
}

/// The Pods that are the set's, whatever their phase; what must be asked to adopt or release
/// some. Source: `getPodsForStatefulSet`.
fn claim_pods(ctx: &Ctx<'_>, set: &Rc<StatefulSet>, result: &mut SyncResult) -> Vec<Rc<Pod>> {
    let object = Object::StatefulSet(Rc::clone(set));
    RefManager::new(object, NAME).members(identity::is_member).claim_all(ctx.cache, result)
}

/// What is refused is told, and shown in the status.
/// Source: `stateful_pod_control.go` `recordPodEvent`, `recordClaimEvent`.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(set) = ctx.cache.typed::<StatefulSet>(key) else { return result };
    if history::is_collision(ctx.cache, failure) {
        let mut changed = (**set).clone();
        *changed.status.collision_count.get_or_insert(0) += 1;
        result.asks.push(Ask::new(Request::UpdateStatus(changed.into())));
        return result;
    }
    let object = Object::StatefulSet(Rc::clone(set));
    let (name, error) = (&set.metadata.name, &failure.status);
    let mut warn = |reason: &'static str, message: String| {
        result.events.push(EventDraft::warning(&object, reason, message));
    };
    let of_pod = |verb: &str, pod: &str, error: &str| {
        format!("{verb} Pod {pod} in StatefulSet {name} failed error: {error}")
    };
    match &failure.request {
        Request::Create(Object::Pod(_)) if error.reason == Reason::AlreadyExists => {}
        Request::Create(Object::Pod(pod)) => {
            let message = of_pod("Create", &pod.metadata.name, &error.message);
            warn("FailedCreate", message);
        }
        Request::Create(Object::PersistentVolumeClaim(claim)) => {
            let claim = &claim.metadata.name;
            let pod = identity::pod_of_claim(set, claim).unwrap_or_default();
            if error.reason != Reason::AlreadyExists {
                warn(
                    "FailedCreate",
                    format!(
                        "Create Claim {claim} for Pod {pod} in StatefulSet {name} failed error: {error}"
                    ),
                );
            }
            let error = format!("failed to create PVC {claim}: {error}");
            warn("FailedCreate", of_pod("Create", &pod, &error));
        }
        Request::Delete(pod, _) if pod.kind == Kind::Pod => {
            warn("FailedDelete", of_pod("Delete", &pod.name, &error.message));
        }
        Request::Update(Object::Pod(pod)) => {
            warn("FailedUpdate", of_pod("Update", &pod.metadata.name, &error.message));
        }
        _ => return result,
    }
    let pods = claim_pods(ctx, set, &mut SyncResult::default());
    if let Some(ask) = Pass::new(ctx, set, pods, SyncResult::default()).status_only() {
        result.asks.push(ask);
    }
    result
}
