//! DaemonSets. Source: `pkg/apis/apps/validation/validation.go` `ValidateDaemonSetSpec`.

use super::apps::{leading_number, validate_int_or_percent, validate_template_metadata};
use super::field::{Errors, non_negative};
use super::{internal, pod, selector};
use crate::api::{
    DaemonSet, DaemonSetUpdateStrategy, Field, FieldError, IntOrString, RollingUpdateDaemonSet,
    Selector,
};

pub(in crate::apiserver) fn validate(set: &DaemonSet, errors: &mut Errors) {
    let (spec, template) = (&set.spec, &set.spec.template);
    selector::validate(spec.selector.as_ref(), &"spec.selector", errors);
    if selector::is_usable(spec.selector.as_ref()) {
        validate_template_metadata(&spec.selector, template, errors);
    }
    if spec.selector.as_ref().is_some_and(|it| Selector::from(it).is_empty()) {
        let detail = "empty selector is invalid for daemonset";
        errors.push(FieldError::invalid(&"spec.selector", "{}", detail));
    }
    pod::validate_template(template, &"spec.template", errors);
    let policy = &template.spec.restart_policy;
    if policy != "Always" {
        let field = "spec.template.spec.restartPolicy";
        errors.push(FieldError::unsupported(&field, policy, &["Always"]));
    }
    if template.spec.active_deadline_seconds.is_some() {
        errors.push(FieldError::forbidden(
            &"spec.template.spec.activeDeadlineSeconds",
            "activeDeadlineSeconds in DaemonSet is not Supported",
        ));
    }
    non_negative(&"spec.minReadySeconds", spec.min_ready_seconds.into(), errors);
    validate_strategy(&spec.update_strategy, errors);
    if let Some(limit) = spec.revision_history_limit {
        non_negative(&"spec.revisionHistoryLimit", limit.into(), errors);
    }
}

fn validate_strategy(strategy: &DaemonSetUpdateStrategy, errors: &mut Errors) {
    match (strategy.r#type.as_str(), &strategy.rolling_update) {
        ("OnDelete", _) => {}
        ("RollingUpdate", Some(numbers)) => validate_numbers(numbers, errors),
        ("RollingUpdate", None) => {
            errors.push(FieldError::required(&"spec.updateStrategy.rollingUpdate", ""));
        }
        (other, _) => {
            let supported = ["RollingUpdate", "OnDelete"];
            let mut error = FieldError::unsupported(&"spec.updateStrategy", other, &supported);
            let value = internal::json("DaemonSetUpdateStrategy", &strategy.write_always());
            error.text = error.text.replacen(&format!("{other:?}"), &value, 1);
            errors.push(error);
        }
    }
}

fn validate_numbers(numbers: &RollingUpdateDaemonSet, errors: &mut Errors) {
    const UNAVAILABLE: &str = "spec.updateStrategy.rollingUpdate.maxUnavailable";
    const SURGE: &str = "spec.updateStrategy.rollingUpdate.maxSurge";
    let zero = IntOrString::Int(0);
    let unavailable = numbers.max_unavailable.as_ref().unwrap_or(&zero);
    let surge = numbers.max_surge.as_ref().unwrap_or(&zero);
    let both = [(UNAVAILABLE, unavailable), (SURGE, surge)];
    for (field, value) in both {
        validate_int_or_percent(&field, value, errors);
    }
    for (field, value) in both {
        if matches!(value, IntOrString::String(_)) && leading_number(value) > 100 {
            let value = value.write_always().to_string();
            errors.push(FieldError::invalid(&field, &value, "must not be greater than 100%"));
        }
    }
    match (leading_number(unavailable) != 0, leading_number(surge) != 0) {
        (true, true) => {
            let value = surge.write_always().to_string();
            let detail = "may not be set when maxUnavailable is non-zero";
            errors.push(FieldError::invalid(&SURGE, &value, detail));
        }
        (false, false) => {
            errors.push(FieldError::required(&UNAVAILABLE, "cannot be 0 when maxSurge is 0"));
        }
        _ => {}
    }
}
