//! Names and labels. Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go`.

use super::Errors;
use crate::api::{FieldError, Kind, Labels, Object};

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_NAME: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

pub(super) fn validate(object: &Object, errors: &mut Errors) {
    let meta = object.meta();
    if meta.name.is_empty() {
        let detail = "name or generateName is required";
        errors.push(FieldError::required("metadata.name", detail));
    } else if let Some(detail) = name_error(object.kind(), &meta.name) {
        errors.push(FieldError::invalid("metadata.name", &format!("{:?}", meta.name), &detail));
    }
    validate_labels("metadata.labels", &meta.labels, errors);
    validate_annotations(object, errors);
}

pub(super) fn validate_update(old: &Object, object: &Object, errors: &mut Errors) {
    let added = object.meta().finalizers.iter().find(|it| !old.meta().finalizers.contains(it));
    if let Some(added) = added.filter(|_| old.meta().is_terminating()) {
        let detail = format!(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{added:?}}}"
        );
        errors.push(FieldError::forbidden("metadata.finalizers", &detail));
    }
    validate_labels("metadata.labels", &object.meta().labels, errors);
    validate_annotations(object, errors);
}

/// What is wrong with a name, if anything.
fn name_error(kind: Kind, name: &str) -> Option<String> {
    if matches!(kind, Kind::Namespace | Kind::Service) {
        return (!is_dns_label(name)).then(|| LABEL.to_owned()).or_else(|| too_long(name, 63));
    }
    subdomain_error(name)
}

/// What is wrong with a subdomain, if anything.
pub(super) fn subdomain_error(text: &str) -> Option<String> {
    (!text.split('.').all(is_dns_label))
        .then(|| SUBDOMAIN.to_owned())
        .or_else(|| too_long(text, 253))
}

fn too_long(text: &str, limit: usize) -> Option<String> {
    (text.len() > limit).then(|| format!("must be no more than {limit} characters"))
}

/// Whether the text is a label as RFC 1123 has it, apart from its length.
pub(super) fn is_dns_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

pub(super) fn dns_label_error(text: &str) -> Option<String> {
    (!is_dns_label(text)).then(|| LABEL.to_owned()).or_else(|| too_long(text, 63))
}

fn is_name_part(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let edge = |char: char| char.is_ascii_alphanumeric();
    text.bytes().all(inner) && text.starts_with(edge) && text.ends_with(edge)
}

pub(super) fn validate_labels(field: &str, labels: &Labels, errors: &mut Errors) {
    for (key, value) in labels {
        if let Some(detail) = key_error(key) {
            errors.push(FieldError::invalid(field, &format!("{key:?}"), &detail));
        }
        let detail = (!value.is_empty() && !is_name_part(value)).then(|| LABEL_VALUE.to_owned());
        if let Some(detail) = detail.or_else(|| too_long(value, 63)) {
            errors.push(FieldError::invalid(field, &format!("{value:?}"), &detail));
        }
    }
}

fn key_error(key: &str) -> Option<String> {
    let name = match key.split_once('/') {
        Some((prefix, name)) => {
            if prefix.is_empty() {
                return Some("prefix part must be non-empty".to_owned());
            }
            if !prefix.split('.').all(is_dns_label) {
                return Some(format!("prefix part {SUBDOMAIN}"));
            }
            name
        }
        None => key,
    };
    if name.is_empty() {
        return Some("name part must be non-empty".to_owned());
    }
    let long = (name.len() > 63).then(|| "name part must be no more than 63 characters".to_owned());
    (!is_name_part(name)).then(|| QUALIFIED_NAME.to_owned()).or(long)
}

fn validate_annotations(object: &Object, errors: &mut Errors) {
    let annotations = &object.meta().annotations;
    for key in annotations.keys() {
        if let Some(detail) = key_error(&key.to_ascii_lowercase()) {
            errors.push(FieldError::invalid("metadata.annotations", &format!("{key:?}"), &detail));
        }
    }
    let total: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    if total > 262_144 {
        errors.push(FieldError {
            field: "metadata.annotations".to_owned(),
            text: "Too long: may not be more than 262144 bytes".to_owned(),
        });
    }
}
