//! Whether a configuration that the server is to merge fits the schema.
//! Source: `sigs.k8s.io/structured-merge-diff/v6/typed/{validate,helpers}.go`,
//! `staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/structuredmerge.go`.

use super::set::step;
use super::typed::{Place, root};
use crate::api::{Kind, Reason, Status, Value};
use crate::apiserver::patch::go_map;
use crate::apiserver::schema::SchemaType;

/// Holds a configuration against the schema of its kind.
///
/// # Errors
/// It has fields that the kind has not, or values of another type. The API server has no word for
/// that but 500.
pub fn check_declared(kind: Kind, config: &Value) -> Result<(), Status> {
    let mut found = Vec::new();
    walk(root(SchemaType::of(kind)), config, "", &mut found);
    let list = match found.as_slice() {
        [] => return Ok(()),
        [one] => one.clone(),
        several => format!("errors:\n  {}", several.join("\n  ")),
    };
    let (info, meta) = (kind.info(), |field| config["metadata"][field].as_str().unwrap_or(""));
    let message = format!(
        "failed to create typed patch object ({}/{}; {}/{}, Kind={}): {list}",
        meta("namespace"),
        meta("name"),
        info.group,
        info.version,
        info.kind
    );
    Err(Status { reason: Reason::Unknown, message, about: None, causes: Vec::new() })
}

fn walk(place: Place, value: &Value, path: &str, found: &mut Vec<String>) {
    let Some(r#type) = place.r#type.filter(|_| !value.is_null()) else { return };
    let is_list = r#type.items().is_some();
    let is_map = r#type.values().is_some() || r#type.fields().is_some();
    match value {
        Value::Array(items) if is_list => walk_list(place, items, path, found),
        Value::Object(map) if is_map => {
            for (name, it) in map {
                let path = format!("{path}.{name}");
                match place.field(name) {
                    Place { r#type: None, .. } => {
                        found.push(format!("{path}: field not declared in schema"));
                    }
                    place => walk(place, it, &path, found),
                }
            }
        }
        _ => {
            if let Some(why) = mismatch(r#type, value) {
                let colon = if path.is_empty() { "" } else { ": " };
                found.push(format!("{path}{colon}{why}"));
            }
        }
    }
}

fn walk_list(place: Place, items: &[Value], path: &str, found: &mut Vec<String>) {
    let mut seen = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let name = match place.merge {
            it if !it.keys.is_empty() && item.is_object() => step(&place.key_of(item)),
            it if it.is_set => step(&format!("v:{item}")),
            _ => format!("[{index}]"),
        };
        if seen.contains(&name) {
            found.push(format!("{path}: duplicate entries for key {name}"));
        }
        walk(place.item(), item, &format!("{path}{name}"), found);
        seen.push(name);
    }
}

/// Source: `validateScalar`, `listValue`, `mapValue`.
fn mismatch(r#type: SchemaType, value: &Value) -> Option<String> {
    let shown = || format!("&{{{}}}", go_map(value));
    if r#type.items().is_some() {
        return Some(format!("expected list, got {}", shown()));
    }
    if r#type.values().is_some() || r#type.fields().is_some() {
        return Some(format!("expected map, got {}", shown()));
    }
    match r#type.name() {
        "s" if !value.is_string() => Some(format!(
            "expected string, got &value.valueUnstructured{{Value:{}}}",
            go_map(value)
        )),
        "i" | "l" | "f" if !value.is_number() => {
            Some(format!("expected numeric (int or float), got {}", go_type(value)))
        }
        "b" if !value.is_boolean() => Some(format!("expected boolean, got {}", shown())),
        // Times, quantities and the like are any scalar.
        "t" | "q" | "x" | "y" if value.is_array() || value.is_object() => {
            Some(format!("expected any scalar, got {}", shown()))
        }
        _ => None,
    }
}

fn go_type(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
        Value::Null | Value::Number(_) => "float64",
    }
}
