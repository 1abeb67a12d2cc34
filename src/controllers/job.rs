//! The Job controller: Pods that are to end. Source: `pkg/controller/job/job_controller.go`.

mod backoff;
mod end;
mod indexes;
mod manage;
mod orphan;
mod pass;
mod policy;
mod sync;
#[cfg(test)]
mod tests;
mod tracking;

pub use self::indexes::Intervals;
pub use self::orphan::CONTROLLER as ORPHANS;

use super::{Controller, Ctx, ROW, controllerref};
use crate::api::{Job, Kind, Object, ObjectKey, Pod, Typed};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Cache, Effect, EventDraft, Fact, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "job-controller";
/// The first and the longest delay after an error (milliseconds).
const RETRY_MS: (i64, i64) = (1_000, 60_000);
/// What happens to Pods within this long is looked at together (milliseconds).
const BATCH_MS: i64 = 1_000;
/// The finalizer of a Pod that is not in its Job's numbers yet.
const TRACKING: &str = "batch.kubernetes.io/job-tracking";

/// The controller's row in the table.
pub const CONTROLLER: Controller = Controller {
    name: NAME,
    title: "Job controller",
    enqueue,
    sync,
    failed,
    delay_ms,
    retry_ms: RETRY_MS,
    ..ROW
};

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Job(job) => vec![job.key()],
        Object::Pod(_) => controllerref::concerned(cache, event, &[Kind::Job]),
        _ => Vec::new(),
    }
}

/// A Job that comes, goes or wishes something else is looked at once; its status and its Pods
/// in batches. Source: `enqueueSyncJobBatched`.
fn delay_ms(event: &WatchEvent, key: &ObjectKey, _: i64) -> i64 {
    let own = event.object.key() == *key;
    let generation = |object: &Object| object.meta().generation;
    let same_wish = event.r#type == WatchType::Modified
        && event.old.as_ref().map(generation) == Some(generation(&event.object));
    if own && !same_wish { 0 } else { BATCH_MS }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    sync::run(ctx, key, true)
}

/// What could not be created is told; what else there is to do is done.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let (reason, message) = match &failure.request {
        Request::Create(_) => ("FailedCreate", format!("Error creating: {}", failure.status)),
        Request::Delete(..) => ("FailedDelete", format!("Error deleting: {}", failure.status)),
        _ => return SyncResult { requeue_limited: true, ..SyncResult::default() },
    };
    let mut result = sync::run(ctx, key, false);
    if let Some(job) = ctx.cache.get(key) {
        result.events.insert(0, EventDraft::warning(job, reason, message));
    }
    result.requeue_limited = true;
    result
}

fn is_tracked(pod: &Pod) -> bool {
    pod.metadata.finalizers.iter().any(|it| it == TRACKING)
}

/// Whether a Pod counts as failed. One that is being deleted does, unless only Pods that have
/// ended are replaced. Source: `isPodFailed`.
fn is_failed(pod: &Pod, job: &Job) -> bool {
    pod.status.phase == "Failed"
        || !replaces_only_failed(job)
            && pod.metadata.is_terminating()
            && pod.status.phase != "Succeeded"
}

/// Source: `onlyReplaceFailedPods`.
fn replaces_only_failed(job: &Job) -> bool {
    job.spec.pod_replacement_policy.as_deref() == Some("Failed")
        || job.spec.pod_failure_policy.is_some()
}

/// Why something is done about a Job.
fn explain(
    job: &Job,
    (effect, what): (Effect, String),
    because: String,
    facts: Vec<Fact>,
    source: &'static str,
    result: &mut SyncResult,
) {
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: job.key(),
        effect,
        what,
        because,
        facts,
        source,
        trigger: None,
    }));
}
