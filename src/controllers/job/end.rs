//! How a Job ends: which condition comes first. Source: `syncJob`.

use super::pass::Pass;
use super::{is_failed, policy};
use crate::api::{Job, JobCondition, Pod, Time};
use crate::client::{Effect, Fact};
use std::rc::Rc;

/// Chooses the condition with which the Job ends, if it does.
pub(super) fn choose(pass: &mut Pass<'_>) {
    let now = pass.ctx.now();
    let failure = |reason: &str, message: &str| {
        Some(condition("FailureTarget", "True", reason, message, now))
    };
    let (job, spec) = (&pass.job, &pass.job.spec);
    let met = |r#type| job.condition(r#type).filter(|it| it.status == "True");
    let chosen = if let Some(met) = met("SuccessCriteriaMet") {
        Some(met.clone())
    } else if let Some(target) = met("FailureTarget") {
        Some(condition("Failed", "True", &target.reason, &target.message, now))
    } else if let Some(message) = fail_message(job, &pass.pods) {
        failure("PodFailurePolicy", &message)
    } else if pass.failed > spec.backoff_limit.unwrap_or(6) || too_many_restarts(job, &pass.pods) {
        failure("BackoffLimitExceeded", "Job has reached the specified backoff limit")
    } else {
        match deadline_in_ms(job, pass.ctx.now_ms) {
            Some(left) if left <= 0 => {
                failure("DeadlineExceeded", "Job was active longer than specified deadline")
            }
            Some(left) => {
                pass.requeue(left);
                None
            }
            None => None,
        }
    };
    pass.end = chosen.or_else(|| by_indexes(pass, now));
    explain(pass);
}

fn explain(pass: &mut Pass<'_>) {
    let Some(end) = pass.end.clone() else { return };
    // It has been said when the condition was chosen.
    if pass.job.has_condition(&end.r#type) || end.r#type == "Failed" {
        return;
    }
    let what = match end.r#type.as_str() {
        "FailureTarget" => (Effect::UpdateStatus, format!("gave up {}", pass.job.metadata.name)),
        _ => (Effect::Complete, format!("counts {} as successful", pass.job.metadata.name)),
    };
    let mut facts = match restarts(&pass.job, &pass.pods) {
        Some(restarts) => vec![Fact::new("restarts", restarts)],
        None => vec![Fact::new("failed Pods", pass.failed)],
    };
    facts.push(Fact::new("succeeded Pods", pass.succeeded));
    // Where each index has its own limit, this is the largest number that there is.
    let limit = pass.job.spec.backoff_limit.unwrap_or(6);
    if limit < i32::MAX {
        facts.push(Fact::new("spec.backoffLimit", limit));
    }
    let because = format!("{} ({})", lower_first(&end.message), end.reason);
    pass.explain(what, because, facts, "job_controller.go syncJob");
}

fn lower_first(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}

/// Everything that must succeed has: the Job is complete.
pub(super) fn complete(pass: &mut Pass<'_>) {
    let message = "Reached expected number of succeeded pods";
    let now = pass.ctx.now();
    pass.end = Some(condition("SuccessCriteriaMet", "True", "CompletionsReached", message, now));
    explain(pass);
}

fn fail_message(job: &Job, pods: &[Rc<Pod>]) -> Option<String> {
    let rules = Some(job.spec.pod_failure_policy.as_ref()?);
    let failed = pods.iter().filter(|it| is_failed(it, job));
    failed.into_iter().find_map(|it| policy::judge(rules, it).fails_job)
}

/// With `OnFailure` it is the restarts that count. Source: `pastBackoffLimitOnFailure`.
fn too_many_restarts(job: &Job, pods: &[Rc<Pod>]) -> bool {
    let limit = job.spec.backoff_limit.unwrap_or(6).max(1);
    restarts(job, pods).is_some_and(|it| it >= limit)
}

/// How often containers of Pods that have not ended were started again, where that is counted.
fn restarts(job: &Job, pods: &[Rc<Pod>]) -> Option<i32> {
    if job.spec.template.spec.restart_policy != "OnFailure" {
        return None;
    }
    let live = pods.iter().filter(|it| matches!(it.status.phase.as_str(), "Running" | "Pending"));
    let statuses = live.flat_map(|it| {
        it.status.init_container_statuses.iter().chain(&it.status.container_statuses)
    });
    Some(statuses.map(|it| it.restart_count).sum())
}

/// How long the Job may go on; `None` where it has no deadline.
fn deadline_in_ms(job: &Job, now_ms: i64) -> Option<i64> {
    let seconds = job.spec.active_deadline_seconds.filter(|_| !job.is_suspended())?;
    let start = job.status.start_time?;
    Some(start.0.saturating_add(seconds).saturating_mul(1000) - now_ms)
}

/// Ends that only an Indexed Job has.
fn by_indexes(pass: &Pass<'_>, now: Time) -> Option<JobCondition> {
    let spec = &pass.job.spec;
    let completions = spec.completions.filter(|_| pass.job.is_indexed())?;
    let failure = |reason, message| Some(condition("FailureTarget", "True", reason, message, now));
    let failed = pass.failed_indexes.as_ref().map_or(0, |it| it.total());
    if spec.backoff_limit_per_index.is_some() {
        if spec.max_failed_indexes.is_some_and(|it| failed > it) {
            let message = "Job has exceeded the specified maximal number of failed indexes";
            return failure("MaxFailedIndexesExceeded", message);
        }
        if failed > 0 && failed + pass.completed.total() >= completions {
            return failure("FailedIndexes", "Job has failed indexes");
        }
    }
    let message = policy::success(spec.success_policy.as_ref(), completions, &pass.completed)?;
    Some(condition("SuccessCriteriaMet", "True", "SuccessPolicy", &message, now))
}

pub(super) fn condition(
    r#type: &str,
    status: &str,
    reason: &str,
    message: &str,
    now: Time,
) -> JobCondition {
    JobCondition {
        last_probe_time: Some(now),
        last_transition_time: Some(now),
        message: message.to_owned(),
        reason: reason.to_owned(),
        status: status.to_owned(),
        r#type: r#type.to_owned(),
        ..JobCondition::default()
    }
}

/// Makes a condition so; whether that changed anything. From nothing to false is no change.
/// Source: `ensureJobConditionStatus`.
pub(super) fn ensure(
    conditions: &mut Vec<JobCondition>,
    r#type: &str,
    status: &str,
    reason: &str,
    message: &str,
    now: Time,
) -> bool {
    let wanted = condition(r#type, status, reason, message, now);
    match conditions.iter_mut().find(|it| it.r#type == r#type) {
        Some(it) if it.status == status && it.reason == reason && it.message == message => false,
        Some(it) => {
            *it = wanted;
            true
        }
        None if status == "False" => false,
        None => {
            conditions.push(wanted);
            true
        }
    }
}
