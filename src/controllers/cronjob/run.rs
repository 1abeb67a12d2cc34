//! Starting a run. Source: `syncCronJob`.

use super::timing::{Missed, Recent, Timing};
use super::{Pass, SCHEDULED, schedule, zone};
use crate::api::{CronJob, Job, Object, ObjectMeta, ObjectReference, Reason, Schedule, Time, Zone};
use crate::apiserver::Request;
use crate::client::{Ask, Effect, EventDraft, Fact, Failure, SyncResult, reference};
use crate::controllers::{Ctx, controller_reference};
use std::rc::Rc;

const SOURCE: &str = "cronjob_controllerv2.go syncCronJob";

/// Starts the run that is due, if there is one and it may start.
pub(super) fn run(pass: &mut Pass<'_>) {
    let spec = pass.cron_job.spec.clone();
    if let Some(name) = &spec.time_zone
        && let Err(error) = Zone::load(name)
    {
        pass.warn("UnknownTimeZone", format!("invalid timeZone: {name:?}: {error}"));
        return;
    }
    if spec.suspend == Some(true) {
        return;
    }
    if spec.schedule.contains("TZ") {
        let message = format!(
            "CRON_TZ or TZ used in schedule {:?} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details",
            spec.schedule
        );
        pass.warn("UnsupportedSchedule", message);
    }
    let schedule = match schedule(&pass.cron_job) {
        Ok(schedule) => schedule,
        Err(error) => {
            let message = format!("unparseable schedule: {:?} : {error}", spec.schedule);
            pass.warn("UnparseableSchedule", message);
            return;
        }
    };
    let now_ms = pass.ctx.now_ms;
    match Timing::of(&pass.cron_job, true, now_ms).recent(&schedule, now_ms) {
        Err(error) => {
            let message = format!("invalid schedule: {} : {error}", spec.schedule);
            pass.warn("InvalidSchedule", message);
            return;
        }
        Ok(Recent { run: None, .. }) => {}
        Ok(Recent { run: Some(at), missed }) => {
            if missed == Missed::Many {
                let message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";
                pass.warn("TooManyMissedTimes", message.to_owned());
            }
            start(pass, at);
        }
    }
    wake_up(pass, &schedule);
}

/// Looks again when the next run is due. The run that has just been asked for counts.
fn wake_up(pass: &mut Pass<'_>, schedule: &Schedule) {
    let now_ms = pass.ctx.now_ms;
    let next_ms = Timing::of(&pass.cron_job, false, now_ms).next_in_ms(schedule, now_ms);
    // A schedule without a next moment has one in the year 1.
    pass.result.requeue_after_ms = Some(next_ms).filter(|it| *it > 0);
}

fn start(pass: &mut Pass<'_>, at: i64) {
    let (now_ms, spec) = (pass.ctx.now_ms, pass.cron_job.spec.clone());
    if let Some(deadline) = spec.starting_deadline_seconds
        && at.saturating_add(deadline).saturating_mul(1000) < now_ms
    {
        let message = format!("Missed scheduled time to start a job: {}", Time(at).rfc1123());
        pass.warn("MissSchedule", message);
        return;
    }
    let job = new_job(&pass.cron_job, at);
    let name = job.metadata.name.clone();
    let status = &pass.cron_job.status;
    let has_started = status.active.iter().any(|it| it.name == name)
        || status.last_schedule_time == Some(Time(at));
    if has_started {
        return;
    }
    let running: Vec<(String, String)> =
        status.active.iter().map(|it| (it.name.to_string(), it.uid.to_string())).collect();
    let names: Vec<&str> = running.iter().map(|(name, _)| name.as_str()).collect();
    let policy = Fact::new("spec.concurrencyPolicy", &spec.concurrency_policy);
    if spec.concurrency_policy == "Forbid" && !running.is_empty() {
        let message =
            "Not starting job because prior execution is running and concurrency policy is Forbid";
        pass.normal("JobAlreadyActive", message.to_owned());
        let because = format!("{} is still active and the policy is Forbid", names.join(", "));
        let what = (Effect::Wait, format!("did not start {name}"));
        pass.explain(what, because, vec![policy], SOURCE);
        return;
    }
    if spec.concurrency_policy == "Replace" {
        for (name, uid) in &running {
            pass.delete(name, uid);
            let because = "the next run is due and the policy is Replace".to_owned();
            let what = (Effect::Delete, format!("deleted Job {name}"));
            pass.explain(what, because, vec![policy.clone()], SOURCE);
        }
    }
    let message = format!("Created job {name}");
    let event = EventDraft::normal(&pass.object(), "SuccessfulCreate", message);
    pass.cron_job.status.active.push(pending_reference(&job));
    pass.cron_job.status.last_schedule_time = Some(Time(at));
    pass.changed = true;
    pass.result.asks.push(Ask::new(Request::Create(job.into())).then(event));
    let because =
        format!("its schedule {:?} matches {}", spec.schedule, zone(&pass.cron_job).rfc3339(at));
    let facts = vec![policy, Fact::new("spec.schedule", &spec.schedule)];
    let what = (Effect::Create, format!("created Job {name}"));
    pass.explain(what, because, facts, SOURCE);
}

/// The Job's uid is the API server's to give: it is filled in from its answer.
fn pending_reference(job: &Job) -> ObjectReference {
    let mut reference = reference(&job.clone().into());
    reference.uid.clear();
    reference
}

/// Source: `getJobFromTemplate2`.
fn new_job(cron_job: &CronJob, at: i64) -> Job {
    let (meta, template) = (&cron_job.metadata, &cron_job.spec.job_template);
    let mut annotations = template.metadata.annotations.clone();
    annotations.insert(SCHEDULED.to_owned(), zone(cron_job).rfc3339(at));
    Job {
        metadata: ObjectMeta {
            name: format!("{}-{}", meta.name, at.div_euclid(60)).into(),
            namespace: meta.namespace.clone(),
            labels: template.metadata.labels.clone(),
            annotations,
            owner_references: vec![controller_reference(&cron_job.clone().into())].into(),
            ..ObjectMeta::default()
        },
        spec: template.spec.clone(),
        ..Job::default()
    }
}

/// What follows where the run's Job exists already: it may be one whose run could not be written
/// down. Anybody else's is left alone.
pub(super) fn existing(ctx: &Ctx<'_>, object: &Object, failure: &Failure) -> Option<SyncResult> {
    let (Request::Create(wanted), Object::CronJob(cron_job)) = (&failure.request, object) else {
        return None;
    };
    if failure.status.reason != Reason::AlreadyExists {
        return None;
    }
    let found = ctx.cache.typed::<Job>(&wanted.key());
    let is_running = |uid: &str| {
        let jobs = ctx.cache.owned_by::<Job>(&cron_job.metadata.uid, &cron_job.metadata.namespace);
        jobs.into_iter().any(|it| it.metadata.uid == uid && it.finished().is_none())
    };
    let ours = found.filter(|it| {
        let uid = &it.metadata.uid;
        let known = cron_job.status.active.iter().any(|active| active.uid == *uid);
        let owner = it.metadata.controller();
        !(known && is_running(uid)) && owner.is_some_and(|it| it.uid == cron_job.metadata.uid)
    });
    let (Some(job), Some(at)) = (ours, scheduled_at(wanted)) else {
        return Some(SyncResult::default());
    };
    let mut updated = (**cron_job).clone();
    // What has ended has been dropped in the pass that could not be written down.
    updated.status.active.retain(|it| is_running(&it.uid));
    updated.status.active.push(reference(&Object::Job(Rc::clone(job))));
    updated.status.last_schedule_time = Some(at);
    let asks = vec![Ask::new(Request::UpdateStatus(updated.into()))];
    Some(SyncResult { asks, ..SyncResult::default() })
}

/// For which time a Job was to be made, from its annotation: `2026-07-01T02:00:00+02:00`.
fn scheduled_at(job: &Object) -> Option<Time> {
    let (clock, zone) = job.meta().annotation(SCHEDULED)?.split_at_checked(19)?;
    let offset = match zone.split_once(':') {
        Some((hours, minutes)) => {
            let sign = if hours.starts_with('-') { -1 } else { 1 };
            let number = |text: &str| text.trim_start_matches(['+', '-']).parse::<i64>().ok();
            sign * (number(hours)? * 3600 + number(minutes)? * 60)
        }
        None => 0,
    };
    Some(Time(Time::parse(clock)?.0 - offset))
}
