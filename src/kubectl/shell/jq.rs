//! The paths of `jq`: `.items[].metadata.name`, `.items[0]`, `length`, `keys`, `select`, and pipes
//! between them.

use super::columns::Input;
use super::filters::Ran;
use crate::api::Value;
use crate::kubectl::json;

/// More in one filter are a mistake.
const BRACKETS_MAX: usize = 60;

pub(super) fn jq(words: &[String], input: &Input<'_>) -> Ran {
    let is_flag = |it: &&String| it.len() > 1 && it.starts_with('-');
    let flags: String = words.iter().filter(is_flag).map(String::as_str).collect();
    let rest: Vec<String> = words.iter().filter(|it| !is_flag(it)).cloned().collect();
    let (filter, names) = rest.split_first().map_or((".", &[][..]), |(a, b)| (a.as_str(), b));
    if filter.matches(['(', '[']).count() > BRACKETS_MAX {
        return Ran::failed("jq: error: too many brackets".to_owned(), 3);
    }
    let text = match input(names) {
        Ok(text) => text,
        Err(ran) => return ran,
    };
    let (is_raw, is_compact) = (flags.contains('r'), flags.contains('c'));
    let mut out = String::new();
    for document in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        let found = match document {
            Err(error) => return partly(out, format!("jq: parse error: {error}"), 2),
            Ok(document) => match run(filter, document) {
                Ok(found) => found,
                Err(Wrong::Filter(why)) => {
                    return partly(out, format!("jq: error: {why}\njq: 1 compile error"), 3);
                }
                Err(Wrong::Value(why)) => {
                    return partly(out, format!("jq: error (at <stdin>:1): {why}"), 5);
                }
            },
        };
        for value in found {
            match &value {
                Value::String(text) if is_raw => out.push_str(text),
                value if is_compact => out.push_str(&value.to_string()),
                value => out.push_str(&json::indented(value).replace("    ", "  ")),
            }
            out.push('\n');
        }
    }
    Ran::done(out)
}

fn partly(text: String, why: String, code: i32) -> Ran {
    Ran { text, ..Ran::failed(why, code) }
}

enum Wrong {
    /// The filter can't be understood.
    Filter(String),
    /// It does not fit what it gets.
    Value(String),
}

fn run(filter: &str, document: Value) -> Result<Vec<Value>, Wrong> {
    let mut values = vec![document];
    for step in pieces(filter, '|') {
        let mut next = Vec::new();
        for value in &values {
            for alternative in pieces(step, ',') {
                next.extend(apply(alternative.trim(), value)?);
            }
        }
        values = next;
    }
    Ok(values)
}

/// The pieces between the separators that stand in no quotes and no brackets.
fn pieces(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut from, mut depth, mut is_text) = (Vec::new(), 0, 0_i32, false);
    for (at, char) in text.char_indices() {
        match char {
            '"' => is_text = !is_text,
            _ if is_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if char == separator && depth == 0 => {
                pieces.push(text.get(from..at).unwrap_or(""));
                from = at + char.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text.get(from..).unwrap_or(""));
    pieces
}

fn apply(step: &str, value: &Value) -> Result<Vec<Value>, Wrong> {
    if let Some(inner) = step.strip_prefix("select(").and_then(|it| it.strip_suffix(')')) {
        return Ok(if holds(inner, value)? { vec![value.clone()] } else { Vec::new() });
    }
    if let Some(inner) = step.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return Ok(vec![Value::Array(run(inner, value.clone())?)]);
    }
    if let Some(inner) = step.strip_prefix("map(").and_then(|it| it.strip_suffix(')')) {
        let mut list = Vec::new();
        for item in all(value)? {
            list.extend(run(inner, item)?);
        }
        return Ok(vec![Value::Array(list)]);
    }
    match step {
        "length" => Ok(vec![match value {
            Value::Array(list) => Value::from(list.len()),
            Value::Object(map) => Value::from(map.len()),
            Value::String(text) => Value::from(text.chars().count()),
            Value::Null => Value::from(0),
            other => other.clone(),
        }]),
        "keys" => match value {
            Value::Object(map) => Ok(vec![map.keys().cloned().collect()]),
            other => Err(Wrong::Value(format!("{} has no keys", type_of(other)))),
        },
        "@base64d" => {
            let bytes = crate::api::from_base64(value.as_str().unwrap_or(""));
            let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
            Ok(vec![Value::String(text)])
        }
        step if step.starts_with('.') => path(step, value),
        step if step.starts_with('"') => literal(step).map(|it| vec![it]),
        step => Err(Wrong::Filter(format!(
            "{step} is more than the console's jq can do: it knows paths, select, map, length and keys"
        ))),
    }
}

fn literal(text: &str) -> Result<Value, Wrong> {
    serde_json::from_str(text).map_err(|_| Wrong::Filter(format!("syntax error in {text}")))
}

/// `.a == "b"`, `.a != 1`, `.a`
fn holds(test: &str, value: &Value) -> Result<bool, Wrong> {
    for sign in ["==", "!=", ">=", "<=", ">", "<"] {
        let Some((left, right)) = test.split_once(sign) else { continue };
        let side = |it: &str| match it.trim() {
            it if it.starts_with('.') => {
                Ok(run(it, value.clone())?.into_iter().next().unwrap_or_default())
            }
            it => literal(it),
        };
        let (left, right) = (side(left)?, side(right)?);
        let order = left.as_i64().zip(right.as_i64()).map(|(a, b)| a.cmp(&b));
        return Ok(match sign {
            "==" => left == right,
            "!=" => left != right,
            ">" => order.is_some_and(|it| it.is_gt()),
            "<" => order.is_some_and(|it| it.is_lt()),
            ">=" => order.is_some_and(|it| it.is_ge()),
            _ => order.is_some_and(|it| it.is_le()),
        });
    }
    let found = run(test, value.clone())?;
    Ok(found.first().is_some_and(|it| !it.is_null() && *it != Value::Bool(false)))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What `[]` goes over.
fn all(value: &Value) -> Result<Vec<Value>, Wrong> {
    match value {
        Value::Array(items) => Ok(items.clone()),
        Value::Object(map) => Ok(map.values().cloned().collect()),
        other => Err(Wrong::Value(format!("Cannot iterate over {}", type_of(other)))),
    }
}

fn path(step: &str, value: &Value) -> Result<Vec<Value>, Wrong> {
    let mut values = vec![value.clone()];
    let mut rest = step.trim();
    while !rest.is_empty() {
        let key: Value;
        if let Some(inner) = rest.strip_prefix('[').or_else(|| rest.strip_prefix(".[")) {
            let syntax = || Wrong::Filter(format!("syntax error in {step}"));
            let (inside, after) = inner.split_once(']').ok_or_else(syntax)?;
            rest = after;
            if inside.is_empty() {
                let mut next = Vec::new();
                for value in &values {
                    next.extend(all(value)?);
                }
                values = next;
                rest = rest.strip_prefix('?').unwrap_or(rest);
                continue;
            }
            key = literal(inside)?;
        } else if let Some(inner) = rest.strip_prefix(".\"") {
            let (name, after) = inner.split_once('"').unwrap_or((inner, ""));
            key = Value::String(name.to_owned());
            rest = after;
        } else {
            let inner = rest.strip_prefix('.').unwrap_or(rest);
            let ends = |it: char| !it.is_alphanumeric() && it != '_';
            let (name, after) = inner.split_at(inner.find(ends).unwrap_or(inner.len()));
            rest = after;
            if name.is_empty() {
                if !rest.is_empty() && !rest.starts_with('[') {
                    return Err(Wrong::Filter(format!("syntax error in {step}")));
                }
                continue;
            }
            key = Value::String(name.to_owned());
        }
        rest = rest.strip_prefix('?').unwrap_or(rest);
        values = values.iter().map(|it| field(it, &key)).collect::<Result<_, _>>()?;
    }
    Ok(values)
}

fn field(value: &Value, key: &Value) -> Result<Value, Wrong> {
    match (value, key) {
        (Value::Null, _) => Ok(Value::Null),
        (Value::Object(map), Value::String(key)) => Ok(map.get(key).cloned().unwrap_or_default()),
        (Value::Array(list), Value::Number(number)) => {
            let at = number.as_i64().unwrap_or(0);
            let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
            let at = usize::try_from(if at < 0 { at + length } else { at });
            Ok(at.ok().and_then(|at| list.get(at)).cloned().unwrap_or_default())
        }
        (value, Value::String(key)) => {
            Err(Wrong::Value(format!("Cannot index {} with {key:?}", type_of(value))))
        }
        (value, key) => {
            Err(Wrong::Value(format!("Cannot index {} with {}", type_of(value), type_of(key))))
        }
    }
}
