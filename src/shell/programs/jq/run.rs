//! A filter at work.

mod values;

use super::json::Value;
use super::parse::Filter;
use super::{functions, paths};
use crate::shell::number::Number;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Why there are no more values.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// An error that can be caught.
    Error(Value),
    /// The filter is wrong.
    Filter(String),
    /// There is no memory.
    Memory,
}

pub(super) type Many = Result<Vec<Value>, Trouble>;
pub(super) type Variables = SortedMap<String, Value>;

pub(super) fn error<T>(text: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Error(Value::String(text.into())))
}

/// A function that a filter defines: with what it takes, and where it stands.
#[derive(Clone)]
struct Definition {
    name: String,
    body: Rc<(Vec<String>, Filter)>,
    /// A filter that was given to a function: how many definitions it can see.
    sees: Option<usize>,
}

/// So many steps can be made.
const STEPS_MAX: u32 = 1_000_000;
const DEPTH_MAX: u32 = 200;

pub(super) struct Interpreter {
    steps: u32,
    depth: u32,
    memory: usize,
    pub now_ms: i64,
    definitions: Vec<Definition>,
    outputs: Vec<Value>,
}

/// A number of JSON.
pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

/// The number as JSON has it.
pub(super) fn json(number: Number) -> Value {
    Value::Number(number)
}

pub(super) fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value with its type, as errors name it.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    let short = match text.chars().count() > 11 {
        true => text.chars().take(10).collect::<String>() + "...",
        false => text,
    };
    format!("{} ({short})", type_of(value))
}

impl Interpreter {
    pub fn new(memory: usize, now_ms: i64) -> Self {
        Self { steps: 0, depth: 0, memory, now_ms, definitions: Vec::new(), outputs: Vec::new() }
    }

    /// What came before an error.
    pub fn take_outputs(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.outputs)
    }

    /// What a filter makes of a value.
    pub fn run(&mut self, filter: &Filter, value: &Value, variables: &Variables) -> Many {
        self.steps += 1;
        self.depth += 1;
        if self.steps > STEPS_MAX || self.depth > DEPTH_MAX {
            return Err(Trouble::Memory);
        }
        let result = self.one(filter, value, variables);
        self.depth -= 1;
        if let Ok(values) = &result {
            self.steps += u32::try_from(values.len()).unwrap_or(u32::MAX / 2);
            if values.len() * 32 > self.memory {
                return Err(Trouble::Memory);
            }
        }
        result
    }

    /// The same, with what came before an error.
    pub fn each(
        &mut self,
        filter: &Filter,
        value: &Value,
        variables: &Variables,
        found: &mut Vec<Value>,
    ) -> Result<(), Trouble> {
        match filter {
            Filter::Pipe(left, right) => {
                let mut values = Vec::new();
                let result = self.each(left, value, variables, &mut values);
                values.iter().try_for_each(|it| self.each(right, it, variables, found))?;
                result
            }
            Filter::Both(left, right) => {
                self.each(left, value, variables, found)?;
                self.each(right, value, variables, found)
            }
            other => {
                found.extend(self.run(other, value, variables)?);
                Ok(())
            }
        }
    }

    fn one(&mut self, filter: &Filter, value: &Value, variables: &Variables) -> Many {
        Ok(match filter {
            Filter::Identity => vec![value.clone()],
            Filter::Recurse => {
                let mut found = Vec::new();
                functions::recurse(value, &mut found);
                found
            }
            Filter::Literal(value) => vec![value.clone()],
            Filter::Text(parts, format) => self.text(parts, format, value, variables)?,
            Filter::Format(name) => vec![Value::String(functions::format(name, value)?)],
            Filter::Field(..) | Filter::Slice(..) | Filter::Each(_) => {
                self.path(filter, value, variables)?
            }
            Filter::Try(inner, handler) => match self.run(inner, value, variables) {
                Err(Trouble::Error(why)) => match handler {
                    Some(handler) => self.run(handler, &why, variables)?,
                    None => Vec::new(),
                },
                other => return other,
            },
            Filter::Pipe(left, right) => {
                let mut found = Vec::new();
                for value in self.run(left, value, variables)? {
                    found.extend(self.run(right, &value, variables)?);
                }
                found
            }
            Filter::Both(left, right) => {
                let mut found = self.run(left, value, variables)?;
                found.extend(self.run(right, value, variables)?);
                found
            }
            Filter::Binary(sign, left, right) => {
                self.binary(sign, left, right, value, variables)?
            }
            Filter::Assign(sign, left, right) => {
                paths::assign(self, sign, left, right, value, variables)?
            }
            Filter::Array(None) => vec![Value::Array(Vec::new())],
            Filter::Array(Some(inner)) => vec![Value::Array(self.run(inner, value, variables)?)],
            Filter::Object(entries) => self.object(entries, value, variables)?,
            Filter::Variable(name) if name == "__loc__" => vec![Value::Null],
            Filter::Variable(name) => match variables.get(name) {
                Some(value) => vec![value.clone()],
                None => return Err(Trouble::Filter(format!("${name} is not defined"))),
            },
            Filter::Define(name, body, rest) => {
                let count = self.definitions.len();
                self.definitions.push(Definition {
                    name: name.clone(),
                    body: Rc::clone(body),
                    sees: None,
                });
                let result = self.run(rest, value, variables);
                self.definitions.truncate(count);
                result?
            }
            Filter::Call(name, arguments) => self.call(name, arguments, value, variables)?,
            other => self.steer(other, value, variables)?,
        })
    }

    /// Branches and loops.
    fn steer(&mut self, filter: &Filter, value: &Value, variables: &Variables) -> Many {
        Ok(match filter {
            Filter::Negate(inner) => {
                let mut found = Vec::new();
                for value in self.run(inner, value, variables)? {
                    match number(&value) {
                        Some(number) => found.push(json(number.negated())),
                        None => return error(format!("{} cannot be negated", shown(&value))),
                    }
                }
                found
            }
            Filter::If(test, yes, no) => {
                let mut found = Vec::new();
                for answer in self.run(test, value, variables)? {
                    match (is_true(&answer), no) {
                        (true, _) => found.extend(self.run(yes, value, variables)?),
                        (false, Some(no)) => found.extend(self.run(no, value, variables)?),
                        (false, None) => found.push(value.clone()),
                    }
                }
                found
            }
            Filter::Reduce(source, name, first, update) => {
                let mut state = self.run(first, value, variables)?.pop().unwrap_or_default();
                for item in self.run(source, value, variables)? {
                    let mut inner = variables.clone();
                    inner.insert(name.clone(), item);
                    state = self.run(update, &state, &inner)?.pop().unwrap_or_default();
                }
                vec![state]
            }
            Filter::Foreach(source, name, first, update, last) => {
                let mut state = self.run(first, value, variables)?.pop().unwrap_or_default();
                let mut found = Vec::new();
                for item in self.run(source, value, variables)? {
                    let mut inner = variables.clone();
                    inner.insert(name.clone(), item);
                    for next in self.run(update, &state, &inner)? {
                        state = next;
                        match last {
                            Some(last) => found.extend(self.run(last, &state, &inner)?),
                            None => found.push(state.clone()),
                        }
                    }
                }
                found
            }
            Filter::As(source, names, body) => {
                let mut found = Vec::new();
                for item in self.run(source, value, variables)? {
                    let mut inner = variables.clone();
                    for (path, name) in names {
                        let mut part = item.clone();
                        for key in path {
                            let key = self.run(key, value, variables)?.pop().unwrap_or_default();
                            part = field(&part, &key)?;
                        }
                        inner.insert(name.clone(), part);
                    }
                    found.extend(self.run(body, value, &inner)?);
                }
                found
            }
            _ => Vec::new(),
        })
    }

    fn call(
        &mut self,
        name: &str,
        arguments: &[Filter],
        value: &Value,
        variables: &Variables,
    ) -> Many {
        let fits = |it: &Definition| it.name == name && it.body.0.len() == arguments.len();
        let Some(at) = self.definitions.iter().rposition(fits) else {
            return functions::call(self, name, arguments, value, variables);
        };
        let definition = self.definitions[at].clone();
        let before = self.definitions.clone();
        let sees = definition.sees.unwrap_or(at + 1);
        let outside = before.len();
        self.definitions.truncate(sees);
        let mut inner = variables.clone();
        for (parameter, argument) in definition.body.0.iter().zip(arguments) {
            // What is given stays where it was written: it sees what is defined there.
            let body = Rc::new((Vec::new(), argument.clone()));
            self.definitions.push(Definition {
                name: parameter.clone(),
                body,
                sees: Some(outside),
            });
            if let Ok(mut values) = self.run(argument, value, variables) {
                inner.insert(parameter.clone(), values.pop().unwrap_or_default());
            }
        }
        // Those are looked up in the list as it was outside.
        let mut all = before.clone();
        all.extend(self.definitions.drain(sees.min(self.definitions.len())..));
        self.definitions = all;
        if definition.sees.is_none() {
            self.definitions.push(definition.clone());
        }
        let result = self.run(&definition.body.1, value, &inner);
        self.definitions = before;
        result
    }
}

/// `.a`, `.[0]`
pub(super) fn field(value: &Value, key: &Value) -> Result<Value, Trouble> {
    match (value, key) {
        (Value::Null, Value::String(_) | Value::Number(_) | Value::Null) => Ok(Value::Null),
        (Value::Object(map), Value::String(key)) => Ok(map.get(key).cloned().unwrap_or_default()),
        (Value::Array(list), Value::Number(_)) => {
            let at = number(key).unwrap_or_default().whole();
            let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
            let at = usize::try_from(if at < 0 { at + length } else { at });
            Ok(at.ok().and_then(|at| list.get(at)).cloned().unwrap_or_default())
        }
        (Value::Array(list), Value::Array(part)) => {
            let starts = (0..list.len()).filter(|at| list[*at..].starts_with(part));
            Ok(starts.map(Value::from).collect())
        }
        (value, Value::String(key)) => {
            error(format!("Cannot index {} with \"{key}\"", type_of(value)))
        }
        (value, key) => error(format!("Cannot index {} with {}", type_of(value), type_of(key))),
    }
}
