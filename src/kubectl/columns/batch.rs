//! Columns of the group `batch`.

use super::{AGE, Column, NAME, column, images, names, of_type, or_none, wide};
use crate::api::{CronJob, Job, LabelSelector, Object, Selector};
use crate::kubectl::duration::{age, human_duration};

/// Source: `printJob`.
fn status(job: &Job) -> &'static str {
    let conditions = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];
    match job.finished().map(|it| it.r#type.as_str()) {
        Some("Complete") => "Complete",
        Some(_) => "Failed",
        None if job.metadata.is_terminating() => "Terminating",
        None => conditions.into_iter().find(|it| job.has_condition(it)).unwrap_or("Running"),
    }
}

fn completions(job: &Job) -> String {
    let succeeded = job.status.succeeded;
    match (job.spec.completions, job.spec.parallelism.unwrap_or(0)) {
        (Some(completions), _) => format!("{succeeded}/{completions}"),
        (None, parallelism) if parallelism > 1 => format!("{succeeded}/1 of {parallelism}"),
        (None, _) => format!("{succeeded}/1"),
    }
}

/// From the start to the completion; of what never completes it goes on.
pub(in crate::kubectl) fn duration(job: &Job, now_ms: i64) -> String {
    let end_ms = job.status.completion_time.map_or(now_ms, |it| it.0 * 1000);
    let start = job.status.start_time;
    start.map_or_else(String::new, |it| human_duration(end_ms - it.0 * 1000))
}

fn of_job(object: &Object, cell: impl Fn(&Job) -> String) -> String {
    of_type(object, cell)
}

fn of_cron_job(object: &Object, cell: impl Fn(&CronJob) -> String) -> String {
    of_type(object, cell)
}

fn selector(selector: Option<&LabelSelector>) -> String {
    or_none(&selector.map_or_else(String::new, |it| Selector::from(it).to_string()))
}

fn containers(object: &Object) -> String {
    object.template().map_or_else(String::new, |it| names(&it.spec.containers))
}

fn container_images(object: &Object) -> String {
    object.template().map_or_else(String::new, |it| images(&it.spec.containers))
}

pub(in crate::kubectl) const JOB: &[Column] = &[
    NAME,
    column("STATUS", |it, _| of_job(it, |it| status(it).to_owned())),
    column("COMPLETIONS", |it, _| of_job(it, completions)),
    column("DURATION", |it, now_ms| of_job(it, |it| duration(it, now_ms))),
    AGE,
    wide("CONTAINERS", |it, _| containers(it)),
    wide("IMAGES", |it, _| container_images(it)),
    wide("SELECTOR", |it, _| of_job(it, |it| selector(it.spec.selector.as_ref()))),
];

/// Source: `printBoolPtr`.
pub(in crate::kubectl) fn yes_or_no(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "True",
        Some(false) => "False",
        None => "<unset>",
    }
}

pub(in crate::kubectl) const CRON_JOB: &[Column] = &[
    NAME,
    column("SCHEDULE", |it, _| of_cron_job(it, |it| it.spec.schedule.clone())),
    column("TIMEZONE", |it, _| {
        of_cron_job(it, |it| or_none(it.spec.time_zone.as_deref().unwrap_or("")))
    }),
    column("SUSPEND", |it, _| of_cron_job(it, |it| yes_or_no(it.spec.suspend).to_owned())),
    column("ACTIVE", |it, _| of_cron_job(it, |it| it.status.active.len().to_string())),
    column("LAST SCHEDULE", |it, now_ms| {
        of_cron_job(it, |it| match it.status.last_schedule_time {
            None => "<none>".to_owned(),
            last => age(last, now_ms),
        })
    }),
    AGE,
    wide("CONTAINERS", |it, _| containers(it)),
    wide("IMAGES", |it, _| container_images(it)),
    wide("SELECTOR", |it, _| {
        of_cron_job(it, |it| selector(it.spec.job_template.spec.selector.as_ref()))
    }),
];
