//! From a template and a tree to values. Source: `staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go`.

use super::go::text as go_text;
use super::node::{Node, Param};
use crate::api::{Quantity, Value};
use std::cmp::Ordering;

/// So many values a template may visit: a few letters can ask for more than there is memory.
const VALUES_MAX: usize = 500_000;
/// Ranges inside ranges deeper than this are refused.
const MAX_DEPTH: usize = 32;

/// What a template visits is counted, and where it stands with its ranges.
pub(super) struct Walk {
    left: usize,
    /// A `range` was met.
    begins: bool,
    /// Inside so many ranges.
    depth: usize,
    /// So many `end`s were met.
    ends: usize,
    /// The place of the last `end`.
    last_end: usize,
}

pub(super) fn too_much() -> String {
    format!("the template visits more than {VALUES_MAX} values, or prints too much")
}

type Values<'a> = Vec<&'a Value>;

impl Walk {
    pub fn new() -> Self {
        Self { left: VALUES_MAX, begins: false, depth: 0, ends: 0, last_end: 0 }
    }

    fn spend(&mut self, values: usize) -> Result<(), String> {
        self.left = self.left.checked_sub(values).ok_or_else(too_much)?;
        Ok(())
    }

    /// Gives `out` what each node from one on finds. Source: `FindResults`.
    pub fn run<'a>(
        &mut self,
        nodes: &'a [Node],
        from: usize,
        data: &'a Value,
        out: &mut dyn FnMut(&[&'a Value]) -> Result<(), String>,
    ) -> Result<(), String> {
        if self.depth > MAX_DEPTH {
            return Err("ranges are nested too deeply".to_owned());
        }
        let mut at = from;
        while let Some(node) = nodes.get(at) {
            let results = self.step(vec![data], node)?;
            if self.ends > 0 && self.ends <= self.depth {
                self.ends -= 1;
                self.last_end = at;
                return Ok(());
            }
            if self.begins {
                self.begins = false;
                self.depth += 1;
                for value in &results {
                    self.run(nodes, at + 1, value, out)?;
                }
                if results.is_empty() {
                    // To find its end.
                    self.run(nodes, at + 1, &Value::Null, &mut |_| Ok(()))?;
                }
                self.depth -= 1;
                at = at.max(self.last_end) + 1;
                continue;
            }
            out(&results)?;
            at += 1;
        }
        Ok(())
    }

    /// Source: `evalList`.
    fn list<'a>(
        &mut self,
        mut values: Values<'a>,
        nodes: &'a [Node],
    ) -> Result<Values<'a>, String> {
        for node in nodes {
            values = self.step(values, node)?;
        }
        Ok(values)
    }

    /// Source: `walk`.
    fn step<'a>(&mut self, input: Values<'a>, node: &'a Node) -> Result<Values<'a>, String> {
        self.spend(1 + input.len())?;
        let mut found = Vec::new();
        match node {
            Node::List(nodes) => return self.list(input, nodes),
            Node::Value(value) => found.push(value),
            Node::Identifier(name) => match name.as_str() {
                "range" => {
                    self.begins = true;
                    return Ok(input);
                }
                "end" if self.depth > 0 => self.ends += 1,
                "end" => return Err("not in range, nothing to end".to_owned()),
                _ => return Err(format!("unrecognized identifier {name}")),
            },
            Node::Field(name) => found.extend(input.iter().filter_map(|it| it.get(name))),
            Node::Wildcard => {
                for value in input {
                    self.spend(children(value).count())?;
                    found.extend(children(value));
                }
            }
            Node::Recursive => {
                input.into_iter().try_for_each(|it| self.below(it, &mut found))?;
            }
            Node::Union(lists) => {
                for list in lists {
                    found.extend(self.list(input.clone(), list)?);
                }
            }
            Node::Array(param) => {
                for value in input.into_iter().filter(|it| !it.is_null()) {
                    let chosen = slice(value, param)?;
                    self.spend(chosen.len())?;
                    found.extend(chosen);
                }
            }
            Node::Filter(left, comparison) => {
                for value in input {
                    let Value::Array(items) = value else {
                        let value = go_text(value);
                        return Err(format!(
                            "{value} is not array or slice and cannot be filtered"
                        ));
                    };
                    self.spend(items.len())?;
                    for item in items {
                        if self.passes(item, left, comparison.as_ref())? {
                            found.push(item);
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    /// The value and everything in it. Source: `evalRecursive`.
    fn below<'a>(&mut self, value: &'a Value, found: &mut Values<'a>) -> Result<(), String> {
        self.spend(1)?;
        // A text has letters in it.
        if children(value).next().is_some() || value.as_str().is_some_and(|it| !it.is_empty()) {
            found.push(value);
        }
        children(value).try_for_each(|child| self.below(child, found))
    }

    /// Source: `evalFilter`.
    fn passes(
        &mut self,
        item: &Value,
        left: &[Node],
        comparison: Option<&(String, Vec<Node>)>,
    ) -> Result<bool, String> {
        let lefts = self.list(vec![item], left);
        let Some((operator, right)) = comparison else {
            // What fails has not lost its input.
            return Ok(lefts.map_or(true, |it| !it.is_empty()));
        };
        let lefts = lefts?;
        let one = |values: &Values<'_>| match values.len() {
            0 | 1 => Ok(()),
            _ => Err("can only compare one element at a time".to_owned()),
        };
        one(&lefts)?;
        let Some(left) = lefts.first() else { return Ok(false) };
        let rights = self.list(vec![item], right)?;
        one(&rights)?;
        let Some(right) = rights.first() else { return Ok(false) };
        let order = order(left, right)?;
        let is_sorted = !left.is_boolean();
        Ok(match operator.as_str() {
            "==" => order == Ordering::Equal,
            "!=" => order != Ordering::Equal,
            "<" | "<=" | ">" | ">=" if !is_sorted => {
                return Err("invalid type for comparison".to_owned());
            }
            "<" => order == Ordering::Less,
            "<=" => order != Ordering::Greater,
            ">" => order == Ordering::Greater,
            ">=" => order != Ordering::Less,
            _ => return Err(format!("unrecognized filter operator {operator}")),
        })
    }
}

/// Values of one sort can be compared, numbers only where both have a fraction or neither.
/// Source: `third_party/forked/golang/template/funcs.go`.
fn order(left: &Value, right: &Value) -> Result<Ordering, String> {
    let is_scalar = |it: &Value| it.is_boolean() || it.is_number() || it.is_string();
    if !is_scalar(left) || !is_scalar(right) {
        return Err("invalid type for comparison".to_owned());
    }
    let order = match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => match (left.as_i64(), right.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            (None, None) => {
                let [a, b] = [left, right].map(|it| Quantity::parse(&it.to_string()).ok());
                a.zip(b).map(|(a, b)| a.cmp(&b))
            }
            _ => None,
        },
    };
    order.ok_or_else(|| "incompatible types for comparison".to_owned())
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(map) => Box::new(map.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Source: `evalArray`.
fn slice<'a>(value: &'a Value, param: &Param) -> Result<Values<'a>, String> {
    let Value::Array(items) = value else {
        let kind = match value {
            Value::Object(_) => "map[string]interface {}",
            Value::Bool(_) => "bool",
            Value::Number(it) if !it.is_i64() => "float64",
            Value::Number(_) => "int64",
            _ => "string",
        };
        return Err(format!("{kind} is not array or slice"));
    };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let mut from = param.from.unwrap_or(0);
    let mut to = match param.to {
        Some(to) => to,
        None if param.is_single => from.saturating_add(1),
        None => length,
    };
    if from < 0 {
        from += length;
    }
    if to < 0 || (to == 0 && param.is_single) {
        to += length;
    }
    let outside =
        |index: i64| Err(format!("array index out of bounds: index {index}, length {length}"));
    if from == to {
        return Ok(Vec::new());
    }
    if !(0..length).contains(&from) {
        return outside(from);
    }
    if !(0..=length).contains(&to) {
        return outside(to - 1);
    }
    if from > to {
        return Err(format!("starting index {from} is greater than ending index {to}"));
    }
    let step = match param.step.map(usize::try_from) {
        None => 1,
        Some(Ok(step)) if step > 0 => step,
        Some(_) => return Err("step must be > 0".to_owned()),
    };
    let place = |it: i64| usize::try_from(it).unwrap_or(0);
    let found = items.iter().take(place(to)).skip(place(from));
    Ok(found.step_by(step).collect())
}
