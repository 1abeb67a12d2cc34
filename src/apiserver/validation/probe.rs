//! Probes and hooks. Source: `pkg/apis/core/validation/validation.go` `validateProbe`.

use super::field::{Errors, Path, non_negative};
use super::handler;
use crate::api::{Container, Field, FieldError, Probe, Value};

/// All probes of a container. Init containers that don't stay may not have any.
pub(super) fn validate(container: &Container, is_init: bool, path: Path<'_>, errors: &mut Errors) {
    let probes = [
        ("livenessProbe", &container.liveness_probe, true),
        ("readinessProbe", &container.readiness_probe, false),
        ("startupProbe", &container.startup_probe, true),
    ];
    let may_have = !is_init || container.is_sidecar();
    if !may_have && container.rest.get("lifecycle").is_some_and(|it| !it.is_null()) {
        forbid(&format_args!("{path}.lifecycle"), errors);
    }
    for (name, probe, is_once) in probes {
        let Some(probe) = probe else { continue };
        let path = format_args!("{path}.{name}");
        if !may_have {
            forbid(&path, errors);
            continue;
        }
        validate_probe(probe, &path, errors);
        let grace = probe.rest.get("terminationGracePeriodSeconds").and_then(Value::as_i64);
        if let Some(grace) = grace.filter(|_| name == "readinessProbe") {
            let field = format_args!("{path}.terminationGracePeriodSeconds");
            let detail = "must not be set for readinessProbes";
            errors.push(FieldError::invalid(&field, &grace.to_string(), detail));
        }
        if is_once && probe.success_threshold != 1 {
            let value = probe.success_threshold.to_string();
            let field = format_args!("{path}.successThreshold");
            errors.push(FieldError::invalid(&field, &value, "must be 1"));
        }
    }
}

fn forbid(field: Path<'_>, errors: &mut Errors) {
    let detail = "may not be set for init containers without restartPolicy=Always";
    errors.push(FieldError::forbidden(field, detail));
}

fn validate_probe(probe: &Probe, path: Path<'_>, errors: &mut Errors) {
    let given = |name: &str| probe.rest.get(name).filter(|it| !it.is_null()).cloned();
    let handlers = [
        ("exec", given("exec")),
        ("httpGet", probe.http_get.as_ref().map(Field::write_always)),
        ("tcpSocket", given("tcpSocket")),
        ("grpc", given("grpc")),
    ];
    let handlers: Vec<(&str, Value)> =
        handlers.into_iter().filter_map(|(name, it)| Some((name, it?))).collect();
    handler::validate(&handlers, None, path, errors);
    let numbers = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (name, number) in numbers {
        non_negative(&format_args!("{path}.{name}"), number.into(), errors);
    }
    let grace = probe.rest.get("terminationGracePeriodSeconds").and_then(Value::as_i64);
    if let Some(grace) = grace.filter(|it| *it <= 0) {
        errors.push(FieldError::invalid(
            &format_args!("{path}.terminationGracePeriodSeconds"),
            &grace.to_string(),
            "must be greater than 0",
        ));
    }
}
