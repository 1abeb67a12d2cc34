//! Environment variables. Source: `pkg/apis/core/validation/validation.go` `ValidateEnv`,
//! `ValidateEnvFrom`, `pkg/apis/core/pods/helpers.go` `ConvertDownwardAPIFieldLabel`.

use super::field::{Errors, Path};
use super::{config, meta};
use crate::api::{Container, EnvVar, FieldError, Map, Quantity, Value};

const NAME: &str = "a valid environment variable name must consist only of printable ASCII characters other than '='";
/// Fields of a Pod that may be asked for at all.
const LABELS: [&str; 14] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// Those that a variable can hold.
const OF_VARIABLES: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// Those that a file can hold.
const OF_FILES: [&str; 5] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
];
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];
const DIVISORS: [&str; 13] =
    ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or("")
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|it| (b' '..=b'~').contains(&it) && it != b'=')
}

/// The variables of a container.
pub(super) fn validate(container: &Container, path: Path<'_>, errors: &mut Errors) {
    for (index, variable) in container.env.iter().enumerate() {
        env(variable, &format_args!("{path}.env[{index}]"), errors);
    }
    let sources = container.rest.get("envFrom").and_then(Value::as_array);
    for (index, source) in sources.into_iter().flatten().enumerate() {
        env_from(source, &format_args!("{path}.envFrom"), index, errors);
    }
}

fn env(variable: &EnvVar, path: Path<'_>, errors: &mut Errors) {
    let field = format_args!("{path}.name");
    if variable.name.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else if !is_name(&variable.name) {
        errors.push(FieldError::invalid(&field, &format!("{:?}", variable.name), NAME));
    }
    if let Some(Value::Object(from)) = variable.rest.get("valueFrom") {
        value_from(from, !variable.value.is_empty(), &format_args!("{path}.valueFrom"), errors);
    }
}

fn value_from(from: &Map, has_value: bool, path: Path<'_>, errors: &mut Errors) {
    let sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    let mut given = 0;
    for name in sources {
        let Some(source) = from.get(name).filter(|it| !it.is_null()) else { continue };
        given += 1;
        let path = format_args!("{path}.{name}");
        match name {
            "fieldRef" => field_ref(source, &OF_VARIABLES, &path, errors),
            "resourceFieldRef" => resource_ref(source, false, &path, errors),
            "configMapKeyRef" | "secretKeyRef" => key_ref(source, &path, errors),
            _ => {}
        }
    }
    let detail = match given {
        0 => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        }
        _ if has_value => "may not be specified when `value` is not empty",
        1 => return,
        _ => "may not have more than one field specified at a time",
    };
    errors.push(FieldError::invalid(path, "\"\"", detail));
}

/// Source: `validateConfigMapKeySelector`, `validateSecretKeySelector`.
fn key_ref(source: &Value, path: Path<'_>, errors: &mut Errors) {
    let (name, key) = (text(source, "name"), text(source, "key"));
    meta::push_all(&format_args!("{path}.name"), name, &meta::subdomain_errors(name), errors);
    let field = format_args!("{path}.key");
    if key.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else if let Some(detail) = config::key_error(key) {
        errors.push(FieldError::invalid(&field, &format!("{key:?}"), detail));
    }
}

/// A field of a Pod for a file. Source: `validateDownwardAPIVolumeFile`.
pub(super) fn validate_file(file: &Value, path: Path<'_>, errors: &mut Errors) {
    let given = |name: &str| file.get(name).filter(|it| !it.is_null());
    match (given("fieldRef"), given("resourceFieldRef")) {
        (Some(field), other) => {
            field_ref(field, &OF_FILES, &format_args!("{path}.fieldRef"), errors);
            if other.is_some() {
                let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
                errors.push(FieldError::invalid(path, "\"resource\"", detail));
            }
        }
        (None, Some(source)) => {
            resource_ref(source, true, &format_args!("{path}.resourceFieldRef"), errors);
        }
        (None, None) => {
            let detail = "one of fieldRef and resourceFieldRef is required";
            errors.push(FieldError::required(path, detail));
        }
    }
}

/// Source: `validateObjectFieldSelector`.
fn field_ref(source: &Value, supported: &[&str], path: Path<'_>, errors: &mut Errors) {
    let (version, label) = (text(source, "apiVersion"), text(source, "fieldPath"));
    let field = format_args!("{path}.fieldPath");
    let mut refuse = |why: &str| {
        let detail = format!("error converting fieldPath: {why}");
        errors.push(FieldError::invalid(&field, &format!("{label:?}"), &detail));
    };
    let subscript = label.strip_suffix("']").and_then(|it| it.split_once("['"));
    if label.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else if version != "v1" && !version.is_empty() {
        refuse(&format!("unsupported pod version: {version}"));
    } else if let Some((name, key)) = subscript.filter(|it| !it.0.is_empty()) {
        match name {
            "metadata.labels" => meta::push_all(path, key, &meta::key_errors(key), errors),
            "metadata.annotations" => {
                let key = key.to_lowercase();
                meta::push_all(path, &key, &meta::key_errors(&key), errors);
            }
            _ => refuse(&format!("field label does not support subscript: {label}")),
        }
    } else if label != "spec.host" && !LABELS.contains(&label) {
        refuse(&format!("field label not supported: {label}"));
    } else if label != "spec.host" && !supported.contains(&label) {
        errors.push(FieldError::unsupported(&field, label, supported));
    }
}

/// Source: `validateContainerResourceFieldSelector`, `validateContainerResourceDivisor`.
fn resource_ref(source: &Value, is_file: bool, path: Path<'_>, errors: &mut Errors) {
    let resource = text(source, "resource");
    let is_huge =
        resource.starts_with("limits.hugepages-") || resource.starts_with("requests.hugepages-");
    if is_file && text(source, "containerName").is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.containerName"), ""));
    } else if resource.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.resource"), ""));
    } else if !is_huge && !RESOURCES.contains(&resource) {
        errors.push(FieldError::unsupported(
            &format_args!("{path}.resource"),
            resource,
            &RESOURCES,
        ));
    }
    let divisor = match &source["divisor"] {
        Value::String(text) => Quantity::parse(text).unwrap_or_default(),
        Value::Number(number) => Quantity::parse(&number.to_string()).unwrap_or_default(),
        _ => Quantity::default(),
    };
    let what = match resource.split_once('.').map(|it| it.1) {
        Some("cpu") => "cpu",
        Some("memory") => "memory",
        Some("ephemeral-storage") => "local ephemeral storage",
        Some(_) if is_huge => "hugepages",
        _ => return,
    };
    let (text, allowed): (&str, &[&str]) = match what {
        "cpu" => ("1m and 1", &["1m", "1"]),
        _ => ("1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei", &DIVISORS),
    };
    if divisor != Quantity::default() && !allowed.contains(&divisor.to_string().as_str()) {
        let detail = format!("only divisor's values {text} are supported with the {what} resource");
        let field = format_args!("{path}.divisor");
        errors.push(FieldError::invalid(&field, &format!("{resource:?}"), &detail));
    }
}

/// What is wrong with the list as a whole is told of the list.
fn env_from(source: &Value, path: Path<'_>, index: usize, errors: &mut Errors) {
    let prefix = text(source, "prefix");
    if !is_name(prefix) {
        let field = format_args!("{path}[{index}].prefix");
        errors.push(FieldError::invalid(&field, &format!("{prefix:?}"), NAME));
    }
    let mut given = 0;
    for name in ["configMapRef", "secretRef"] {
        let Some(it) = source.get(name).filter(|it| !it.is_null()) else { continue };
        given += 1;
        let (field, name) = (format_args!("{path}[{index}].{name}.name"), text(it, "name"));
        if name.is_empty() {
            errors.push(FieldError::required(&field, ""));
        } else {
            // A dash at the end is let through, as where a name is only begun.
            let details = meta::subdomain_errors(name.strip_suffix('-').unwrap_or(name));
            meta::push_all(&field, name, &details, errors);
        }
    }
    let detail = match given {
        0 => "must specify one of: `configMapRef` or `secretRef`",
        1 => return,
        _ => "may not have more than one field specified at a time",
    };
    errors.push(FieldError::invalid(path, "\"\"", detail));
}
