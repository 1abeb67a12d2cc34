//! Names and amounts of resources.
//! Source: `pkg/apis/core/validation/validation.go` `validateResourceRequirements`,
//! `pkg/apis/core/helper/helpers.go`.

use super::field::{Errors, Path};
use super::meta;
use crate::api::{Container, FieldError, Quantity, ResourceRequirements, Value};

/// What can be given another amount.
pub(super) const RESIZABLE: [&str; 2] = ["cpu", "memory"];
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
/// What is counted in whole numbers, besides extended resources.
const COUNTED: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];
const OF_CONTAINERS: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];
const OF_PODS: [&str; 3] = ["cpu", "hugepages-", "memory"];

fn is_huge(name: &str) -> bool {
    name.starts_with("hugepages-")
}

/// Whether it is Kubernetes' own, as what has no prefix is.
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && meta::key_errors(&format!("requests.{name}")).is_empty()
}

/// Whether a request may be less than the limit.
pub(super) fn may_overcommit(name: &str) -> bool {
    is_native(name) && !is_huge(name)
}

/// Source: `validateResourceName`.
pub(super) fn validate_name(name: &str, field: Path<'_>, errors: &mut Errors) {
    let details = meta::key_errors(name);
    let is_known =
        STANDARD.contains(&name) || is_huge(name.strip_prefix("requests.").unwrap_or(name));
    if !details.is_empty() {
        meta::push_all(field, name, &details, errors);
    } else if !name.contains('/') && !is_known {
        let detail = "must be a standard resource type or fully qualified";
        errors.push(FieldError::invalid(field, &format!("{name:?}"), detail));
    }
}

/// Source: `validateContainerResourceName`.
pub(super) fn validate_container_name(name: &str, field: Path<'_>, errors: &mut Errors) {
    validate_name(name, field, errors);
    let detail = if !name.contains('/') {
        let fits = OF_CONTAINERS.contains(&name) || is_huge(name);
        (!fits).then_some("must be a standard resource for containers")
    } else {
        let fits = is_native(name) || is_extended(name);
        (!fits).then_some("doesn't follow extended resource name standard")
    };
    if let Some(detail) = detail {
        errors.push(FieldError::invalid(field, &format!("{name:?}"), detail));
    }
}

/// Source: `ValidateResourceQuotaResourceName`.
pub(super) fn validate_quota_name(name: &str, field: Path<'_>, errors: &mut Errors) {
    validate_name(name, field, errors);
    let is_counted = STANDARD.contains(&name) && name != "storage";
    let is_known = is_counted || is_huge(name.strip_prefix("requests.").unwrap_or(name));
    if !name.contains('/') && !is_known {
        let detail = "must be a standard resource for quota";
        errors.push(FieldError::invalid(field, &format!("{name:?}"), detail));
    }
}

fn validate_pod_name(name: &str, field: Path<'_>, errors: &mut Errors) {
    let before = errors.len();
    validate_name(name, field, errors);
    if errors.len() == before && !OF_PODS.contains(&name) && !is_huge(name) {
        errors.push(FieldError::unsupported(field, name, &OF_PODS));
    }
}

/// Source: `ValidateResourceQuantityValue`.
pub(super) fn validate_amount(name: &str, amount: Quantity, field: Path<'_>, errors: &mut Errors) {
    let value = format!("{:?}", amount.to_string());
    if amount < Quantity::default() {
        let detail = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(field, &value, detail));
    }
    let is_counted = COUNTED.contains(&name) || is_extended(name);
    if is_counted && amount.milli() % 1000 != 0 {
        errors.push(FieldError::invalid(field, &value, "must be an integer"));
    }
}

/// Source: `validateResourceQuantityHugePageValue`.
fn validate_huge(name: &str, amount: Quantity, field: Path<'_>, errors: &mut Errors) {
    let Some(size) = name.strip_prefix("hugepages-") else { return };
    let page = Quantity::parse(size).map_or(0, Quantity::value);
    if page <= 0 || amount.value() % page != 0 {
        let detail = format!("{amount} is not positive integer multiple of {name}");
        errors.push(FieldError::invalid(field, &format!("{:?}", amount.to_string()), &detail));
    }
}

/// What a container asks for and may use.
pub(super) fn validate(resources: &ResourceRequirements, path: Path<'_>, errors: &mut Errors) {
    requirements(resources, validate_container_name, path, errors);
}

/// What a Pod as a whole asks for and may use. Source: `validatePodResourceRequirements`.
pub(super) fn validate_pod(resources: &ResourceRequirements, path: Path<'_>, errors: &mut Errors) {
    requirements(resources, validate_pod_name, path, errors);
}

fn requirements(
    resources: &ResourceRequirements,
    validate_name: fn(&str, Path<'_>, &mut Errors),
    path: Path<'_>,
    errors: &mut Errors,
) {
    let (limits, requests) = (&resources.limits, &resources.requests);
    for (name, amount) in limits {
        let field = format_args!("{path}.limits[{name}]");
        validate_name(name, &field, errors);
        validate_amount(name, *amount, &field, errors);
        validate_huge(name, *amount, &field, errors);
    }
    for (name, amount) in requests {
        let field = format_args!("{path}.requests[{name}]");
        validate_name(name, &field, errors);
        validate_amount(name, *amount, &field, errors);
        validate_fit(name, *amount, limits.get(name), path, errors);
        validate_huge(name, *amount, &field, errors);
    }
    let mut names = limits.keys().chain(requests.keys());
    let has_huge = names.clone().any(|it| is_huge(it));
    if has_huge && !names.any(|it| it == "cpu" || it == "memory") {
        errors.push(FieldError::forbidden(path, "HugePages require cpu or memory"));
    }
}

/// A request and its limit.
fn validate_fit(
    name: &str,
    amount: Quantity,
    limit: Option<&Quantity>,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let detail = match limit {
        Some(limit) if amount != *limit && !may_overcommit(name) => {
            format!("must be equal to {name} limit of {limit}")
        }
        Some(limit) if amount > *limit => {
            format!("must be less than or equal to {name} limit of {limit}")
        }
        None if !may_overcommit(name) => {
            let detail = "Limit must be set for non overcommitable resources";
            errors.push(FieldError::required(&format_args!("{path}.limits"), detail));
            return;
        }
        _ => return,
    };
    let (field, value) = (format_args!("{path}.requests"), format!("{:?}", amount.to_string()));
    errors.push(FieldError::invalid(&field, &value, &detail));
}

/// Whether a container starts again for another amount. Source: `validateResizePolicy`.
pub(super) fn validate_policies(
    container: &Container,
    restart: &str,
    field: Path<'_>,
    errors: &mut Errors,
) {
    const POLICIES: [&str; 2] = ["NotRequired", "RestartContainer"];
    let list = container.rest.get("resizePolicy").and_then(Value::as_array);
    let mut names = Vec::new();
    for (index, policy) in list.into_iter().flatten().enumerate() {
        let text = |name: &str| policy[name].as_str().unwrap_or("");
        let (name, policy) = (text("resourceName"), text("restartPolicy"));
        if names.contains(&name) {
            errors.push(FieldError::duplicate(
                &format_args!("{field}[{index}]"),
                &format!("{name:?}"),
            ));
        }
        names.push(name);
        for (value, known) in [(name, &RESIZABLE), (policy, &POLICIES)] {
            if value.is_empty() {
                errors.push(FieldError::required(field, ""));
            } else if !known.contains(&value) {
                errors.push(FieldError::unsupported(field, value, known));
            }
        }
        if restart == "Never" && policy != POLICIES[0] {
            let detail = "must be 'NotRequired' when `restartPolicy` is 'Never'";
            errors.push(FieldError::invalid(field, &format!("{policy:?}"), detail));
        }
    }
}
