//! ConfigMaps and Secrets. Source: `pkg/apis/core/validation/validation.go`.

use super::field::{Errors, Path};
use crate::api::{ConfigMap, FieldError, Secret, Value};
use crate::sorted::SortedMap;

const KEY: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
/// Larger ones are refused (bytes).
const SIZE_MAX: usize = 1_048_576;

/// Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go` `IsConfigMapKey`.
#[must_use]
pub fn key_error(key: &str) -> Option<&'static str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match key {
        "." => Some("must not be '.'"),
        ".." => Some("must not be '..'"),
        _ if key.starts_with("..") => Some("must not start with '..'"),
        _ if key.len() > 253 => Some("must be no more than 253 characters"),
        _ if key.is_empty() || !key.bytes().all(fits) => Some(KEY),
        _ => None,
    }
}

fn validate_keys(field: Path<'_>, data: &SortedMap<String, String>, errors: &mut Errors) {
    for key in data.keys() {
        if let Some(detail) = key_error(key) {
            let field = format_args!("{field}[{key}]");
            errors.push(FieldError::invalid(&field, &format!("{key:?}"), detail));
        }
    }
}

fn validate_size(field: Path<'_>, size: usize, errors: &mut Errors) {
    if size > SIZE_MAX {
        let text = format!("Too long: may not be more than {SIZE_MAX} bytes");
        errors.push(FieldError { field: field.to_string(), text });
    }
}

fn size(data: &SortedMap<String, String>) -> usize {
    data.values().map(String::len).sum()
}

pub(in crate::apiserver) fn validate_config_map(map: &ConfigMap, errors: &mut Errors) {
    validate_keys(&"data", &map.data, errors);
    for key in map.data.keys().filter(|key| map.binary_data.contains_key(*key)) {
        let (field, value) = (format!("data[{key}]"), format!("{key:?}"));
        errors.push(FieldError::invalid(&field, &value, "duplicate of key present in binaryData"));
    }
    validate_keys(&"binaryData", &map.binary_data, errors);
    validate_size(&"", size(&map.data) + size(&map.binary_data) * 3 / 4, errors);
}

pub(in crate::apiserver) fn validate_secret(secret: &Secret, errors: &mut Errors) {
    validate_keys(&"data", &secret.data, errors);
    validate_size(&"data", size(&secret.data) * 3 / 4, errors);
    let account = "kubernetes.io/service-account.name";
    let names_one = secret.metadata.annotations.get(account).is_some_and(|it| !it.is_empty());
    if secret.r#type == "kubernetes.io/service-account-token" && !names_one {
        errors.push(FieldError::required(&format!("metadata.annotations[{account}]"), ""));
    }
    let required: &[&str] = match secret.r#type.as_str() {
        "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
        "kubernetes.io/dockercfg" => &[".dockercfg"],
        "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
        "kubernetes.io/basic-auth"
            if !["username", "password"].iter().any(|it| secret.data.contains_key(*it)) =>
        {
            &["username", "password"]
        }
        "kubernetes.io/tls" => &["tls.crt", "tls.key"],
        _ => &[],
    };
    for key in required.iter().filter(|key| !secret.data.contains_key(**key)) {
        errors.push(FieldError::required(&format!("data[{key}]"), ""));
    }
}

fn validate_kept(field: Path<'_>, is_kept: bool, errors: &mut Errors) {
    if !is_kept {
        let detail = "field is immutable when `immutable` is set";
        errors.push(FieldError::forbidden(field, detail));
    }
}

pub(in crate::apiserver) fn validate_config_map_update(
    old: &ConfigMap,
    new: &ConfigMap,
    errors: &mut Errors,
) {
    if old.immutable == Some(true) {
        validate_kept(&"immutable", new.immutable == Some(true), errors);
        validate_kept(&"data", old.data == new.data, errors);
        validate_kept(&"binaryData", old.binary_data == new.binary_data, errors);
    }
}

pub(in crate::apiserver) fn validate_secret_update(
    old: &Secret,
    new: &Secret,
    errors: &mut Errors,
) {
    if old.r#type != new.r#type {
        let value = Value::String(new.r#type.clone()).to_string();
        errors.push(FieldError::invalid(&"type", &value, "field is immutable"));
    }
    if old.immutable == Some(true) {
        validate_kept(&"immutable", new.immutable == Some(true), errors);
        validate_kept(&"data", old.data == new.data, errors);
    }
}
