//! `-o go-template`: the part of Go's `text/template` that people use with kubectl. Paths,
//! texts, `range`, `if`, `else`, `end`, `index`, `len`, and variables of a `range`.

use super::json;
use crate::api::Value;
use std::collections::BTreeMap;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Print(String),
    Range(String, Vec<Piece>, Vec<Piece>),
    If(String, Vec<Piece>, Vec<Piece>),
}

/// A template that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// In the words of Go's package, where it has some.
    pub fn parse(text: &str) -> Result<Self, String> {
        Ok(Self { pieces: parse(text)? })
    }

    /// What the template makes of an object.
    ///
    /// # Errors
    /// The same.
    pub fn render(&self, tree: &Value) -> Result<String, String> {
        let mut out = String::new();
        let scope = Scope { dot: tree, root: tree, variables: BTreeMap::new() };
        print(&self.pieces, &scope, &mut out)?;
        Ok(out)
    }
}

struct Scope<'a> {
    dot: &'a Value,
    root: &'a Value,
    variables: BTreeMap<String, Value>,
}

fn parse(template: &str) -> Result<Vec<Piece>, String> {
    /// What is open: its action, what stands in it, and what stood before its `else`.
    type Open = (String, Vec<Piece>, Option<Vec<Piece>>);
    let mut stack: Vec<Open> = vec![(String::new(), Vec::new(), None)];
    let mut rest = template;
    while let Some((text, tail)) = rest.split_once("{{") {
        let (action, after) = tail.split_once("}}").ok_or("template: output:1: unclosed action")?;
        let text = if action.starts_with("- ") { text.trim_end() } else { text };
        rest = if action.ends_with(" -") { after.trim_start() } else { after };
        let action = action.trim_start_matches("- ").trim_end_matches(" -").trim();
        let top = stack.last_mut().ok_or("template: output:1: unexpected {{end}}")?;
        top.1.push(Piece::Text(text.to_owned()));
        match action.split_whitespace().next().unwrap_or("") {
            "range" | "if" => stack.push((action.to_owned(), Vec::new(), None)),
            "else" => top.2 = Some(std::mem::take(&mut top.1)),
            "end" => {
                let closed = stack.pop().filter(|_| !stack.is_empty());
                let (action, last, first) =
                    closed.ok_or("template: output:1: unexpected {{end}}")?;
                let (body, other) =
                    first.map_or_else(|| (last.clone(), Vec::new()), |it| (it, last.clone()));
                let piece = match action.split_once(' ') {
                    Some(("range", of)) => Piece::Range(of.trim().to_owned(), body, other),
                    Some((_, of)) => Piece::If(of.trim().to_owned(), body, other),
                    None => return Err(format!("template: output:1: missing value for {action}")),
                };
                if let Some(outer) = stack.last_mut() {
                    outer.1.push(piece);
                }
            }
            "/*" => {}
            _ => top.1.push(Piece::Print(action.to_owned())),
        }
        if stack.len() > 100 {
            return Err("template: output:1: too deep".to_owned());
        }
    }
    match stack.pop() {
        Some((_, mut pieces, None)) if stack.is_empty() => {
            pieces.push(Piece::Text(rest.to_owned()));
            Ok(pieces)
        }
        _ => Err("template: output:1: unexpected EOF".to_owned()),
    }
}

fn print(pieces: &[Piece], scope: &Scope<'_>, out: &mut String) -> Result<(), String> {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Print(action) => out.push_str(&shown(&evaluate(action, scope)?)),
            Piece::If(action, body, other) => {
                let branch = if is_true(&evaluate(action, scope)?) { body } else { other };
                print(branch, scope, out)?;
            }
            Piece::Range(action, body, other) => range(action, body, other, scope, out)?,
        }
    }
    Ok(())
}

fn range(
    action: &str,
    body: &[Piece],
    other: &[Piece],
    scope: &Scope<'_>,
    out: &mut String,
) -> Result<(), String> {
    let (names, of) = match action.split_once(":=") {
        Some((names, of)) => (names.split(',').map(str::trim).collect(), of.trim()),
        None => (Vec::new(), action),
    };
    let entries: Vec<(Value, Value)> = match evaluate(of, scope)? {
        Value::Array(items) => {
            items.into_iter().enumerate().map(|(at, it)| (Value::from(at), it)).collect()
        }
        Value::Object(map) => map.into_iter().map(|(key, it)| (Value::String(key), it)).collect(),
        Value::Null => Vec::new(),
        other => return Err(format!("range can't iterate over {}", shown(&other))),
    };
    if entries.is_empty() {
        return print(other, scope, out);
    }
    for (key, value) in &entries {
        let mut variables = scope.variables.clone();
        match names.as_slice() {
            [one] => drop(variables.insert((*one).to_owned(), value.clone())),
            [first, second] => {
                variables.insert((*first).to_owned(), key.clone());
                variables.insert((*second).to_owned(), value.clone());
            }
            _ => {}
        }
        print(body, &Scope { dot: value, root: scope.root, variables }, out)?;
    }
    Ok(())
}

/// The words of an action; a text in quotes is one.
fn words(action: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for char in action.chars() {
        match quote {
            Some(open) => {
                word.push(char);
                if char == open && !word.ends_with("\\\"") {
                    quote = None;
                }
            }
            None if char.is_whitespace() => words.push(std::mem::take(&mut word)),
            None => {
                quote = ['"', '`'].contains(&char).then_some(char);
                word.push(char);
            }
        }
    }
    words.push(word);
    words.retain(|it| !it.is_empty());
    words
}

fn evaluate(action: &str, scope: &Scope<'_>) -> Result<Value, String> {
    let words = words(action);
    let value = |word: &String| operand(word, scope);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_] => value(&words[0]),
        ["len", _] => Ok(match value(&words[1])? {
            Value::Array(list) => Value::from(list.len()),
            Value::Object(map) => Value::from(map.len()),
            Value::String(text) => Value::from(text.len()),
            _ => return Err(format!("error calling len: len of {}", words[1])),
        }),
        ["index", _, ..] => {
            let mut found = value(&words[1])?;
            for key in &words[2..] {
                found = match (&found, value(key)?) {
                    (Value::Array(list), Value::Number(at)) => {
                        let at = at.as_u64().and_then(|it| usize::try_from(it).ok());
                        let item = at.and_then(|at| list.get(at)).cloned();
                        item.ok_or("error calling index: index out of range")?
                    }
                    (_, key) => found[key.as_str().unwrap_or("")].clone(),
                };
            }
            Ok(found)
        }
        ["eq" | "ne", _, _] => {
            let same = value(&words[1])? == value(&words[2])?;
            Ok(Value::Bool(same == (words[0] == "eq")))
        }
        ["not", _] => Ok(Value::Bool(!is_true(&value(&words[1])?))),
        ["and", rest @ ..] | ["or", rest @ ..] if !rest.is_empty() => {
            let mut last = Value::Null;
            for word in &words[1..] {
                last = value(word)?;
                if is_true(&last) == (words[0] == "or") {
                    break;
                }
            }
            Ok(last)
        }
        _ => Err(format!(
            "template: output:1: {action:?} is more than this simulator's templates can do"
        )),
    }
}

fn operand(word: &str, scope: &Scope<'_>) -> Result<Value, String> {
    if let Some(text) = word.strip_prefix('`').and_then(|it| it.strip_suffix('`')) {
        return Ok(Value::String(text.to_owned()));
    }
    if word.starts_with('"') {
        let text: Result<String, _> = serde_json::from_str(word);
        return text.map(Value::String).map_err(|_| format!("template: output:1: bad text {word}"));
    }
    if let Ok(number) = word.parse::<i64>() {
        return Ok(Value::from(number));
    }
    let (base, path) = match word.split_at(word.find('.').unwrap_or(word.len())) {
        ("", path) => (scope.dot.clone(), path),
        ("$", path) => (scope.root.clone(), path),
        ("true", "") => (Value::Bool(true), ""),
        ("false", "") => (Value::Bool(false), ""),
        (name, path) => match scope.variables.get(name) {
            Some(value) => (value.clone(), path),
            None if name.starts_with('$') => {
                return Err(format!("template: output:1: undefined variable {name:?}"));
            }
            None => return Err(format!("template: output:1: function {name:?} not defined")),
        },
    };
    let keys = path.split('.').filter(|it| !it.is_empty());
    Ok(keys.fold(&base, |value, key| &value[key]).clone())
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(it) => *it,
        Value::Number(it) => it.as_i64() != Some(0),
        Value::String(it) => !it.is_empty(),
        Value::Array(it) => !it.is_empty(),
        Value::Object(it) => !it.is_empty(),
    }
}

/// A value as Go prints it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" "))
        }
        Value::Object(map) => {
            let pairs: Vec<String> =
                map.iter().map(|(key, it)| format!("{key}:{}", shown(it))).collect();
            format!("map[{}]", pairs.join(" "))
        }
        other => json::compact(other),
    }
}
