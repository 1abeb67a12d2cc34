//! Which calls of the system processes may make.
//! Source: `pkg/apis/core/validation/validation.go` `validateSeccompProfileField`.

use super::field::{Errors, Path};
use super::{internal, volume};
use crate::api::{FieldError, Value};

const TYPES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];

/// The profile of a security context that stands at `path`.
pub(super) fn validate(profile: &Value, path: Path<'_>, errors: &mut Errors) {
    if profile.is_null() {
        return;
    }
    let path = format_args!("{path}.seccompProfile");
    let (r#type, file) =
        (profile["type"].as_str().unwrap_or(""), profile["localhostProfile"].as_str());
    let field = format_args!("{path}.type");
    if r#type.is_empty() {
        let detail = "type is required when seccompProfile is set";
        errors.push(FieldError::required(&field, detail));
    } else if !TYPES.contains(&r#type) {
        errors.push(FieldError::unsupported(&field, r#type, &TYPES));
    }
    let field = format_args!("{path}.localhostProfile");
    match (r#type, file) {
        ("Localhost", None) => {
            let detail = "must be set when seccomp type is Localhost";
            errors.push(FieldError::required(&field, detail));
        }
        ("Localhost", Some(file)) => volume::descending(file, &field, errors),
        (_, Some(_)) => {
            let value = internal::json("SeccompProfile", profile);
            let detail = "can only be set when seccomp type is Localhost";
            errors.push(FieldError::invalid(&field, &value, detail));
        }
        (_, None) => {}
    }
}
