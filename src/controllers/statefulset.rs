//! The StatefulSet controller: Pods with names of their own, one after the other.
//! Source: `pkg/controller/statefulset/stateful_set.go`.

mod claims;
mod identity;
mod pass;
mod retention;
mod status;
#[cfg(test)]
mod tests;

pub use self::identity::{POD_INDEX, POD_NAME, claim_name, ordinal, pod_name};

use self::pass::Pass;
use super::{Controller, Ctx, Workload, history, resolve_controller};
use crate::api::{Kind, Object, ObjectKey, Pod, Reason, Selector, StatefulSet, Typed};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, EventDraft, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "statefulset-controller";

/// The controller's row in the table.
pub const CONTROLLER: Controller = Controller { name: NAME, delay_ms: 0, enqueue, sync, failed };

impl Workload for StatefulSet {
    fn object(&self) -> Object {
        self.clone().into()
    }
}

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::StatefulSet(set) => vec![set.key()],
        Object::Pod(pod) => enqueue_for_pod(cache, event, pod),
        _ => Vec::new(),
    }
}

fn enqueue_for_pod(cache: &Cache, event: &WatchEvent, pod: &Rc<Pod>) -> Vec<ObjectKey> {
    let owner = |object: &Object| resolve_controller(cache, object, Kind::StatefulSet);
    let mut keys: Vec<ObjectKey> = owner(&event.object).into_iter().collect();
    let left = event.old.as_ref().and_then(owner);
    keys.extend(left.filter(|key| !keys.contains(key)));
    let is_orphan = pod.metadata.controller().is_none() && event.r#type != WatchType::Deleted;
    if is_orphan {
        let selects = |set: &&Rc<StatefulSet>| {
            let selector = selector_of(set);
            !selector.is_empty() && selector.matches(&pod.metadata.labels)
        };
        let sets = cache.list::<StatefulSet>(Some(&pod.metadata.namespace));
        keys.extend(sets.filter(selects).map(|it| it.key()));
    }
    keys
}

fn selector_of(set: &StatefulSet) -> Selector {
    set.spec.selector.as_ref().map(Selector::from).unwrap_or_default()
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
    for revision in history::list(ctx.cache, &object, &selector_of(set)) {
        if revision.metadata.controller().is_none() {
            let adopted = history::adopted(&object, &revision);
            result.asks.push(Ask::new(Request::Update(adopted.into())));
        }
    }
}

/// The Pods that are the set's, whatever their phase; what must be asked to adopt or release
/// some. Source: `getPodsForStatefulSet`, `pkg/controller/controller_ref_manager.go`.
fn claim_pods(ctx: &Ctx<'_>, set: &Rc<StatefulSet>, result: &mut SyncResult) -> Vec<Rc<Pod>> {
    let (meta, selector) = (&set.metadata, selector_of(set));
    let fits =
        |pod: &Pod| selector.matches(&pod.metadata.labels) && identity::is_member(&meta.name, pod);
    let mut pods = Vec::new();
    for pod in ctx.cache.owned_by::<Pod>(&meta.uid, &meta.namespace) {
        if pod.metadata.controller().is_none_or(|it| it.uid != meta.uid) {
            continue;
        }
        if fits(pod) {
            pods.push(Rc::clone(pod));
        } else if !meta.is_terminating() {
            let mut released = (**pod).clone();
            released.metadata.owner_references.retain(|it| it.uid != meta.uid);
            let what = format!("released Pod {}", pod.metadata.name);
            let because = format!("its labels do not match {selector} any more");
            push(set, released, what, because, "controller_ref_manager.go ReleasePod", result);
        }
    }
    let adoptable =
        |pod: &&Rc<Pod>| fits(pod) && !meta.is_terminating() && !pod.metadata.is_terminating();
    for pod in ctx.cache.owned_by::<Pod>("", &meta.namespace).filter(adoptable) {
        let mut adopted = (**pod).clone();
        let owner = super::controller_reference(&Object::StatefulSet(Rc::clone(set)));
        adopted.metadata.owner_references.push(owner);
        pods.push(Rc::new(adopted.clone()));
        let what = format!("adopted Pod {}", pod.metadata.name);
        let because = format!("its name and labels are the set's ({selector}) and nobody owns it");
        push(set, adopted, what, because, "controller_ref_manager.go AdoptPod", result);
    }
    pods
}

fn push(
    set: &Rc<StatefulSet>,
    pod: Pod,
    what: String,
    because: String,
    source: &'static str,
    result: &mut SyncResult,
) {
    let mut ask = Ask::new(Request::Update(pod.into()));
    ask.tolerate_missing = true;
    result.asks.push(ask);
    let (component, about, facts) = (NAME, set.key(), Vec::new());
    let why = Why { component, about, what, because, facts, source, trigger: None };
    result.whys.push(Rc::new(why));
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
