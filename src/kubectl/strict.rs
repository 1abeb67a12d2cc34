//! The one place where a manifest is held against the schema before it becomes an object.

use super::manifest::Manifest;
use crate::api::{FieldError, Object, Reason, Status, Value, illegal_bytes};
use crate::apiserver::schema;
use std::fmt::Write;

/// Reads a manifest's tree as a new object, in the words of the API server where that fails.
pub(super) fn decode(manifest: &Manifest) -> Result<Object, Status> {
    schema::check_strictly(manifest.kind, &manifest.value)?;
    to_object(manifest)
}

/// Reads an object that a patch has changed. What the patch brought in must be in the schema.
/// Source: `staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go` `applyPatchToObject`.
pub(super) fn decode_patched(manifest: &Manifest, patch: &Value) -> Result<Object, Status> {
    schema::check_types(manifest.kind, &manifest.value)?;
    let unknown = schema::unknown_fields(manifest.kind, &manifest.value);
    if !unknown.is_empty() {
        let detail = format!("strict decoding error: {}", unknown.join(", "));
        let cause = FieldError::invalid("patch", &format!("{:?}", go_map(patch)), &detail);
        return Err(Status {
            reason: Reason::Invalid,
            message: format!(" \"\" is invalid: {cause}"),
            about: None,
            causes: vec![cause],
        });
    }
    to_object(manifest)
}

fn to_object(manifest: &Manifest) -> Result<Object, Status> {
    let kind = manifest.kind;
    let refuse = |error: &dyn std::fmt::Display| {
        let info = kind.info();
        Status::bad_request(format!(
            "{} in version {:?} cannot be handled as a {}: {error}",
            info.kind, info.version, info.kind
        ))
    };
    let object = Object::from_value(kind, manifest.value.clone()).map_err(|it| refuse(&it))?;
    illegal_bytes(&object).map_or(Ok(object), |it| Err(refuse(&it)))
}

/// A tree as Go prints a map: `map[a:1 b:map[c:x]]`.
fn go_map(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(go_map).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(map) => {
            let mut text = "map[".to_owned();
            for (index, (key, value)) in map.iter().enumerate() {
                let space = if index > 0 { " " } else { "" };
                let _ = write!(text, "{space}{key}:{}", go_map(value));
            }
            text + "]"
        }
        other => other.to_string(),
    }
}
