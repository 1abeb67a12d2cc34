//! Jobs, and templates of Jobs.

use super::{Errors, Path, internal, json, meta, optional, pod, policy, quoted, selector};
use crate::api::{CONTROLLER_UID_LABEL, Field, FieldError, JOB_NAME_LABEL, Job, JobSpec, Selector};
use std::rc::Rc;

const INDEXED: &str = "Indexed";
/// Limits of Jobs with very many indexes.
const PARALLELISM_MAX: i32 = 100_000;
const FAILED_INDEXES_MAX: i32 = 100_000;
const MANY_COMPLETIONS: i32 = 100_000;
const PARALLELISM_OF_MANY_MAX: i32 = 10_000;
const FAILED_OF_MANY_MAX: i32 = 10_000;

pub(in crate::apiserver) fn validate_job(job: &Job, errors: &mut Errors) {
    validate_generated_selector(job, errors);
    validate_spec_with_selector(&job.spec, &"spec", errors);
    // The Pods' host names are made of the Job's name and the index.
    let last = job.spec.completions.filter(|it| job.is_indexed() && *it > 0).map(|it| it - 1);
    if let Some(last) = last {
        let host = format!("{}-{last}", job.metadata.name);
        if !meta::dns_label_errors(&host).is_empty() {
            let detail = format!("will not able to create pod with invalid DNS label: {host}");
            let name = quoted(&job.metadata.name);
            errors.push(FieldError::invalid(&"metadata.name", &name, &detail));
        }
    }
}

/// Source: `validateGeneratedSelector`.
fn validate_generated_selector(job: &Job, errors: &mut Errors) {
    let Some(it) = &job.spec.selector else { return };
    if job.spec.manual_selector == Some(true) {
        return;
    }
    let (uid, name) = (&job.metadata.uid, &job.metadata.name);
    let expected = [
        ("controller-uid", uid),
        ("job-name", name),
        (CONTROLLER_UID_LABEL, uid),
        (JOB_NAME_LABEL, name),
    ];
    let labels = &job.spec.template.metadata.labels;
    for (key, value) in expected {
        let field = format!("spec.template.metadata.labels[{key}]");
        match labels.get(key) {
            None => {
                let detail = format!("must be '{value}'");
                errors.push(FieldError::required(&field, &detail));
            }
            Some(found) if found != value => {
                let detail = format!("must be '{value}'");
                errors.push(FieldError::invalid(&field, &quoted(found), &detail));
            }
            Some(_) => {}
        }
    }
    let generated = expected.map(|(key, value)| (key.to_owned(), value.to_string())).into();
    if !Selector::from(it).matches(&generated) {
        let detail = "`selector` not auto-generated";
        let value = selector::json(Some(it));
        errors.push(FieldError::invalid(&"spec.selector", &value, detail));
    }
}

fn validate_spec_with_selector(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    validate_spec(spec, path, errors);
    let labels = &spec.template.metadata.labels;
    match &spec.selector {
        None => errors.push(FieldError::required(&format_args!("{path}.selector"), "")),
        Some(it) => selector::validate(Some(it), &format_args!("{path}.selector"), errors),
    }
    match &spec.selector {
        Some(it) if selector::is_usable(Some(it)) && !Selector::from(it).matches(labels) => {
            let detail = "`selector` does not match template `labels`";
            let field = format_args!("{path}.template.metadata.labels");
            errors.push(FieldError::invalid(&field, &json(labels), detail));
        }
        _ => {}
    }
}

/// What a Job and a template of Jobs have in common.
pub(super) fn validate_spec(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let at = |field: &str| format!("{path}.{field}");
    optional(&at("parallelism"), spec.parallelism, errors);
    optional(&at("completions"), spec.completions, errors);
    optional(&at("activeDeadlineSeconds"), spec.active_deadline_seconds, errors);
    optional(&at("backoffLimit"), spec.backoff_limit, errors);
    optional(&at("ttlSecondsAfterFinished"), spec.ttl_seconds_after_finished, errors);
    optional(&at("backoffLimitPerIndex"), spec.backoff_limit_per_index, errors);
    if spec.max_failed_indexes.is_some() {
        optional(&at("maxFailedIndexes"), spec.max_failed_indexes, errors);
        if spec.backoff_limit_per_index.is_none() {
            let detail = "when maxFailedIndexes is specified";
            errors.push(FieldError::required(&at("backoffLimitPerIndex"), detail));
        }
    }
    validate_managed_by(spec, path, errors);
    validate_mode(spec, path, errors);
    policy::validate_failure(spec, path, errors);
    policy::validate_success(spec, path, errors);
    policy::validate_replacement(spec, path, errors);
    pod::validate_template(&spec.template, &at("template"), errors);
    validate_restart_policy(spec, &at("template.spec.restartPolicy"), errors);
}

fn validate_restart_policy(spec: &JobSpec, field: Path<'_>, errors: &mut Errors) {
    let policy = spec.template.spec.restart_policy.as_str();
    match policy {
        "OnFailure" | "Never" => {}
        // The default of Pods counts as not given.
        "" | "Always" => {
            let detail = "valid values: \"OnFailure\", \"Never\"";
            errors.push(FieldError::required(field, detail));
        }
        other => errors.push(FieldError::unsupported(field, other, &["OnFailure", "Never"])),
    }
    if spec.pod_failure_policy.is_some() && policy != "Never" {
        let detail = "only \"Never\" is supported when podFailurePolicy is specified";
        errors.push(FieldError::invalid(field, &quoted(policy), detail));
    }
}

fn validate_managed_by(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let Some(name) = &spec.managed_by else { return };
    let field = format_args!("{path}.managedBy");
    if !name.contains('/') {
        let detail = "must be a domain-prefixed path (such as \"acme.io/foo\")";
        errors.push(FieldError::invalid(&field, &quoted(name), detail));
    }
    if name.len() > 63 {
        let text = "Too long: may not be more than 63 bytes".to_owned();
        errors.push(FieldError { field: field.to_string(), text });
    }
}

fn validate_mode(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let at = |field: &str| format!("{path}.{field}");
    match spec.completion_mode.as_deref() {
        Some(INDEXED) => validate_indexed(spec, path, errors),
        None | Some("NonIndexed") => {
            let only_indexed = [
                ("backoffLimitPerIndex", spec.backoff_limit_per_index),
                ("maxFailedIndexes", spec.max_failed_indexes),
            ];
            for (field, number) in only_indexed {
                let Some(number) = number else { continue };
                let detail = "requires indexed completion mode";
                errors.push(FieldError::invalid(&at(field), &number.to_string(), detail));
            }
        }
        Some(other) => {
            let modes = ["NonIndexed", INDEXED];
            errors.push(FieldError::unsupported(&at("completionMode"), other, &modes));
        }
    }
}

fn validate_indexed(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let at = |field: &str| format!("{path}.{field}");
    let over = |field: &str, number: i32, detail: String| {
        FieldError::invalid(&at(field), &number.to_string(), &detail)
    };
    if spec.completions.is_none() {
        let detail = format!("when completion mode is {INDEXED}");
        errors.push(FieldError::required(&at("completions"), &detail));
    }
    if let Some(number) = spec.parallelism.filter(|it| *it > PARALLELISM_MAX) {
        let detail = format!(
            "must be less than or equal to {PARALLELISM_MAX} when completion mode is {INDEXED}"
        );
        errors.push(over("parallelism", number, detail));
    }
    if let (Some(completions), Some(failed)) = (spec.completions, spec.max_failed_indexes)
        && failed > completions
    {
        let detail = "must be less than or equal to completions".to_owned();
        errors.push(over("maxFailedIndexes", failed, detail));
    }
    if let Some(failed) = spec.max_failed_indexes.filter(|it| *it > FAILED_INDEXES_MAX) {
        let detail = format!("must be less than or equal to {FAILED_INDEXES_MAX}");
        errors.push(over("maxFailedIndexes", failed, detail));
    }
    let many = spec.completions.is_some_and(|it| it > MANY_COMPLETIONS);
    if !many || spec.backoff_limit_per_index.is_none() {
        return;
    }
    let used = format!(
        "when completions are above {MANY_COMPLETIONS} and used with backoff limit per index"
    );
    match spec.max_failed_indexes {
        None => {
            let detail = format!("must be specified when completions is above {MANY_COMPLETIONS}");
            errors.push(FieldError::required(&at("maxFailedIndexes"), &detail));
        }
        Some(failed) if failed > FAILED_OF_MANY_MAX => {
            let detail = format!("must be less than or equal to {FAILED_OF_MANY_MAX} {used}");
            errors.push(over("maxFailedIndexes", failed, detail));
        }
        Some(_) => {}
    }
    if let Some(number) = spec.parallelism.filter(|it| *it > PARALLELISM_OF_MANY_MAX) {
        let detail = format!("must be less than or equal to {PARALLELISM_OF_MANY_MAX} {used}");
        errors.push(over("parallelism", number, detail));
    }
}

/// What of a Job may change. Source: `ValidateJobSpecUpdate`.
pub(in crate::apiserver) fn validate_job_update(old: &Job, job: &Job, errors: &mut Errors) {
    validate_spec_with_selector(&job.spec, &"spec", errors);
    validate_completions(old, job, errors);
    if old.spec.selector != job.spec.selector {
        let value = selector::json(job.spec.selector.as_ref());
        errors.push(FieldError::invalid(&"spec.selector", &value, "field is immutable"));
    }
    validate_template_update(old, job, errors);
    let (was, is) = (&old.spec, &job.spec);
    kept(&"completionMode", &was.completion_mode, &is.completion_mode, errors);
    let (old, new) = (&was.pod_failure_policy, &is.pod_failure_policy);
    policy_kept(&"podFailurePolicy", "PodFailurePolicy", old, new, errors);
    kept(
        &"backoffLimitPerIndex",
        &was.backoff_limit_per_index,
        &is.backoff_limit_per_index,
        errors,
    );
    kept(&"managedBy", &was.managed_by, &is.managed_by, errors);
    let (old, new) = (&was.success_policy, &is.success_policy);
    policy_kept(&"successPolicy", "SuccessPolicy", old, new, errors);
}

fn kept<T: Field + PartialEq>(field: Path<'_>, old: &T, new: &T, errors: &mut Errors) {
    if old != new {
        let field = format!("spec.{field}");
        errors.push(FieldError::invalid(&field, &json(new), "field is immutable"));
    }
}

fn policy_kept<T: Field + PartialEq>(
    field: Path<'_>,
    r#type: &'static str,
    old: &T,
    new: &T,
    errors: &mut Errors,
) {
    if old != new {
        let value = internal::json(r#type, &new.write_always());
        errors.push(FieldError::invalid(&format!("spec.{field}"), &value, "field is immutable"));
    }
}

/// An Indexed Job is elastic: its size may change with its parallelism.
fn validate_completions(old: &Job, job: &Job, errors: &mut Errors) {
    let (was, is) = (old.spec.completions, job.spec.completions);
    if !job.is_indexed() {
        kept(&"completions", &was, &is, errors);
        return;
    }
    let Some(number) = is.filter(|_| was != is) else { return };
    if Some(number) != job.spec.parallelism {
        let detail = "can only be modified in tandem with spec.parallelism";
        errors.push(FieldError::invalid(&"spec.completions", &number.to_string(), detail));
    }
}

/// Where Pods are to run, and what they may use, can change while there are none.
/// Source: `validatePodTemplateUpdate`, `pkg/registry/batch/job/strategy.go`.
fn validate_template_update(old: &Job, job: &Job, errors: &mut Errors) {
    let (was, is) = (&old.spec.template, &job.spec.template);
    let mut allowed = was.clone();
    if old.is_suspended() && old.status.active == 0 {
        let (spec, new) = (Rc::make_mut(&mut allowed.spec), &is.spec);
        allowed.metadata.annotations.clone_from(&is.metadata.annotations);
        allowed.metadata.labels.clone_from(&is.metadata.labels);
        spec.node_selector.clone_from(&new.node_selector);
        spec.tolerations.clone_from(&new.tolerations);
        spec.affinity.clone_from(&new.affinity);
        spec.scheduling_gates.clone_from(&new.scheduling_gates);
        let pairs = [
            (&mut spec.containers, &new.containers),
            (&mut spec.init_containers, &new.init_containers),
        ];
        for (containers, new) in pairs {
            for (container, new) in containers.iter_mut().zip(new) {
                container.resources.clone_from(&new.resources);
            }
        }
    }
    if allowed != *is {
        let value = internal::template(is);
        errors.push(FieldError::invalid(&"spec.template", &value, "field is immutable"));
    }
}
