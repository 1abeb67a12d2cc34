//! Values of expressions.

use super::{Interpreter, Value};
use crate::shell::number::Number;
use crate::shell::programs::awk::parse::Expr;
use regex_lite::Regex;

impl Interpreter<'_> {
    pub(super) fn array_name(&self, name: &str) -> String {
        let found = self.names.iter().rev().find(|it| it.0 == name);
        found.map_or(name, |it| it.1.as_str()).to_owned()
    }

    pub(super) fn key(&mut self, index: &[Expr]) -> Result<String, String> {
        let mut keys = Vec::new();
        for expr in index {
            keys.push(self.value(expr)?.text("%.6g"));
        }
        Ok(keys.join(&self.setting("SUBSEP")))
    }

    pub(super) fn field(&self, at: i64) -> Value {
        match usize::try_from(at) {
            Ok(0) => Value::Input(self.line.clone()),
            Ok(at) => self.fields.get(at - 1).map_or(Value::Unset, |it| Value::Input(it.clone())),
            Err(_) => Value::Unset,
        }
    }

    pub(super) fn value(&mut self, expr: &Expr) -> Result<Value, String> {
        let say = |it: bool| Value::Number(Number::from(i64::from(it)));
        Ok(match expr {
            Expr::Number(number) => Value::Number(*number),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Regex(regex) => say(regex.is_match(&self.line)),
            Expr::Field(inner) => {
                let at = self.value(inner)?.number().whole();
                if at < 0 {
                    return Err(format!("trying to access out of range field {at}"));
                }
                self.field(at)
            }
            Expr::Variable(name) => self.variables.get(name).cloned().unwrap_or(Value::Unset),
            Expr::Element(name, index) => {
                let (name, key) = (self.array_name(name), self.key(index)?);
                self.arrays.entry(name).or_default().entry(key).or_insert(Value::Unset).clone()
            }
            Expr::Assign(sign, place, right) => {
                let right = self.value(right)?;
                let value = match sign {
                    '=' => right,
                    sign => {
                        let left = self.value(place)?.number();
                        Value::Number(compute(left, *sign, right.number())?)
                    }
                };
                self.set(place, value.clone())?;
                value
            }
            Expr::Choice(test, yes, no) => {
                let is_true = self.value(test)?.is_true();
                return self.value(if is_true { yes } else { no });
            }
            Expr::Both(is_and, left, right) => {
                let left = self.value(left)?.is_true();
                say(if left == *is_and { self.value(right)?.is_true() } else { left })
            }
            Expr::Not(inner) => say(!self.value(inner)?.is_true()),
            Expr::Negate(inner) => Value::Number(self.value(inner)?.number().negated()),
            other => return self.compared(other),
        })
    }

    /// What operators with two sides, and calls, come to.
    fn compared(&mut self, expr: &Expr) -> Result<Value, String> {
        let say = |it: bool| Value::Number(Number::from(i64::from(it)));
        Ok(match expr {
            Expr::Compare(sign, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let order = match left.as_number().zip(right.as_number()) {
                    Some((a, b)) => a.cmp(&b),
                    None => left.text("%.6g").cmp(&right.text("%.6g")),
                };
                say(match *sign {
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    ">=" => order.is_ge(),
                    "==" => order.is_eq(),
                    _ => order.is_ne(),
                })
            }
            Expr::Matches(wanted, left, right) => {
                let text = self.value(left)?.text("%.6g");
                say(self.regex_of(right)?.is_match(&text) == *wanted)
            }
            Expr::In(index, name) => {
                let (key, name) = (self.key(index)?, self.array_name(name));
                say(self.arrays.get(&name).is_some_and(|it| it.contains_key(&key)))
            }
            Expr::Compute(sign, left, right) => {
                let (left, right) = (self.value(left)?.number(), self.value(right)?.number());
                Value::Number(compute(left, *sign, right)?)
            }
            Expr::Join(left, right) => {
                let (left, right) =
                    (self.value(left)?.text("%.6g"), self.value(right)?.text("%.6g"));
                if left.len() + right.len() > self.memory {
                    return Err(String::new());
                }
                Value::Text(left + &right)
            }
            Expr::Step(by, is_before, place) => {
                let old = self.value(place)?.number();
                let new = old.apply('+', Number::from(*by)).unwrap_or_default();
                self.set(place, Value::Number(new))?;
                Value::Number(if *is_before { new } else { old })
            }
            Expr::Call(name, arguments) => return self.call(name, arguments),
            _ => Value::Unset,
        })
    }

    pub(super) fn regex_of(&mut self, expr: &Expr) -> Result<Regex, String> {
        match expr {
            Expr::Regex(regex) => Ok(regex.clone()),
            other => {
                let text = self.value(other)?.text("%.6g");
                self.regex(&text)
            }
        }
    }

    pub(super) fn set(&mut self, place: &Expr, value: Value) -> Result<(), String> {
        const FIELDS_MAX: usize = 100_000;
        match place {
            Expr::Variable(name) if name == "NF" => {
                let count = usize::try_from(value.number().whole()).unwrap_or(0).min(FIELDS_MAX);
                self.fields.resize(count, String::new());
                self.variables.insert("NF".to_owned(), value);
                self.line = self.fields.join(&self.setting("OFS"));
            }
            Expr::Variable(name) => drop(self.variables.insert(name.clone(), value)),
            Expr::Element(name, index) => {
                let (name, key) = (self.array_name(name), self.key(index)?);
                self.arrays.entry(name).or_default().insert(key, value);
            }
            Expr::Field(inner) => {
                let at = usize::try_from(self.value(inner)?.number().whole()).unwrap_or(0);
                let text = value.text("%.6g");
                if at == 0 {
                    self.set_line(text);
                    return Ok(());
                }
                let count = self.fields.len().max(at.min(FIELDS_MAX));
                self.fields.resize(count, String::new());
                if let Some(field) = self.fields.get_mut(at - 1) {
                    *field = text;
                }
                self.variables.insert("NF".to_owned(), Value::Number(Number::of(count)));
                self.line = self.fields.join(&self.setting("OFS"));
            }
            _ => return Err("assignment to something that can't be set".to_owned()),
        }
        Ok(())
    }
}

fn compute(left: Number, sign: char, right: Number) -> Result<Number, String> {
    left.apply(sign, right).ok_or_else(|| {
        if sign == '%' { "division by zero in %" } else { "division by zero" }.to_owned()
    })
}
