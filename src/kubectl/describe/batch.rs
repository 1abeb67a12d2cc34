//! Jobs and CronJobs.

use super::page::{Page, time};
use super::workload;
use crate::api::{CronJob, Job, Selector};
use crate::kubectl::columns::{duration_of_job, yes_or_no};
use std::fmt::Display;

/// Lists of indexes are cut at the comma after so many characters.
const INDEXES_MAX: usize = 50;

/// A number, or that there is none.
fn or_unset(number: Option<impl Display>) -> String {
    number.map_or_else(|| "<unset>".to_owned(), |it| it.to_string())
}

/// Source: `describeJob`.
pub(in crate::kubectl) fn job(page: &mut Page, job: &Job, now_ms: i64) {
    let (meta, spec, status) = (&job.metadata, &job.spec, &job.status);
    let selector = spec.selector.as_ref().map(Selector::from).unwrap_or_default();
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.field(0, "Selector", selector);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    if let Some(owner) = meta.controller() {
        page.field(0, "Controlled By", format!("{}/{}", owner.kind, owner.name));
    }
    let mut given = |name: &str, value: Option<String>| {
        page.field_if(0, name, &value.unwrap_or_default());
    };
    given("Parallelism", spec.parallelism.map(|it| it.to_string()));
    given("Completions", Some(or_unset(spec.completions)));
    given("Completion Mode", spec.completion_mode.clone());
    given("Suspend", spec.suspend.map(|it| it.to_string()));
    given("Backoff Limit", spec.backoff_limit.map(|it| it.to_string()));
    given("TTL Seconds After Finished", spec.ttl_seconds_after_finished.map(|it| it.to_string()));
    given("Start Time", status.start_time.map(|it| time(Some(it))));
    given("Completed At", status.completion_time.map(|it| time(Some(it))));
    given("Duration", status.completion_time.map(|_| duration_of_job(job, now_ms)));
    given("Active Deadline Seconds", spec.active_deadline_seconds.map(|it| format!("{it}s")));
    let ready = status.ready.map_or_else(String::new, |it| format!(" ({it} Ready)"));
    let (active, succeeded, failed) = (status.active, status.succeeded, status.failed);
    let pods = format!("{active} Active{ready} / {succeeded} Succeeded / {failed} Failed");
    page.field(0, "Pods Statuses", pods);
    if job.is_indexed() {
        page.field(0, "Completed Indexes", indexes(&status.completed_indexes));
    }
    workload::template(page, &spec.template);
}

/// Source: `capIndexesListOrNone`.
fn indexes(text: &str) -> String {
    let comma = text.char_indices().skip(INDEXES_MAX).find(|(_, it)| *it == ',');
    match (text, comma) {
        ("", _) => "<none>".to_owned(),
        (_, None) => text.to_owned(),
        (_, Some((at, _))) => format!("{},...", &text[..at]),
    }
}

/// Source: `describeCronJob`, `describeJobTemplate`.
pub(in crate::kubectl) fn cron_job(page: &mut Page, cron_job: &CronJob) {
    let (meta, spec, status) = (&cron_job.metadata, &cron_job.spec, &cron_job.status);
    let template = &spec.job_template.spec;
    let seconds = |it: i64| format!("{it}s");
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    page.field(0, "Schedule", &spec.schedule);
    page.field(0, "Concurrency Policy", &spec.concurrency_policy);
    page.field(0, "Suspend", yes_or_no(spec.suspend));
    page.field(0, "Time Zone", or_unset(spec.time_zone.as_deref()));
    let limit = "Successful Job History Limit";
    page.field(0, limit, or_unset(spec.successful_jobs_history_limit));
    page.field(0, "Failed Job History Limit", or_unset(spec.failed_jobs_history_limit));
    let deadline = spec.starting_deadline_seconds.map(seconds);
    page.field(0, "Starting Deadline Seconds", or_unset(deadline));
    let selector = template.selector.as_ref().map(Selector::from);
    page.field(0, "Selector", or_unset(selector));
    page.field(0, "Parallelism", or_unset(template.parallelism));
    page.field(0, "Completions", or_unset(template.completions));
    if let Some(deadline) = template.active_deadline_seconds {
        page.field(0, "Active Deadline Seconds", seconds(deadline));
    }
    workload::template(page, &template.template);
    let last = status.last_schedule_time.map(|it| time(Some(it)));
    page.field(0, "Last Schedule Time", or_unset(last));
    let active: Vec<&str> = status.active.iter().map(|it| it.name.as_str()).collect();
    let active = if active.is_empty() { "<none>".to_owned() } else { active.join(", ") };
    page.field(0, "Active Jobs", active);
}
