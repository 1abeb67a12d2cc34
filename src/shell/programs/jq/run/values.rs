//! Values that are taken apart and put together.

use super::super::json::{Map, Value};
use super::{
    Interpreter, Many, Trouble, Variables, error, field, functions, is_true, paths, shown, type_of,
};
use crate::shell::programs::jq::parse::Filter;

impl Interpreter {
    pub(super) fn path(&mut self, filter: &Filter, value: &Value, variables: &Variables) -> Many {
        let mut found = Vec::new();
        match filter {
            Filter::Field(base, key) => {
                for base in self.run(base, value, variables)? {
                    for key in self.run(key, value, variables)? {
                        found.push(field(&base, &key)?);
                    }
                }
            }
            Filter::Each(base) => {
                for base in self.run(base, value, variables)? {
                    match base {
                        Value::Array(items) => found.extend(items),
                        Value::Object(map) => found.extend(map.values().cloned()),
                        other => {
                            self.outputs.clear();
                            return error(format!("Cannot iterate over {}", shown(&other)));
                        }
                    }
                }
            }
            Filter::Slice(base, from, to) => {
                for base in self.run(base, value, variables)? {
                    let mut bound = |it: &Option<Box<Filter>>| match it {
                        Some(it) => self.run(it, value, variables).map(|mut it| it.pop()),
                        None => Ok(None),
                    };
                    let (from, to) = (bound(from)?, bound(to)?);
                    found.push(slice(&base, from.as_ref(), to.as_ref())?);
                }
            }
            _ => {}
        }
        Ok(found)
    }

    pub(super) fn text(
        &mut self,
        parts: &[(String, Option<Filter>)],
        format: &str,
        value: &Value,
        variables: &Variables,
    ) -> Many {
        let mut texts = vec![String::new()];
        for (plain, inner) in parts {
            texts.iter_mut().for_each(|it| it.push_str(plain));
            let Some(inner) = inner else { continue };
            let values = self.run(inner, value, variables)?;
            let mut next = Vec::new();
            for value in values {
                let name = if format.is_empty() { "text" } else { format };
                let put = functions::format(name, &value)?;
                next.extend(texts.iter().map(|it| it.clone() + &put));
            }
            texts = next;
        }
        Ok(texts.into_iter().map(Value::String).collect())
    }

    pub(super) fn object(
        &mut self,
        entries: &[(Filter, Filter)],
        value: &Value,
        variables: &Variables,
    ) -> Many {
        let mut maps = vec![Map::default()];
        for (key, filter) in entries {
            let keys = self.run(key, value, variables)?;
            let values = self.run(filter, value, variables)?;
            let mut next = Vec::new();
            for map in &maps {
                for key in &keys {
                    let Value::String(key) = key else {
                        return error(format!("Object keys must be strings, not {}", shown(key)));
                    };
                    for value in &values {
                        let mut map = map.clone();
                        map.insert(key.clone(), value.clone());
                        next.push(map);
                    }
                }
            }
            maps = next;
        }
        Ok(maps.into_iter().map(Value::Object).collect())
    }

    pub(super) fn binary(
        &mut self,
        sign: &str,
        left: &Filter,
        right: &Filter,
        value: &Value,
        variables: &Variables,
    ) -> Many {
        let mut found = Vec::new();
        match sign {
            "//" => {
                let lefts = match self.run(left, value, variables) {
                    Ok(values) => values,
                    Err(Trouble::Error(_)) => Vec::new(),
                    Err(other) => return Err(other),
                };
                let good: Vec<Value> = lefts.into_iter().filter(is_true).collect();
                return if good.is_empty() { self.run(right, value, variables) } else { Ok(good) };
            }
            "and" | "or" => {
                for left in self.run(left, value, variables)? {
                    if is_true(&left) == (sign == "or") {
                        found.push(Value::Bool(sign == "or"));
                        continue;
                    }
                    let rights = self.run(right, value, variables)?;
                    found.extend(rights.iter().map(|it| Value::Bool(is_true(it))));
                }
            }
            _ => {
                for right in self.run(right, value, variables)? {
                    for left in self.run(left, value, variables)? {
                        let made = functions::compute(sign, &left, &right)?;
                        if let Value::String(text) = &made
                            && text.len() > self.memory
                        {
                            return Err(Trouble::Memory);
                        }
                        found.push(made);
                    }
                }
            }
        }
        Ok(found)
    }
}

fn slice(value: &Value, from: Option<&Value>, to: Option<&Value>) -> Result<Value, Trouble> {
    let length = match value {
        Value::Null => return Ok(Value::Null),
        Value::Array(list) => list.len(),
        Value::String(text) => text.chars().count(),
        other => return error(format!("Cannot index {} with object", type_of(other))),
    };
    let (from, to) = paths::bounds(length, from, to);
    Ok(match value {
        Value::Array(list) => Value::Array(list.get(from..to).unwrap_or(&[]).to_vec()),
        Value::String(text) => {
            Value::String(text.chars().skip(from).take(to.saturating_sub(from)).collect())
        }
        _ => Value::Null,
    })
}
