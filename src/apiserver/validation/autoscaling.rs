//! HorizontalPodAutoscaler. Source: `pkg/apis/autoscaling/validation/validation.go`.

use super::field::{Errors, Path};
use super::meta;
use crate::api::{
    CrossVersionObjectReference, Field, FieldError, HPAScalingPolicy, HPAScalingRules,
    HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget, Quantity, Value,
};

/// No policy looks further back (seconds).
const PERIOD_MAX: i32 = 1800;
/// No window is longer (seconds).
const WINDOW_MAX: i32 = 3600;
/// The kinds of measures, with the field that each fills.
const TYPES: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

pub(in crate::apiserver) fn validate(spec: &HorizontalPodAutoscalerSpec, errors: &mut Errors) {
    let at_least = |field: Path<'_>, number: i32, errors: &mut Errors| {
        let detail = "must be greater than or equal to 1";
        if number < 1 {
            errors.push(FieldError::invalid(field, &number.to_string(), detail));
        }
    };
    let min = spec.min_replicas.unwrap_or(1);
    at_least(&"spec.minReplicas", min, errors);
    at_least(&"spec.maxReplicas", spec.max_replicas, errors);
    if spec.max_replicas < min {
        let detail = "must be greater than or equal to `minReplicas`";
        let value = spec.max_replicas.to_string();
        errors.push(FieldError::invalid(&"spec.maxReplicas", &value, detail));
    }
    validate_target(&spec.scale_target_ref, errors);
    for (index, metric) in spec.metrics.iter().enumerate() {
        validate_metric(metric, &format!("spec.metrics[{index}]"), errors);
    }
    if let Some(behavior) = &spec.behavior {
        for (name, rules) in [("scaleUp", &behavior.scale_up), ("scaleDown", &behavior.scale_down)]
        {
            if let Some(rules) = rules {
                validate_rules(rules, &format!("spec.behavior.{name}"), errors);
            }
        }
    }
}

/// A name that may stand in a path. Source: `ValidateCrossVersionObjectReference`.
fn path_segment(text: &str, field: Path<'_>, missing: &str, errors: &mut Errors) {
    if text.is_empty() {
        errors.push(FieldError::required(field, missing));
    }
    meta::push_all(field, text, &meta::path_segment_errors(text), errors);
}

fn validate_target(target: &CrossVersionObjectReference, errors: &mut Errors) {
    path_segment(&target.kind, &"spec.scaleTargetRef.kind", "", errors);
    path_segment(&target.name, &"spec.scaleTargetRef.name", "", errors);
    // Replication controllers are the only kind of the core group that can be scaled.
    // Source: `ValidateAPIVersion`, `pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go`.
    let version = target.api_version.as_str();
    let detail = match version.matches('/').count() {
        0 if target.kind != "ReplicationController" => {
            "apiVersion must specify API group".to_owned()
        }
        0 | 1 => return,
        _ => format!("unexpected GroupVersion string: {version}"),
    };
    let value = format!("{version:?}");
    errors.push(FieldError::invalid(&"spec.scaleTargetRef.apiVersion", &value, &detail));
}

fn validate_metric(metric: &MetricSpec, path: Path<'_>, errors: &mut Errors) {
    let is_set = |field: &str| match field {
        "containerResource" => metric.container_resource.is_some(),
        "resource" => metric.resource.is_some(),
        other => metric.rest.contains_key(other),
    };
    if metric.r#type.is_empty() {
        let detail = "must specify a metric source type";
        errors.push(FieldError::required(&format_args!("{path}.type"), detail));
    }
    let expected = TYPES.iter().find(|it| it.0 == metric.r#type).map(|it| it.1);
    if expected.is_none() {
        let names = TYPES.map(|it| it.0);
        errors.push(FieldError::unsupported(&format_args!("{path}.type"), &metric.r#type, &names));
    }
    // Only the first of them is looked into.
    if let Some(field) = ["object", "external", "pods"].into_iter().find(|it| is_set(it)) {
        validate_measure(field, metric.rest.at(field), &format_args!("{path}.{field}"), errors);
    } else if let Some(source) = &metric.resource {
        let path = format_args!("{path}.resource");
        validate_source(&source.name, None, &source.target, &path, errors);
    } else if let Some(source) = &metric.container_resource {
        let path = format_args!("{path}.containerResource");
        validate_source(&source.name, Some(&source.container), &source.target, &path, errors);
    }
    if let Some(expected) = expected {
        if !is_set(expected) {
            let detail = "must populate information for the given metric source";
            errors.push(FieldError::required(&format_args!("{path}.{expected}"), detail));
        }
        for (_, other) in TYPES.iter().filter(|it| it.1 != expected && is_set(it.1)) {
            let detail = "must populate the given metric source only";
            errors.push(FieldError::forbidden(&format_args!("{path}.{other}"), detail));
        }
    }
}

/// Source: `validateObjectSource`, `validateExternalSource`, `validatePodsSource`.
fn validate_measure(field: &str, source: &Value, path: Path<'_>, errors: &mut Errors) {
    let text = |it: &Value| it.as_str().unwrap_or("").to_owned();
    if field == "object" {
        for part in ["kind", "name"] {
            let it = text(&source["describedObject"][part]);
            path_segment(&it, &format_args!("{path}.describedObject.{part}"), "", errors);
        }
    }
    let (name, at) = (text(&source["metric"]["name"]), format_args!("{path}.metric.name"));
    path_segment(&name, &at, "must specify a metric name", errors);
    let mut target = MetricTarget::default();
    // Where it is no target, nothing is set.
    let _ = target.read(source["target"].clone());
    let path = format_args!("{path}.target");
    validate_metric_target(&target, &path, errors);
    let (value, average) = (target.value.is_some(), target.average_value.is_some());
    let missing = match field {
        "pods" if !average => "must specify a positive target averageValue",
        "object" if !value && !average => "must set either a target value or averageValue",
        "external" if !value && !average => {
            "must set either a target value for metric or a per-pod target"
        }
        _ => "",
    };
    if !missing.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.averageValue"), missing));
    }
    if field == "external" && value && average {
        let detail = "may not set both a target value for metric and a per-pod target";
        errors.push(FieldError::forbidden(&format_args!("{path}.value"), detail));
    }
}

/// Source: `validateResourceSource`, `validateContainerResourceSource`.
fn validate_source(
    name: &str,
    container: Option<&str>,
    target: &MetricTarget,
    path: Path<'_>,
    errors: &mut Errors,
) {
    if name.is_empty() {
        let detail = "must specify a resource name";
        errors.push(FieldError::required(&format_args!("{path}.name"), detail));
    }
    if container == Some("") {
        let detail = "must specify a container";
        errors.push(FieldError::required(&format_args!("{path}.container"), detail));
    }
    validate_metric_target(target, &format_args!("{path}.target"), errors);
    match (target.average_utilization, target.average_value) {
        (None, None) => errors.push(FieldError::required(
            &format_args!("{path}.target.averageUtilization"),
            "must set either a target raw value or a target utilization",
        )),
        (Some(_), Some(_)) => errors.push(FieldError::forbidden(
            &format_args!("{path}.target.averageValue"),
            "may not set both a target raw value and a target utilization",
        )),
        _ => {}
    }
}

/// Source: `validateMetricTarget`.
fn validate_metric_target(target: &MetricTarget, path: Path<'_>, errors: &mut Errors) {
    let (r#type, field) = (target.r#type.as_str(), format_args!("{path}.type"));
    if r#type.is_empty() {
        errors.push(FieldError::required(&field, "must specify a metric target type"));
    }
    if !["Utilization", "AverageValue", "Value"].contains(&r#type) {
        let detail = "must be either Utilization, Value, or AverageValue";
        errors.push(FieldError::invalid(&field, &format!("{:?}", target.r#type), detail));
    }
    let positive = |amount: &Option<Quantity>, field: &str, errors: &mut Errors| {
        if let Some(amount) = amount.filter(|it| *it <= Quantity::units(0)) {
            let (field, value) = (format_args!("{path}.{field}"), format!("\"{amount}\""));
            errors.push(FieldError::invalid(&field, &value, "must be positive"));
        }
    };
    positive(&target.value, "value", errors);
    positive(&target.average_value, "averageValue", errors);
    if let Some(share) = target.average_utilization.filter(|it| *it < 1) {
        let field = format_args!("{path}.averageUtilization");
        errors.push(FieldError::invalid(&field, &share.to_string(), "must be greater than 0"));
    }
}

fn validate_rules(rules: &HPAScalingRules, path: Path<'_>, errors: &mut Errors) {
    let window = rules.stabilization_window_seconds.unwrap_or(0);
    let field = format_args!("{path}.stabilizationWindowSeconds");
    if window < 0 {
        let detail = "must be greater than or equal to zero";
        errors.push(FieldError::invalid(&field, &window.to_string(), detail));
    }
    if window > WINDOW_MAX {
        let detail = format!("must be less than or equal to {WINDOW_MAX}");
        errors.push(FieldError::invalid(&field, &window.to_string(), &detail));
    }
    if !matches!(rules.select_policy.as_str(), "" | "Max" | "Min" | "Disabled") {
        let names = ["Disabled", "Max", "Min"];
        let field = format_args!("{path}.selectPolicy");
        errors.push(FieldError::unsupported(&field, &rules.select_policy, &names));
    }
    let policies = rules.policies.as_deref().unwrap_or(&[]);
    if policies.is_empty() {
        let detail = "must specify at least one Policy";
        errors.push(FieldError::required(&format_args!("{path}.policies"), detail));
    }
    for (index, policy) in policies.iter().enumerate() {
        validate_policy(policy, &format_args!("{path}.policies[{index}]"), errors);
    }
}

fn validate_policy(policy: &HPAScalingPolicy, path: Path<'_>, errors: &mut Errors) {
    if !matches!(policy.r#type.as_str(), "Pods" | "Percent") {
        let names = ["Percent", "Pods"];
        errors.push(FieldError::unsupported(&format_args!("{path}.type"), &policy.r#type, &names));
    }
    for (field, number) in [("value", policy.value), ("periodSeconds", policy.period_seconds)] {
        if number <= 0 {
            let detail = "must be greater than zero";
            let field = format_args!("{path}.{field}");
            errors.push(FieldError::invalid(&field, &number.to_string(), detail));
        }
    }
    if policy.period_seconds > PERIOD_MAX {
        let detail = format!("must be less than or equal to {PERIOD_MAX}");
        let value = policy.period_seconds.to_string();
        errors.push(FieldError::invalid(&format_args!("{path}.periodSeconds"), &value, &detail));
    }
}
