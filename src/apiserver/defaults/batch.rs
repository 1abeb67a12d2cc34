//! Jobs and CronJobs: defaults, and the selector that the API server makes up.
//! Source: `pkg/apis/batch/v1/defaults.go`, `pkg/registry/batch/job/strategy.go`.

use super::{fill, template};
use crate::api::{CONTROLLER_UID_LABEL, CronJob, JOB_NAME_LABEL, Job, JobSpec, LabelSelector};

/// Old and new names of the labels that tie a Pod to its Job.
const LEGACY_UID: &str = "controller-uid";
const LEGACY_NAME: &str = "job-name";

pub(in crate::apiserver) fn job(job: &mut Job) {
    spec(&mut job.spec);
    labels(job);
}

/// A Job without labels has those of its template.
fn labels(job: &mut Job) {
    if job.metadata.labels.is_empty() {
        job.metadata.labels.clone_from(&job.spec.template.metadata.labels);
    }
}

pub(in crate::apiserver) fn cron_job(cron_job: &mut CronJob) {
    let wish = &mut cron_job.spec;
    fill(&mut wish.concurrency_policy, "Allow");
    wish.suspend.get_or_insert(false);
    wish.successful_jobs_history_limit.get_or_insert(3);
    wish.failed_jobs_history_limit.get_or_insert(1);
    template_of_jobs(&mut wish.job_template.spec);
}

/// A Job's own defaults come when the Job does; its Pods' are filled in here.
fn template_of_jobs(spec: &mut JobSpec) {
    conditions(spec);
    template(&mut spec.template.spec);
}

fn conditions(spec: &mut JobSpec) {
    let rules = spec.pod_failure_policy.iter_mut().flat_map(|it| &mut it.rules);
    rules.flat_map(|it| &mut it.on_pod_conditions).for_each(|it| fill(&mut it.status, "True"));
}

fn spec(spec: &mut JobSpec) {
    if spec.completions.is_none() && spec.parallelism.is_none() {
        spec.completions = Some(1);
    }
    spec.parallelism.get_or_insert(1);
    let has_limit_per_index = spec.backoff_limit_per_index.is_some();
    spec.backoff_limit.get_or_insert(if has_limit_per_index { i32::MAX } else { 6 });
    spec.completion_mode.get_or_insert_with(|| "NonIndexed".to_owned());
    spec.suspend.get_or_insert(false);
    spec.manual_selector.get_or_insert(false);
    let policy = if spec.pod_failure_policy.is_some() { "Failed" } else { "TerminatingOrFailed" };
    spec.pod_replacement_policy.get_or_insert_with(|| policy.to_owned());
    conditions(spec);
    template(&mut spec.template.spec);
}

/// Makes up the selector of a new Job, and the labels it selects by. What the author has written
/// stands; validation says whether it can.
pub(in crate::apiserver) fn generate_selector(job: &mut Job) {
    labels(job);
    if job.spec.manual_selector == Some(true) {
        return;
    }
    let (uid, name) = (job.metadata.uid.clone(), job.metadata.name.clone());
    let labels = &mut job.spec.template.metadata.labels;
    for (key, value) in [
        (LEGACY_NAME, &name),
        (LEGACY_UID, &uid),
        (JOB_NAME_LABEL, &name),
        (CONTROLLER_UID_LABEL, &uid),
    ] {
        labels.entry(key.to_owned()).or_insert_with(|| value.to_string());
    }
    let selector = job.spec.selector.get_or_insert_with(LabelSelector::default);
    selector.match_labels.entry(CONTROLLER_UID_LABEL.to_owned()).or_insert(uid.to_string());
}
