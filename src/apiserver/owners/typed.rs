//! Trees and their types: which fields one has, what differs between two, what an apply makes of
//! one. Source: `sigs.k8s.io/structured-merge-diff/v6/typed`.

use super::set::FieldSet;
use crate::api::{Map, Value};
use crate::apiserver::schema::{Merge, SchemaType};
use crate::sorted::SortedMap;

/// Structs that Go always has, so that nobody makes them.
const ALWAYS: [&str; 7] =
    ["metadata", "spec", "status", "strategy", "template", "updateStrategy", "jobTemplate"];

/// A place in a tree: its type, and how the field it stands in is merged.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub r#type: Option<SchemaType>,
    pub merge: Merge,
}

impl Place {
    fn is_atomic(self) -> bool {
        let by_type = self.r#type.is_some_and(SchemaType::is_atomic);
        self.merge.is_atomic || (by_type && !self.merge.is_granular)
    }

    pub fn field(self, name: &str) -> Self {
        let Some(r#type) = self.r#type else { return Self::default() };
        Self { r#type: r#type.field(name), merge: r#type.merge(name) }
    }

    pub fn item(self) -> Self {
        Self { r#type: self.r#type.and_then(SchemaType::items), merge: Merge::default() }
    }

    /// The parts of a tree that have owners of their own, by their names in `fieldsV1`; `None`
    /// where it has one owner.
    fn parts(self, value: &Value) -> Option<SortedMap<String, (Self, &Value)>> {
        match value {
            Value::Object(map) if !map.is_empty() && !self.is_atomic() => {
                let part = |(name, it): (&String, _)| (format!("f:{name}"), (self.field(name), it));
                Some(map.iter().map(part).collect())
            }
            Value::Array(list) if !list.is_empty() && !self.merge.keys.is_empty() => {
                let part = |it| (self.key_of(it), (self.item(), it));
                Some(list.iter().map(part).collect())
            }
            Value::Array(list) if !list.is_empty() && self.merge.is_set => {
                Some(list.iter().map(|it| (format!("v:{it}"), (self.item(), it))).collect())
            }
            _ => None,
        }
    }

    /// What tells an item from others: `k:{"name":"c"}`.
    pub fn key_of(self, item: &Value) -> String {
        let mut keys = Map::new();
        for key in self.merge.keys.split('+') {
            let value = match (key, &item[key]) {
                // The one key with a default.
                ("protocol", Value::Null) => Value::String("TCP".to_owned()),
                (_, value) => value.clone(),
            };
            keys.insert(key.to_owned(), value);
        }
        format!("k:{}", Value::Object(keys))
    }
}

pub(super) fn root(r#type: Option<SchemaType>) -> Place {
    Place { r#type, merge: Merge::default() }
}

/// The fields that an applied configuration has. Source: `tofieldset.go`.
pub(super) fn fields_of(r#type: Option<SchemaType>, value: &Value) -> FieldSet {
    applied(root(r#type), value)
}

fn applied(place: Place, value: &Value) -> FieldSet {
    let Some(parts) = place.parts(value) else { return FieldSet::leaf() };
    let mut set = FieldSet::default();
    for (name, (place, value)) in parts {
        let mut part = applied(place, value);
        // An item of a list is a field by itself.
        part.is_member |= name.starts_with("k:");
        set.put(name, part);
    }
    set
}

/// What differs between two trees.
#[derive(Default)]
pub(super) struct Change {
    /// What is new or other.
    pub written: FieldSet,
    /// What is gone.
    pub removed: FieldSet,
}

/// Source: `TypedValue.Compare`.
pub(super) fn compare(r#type: Option<SchemaType>, old: &Value, new: &Value) -> Change {
    compared(root(r#type), old, new)
}

fn compared(place: Place, old: &Value, new: &Value) -> Change {
    let mut change = Change::default();
    if old == new {
        return change;
    }
    let empty = |it: &Value| it.as_object().is_some_and(Map::is_empty);
    let (before, after) = match (place.parts(old), place.parts(new)) {
        (Some(before), Some(after)) => (before, after),
        (Some(before), None) if empty(new) => (before, SortedMap::new()),
        (None, Some(after)) if empty(old) => (SortedMap::new(), after),
        _ => {
            change.written = FieldSet::leaf();
            return change;
        }
    };
    for (name, (place, new)) in &after {
        match before.get(name) {
            Some((_, old)) => {
                let inner = compared(*place, old, new);
                change.written.put(name.clone(), inner.written);
                change.removed.put(name.clone(), inner.removed);
            }
            None => change.written.put(name.clone(), whole(*place, name, new)),
        }
    }
    for (name, (place, old)) in before.iter().filter(|it| !after.contains_key(it.0)) {
        change.removed.put(name.clone(), whole(*place, name, old));
    }
    change
}

/// A tree and all its parts.
fn whole(place: Place, name: &str, value: &Value) -> FieldSet {
    let Some(parts) = place.parts(value) else { return FieldSet::leaf() };
    let is_always = name.strip_prefix("f:").is_some_and(|it| ALWAYS.contains(&it));
    let mut set = FieldSet { is_member: !is_always, ..FieldSet::default() };
    for (name, (place, value)) in parts {
        let part = whole(place, &name, value);
        set.put(name, part);
    }
    set
}

/// The tree with a configuration merged in. Source: `TypedValue.Merge`.
pub(super) fn merge(r#type: Option<SchemaType>, live: &Value, config: &Value) -> Value {
    merged(root(r#type), live, config)
}

fn merged(place: Place, live: &Value, config: &Value) -> Value {
    match (live, config) {
        (Value::Object(old), Value::Object(new)) if !place.is_atomic() => {
            let mut map = old.clone();
            for (name, value) in new {
                let value = match old.get(name) {
                    Some(old) => merged(place.field(name), old, value),
                    None => value.clone(),
                };
                map.insert(name.clone(), value);
            }
            Value::Object(map)
        }
        (Value::Array(old), Value::Array(new)) if !place.merge.keys.is_empty() => {
            let same = |a: &Value, b: &Value| place.key_of(a) == place.key_of(b);
            let join = |old: &Value, new: &Value| merged(place.item(), old, new);
            Value::Array(lists(old, new, same, join))
        }
        (Value::Array(old), Value::Array(new)) if place.merge.is_set => {
            Value::Array(lists(old, new, |a, b| a == b, |_, new| new.clone()))
        }
        (_, config) => config.clone(),
    }
}

/// Items of both lists, each once: those of the configuration in its order, the others where they
/// were before them.
fn lists(
    old: &[Value],
    new: &[Value],
    same: impl Fn(&Value, &Value) -> bool,
    join: impl Fn(&Value, &Value) -> Value,
) -> Vec<Value> {
    let mut others = old.iter().peekable();
    let mut list = Vec::new();
    for item in new {
        let is_new = |it: &Value| new.iter().any(|new| same(it, new));
        while let Some(other) = others.next_if(|it| !is_new(it)) {
            list.push(other.clone());
        }
        others.next_if(|it| same(it, item));
        list.push(
            old.iter()
                .find(|it| same(it, item))
                .map_or_else(|| item.clone(), |old| join(old, item)),
        );
    }
    list.extend(others.filter(|it| !new.iter().any(|new| same(it, new))).cloned());
    list
}

/// Takes out of a tree what is in one set and not in the other.
pub(super) fn remove(
    r#type: Option<SchemaType>,
    value: &mut Value,
    gone: &FieldSet,
    kept: &FieldSet,
) {
    removed(root(r#type), value, gone, kept);
}

fn removed(place: Place, value: &mut Value, gone: &FieldSet, kept: &FieldSet) {
    let nothing = FieldSet::default();
    // What is left of a part, or nothing where it goes as a whole.
    let left = |name: &str, inner: Place, it: &mut Value| {
        let Some(gone) = gone.children.get(name) else { return true };
        let kept = kept.children.get(name).unwrap_or(&nothing);
        if gone.is_member && kept.is_empty() {
            return false;
        }
        let had_parts = inner.parts(it).is_some();
        removed(inner, it, gone, kept);
        let is_bare =
            it.as_object().is_some_and(Map::is_empty) || it.as_array().is_some_and(Vec::is_empty);
        !(had_parts && is_bare && kept.is_empty())
    };
    match value {
        Value::Object(map) if !place.is_atomic() => {
            map.retain(|name, it| left(&format!("f:{name}"), place.field(name), it));
        }
        Value::Array(list) if !place.merge.keys.is_empty() => {
            list.retain_mut(|it| left(&place.key_of(it), place.item(), it));
        }
        Value::Array(list) if place.merge.is_set => {
            list.retain_mut(|it| left(&format!("v:{it}"), place.item(), it));
        }
        _ => {}
    }
}
