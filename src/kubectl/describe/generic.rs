//! What can be said of any object, and conditions that have no page of their own.
//! Source: `staging/src/k8s.io/kubectl/pkg/describe/describe.go` `genericDescriber.Describe`.

use super::page::{Page, time};
use crate::api::{Map, NamespaceCondition, Object, Value};

/// Written in capitals where they are a part of a name.
const ACRONYMS: [&str; 5] = ["API", "GUID", "OSB", "UID", "URL"];
/// What stands above the rest.
const SKIPPED: [&str; 4] =
    [".metadata.annotations", ".metadata.labels", ".metadata.name", ".metadata.namespace"];

pub(in crate::kubectl) fn describe(page: &mut Page, object: &Object) {
    let meta = object.meta();
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    if let Value::Object(content) = object.to_value() {
        print(page, 0, &content, "");
    }
}

/// Source: `printUnstructuredContent`.
fn print(page: &mut Page, level: usize, content: &Map, prefix: &str) {
    for (field, value) in content {
        let path = format!("{prefix}.{field}");
        if SKIPPED.contains(&path.as_str()) {
            continue;
        }
        let label = label(field);
        match value {
            Value::Object(inner) => {
                page.line(level, &format!("{label}:"));
                print(page, level + 1, inner, &path);
            }
            Value::Array(items) => {
                page.line(level, &format!("{label}:"));
                for item in items {
                    match item {
                        Value::Object(inner) => print(page, level + 1, inner, &path),
                        other => page.line(level + 1, &plain(other)),
                    }
                }
            }
            other => page.line(level, &format!("{label}:\t{}", plain(other))),
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `creationTimestamp` is `Creation Timestamp`. Source: `smartLabelFor`.
fn label(field: &str) -> String {
    if field.chars().any(|it| !it.is_alphabetic() && it != '-') {
        return field.to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = field.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|it| letters[it]);
        let is_next_small = letters.get(at + 1).is_some_and(|it| it.is_lowercase());
        let starts = match before {
            None => true,
            Some(before) => {
                (*letter == '-') != (before == '-')
                    || letter.is_uppercase() && (before.is_lowercase() || is_next_small)
            }
        };
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(*letter);
        }
    }
    let title = |word: &String| {
        let upper = word.to_ascii_uppercase();
        if ACRONYMS.contains(&upper.as_str()) {
            return upper;
        }
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |it| it.to_ascii_uppercase().to_string())
            + letters.as_str()
    };
    words.iter().map(title).collect::<Vec<String>>().join(" ")
}

pub(in crate::kubectl) fn conditions(page: &mut Page, conditions: &[NamespaceCondition]) {
    if conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t------------------\t------\t-------");
    for it in conditions {
        let (status, since) = (&it.status, time(it.last_transition_time));
        page.line(1, &format!("{}\t{status}\t{since}\t{}\t{}", it.r#type, it.reason, it.message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_are_made_of_names() {
        for (field, label) in [
            ("creationTimestamp", "Creation Timestamp"),
            ("apiVersion", "API Version"),
            ("uid", "UID"),
            ("clusterIP", "Cluster IP"),
            ("someURLPath", "Some URL Path"),
            ("$patch", "$patch"),
            ("a.b", "a.b"),
            ("foo-bar", "Foo - Bar"),
        ] {
            assert_eq!(super::label(field), label);
        }
    }
}
