//! JSON as `jq` has it: objects keep the order of their keys, numbers are decimal.

use crate::shell::number::Number;
use std::fmt::{Display, Formatter, Write};
use std::ops::Index;

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Value>),
    Object(Map),
}

/// An object, in the order of its keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Map(Vec<(String, Value)>);

/// Values within each other are not deeper.
const DEPTH_MAX: u32 = 100;
const NOTHING: Value = Value::Null;

impl Map {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|it| it.0 == key).map(|it| &it.1)
    }

    /// The value of a key, made if it is not there.
    pub fn entry(&mut self, key: &str) -> &mut Value {
        let at = self.0.iter().position(|it| it.0 == key).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((key.to_owned(), Value::Null));
        }
        &mut self.0[at].1
    }

    pub fn insert(&mut self, key: String, value: Value) {
        *self.entry(&key) = value;
    }

    pub fn remove(&mut self, key: &str) {
        self.0.retain(|it| it.0 != key);
    }

    pub fn iter(&self) -> impl Iterator<Item = &(String, Value)> {
        self.0.iter()
    }

    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|it| &it.1)
    }

    /// In their own order: sorted.
    pub fn sorted(&self) -> Vec<&(String, Value)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<T: IntoIterator<Item = (String, Value)>>(entries: T) -> Self {
        let mut map = Self::default();
        entries.into_iter().for_each(|(key, value)| map.insert(key, value));
        map
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<T: IntoIterator<Item = Value>>(items: T) -> Self {
        Self::Array(items.into_iter().collect())
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Number(Number::of(count))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Number::from(number))
    }
}

impl Value {
    pub fn text(text: &str) -> Self {
        Self::String(text.to_owned())
    }

    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub fn as_array(&self) -> Option<&Vec<Value>> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// Over several lines, each level so many spaces further in.
    pub fn pretty(&self, depth: usize, indent: usize, out: &mut String) {
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.push_str(&" ".repeat(depth * indent));
        };
        match self {
            Self::Array(items) if !items.is_empty() => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    line(out, depth + 1);
                    item.pretty(depth + 1, indent, out);
                }
                line(out, depth);
                out.push(']');
            }
            Self::Object(map) if map.len() > 0 => {
                out.push('{');
                for (at, (key, item)) in map.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    line(out, depth + 1);
                    out.push_str(&quoted(key));
                    out.push_str(": ");
                    item.pretty(depth + 1, indent, out);
                }
                line(out, depth);
                out.push('}');
            }
            scalar => {
                let _ = write!(out, "{scalar}");
            }
        }
    }
}

impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        match self {
            Self::Object(map) => map.get(key).unwrap_or(&NOTHING),
            _ => &NOTHING,
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(is_true) => write!(f, "{is_true}"),
            Self::Number(number) if number.is_whole() => f.write_str(&number.fixed(0)),
            Self::Number(number) => f.write_str(&number.general(17)),
            Self::String(text) => f.write_str(&quoted(text)),
            Self::Array(items) => {
                f.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { "," })?;
                }
                f.write_char(']')
            }
            Self::Object(map) => {
                f.write_char('{')?;
                for (at, (key, item)) in map.iter().enumerate() {
                    write!(f, "{}{}:{item}", if at == 0 { "" } else { "," }, quoted(key))?;
                }
                f.write_char('}')
            }
        }
    }
}

/// All values of a text, and what is wrong with the rest.
pub(super) fn parse_all(text: &str) -> (Vec<Value>, Option<String>) {
    let (mut values, mut rest) = (Vec::new(), text.trim_start());
    while !rest.is_empty() {
        match value(&mut rest, 0) {
            Some(value) => values.push(value),
            None => {
                let read = &text[..text.len() - rest.len()];
                let line = read.matches('\n').count() + 1;
                let column = read.rsplit('\n').next().map_or(0, |it| it.chars().count());
                let what = if rest.is_empty() { "Unfinished JSON term" } else { "Invalid literal" };
                return (values, Some(format!("{what} at line {line}, column {column}")));
            }
        }
        rest = rest.trim_start();
    }
    (values, None)
}

/// The only value of a text.
pub(super) fn parse(text: &str) -> Option<Value> {
    match parse_all(text) {
        (mut values, None) if values.len() == 1 => values.pop(),
        _ => None,
    }
}

fn take(rest: &mut &str, sign: &str) -> bool {
    *rest = rest.trim_start();
    let behind = rest.strip_prefix(sign);
    *rest = behind.unwrap_or(rest);
    behind.is_some()
}

fn value(rest: &mut &str, depth: u32) -> Option<Value> {
    *rest = rest.trim_start();
    if depth > DEPTH_MAX {
        return None;
    }
    for (word, value) in
        [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))]
    {
        if take(rest, word) {
            return Some(value);
        }
    }
    if rest.starts_with('"') {
        return text(rest).map(Value::String);
    }
    if take(rest, "[") {
        let mut items = Vec::new();
        if take(rest, "]") {
            return Some(Value::Array(items));
        }
        loop {
            items.push(value(rest, depth + 1)?);
            if take(rest, "]") {
                return Some(Value::Array(items));
            }
            take(rest, ",").then_some(())?;
        }
    }
    if take(rest, "{") {
        let mut map = Map::default();
        if take(rest, "}") {
            return Some(Value::Object(map));
        }
        loop {
            *rest = rest.trim_start();
            let key = text(rest)?;
            take(rest, ":").then_some(())?;
            map.insert(key, value(rest, depth + 1)?);
            if take(rest, "}") {
                return Some(Value::Object(map));
            }
            take(rest, ",").then_some(())?;
        }
    }
    let (number, length) = Number::prefix(rest)?;
    *rest = &rest[length..];
    Some(Value::Number(number))
}

/// A text in quotes.
fn text(rest: &mut &str) -> Option<String> {
    let inner = rest.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inner.find(|it: char| {
        let is_end = it == '"' && !is_escaped;
        is_escaped = it == '\\' && !is_escaped;
        is_end
    })?;
    let whole = &rest[..end + 2];
    *rest = &rest[end + 2..];
    serde_json::from_str(whole).ok()
}
