//! What a probe or a hook does. Source: `pkg/apis/core/validation/validation.go`
//! `validateHandler`.

use super::field::{Errors, Path};
use super::meta;
use crate::api::{FieldError, Value};

const HEADER: &str = "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
const SCHEMES: [&str; 2] = ["HTTP", "HTTPS"];

/// The handlers that are given, by name and in the order in which they are looked at.
pub(super) fn validate(
    given: &[(&str, Value)],
    grace: Option<i64>,
    path: Path<'_>,
    errors: &mut Errors,
) {
    for (index, (name, handler)) in given.iter().enumerate() {
        let path = format_args!("{path}.{name}");
        if index > 0 {
            let detail = "may not specify more than 1 handler type";
            errors.push(FieldError::forbidden(&path, detail));
            continue;
        }
        match *name {
            "exec" if handler["command"].as_array().is_none_or(Vec::is_empty) => {
                errors.push(FieldError::required(&format_args!("{path}.command"), ""));
            }
            "httpGet" => http(handler, &path, errors),
            "tcpSocket" | "grpc" => port(&handler["port"], &format_args!("{path}.port"), errors),
            "sleep" => sleep(handler, grace, &path, errors),
            _ => {}
        }
    }
    if given.is_empty() {
        errors.push(FieldError::required(path, "must specify a handler type"));
    }
}

fn http(handler: &Value, path: Path<'_>, errors: &mut Errors) {
    if handler["path"].as_str().unwrap_or("").is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.path"), ""));
    }
    port(&handler["port"], &format_args!("{path}.port"), errors);
    let scheme = handler["scheme"].as_str().unwrap_or("");
    if !SCHEMES.contains(&scheme) {
        errors.push(FieldError::unsupported(&format_args!("{path}.scheme"), scheme, &SCHEMES));
    }
    for header in handler["httpHeaders"].as_array().into_iter().flatten() {
        let name = header["name"].as_str().unwrap_or("");
        if name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-') {
            let field = format_args!("{path}.httpHeaders");
            errors.push(FieldError::invalid(&field, &format!("{name:?}"), HEADER));
        }
    }
}

/// Source: `ValidatePortNumOrName`.
fn port(port: &Value, field: Path<'_>, errors: &mut Errors) {
    if let Value::String(name) = port {
        for detail in meta::port_name_errors(name) {
            errors.push(FieldError::invalid(field, &format!("{name:?}"), detail));
        }
        return;
    }
    let number = port.as_i64().unwrap_or(0);
    if !(1..=65_535).contains(&number) {
        let detail = "must be between 1 and 65535, inclusive";
        errors.push(FieldError::invalid(field, &number.to_string(), detail));
    }
}

fn sleep(handler: &Value, grace: Option<i64>, path: Path<'_>, errors: &mut Errors) {
    let (seconds, grace) = (handler["seconds"].as_i64().unwrap_or(0), grace.unwrap_or(30));
    if seconds < 0 || seconds > grace {
        let detail =
            format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})");
        errors.push(FieldError::invalid(path, &seconds.to_string(), &detail));
    }
}
