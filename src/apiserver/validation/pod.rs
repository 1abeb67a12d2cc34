//! Pods. Source: `pkg/apis/core/validation/validation.go`.

use super::field::{Errors, Path};
use super::{container, diff, dns, internal, meta, placement, probe, resources, security, volume};
use crate::api::{Container, FieldError, Pod, PodSpec, PodTemplateSpec, Value};
use std::rc::Rc;

const UPDATES: &str = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
const RESTART_POLICIES: [&str; 3] = ["Always", "OnFailure", "Never"];

/// Source: `ValidatePodTemplateSpec`.
pub(super) fn validate_template(template: &PodTemplateSpec, path: Path<'_>, errors: &mut Errors) {
    validate_template_meta(template, path, errors);
    validate_spec(&template.spec, &format_args!("{path}.spec"), errors);
}

pub(super) fn validate_template_meta(
    template: &PodTemplateSpec,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let meta = &template.metadata;
    meta::validate_labels(&format_args!("{path}.labels"), &meta.labels, errors);
    meta::validate_annotations(&format_args!("{path}.annotations"), &meta.annotations, errors);
}

/// In the order in which the API server looks at a spec.
pub(in crate::apiserver) fn validate_spec(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    let volumes = volume::validate(spec, path, errors);
    if spec.containers.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.containers"), ""));
    }
    validate_containers(spec, &volumes, false, &format_args!("{path}.containers"), errors);
    validate_containers(spec, &volumes, true, &format_args!("{path}.initContainers"), errors);
    if !RESTART_POLICIES.contains(&spec.restart_policy.as_str()) {
        let field = format_args!("{path}.restartPolicy");
        errors.push(FieldError::unsupported(&field, &spec.restart_policy, &RESTART_POLICIES));
    }
    volume::validate_placement(spec, path, errors);
    security::validate_pod(spec, path, errors);
    placement::validate(spec, path, errors);
    dns::validate_config(spec, path, errors);
    validate_gates(spec, path, errors);
    let account = &spec.service_account_name;
    for (field, name) in [("serviceAccountName", account), ("nodeName", &spec.node_name)] {
        if !name.is_empty() {
            let field = format_args!("{path}.{field}");
            meta::push_all(&field, name, &meta::subdomain_errors(name), errors);
        }
    }
    if let Some(seconds) =
        spec.active_deadline_seconds.filter(|it| !(1..=i64::from(i32::MAX)).contains(it))
    {
        errors.push(FieldError::invalid(
            &format_args!("{path}.activeDeadlineSeconds"),
            &seconds.to_string(),
            "must be between 1 and 2147483647, inclusive",
        ));
    }
    volume::validate_names(spec, path, errors);
    dns::validate_aliases(spec, path, errors);
    security::validate_hostname(spec, path, errors);
    if let Some(whole) = &spec.resources {
        resources::validate_pod(whole, &format_args!("{path}.resources"), errors);
    }
}

/// Source: `ValidatePodSpecificAnnotations`, `pkg/apis/core/helper/helpers.go`
/// `GetDeletionCostFromPodAnnotations`.
pub(in crate::apiserver) fn validate_annotations(pod: &Pod, errors: &mut Errors) {
    const COST: &str = "controller.kubernetes.io/pod-deletion-cost";
    let Some(cost) = pod.metadata.annotation(COST) else { return };
    let digits = cost.strip_prefix('-').unwrap_or(cost);
    let is_plain = digits == "0" || digits.starts_with(|it: char| ('1'..='9').contains(&it));
    if !is_plain || cost.parse::<i32>().is_err() {
        let field = format!("metadata.annotations[{COST}]");
        errors.push(FieldError::invalid(&field, &format!("{cost:?}"), "must be a 32bit integer"));
    }
}

/// The conditions that a Pod's readiness waits for. Source: `validateReadinessGates`.
fn validate_gates(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    let gates = spec.rest.get("readinessGates").and_then(Value::as_array);
    for (index, gate) in gates.into_iter().flatten().enumerate() {
        let name = gate["conditionType"].as_str().unwrap_or("");
        let field = format_args!("{path}.readinessGates[{index}].conditionType");
        meta::push_all(&field, name, &meta::key_errors(name), errors);
    }
    for (index, gate) in spec.scheduling_gates.iter().enumerate() {
        let field = format_args!("{path}.schedulingGates[{index}]");
        meta::push_all(&field, &gate.name, &meta::key_errors(&gate.name), errors);
        if spec.scheduling_gates[..index].contains(gate) {
            errors.push(FieldError::duplicate(&field, &format!("{:?}", gate.name)));
        }
    }
}

fn validate_containers(
    spec: &PodSpec,
    volumes: &[&str],
    is_init: bool,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let (list, others): (&[Container], &[Container]) = match is_init {
        true => (&spec.init_containers, &spec.containers),
        false => (&spec.containers, &[]),
    };
    for (index, it) in list.iter().enumerate() {
        let (list_path, path) = (path, format_args!("{path}[{index}]"));
        let (name, field) = (&it.name, format_args!("{path}.name"));
        if name.is_empty() {
            errors.push(FieldError::required(&field, ""));
        } else {
            meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
        }
        container::validate(it, volumes, &path, errors);
        resources::validate(&it.resources, &format_args!("{path}.resources"), errors);
        resources::validate_policies(
            it,
            &spec.restart_policy,
            &format_args!("{path}.resizePolicy"),
            errors,
        );
        if let Some(context) = &it.security_context {
            security::validate(context, spec, &format_args!("{path}.securityContext"), errors);
        }
        let is_taken = list[..index].iter().chain(others).any(|it| it.name == *name);
        if is_taken && !name.is_empty() {
            errors.push(FieldError::duplicate(&field, &format!("{name:?}")));
        }
        if is_init {
            container::validate_host_ports(std::slice::from_ref(it), list_path, errors);
        }
        if !is_init || it.is_sidecar() {
            container::validate_hooks(it, spec, &path, errors);
        }
        probe::validate(it, is_init, &path, errors);
    }
    if !is_init {
        container::validate_host_ports(list, path, errors);
        if spec.is_on_host() {
            container::validate_on_host(list, path, errors);
        }
    }
}

fn validate_deadline(old: &Pod, new: &Pod, errors: &mut Errors) {
    let field = "spec.activeDeadlineSeconds";
    match (old.spec.active_deadline_seconds, new.spec.active_deadline_seconds) {
        (Some(old), Some(new)) if new > old => {
            let detail = "must be less than or equal to previous value";
            errors.push(FieldError::invalid(&field, &new.to_string(), detail));
        }
        (Some(_), None) => {
            errors.push(FieldError::invalid(
                &field,
                "null",
                "must not update from a positive integer to nil value",
            ));
        }
        _ => {}
    }
}

/// Only a few fields of a Pod may change.
pub(in crate::apiserver) fn validate_update(old: &Pod, new: &Pod, errors: &mut Errors) {
    if old.spec.containers.len() != new.spec.containers.len() {
        errors.push(FieldError::forbidden(
            &"spec.containers",
            "pod updates may not add or remove containers",
        ));
        return;
    }
    validate_deadline(old, new, errors);
    let old_gates = &old.spec.scheduling_gates;
    if let Some(gate) = new.spec.scheduling_gates.iter().find(|it| !old_gates.contains(it)) {
        let detail =
            format!("only deletion is allowed, but found new scheduling gate '{}'", gate.name);
        errors.push(FieldError::forbidden(&"spec.schedulingGates", &detail));
    }
    let mut allowed = (*new.spec).clone();
    let inits = allowed.init_containers.iter_mut().zip(&old.spec.init_containers);
    for (container, old) in allowed.containers.iter_mut().zip(&old.spec.containers).chain(inits) {
        container.image.clone_from(&old.image);
    }
    allowed.active_deadline_seconds = old.spec.active_deadline_seconds;
    allowed.scheduling_gates.clone_from(&old.spec.scheduling_gates);
    let grace = &mut allowed.termination_grace_period_seconds;
    if *grace == Some(1) && old.spec.termination_grace_period_seconds < Some(0) {
        *grace = old.spec.termination_grace_period_seconds;
    }
    // While it is gated, its place may be narrowed down.
    if !old.spec.scheduling_gates.is_empty() {
        let kept =
            |(key, value): (&String, &String)| new.spec.node_selector.get(key) == Some(value);
        if old.spec.node_selector.iter().all(kept) {
            allowed.node_selector.clone_from(&old.spec.node_selector);
        }
        if old.spec.affinity.is_none() {
            allowed.affinity = None;
        }
    }
    let added = allowed.tolerations.clone();
    if old.spec.tolerations.iter().all(|it| added.contains(it)) {
        allowed.tolerations.clone_from(&old.spec.tolerations);
    }
    if allowed != *Rc::clone(&old.spec) {
        let text =
            diff::diff("PodSpec", &internal::pod_spec(&old.spec), &internal::pod_spec(&allowed));
        errors.push(FieldError::forbidden(&"spec", &format!("{UPDATES}\n{text}")));
    }
    for (index, container) in new.spec.containers.iter().enumerate() {
        if container.image.is_empty() {
            errors.push(FieldError::required(&format!("spec.containers[{index}].image"), ""));
        }
    }
}
