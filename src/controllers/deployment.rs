//! The Deployment controller. Source: `pkg/controller/deployment/deployment_controller.go`.

mod fenceposts;
mod history;
mod identity;
mod pass;
mod recreate;
mod rolling;
mod scaling;
mod status;
#[cfg(test)]
mod tests;

pub use self::fenceposts::{
    is_rolling_update, max_surge, max_unavailable, min_available, new_rs_replicas,
    replica_set_fraction, resolve_fenceposts,
};
pub use self::identity::{
    LAST_APPLIED, POD_TEMPLATE_HASH, REVISION, REVISION_HISTORY, equal_ignore_hash,
    find_new_replica_set, revision, template_hash,
};

use self::pass::Pass;
use self::status::{PROGRESSING, TIMED_OUT, condition, has_progress_deadline, set_condition};
use super::controllerref::{self, RefManager};
use super::{Controller, Ctx, ROW, resolve_controller};
use crate::api::{Deployment, Kind, Object, ObjectKey, Pod, Reason, ReplicaSet, Selector, Typed};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, EventDraft, Failure, SyncResult};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "deployment-controller";

/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Deployment controller", enqueue, sync, failed, ..ROW };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Deployment(deployment) => vec![deployment.key()],
        Object::ReplicaSet(_) => controllerref::concerned(cache, event, &[Kind::Deployment]),
        Object::Pod(pod) if event.r#type == WatchType::Deleted => enqueue_for_pod(cache, pod),
        _ => Vec::new(),
    }
}

/// The last Pod of a Deployment that recreates is what its new ReplicaSet waits for.
fn enqueue_for_pod(cache: &Cache, pod: &Rc<Pod>) -> Vec<ObjectKey> {
    let object = Object::Pod(Rc::clone(pod));
    let owner = resolve_controller(cache, &object, Kind::ReplicaSet)
        .and_then(|key| cache.get(&key))
        .and_then(|set| resolve_controller(cache, set, Kind::Deployment));
    let Some(key) = owner else { return Vec::new() };
    let Some(deployment) = cache.typed::<Deployment>(&key) else { return Vec::new() };
    let recreates = deployment.spec.strategy.r#type == "Recreate";
    let namespace = &deployment.metadata.namespace;
    let mut sets = cache.owned_by::<ReplicaSet>(&deployment.metadata.uid, namespace);
    let left = sets.any(|set| cache.owned_by::<Pod>(&set.metadata.uid, namespace).next().is_some());
    if recreates && !left { vec![key] } else { Vec::new() }
}

/// One pass: a dispatcher. Source: `syncDeployment`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(deployment) = ctx.cache.typed::<Deployment>(key) else {
        return SyncResult::default();
    };
    let selector = deployment.spec.selector.as_ref().map(Selector::from).unwrap_or_default();
    if selector.is_empty() {
        return selecting_all(deployment);
    }
    let mut claims = SyncResult::default();
    let manager = RefManager::new(Object::Deployment(Rc::clone(deployment)), NAME);
    let mut pass = Pass::new(ctx, deployment, manager.claim_all(ctx.cache, &mut claims));
    pass.result = claims;
    if deployment.metadata.is_terminating() {
        return pass.sync_status();
    }
    check_paused(&mut pass);
    if deployment.spec.paused || scaling::is_scaling_event(deployment, &pass.sets) {
        return scaling::sync(pass);
    }
    match deployment.spec.strategy.r#type.as_str() {
        "Recreate" => recreate::rollout(pass),
        _ => rolling::rollout(pass),
    }
}

fn selecting_all(deployment: &Rc<Deployment>) -> SyncResult {
    let message = "This deployment is selecting all pods. A non-empty selector is required.";
    let mut result = SyncResult::default();
    let object = Object::Deployment(Rc::clone(deployment));
    let event = EventDraft::warning(&object, "SelectingAll", message.to_owned());
    result.events.push(event);
    if deployment.status.observed_generation < deployment.metadata.generation {
        let mut seen = (**deployment).clone();
        seen.status.observed_generation = seen.metadata.generation;
        result.asks.push(Ask::new(Request::UpdateStatus(seen.into())));
    }
    result
}

/// Notes in the condition Progressing that a rollout is paused or resumed.
/// Source: `sync.go` `checkPausedConditions`.
fn check_paused(pass: &mut Pass<'_>) {
    let now = pass.ctx.now();
    let deployment = &mut pass.deployment;
    if !has_progress_deadline(deployment) {
        return;
    }
    let reason = deployment.status.condition(PROGRESSING).map(|it| it.reason.clone());
    if reason.as_deref() == Some(TIMED_OUT) {
        return;
    }
    let is_noted = reason.as_deref() == Some("DeploymentPaused");
    let (reason, message) = match (deployment.spec.paused, is_noted) {
        (true, false) => ("DeploymentPaused", "Deployment is paused"),
        (false, true) => ("DeploymentResumed", "Deployment is resumed"),
        _ => return,
    };
    let noted = condition(PROGRESSING, "Unknown", reason, message.to_owned(), now);
    set_condition(&mut deployment.status, noted);
}

/// A name that is taken means a collision of hashes, unless the set is ours already.
/// Source: `sync.go` `getNewReplicaSet`.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(stored) = ctx.cache.typed::<Deployment>(key) else { return result };
    let Request::Create(Object::ReplicaSet(wanted)) = &failure.request else { return result };
    let mut deployment = (**stored).clone();
    if failure.status.reason == Reason::AlreadyExists {
        let existing = ctx.cache.typed::<ReplicaSet>(&wanted.key());
        let is_ours = existing.is_some_and(|set| {
            set.metadata.controller().is_some_and(|it| it.uid == stored.metadata.uid)
                && equal_ignore_hash(&set.spec.template, &stored.spec.template)
        });
        if is_ours {
            return result;
        }
        *deployment.status.collision_count.get_or_insert(0) += 1;
    } else {
        let name = &wanted.metadata.name;
        let message = format!("Failed to create new replica set {name:?}: {}", failure.status);
        let object = Object::Deployment(Rc::clone(stored));
        let event = EventDraft::warning(&object, "ReplicaSetCreateError", message.clone());
        result.events.push(event);
        let now = ctx.now();
        let error = condition(PROGRESSING, "False", "ReplicaSetCreateError", message, now);
        set_condition(&mut deployment.status, error);
    }
    result.asks.push(Ask::new(Request::UpdateStatus(deployment.into())));
    result
}
