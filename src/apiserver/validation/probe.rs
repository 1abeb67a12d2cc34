//! Probes and hooks. Source: `pkg/apis/core/validation/validation.go` `validateProbe`.

use super::{Errors, non_negative};
use crate::api::{Container, FieldError, IntOrString, Probe, Value};

const HANDLERS: [&str; 3] = ["exec", "grpc", "tcpSocket"];

/// All probes of a container. Init containers that don't stay may not have any.
pub(super) fn validate(container: &Container, is_init: bool, path: &str, errors: &mut Errors) {
    let probes = [
        ("livenessProbe", &container.liveness_probe, true),
        ("readinessProbe", &container.readiness_probe, false),
        ("startupProbe", &container.startup_probe, true),
    ];
    let may_have = !is_init || container.is_sidecar();
    if !may_have && container.rest.get("lifecycle").is_some_and(|it| !it.is_null()) {
        forbid(&format!("{path}.lifecycle"), errors);
    }
    for (name, probe, is_once) in probes {
        let Some(probe) = probe else { continue };
        let path = format!("{path}.{name}");
        if !may_have {
            forbid(&path, errors);
            continue;
        }
        validate_probe(probe, &path, errors);
        if is_once && probe.success_threshold != 1 {
            let value = probe.success_threshold.to_string();
            let field = format!("{path}.successThreshold");
            errors.push(FieldError::invalid(&field, &value, "must be 1"));
        }
    }
}

fn forbid(field: &str, errors: &mut Errors) {
    let detail = "may not be set for init containers without restartPolicy=Always";
    errors.push(FieldError::forbidden(field, detail));
}

fn validate_probe(probe: &Probe, path: &str, errors: &mut Errors) {
    let others = HANDLERS.iter().filter(|it| probe.rest.get(**it).is_some_and(|it| !it.is_null()));
    match others.count() + usize::from(probe.http_get.is_some()) {
        0 => errors.push(FieldError::required(path, "must specify a handler type")),
        1 => {}
        _ => errors.push(FieldError::forbidden(path, "may not specify more than 1 handler type")),
    }
    validate_ports(probe, path, errors);
    let numbers = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (name, number) in numbers {
        non_negative(&format!("{path}.{name}"), number.into(), errors);
    }
    let grace = probe.rest.get("terminationGracePeriodSeconds").and_then(Value::as_i64);
    if let Some(grace) = grace.filter(|it| *it <= 0) {
        errors.push(FieldError::invalid(
            &format!("{path}.terminationGracePeriodSeconds"),
            &grace.to_string(),
            "must be greater than 0",
        ));
    }
}

fn validate_ports(probe: &Probe, path: &str, errors: &mut Errors) {
    let number = |value: Option<&Value>| value.and_then(|it| it["port"].as_i64());
    let http = probe.http_get.as_ref().and_then(|it| match it.port {
        IntOrString::Int(port) => Some(i64::from(port)),
        IntOrString::String(_) => None,
    });
    let ports = [
        ("httpGet", http),
        ("tcpSocket", number(probe.rest.get("tcpSocket"))),
        ("grpc", number(probe.rest.get("grpc"))),
    ];
    for (name, port) in ports {
        if let Some(port) = port.filter(|it| !(1..=65_535).contains(it)) {
            errors.push(FieldError::invalid(
                &format!("{path}.{name}.port"),
                &port.to_string(),
                "must be between 1 and 65535, inclusive",
            ));
        }
    }
}
