//! Pods. Source: `pkg/apis/core/validation/validation.go`.

use super::{Errors, meta, non_negative, placement, probe};
use crate::api::{Container, FieldError, Pod, PodSpec, Quantity, Value};
use std::rc::Rc;

const RESTART_POLICIES: [&str; 3] = ["Always", "Never", "OnFailure"];

pub(super) fn validate_spec(spec: &PodSpec, path: &str, errors: &mut Errors) {
    if spec.containers.is_empty() {
        errors.push(FieldError::required(&format!("{path}.containers"), ""));
    }
    let volumes = volume_names(spec);
    validate_containers(&spec.containers, &volumes, &format!("{path}.containers"), errors);
    validate_containers(&spec.init_containers, &volumes, &format!("{path}.initContainers"), errors);
    if !RESTART_POLICIES.contains(&spec.restart_policy.as_str()) {
        let field = format!("{path}.restartPolicy");
        errors.push(FieldError::unsupported(&field, &spec.restart_policy, &RESTART_POLICIES));
    }
    placement::validate(spec, path, errors);
    for (field, list) in
        [("containers", &spec.containers), ("initContainers", &spec.init_containers)]
    {
        for (index, container) in list.iter().enumerate() {
            let path = format!("{path}.{field}[{index}]");
            probe::validate(container, field == "initContainers", &path, errors);
        }
    }
    validate_times(spec, path, errors);
}

fn validate_times(spec: &PodSpec, path: &str, errors: &mut Errors) {
    if let Some(seconds) =
        spec.active_deadline_seconds.filter(|it| !(1..=i64::from(i32::MAX)).contains(it))
    {
        errors.push(FieldError::invalid(
            &format!("{path}.activeDeadlineSeconds"),
            &seconds.to_string(),
            "must be between 1 and 2147483647, inclusive",
        ));
    }
    let grace = spec.termination_grace_period_seconds.unwrap_or(0);
    non_negative(&format!("{path}.terminationGracePeriodSeconds"), grace, errors);
    for (index, gate) in spec.scheduling_gates.iter().enumerate() {
        if spec.scheduling_gates[..index].contains(gate) {
            let field = format!("{path}.schedulingGates[{index}]");
            errors.push(FieldError::duplicate(&field, &format!("{:?}", gate.name)));
        }
    }
}

fn volume_names(spec: &PodSpec) -> Vec<&str> {
    let volumes = spec.rest.get("volumes").and_then(Value::as_array);
    volumes.into_iter().flatten().filter_map(|it| it.get("name")?.as_str()).collect()
}

fn validate_containers(list: &[Container], volumes: &[&str], path: &str, errors: &mut Errors) {
    for (index, container) in list.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let name = &container.name;
        if name.is_empty() {
            errors.push(FieldError::required(&format!("{path}.name"), ""));
        } else if let Some(detail) = meta::dns_label_error(name) {
            errors.push(FieldError::invalid(
                &format!("{path}.name"),
                &format!("{name:?}"),
                &detail,
            ));
        } else if list[..index].iter().any(|it| it.name == *name) {
            errors.push(FieldError::duplicate(&format!("{path}.name"), &format!("{name:?}")));
        }
        validate_container(container, volumes, &path, errors);
    }
}

fn validate_container(container: &Container, volumes: &[&str], path: &str, errors: &mut Errors) {
    if container.image.is_empty() {
        errors.push(FieldError::required(&format!("{path}.image"), ""));
    }
    for (index, port) in container.ports.iter().enumerate() {
        if !(1..=65_535).contains(&port.container_port) {
            errors.push(FieldError::invalid(
                &format!("{path}.ports[{index}].containerPort"),
                &port.container_port.to_string(),
                "must be between 1 and 65535, inclusive",
            ));
        }
    }
    let mounts = container.rest.get("volumeMounts").and_then(Value::as_array);
    for (index, mount) in mounts.into_iter().flatten().enumerate() {
        let name = mount.get("name").and_then(Value::as_str).unwrap_or("");
        if !volumes.contains(&name) {
            let field = format!("{path}.volumeMounts[{index}].name");
            errors.push(FieldError::not_found(&field, &format!("{name:?}")));
        }
    }
    validate_resources(container, path, errors);
}

fn validate_resources(container: &Container, path: &str, errors: &mut Errors) {
    let (requests, limits) = (&container.resources.requests, &container.resources.limits);
    for (list, amounts) in [("limits", limits), ("requests", requests)] {
        for (name, amount) in amounts.iter().filter(|(_, amount)| **amount < Quantity::default()) {
            errors.push(FieldError::invalid(
                &format!("{path}.resources.{list}[{name}]"),
                &format!("{:?}", amount.to_string()),
                "must be greater than or equal to 0",
            ));
        }
    }
    for (name, request) in requests {
        let Some(limit) = limits.get(name).filter(|limit| request > *limit) else { continue };
        errors.push(FieldError::invalid(
            &format!("{path}.resources.requests"),
            &format!("{:?}", request.to_string()),
            &format!("must be less than or equal to {name} limit of {limit}"),
        ));
    }
}

fn validate_deadline(old: &Pod, new: &Pod, errors: &mut Errors) {
    let field = "spec.activeDeadlineSeconds";
    match (old.spec.active_deadline_seconds, new.spec.active_deadline_seconds) {
        (Some(old), Some(new)) if new > old => {
            let detail = "must be less than or equal to previous value";
            errors.push(FieldError::invalid(field, &new.to_string(), detail));
        }
        (Some(_), None) => {
            errors.push(FieldError::invalid(
                field,
                "null",
                "must not update from a positive integer to nil value",
            ));
        }
        _ => {}
    }
}

/// Only a few fields of a Pod may change.
pub(super) fn validate_update(old: &Pod, new: &Pod, errors: &mut Errors) {
    if old.spec.containers.len() != new.spec.containers.len() {
        errors.push(FieldError::forbidden(
            "spec.containers",
            "pod updates may not add or remove containers",
        ));
        return;
    }
    validate_deadline(old, new, errors);
    let old_gates = &old.spec.scheduling_gates;
    if let Some(gate) = new.spec.scheduling_gates.iter().find(|it| !old_gates.contains(it)) {
        let detail =
            format!("only deletion is allowed, but found new scheduling gate '{}'", gate.name);
        errors.push(FieldError::forbidden("spec.schedulingGates", &detail));
    }
    let mut allowed = (*new.spec).clone();
    let inits = allowed.init_containers.iter_mut().zip(&old.spec.init_containers);
    for (container, old) in allowed.containers.iter_mut().zip(&old.spec.containers).chain(inits) {
        container.image.clone_from(&old.image);
    }
    allowed.active_deadline_seconds = old.spec.active_deadline_seconds;
    allowed.scheduling_gates.clone_from(&old.spec.scheduling_gates);
    let added = allowed.tolerations.clone();
    if old.spec.tolerations.iter().all(|it| added.contains(it)) {
        allowed.tolerations.clone_from(&old.spec.tolerations);
    }
    if allowed != *Rc::clone(&old.spec) {
        errors.push(FieldError::forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
        ));
    }
    for (index, container) in new.spec.containers.iter().enumerate() {
        if container.image.is_empty() {
            errors.push(FieldError::required(&format!("spec.containers[{index}].image"), ""));
        }
    }
}
