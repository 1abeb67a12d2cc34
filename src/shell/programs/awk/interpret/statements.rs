//! Statements.

use super::{CALLS_MAX, Interpreter, Leave, STEPS_MAX, Value, functions};
use crate::shell::programs::awk::parse::{Expr, Statement};
use crate::sorted::Sort;
use std::rc::Rc;

impl Interpreter<'_> {
    pub(super) fn execute(&mut self, statements: &[Statement]) -> Result<Option<Leave>, String> {
        for statement in statements {
            self.steps += 1;
            if self.steps > STEPS_MAX {
                return Err("a program that does not end".to_owned());
            }
            if self.out.len() > self.memory {
                return Err(String::new());
            }
            if let Some(leave) = self.one(statement)? {
                return Ok(Some(leave));
            }
        }
        Ok(None)
    }

    pub(super) fn one(&mut self, statement: &Statement) -> Result<Option<Leave>, String> {
        match statement {
            Statement::Print(is_format, what, target) => {
                self.print(*is_format, what, target.as_ref())?
            }
            Statement::Expr(expr) => drop(self.value(expr)?),
            Statement::If(test, yes, no) => {
                let is_true = self.value(test)?.is_true();
                return self.execute(if is_true { yes } else { no });
            }
            Statement::While(begins_with_body, test, body) => {
                let mut skips_test = *begins_with_body;
                while std::mem::take(&mut skips_test) || self.value(test)?.is_true() {
                    match self.turn(body)? {
                        Some(Leave::Break) => break,
                        None => {}
                        leave => return Ok(leave),
                    }
                }
            }
            Statement::For(first, test, step, body) => {
                if let Some(first) = first {
                    self.one(first)?;
                }
                while test.as_ref().map_or(Ok(true), |it| self.value(it).map(|it| it.is_true()))? {
                    match self.turn(body)? {
                        Some(Leave::Break) => break,
                        None => {}
                        leave => return Ok(leave),
                    }
                    if let Some(step) = step {
                        self.one(step)?;
                    }
                }
            }
            Statement::ForIn(name, array, body) => return self.each(name, array, body),
            Statement::Block(body) => return self.execute(body),
            Statement::Next => return Ok(Some(Leave::Next)),
            Statement::Exit(code) => {
                if let Some(code) = code {
                    self.code =
                        i32::try_from(self.value(code)?.number().whole() & 255).unwrap_or(1);
                }
                return Ok(Some(Leave::Exit));
            }
            Statement::Break => return Ok(Some(Leave::Break)),
            Statement::Continue => return Ok(Some(Leave::Continue)),
            Statement::Return(expr) => {
                let value = expr.as_ref().map_or(Ok(Value::Unset), |it| self.value(it))?;
                return Ok(Some(Leave::Return(value)));
            }
            Statement::Delete(name, index) => {
                let name = self.array_name(name);
                if index.is_empty() {
                    self.arrays.remove(&name);
                } else {
                    let key = self.key(index)?;
                    self.arrays.entry(name).or_default().remove(&key);
                }
            }
        }
        Ok(None)
    }

    /// A turn for each name in an array; numbers come in their order.
    fn each(
        &mut self,
        name: &str,
        array: &str,
        body: &[Statement],
    ) -> Result<Option<Leave>, String> {
        let array = self.array_name(array);
        let mut keys: Vec<String> =
            self.arrays.get(&array).into_iter().flat_map(|it| it.keys().cloned()).collect();
        keys.order_by_key(|it| (it.parse::<i64>().unwrap_or(i64::MAX), it.clone()));
        for key in keys {
            self.variables.insert(name.to_owned(), Value::Input(key));
            match self.turn(body)? {
                Some(Leave::Break) => break,
                None => {}
                leave => return Ok(leave),
            }
        }
        Ok(None)
    }

    /// A turn of a loop.
    pub(super) fn turn(&mut self, body: &[Statement]) -> Result<Option<Leave>, String> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return Err("a program that does not end".to_owned());
        }
        match self.execute(body)? {
            Some(Leave::Continue) => Ok(None),
            other => Ok(other),
        }
    }

    pub(super) fn print(
        &mut self,
        is_format: bool,
        what: &[Expr],
        target: Option<&(Expr, bool)>,
    ) -> Result<(), String> {
        let mut values = Vec::new();
        for expr in what {
            values.push(self.value(expr)?);
        }
        let convert = self.setting("OFMT");
        let text = if is_format {
            let Some((format, rest)) = values.split_first() else { return Ok(()) };
            functions::format(&format.text(&convert), rest, &convert)
        } else if values.is_empty() {
            self.line.clone() + &self.setting("ORS")
        } else {
            let texts: Vec<String> = values.iter().map(|it| it.text(&convert)).collect();
            texts.join(&self.setting("OFS")) + &self.setting("ORS")
        };
        match target {
            None => self.out.push_str(&text),
            Some((name, appends)) => match self.value(name)?.text("%.6g").as_str() {
                "/dev/stderr" => self.errors.push_str(&text),
                "/dev/stdout" => self.out.push_str(&text),
                name => {
                    // It is made new once, then added to.
                    let appends = *appends || self.files.iter().any(|it| it.0 == name);
                    self.files.push((name.to_owned(), text, appends));
                }
            },
        }
        Ok(())
    }

    /// A function of the program.
    pub(super) fn own(&mut self, name: &str, arguments: &[Expr]) -> Result<Value, String> {
        let function = self.program.functions.get(name).map(Rc::clone);
        let function = function.ok_or_else(|| format!("calling undefined function {name}"))?;
        self.calls += 1;
        if self.calls > CALLS_MAX {
            return Err("function calls nested too deeply".to_owned());
        }
        let (names, body) = &*function;
        let (mut values, mut arrays) = (Vec::new(), Vec::new());
        for (at, name) in names.iter().enumerate() {
            match arguments.get(at) {
                Some(Expr::Variable(array))
                    if self.arrays.contains_key(&self.array_name(array)) =>
                {
                    arrays.push((name.clone(), self.array_name(array)));
                    values.push((name.clone(), Value::Unset));
                }
                Some(expr) => values.push((name.clone(), self.value(expr)?)),
                None => {
                    arrays.push((name.clone(), format!("{name}\u{1}{}", self.calls)));
                    values.push((name.clone(), Value::Unset));
                }
            }
        }
        let before: Vec<(String, Option<Value>)> = values
            .into_iter()
            .map(|(name, value)| (name.clone(), self.variables.insert(name, value)))
            .collect();
        let count = self.names.len();
        self.names.extend(arrays);
        let result = self.execute(body);
        self.names.truncate(count);
        for (name, old) in before {
            match old {
                Some(value) => drop(self.variables.insert(name, value)),
                None => drop(self.variables.remove(&name)),
            }
        }
        self.calls -= 1;
        match result? {
            Some(Leave::Return(value)) => Ok(value),
            _ => Ok(Value::Unset),
        }
    }
}
