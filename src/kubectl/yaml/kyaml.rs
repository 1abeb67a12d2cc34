//! KYAML: YAML with braces and quotes. Source: `sigs.k8s.io/yaml/kyaml/kyaml.go`.

use super::scalar::is_ambiguous;
use crate::api::Value;

/// The document of a tree, with the line before it.
pub(in crate::kubectl) fn print(value: &Value) -> String {
    let mut out = "---\n".to_owned();
    node(value, 0, &mut out);
    out.push('\n');
    out
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

fn node(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::String(text) => string(text, depth + 1, false, out),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        // Lists of mappings and of lists keep their brackets close.
        Value::Array(items) if items.iter().all(|it| it.is_object() || it.is_array()) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                node(item, depth, out);
            }
            out.push(']');
        }
        Value::Array(items) => {
            out.push_str("[\n");
            for item in items {
                indent(depth + 1, out);
                node(item, depth + 1, out);
                out.push_str(",\n");
            }
            indent(depth, out);
            out.push(']');
        }
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Object(map) => {
            out.push_str("{\n");
            for (key, item) in map {
                indent(depth + 1, out);
                if needs_quotes(key) {
                    string(key, depth + 2, true, out);
                } else {
                    out.push_str(key);
                }
                out.push_str(": ");
                node(item, depth + 1, out);
                out.push_str(",\n");
            }
            indent(depth, out);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

fn needs_quotes(key: &str) -> bool {
    let last = key.chars().count().saturating_sub(1);
    let fits = |(at, it): (usize, char)| {
        it.is_alphanumeric() || it == '_' || (at > 0 && at < last && "-./".contains(it))
    };
    key.is_empty() || is_ambiguous(key) || !key.chars().enumerate().all(fits)
}

/// A text in quotes. One of several lines is folded, so that each has a line of its own.
fn string(text: &str, depth: usize, compact: bool, out: &mut String) {
    let folds = text.contains('\n') && !compact;
    out.push('"');
    if folds {
        out.push_str("\\\n");
    }
    for char in text.chars() {
        if folds && out.ends_with('\n') {
            indent(depth, out);
            // A space at the beginning of a line would be lost.
            out.push(if char.is_whitespace() && char != '\n' { '\\' } else { ' ' });
        }
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str(if folds { "\\n\\\n" } else { "\\n" }),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{a0}' => out.push_str("\\_"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            other if other.is_control() => {
                out.push_str(&format!("\\x{:02x}", u32::from(other)));
            }
            other => out.push(other),
        }
    }
    if folds {
        if !out.ends_with('\n') {
            out.push_str("\\\n");
        }
        indent(depth, out);
    }
    out.push('"');
}
