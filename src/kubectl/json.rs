//! JSON as Go's `encoding/json` writes it.

use crate::api::Value;

/// On one line, keys sorted.
pub(super) fn compact(value: &Value) -> String {
    escape_html(&value.to_string())
}

/// Over several lines, each level four spaces further in.
pub(super) fn indented(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("    ", depth));
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                line(out, depth + 1);
                write(item, depth + 1, out);
            }
            line(out, depth);
            out.push(']');
        }
        Value::Object(map) if !map.is_empty() => {
            out.push('{');
            for (index, (key, item)) in map.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                line(out, depth + 1);
                out.push_str(&compact(&Value::String(key.clone())));
                out.push_str(": ");
                write(item, depth + 1, out);
            }
            line(out, depth);
            out.push('}');
        }
        scalar => out.push_str(&compact(scalar)),
    }
}

/// Go escapes what could end a script element. These characters occur only inside strings.
fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

/// Where a JSON text can't be read (bytes), and Go's words for it.
pub(super) struct SyntaxError {
    /// How many bytes were read, the wrong one included; 0 at an early end.
    pub offset: usize,
    /// Why.
    pub why: String,
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.offset {
            0 => f.write_str(&self.why),
            offset => write!(f, "json: offset {offset}: {}", self.why),
        }
    }
}

/// Whether a file is read as JSON. Source: `util/yaml/decoder.go` `hasJSONPrefix`.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.strip_prefix(super::yaml::BYTE_ORDER_MARK).unwrap_or(text);
    text.trim_start().starts_with('{')
}

/// The documents of a text, one after the other; the last may be what can't be read.
pub(super) fn documents(text: &str) -> Vec<Result<Value, SyntaxError>> {
    let text = text.strip_prefix(super::yaml::BYTE_ORDER_MARK).unwrap_or(text);
    let mut documents = Vec::new();
    let stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    for document in stream {
        let failed = document.is_err();
        documents.push(document.map_err(|error| syntax_error(text, &error)));
        if failed {
            break;
        }
    }
    documents
}

/// Source: `encoding/json/scanner.go`.
fn syntax_error(text: &str, error: &serde_json::Error) -> SyntaxError {
    if error.is_eof() {
        return SyntaxError { offset: 0, why: "unexpected EOF".to_owned() };
    }
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let offset = before.map(str::len).sum::<usize>() + error.column();
    let message = error.to_string();
    let says = |words: &str| message.starts_with(words);
    if says("recursion limit") {
        return SyntaxError { offset, why: "exceeded max depth".to_owned() };
    }
    let at = offset.saturating_sub(1);
    let at = (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
    let char = text.get(at..).and_then(|it| it.chars().next()).unwrap_or(' ');
    let place = if says("key must be a string") || (says("trailing comma") && char == '}') {
        "looking for beginning of object key string"
    } else if says("expected `:`") {
        "after object key"
    } else if says("expected `,` or `}`") {
        "after object key:value pair"
    } else if says("expected `,` or `]`") {
        "after array element"
    } else if says("control character") {
        "in string literal"
    } else if says("invalid escape") {
        "in string escape code"
    } else {
        "looking for beginning of value"
    };
    SyntaxError { offset, why: format!("invalid character {char:?} {place}") }
}
