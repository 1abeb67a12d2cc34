//! Budgets. Source: `pkg/apis/policy/validation/validation.go`.

use super::apps::{leading_number, validate_int_or_percent};
use super::field::Errors;
use super::selector;
use crate::api::{Field, FieldError, IntOrString, PodDisruptionBudgetSpec, Value};

pub(in crate::apiserver) fn validate(spec: &PodDisruptionBudgetSpec, errors: &mut Errors) {
    if spec.min_available.is_some() && spec.max_unavailable.is_some() {
        let detail = "minAvailable and maxUnavailable cannot be both set";
        errors.push(FieldError::invalid(&"spec", &go_struct(spec), detail));
    }
    let numbers = [
        ("spec.minAvailable", &spec.min_available),
        ("spec.maxUnavailable", &spec.max_unavailable),
    ];
    for (field, number) in numbers {
        let Some(number) = number else { continue };
        validate_int_or_percent(&field, number, errors);
        if matches!(number, IntOrString::String(_)) && leading_number(number) > 100 {
            let value = number.write_always().to_string();
            errors.push(FieldError::invalid(&field, &value, "must not be greater than 100%"));
        }
    }
    let policy = spec.unhealthy_pod_eviction_policy.as_str();
    if !matches!(policy, "" | "AlwaysAllow" | "IfHealthyBudget") {
        errors.push(FieldError::unsupported(
            &"spec.unhealthyPodEvictionPolicy",
            policy,
            &["AlwaysAllow", "IfHealthyBudget"],
        ));
    }
    selector::validate(spec.selector.as_ref(), &"spec.selector", errors);
}

/// The internal type has no JSON names, so that Go's own stand in the error.
fn go_struct(spec: &PodDisruptionBudgetSpec) -> String {
    let policy = match spec.unhealthy_pod_eviction_policy.as_str() {
        "" => Value::Null,
        policy => Value::from(policy),
    };
    format!(
        "{{\"MinAvailable\":{},\"Selector\":{},\"MaxUnavailable\":{},\"UnhealthyPodEvictionPolicy\":{policy}}}",
        spec.min_available.write_always(),
        selector::json(spec.selector.as_ref()),
        spec.max_unavailable.write_always(),
    )
}
