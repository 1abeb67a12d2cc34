//! `ResourceQuota`, `LimitRange`, `PriorityClass`.
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/apis/scheduling/validation/validation.go`.

use super::Errors;
use crate::api::{
    Field, FieldError, LimitRange, LimitRangeItem, PriorityClass, Quantity, ResourceList,
    ResourceQuota, Value,
};

/// No user's class may be more important than this.
const HIGHEST_USER_PRIORITY: i32 = 1_000_000_000;
/// The classes that every cluster has.
pub(in crate::apiserver) const SYSTEM_CLASSES: [(&str, i32, &str); 2] = [
    (
        "system-cluster-critical",
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
    (
        "system-node-critical",
        2_000_001_000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
];
const SCOPES: [&str; 7] = [
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
];
const STANDARD: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

pub(super) fn validate_priority_class(class: &PriorityClass, errors: &mut Errors) {
    let name = &class.metadata.name;
    let known = SYSTEM_CLASSES.iter().find(|it| it.0 == name);
    if name.starts_with("system-") {
        let why = match known {
            None => Some(format!("{name} is not a known system priority class")),
            Some((_, value, _)) if *value != class.value => {
                Some(format!("value of {name} PriorityClass must be {value}"))
            }
            Some(_) if class.global_default => {
                Some(format!("globalDefault of {name} PriorityClass must be false"))
            }
            Some(_) => None,
        };
        if let Some(why) = why {
            let detail = format!(
                "priority class names with 'system-' prefix are reserved for system use only. error: {why}"
            );
            errors.push(FieldError::forbidden("metadata.name", &detail));
        }
    } else if class.value > HIGHEST_USER_PRIORITY {
        let detail =
            format!("maximum allowed value of a user defined priority is {HIGHEST_USER_PRIORITY}");
        errors.push(FieldError::forbidden("value", &detail));
    }
    let policies = ["Never", "PreemptLowerPriority"];
    if !policies.contains(&class.preemption_policy.as_str()) {
        let field = "preemptionPolicy";
        errors.push(FieldError::unsupported(field, &class.preemption_policy, &policies));
    }
}

pub(super) fn validate_priority_class_kept(
    old: &PriorityClass,
    new: &PriorityClass,
    errors: &mut Errors,
) {
    if old.value != new.value {
        errors.push(FieldError::forbidden("value", "may not be changed in an update."));
    }
    if old.preemption_policy != new.preemption_policy {
        let value = format!("{:?}", new.preemption_policy);
        errors.push(FieldError::invalid("preemptionPolicy", &value, "field is immutable"));
    }
}

pub(super) fn validate_resource_quota(quota: &ResourceQuota, errors: &mut Errors) {
    for (name, amount) in &quota.spec.hard {
        let field = format!("spec.hard[{name}]");
        if !STANDARD.contains(&name.as_str()) && !name.contains('/') && !is_huge(name) {
            errors.push(FieldError::invalid(
                &field,
                &format!("{name:?}"),
                "must be a standard resource type or fully qualified",
            ));
            errors.push(FieldError::invalid(
                &field,
                &format!("{name:?}"),
                "must be a standard resource for quota",
            ));
        }
        if *amount < Quantity::units(0) {
            let value = format!("{:?}", amount.to_string());
            let detail = "must be greater than or equal to 0";
            errors.push(FieldError::invalid(&field, &value, detail));
        }
    }
    for scope in &quota.spec.scopes {
        if !SCOPES.contains(&scope.as_str()) {
            let value = format!("{:?}", quota.spec.scopes);
            errors.push(FieldError::invalid("spec.scopes", &value, "unsupported scope"));
        }
    }
    let has = |scope: &str| quota.spec.scopes.iter().any(|it| it == scope);
    let opposed = |a: &str, b: &str| has(a) && has(b);
    if opposed("BestEffort", "NotBestEffort") || opposed("Terminating", "NotTerminating") {
        let value = format!("[{}]", quota.spec.scopes.join(" "));
        errors.push(FieldError::invalid("spec.scopes", &value, "conflicting scopes"));
    }
}

fn is_huge(name: &str) -> bool {
    name.strip_prefix("requests.").unwrap_or(name).starts_with("hugepages-")
}

pub(super) fn validate_scopes_kept(old: &ResourceQuota, new: &ResourceQuota, errors: &mut Errors) {
    if old.spec.scopes != new.spec.scopes {
        let value = new.spec.scopes.write().unwrap_or(Value::Null).to_string();
        errors.push(FieldError::invalid("spec.scopes", &value, "field is immutable"));
    }
}

pub(super) fn validate_limit_range(range: &LimitRange, errors: &mut Errors) {
    for (index, item) in range.spec.limits.iter().enumerate() {
        let path = format!("spec.limits[{index}]");
        let twice = range.spec.limits[..index].iter().any(|it| it.r#type == item.r#type);
        if item.r#type.is_empty() {
            errors.push(FieldError::required(&format!("{path}.type"), ""));
        } else if twice {
            let value = format!("{:?}", item.r#type);
            errors.push(FieldError::duplicate(&format!("{path}.type"), &value));
        }
        if item.r#type == "Pod" {
            for (name, list) in
                [("default", &item.default), ("defaultRequest", &item.default_request)]
            {
                if !list.is_empty() {
                    let detail = "may not be specified when `type` is 'Pod'";
                    errors.push(FieldError::forbidden(&format!("{path}.{name}"), detail));
                }
            }
        }
        validate_order(&path, item, errors);
    }
}

/// Smaller ones must not be greater than greater ones.
fn validate_order(path: &str, item: &LimitRangeItem, errors: &mut Errors) {
    let pairs: [(&str, &ResourceList, &str, &ResourceList, &str); 6] = [
        ("min", &item.min, "min", &item.max, "max"),
        ("defaultRequest", &item.min, "min", &item.default_request, "default request"),
        ("defaultRequest", &item.default_request, "default request", &item.max, "max"),
        (
            "defaultRequest",
            &item.default_request,
            "default request",
            &item.default,
            "default limit",
        ),
        ("default", &item.min, "min", &item.default, "default"),
        ("default", &item.default, "default", &item.max, "max"),
    ];
    for (field, small, small_name, great, great_name) in pairs {
        for (name, amount) in small {
            let Some(limit) = great.get(name).filter(|it| amount > *it) else { continue };
            // What is wrong is the value of the field that is named.
            let wrong = if field == "default" && small_name == "min" { limit } else { amount };
            let wrong =
                if field == "defaultRequest" && small_name == "min" { limit } else { wrong };
            errors.push(FieldError::invalid(
                &format!("{path}.{field}[{name}]"),
                &format!("{:?}", wrong.to_string()),
                &format!("{small_name} value {amount} is greater than {great_name} value {limit}"),
            ));
        }
    }
    for (name, ratio) in &item.max_limit_request_ratio {
        if *ratio < Quantity::units(1) {
            errors.push(FieldError::invalid(
                &format!("{path}.maxLimitRequestRatio[{name}]"),
                &format!("{:?}", ratio.to_string()),
                &format!("ratio {ratio} is less than 1"),
            ));
        }
    }
}
