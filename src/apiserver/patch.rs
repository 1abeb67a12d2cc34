//! Merging: JSON merge patch, strategic merge patch, and the patches that `kubectl` computes.
//! Source: `staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go`.

mod difference;
mod order;
mod strategic;
#[cfg(test)]
mod tests;

pub use self::difference::{three_way_patch, two_way_patch};
pub use self::strategic::{strategic_merge, strategic_merge_ahead};

use super::Patch;
use super::schema::{Merge, SchemaType};
use crate::api::{Kind, Map, Object, Reason, Status, Value};
use std::fmt::Write;

/// Replaces a map, or deletes it, instead of merging.
const DIRECTIVE: &str = "$patch";
/// The only fields that stay.
const RETAIN_KEYS: &str = "$retainKeys";
/// The order of a list's items.
const ELEMENT_ORDER: &str = "$setElementOrder/";
/// What goes from a list of scalars.
const DELETED: &str = "$deleteFromPrimitiveList/";

/// Applies a patch to a stored object.
pub(super) fn apply(old: &Object, patch: Patch) -> Result<Object, Status> {
    let (mut value, kind) = (old.to_value(), old.kind());
    match patch {
        Patch::Strategic(patch) => strategic_merge(kind, &mut value, patch)?,
        Patch::Merge(patch) => json_merge(&mut value, patch),
    }
    check_identity(old, &value)?;
    decode(kind, value)
}

/// The object of a tree.
pub(super) fn decode(kind: Kind, value: Value) -> Result<Object, Status> {
    Object::from_value(kind, value).map_err(|error| {
        let info = kind.info();
        Status::bad_request(format!(
            "{} in version {:?} cannot be handled as a {}: {error}",
            info.kind, info.version, info.kind
        ))
    })
}

/// A patch can't make another object of one.
/// Source: `staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go` `checkName`.
///
/// # Errors
/// The name or the namespace is another one.
pub fn check_identity(old: &Object, patched: &Value) -> Result<(), Status> {
    let meta = old.meta();
    for (field, own) in [("name", &meta.name), ("namespace", &meta.namespace)] {
        let now = patched["metadata"][field].as_str().unwrap_or("");
        if now != own && !(field == "namespace" && now.is_empty()) {
            return Err(Status::bad_request(format!(
                "the {field} of the object ({now}) does not match the {field} on the URL ({own})"
            )));
        }
    }
    Ok(())
}

/// RFC 7386.
pub fn json_merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(map) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            map.remove(&key);
        } else {
            json_merge(map.entry(key).or_insert(Value::Null), value);
        }
    }
}

/// Where a merge is: the type of the map, if it is known.
#[derive(Clone, Copy)]
struct Place(Option<SchemaType>);

impl Place {
    fn of(kind: Kind) -> Self {
        Self(SchemaType::of(kind))
    }

    /// How a field is merged, and where its map or its items are.
    fn field(self, name: &str) -> (Self, Merge) {
        let Some(r#type) = self.0 else { return (self, Merge::default()) };
        let field = r#type.field(name);
        let inner = field.map(|it| it.items().unwrap_or(it));
        (Self(inner), r#type.merge(name))
    }
}

/// A map lacks the field that tells it apart. The API server has no word for it.
fn no_merge_key(item: &Value, key: &str) -> Status {
    unknown(format!("map: {} does not contain declared merge key: {key}", go_map(item)))
}

fn unknown(message: String) -> Status {
    Status { reason: Reason::Unknown, message, about: None, causes: Vec::new() }
}

/// A directive that says something impossible. Source:
/// `staging/src/k8s.io/apimachinery/pkg/util/mergepatch/errors.go`.
fn bad_format(directive: &str) -> Status {
    Status::bad_request(format!("invalid patch format of {directive}"))
}

/// A tree as Go prints a map: `map[a:1 b:map[c:x]]`.
#[must_use]
pub fn go_map(value: &Value) -> String {
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
