//! Volumes, tolerations and the like of a Pod's spec.
//! Source: `pkg/apis/core/validation/validation.go` `ValidateVolumes`, `ValidateTolerations`.

use super::{Errors, meta};
use crate::api::{FieldError, PodSpec, Value};

const DNS_POLICIES: [&str; 4] = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];

/// The volumes of a spec.
pub(super) fn validate(spec: &PodSpec, path: &str, errors: &mut Errors) {
    let volumes = spec.rest.get("volumes").and_then(Value::as_array);
    let volumes: Vec<&Value> = volumes.into_iter().flatten().collect();
    for (index, it) in volumes.iter().enumerate() {
        volume(it, &volumes[..index], &format!("{path}.volumes[{index}]"), errors);
    }
}

/// Where its Pods may run.
pub(super) fn validate_placement(spec: &PodSpec, path: &str, errors: &mut Errors) {
    let policy = spec.rest.get("dnsPolicy").and_then(Value::as_str).unwrap_or("ClusterFirst");
    if !DNS_POLICIES.contains(&policy) {
        errors.push(FieldError::unsupported(&format!("{path}.dnsPolicy"), policy, &DNS_POLICIES));
    }
    meta::validate_labels(&format!("{path}.nodeSelector"), &spec.node_selector, errors);
}

/// What comes last: its names.
pub(super) fn validate_names(spec: &PodSpec, path: &str, errors: &mut Errors) {
    for field in ["hostname", "subdomain"] {
        let name = spec.rest.get(field).and_then(Value::as_str).unwrap_or("");
        if !name.is_empty() {
            let field = format!("{path}.{field}");
            meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn volume(volume: &Value, before: &[&Value], path: &str, errors: &mut Errors) {
    let name = text(&volume["name"]);
    let field = format!("{path}.name");
    let details = meta::dns_label_errors(name);
    if name.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else if !details.is_empty() {
        meta::push_all(&field, name, &details, errors);
    } else if before.iter().any(|it| text(&it["name"]) == name) {
        errors.push(FieldError::duplicate(&field, &format!("{name:?}")));
    }
    let sources = volume.as_object().into_iter().flatten();
    let sources = sources.filter(|(key, value)| *key != "name" && !value.is_null());
    for (extra, _) in sources.skip(1) {
        let detail = "may not specify more than 1 volume type";
        errors.push(FieldError::forbidden(&format!("{path}.{extra}"), detail));
    }
    let required = [
        ("configMap", "name"),
        ("secret", "secretName"),
        ("persistentVolumeClaim", "claimName"),
        ("hostPath", "path"),
    ];
    for (source, field) in required {
        let found = volume.get(source).filter(|it| !it.is_null());
        if found.is_some_and(|it| text(&it[field]).is_empty()) {
            errors.push(FieldError::required(&format!("{path}.{source}.{field}"), ""));
        }
    }
}
