//! `ResourceQuota`, `LimitRange`, `PriorityClass`.
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/apis/scheduling/validation/validation.go`.

use super::field::{Errors, Path};
use super::{internal, meta, resources};
use crate::api::{
    Field, FieldError, LimitRange, LimitRangeItem, PriorityClass, Quantity, ResourceList,
    ResourceQuota, STORAGE, ScopeSelector,
};
use crate::sorted::SortedSet;
use serde_json::json;

/// No user's class may be more important than this.
const HIGHEST_USER_PRIORITY: i32 = 1_000_000_000;
/// What Pods compute with: every container must name it where a quota limits it.
pub(in crate::apiserver) const COMPUTE: [&str; 6] =
    ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];
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
const LIMIT_TYPES: [&str; 3] = ["Container", "PersistentVolumeClaim", "Pod"];
const SCOPES: [&str; 7] = [
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
];
pub(in crate::apiserver) fn validate_priority_class(class: &PriorityClass, errors: &mut Errors) {
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
            errors.push(FieldError::forbidden(&"metadata.name", &detail));
        }
    } else if class.value > HIGHEST_USER_PRIORITY {
        let detail =
            format!("maximum allowed value of a user defined priority is {HIGHEST_USER_PRIORITY}");
        errors.push(FieldError::forbidden(&"value", &detail));
    }
    let policies = ["Never", "PreemptLowerPriority"];
    if !policies.contains(&class.preemption_policy.as_str()) {
        let field = "preemptionPolicy";
        errors.push(FieldError::unsupported(&field, &class.preemption_policy, &policies));
    }
}

pub(in crate::apiserver) fn validate_priority_class_kept(
    old: &PriorityClass,
    new: &PriorityClass,
    errors: &mut Errors,
) {
    if old.value != new.value {
        errors.push(FieldError::forbidden(&"value", "may not be changed in an update."));
    }
    if old.preemption_policy != new.preemption_policy {
        let value = format!("{:?}", new.preemption_policy);
        errors.push(FieldError::invalid(&"preemptionPolicy", &value, "field is immutable"));
    }
}

pub(in crate::apiserver) fn validate_resource_quota(quota: &ResourceQuota, errors: &mut Errors) {
    for (name, amount) in &quota.spec.hard {
        let field = format!("spec.hard[{name}]");
        resources::validate_quota_name(name, &field, errors);
        resources::validate_amount(name, *amount, &field, errors);
    }
    let scopes = json!(quota.spec.scopes).to_string();
    let mut wrong = |detail| errors.push(FieldError::invalid(&"spec.scopes", &scopes, detail));
    for scope in &quota.spec.scopes {
        if !SCOPES.contains(&scope.as_str()) {
            wrong("unsupported scope");
        }
        for _ in quota.spec.hard.keys().filter(|it| !counts_in(scope, it)) {
            wrong("unsupported scope applied to resource");
        }
    }
    let names: Vec<&str> = quota.spec.scopes.iter().map(String::as_str).collect();
    conflicts(&names).for_each(|()| wrong("conflicting scopes"));
    if let Some(selector) = &quota.spec.scope_selector {
        validate_scope_selector(quota, selector, errors);
    }
}

/// Each pair of scopes that no object is in.
fn conflicts(scopes: &[&str]) -> impl Iterator<Item = ()> {
    let pairs = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];
    pairs.into_iter().filter(|it| scopes.contains(&it.0) && scopes.contains(&it.1)).map(|_| ())
}

/// Source: `validateScopedResourceSelectorRequirement`.
fn validate_scope_selector(quota: &ResourceQuota, selector: &ScopeSelector, errors: &mut Errors) {
    let path = "spec.scopeSelector.matchExpressions";
    let mut wrong = |field: &str, value: &str, detail: &str| {
        let path = format!("{path}{field}");
        errors.push(match value {
            "" => FieldError::required(&path, detail),
            _ => FieldError::invalid(&path, value, detail),
        });
    };
    for it in &selector.match_expressions {
        let (scope, operator) = (it.scope_name.as_str(), it.operator.as_str());
        if !SCOPES.contains(&scope) {
            wrong(".scopeName", &format!("{scope:?}"), "unsupported scope");
        }
        for _ in quota.spec.hard.keys().filter(|name| !counts_in(scope, name)) {
            let value = internal::json("ScopeSelector", &selector.write_always());
            wrong("", &value, "unsupported scope applied to resource");
        }
        let is_named = ["PriorityClass", "VolumeAttributesClass"].contains(&scope);
        if SCOPES.contains(&scope) && !is_named && operator != "Exists" {
            let detail = "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
            wrong(".operator", &format!("{operator:?}"), detail);
        }
        match (operator, it.values.is_empty()) {
            ("In" | "NotIn", true) => {
                let text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
                wrong(".values", "", text);
            }
            ("Exists" | "DoesNotExist", false) => {
                let text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
                wrong(".values", &json!(it.values).to_string(), text);
            }
            ("In" | "NotIn" | "Exists" | "DoesNotExist", _) => {}
            _ => wrong(".operator", &format!("{operator:?}"), "not a valid selector operator"),
        }
    }
    let names: Vec<&str> = selector.match_expressions.iter().map(|it| &*it.scope_name).collect();
    let scopes = match quota.spec.scopes.as_slice() {
        [] => "null".to_owned(),
        scopes => json!(scopes).to_string(),
    };
    conflicts(&names).for_each(|()| wrong("", &scopes, "conflicting scopes"));
}

/// Whether a scope means something for a resource. Source: `pkg/apis/core/helper/helpers.go`
/// `IsStandardQuotaResourceName`, `IsResourceQuotaScopeValidForResource`.
fn counts_in(scope: &str, resource: &str) -> bool {
    match scope {
        // What is counted by kind and group, or is an extended resource, is not standard.
        _ if resource == "pods" || resource.contains('/') => true,
        "BestEffort" => false,
        "Terminating"
        | "NotTerminating"
        | "NotBestEffort"
        | "PriorityClass"
        | "CrossNamespacePodAffinity" => COMPUTE.contains(&resource),
        _ => true,
    }
}

pub(in crate::apiserver) fn validate_scopes_kept(
    old: &ResourceQuota,
    new: &ResourceQuota,
    errors: &mut Errors,
) {
    if old.spec.scopes != new.spec.scopes {
        let value = json!(new.spec.scopes).to_string();
        errors.push(FieldError::invalid(&"spec.scopes", &value, "field is immutable"));
    }
}

pub(in crate::apiserver) fn validate_limit_range(range: &LimitRange, errors: &mut Errors) {
    for (index, item) in range.spec.limits.iter().enumerate() {
        let path = format!("spec.limits[{index}]");
        validate_limit_type(&item.r#type, &format_args!("{path}.type"), errors);
        if range.spec.limits[..index].iter().any(|it| it.r#type == item.r#type) {
            let value = format!("{:?}", item.r#type);
            errors.push(FieldError::duplicate(&format_args!("{path}.type"), &value));
        }
        validate_limit_names(item, &path, errors);
        if item.r#type == "PersistentVolumeClaim"
            && !item.min.contains_key(STORAGE)
            && !item.max.contains_key(STORAGE)
        {
            let detail =
                "either minimum or maximum storage value is required, but neither was provided";
            errors.push(FieldError::required(&format_args!("{path}.limits"), detail));
        }
        validate_order(&path, item, errors);
    }
}

/// Source: `validateLimitRangeTypeName`.
fn validate_limit_type(name: &str, field: Path<'_>, errors: &mut Errors) {
    let details = meta::key_errors(name);
    if !details.is_empty() {
        meta::push_all(field, name, &details, errors);
    } else if !name.contains('/') && !LIMIT_TYPES.contains(&name) {
        let detail = "must be a standard limit type or fully qualified";
        errors.push(FieldError::invalid(field, &format!("{name:?}"), detail));
    }
}

/// Source: `validateLimitRangeResourceName`.
fn validate_limit_names(item: &LimitRangeItem, path: Path<'_>, errors: &mut Errors) {
    let lists = [
        ("max", &item.max),
        ("min", &item.min),
        ("default", &item.default),
        ("defaultRequest", &item.default_request),
        ("maxLimitRequestRatio", &item.max_limit_request_ratio),
    ];
    for (field, list) in lists {
        let path = format_args!("{path}.{field}");
        if item.r#type == "Pod" && field.starts_with("default") {
            if !list.is_empty() {
                let detail = "may not be specified when `type` is 'Pod'";
                errors.push(FieldError::forbidden(&path, detail));
            }
            continue;
        }
        for name in list.keys() {
            let field = format_args!("{path}[{name}]");
            match item.r#type.as_str() {
                "Pod" | "Container" => resources::validate_container_name(name, &field, errors),
                _ => resources::validate_name(name, &field, errors),
            }
        }
    }
}

/// Smaller ones must not be greater than greater ones.
fn validate_order(path: Path<'_>, item: &LimitRangeItem, errors: &mut Errors) {
    let nothing = ResourceList::default();
    // What may not be specified is not compared either.
    let (default, request) = match item.r#type.as_str() {
        "Pod" => (&nothing, &nothing),
        _ => (&item.default, &item.default_request),
    };
    let lists = [&item.max, &item.min, default, request, &item.max_limit_request_ratio];
    let names: SortedSet<&String> = lists.iter().flat_map(|it| it.keys()).collect();
    for name in names {
        let [max, min, default, request, ratio] = lists.map(|it| it.get(name).copied());
        // The value that is printed is not always that of the field.
        let pairs = [
            ("min", min, "min", max, "max", min),
            ("defaultRequest", min, "min", request, "default request", request),
            ("defaultRequest", request, "default request", max, "max", request),
            ("defaultRequest", request, "default request", default, "default limit", request),
            ("default", min, "min", default, "default", min),
            ("default", default, "default", max, "max", max),
        ];
        for (field, small, small_name, great, great_name, printed) in pairs {
            let (Some(small), Some(great), Some(printed)) = (small, great, printed) else {
                continue;
            };
            if small > great {
                let detail = format!(
                    "{small_name} value {small} is greater than {great_name} value {great}"
                );
                let field = format_args!("{path}.{field}[{name}]");
                errors.push(FieldError::invalid(&field, &quoted(printed), &detail));
            }
        }
        if let Some(ratio) = ratio {
            let field = format_args!("{path}.maxLimitRequestRatio[{name}]");
            validate_ratio(&field, ratio, min, max, errors);
        }
        if let (Some(default), Some(request)) = (default, request)
            && default != request
            && !resources::may_overcommit(name)
        {
            let detail = format!(
                "default value {default} must equal to defaultRequest value {request} in {name}"
            );
            let field = format_args!("{path}.defaultRequest[{name}]");
            errors.push(FieldError::invalid(&field, &quoted(request), &detail));
        }
    }
}

fn quoted(quantity: Quantity) -> String {
    format!("{:?}", quantity.to_string())
}

fn validate_ratio(
    field: Path<'_>,
    ratio: Quantity,
    min: Option<Quantity>,
    max: Option<Quantity>,
    errors: &mut Errors,
) {
    if ratio < Quantity::units(1) {
        let detail = format!("ratio {ratio} is less than 1");
        errors.push(FieldError::invalid(field, &quoted(ratio), &detail));
    }
    let (Some(min), Some(max)) = (min, max) else { return };
    let [ratio_milli, min, max] = [ratio, min, max].map(|it| i128::from(it.milli()));
    if min > 0 && ratio_milli * min > max * 1000 {
        let most = (max * 1_000_000 + min / 2) / min;
        let (whole, rest) = (most / 1_000_000, most % 1_000_000);
        let detail = format!("ratio {ratio} is greater than max/min = {whole}.{rest:06}");
        errors.push(FieldError::invalid(field, &quoted(ratio), &detail));
    }
}
