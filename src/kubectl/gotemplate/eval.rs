//! What pipelines are worth. Source: Go's `text/template/exec.go`.

use super::expression::{Base, Command, Operand, Pipeline};
use super::functions;
use super::value::is_true;
use crate::api::Value;
use std::cell::Cell;

/// The variables while a template runs.
pub(super) struct Scope<'a> {
    text: &'a str,
    variables: Vec<(String, Value)>,
    /// How much work is left to it.
    left: Cell<usize>,
}

/// So much a template may do, counted in values and in pieces of text that it takes in hand.
const WORK_MAX: usize = 2_000_000;
/// So much text is as much work as a value (bytes).
const PIECE: usize = 32;

/// How much work a value is.
fn weight(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len() / PIECE,
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(map) => map.values().map(weight).sum(),
        _ => 0,
    }
}

impl<'a> Scope<'a> {
    pub fn new(text: &'a str, root: &Value) -> Self {
        let variables = vec![("$".to_owned(), root.clone())];
        Self { text, variables, left: Cell::new(WORK_MAX) }
    }

    /// A few words can ask for more than there is time and memory: that ends in an error.
    pub fn work(&self, at: usize, shown: &str, value: &Value) -> Result<(), String> {
        match self.left.get().checked_sub(weight(value)) {
            Some(left) => self.left.set(left),
            None => return Err(self.failed(at, shown, "the template takes too much work")),
        }
        Ok(())
    }

    /// How many variables there are; to be released to.
    pub fn mark(&self) -> usize {
        self.variables.len()
    }

    pub fn release(&mut self, mark: usize) {
        self.variables.truncate(mark);
    }

    pub fn declare(&mut self, name: &str, value: Value) {
        self.variables.push((name.to_owned(), value));
    }

    /// What is wrong at a place of the template. Source: `ErrorContext`.
    pub fn failed(&self, at: usize, shown: &str, why: &str) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |it| it + 1);
        format!("template: output:{line}:{column}: executing \"output\" at <{shown}>: {why}")
    }

    /// A pipeline's value, which its variables get.
    pub fn evaluate(&mut self, pipeline: &Pipeline, dot: &Value) -> Result<Value, String> {
        let value = self.value(pipeline, dot)?;
        for name in &pipeline.names {
            if pipeline.is_assignment {
                if let Some(it) = self.variables.iter_mut().rev().find(|it| it.0 == *name) {
                    it.1 = value.clone();
                }
            } else {
                self.declare(name, value.clone());
            }
        }
        Ok(value)
    }

    /// A pipeline's value.
    pub fn value(&self, pipeline: &Pipeline, dot: &Value) -> Result<Value, String> {
        let mut last = None;
        for command in &pipeline.commands {
            last = Some(self.command(command, dot, last)?);
        }
        Ok(last.unwrap_or_default())
    }

    fn command(
        &self,
        command: &Command,
        dot: &Value,
        last: Option<Value>,
    ) -> Result<Value, String> {
        let Some((first, rest)) = command.operands.split_first() else { return Ok(Value::Null) };
        let Base::Function(name) = &first.base else {
            if !rest.is_empty() || last.is_some() {
                let why = format!("can't give argument to non-function {}", first.text);
                return Err(self.failed(first.at, &first.text, &why));
            }
            return self.operand(first, dot);
        };
        // They look no further than they must.
        if name == "and" || name == "or" {
            let mut value = Value::Null;
            for operand in rest {
                value = self.operand(operand, dot)?;
                if is_true(&value) == (name == "or") {
                    return Ok(value);
                }
            }
            return Ok(last.unwrap_or(value));
        }
        let mut arguments = Vec::new();
        for operand in rest {
            arguments.push(self.operand(operand, dot)?);
        }
        arguments.extend(last);
        for argument in &arguments {
            self.work(command.at, &command.text, argument)?;
        }
        functions::call(name, &arguments).map_err(|why| {
            let why = match why {
                functions::Wrong::Call(why) => format!("error calling {name}: {why}"),
                functions::Wrong::Arguments(why) => {
                    format!("wrong number of args for {name}: {why}")
                }
            };
            self.failed(command.at, &command.text, &why)
        })
    }

    fn operand(&self, operand: &Operand, dot: &Value) -> Result<Value, String> {
        let base = match &operand.base {
            Base::Dot => {
                self.work(operand.at, &operand.text, dot)?;
                dot.clone()
            }
            Base::Literal(value) => value.clone(),
            Base::Variable(name) => {
                let found = self.variables.iter().rev().find(|it| it.0 == *name);
                let found = found.map_or(&Value::Null, |it| &it.1);
                self.work(operand.at, &operand.text, found)?;
                found.clone()
            }
            Base::Group(pipeline) => self.value(pipeline, dot)?,
            Base::Function(name) => functions::call(name, &[]).map_err(|why| {
                let (functions::Wrong::Call(why) | functions::Wrong::Arguments(why)) = why;
                self.failed(
                    operand.at,
                    &operand.text,
                    &format!("wrong number of args for {name}: {why}"),
                )
            })?,
        };
        let mut value = &base;
        for field in &operand.fields {
            value = match value {
                Value::Object(map) => map.get(field).unwrap_or(&Value::Null),
                // What is missing has missing fields.
                Value::Null => &Value::Null,
                _ => {
                    let why = format!("can't evaluate field {field} in type interface {{}}");
                    return Err(self.failed(operand.at, &operand.text, &why));
                }
            };
        }
        Ok(value.clone())
    }
}
