//! A place in a tree, by its path.

use crate::api::Value;
use serde_json::json;

/// Puts a value where a path leads; nowhere if something on the way is no object.
pub(super) fn set(tree: &mut Value, path: &str, value: &Value) {
    at(tree, path, true, &mut |it| *it = value.clone());
}

/// Does something at a path, for each item of the lists on the way.
pub(super) fn at(tree: &mut Value, path: &str, creates: bool, then: &mut dyn FnMut(&mut Value)) {
    if let Value::Array(items) = tree {
        items.iter_mut().for_each(|it| at(it, path, creates, then));
        return;
    }
    if path.is_empty() {
        then(tree);
        return;
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let Value::Object(map) = tree else { return };
    match map.get_mut(first) {
        Some(inner) if !inner.is_null() => at(inner, rest, creates, then),
        // Lists are not made.
        _ if !creates || first == "volumeClaimTemplates" => {}
        _ => {
            let mut inner = json!({});
            at(&mut inner, rest, creates, then);
            map.insert(first.to_owned(), inner);
        }
    }
}
