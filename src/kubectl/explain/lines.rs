//! What `kubectl explain` prints of a kind and of a field, whoever has defined them.

use crate::api::Kind;
use std::fmt::Write;

/// Which kind it is about.
pub(super) fn head(kind: Kind) -> String {
    let info = kind.info();
    let group =
        if info.group.is_empty() { String::new() } else { format!("GROUP:      {}\n", info.group) };
    format!("{group}KIND:       {}\nVERSION:    {}\n\n", info.kind, info.version)
}

/// The field that is explained. Source: `extractEnum`, `isLongView`.
pub(super) fn field_head(out: &mut String, name: &str, r#type: &str, values: &[&str]) {
    let _ = writeln!(out, "FIELD: {name} <{type}>");
    if !values.is_empty() {
        let lines = values.iter().map(|it| format!("\n    {}", shown(it)));
        let _ = write!(out, "ENUM:{}", lines.collect::<String>());
    }
    out.push_str("\n\n");
}

fn shown<'a>(value: &&'a str) -> &'a str {
    if value.is_empty() { "\"\"" } else { value }
}

/// A field among others, with the first of its values.
pub(super) fn line(
    out: &mut String,
    level: usize,
    (name, r#type): (&str, &str),
    is_required: bool,
    values: &[&str],
) {
    const MOST: usize = 4;
    let (indent, required) = ("  ".repeat(level), if is_required { " -required-" } else { "" });
    let _ = writeln!(out, "{indent}{name}\t<{type}>{required}");
    if !values.is_empty() {
        let some: Vec<&str> = values.iter().take(MOST).map(shown).collect();
        let more = if values.len() > MOST { ", ...." } else { "" };
        let _ = writeln!(out, "{indent}enum: {}{more}", some.join(", "));
    }
}
