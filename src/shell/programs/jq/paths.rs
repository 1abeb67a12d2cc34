//! Where values are, so that they can be set and deleted.

use super::functions;
use super::json::{Map, Value};
use super::parse::Filter;
use super::run::{Interpreter, Many, Trouble, Variables, error, field, is_true, number};
use std::cmp::Ordering;

/// Where a slice begins and ends.
pub(super) fn bounds(length: usize, from: Option<&Value>, to: Option<&Value>) -> (usize, usize) {
    let place = |it: Option<&Value>, default: usize| match it.and_then(number) {
        None => default,
        Some(at) => {
            let at = at.whole();
            let count = i64::try_from(length).unwrap_or(i64::MAX);
            usize::try_from((if at < 0 { at + count } else { at }).clamp(0, count)).unwrap_or(0)
        }
    };
    let from = place(from, 0);
    (from, place(to, length).max(from))
}

/// The keys that lead to what a filter selects.
pub(super) fn paths(
    interpreter: &mut Interpreter,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Result<Vec<Vec<Value>>, Trouble> {
    let mut found = Vec::new();
    match filter {
        Filter::Identity => found.push(Vec::new()),
        Filter::Recurse => below(value, &mut Vec::new(), &mut found),
        Filter::Field(base, key) => {
            for path in paths(interpreter, base, value, variables)? {
                for key in interpreter.run(key, value, variables)? {
                    found.push([path.clone(), vec![key]].concat());
                }
            }
        }
        Filter::Each(base) => {
            for path in paths(interpreter, base, value, variables)? {
                for key in keys(&get(value, &path)?) {
                    found.push([path.clone(), vec![key]].concat());
                }
            }
        }
        Filter::Slice(base, from, to) => {
            for path in paths(interpreter, base, value, variables)? {
                let count = keys(&get(value, &path)?).len();
                let mut bound = |it: &Option<Box<Filter>>| match it {
                    Some(it) => interpreter.run(it, value, variables).map(|mut it| it.pop()),
                    None => Ok(None),
                };
                let (from, to) = (bound(from)?, bound(to)?);
                let (from, to) = bounds(count, from.as_ref(), to.as_ref());
                found.extend((from..to).map(|at| [path.clone(), vec![Value::from(at)]].concat()));
            }
        }
        Filter::Pipe(left, right) => {
            for path in paths(interpreter, left, value, variables)? {
                let inner = get(value, &path)?;
                for rest in paths(interpreter, right, &inner, variables)? {
                    found.push([path.clone(), rest].concat());
                }
            }
        }
        Filter::Both(left, right) => {
            found = paths(interpreter, left, value, variables)?;
            found.extend(paths(interpreter, right, value, variables)?);
        }
        other => return chosen(interpreter, other, value, variables),
    }
    Ok(found)
}

/// The keys that lead to what a filter chooses by what is there.
fn chosen(
    interpreter: &mut Interpreter,
    filter: &Filter,
    value: &Value,
    variables: &Variables,
) -> Result<Vec<Vec<Value>>, Trouble> {
    let mut found = Vec::new();
    match filter {
        Filter::Try(inner, _) => match paths(interpreter, inner, value, variables) {
            Ok(inner) => found = inner,
            Err(Trouble::Error(_)) => {}
            Err(other) => return Err(other),
        },
        Filter::If(test, yes, no) => {
            for answer in interpreter.run(test, value, variables)? {
                match (is_true(&answer), no) {
                    (true, _) => found.extend(paths(interpreter, yes, value, variables)?),
                    (false, Some(no)) => found.extend(paths(interpreter, no, value, variables)?),
                    (false, None) => found.push(Vec::new()),
                }
            }
        }
        Filter::Binary("//", left, right) => {
            let mut good = Vec::new();
            for path in paths(interpreter, left, value, variables).unwrap_or_default() {
                if is_true(&get(value, &path)?) {
                    good.push(path);
                }
            }
            found =
                if good.is_empty() { paths(interpreter, right, value, variables)? } else { good };
        }
        Filter::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("select", [test]) => {
                if interpreter.run(test, value, variables)?.iter().any(is_true) {
                    found.push(Vec::new());
                }
            }
            ("empty", []) => {}
            ("first", []) => found.push(vec![Value::from(0_i64)]),
            ("last", []) => found.push(vec![Value::from(-1_i64)]),
            ("recurse", []) => below(value, &mut Vec::new(), &mut found),
            ("getpath", [path]) => {
                for path in interpreter.run(path, value, variables)? {
                    found.extend(path.as_array().cloned());
                }
            }
            _ => return error("Invalid path expression"),
        },
        _ => return error("Invalid path expression"),
    }
    Ok(found)
}

fn below(value: &Value, path: &mut Vec<Value>, found: &mut Vec<Vec<Value>>) {
    found.push(path.clone());
    for key in keys(value) {
        if let Ok(inner) = field(value, &key) {
            path.push(key);
            below(&inner, path, found);
            path.pop();
        }
    }
}

/// All keys of a list or an object.
pub(super) fn keys(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => (0..list.len()).map(Value::from).collect(),
        Value::Object(map) => map.iter().map(|it| Value::text(&it.0)).collect(),
        _ => Vec::new(),
    }
}

/// The value at a path.
pub(super) fn get(value: &Value, path: &[Value]) -> Result<Value, Trouble> {
    path.iter().try_fold(value.clone(), |value, key| field(&value, key))
}

/// Sets the value at a path.
pub(super) fn set(value: &mut Value, path: &[Value], new: Value) -> Result<(), Trouble> {
    const LENGTH_MAX: usize = 100_000;
    let Some((key, rest)) = path.split_first() else {
        *value = new;
        return Ok(());
    };
    if value.is_null() {
        *value = match key {
            Value::String(_) => Value::Object(Map::default()),
            _ => Value::Array(Vec::new()),
        };
    }
    match (value, key) {
        (Value::Object(map), Value::String(key)) => set(map.entry(key), rest, new),
        (Value::Array(list), Value::Number(_)) => {
            let at = number(key).unwrap_or_default().whole();
            let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
            let Ok(at) = usize::try_from(if at < 0 { at + count } else { at }) else {
                return error("Out of bounds negative array index");
            };
            if at > LENGTH_MAX {
                return Err(Trouble::Memory);
            }
            if at >= list.len() {
                list.resize(at + 1, Value::Null);
            }
            list.get_mut(at).map_or(Ok(()), |it| set(it, rest, new))
        }
        (value, key) => field(value, key).map(drop),
    }
}

/// Deletes what is at paths.
pub(super) fn delete(value: &mut Value, mut paths: Vec<Vec<Value>>) {
    // From behind, so that places stay what they are.
    paths.sort_by(|a, b| {
        let pairs = a.iter().zip(b);
        let order = pairs.map(|(a, b)| functions::compare(a, b)).find(|it| it.is_ne());
        order.unwrap_or(Ordering::Equal).then(a.len().cmp(&b.len()))
    });
    for path in paths.iter().rev() {
        let Some((last, front)) = path.split_last() else {
            *value = Value::Null;
            return;
        };
        let mut inner = &mut *value;
        let mut is_there = true;
        for key in front {
            let next = match (inner, key) {
                (Value::Object(map), Value::String(key)) if map.get(key).is_some() => {
                    Some(map.entry(key))
                }
                (Value::Array(list), key) => {
                    let at = number(key).and_then(|it| usize::try_from(it.whole()).ok());
                    at.and_then(|at| list.get_mut(at))
                }
                _ => None,
            };
            match next {
                Some(next) => inner = next,
                None => {
                    is_there = false;
                    inner = &mut *value;
                    break;
                }
            }
        }
        match (inner, last) {
            _ if !is_there => {}
            (Value::Object(map), Value::String(key)) => map.remove(key),
            (Value::Array(list), key) => {
                let at = number(key).map(|it| it.whole()).unwrap_or(-1);
                let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
                let at = usize::try_from(if at < 0 { at + count } else { at });
                if let Ok(at) = at
                    && at < list.len()
                {
                    list.remove(at);
                }
            }
            _ => {}
        }
    }
}

/// `=`, `|=`, `+=` and the like.
pub(super) fn assign(
    interpreter: &mut Interpreter,
    sign: &str,
    left: &Filter,
    right: &Filter,
    value: &Value,
    variables: &Variables,
) -> Many {
    let places = paths(interpreter, left, value, variables)?;
    if sign == "|=" {
        let mut new = value.clone();
        let mut gone = Vec::new();
        for path in places {
            let old = get(&new, &path)?;
            match interpreter.run(right, &old, variables)?.into_iter().next() {
                Some(made) => set(&mut new, &path, made)?,
                None => gone.push(path),
            }
        }
        delete(&mut new, gone);
        return Ok(vec![new]);
    }
    let mut found = Vec::new();
    for right in interpreter.run(right, value, variables)? {
        let mut new = value.clone();
        for path in &places {
            let made = match sign {
                "=" => right.clone(),
                "//=" => {
                    let old = get(&new, path)?;
                    if is_true(&old) { old } else { right.clone() }
                }
                sign => functions::compute(sign.trim_end_matches('='), &get(&new, path)?, &right)?,
            };
            set(&mut new, path, made)?;
        }
        found.push(new);
    }
    Ok(found)
}
