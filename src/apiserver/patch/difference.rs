//! The strategic merge patch that leads from one object to another, and the one of
//! `kubectl apply`: what the new manifest says is set, what the last one said and the new one does
//! not is removed, the rest stays.

use super::order::{insertion_sort, once, same, sorted_by};
use super::strategic::{Into, merge_map};
use super::{DELETED, DIRECTIVE, ELEMENT_ORDER, Place, RETAIN_KEYS};
use crate::api::{Kind, Map, Status, Value};
use crate::sorted::Sort;
use serde_json::json;

/// Which half of a difference is wanted.
#[derive(Clone, Copy)]
struct Options {
    /// What is new or other.
    changes: bool,
    /// What is no longer there.
    deletions: bool,
    /// Whether the fields that stay are to be listed.
    retain: bool,
}

/// The patch that makes `new` of `old`. Source: `CreateTwoWayMergeMapPatch`.
#[must_use]
pub fn two_way_patch(kind: Kind, old: &Value, new: &Value) -> Value {
    let options = Options { changes: true, deletions: true, retain: false };
    Value::Object(difference(kind, old, new, options))
}

/// The patch of `kubectl apply`, from the manifest that was applied last, the new one, and the
/// object as it is. Source: `CreateThreeWayMergePatch`.
///
/// # Errors
/// As [`super::strategic_merge`].
pub fn three_way_patch(
    kind: Kind,
    last: &Value,
    new: &Value,
    live: &Value,
) -> Result<Value, Status> {
    let only = |changes| Options { changes, deletions: !changes, retain: false };
    let changes = difference(kind, live, new, only(true));
    let deletions = difference(kind, last, new, only(false));
    merge_map(deletions, changes, Place::of(kind), Into::Patch).map(Value::Object)
}

fn difference(kind: Kind, old: &Value, new: &Value, options: Options) -> Map {
    let empty = Map::new();
    let map = |it| -> &Map { Value::as_object(it).unwrap_or(&empty) };
    maps(map(old), map(new), Place::of(kind), options)
}

/// Source: `diffMaps`.
fn maps(old: &Map, new: &Map, place: Place, options: Options) -> Map {
    let mut patch = Map::new();
    for (key, value) in new {
        match (old.get(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                map(key, old, new, place, options, &mut patch);
            }
            (Some(Value::Array(old)), Value::Array(new)) => {
                list(key, old, new, place, options, &mut patch);
            }
            (Some(old), new) if old == new => {}
            _ if options.changes => drop(patch.insert(key.clone(), value.clone())),
            _ => {}
        }
    }
    let gone = || old.iter().filter(|(key, _)| !new.contains_key(*key));
    if options.deletions {
        patch.extend(gone().map(|(key, _)| (key.clone(), Value::Null)));
    }
    let mut retained: Vec<&String> =
        new.iter().filter(|(_, value)| !value.is_null()).map(|(key, _)| key).collect();
    let loses = gone().any(|(_, value)| !value.is_null());
    if options.retain && !retained.is_empty() && (!patch.is_empty() || loses) {
        retained.order();
        patch.insert(RETAIN_KEYS.to_owned(), json!(retained));
    }
    patch
}

/// Source: `handleMapDiff`.
fn map(key: &str, old: &Map, new: &Map, place: Place, options: Options, patch: &mut Map) {
    let (inner, merge) = place.field(key);
    if merge.replaces {
        // Even where nothing has changed.
        if options.changes {
            patch.insert(key.to_owned(), Value::Object(new.clone()));
        }
        return;
    }
    let it = maps(old, new, inner, Options { retain: merge.retains, ..options });
    if !it.is_empty() {
        patch.insert(key.to_owned(), Value::Object(it));
    }
}

/// Source: `handleSliceDiff`, `diffLists`.
fn list(key: &str, old: &[Value], new: &[Value], place: Place, options: Options, patch: &mut Map) {
    let (inner, merge) = place.field(key);
    if !merge.merges {
        if options.changes && old != new {
            patch.insert(key.to_owned(), json!(new));
        }
        return;
    }
    if old.is_empty() {
        if options.changes && !new.is_empty() {
            patch.insert(key.to_owned(), json!(new));
        }
        return;
    }
    let mut put = |prefix: &str, list: Vec<Value>| {
        if !list.is_empty() {
            patch.insert(format!("{prefix}{key}"), Value::Array(list));
        }
    };
    if let Some(name) = merge.key {
        let options = Options { retain: merge.retains, ..options };
        let (changed, deleted) = lists_of_maps(old, new, name, inner, options);
        let mut items = sorted_by(changed, new, merge.key);
        items.extend(deleted);
        let in_order =
            old.len() == new.len() && old.iter().zip(new).all(|(a, b)| same(a, b, merge.key));
        if !items.is_empty() || (options.changes && !in_order) {
            put(ELEMENT_ORDER, new.iter().map(|it| json!({name: it[name]})).collect());
        }
        put("", items);
        return;
    }
    let (added, deleted) = lists_of_scalars(old, new);
    let differs = options.changes && old != new || options.deletions && !deleted.is_empty();
    if differs {
        put(ELEMENT_ORDER, new.to_vec());
    }
    if options.changes {
        put("", sorted_by(added, new, None));
    }
    if options.deletions {
        put(DELETED, deleted);
    }
}

fn text(value: &Value) -> String {
    super::go_map(value)
}

/// Both lists are walked in the order of their keys. What Go's sort makes of equal keys counts:
/// it turns them round. Source: `diffListsOfMaps`, `SortableSliceOfMaps`.
fn lists_of_maps(
    old: &[Value],
    new: &[Value],
    key: &str,
    place: Place,
    options: Options,
) -> (Vec<Value>, Vec<Value>) {
    let sorted = |list: &[Value]| {
        let mut list = list.to_vec();
        insertion_sort(&mut list, |a, b| text(&a[key]) <= text(&b[key]));
        list
    };
    let (old, new) = (sorted(old), sorted(new));
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    let (mut changed, mut deleted) = (Vec::new(), Vec::new());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return (changed, deleted),
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(_), None) => std::cmp::Ordering::Less,
            (Some(old), Some(new)) => text(&old[key]).cmp(&text(&new[key])),
        };
        // Each arm takes what it has seen.
        let before = if order.is_gt() { None } else { old.next() };
        let after = if order.is_lt() { None } else { new.next() };
        match (before, after) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                let mut patch = maps(before, after, place, options);
                if !patch.is_empty() {
                    patch.insert(key.to_owned(), after.get(key).cloned().unwrap_or_default());
                    changed.push(Value::Object(patch));
                }
            }
            (None, Some(after)) if options.changes => changed.push(after.clone()),
            (Some(before), None) if options.deletions => {
                deleted.push(json!({key: before[key], DIRECTIVE: "delete"}));
            }
            _ => {}
        }
    }
}

/// What is new, and what is gone. Source: `diffListsOfScalars`.
fn lists_of_scalars(old: &[Value], new: &[Value]) -> (Vec<Value>, Vec<Value>) {
    let only = |list: &[Value], other: &[Value]| {
        let mut list: Vec<Value> = list.iter().filter(|it| !other.contains(it)).cloned().collect();
        insertion_sort(&mut list, |a, b| text(a) < text(b));
        list
    };
    (only(new, old), once(only(old, new)))
}
