//! Deployment and ReplicaSet. Source: `pkg/apis/apps/validation/validation.go`.

use super::field::{Errors, Path, non_negative};
use super::{internal, pod, selector};
use crate::api::{
    Deployment, Field, FieldError, IntOrString, LabelSelector, PodTemplateSpec, ReplicaSet,
    ReplicationController, RollingUpdateDeployment, Selector, Value,
};

pub(in crate::apiserver) fn validate_deployment(deployment: &Deployment, errors: &mut Errors) {
    let spec = &deployment.spec;
    non_negative(&"spec.replicas", spec.replicas.unwrap_or(1).into(), errors);
    if validate_selector(&spec.selector, "deployment", "invalid label selector", errors) {
        validate_template(&spec.selector, &spec.template, errors);
    }
    validate_strategy(deployment, errors);
    non_negative(&"spec.minReadySeconds", spec.min_ready_seconds.into(), errors);
    if let Some(limit) = spec.revision_history_limit {
        non_negative(&"spec.revisionHistoryLimit", limit.into(), errors);
    }
    if let Some(deadline) = spec.progress_deadline_seconds {
        non_negative(&"spec.progressDeadlineSeconds", deadline.into(), errors);
        if deadline <= spec.min_ready_seconds {
            errors.push(FieldError::invalid(
                &"spec.progressDeadlineSeconds",
                &deadline.to_string(),
                "must be greater than minReadySeconds",
            ));
        }
    }
}

pub(in crate::apiserver) fn validate_replica_set(replica_set: &ReplicaSet, errors: &mut Errors) {
    let spec = &replica_set.spec;
    non_negative(&"spec.replicas", spec.replicas.unwrap_or(1).into(), errors);
    non_negative(&"spec.minReadySeconds", spec.min_ready_seconds.into(), errors);
    if validate_selector(&spec.selector, "deployment", "invalid label selector", errors) {
        validate_template(&spec.selector, &spec.template, errors);
    }
}

/// Source: `pkg/apis/core/validation/validation.go` `ValidateReplicationControllerSpec`.
pub(in crate::apiserver) fn validate_replication_controller(
    it: &ReplicationController,
    errors: &mut Errors,
) {
    let spec = &it.spec;
    non_negative(&"spec.minReadySeconds", spec.min_ready_seconds.into(), errors);
    if spec.selector.is_empty() {
        errors.push(FieldError::required(&"spec.selector", ""));
    }
    non_negative(&"spec.replicas", spec.replicas.unwrap_or(1).into(), errors);
    match &spec.template {
        None => errors.push(FieldError::required(&"spec.template", "")),
        Some(template) => {
            let selector = it.as_replica_set().spec.selector;
            validate_template(&selector, template, errors);
        }
    }
}

/// Whether the selector can be used. Where it can't, the template is not looked at.
pub(super) fn validate_selector(
    selector: &Option<LabelSelector>,
    owner: &str,
    unusable: &str,
    errors: &mut Errors,
) -> bool {
    const FIELD: &str = "spec.selector";
    let value = selector::json(selector.as_ref());
    match selector {
        None => errors.push(FieldError::required(&FIELD, "")),
        Some(it) => {
            selector::validate(Some(it), &FIELD, errors);
            if Selector::from(it).is_empty() {
                let detail = format!("empty selector is invalid for {owner}");
                errors.push(FieldError::invalid(&FIELD, &value, &detail));
            }
        }
    }
    let is_usable = selector::is_usable(selector.as_ref());
    if !is_usable {
        errors.push(FieldError::invalid(&FIELD, &value, unusable));
    }
    is_usable
}

fn validate_template(
    selector: &Option<LabelSelector>,
    template: &PodTemplateSpec,
    errors: &mut Errors,
) {
    validate_template_metadata(selector, template, errors);
    pod::validate_template(template, &"spec.template", errors);
    let policy = &template.spec.restart_policy;
    if policy != "Always" {
        let field = "spec.template.spec.restartPolicy";
        errors.push(FieldError::unsupported(&field, policy, &["Always"]));
    }
    if template.spec.active_deadline_seconds.is_some() {
        errors.push(FieldError::forbidden(
            &"spec.template.spec.activeDeadlineSeconds",
            "activeDeadlineSeconds in ReplicaSet is not Supported",
        ));
    }
}

/// The labels of the Pods are those that the selector asks for.
pub(super) fn validate_template_metadata(
    selector: &Option<LabelSelector>,
    template: &PodTemplateSpec,
    errors: &mut Errors,
) {
    let labels = &template.metadata.labels;
    // A selector that is missing selects nothing; one that is empty has been reported.
    let matches = selector.as_ref().is_some_and(|it| Selector::from(it).matches(labels));
    if !matches {
        let value = labels.write().unwrap_or(Value::Null).to_string();
        let detail = "`selector` does not match template `labels`";
        errors.push(FieldError::invalid(&"spec.template.metadata.labels", &value, detail));
    }
}

pub(in crate::apiserver) fn validate_selector_kept(
    old: &Option<LabelSelector>,
    new: &Option<LabelSelector>,
    errors: &mut Errors,
) {
    if old != new {
        let value = selector::json(new.as_ref());
        errors.push(FieldError::invalid(&"spec.selector", &value, "field is immutable"));
    }
}

fn validate_strategy(deployment: &Deployment, errors: &mut Errors) {
    let strategy = &deployment.spec.strategy;
    match (strategy.r#type.as_str(), &strategy.rolling_update) {
        ("Recreate", Some(_)) => errors.push(FieldError::forbidden(
            &"spec.strategy.rollingUpdate",
            "may not be specified when strategy `type` is 'Recreate'",
        )),
        ("Recreate", None) => {}
        ("RollingUpdate", Some(numbers)) => validate_rolling_update(numbers, errors),
        (other, _) => {
            let value = internal::json("DeploymentStrategy", &strategy.write_always());
            let mut error =
                FieldError::unsupported(&"spec.strategy", other, &["Recreate", "RollingUpdate"]);
            error.text = error.text.replacen(&format!("{other:?}"), &value, 1);
            errors.push(error);
        }
    }
}

fn validate_rolling_update(numbers: &RollingUpdateDeployment, errors: &mut Errors) {
    const UNAVAILABLE: &str = "spec.strategy.rollingUpdate.maxUnavailable";
    const SURGE: &str = "spec.strategy.rollingUpdate.maxSurge";
    let zero = IntOrString::Int(0);
    let unavailable = numbers.max_unavailable.as_ref().unwrap_or(&zero);
    let surge = numbers.max_surge.as_ref().unwrap_or(&zero);
    validate_int_or_percent(&UNAVAILABLE, unavailable, errors);
    validate_int_or_percent(&SURGE, surge, errors);
    if leading_number(unavailable) == 0 && leading_number(surge) == 0 {
        let detail = "may not be 0 when `maxSurge` is 0";
        let value = unavailable.write_always().to_string();
        errors.push(FieldError::invalid(&UNAVAILABLE, &value, detail));
    }
    if matches!(unavailable, IntOrString::String(_)) && leading_number(unavailable) > 100 {
        let value = unavailable.write_always().to_string();
        errors.push(FieldError::invalid(&UNAVAILABLE, &value, "must not be greater than 100%"));
    }
}

/// Source: `validateRollingUpdateStatefulSet`.
pub(super) fn validate_max_unavailable(field: Path<'_>, number: &IntOrString, errors: &mut Errors) {
    validate_int_or_percent(field, number, errors);
    let value = number.write_always().to_string();
    if leading_number(number) == 0 {
        errors.push(FieldError::invalid(field, &value, "cannot be 0"));
    }
    if matches!(number, IntOrString::String(_)) && leading_number(number) > 100 {
        errors.push(FieldError::invalid(field, &value, "must not be greater than 100%"));
    }
}

pub(super) fn leading_number(value: &IntOrString) -> i64 {
    match value {
        IntOrString::Int(number) => i64::from(*number),
        IntOrString::String(text) => text.trim_end_matches('%').parse().unwrap_or(0),
    }
}

pub(super) fn validate_int_or_percent(field: Path<'_>, value: &IntOrString, errors: &mut Errors) {
    match value {
        IntOrString::Int(number) => non_negative(field, (*number).into(), errors),
        IntOrString::String(text) => {
            let digits = text.strip_suffix('%').unwrap_or("");
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                errors.push(FieldError::invalid(
                    field,
                    &format!("{text:?}"),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
                ));
            }
        }
    }
}
