//! Functions with arguments.

use super::super::json::{Map, Value};
use super::super::parse::Filter;
use super::super::paths::{self, delete, get, set};
use super::super::run::{
    Interpreter, Many, Trouble, Variables, error, field, is_true, number, type_of,
};
use super::{compare, flat, format, list, pick, plain, split, text, unknown};
use crate::sorted::Sort;

pub(super) fn has(value: &Value, key: &Value) -> Result<bool, Trouble> {
    match (value, key) {
        (Value::Object(map), Value::String(key)) => Ok(map.get(key).is_some()),
        (Value::Array(list), Value::Number(_)) => {
            let at = number(key).unwrap_or_default().whole();
            Ok(usize::try_from(at).is_ok_and(|at| at < list.len()))
        }
        _ => error(format!("Cannot check whether {} has a {} key", type_of(value), type_of(key))),
    }
}

pub(super) fn contains(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            b.iter().all(|(key, b)| a.get(key).is_some_and(|a| contains(a, b)))
        }
        (Value::Array(a), Value::Array(b)) => b.iter().all(|b| a.iter().any(|a| contains(a, b))),
        (Value::String(a), Value::String(b)) => a.contains(b.as_str()),
        (a, b) => a == b,
    }
}

pub(super) fn regex(pattern: &str, flags: &str) -> Result<regex_lite::Regex, Trouble> {
    let built = regex_lite::RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .ignore_whitespace(flags.contains('x'))
        .build();
    built.map_err(|_| {
        Trouble::Error(Value::String(format!("{pattern} (at offset 0) is not a valid regex")))
    })
}

/// The items with what a filter makes of each.
pub(super) fn keyed(
    it: &mut Interpreter,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Result<Vec<(Value, Value)>, Trouble> {
    let mut found = Vec::new();
    for item in list(value)? {
        let key = Value::Array(it.run(filter, item, variables)?);
        found.push((key, item.clone()));
    }
    Ok(found)
}

pub(super) fn with_one(
    it: &mut Interpreter,
    name: &str,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Many {
    match name {
        "select" => {
            let answers = it.run(filter, value, variables)?;
            return Ok(answers.iter().filter(|it| is_true(it)).map(|_| value.clone()).collect());
        }
        "map" | "map_values" => return map(it, name, filter, value, variables),
        "with_entries" => {
            let entries = plain(it, "to_entries", value, variables)?;
            let changed = map(it, "map", filter, &entries[0], variables)?;
            return plain(it, "from_entries", &changed[0], variables);
        }
        "sort_by" | "group_by" | "unique_by" | "min_by" | "max_by" => {
            return by_key(it, name, filter, value, variables);
        }
        "any" | "all" => {
            let mut answers = Vec::new();
            for item in list(value)? {
                answers.extend(it.run(filter, item, variables)?.iter().map(is_true));
            }
            let says =
                if name == "any" { answers.contains(&true) } else { !answers.contains(&false) };
            return Ok(vec![Value::Bool(says)]);
        }
        "first" => return Ok(it.run(filter, value, variables)?.into_iter().take(1).collect()),
        "last" => return Ok(it.run(filter, value, variables)?.pop().into_iter().collect()),
        "add" => {
            let items = Value::Array(it.run(filter, value, variables)?);
            return plain(it, "add", &items, variables);
        }
        _ => {}
    }
    of_paths(it, name, filter, value, variables)
}

/// Functions of what a filter leads to; any other of the values that it makes.
fn of_paths(
    it: &mut Interpreter,
    name: &str,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Many {
    match name {
        "del" => {
            let places = paths::paths(it, filter, value, variables)?;
            let mut new = value.clone();
            delete(&mut new, places);
            return Ok(vec![new]);
        }
        "path" => {
            return Ok(paths::paths(it, filter, value, variables)?
                .into_iter()
                .map(Value::Array)
                .collect());
        }
        "recurse" => {
            let mut found = vec![value.clone()];
            for inner in it.run(filter, value, variables)? {
                let again = Filter::Call(name.to_owned(), vec![filter.clone()]);
                found.extend(it.run(&again, &inner, variables)?);
            }
            return Ok(found);
        }
        "isempty" => return Ok(vec![Value::Bool(it.run(filter, value, variables)?.is_empty())]),
        "error" => {
            let why = it.run(filter, value, variables)?.pop().unwrap_or_default();
            return Err(Trouble::Error(why));
        }
        "paths" => {
            let all = paths::paths(it, &Filter::Recurse, value, variables)?;
            let mut found = Vec::new();
            for path in all.into_iter().filter(|it| !it.is_empty()) {
                let inner = get(value, &path)?;
                if it.run(filter, &inner, variables)?.iter().any(is_true) {
                    found.push(Value::Array(path));
                }
            }
            return Ok(found);
        }
        _ => {}
    }
    let mut found = Vec::new();
    for argument in it.run(filter, value, variables)? {
        if name == "range" {
            let count = number(&argument).unwrap_or_default().whole().min(100_000);
            found.extend((0..count).map(Value::from));
        } else {
            found.push(of_value(name, value, &argument)?);
        }
    }
    Ok(found)
}

/// A function of a value and another one.
pub(super) fn of_value(name: &str, value: &Value, argument: &Value) -> Result<Value, Trouble> {
    Ok(match name {
        "has" => Value::Bool(has(value, argument)?),
        "in" => Value::Bool(has(argument, value)?),
        "contains" => Value::Bool(contains(value, argument)),
        "inside" => Value::Bool(contains(argument, value)),
        "index" | "rindex" => match (value, argument) {
            (Value::Null, _) => Value::Null,
            (Value::String(text), Value::String(part)) => {
                let at = if name == "index" {
                    text.find(part.as_str())
                } else {
                    text.rfind(part.as_str())
                };
                at.map_or(Value::Null, Value::from)
            }
            _ => {
                let at = list(value)?.iter().position(|it| it == argument);
                at.map_or(Value::Null, Value::from)
            }
        },
        "startswith" => Value::Bool(text(value)?.starts_with(text(argument)?)),
        "endswith" => Value::Bool(text(value)?.ends_with(text(argument)?)),
        "ltrimstr" => match (value, argument) {
            (Value::String(whole), Value::String(part)) => {
                Value::String(whole.strip_prefix(part.as_str()).unwrap_or(whole).to_owned())
            }
            _ => value.clone(),
        },
        "rtrimstr" => match (value, argument) {
            (Value::String(whole), Value::String(part)) => {
                Value::String(whole.strip_suffix(part.as_str()).unwrap_or(whole).to_owned())
            }
            _ => value.clone(),
        },
        _ => return of_text(name, value, argument),
    })
}

fn of_text(name: &str, value: &Value, argument: &Value) -> Result<Value, Trouble> {
    Ok(match name {
        "split" => match (value, argument) {
            (Value::String(text), Value::String(by)) => split(text, by),
            _ => return error("split input and separator must be strings".to_owned()),
        },
        "join" => {
            let mut parts = Vec::new();
            for item in list(value)? {
                parts.push(if item.is_null() { String::new() } else { format("text", item)? });
            }
            Value::String(parts.join(text(argument)?))
        }
        "test" => Value::Bool(regex(text(argument)?, "")?.is_match(text(value)?)),
        "match" | "capture" => {
            matched(text(value)?, &regex(text(argument)?, "")?, name == "capture")
        }
        "scan" => {
            let regex = regex(text(argument)?, "")?;
            regex.find_iter(text(value)?).map(|it| Value::String(it.as_str().to_owned())).collect()
        }
        "flatten" => {
            let mut found = Vec::new();
            flat(value, number(argument).unwrap_or_default().whole(), &mut found);
            Value::Array(found)
        }
        "getpath" => get(value, list(argument)?)?,
        "tojson" => Value::String(value.to_string()),
        "strftime" => {
            let seconds = number(value).unwrap_or_default().whole();
            let format = text(argument)?;
            Value::String(crate::shell::programs::clock::format_time(
                format,
                seconds.saturating_mul(1000),
            ))
        }
        "nth" => field(value, argument)?,
        "splits" => split(text(value)?, text(argument)?),
        _ => return unknown(name, 1),
    })
}

pub(super) fn matched(text: &str, regex: &regex_lite::Regex, is_capture: bool) -> Value {
    let Some(found) = regex.captures(text) else { return Value::Null };
    let names: Vec<Option<&str>> = regex.capture_names().collect();
    let part =
        |at: usize| found.get(at).map_or(Value::Null, |it| Value::String(it.as_str().to_owned()));
    if is_capture {
        let named =
            names.iter().enumerate().filter_map(|(at, name)| Some(((*name)?.to_owned(), part(at))));
        return Value::Object(named.collect());
    }
    let offset = found.get(0).map_or(0, |it| text[..it.start()].chars().count());
    let entries = [
        ("offset".to_owned(), Value::from(offset)),
        (
            "length".to_owned(),
            Value::from(found.get(0).map_or(0, |it| it.as_str().chars().count())),
        ),
        ("string".to_owned(), part(0)),
        ("captures".to_owned(), (1..names.len()).map(part).collect()),
    ];
    Value::Object(entries.into_iter().collect())
}

pub(super) fn map(
    it: &mut Interpreter,
    name: &str,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Many {
    if let (Value::Object(map), "map_values") = (value, name) {
        let mut new = Map::default();
        for (key, value) in map.iter() {
            if let Some(value) = it.run(filter, value, variables)?.into_iter().next() {
                new.insert(key.clone(), value);
            }
        }
        return Ok(vec![Value::Object(new)]);
    }
    let items: Vec<Value> = match value {
        Value::Object(map) => map.values().cloned().collect(),
        other => list(other)?.clone(),
    };
    let mut found = Vec::new();
    for item in &items {
        let values = it.run(filter, item, variables)?;
        found.extend(values.into_iter().take(if name == "map" { usize::MAX } else { 1 }));
    }
    Ok(vec![Value::Array(found)])
}

pub(super) fn by_key(
    it: &mut Interpreter,
    name: &str,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Many {
    let mut items = keyed(it, filter, value, variables)?;
    if name == "min_by" || name == "max_by" {
        let pairs: Vec<Value> =
            items.into_iter().map(|(key, item)| Value::Array(vec![key, item])).collect();
        let best = pick(&pairs, name == "max_by", &|it| {
            Ok(it.as_array().and_then(|it| it.first()).cloned().unwrap_or_default())
        })?;
        return Ok(vec![best.as_array().and_then(|it| it.get(1)).cloned().unwrap_or_default()]);
    }
    items.order_by(|a, b| compare(&a.0, &b.0));
    if name == "sort_by" {
        return Ok(vec![items.into_iter().map(|it| it.1).collect()]);
    }
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for (key, item) in items {
        match groups.last_mut().filter(|it| compare(&it.0, &key).is_eq()) {
            Some(group) => group.1.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    let groups = groups.into_iter().map(|it| it.1);
    Ok(vec![match name {
        "group_by" => groups.map(Value::Array).collect(),
        _ => groups.filter_map(|it| it.into_iter().next()).collect(),
    }])
}

pub(super) fn with_more(
    it: &mut Interpreter,
    name: &str,
    arguments: &[Filter],
    value: &Value,
    variables: &Variables,
) -> Many {
    if let ("limit" | "until" | "while", [first, second]) = (name, arguments) {
        if name == "limit" {
            let count = it.run(first, value, variables)?.pop().and_then(|it| number(&it));
            let count = usize::try_from(count.unwrap_or_default().whole()).unwrap_or(0);
            return Ok(it.run(second, value, variables)?.into_iter().take(count).collect());
        }
        let (mut state, mut found) = (value.clone(), Vec::new());
        loop {
            let says = it.run(first, &state, variables)?.iter().any(is_true);
            if says == (name == "until") {
                return Ok(if name == "until" { vec![state] } else { found });
            }
            found.push(state.clone());
            state = it.run(second, &state, variables)?.pop().unwrap_or_default();
        }
    }
    if let ("any" | "all", [source, test]) = (name, arguments) {
        let mut answers = Vec::new();
        for item in it.run(source, value, variables)? {
            answers.extend(it.run(test, &item, variables)?.iter().map(is_true));
        }
        let says = if name == "any" { answers.contains(&true) } else { !answers.contains(&false) };
        return Ok(vec![Value::Bool(says)]);
    }
    let mut values = Vec::new();
    for argument in arguments {
        values.push(it.run(argument, value, variables)?.into_iter().next().unwrap_or_default());
    }
    let string = |at: usize| values.get(at).and_then(Value::as_str).unwrap_or("").to_owned();
    Ok(match (name, values.as_slice()) {
        ("range", [from, to, rest @ ..]) => {
            let whole = |it: &Value| number(it).unwrap_or_default().whole();
            let (from, to) = (whole(from), whole(to));
            let step = rest.first().map_or(1, whole);
            let count = if step == 0 { 0 } else { (to - from + step - step.signum()) / step };
            (0..count.clamp(0, 100_000)).map(|at| Value::from(from + at * step)).collect()
        }
        ("sub" | "gsub", [_, _, ..]) => {
            let regex = regex(&string(0), &string(2))?;
            let count = usize::from(name == "sub");
            let new = string(1);
            vec![Value::String(
                regex.replacen(text(value)?, count, regex_lite::NoExpand(&new)).into_owned(),
            )]
        }
        ("test", [_, _]) => {
            vec![Value::Bool(regex(&string(0), &string(1))?.is_match(text(value)?))]
        }
        ("match", [_, _]) => vec![matched(text(value)?, &regex(&string(0), &string(1))?, false)],
        ("setpath", [path, new]) => {
            let mut changed = value.clone();
            set(&mut changed, list(path)?, new.clone())?;
            vec![changed]
        }
        ("split", [_, _]) => {
            let regex = regex(&string(0), &string(1))?;
            vec![regex.split(text(value)?).map(|it| Value::String(it.to_owned())).collect()]
        }
        ("ltrimstr" | "splits", _) => return unknown(name, arguments.len()),
        _ => return unknown(name, arguments.len()),
    })
}
