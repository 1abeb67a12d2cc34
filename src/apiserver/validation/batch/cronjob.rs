//! CronJobs.

use super::{Errors, job, optional, quoted, selector};
use crate::api::{CronJob, CronJobSpec, FieldError, Schedule, Zone};

/// The names of its Jobs are eleven characters longer, and must be labels.
const NAME_MAX: usize = 52;

pub(in crate::apiserver) fn validate_cron_job(cron_job: &CronJob, errors: &mut Errors) {
    validate_spec(&cron_job.spec, None, errors);
    let name = &cron_job.metadata.name;
    if name.len() > NAME_MAX {
        let detail = format!("must be no more than {NAME_MAX} characters");
        errors.push(FieldError::invalid(&"metadata.name", &quoted(name), &detail));
    }
}

pub(in crate::apiserver) fn validate_cron_job_update(
    old: &CronJob,
    cron_job: &CronJob,
    errors: &mut Errors,
) {
    validate_spec(&cron_job.spec, Some(&old.spec), errors);
}

fn validate_spec(spec: &CronJobSpec, old: Option<&CronJobSpec>, errors: &mut Errors) {
    if spec.schedule.is_empty() {
        errors.push(FieldError::required(&"spec.schedule", ""));
    } else {
        // What has been stored with a zone in its schedule may stay so.
        let may_name_zone = old.is_some_and(|it| it.schedule.contains("TZ"));
        validate_schedule(spec, may_name_zone, errors);
    }
    optional(&"spec.startingDeadlineSeconds", spec.starting_deadline_seconds, errors);
    if old.is_none_or(|it| it.time_zone != spec.time_zone) {
        validate_time_zone(spec, errors);
    }
    match spec.concurrency_policy.as_str() {
        "Allow" | "Forbid" | "Replace" => {}
        "" => errors.push(FieldError::required(&"spec.concurrencyPolicy", "")),
        other => errors.push(FieldError::unsupported(
            &"spec.concurrencyPolicy",
            other,
            &["Allow", "Forbid", "Replace"],
        )),
    }
    validate_template(spec, errors);
    optional(&"spec.successfulJobsHistoryLimit", spec.successful_jobs_history_limit, errors);
    optional(&"spec.failedJobsHistoryLimit", spec.failed_jobs_history_limit, errors);
}

fn validate_template(spec: &CronJobSpec, errors: &mut Errors) {
    let template = &spec.job_template.spec;
    job::validate_spec(template, &"spec.jobTemplate.spec", errors);
    if let Some(it) = &template.selector {
        let detail = "`selector` will be auto-generated";
        let field = "spec.jobTemplate.spec.selector";
        errors.push(FieldError::invalid(&field, &selector::json(Some(it)), detail));
    }
    if template.manual_selector == Some(true) {
        let field = "spec.jobTemplate.spec.manualSelector".to_owned();
        let text = "Unsupported value: true: supported values: \"nil\", \"false\"".to_owned();
        errors.push(FieldError { field, text });
    }
}

fn validate_schedule(spec: &CronJobSpec, may_name_zone: bool, errors: &mut Errors) {
    let schedule = &spec.schedule;
    let mut refuse = |detail: &str| {
        errors.push(FieldError::invalid(&"spec.schedule", &quoted(schedule), detail));
    };
    if let Err(error) = Schedule::parse(schedule) {
        refuse(&error);
    }
    match (schedule.contains("TZ"), may_name_zone) {
        (true, false) => {
            refuse("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        (true, true) if spec.time_zone.is_some() => {
            refuse("cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
        _ => {}
    }
}

fn validate_time_zone(spec: &CronJobSpec, errors: &mut Errors) {
    let Some(name) = &spec.time_zone else { return };
    let mut refuse = |detail: &str| {
        errors.push(FieldError::invalid(&"spec.timeZone", &quoted(name), detail));
    };
    if name.is_empty() {
        refuse("timeZone must be nil or non-empty string");
    }
    if name.eq_ignore_ascii_case("Local") {
        refuse(
            "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
        );
    }
    if let Err(error) = Zone::load(name) {
        refuse(&error);
    }
}
