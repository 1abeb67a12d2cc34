//! Details of containers: ports, variables, mounts, policies, hooks.
//! Source: `pkg/apis/core/validation/validation.go` `validateContainerCommon`.

use super::Errors;
use crate::api::{Container, EnvVar, FieldError, PodSpec, Value};

const PULL_POLICIES: [&str; 3] = ["Always", "IfNotPresent", "Never"];
const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
const RESTART_POLICIES: [&str; 3] = ["Always", "Never", "OnFailure"];
const MESSAGE_POLICIES: [&str; 2] = ["FallbackToLogsOnError", "File"];

/// What a container may get wrong besides its name, hooks, probes and resources.
pub(super) fn validate(container: &Container, volumes: &[&str], path: &str, errors: &mut Errors) {
    let image = &container.image;
    if image.is_empty() {
        errors.push(FieldError::required(&format!("{path}.image"), ""));
    } else if image.trim() != image {
        let detail = "must not have leading or trailing whitespace";
        errors.push(FieldError::invalid(&format!("{path}.image"), &format!("{image:?}"), detail));
    }
    let policy = text(container.rest.get("terminationMessagePolicy"));
    one_of(&format!("{path}.terminationMessagePolicy"), policy, &MESSAGE_POLICIES, errors);
    ports(container, path, errors);
    container.env.iter().enumerate().for_each(|(index, variable)| {
        env(variable, &format!("{path}.env[{index}]"), errors);
    });
    mounts(container, volumes, path, errors);
    let policy = &container.image_pull_policy;
    one_of(&format!("{path}.imagePullPolicy"), policy, &PULL_POLICIES, errors);
    one_of(&format!("{path}.restartPolicy"), &container.restart_policy, &RESTART_POLICIES, errors);
}

/// What runs after the start and before the stop.
pub(super) fn validate_hooks(
    container: &Container,
    spec: &PodSpec,
    path: &str,
    errors: &mut Errors,
) {
    for name in ["postStart", "preStop"] {
        let hook = container.rest.get("lifecycle").and_then(|it| it.get(name));
        if let Some(hook) = hook {
            handler(hook, spec, &format!("{path}.lifecycle.{name}"), errors);
        }
    }
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or("")
}

/// Empty is what defaults have filled, or nothing.
fn one_of(field: &str, value: &str, supported: &[&str], errors: &mut Errors) {
    if !value.is_empty() && !supported.contains(&value) {
        errors.push(FieldError::unsupported(field, value, supported));
    }
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go` `IsValidPortName`.
fn port_name_errors(name: &str) -> Vec<&'static str> {
    let mut details = Vec::new();
    if name.len() > 15 {
        details.push("must be no more than 15 characters");
    }
    let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    if !name.bytes().all(fits) {
        details.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if !name.bytes().any(|it| it.is_ascii_lowercase()) {
        details.push("must contain at least one letter (a-z)");
    }
    if name.contains("--") {
        details.push("must not contain consecutive hyphens");
    }
    if name.starts_with('-') || name.ends_with('-') {
        details.push("must not begin or end with a hyphen");
    }
    details
}

fn ports(container: &Container, path: &str, errors: &mut Errors) {
    for (index, port) in container.ports.iter().enumerate() {
        let path = format!("{path}.ports[{index}]");
        if !port.name.is_empty() {
            let field = format!("{path}.name");
            let details = port_name_errors(&port.name);
            let is_taken = container.ports[..index].iter().any(|it| it.name == port.name);
            if details.is_empty() && is_taken {
                errors.push(FieldError::duplicate(&field, &format!("{:?}", port.name)));
            }
            for detail in details {
                errors.push(FieldError::invalid(&field, &format!("{:?}", port.name), detail));
            }
        }
        if port.container_port == 0 {
            errors.push(FieldError::required(&format!("{path}.containerPort"), ""));
        } else if !(1..=65_535).contains(&port.container_port) {
            errors.push(FieldError::invalid(
                &format!("{path}.containerPort"),
                &port.container_port.to_string(),
                "must be between 1 and 65535, inclusive",
            ));
        }
        if port.host_port != 0 && !(1..=65_535).contains(&port.host_port) {
            errors.push(FieldError::invalid(
                &format!("{path}.hostPort"),
                &port.host_port.to_string(),
                "must be between 1 and 65535, inclusive",
            ));
        }
        one_of(&format!("{path}.protocol"), &port.protocol, &PROTOCOLS, errors);
    }
}

/// Source: `ValidateEnv`, `validateEnvVarValueFrom`.
fn env(variable: &EnvVar, path: &str, errors: &mut Errors) {
    let field = format!("{path}.name");
    if variable.name.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else if !variable.name.bytes().all(|it| (b' '..=b'~').contains(&it) && it != b'=') {
        let detail = "a valid environment variable name must consist only of printable ASCII characters other than '='";
        errors.push(FieldError::invalid(&field, &format!("{:?}", variable.name), detail));
    }
    let Some(Value::Object(from)) = variable.rest.get("valueFrom") else { return };
    let path = format!("{path}.valueFrom");
    let sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    let given: Vec<&str> =
        sources.into_iter().filter(|it| from.get(*it).is_some_and(|it| !it.is_null())).collect();
    if given.is_empty() {
        let detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
        errors.push(FieldError::invalid(&path, "\"\"", detail));
    }
    if !variable.value.is_empty() {
        let detail = "may not be specified when `value` is not empty";
        errors.push(FieldError::invalid(&path, "\"\"", detail));
    }
    if given.len() > 1 {
        let detail = "may not have more than one field specified at a time";
        errors.push(FieldError::invalid(&path, "\"\"", detail));
    }
    for source in given.iter().filter(|it| it.ends_with("KeyRef") && **it != "fileKeyRef") {
        if text(from[*source].get("key")).is_empty() {
            errors.push(FieldError::required(&format!("{path}.{source}.key"), ""));
        }
    }
}

fn mounts(container: &Container, volumes: &[&str], path: &str, errors: &mut Errors) {
    let mounts = container.rest.get("volumeMounts").and_then(Value::as_array);
    let mounts: Vec<&Value> = mounts.into_iter().flatten().collect();
    for (index, mount) in mounts.iter().enumerate() {
        let path = format!("{path}.volumeMounts[{index}]");
        let name = text(mount.get("name"));
        if name.is_empty() {
            errors.push(FieldError::required(&format!("{path}.name"), ""));
        } else if !volumes.contains(&name) {
            errors.push(FieldError::not_found(&format!("{path}.name"), &format!("{name:?}")));
        }
        let target = text(mount.get("mountPath"));
        let field = format!("{path}.mountPath");
        if target.is_empty() {
            errors.push(FieldError::required(&field, ""));
        } else if mounts[..index].iter().any(|it| text(it.get("mountPath")) == target) {
            errors.push(FieldError::invalid(&field, &format!("{target:?}"), "must be unique"));
        }
    }
}

/// Source: `validateHandler`.
fn handler(hook: &Value, spec: &PodSpec, path: &str, errors: &mut Errors) {
    let kinds = ["exec", "httpGet", "tcpSocket", "sleep"];
    let given: Vec<&str> =
        kinds.into_iter().filter(|it| hook.get(*it).is_some_and(|it| !it.is_null())).collect();
    if given.is_empty() {
        errors.push(FieldError::required(path, "must specify a handler type"));
    }
    for kind in given.iter().skip(1) {
        let detail = "may not specify more than 1 handler type";
        errors.push(FieldError::forbidden(&format!("{path}.{kind}"), detail));
    }
    if let Some(exec) = hook.get("exec")
        && exec["command"].as_array().is_none_or(Vec::is_empty)
    {
        errors.push(FieldError::required(&format!("{path}.exec.command"), ""));
    }
    if let Some(seconds) = hook.get("sleep").and_then(|it| it["seconds"].as_i64()) {
        let grace = spec.termination_grace_period_seconds.unwrap_or(30);
        if seconds < 0 || seconds > grace {
            let detail = format!(
                "must be non-negative and less than terminationGracePeriodSeconds ({grace})"
            );
            errors.push(FieldError::invalid(
                &format!("{path}.sleep"),
                &seconds.to_string(),
                &detail,
            ));
        }
    }
}
