//! The functions that `jq` has.

mod arguments;
mod operators;

pub(super) use self::operators::{compare, compute, format};

use self::arguments::{with_more, with_one};
use self::operators::split;
use super::json::{self, Map, Value};
use super::parse::Filter;
use super::paths::{self, get};
use super::run::{
    Interpreter, Many, Trouble, Variables, error, field, is_true, json, number, shown, type_of,
};
use crate::api::Time;
use crate::shell::number::Number;
use crate::sorted::Sort;

pub(super) fn recurse(value: &Value, found: &mut Vec<Value>) {
    found.push(value.clone());
    match value {
        Value::Array(items) => items.iter().for_each(|it| recurse(it, found)),
        Value::Object(map) => map.values().for_each(|it| recurse(it, found)),
        _ => {}
    }
}

/// A function of jq's own.
pub(super) fn call(
    it: &mut Interpreter,
    name: &str,
    arguments: &[Filter],
    value: &Value,
    variables: &Variables,
) -> Many {
    match arguments {
        [] => plain(it, name, value, variables),
        [one] => with_one(it, name, one, value, variables),
        _ => with_more(it, name, arguments, value, variables),
    }
}

fn unknown<T>(name: &str, count: usize) -> Result<T, Trouble> {
    Err(Trouble::Filter(format!("{name}/{count} is not defined")))
}

fn list(value: &Value) -> Result<&Vec<Value>, Trouble> {
    match value {
        Value::Array(list) => Ok(list),
        other => error(format!("Cannot iterate over {}", shown(other))),
    }
}

fn text(value: &Value) -> Result<&str, Trouble> {
    match value {
        Value::String(text) => Ok(text),
        other => error(format!("{} is not a string", shown(other))),
    }
}

fn flat(value: &Value, depth: i64, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) if depth >= 0 => items.iter().for_each(|it| flat(it, depth - 1, found)),
        other => found.push(other.clone()),
    }
}

/// What a function without arguments makes of a value.
fn plain(it: &mut Interpreter, name: &str, value: &Value, variables: &Variables) -> Many {
    let one = |it: Value| Ok(vec![it]);
    match name {
        "not" => one(Value::Bool(!is_true(value))),
        "empty" => Ok(Vec::new()),
        "error" => Err(Trouble::Error(value.clone())),
        "length" => one(match value {
            Value::Null => Value::from(0_i64),
            Value::Array(list) => Value::from(list.len()),
            Value::Object(map) => Value::from(map.len()),
            Value::String(text) => Value::from(text.chars().count()),
            Value::Number(_) => {
                let number = number(value).unwrap_or_default();
                json(if number < Number::default() { number.negated() } else { number })
            }
            Value::Bool(_) => return error(format!("{} has no length", shown(value))),
        }),
        "utf8bytelength" => one(Value::from(text(value)?.len())),
        "keys" | "keys_unsorted" => match value {
            Value::Object(map) if name == "keys" => {
                one(map.sorted().into_iter().map(|it| Value::text(&it.0)).collect())
            }
            Value::Array(_) | Value::Object(_) => one(Value::Array(paths::keys(value))),
            other => error(format!("{} has no keys", shown(other))),
        },
        "values" => Ok(if value.is_null() { Vec::new() } else { vec![value.clone()] }),
        "nulls" | "booleans" | "numbers" | "strings" | "arrays" | "objects" | "scalars"
        | "iterables" => {
            let kind = type_of(value);
            let fits = match name {
                "scalars" => !matches!(kind, "array" | "object"),
                "iterables" => matches!(kind, "array" | "object"),
                other => other.trim_end_matches('s') == kind,
            };
            Ok(if fits { vec![value.clone()] } else { Vec::new() })
        }
        "type" => one(Value::String(type_of(value).to_owned())),
        _ => of_list(it, name, value, variables),
    }
}

/// Of lists and numbers.
fn of_list(it: &mut Interpreter, name: &str, value: &Value, variables: &Variables) -> Many {
    let one = |it: Value| Ok(vec![it]);
    match name {
        "add" => {
            let items: Vec<Value> = match value {
                Value::Object(map) => map.values().cloned().collect(),
                other => list(other)?.clone(),
            };
            let sum = items.iter().try_fold(Value::Null, |sum, item| compute("+", &sum, item))?;
            one(sum)
        }
        "any" => one(Value::Bool(list(value)?.iter().any(is_true))),
        "all" => one(Value::Bool(list(value)?.iter().all(is_true))),
        "first" => field(value, &Value::from(0_i64)).map(|it| vec![it]),
        "last" => field(value, &Value::from(-1_i64)).map(|it| vec![it]),
        "reverse" => one(match value {
            Value::String(text) => Value::String(text.chars().rev().collect()),
            Value::Null => Value::Array(Vec::new()),
            other => Value::Array(list(other)?.iter().rev().cloned().collect()),
        }),
        "sort" | "unique" => {
            let mut items = list(value)?.clone();
            items.order_by(compare);
            if name == "unique" {
                items.dedup_by(|a, b| compare(a, b).is_eq());
            }
            one(Value::Array(items))
        }
        "min" | "max" => one(pick(list(value)?, name == "max", &|it| Ok(it.clone()))?),
        "flatten" => {
            let mut found = Vec::new();
            flat(value, i64::MAX, &mut found);
            one(Value::Array(found))
        }
        "floor" | "round" | "ceil" | "fabs" | "sqrt" | "abs" => {
            let Some(number) = number(value) else {
                return error(format!("{} number required", shown(value)));
            };
            one(rounded(name, number))
        }
        _ => of_text(it, name, value, variables),
    }
}

/// Of texts.
fn of_text(it: &mut Interpreter, name: &str, value: &Value, variables: &Variables) -> Many {
    let one = |it: Value| Ok(vec![it]);
    match name {
        "tostring" => one(Value::String(format("text", value)?)),
        "tojson" => one(Value::String(value.to_string())),
        "fromjson" => match json::parse(text(value)?) {
            Some(value) => one(value),
            None => error(format!("Invalid literal (while parsing '{}')", text(value)?)),
        },
        "tonumber" => match value {
            Value::Number(_) => one(value.clone()),
            other => match other.as_str().and_then(Number::parse) {
                Some(number) => one(json(number)),
                None => error(format!("{} cannot be parsed as a number", shown(other))),
            },
        },
        "ascii_downcase" => one(Value::String(text(value)?.to_ascii_lowercase())),
        "ascii_upcase" => one(Value::String(text(value)?.to_ascii_uppercase())),
        "trim" => one(Value::String(text(value)?.trim().to_owned())),
        "ltrim" => one(Value::String(text(value)?.trim_start().to_owned())),
        "rtrim" => one(Value::String(text(value)?.trim_end().to_owned())),
        "explode" => {
            one(text(value)?.chars().map(|it| Value::from(i64::from(u32::from(it)))).collect())
        }
        "implode" => {
            let code = |it: &Value| {
                number(it).and_then(|it| u32::try_from(it.whole()).ok()).and_then(char::from_u32)
            };
            one(Value::String(list(value)?.iter().filter_map(code).collect()))
        }
        _ => of_tree(it, name, value, variables),
    }
}

/// The keys and values of an object; of a list the numbers are the keys.
fn entries(value: &Value) -> Many {
    let entry = |key: Value, value: &Value| {
        let parts = [("key".to_owned(), key), ("value".to_owned(), value.clone())];
        Value::Object(parts.into_iter().collect())
    };
    Ok(vec![match value {
        Value::Object(map) => map.iter().map(|it| entry(Value::text(&it.0), &it.1)).collect(),
        Value::Array(list) => list.iter().zip(0_i64..).map(|it| entry(it.1.into(), it.0)).collect(),
        other => return error(format!("{} has no keys", shown(other))),
    }])
}

/// Of trees, and of nothing.
fn of_tree(it: &mut Interpreter, name: &str, value: &Value, variables: &Variables) -> Many {
    let one = |it: Value| Ok(vec![it]);
    match name {
        "to_entries" => entries(value),
        "from_entries" => {
            let mut map = Map::default();
            for entry in list(value)? {
                let any = |names: &[&str]| {
                    names.iter().map(|it| &entry[*it]).find(|it| !it.is_null()).cloned()
                };
                let key = any(&["key", "k", "name", "Name", "Key", "K"]).unwrap_or_default();
                let key = format("text", &key)?;
                map.insert(key, any(&["value", "v", "Value", "V"]).unwrap_or_default());
            }
            one(Value::Object(map))
        }
        "recurse" => {
            let mut found = Vec::new();
            recurse(value, &mut found);
            Ok(found)
        }
        "paths" => {
            let all = paths::paths(it, &Filter::Recurse, value, variables)?;
            Ok(all.into_iter().filter(|it| !it.is_empty()).map(Value::Array).collect())
        }
        "leaf_paths" => {
            let all = paths::paths(it, &Filter::Recurse, value, variables)?;
            let is_leaf = |it: &Vec<Value>| {
                get(value, it).is_ok_and(|it| !matches!(it, Value::Array(_) | Value::Object(_)))
            };
            Ok(all.into_iter().filter(is_leaf).map(Value::Array).collect())
        }
        "transpose" => {
            let rows = list(value)?;
            let count = rows.iter().filter_map(Value::as_array).map(Vec::len).max().unwrap_or(0);
            let column = |at: usize| {
                let cell = |it: &Value| it.as_array().and_then(|it| it.get(at)).cloned();
                rows.iter().map(|it| cell(it).unwrap_or_default()).collect::<Value>()
            };
            one((0..count).map(column).collect())
        }
        "now" => one(Value::from(it.now_ms.div_euclid(1000))),
        "env" => Ok(vec![variables.get("ENV").cloned().unwrap_or_default()]),
        "todate" | "todateiso8601" => {
            let seconds = number(value).unwrap_or_default().whole();
            one(Value::String(Time(seconds).to_string()))
        }
        "fromdate" | "fromdateiso8601" => match Time::parse(text(value)?) {
            Some(time) => one(Value::from(time.0)),
            None => error(format!(
                "date \"{}\" does not match format \"%Y-%m-%dT%H:%M:%SZ\"",
                text(value)?
            )),
        },
        "debug" => one(value.clone()),
        _ => unknown(name, 0),
    }
}

fn rounded(name: &str, number: Number) -> Value {
    let zero = Number::default();
    let whole = number.truncated();
    let one = Number::from(1);
    let step = |sign: char| whole.apply(sign, one).unwrap_or_default();
    json(match name {
        "floor" if number < whole => step('-'),
        "ceil" if number > whole => step('+'),
        "round" => Number::parse(&number.fixed(0)).unwrap_or_default(),
        "sqrt" => number.root(),
        "fabs" | "abs" => {
            if number < zero {
                number.negated()
            } else {
                number
            }
        }
        _ => whole,
    })
}

/// The least, or the greatest, by a key.
fn pick(
    items: &[Value],
    is_max: bool,
    key: &dyn Fn(&Value) -> Result<Value, Trouble>,
) -> Result<Value, Trouble> {
    let mut best: Option<(Value, &Value)> = None;
    for item in items {
        let key = key(item)?;
        let is_better = best.as_ref().is_none_or(|(old, _)| {
            let order = compare(&key, old);
            if is_max { order.is_ge() } else { order.is_lt() }
        });
        if is_better {
            best = Some((key, item));
        }
    }
    Ok(best.map_or(Value::Null, |it| it.1.clone()))
}
