//! Details of containers: ports, policies, hooks.
//! Source: `pkg/apis/core/validation/validation.go` `validateContainerCommon`.

use super::field::{Errors, Path};
use super::{env, handler, meta, volume};
use crate::api::{Container, FieldError, PodSpec, Value};

const PULL_POLICIES: [&str; 3] = ["Always", "IfNotPresent", "Never"];
const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
const RESTART_POLICIES: [&str; 3] = ["Always", "Never", "OnFailure"];
const MESSAGE_POLICIES: [&str; 2] = ["File", "FallbackToLogsOnError"];

/// What a container may get wrong besides its name, hooks, probes and resources.
pub(super) fn validate(
    container: &Container,
    volumes: &[&str],
    path: Path<'_>,
    errors: &mut Errors,
) {
    let image = &container.image;
    if image.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.image"), ""));
    } else if image.trim() != image {
        let detail = "must not have leading or trailing whitespace";
        errors.push(FieldError::invalid(
            &format_args!("{path}.image"),
            &format!("{image:?}"),
            detail,
        ));
    }
    let policy = text(container.rest.get("terminationMessagePolicy"));
    one_of(&format_args!("{path}.terminationMessagePolicy"), policy, &MESSAGE_POLICIES, errors);
    ports(container, path, errors);
    env::validate(container, path, errors);
    volume::validate_mounts(container, volumes, path, errors);
    let policy = &container.image_pull_policy;
    one_of(&format_args!("{path}.imagePullPolicy"), policy, &PULL_POLICIES, errors);
    one_of(
        &format_args!("{path}.restartPolicy"),
        &container.restart_policy,
        &RESTART_POLICIES,
        errors,
    );
}

/// What runs after the start and before the stop.
pub(super) fn validate_hooks(
    container: &Container,
    spec: &PodSpec,
    path: Path<'_>,
    errors: &mut Errors,
) {
    for name in ["postStart", "preStop"] {
        let hook = container.rest.get("lifecycle").and_then(|it| it.get(name));
        let Some(hook) = hook.filter(|it| !it.is_null()) else { continue };
        let given = |kind: &str| hook.get(kind).filter(|it| !it.is_null()).cloned();
        let handlers: Vec<(&str, Value)> = ["exec", "httpGet", "tcpSocket", "sleep"]
            .into_iter()
            .filter_map(|kind| Some((kind, given(kind)?)))
            .collect();
        let grace = spec.termination_grace_period_seconds;
        handler::validate(&handlers, grace, &format_args!("{path}.lifecycle.{name}"), errors);
    }
}

/// Ports of the node can be given once. Source: `checkHostPortConflicts`.
pub(super) fn validate_host_ports(containers: &[Container], path: Path<'_>, errors: &mut Errors) {
    let mut taken = Vec::new();
    for (index, container) in containers.iter().enumerate() {
        for (at, port) in container.ports.iter().enumerate().filter(|(_, it)| it.host_port != 0) {
            let value = format!("{}/{}/{}", port.protocol, port.host_ip, port.host_port);
            if taken.contains(&value) {
                let field = format_args!("{path}[{index}].ports[{at}].hostPort");
                errors.push(FieldError::duplicate(&field, &format!("{value:?}")));
            } else {
                taken.push(value);
            }
        }
    }
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or("")
}

/// Empty is what defaults have filled, or nothing.
fn one_of(field: Path<'_>, value: &str, supported: &[&str], errors: &mut Errors) {
    if !value.is_empty() {
        super::field::one_of(field, value, supported, errors);
    }
}

fn ports(container: &Container, path: Path<'_>, errors: &mut Errors) {
    for (index, port) in container.ports.iter().enumerate() {
        let path = format_args!("{path}.ports[{index}]");
        if !port.name.is_empty() {
            let field = format_args!("{path}.name");
            let details = meta::port_name_errors(&port.name);
            let is_taken = container.ports[..index].iter().any(|it| it.name == port.name);
            if details.is_empty() && is_taken {
                errors.push(FieldError::duplicate(&field, &format!("{:?}", port.name)));
            }
            for detail in details {
                errors.push(FieldError::invalid(&field, &format!("{:?}", port.name), detail));
            }
        }
        if port.container_port == 0 {
            errors.push(FieldError::required(&format_args!("{path}.containerPort"), ""));
        } else if !(1..=65_535).contains(&port.container_port) {
            errors.push(FieldError::invalid(
                &format_args!("{path}.containerPort"),
                &port.container_port.to_string(),
                "must be between 1 and 65535, inclusive",
            ));
        }
        if port.host_port != 0 && !(1..=65_535).contains(&port.host_port) {
            errors.push(FieldError::invalid(
                &format_args!("{path}.hostPort"),
                &port.host_port.to_string(),
                "must be between 1 and 65535, inclusive",
            ));
        }
        one_of(&format_args!("{path}.protocol"), &port.protocol, &PROTOCOLS, errors);
    }
}

/// Source: `validateHostNetwork`.
pub(super) fn validate_on_host(containers: &[Container], path: Path<'_>, errors: &mut Errors) {
    for (index, it) in containers.iter().enumerate() {
        for (at, port) in it.ports.iter().enumerate() {
            if port.host_port != 0 && port.host_port != port.container_port {
                errors.push(FieldError::invalid(
                    &format_args!("{path}[{index}].ports[{at}].hostPort"),
                    &port.host_port.to_string(),
                    "must match `containerPort` when `hostNetwork` is true",
                ));
            }
        }
    }
}
