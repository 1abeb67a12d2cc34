//! Pods that are still tracked though no Job counts them any more: they are let go.
//! Source: `pkg/controller/job/job_controller.go` `syncOrphanPod`.

use super::super::{Controller, Ctx, ROW, resolve_controller};
use super::{NAME, RETRY_MS, TRACKING, is_tracked};
use crate::api::{Job, Kind, Object, ObjectKey, Pod, Typed};
use crate::apiserver::{Patch, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, SyncResult, Why};
use serde_json::json;
use std::rc::Rc;

/// The row in the table: a queue of its own, of Pods.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Job controller", enqueue, sync, retry_ms: RETRY_MS, ..ROW };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Pod(pod) if event.r#type != WatchType::Deleted && is_tracked(pod) => {
            let going = pod.metadata.is_terminating() || pod.metadata.controller().is_none();
            if going && !is_counted_by_a_job(cache, &event.object) {
                return vec![pod.key()];
            }
            Vec::new()
        }
        Object::Job(job) if event.r#type == WatchType::Deleted || job.finished().is_some() => {
            let pods = cache.owned_by::<Pod>(&job.metadata.uid, &job.metadata.namespace);
            pods.filter(|it| is_tracked(it)).map(|it| it.key()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether there is a Job that will take the Pod into its numbers.
fn is_counted_by_a_job(cache: &Cache, pod: &Object) -> bool {
    let job = resolve_controller(cache, pod, Kind::Job);
    let job = job.and_then(|key| cache.typed::<Job>(&key));
    job.is_some_and(|it| it.finished().is_none())
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(pod) = ctx.cache.typed::<Pod>(key).filter(|it| is_tracked(it)) else { return result };
    let owner = pod.metadata.controller();
    let foreign = owner.is_some_and(|it| it.kind != "Job" || it.api_version != "batch/v1");
    if foreign || is_counted_by_a_job(ctx.cache, &Object::Pod(Rc::clone(pod))) {
        return result;
    }
    result.asks.push(untrack(pod));
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: pod.key(),
        effect: Effect::Release,
        what: format!("let go of Pod {}", pod.metadata.name),
        because: "no Job counts it any more".to_owned(),
        facts: Vec::new(),
        source: "job_controller.go syncOrphanPod",
        trigger: None,
    }));
    result
}

/// Takes the finalizer off a Pod.
pub(super) fn untrack(pod: &Pod) -> Ask {
    let kept: Vec<&String> = pod.metadata.finalizers.iter().filter(|it| *it != TRACKING).collect();
    let kept = if kept.is_empty() { json!(null) } else { json!(kept) };
    let patch = Patch::Merge(json!({"metadata": {"finalizers": kept}}));
    Ask::new(Request::Patch(pod.key(), patch)).tolerating_missing()
}
