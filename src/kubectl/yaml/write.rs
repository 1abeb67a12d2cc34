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
        return quoted('"', text, depth, is_key, out);
    }
    if is_ambiguous(text) || special {
        quoted('"', text, depth, is_key, out);
    } else if allows_plain(text) {
        folded(' ', text, depth, is_key, out);
    } else {
        quoted('\'', text, depth, is_key, out);
    }
}

fn quoted(quote: char, text: &str, depth: usize, is_key: bool, out: &mut String) {
    out.push(quote);
    folded(quote, text, depth, is_key, out);
    out.push(quote);
}

/// A text between its quotes (a space stands for none): a space behind the 80th column becomes
/// the end of a line. Source: `yaml_emitter_write_{plain,single_quoted,double_quoted}_scalar`.
fn folded(quote: char, text: &str, depth: usize, is_key: bool, out: &mut String) {
    const BEST_WIDTH: usize = 80;
    let line = out.rfind('\n').map_or(0, |it| it + 1);
    let mut column = out.get(line..).map_or(0, |it| it.chars().count());
    let mut rest = text.chars().peekable();
    let mut after_space = true;
    while let Some(char) = rest.next() {
        let next = rest.peek().copied();
        let at_end = next.is_none() || (quote != '"' && next == Some(' '));
        if char == ' ' && !is_key && !after_space && column > BEST_WIDTH && !at_end {
            out.push('\n');
            indent(depth + 1, out);
            column = 2 * (depth + 1);
            out.push_str(if next == Some(' ') { "\\" } else { "" });
        } else {
            let before = out.len();
            match (quote, char) {
                ('\'', '\'') => out.push_str("''"),
                ('"', _) => escaped(char, out),
                _ => out.push(char),
            }
            column += out.get(before..).map_or(0, |it| it.chars().count());
        }
        after_space = char == ' ';
    }
}

fn is_special(char: char) -> bool {
    let printable = matches!(char,
        '\n' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && char != '\u{feff}';
    !printable
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

fn escaped(char: char, out: &mut String) {
    const SHORT: [(char, char); 11] = [
        ('"', '"'),
        ('\\', '\\'),
        ('\0', '0'),
        ('\u{7}', 'a'),
        ('\u{8}', 'b'),
        ('\t', 't'),
        ('\n', 'n'),
        ('\u{b}', 'v'),
        ('\u{c}', 'f'),
        ('\r', 'r'),
        ('\u{1b}', 'e'),
    ];
    let code = u32::from(char);
    if let Some((_, letter)) = SHORT.iter().find(|it| it.0 == char) {
        out.extend(['\\', *letter]);
    } else if !is_special(char) {
        out.push(char);
    } else {
        let (letter, width) = match code {
            ..0x100 => ('x', 2),
            0x100..0x1_0000 => ('u', 4),
            _ => ('U', 8),
        };
        out.push_str(&format!("\\{letter}{code:0width$X}"));
    }
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
