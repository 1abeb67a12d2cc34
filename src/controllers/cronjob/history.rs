//! What has become of the Jobs of earlier runs.

use super::{Pass, SCHEDULED};
use crate::api::{Job, Time};
use crate::client::{Effect, Fact};
use crate::sorted::Sort;
use std::rc::Rc;

/// A Job that was made so lately may be one whose run has not been seen yet (milliseconds).
const FRESH_MS: i64 = 1_500;

/// Deletes finished Jobs beyond the limits, the oldest first. Source: `cleanupFinishedJobs`.
pub(super) fn clean_up(pass: &mut Pass<'_>) {
    let spec = &pass.cron_job.spec;
    let limits = [
        ("Complete", "successful", spec.successful_jobs_history_limit),
        ("Failed", "failed", spec.failed_jobs_history_limit),
    ];
    for (r#type, word, limit) in limits {
        let Some(limit) = limit.and_then(|it| usize::try_from(it).ok()) else { continue };
        let ended = |it: &&Rc<Job>| it.finished().is_some_and(|end| end.r#type == r#type);
        let mut jobs: Vec<Rc<Job>> = pass.jobs.iter().filter(ended).cloned().collect();
        jobs.order_by(|a, b| by_start(a).cmp(&by_start(b)));
        let count = jobs.len();
        for job in jobs.iter().take(count.saturating_sub(limit)) {
            pass.delete(&job.metadata.name, &job.metadata.uid);
            let what = (Effect::Delete, format!("deleted Job {}", job.metadata.name));
            let because = format!("{count} {word} Jobs are there and {limit} are kept");
            let name = "spec.successfulJobsHistoryLimit";
            let name = if r#type == "Failed" { "spec.failedJobsHistoryLimit" } else { name };
            let facts = vec![Fact::new(name, limit)];
            pass.explain(what, because, facts, "cronjob_controllerv2.go removeOldestJobs");
        }
    }
}

/// By start, then by name; what has not started comes last. Source: `byJobStartTime`.
pub(super) fn by_start(job: &Job) -> (bool, Option<Time>, &str) {
    let start = job.status.start_time;
    (start.is_none(), start, &job.metadata.name)
}

/// Compares the list of active Jobs with what is there. False where the cache is behind.
pub(super) fn reconcile(pass: &mut Pass<'_>) -> bool {
    for job in pass.jobs.clone() {
        let (name, uid) = (&job.metadata.name, &job.metadata.uid);
        let was_active = pass.is_active(uid);
        match job.finished() {
            None if was_active => {}
            None if is_fresh(pass, &job) => return false,
            None => {
                let message =
                    format!("Saw a job that the controller did not create or forgot: {name}");
                pass.warn("UnexpectedJob", message);
            }
            Some(end) => {
                if was_active {
                    pass.forget(uid);
                    let message = format!("Saw completed job: {name}, condition: {}", end.r#type);
                    pass.normal("SawCompletedJob", message);
                }
                if end.r#type == "Complete" {
                    note_success(pass, job.status.completion_time);
                }
            }
        }
    }
    forget_missing(pass);
    true
}

/// Whether the Job is of a run that this controller has just started.
fn is_fresh(pass: &Pass<'_>, job: &Job) -> bool {
    let created_ms = job.metadata.creation_timestamp.map_or(0, |it| it.0 * 1000);
    job.metadata.annotations.contains_key(SCHEDULED) && pass.ctx.now_ms - created_ms < FRESH_MS
}

fn note_success(pass: &mut Pass<'_>, at: Option<Time>) {
    let last = &mut pass.cron_job.status.last_successful_time;
    if at > *last {
        *last = at;
        pass.changed = true;
    }
}

fn forget_missing(pass: &mut Pass<'_>) {
    for active in pass.cron_job.status.active.clone() {
        if pass.jobs.iter().all(|it| it.metadata.uid != active.uid) {
            pass.forget(&active.uid);
            pass.normal("MissingJob", format!("Active job went missing: {}", active.name));
        }
    }
}
