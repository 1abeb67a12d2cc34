//! Order, arithmetic and formats.

use super::super::json::{Map, Value};
use super::super::run::{Trouble, error, json, number, shown};
use crate::api::{from_base64, to_base64};
use std::cmp::Ordering;

/// `null` before `false`, `true`, numbers, strings, arrays, objects.
pub(in crate::shell::programs::jq) fn compare(a: &Value, b: &Value) -> Ordering {
    let rank = |it: &Value| match it {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    };
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => number(a).cmp(&number(b)),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => {
            let order = a.iter().zip(b).map(|(a, b)| compare(a, b)).find(|it| it.is_ne());
            order.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Value::Object(a), Value::Object(b)) => {
            let (a, b) = (a.sorted(), b.sorted());
            let keys = a.iter().map(|it| &it.0).cmp(b.iter().map(|it| &it.0));
            let values = || a.iter().zip(&b).map(|(a, b)| compare(&a.1, &b.1));
            keys.then_with(|| values().find(|it| it.is_ne()).unwrap_or(Ordering::Equal))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

pub(in crate::shell::programs::jq) fn compute(
    sign: &str,
    a: &Value,
    b: &Value,
) -> Result<Value, Trouble> {
    let order = compare(a, b);
    let say = |it: bool| Ok(Value::Bool(it));
    match (sign, a, b) {
        ("==", ..) => say(order.is_eq()),
        ("!=", ..) => say(order.is_ne()),
        ("<", ..) => say(order.is_lt()),
        ("<=", ..) => say(order.is_le()),
        (">", ..) => say(order.is_gt()),
        (">=", ..) => say(order.is_ge()),
        ("+", Value::Null, other) | ("+", other, Value::Null) => Ok(other.clone()),
        ("+", Value::String(a), Value::String(b)) => Ok(Value::String(a.clone() + b)),
        ("+", Value::Array(a), Value::Array(b)) => Ok(Value::Array([a.as_slice(), b].concat())),
        ("+", Value::Object(a), Value::Object(b)) => {
            let mut map = a.clone();
            b.iter().for_each(|(key, value)| map.insert(key.clone(), value.clone()));
            Ok(Value::Object(map))
        }
        ("-", Value::Array(a), Value::Array(b)) => {
            Ok(Value::Array(a.iter().filter(|it| !b.contains(it)).cloned().collect()))
        }
        ("*", Value::Object(a), Value::Object(b)) => Ok(Value::Object(merged(a, b))),
        ("*", Value::String(text), Value::Number(_)) => {
            let count = usize::try_from(number(b).unwrap_or_default().whole()).unwrap_or(0);
            if count.saturating_mul(text.len()) > 8 << 20 {
                return Err(Trouble::Memory);
            }
            Ok(if count == 0 { Value::Null } else { Value::String(text.repeat(count)) })
        }
        ("/", Value::String(a), Value::String(b)) => Ok(split(a, b)),
        (sign, Value::Number(_), Value::Number(_)) => {
            let (left, right) = (number(a).unwrap_or_default(), number(b).unwrap_or_default());
            let (left, right) = match sign {
                "%" => (left.truncated(), right.truncated()),
                _ => (left, right),
            };
            let letter = sign.chars().next().unwrap_or('+');
            match left.apply(letter, right) {
                Some(value) => Ok(json(value)),
                None => error(format!(
                    "{} and {} cannot be divided because the divisor is zero",
                    shown(a),
                    shown(b)
                )),
            }
        }
        _ => {
            let verb = match sign {
                "+" => "added",
                "-" => "subtracted",
                "*" => "multiplied",
                _ => "divided",
            };
            error(format!("{} and {} cannot be {verb}", shown(a), shown(b)))
        }
    }
}

pub(super) fn merged(a: &Map, b: &Map) -> Map {
    let mut map = a.clone();
    for (key, value) in b.iter() {
        let new = match (map.get(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => Value::Object(merged(old, new)),
            _ => value.clone(),
        };
        map.insert(key.clone(), new);
    }
    map
}

pub(super) fn split(text: &str, separator: &str) -> Value {
    match (text, separator) {
        ("", _) => Value::Array(Vec::new()),
        (_, "") => text.chars().map(|it| Value::String(it.to_string())).collect(),
        _ => text.split(separator).map(|it| Value::String(it.to_owned())).collect(),
    }
}

/// A value as `@text`, `@json`, `@csv` and the like write it.
pub(in crate::shell::programs::jq) fn format(name: &str, value: &Value) -> Result<String, Trouble> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |quote: &dyn Fn(&str) -> String, separator: &str| match value {
        Value::Array(items) => {
            let mut cells = Vec::new();
            for item in items {
                cells.push(match item {
                    Value::String(text) => quote(text),
                    Value::Null => String::new(),
                    Value::Array(_) | Value::Object(_) => {
                        return error(format!("{} is not valid in a csv row", shown(item)));
                    }
                    other => other.to_string(),
                });
            }
            Ok(cells.join(separator))
        }
        other => {
            error(format!("{} cannot be {name}-formatted, only an array can be", shown(other)))
        }
    };
    Ok(match name {
        "text" => text,
        "json" => value.to_string(),
        "csv" => row(&|it| format!("\"{}\"", it.replace('"', "\"\"")), ",")?,
        "tsv" => {
            row(&|it| it.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n"), "\t")?
        }
        "sh" => {
            let quote = |it: &Value| match it {
                Value::String(text) => crate::shell::expand::quote(text),
                other => other.to_string(),
            };
            match value {
                Value::Array(items) => items.iter().map(quote).collect::<Vec<_>>().join(" "),
                other => quote(other),
            }
        }
        "html" => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&#39;")
            .replace('"', "&quot;"),
        "uri" => {
            let is_plain = |it: &u8| it.is_ascii_alphanumeric() || b"-_.~".contains(it);
            let turn = |it: u8| {
                if is_plain(&it) { char::from(it).to_string() } else { format!("%{it:02X}") }
            };
            text.bytes().map(turn).collect()
        }
        "base64" => to_base64(text.as_bytes()),
        "base64d" => {
            match from_base64(text.trim_end_matches('=')).or_else(|_| from_base64(&text)) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(_) => return error(format!("{} is not valid base64 data", shown(value))),
            }
        }
        other => return Err(Trouble::Filter(format!("{other} is not a valid format"))),
    })
}
