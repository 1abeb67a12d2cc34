//! What stands at a path of an object, as a column shows it.
//! Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go`.

use crate::api::{Object, Time};
use crate::kubectl::duration;
use crate::kubectl::jsonpath::{Template, go_text};

/// An age.
pub(super) const DATE: &str = "date";
/// How many there are.
pub(super) const COUNT: &str = "count";
/// Missing texts are said to be so.
pub(super) const TEXT: &str = "text";

/// What stands at a path of an object.
pub(super) fn at(object: &Object, path: &str, how: &str, now_ms: i64) -> String {
    let tree = object.to_value();
    let Ok(template) = Template::relaxed(path) else { return String::new() };
    let found = template.find(&tree).unwrap_or_default();
    let texts = found.iter().filter(|it| !it.is_null()).map(|it| go_text(it));
    let text = texts.collect::<Vec<_>>().join(",");
    match how {
        DATE => {
            let then = found.first().and_then(|it| it.as_str()).and_then(Time::parse);
            if text.is_empty() { text } else { duration::age(then, now_ms) }
        }
        COUNT => found.first().and_then(|it| it.as_array()).map_or(0, Vec::len).to_string(),
        "labels" => {
            let labels = found.first().and_then(|it| it.as_object()).into_iter().flatten();
            let pairs = labels.map(|(key, value)| format!("{key}={}", go_text(value)));
            let text = pairs.collect::<Vec<_>>().join(",");
            if text.is_empty() { "<none>".to_owned() } else { text }
        }
        "flag" => (text == "true").to_string(),
        "state" => if text.is_empty() { "pending" } else { "allocated,reserved" }.to_owned(),
        "pending" if text.is_empty() => "Pending".to_owned(),
        "unset" if text.is_empty() => "<unset>".to_owned(),
        TEXT if text.is_empty() => "<none>".to_owned(),
        _ => text,
    }
}
