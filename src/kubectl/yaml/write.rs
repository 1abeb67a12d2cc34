//! Writing YAML: block style, sorted keys, list items not indented below their key, quotes only
//! where they are needed. Source: `goyaml.v2/encode.go`, `emitterc.go`, `sorter.go`.

use super::scalar::is_ambiguous;
use crate::api::Value;
use crate::sorted::Sort;
use std::cmp::Ordering;

/// The document of a tree.
pub(in crate::kubectl) fn print(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => block(value, 0, &mut out),
        Value::Array(list) if !list.is_empty() => block(value, 0, &mut out),
        other => {
            inline(other, 0, &mut out);
            out.push('\n');
        }
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// A mapping or a list, over lines of their own.
fn block(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.order_by(|a, b| compare_keys(a, b));
            for (index, key) in keys.into_iter().enumerate() {
                // The first key of a list item follows the dash.
                if index > 0 || !out.ends_with("- ") {
                    indent(depth, out);
                }
                scalar(key, depth, true, out);
                out.push(':');
                entry(map.get(key).unwrap_or(&Value::Null), depth, out);
            }
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                if index > 0 || !out.ends_with("- ") {
                    indent(depth, out);
                }
                out.push_str("- ");
                if is_block(item) {
                    block(item, depth + 1, out);
                } else {
                    inline(item, depth, out);
                    out.push('\n');
                }
            }
        }
        _ => {}
    }
}

/// What follows a key.
fn entry(value: &Value, depth: usize, out: &mut String) {
    if !is_block(value) {
        out.push(' ');
        inline(value, depth, out);
        out.push('\n');
        return;
    }
    out.push('\n');
    block(value, if value.is_array() { depth } else { depth + 1 }, out);
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    }
}

fn inline(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Number(it) => out.push_str(&it.to_string()),
        Value::String(it) => scalar(it, depth, false, out),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
}

fn scalar(text: &str, depth: usize, is_key: bool, out: &mut String) {
    let special = text.contains(" \n") || text.chars().any(is_special);
    if text.contains('\n') {
        if !is_key && !special && !text.ends_with(' ') {
            return literal(text, depth, out);
        }
        return double_quoted(text, out);
    }
    if is_ambiguous(text) || special {
        double_quoted(text, out);
    } else if allows_plain(text) {
        out.push_str(text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

fn is_special(char: char) -> bool {
    let printable = matches!(char,
        '\n' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && char != '\u{feff}';
    !printable && u32::from(char) < 0x1_0000
}

/// Whether the text can stand without quotes. Source: `yaml_emitter_analyze_scalar`.
fn allows_plain(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let blank = |index: usize| chars.get(index).is_none_or(|it| it.is_whitespace());
    let first = match chars.first() {
        None => false,
        Some('-' | '?' | ':') => !blank(1),
        Some(it) => !"#,[]{}&*!|>'\"%@`".contains(*it),
    };
    let inner = chars.iter().enumerate().skip(1).all(|(index, char)| match char {
        ':' => !blank(index + 1),
        '#' => !blank(index - 1),
        _ => true,
    });
    let framed = text.starts_with(' ') || text.ends_with(' ');
    first && inner && !framed && !text.starts_with("---") && !text.starts_with("...")
}

fn literal(text: &str, depth: usize, out: &mut String) {
    out.push('|');
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    let body = match text.strip_suffix('\n') {
        None => {
            out.push('-');
            text
        }
        Some(body) if body.is_empty() || body.ends_with('\n') => {
            out.push('+');
            body
        }
        Some(body) => body,
    };
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(depth + 1, out);
            out.push_str(line);
        }
    }
}

fn double_quoted(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\u{1b}' => out.push_str("\\e"),
            other if is_special(other) && u32::from(other) < 0x100 => {
                out.push_str(&format!("\\x{:02X}", u32::from(other)));
            }
            other if is_special(other) => out.push_str(&format!("\\u{:04X}", u32::from(other))),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Letters by their code, numbers by their value. Source: `goyaml.v2/sorter.go`.
fn compare_keys(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut in_number = false;
    for (index, (x, y)) in a.iter().zip(&b).enumerate() {
        if x == y {
            in_number = x.is_ascii_digit();
            continue;
        }
        return match (x.is_alphabetic(), y.is_alphabetic()) {
            (true, true) => x.cmp(y),
            (true, false) if in_number => Ordering::Less,
            (true, false) => Ordering::Greater,
            (false, true) if in_number => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare_numbers(&a, &b, index),
        };
    }
    a.len().cmp(&b.len())
}

fn compare_numbers(a: &[char], b: &[char], index: usize) -> Ordering {
    let before = a[..index].iter().rev().take_while(|it| it.is_ascii_digit());
    let within = (a[index] == '0' || b[index] == '0') && before.into_iter().any(|it| *it != '0');
    let read = |text: &[char]| {
        let digits = text[index..].iter().map_while(|it| it.to_digit(10));
        let (mut number, mut count) = (u64::from(within), 0_usize);
        for digit in digits {
            number = number.saturating_mul(10).saturating_add(u64::from(digit));
            count += 1;
        }
        (number, count)
    };
    read(a).cmp(&read(b)).then(a[index].cmp(&b[index]))
}
