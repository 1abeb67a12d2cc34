//! Kinds that somebody has defined, explained by the schema of their definition.
//! Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder/builder.go`.

use super::lines::{field_head, head, line};
use crate::api::Value;
use crate::apiserver::{Store, custom};
use crate::kubectl::discovery;
use crate::kubectl::failure::Failure;
use crate::sorted::SortedMap;
use serde_json::json;
use std::fmt::Write;

/// What every object has besides. `explain` knows the metadata by its type alone.
const OF_ALL: [(&str, &str); 3] =
    [("apiVersion", "string"), ("kind", "string"), ("metadata", "ObjectMeta")];

/// The text; `None` where the kind is none that somebody has defined.
///
/// # Errors
/// There is no such field.
pub(super) fn explain(
    store: &Store,
    path: &str,
    recursive: bool,
) -> Result<Option<String>, Failure> {
    let word = path.split('.').next().unwrap_or(path);
    let Some(kind) = discovery::named(store, word) else { return Ok(None) };
    let Some(definition) = custom::definition(store, kind) else { return Ok(None) };
    let info = kind.info();
    let rest = path.get(word.len()..).unwrap_or("");
    let rest = rest.strip_prefix(&format!(".{}", info.group)).unwrap_or(rest);
    let mut out = head(kind);
    let mut schema = of_all(definition.schema().unwrap_or(&Value::Null));
    let names: Vec<&str> = rest.split('.').filter(|it| !it.is_empty()).collect();
    for (index, name) in names.iter().enumerate() {
        let missing = || {
            let last = names.last().unwrap_or(name);
            Failure::text(format!("field {last:?} does not exist"))
        };
        schema = inner(&schema)["properties"].get(*name).cloned().ok_or_else(missing)?;
        if index + 1 == names.len() {
            let texts = values(&schema);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            field_head(&mut out, name, &type_of(&schema), &texts);
        }
    }
    let about = schema["description"].as_str().unwrap_or("<empty>");
    let end = if about == "<empty>" { "" } else { "\n    " };
    let _ = writeln!(out, "DESCRIPTION:\n    {about}{end}");
    let mut list = String::new();
    fields(&schema, 1, recursive, &mut list);
    if !list.is_empty() {
        let _ = write!(out, "FIELDS:\n{list}");
    }
    Ok(Some(out + "\n"))
}

/// The schema with what every object has.
fn of_all(schema: &Value) -> Value {
    let mut schema = schema.clone();
    for (name, r#type) in OF_ALL {
        schema["properties"][name] = json!({"type": r#type});
    }
    schema
}

/// What a list or a map holds.
fn inner(schema: &Value) -> &Value {
    let holds = [&schema["items"], &schema["additionalProperties"]];
    holds.into_iter().find(|it| it.is_object()).map_or(schema, inner)
}

/// Source: `typeGuess`.
fn type_of(schema: &Value) -> String {
    if schema["items"].is_object() {
        return format!("[]{}", type_of(&schema["items"]));
    }
    if schema["additionalProperties"].is_object() {
        return format!("map[string]{}", type_of(&schema["additionalProperties"]));
    }
    match schema["type"].as_str() {
        None | Some("object") => "Object".to_owned(),
        Some(other) => other.to_owned(),
    }
}

fn values(schema: &Value) -> Vec<String> {
    let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    schema["enum"].as_array().into_iter().flatten().map(text).collect()
}

fn fields(schema: &Value, level: usize, recursive: bool, out: &mut String) {
    let schema = inner(schema);
    let required = schema["required"].as_array();
    let all = schema["properties"].as_object().into_iter().flatten();
    for (name, field) in all.collect::<SortedMap<_, _>>() {
        let is_required = required.is_some_and(|it| it.iter().any(|it| it == name));
        let texts = values(field);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        line(out, level, (name, &type_of(field)), is_required, &texts);
        if recursive {
            fields(field, level + 1, recursive, out);
        }
    }
}
