//! The functions of templates. Source: Go's `text/template/funcs.go`, `fmt`, and kubectl's
//! `exists` and `base64decode`.

use super::value::{is_true, shown};
use crate::api::{Value, from_base64};
use crate::kubectl::jsonpath::go_text;
use std::cmp::Ordering;

const NAMES: [&str; 18] = [
    "and",
    "or",
    "not",
    "len",
    "index",
    "slice",
    "print",
    "printf",
    "println",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "exists",
    "base64decode",
    "urlquery",
];

/// Why a function could not be called.
pub(super) enum Wrong {
    /// It says so itself.
    Call(String),
    /// It gets too few values, or too many.
    Arguments(String),
}

pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Value, Wrong> {
    let count = arguments.len();
    let (least, most) = match name {
        "not" | "len" | "base64decode" => (1, 1),
        "ne" | "lt" | "le" | "gt" | "ge" => (2, 2),
        "index" | "slice" | "exists" | "eq" | "printf" => (1, usize::MAX),
        _ => (0, usize::MAX),
    };
    if count < least || count > most {
        let want = if most == usize::MAX { format!("at least {least}") } else { least.to_string() };
        return Err(Wrong::Arguments(format!("want {want} got {count}")));
    }
    let result = match name {
        "not" => Ok(Value::Bool(!is_true(&arguments[0]))),
        "len" => length(&arguments[0]),
        "index" => index(arguments),
        "slice" => slice(arguments),
        "print" => Ok(Value::String(print(arguments))),
        "println" => {
            let texts: Vec<String> = arguments.iter().map(go_text).collect();
            Ok(Value::String(texts.join(" ") + "\n"))
        }
        "printf" => Ok(Value::String(printf(arguments))),
        "eq" if count == 1 => Err("missing argument for comparison".to_owned()),
        "eq" => equal(arguments).map(Value::Bool),
        "ne" => equal(arguments).map(|it| Value::Bool(!it)),
        "lt" | "le" | "gt" | "ge" => compare(name, arguments),
        "exists" => Ok(Value::Bool(index(arguments).is_ok_and(|it| !it.is_null()))),
        "base64decode" => decode(&arguments[0]),
        _ => Err("is more than this simulator's templates can do".to_owned()),
    };
    result.map_err(Wrong::Call)
}

fn is_integer(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64()
}

/// What Go calls a value's type.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nil",
        Value::Bool(_) => "bool",
        Value::Number(it) if is_integer(it) => "int64",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

fn length(value: &Value) -> Result<Value, String> {
    match value {
        Value::Array(list) => Ok(Value::from(list.len())),
        Value::Object(map) => Ok(Value::from(map.len())),
        Value::String(text) => Ok(Value::from(text.len())),
        Value::Null => Err("reflect: call of reflect.Value.Type on zero Value".to_owned()),
        other => Err(format!("len of type {}", type_of(other))),
    }
}

fn index(arguments: &[Value]) -> Result<Value, String> {
    let Some((first, keys)) = arguments.split_first() else { return Ok(Value::Null) };
    if first.is_null() {
        return Err("index of untyped nil".to_owned());
    }
    let mut found = first.clone();
    for key in keys {
        found = match (&found, key) {
            (Value::Array(list), Value::Number(number)) => {
                let at = number.as_u64().and_then(|it| usize::try_from(it).ok());
                let item = at.and_then(|at| list.get(at)).cloned();
                item.ok_or_else(|| format!("index out of range: {number}"))?
            }
            (Value::Array(_), other) => {
                return Err(format!("cannot index slice/array with type {}", type_of(other)));
            }
            (Value::Object(map), Value::String(key)) => map.get(key).cloned().unwrap_or_default(),
            (Value::Object(_), other) => {
                return Err(format!("value has type {}; should be string", type_of(other)));
            }
            (Value::Null, _) => return Err("index of nil pointer".to_owned()),
            (other, _) => return Err(format!("can't index item of type {}", type_of(other))),
        };
    }
    Ok(found)
}

fn slice(arguments: &[Value]) -> Result<Value, String> {
    let Some((first, ends)) = arguments.split_first() else { return Ok(Value::Null) };
    let length = match first {
        Value::String(text) => text.len(),
        Value::Array(list) => list.len(),
        other => return Err(format!("can't slice item of type {}", type_of(other))),
    };
    let end = |at: usize, default: usize| match ends.get(at) {
        None => Ok(default),
        Some(it) => {
            let found = it.as_u64().and_then(|it| usize::try_from(it).ok());
            found.filter(|it| *it <= length).ok_or_else(|| format!("index out of range: {it}"))
        }
    };
    let (from, to) = (end(0, 0)?, end(1, length)?);
    let invalid = || format!("invalid slice index: {from} > {to}");
    match first {
        Value::String(text) => {
            text.get(from..to).map(|it| Value::String(it.to_owned())).ok_or_else(invalid)
        }
        Value::Array(list) => {
            list.get(from..to).map(|it| Value::Array(it.to_vec())).ok_or_else(invalid)
        }
        _ => Err(invalid()),
    }
}

/// A space stands between two that are no texts.
fn print(arguments: &[Value]) -> String {
    let mut text = String::new();
    for (at, value) in arguments.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|it| arguments.get(it));
        if before.is_some_and(|it| !it.is_string() && !value.is_string()) {
            text.push(' ');
        }
        text.push_str(&go_text(value));
    }
    text
}

fn equal(arguments: &[Value]) -> Result<bool, String> {
    let Some((first, others)) = arguments.split_first() else { return Ok(false) };
    for other in others {
        if std::mem::discriminant(first) != std::mem::discriminant(other)
            && !first.is_null()
            && !other.is_null()
        {
            return Err("incompatible types for comparison".to_owned());
        }
        if first.is_array() || first.is_object() {
            return Err(format!("non-comparable type {}: {}", shown(first), type_of(first)));
        }
        if first == other {
            return Ok(true);
        }
    }
    Ok(false)
}

fn compare(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let order = match arguments {
        [Value::String(a), Value::String(b)] => a.cmp(b),
        [Value::Number(a), Value::Number(b)] => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Objects have no fractions to compare.
            _ => Ordering::Equal,
        },
        [a, b] if std::mem::discriminant(a) == std::mem::discriminant(b) => {
            return Err("invalid type for comparison".to_owned());
        }
        _ => return Err("incompatible types for comparison".to_owned()),
    };
    Ok(Value::Bool(match name {
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        "gt" => order.is_gt(),
        _ => order.is_ge(),
    }))
}

fn decode(value: &Value) -> Result<Value, String> {
    let Value::String(text) = value else {
        return Err(format!("wrong type for value; expected string; got {}", type_of(value)));
    };
    let bytes = from_base64(text)
        .map_err(|at| format!("base64 decode failed: illegal base64 data at input byte {at}"))?;
    Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Go's `fmt.Sprintf`, with the verbs that templates have a use for.
fn printf(arguments: &[Value]) -> String {
    let Some((format, values)) = arguments.split_first() else { return String::new() };
    let format = go_text(format);
    let (mut out, mut values) = (String::new(), values.iter());
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        let mut flags = String::new();
        let verb = loop {
            match chars.next() {
                Some(it) if it.is_ascii_digit() || "+-. #".contains(it) => flags.push(it),
                other => break other,
            }
        };
        match verb {
            None => out.push_str("%!(NOVERB)"),
            Some('%') => out.push('%'),
            Some(verb) => match values.next() {
                Some(value) => out.push_str(&padded(&flags, &formatted(verb, &flags, value), verb)),
                None => out.push_str(&format!("%!{verb}(MISSING)")),
            },
        }
    }
    let extra: Vec<String> = values.map(|it| format!("{}={}", type_of(it), go_text(it))).collect();
    if !extra.is_empty() {
        out.push_str(&format!("%!(EXTRA {})", extra.join(", ")));
    }
    out
}

fn formatted(verb: char, flags: &str, value: &Value) -> String {
    let precision = flags.split_once('.').map(|it| it.1.parse::<usize>().unwrap_or(0));
    let text = match (verb, value) {
        ('v', _) | ('s', Value::String(_) | Value::Array(_) | Value::Object(_)) => go_text(value),
        ('d', Value::Number(it)) if is_integer(it) => it.to_string(),
        ('x', Value::Number(it)) if is_integer(it) => format!("{:x}", it.as_i64().unwrap_or(0)),
        ('t', Value::Bool(it)) => it.to_string(),
        ('q', Value::String(it)) => format!("{it:?}"),
        ('T', _) => type_of(value).to_owned(),
        _ => return format!("%!{verb}({}={})", type_of(value), go_text(value)),
    };
    match precision.filter(|_| verb == 's') {
        Some(length) => text.chars().take(length).collect(),
        None => text,
    }
}

fn padded(flags: &str, text: &str, verb: char) -> String {
    let is_left = flags.starts_with('-');
    let digits = flags.trim_start_matches(['-', '+', ' ', '#']);
    let width = digits.split('.').next().and_then(|it| it.parse::<usize>().ok());
    // A width is a mistake where it is huge.
    let width = width.unwrap_or(0).min(1000);
    if is_left {
        format!("{text:<width$}")
    } else if digits.starts_with('0') && verb != 's' {
        let (sign, number) = text.strip_prefix('-').map_or(("", text), |it| ("-", it));
        let width = width.saturating_sub(sign.len());
        format!("{sign}{number:0>width$}")
    } else {
        format!("{text:>width$}")
    }
}
