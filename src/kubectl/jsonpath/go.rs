//! Values as Go prints them.

use crate::api::Value;

/// A value as Go's `%#v` prints it.
pub(super) fn syntax(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let pairs: Vec<String> =
                map.iter().map(|(key, it)| format!("{key:?}:{}", syntax(it))).collect();
            format!("map[string]interface {{}}{{{}}}", pairs.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(syntax).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Null => "interface {}(nil)".to_owned(),
        other => other.to_string(),
    }
}

/// A value as Go's `%v` prints it, in `custom-columns`.
pub(in crate::kubectl) fn text(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let pairs: Vec<String> =
                map.iter().map(|(key, it)| format!("{key}:{}", text(it))).collect();
            format!("map[{}]", pairs.join(" "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Null => "<nil>".to_owned(),
        Value::String(it) => it.clone(),
        other => other.to_string(),
    }
}
