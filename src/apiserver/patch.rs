//! Merging: JSON merge patch, strategic merge patch, and the three-way merge of `kubectl apply`.
//! Source: `staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go`.

use super::Patch;
use crate::api::{Map, Object, Status, Value};

/// Applies a patch to a stored object.
pub(super) fn apply(old: &Object, patch: Patch) -> Result<Object, Status> {
    let mut value = old.to_value();
    match patch {
        Patch::Strategic(patch) => strategic_merge(&mut value, patch, ""),
        Patch::Merge(patch) => json_merge(&mut value, patch),
    }
    let kind = old.kind();
    Object::from_value(kind, value).map_err(|error| {
        let info = kind.info();
        Status::bad_request(format!(
            "{} in version {:?} cannot be handled as a {}: {error}",
            info.kind, info.version, info.kind
        ))
    })
}

/// RFC 7386.
pub fn json_merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    let map = as_map(target);
    for (key, value) in patch {
        if value.is_null() {
            map.remove(&key);
        } else {
            json_merge(map.entry(key).or_insert(Value::Null), value);
        }
    }
}

/// The field by which the items of a list are told apart when it is merged, or `None` where a
/// list is replaced as a whole: the `patchMergeKey` tags of `staging/src/k8s.io/api`.
#[must_use]
pub fn merge_key(list: &str) -> Option<&'static str> {
    Some(match list {
        "containers"
        | "initContainers"
        | "ephemeralContainers"
        | "volumes"
        | "env"
        | "imagePullSecrets" => "name",
        "ports" => "containerPort",
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        "conditions" => "type",
        "ownerReferences" => "uid",
        "hostAliases" | "podIPs" => "ip",
        "topologySpreadConstraints" => "topologyKey",
        _ => return None,
    })
}

/// Strategic merge: lists with a merge key are merged item by item, `null` removes, `$patch`
/// replaces or deletes. `field` is the name of the field that `target` stands in.
pub fn strategic_merge(target: &mut Value, patch: Value, field: &str) {
    match patch {
        Value::Object(mut patch) => {
            if patch.remove("$patch").is_some_and(|it| it == "replace") {
                *target = Value::Object(patch);
                return;
            }
            let map = as_map(target);
            for (key, value) in patch {
                if value.is_null() {
                    map.remove(&key);
                } else {
                    let slot = map.entry(key.clone()).or_insert(Value::Null);
                    strategic_merge(slot, value, &key);
                }
            }
        }
        Value::Array(items) => match merge_key(field) {
            Some(key) if items.iter().all(Value::is_object) => merge_list(target, items, key),
            _ => *target = Value::Array(items),
        },
        other => *target = other,
    }
}

fn merge_list(target: &mut Value, items: Vec<Value>, key: &str) {
    if !target.is_array() {
        *target = Value::Array(Vec::new());
    }
    let Value::Array(list) = target else { return };
    for item in items {
        let found = list.iter().position(|it| it.get(key) == item.get(key));
        let deletes = item.get("$patch").is_some_and(|it| it == "delete");
        match found {
            Some(index) if deletes => drop(list.remove(index)),
            Some(index) => strategic_merge(&mut list[index], item, ""),
            None if deletes => {}
            None => list.push(item),
        }
    }
}

/// The live object as `kubectl apply` leaves it: what the new manifest says is set, what the last
/// one said and the new one does not is removed, the rest stays.
/// Source: `staging/src/k8s.io/kubectl/pkg/cmd/apply/patcher.go`.
#[must_use]
pub fn three_way_merge(last: &Value, new: &Value, live: &Value, field: &str) -> Value {
    match (new, live) {
        (Value::Object(new), Value::Object(live)) => {
            let last = last.as_object();
            Value::Object(three_way_map(last, new, live))
        }
        (Value::Array(new), Value::Array(live)) => match merge_key(field) {
            Some(key) if new.iter().chain(live).all(Value::is_object) => {
                let last = last.as_array().map_or(&[][..], Vec::as_slice);
                Value::Array(three_way_list(last, new, live, key))
            }
            _ => Value::Array(new.clone()),
        },
        _ => new.clone(),
    }
}

fn three_way_map(last: Option<&Map>, new: &Map, live: &Map) -> Map {
    let mut result = live.clone();
    for key in last.into_iter().flat_map(Map::keys) {
        if !new.contains_key(key) {
            result.remove(key);
        }
    }
    for (key, value) in new {
        if value.is_null() {
            result.remove(key);
            continue;
        }
        let before = last.and_then(|it| it.get(key)).unwrap_or(&Value::Null);
        let mut merged = match live.get(key) {
            Some(live) => three_way_merge(before, value, live, key),
            None => value.clone(),
        };
        if key == "strategy" && live.get(key) != Some(&merged) {
            retain_keys(&mut merged, value);
        }
        result.insert(key.clone(), merged);
    }
    result
}

/// `patchStrategy: retainKeys`: a changed union keeps only what the manifest names, so that
/// `type: Recreate` takes the numbers of the rolling update away.
fn retain_keys(merged: &mut Value, wanted: &Value) {
    if let (Value::Object(merged), Value::Object(wanted)) = (merged, wanted) {
        merged.retain(|key, _| wanted.contains_key(key));
    }
}

fn three_way_list(last: &[Value], new: &[Value], live: &[Value], key: &str) -> Vec<Value> {
    let find =
        |list: &[Value], item: &Value| list.iter().find(|it| it.get(key) == item.get(key)).cloned();
    let mut result: Vec<Value> = new
        .iter()
        .map(|item| match find(live, item) {
            Some(live) => {
                let before = find(last, item).unwrap_or(Value::Null);
                three_way_merge(&before, item, &live, "")
            }
            None => item.clone(),
        })
        .collect();
    let added_elsewhere =
        live.iter().filter(|item| find(new, item).is_none() && find(last, item).is_none());
    result.extend(added_elsewhere.cloned());
    result
}

fn as_map(value: &mut Value) -> &mut Map {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it has just been made an object"),
    }
}
