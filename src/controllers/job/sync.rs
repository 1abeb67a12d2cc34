//! One pass over a Job: whether it ends, what its Pods are to be, what is counted.
//! Source: `pkg/controller/job/job_controller.go` `syncJob`.

use super::super::Ctx;
use super::super::controllerref::RefManager;
use super::pass::Pass;
use super::{NAME, TRACKING, end, manage, tracking};
use crate::api::{Job, Object, ObjectKey};
use crate::client::{EventDraft, SyncResult};
use std::rc::Rc;

/// The value of `spec.managedBy` that leaves a Job to this controller.
const SELF: &str = "kubernetes.io/job-controller";

/// The pass; `manages` is false where Pods can't be created now anyway.
pub(super) fn run(ctx: &Ctx<'_>, key: &ObjectKey, manages: bool) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(job) = ctx.cache.typed::<Job>(key) else { return result };
    let is_foreign = job.spec.managed_by.as_deref().is_some_and(|it| it != SELF);
    if is_foreign || job.finished().is_some() {
        return result;
    }
    let mode = job.spec.completion_mode.as_deref();
    if mode.is_some_and(|it| it != "NonIndexed" && it != "Indexed") {
        let message = "Skipped Job sync because completion mode is unknown".to_owned();
        let object = Object::Job(Rc::clone(job));
        result.events.push(EventDraft::warning(&object, "UnknownCompletionMode", message));
        return result;
    }
    let manager = RefManager::new(Object::Job(Rc::clone(job)), NAME).finalizer(TRACKING);
    let pods = manager.claim_all(ctx.cache, &mut result);
    let mut pass = Pass::new(ctx, job, pods, result);
    end::choose(&mut pass);
    if pass.end.is_some() {
        manage::delete_active(&mut pass);
    } else {
        go_on(&mut pass, manages && ctx.expectations_met && !job.metadata.is_terminating());
    }
    let (ready, terminating) = (Some(pass.ready), Some(pass.terminating));
    let status = &mut pass.job.status;
    pass.changed |= status.active != pass.active_count
        || status.ready != ready
        || status.terminating != terminating;
    status.active = pass.active_count;
    status.ready = ready;
    status.terminating = terminating;
    tracking::track(&mut pass);
    pass.result
}

/// The Job does not end yet: its Pods are seen to, then it may be complete.
fn go_on(pass: &mut Pass<'_>, manages: bool) {
    if manages {
        manage::manage(pass);
    }
    let complete = match pass.job.spec.completions {
        None => pass.succeeded > 0 && pass.active_count == 0,
        Some(completions) => pass.succeeded >= completions && pass.active_count == 0,
    };
    if complete {
        end::complete(pass);
    } else if manages {
        update_suspended(pass);
    }
}

fn update_suspended(pass: &mut Pass<'_>) {
    let object = pass.object();
    let (status, reason, message, event) = if pass.job.is_suspended() {
        ("True", "JobSuspended", "Job suspended", "Suspended")
    } else {
        ("False", "JobResumed", "Job resumed", "Resumed")
    };
    let now = pass.ctx.now();
    let conditions = &mut pass.job.status.conditions;
    if !end::ensure(conditions, "Suspended", status, reason, message, now) {
        return;
    }
    // The time that a Job may take does not run on while it is suspended.
    pass.job.status.start_time = (!pass.job.is_suspended()).then_some(now);
    pass.changed = true;
    pass.then = Some(EventDraft::normal(&object, event, message.to_owned()));
}
