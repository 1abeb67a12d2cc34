//! Names and labels. Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go`.

use super::field::{Errors, Path};
use crate::api::{
    FINALIZER_DELETE_DEPENDENTS, FINALIZER_ORPHAN_DEPENDENTS, Field, FieldError, Labels, Object,
    OwnerReference,
};

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_NAME: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/// What is wrong with an object's metadata. What may be a name is the kind's own to say.
pub(in crate::apiserver) fn validate(
    object: &Object,
    name_errors: fn(&Object) -> Vec<String>,
    errors: &mut Errors,
) {
    let meta = object.meta();
    if meta.name.is_empty() {
        let detail = "name or generateName is required";
        errors.push(FieldError::required(&"metadata.name", detail));
    } else {
        let details = name_errors(object);
        push_all(&"metadata.name", &meta.name, &details, errors);
    }
    validate_labels(&"metadata.labels", &meta.labels, errors);
    validate_annotations(&"metadata.annotations", &meta.annotations, errors);
    validate_owners(&meta.owner_references, errors);
    validate_finalizers(object, errors);
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go`
/// `ValidateOwnerReferences`.
fn validate_owners(owners: &[OwnerReference], errors: &mut Errors) {
    const FIELD: &str = "metadata.ownerReferences";
    let version = |it: &OwnerReference| match it.api_version.split_once('/') {
        Some((_, version)) => version.to_owned(),
        None => it.api_version.to_string(),
    };
    let mut controller = None;
    for owner in owners {
        let version = version(owner);
        for (name, given, text, detail) in [
            ("apiVersion", &*version, &owner.api_version, "version must not be empty"),
            ("kind", &*owner.kind, &owner.kind, "must not be empty"),
            ("name", &*owner.name, &owner.name, "must not be empty"),
            ("uid", &*owner.uid, &owner.uid, "must not be empty"),
        ] {
            if given.is_empty() {
                let value = format!("{:?}", &**text);
                errors.push(FieldError::invalid(&format!("{FIELD}.{name}"), &value, detail));
            }
        }
        if owner.api_version == "v1" && owner.kind == "Event" {
            let detail = "/v1, Kind=Event is disallowed from being an owner";
            errors.push(FieldError::invalid(&FIELD, &owner_json(owner), detail));
        }
        if owner.controller == Some(true) {
            let name = format!("{}/{}", owner.kind, owner.name);
            match &controller {
                None => controller = Some(name),
                Some(first) => {
                    let detail = format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {name}"
                    );
                    let list: Vec<String> = owners.iter().map(owner_json).collect();
                    let value = format!("[{}]", list.join(","));
                    errors.push(FieldError::invalid(&FIELD, &value, &detail));
                }
            }
        }
    }
}

/// The reference as Go writes it, its fields in their order.
fn owner_json(owner: &OwnerReference) -> String {
    let tree = owner.write_always();
    let names = ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"];
    let there = names.iter().filter(|it| !tree[**it].is_null());
    let fields: Vec<String> = there.map(|it| format!("{it:?}:{}", tree[*it])).collect();
    format!("{{{}}}", fields.join(","))
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go`
/// `ValidateFinalizers`, `pkg/apis/core/validation/validation.go` `ValidateFinalizerName`.
fn validate_finalizers(object: &Object, errors: &mut Errors) {
    const STANDARD: [&str; 3] =
        ["kubernetes", FINALIZER_ORPHAN_DEPENDENTS, FINALIZER_DELETE_DEPENDENTS];
    let finalizers = &object.meta().finalizers;
    for (index, name) in finalizers.iter().enumerate() {
        let field = format!("metadata.finalizers[{index}]");
        push_all(&field, name, &key_errors(name), errors);
        if !name.contains('/') && !STANDARD.contains(&name.as_str()) {
            let detail = "name is neither a standard finalizer name nor is it fully qualified";
            errors.push(FieldError::invalid(&field, &format!("{name:?}"), detail));
        }
    }
    let has = |name: &str| finalizers.iter().any(|it| it == name);
    if has(FINALIZER_ORPHAN_DEPENDENTS) && has(FINALIZER_DELETE_DEPENDENTS) {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        let value = serde_json::json!(finalizers).to_string();
        errors.push(FieldError::invalid(&"metadata.finalizers", &value, detail));
    }
}

pub(in crate::apiserver) fn validate_update(old: &Object, object: &Object, errors: &mut Errors) {
    let added = object.meta().finalizers.iter().find(|it| !old.meta().finalizers.contains(it));
    if let Some(added) = added.filter(|_| old.meta().is_terminating()) {
        let detail = format!(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{added:?}}}"
        );
        errors.push(FieldError::forbidden(&"metadata.finalizers", &detail));
    }
    validate_labels(&"metadata.labels", &object.meta().labels, errors);
    validate_annotations(&"metadata.annotations", &object.meta().annotations, errors);
    validate_owners(&object.meta().owner_references, errors);
    if old.meta().finalizers != object.meta().finalizers {
        validate_finalizers(object, errors);
    }
}

/// Each wrong thing with a text is an error of its own.
pub(in crate::apiserver) fn push_all(
    field: Path<'_>,
    text: &str,
    details: &[String],
    errors: &mut Errors,
) {
    if details.is_empty() {
        return;
    }
    let value = format!("{text:?}");
    errors.extend(details.iter().map(|detail| FieldError::invalid(field, &value, detail)));
}

fn is_subdomain(text: &str) -> bool {
    // In one go: every object has a name.
    let mut before = b'.';
    for byte in text.bytes() {
        let fits = match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'-' => before != b'.',
            b'.' => before != b'.' && before != b'-',
            _ => false,
        };
        if !fits {
            return false;
        }
        before = byte;
    }
    before != b'.' && before != b'-'
}

/// Why a name may not stand in a path.
/// Source: `staging/src/k8s.io/apimachinery/pkg/api/validation/path/name.go` `IsValidPathSegmentName`.
pub(in crate::apiserver) fn path_segment_errors(name: &str) -> Vec<String> {
    if name == "." || name == ".." {
        return vec![format!("may not be '{name}'")];
    }
    let found = ["/", "%"].into_iter().filter(|it| name.contains(it));
    found.map(|it| format!("may not contain '{it}'")).collect()
}

/// What is wrong with a subdomain. Source: `IsDNS1123Subdomain`.
pub(in crate::apiserver) fn subdomain_errors(text: &str) -> Vec<String> {
    if is_subdomain(text) && text.len() <= 253 {
        return Vec::new();
    }
    let form = (!is_subdomain(text)).then(|| SUBDOMAIN.to_owned());
    too_long(text, 253).into_iter().chain(form).collect()
}

fn too_long(text: &str, limit: usize) -> Option<String> {
    (text.len() > limit).then(|| format!("must be no more than {limit} characters"))
}

/// Whether the text is a label as RFC 1123 has it, apart from its length.
fn is_dns_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// What is wrong with a label. Source: `IsDNS1123Label`.
pub(in crate::apiserver) fn dns_label_errors(text: &str) -> Vec<String> {
    let form = if is_dns_label(text) {
        None
    } else if is_subdomain(text) {
        Some("must not contain dots".to_owned())
    } else {
        Some(LABEL.to_owned())
    };
    too_long(text, 63).into_iter().chain(form).collect()
}

fn is_name_part(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|it| inner(*it))
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go`
/// `ValidateLabels`.
pub(super) fn validate_labels(field: Path<'_>, labels: &Labels, errors: &mut Errors) {
    for (key, value) in labels {
        push_all(field, key, &key_errors(key), errors);
        push_all(field, value, &value_errors(value), errors);
    }
}

/// What is wrong with a label's value. Source: `IsValidLabelValue`.
#[must_use]
pub fn value_errors(value: &str) -> Vec<String> {
    let fits = value.is_empty() || is_name_part(value);
    if fits && value.len() <= 63 {
        return Vec::new();
    }
    let form = (!fits).then(|| LABEL_VALUE.to_owned());
    too_long(value, 63).into_iter().chain(form).collect()
}

/// What is wrong with a label's key. Source: `IsQualifiedName`.
#[must_use]
pub fn key_errors(key: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Most have no prefix, and nothing is wrong with them.
    if is_name_part(key) && key.len() <= 63 {
        return found;
    }
    let parts: Vec<&str> = key.split('/').collect();
    let name = match parts.as_slice() {
        [name] => *name,
        ["", name] => {
            found.push("prefix part must be non-empty".to_owned());
            *name
        }
        [prefix, name] => {
            let wrong = subdomain_errors(prefix);
            found.extend(wrong.iter().map(|it| format!("prefix part {it}")));
            *name
        }
        _ => {
            return vec![format!(
                "a qualified name {QUALIFIED_NAME} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        found.push("name part must be non-empty".to_owned());
    }
    found.extend(too_long(name, 63).map(|it| format!("name part {it}")));
    if !is_name_part(name) {
        found.push(format!("name part {QUALIFIED_NAME}"));
    }
    found
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go`
/// `ValidateAnnotations`.
pub(super) fn validate_annotations(field: Path<'_>, annotations: &Labels, errors: &mut Errors) {
    for key in annotations.keys() {
        push_all(field, key, &key_errors(&key.to_ascii_lowercase()), errors);
    }
    let total: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    if total > 262_144 {
        errors.push(FieldError {
            field: field.to_string(),
            text: "Too long: may not be more than 262144 bytes".to_owned(),
        });
    }
}

/// What is wrong with the name of a port. Source: `IsValidPortName`.
pub(in crate::apiserver) fn port_name_errors(name: &str) -> Vec<&'static str> {
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
