//! Custom resources: what their definition's schema says of them.
//! Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/{schema,validation}`.
//!
//! Formats and rules in CEL are not held against anything.

mod subresources;
mod validate;

pub(super) use self::subresources::scaled;
pub use self::subresources::{has_status, scale_of};

use super::{ApiServer, Store};
use crate::api::{CustomResourceDefinition, Kind, Map, Object, Status, Value};
use std::rc::Rc;

/// What belongs to every object, whatever the schema says.
const OF_ALL: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// The definition of a kind that somebody has defined.
#[must_use]
pub fn definition(store: &Store, kind: Kind) -> Option<&Rc<CustomResourceDefinition>> {
    let Kind::Other(other) = kind else { return None };
    if !other.is_custom() {
        return None;
    }
    store.typed("", &kind.qualified_resource())
}

/// The fields that the schema does not have, in the words of the strict decoder.
#[must_use]
pub fn unknown_fields(definition: &CustomResourceDefinition, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if let (Some(schema), Value::Object(map)) = (definition.schema(), value) {
        // The copy is pruned, and what went is told.
        let mut copy = map.clone();
        prune(schema, &mut copy, "", &mut found);
    }
    found.into_iter().map(|it| format!("unknown field {it:?}")).collect()
}

/// Drops what the schema does not have, and fills in its defaults.
pub(super) fn admit(store: &Store, object: &mut Object) {
    let Some(definition) = definition(store, object.kind()) else { return };
    let (Some(schema), Object::Other(it)) = (definition.schema(), object) else { return };
    let rest = &mut Rc::make_mut(it).rest;
    prune(schema, rest, "", &mut Vec::new());
    fill_in(schema, rest);
}

/// Holds an object against the schema.
pub(super) fn check(store: &Store, object: &Object) -> Result<(), Status> {
    let Some(definition) = definition(store, object.kind()) else { return Ok(()) };
    let (Some(schema), Object::Other(it)) = (definition.schema(), object) else { return Ok(()) };
    let mut errors = Vec::new();
    validate::object(schema, &it.rest, "", &mut errors);
    if errors.is_empty() {
        return Ok(());
    }
    Err(Status::invalid(object.kind(), &it.metadata.name, errors))
}

fn keeps_unknown(schema: &Value) -> bool {
    schema["x-kubernetes-preserve-unknown-fields"] == true
}

fn inside(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

/// Source: `pkg/apiserver/schema/pruning/algorithm.go`.
fn prune(schema: &Value, map: &mut Map, path: &str, gone: &mut Vec<String>) {
    let is_root = path.is_empty() || schema["x-kubernetes-embedded-resource"] == true;
    let more = schema.get("additionalProperties").filter(|it| !it.is_null());
    let of = |name: &str| schema["properties"].get(name).or(more);
    let names: Vec<String> = map.keys().cloned().collect();
    for name in names {
        if is_root && OF_ALL.contains(&name.as_str()) {
            continue;
        }
        match of(&name) {
            Some(field) => {
                if let Some(value) = map.get_mut(&name) {
                    prune_value(field, value, &inside(path, &name), gone);
                }
            }
            None if keeps_unknown(schema) => {}
            None => {
                map.remove(&name);
                gone.push(inside(path, &name));
            }
        }
    }
}

fn prune_value(schema: &Value, value: &mut Value, path: &str, gone: &mut Vec<String>) {
    match value {
        Value::Object(map) if schema.is_object() => prune(schema, map, path, gone),
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                prune_value(&schema["items"], item, &format!("{path}[{index}]"), gone);
            }
        }
        _ => {}
    }
}

/// Source: `pkg/apiserver/schema/defaulting/algorithm.go`.
fn fill_in(schema: &Value, map: &mut Map) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(default) = field.get("default").filter(|_| !map.contains_key(name)) {
            map.insert(name.clone(), default.clone());
        }
        if let Some(value) = map.get_mut(name) {
            fill_in_value(field, value);
        }
    }
    if let Some(values) = schema.get("additionalProperties") {
        map.values_mut().for_each(|it| fill_in_value(values, it));
    }
}

fn fill_in_value(schema: &Value, value: &mut Value) {
    match value {
        Value::Object(map) => fill_in(schema, map),
        Value::Array(items) => items.iter_mut().for_each(|it| fill_in_value(&schema["items"], it)),
        _ => {}
    }
}

impl ApiServer {
    /// The objects of a kind go with its definition.
    /// Source: `pkg/controller/finalizer/crd_finalizer.go`.
    pub(super) fn remove_instances(&mut self, definition: &CustomResourceDefinition) {
        let Some(kind) = definition.kind() else { return };
        let objects: Vec<Object> = self.store.list(kind, None).cloned().collect();
        for object in objects {
            let event = self.store.remove(object);
            self.side_writes.push(event);
        }
    }
}
