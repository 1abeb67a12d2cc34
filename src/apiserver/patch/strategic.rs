//! Merging a strategic merge patch into an object, or two patches into one.

use super::order::{is_deletion, normalized, once, same};
use super::{
    DELETED, DIRECTIVE, ELEMENT_ORDER, Place, RETAIN_KEYS, bad_format, no_merge_key, unknown,
};
use crate::api::{Kind, Map, Reason, Status, Value};

/// What a patch is merged into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    /// An object: directives are carried out.
    Object,
    /// An object of kustomize: what is new in a list comes first.
    Ahead,
    /// Another patch: directives are kept.
    Patch,
}

/// Merges a strategic merge patch into an object's tree.
///
/// # Errors
/// A directive that can't be understood, or an item without its merge key.
pub fn strategic_merge(kind: Kind, target: &mut Value, patch: Value) -> Result<(), Status> {
    merge(kind, target, patch, Into::Object)
}

/// The same as kustomize does it, whose new items come before the old ones.
/// Source: `sigs.k8s.io/kustomize/api/resource/resource.go` `ApplySmPatch`.
///
/// # Errors
/// As [`strategic_merge`].
pub fn strategic_merge_ahead(kind: Kind, target: &mut Value, patch: Value) -> Result<(), Status> {
    merge(kind, target, patch, Into::Ahead)
}

fn merge(kind: Kind, target: &mut Value, patch: Value, into: Into) -> Result<(), Status> {
    let Value::Object(patch) = patch else {
        return Err(Status::bad_request("Invalid JSON document".to_owned()));
    };
    let original = match target.take() {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    *target = Value::Object(merge_map(original, patch, Place::of(kind), into)?);
    Ok(())
}

/// Source: `mergeMap`.
pub(super) fn merge_map(
    mut original: Map,
    mut patch: Map,
    place: Place,
    into: Into,
) -> Result<Map, Status> {
    if let Some(directive) = patch.get(DIRECTIVE).cloned() {
        return match directive.as_str() {
            Some("replace") => {
                patch.remove(DIRECTIVE);
                Ok(patch)
            }
            Some("delete") => Ok(Map::new()),
            _ => Err(unsupported()),
        };
    }
    retain_keys(&mut original, &mut patch, into)?;
    let directives: Vec<String> =
        patch.keys().filter(|it| it.starts_with(ELEMENT_ORDER)).cloned().collect();
    for directive in directives {
        merge_ordered(&mut original, &mut patch, &directive, place, into)?;
    }
    for (key, value) in patch {
        merge_field(&mut original, &key, value, place, into)?;
    }
    Ok(original)
}

/// What the API server answers to a directive that it does not know.
fn unsupported() -> Status {
    Status {
        reason: Reason::Invalid,
        message: "the server rejected our request due to an error in our request".to_owned(),
        about: None,
        causes: Vec::new(),
    }
}

/// Source: `applyRetainKeysDirective`.
fn retain_keys(original: &mut Map, patch: &mut Map, into: Into) -> Result<(), Status> {
    let Some(retained) = patch.remove(RETAIN_KEYS) else { return Ok(()) };
    if into == Into::Patch {
        original.insert(RETAIN_KEYS.to_owned(), retained);
        return Ok(());
    }
    let wrong = || bad_format("retainKeys");
    let Value::Array(retained) = retained else { return Err(wrong()) };
    let stays = |key: &str| retained.iter().any(|it| it == key);
    let is_directive = |key: &str| key.starts_with(DELETED) || key.starts_with(ELEMENT_ORDER);
    if patch.iter().any(|(key, value)| !value.is_null() && !is_directive(key) && !stays(key)) {
        return Err(wrong());
    }
    original.retain(|key, _| stays(key));
    Ok(())
}

/// A list whose order the patch says. Source: `mergePatchIntoOriginal`.
fn merge_ordered(
    original: &mut Map,
    patch: &mut Map,
    directive: &str,
    place: Place,
    into: Into,
) -> Result<(), Status> {
    let wrong = || bad_format("setElementOrder list");
    let Some(Value::Array(order)) = patch.remove(directive) else { return Err(wrong()) };
    if into == Into::Patch {
        let order = Value::Array(order.clone());
        match original.get(directive) {
            Some(before) if *before != order => return Err(wrong()),
            _ => drop(original.insert(directive.to_owned(), order)),
        }
    }
    let field = directive.trim_start_matches(ELEMENT_ORDER);
    let (inner, merge) = place.field(field);
    let list = |value: Option<Value>| match value {
        None => Ok(None),
        Some(Value::Array(list)) => Ok(Some(list)),
        Some(_) => Err(wrong()),
    };
    let (live, wanted) = (list(original.get(field).cloned())?, list(patch.remove(field))?);
    if let Some(wanted) = &wanted {
        check_order(wanted, &order, merge.key)?;
    }
    let merged = match (live.clone(), wanted) {
        (None, None) => return Ok(()),
        (Some(list), None) | (None, Some(list)) => Merged { raw: Vec::new(), list },
        (Some(live), Some(wanted)) if merge.merges => {
            merge_list(live, wanted, inner, merge.key, into)?
        }
        (Some(_), Some(wanted)) => Merged { raw: Vec::new(), list: wanted },
    };
    // In Go what is new lies in the list's memory where something was deleted, and so has a place.
    let mut live = live.unwrap_or_default();
    if !merged.raw.is_empty() {
        live = merged.raw.into_iter().take(live.len()).collect();
    }
    let ordered = normalized(merged.list, &order, &live, merge.key);
    original.insert(field.to_owned(), Value::Array(ordered));
    Ok(())
}

/// The items of a patch must stand in the order that it says.
/// Source: `validatePatchWithSetOrderList`.
fn check_order(wanted: &[Value], order: &[Value], key: Option<&str>) -> Result<(), Status> {
    if order.is_empty() || wanted.is_empty() {
        return Ok(());
    }
    let mut rest = order.iter();
    for item in wanted.iter().filter(|it| !is_deletion(it) && it.get(DIRECTIVE).is_none()) {
        if !rest.any(|it| same(item, it, key)) {
            let list = |it: &[Value]| super::go_map(&Value::Array(it.to_vec()));
            return Err(unknown(format!(
                "The order in patch list:\n{}\n doesn't match $setElementOrder list:\n{}\n",
                list(wanted),
                list(order)
            )));
        }
    }
    Ok(())
}

fn merge_field(
    original: &mut Map,
    key: &str,
    value: Value,
    place: Place,
    into: Into,
) -> Result<(), Status> {
    let (key, deletes) = match key.strip_prefix(DELETED) {
        Some(_) if into == Into::Patch => {
            original.insert(key.to_owned(), value);
            return Ok(());
        }
        Some(list) => (list, true),
        None => (key, false),
    };
    if value.is_null() {
        original.remove(key);
        if into == Into::Patch {
            original.insert(key.to_owned(), value);
        }
        return Ok(());
    }
    let (inner, merge) = place.field(key);
    let merged = match (original.remove(key), value) {
        (Some(Value::Object(old)), Value::Object(new)) if !merge.replaces => {
            Value::Object(merge_map(old, new, inner, into)?)
        }
        (Some(Value::Array(old)), Value::Array(gone)) if deletes => {
            Value::Array(old.into_iter().filter(|it| !gone.contains(it)).collect())
        }
        (Some(Value::Array(old)), Value::Array(new)) if merge.merges => {
            Value::Array(merge_list(old, new, inner, merge.key, into)?.list)
        }
        (Some(old), _) if deletes => old,
        (None, _) if deletes => return Ok(()),
        (_, new) => new,
    };
    original.insert(key.to_owned(), if into == Into::Patch { merged } else { plain(merged) });
    Ok(())
}

/// What is new has no directives and no nulls.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(key, value)| {
                !value.is_null()
                    && ![DIRECTIVE, RETAIN_KEYS].contains(&key.as_str())
                    && !key.starts_with(ELEMENT_ORDER)
                    && !key.starts_with(DELETED)
            });
            Value::Object(kept.map(|(key, value)| (key, plain(value))).collect())
        }
        Value::Array(items) => {
            Value::Array(items.into_iter().filter(|it| !is_deletion(it)).map(plain).collect())
        }
        other => other,
    }
}

/// A merged list.
struct Merged {
    /// As the items came together: what was there, then what is new.
    raw: Vec<Value>,
    /// In its order.
    list: Vec<Value>,
}

/// Source: `mergeSlice`.
fn merge_list(
    original: Vec<Value>,
    patch: Vec<Value>,
    place: Place,
    key: Option<&str>,
    into: Into,
) -> Result<Merged, Status> {
    let Some(key) = key.filter(|_| original.iter().chain(&patch).all(Value::is_object)) else {
        let both: Vec<Value> = original.iter().chain(&patch).cloned().collect();
        let list = normalized(once(both), &patch, &original, None);
        return Ok(Merged { raw: Vec::new(), list });
    };
    let (mut live, wanted) = carry_out(original, patch, key)?;
    let before = live.clone();
    for item in wanted.iter().cloned() {
        let Some(own) = item.get(key).cloned() else { return Err(no_merge_key(&item, key)) };
        let found = live.iter().position(|it| it.get(key) == Some(&own));
        match (found, item) {
            (Some(index), Value::Object(patch)) => {
                let Value::Object(old) = live[index].take() else { continue };
                live[index] = Value::Object(merge_map(old, patch, place, into)?);
            }
            (_, item) => live.push(item),
        }
    }
    if let Some(item) = live.iter().find(|it| it.get(key).is_none()) {
        return Err(no_merge_key(item, key));
    }
    let list = if into == Into::Ahead {
        let new = live.split_off(before.len());
        [new, live.clone()].concat()
    } else {
        normalized(live.clone(), &wanted, &before, Some(key))
    };
    Ok(Merged { raw: live, list })
}

/// The items that are directives. Source: `mergeSliceWithSpecialElements`.
fn carry_out(
    mut original: Vec<Value>,
    patch: Vec<Value>,
    key: &str,
) -> Result<(Vec<Value>, Vec<Value>), Status> {
    let (mut wanted, mut replaces) = (Vec::new(), false);
    for item in patch {
        match item.get(DIRECTIVE).map(|it| it.as_str().unwrap_or("")) {
            None => wanted.push(item),
            Some("delete") => match item.get(key) {
                Some(gone) => original.retain(|it| it.get(key) != Some(gone)),
                None => return Err(no_merge_key(&item, key)),
            },
            Some("replace") => replaces = true,
            Some("merge") => {
                let text = "merging lists cannot yet be specified in the patch";
                return Err(unknown(text.to_owned()));
            }
            Some(_) => return Err(unsupported()),
        }
    }
    Ok(if replaces { (wanted, Vec::new()) } else { (original, wanted) })
}
