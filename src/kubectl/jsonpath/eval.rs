//! From a template and a tree to text. Source: `staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go`.

use super::{Constant, Node, Operand, Step};
use crate::api::Value;
use std::cell::Cell;
use std::cmp::Ordering;

/// So many values a template may visit: a few letters can ask for more than there is memory.
const VALUES_MAX: usize = 500_000;

/// How many values a template may still visit.
pub(super) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(VALUES_MAX))
    }
}

impl Budget {
    fn spend(&self, values: usize) -> Result<(), String> {
        self.0.set(self.0.get().checked_sub(values).ok_or_else(too_much)?);
        Ok(())
    }
}

pub(super) fn too_much() -> String {
    format!("the template visits more than {VALUES_MAX} values, or prints too much")
}

pub(super) fn render(
    nodes: &[Node],
    root: &Value,
    current: &Value,
    budget: &Budget,
    out: &mut dyn FnMut(&[&Value]) -> Result<(), String>,
) -> Result<(), String> {
    for node in nodes {
        budget.spend(1)?;
        match node {
            Node::Text(text) => out(&[&Value::String(text.clone())])?,
            Node::Path(steps) => out(&path(steps, root, current, budget)?)?,
            Node::Range(steps, body) => {
                for item in path(steps, root, current, budget)? {
                    render(body, root, item, budget, out)?;
                }
            }
        }
    }
    Ok(())
}

pub(super) fn path<'a>(
    steps: &[Step],
    root: &'a Value,
    current: &'a Value,
    budget: &Budget,
) -> Result<Vec<&'a Value>, String> {
    let mut values = vec![current];
    for step in steps {
        let mut found = Vec::new();
        for value in &values {
            budget.spend(1)?;
            match step {
                Step::Root | Step::Fields(_) => {}
                Step::Recursive => below(value, &mut found, budget)?,
                Step::Wildcard => found.extend(children(value)),
                Step::Indices(indices) => found.extend(elements(value, indices)?),
                Step::Slice(from, to, step) => found.extend(slice(value, *from, *to, *step)),
                Step::Filter(left, comparison) => {
                    for item in children(value) {
                        if passes(left, comparison.as_ref(), root, item, budget)? {
                            found.push(item);
                        }
                    }
                }
            }
        }
        values = match step {
            Step::Root => vec![root],
            Step::Fields(names) => fields(names, &values),
            _ => found,
        };
    }
    Ok(values)
}

fn fields<'a>(names: &[String], values: &[&'a Value]) -> Vec<&'a Value> {
    let found = names.iter().flat_map(|name| values.iter().filter_map(|it| it.get(name.as_str())));
    found.collect()
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

/// The value and everything in it.
fn below<'a>(value: &'a Value, found: &mut Vec<&'a Value>, budget: &Budget) -> Result<(), String> {
    budget.spend(1)?;
    found.push(value);
    children(value).into_iter().try_for_each(|child| below(child, found, budget))
}

fn elements<'a>(value: &'a Value, indices: &[i64]) -> Result<Vec<&'a Value>, String> {
    let items = match value {
        Value::Array(items) => items,
        Value::Null => return Ok(Vec::new()),
        _ => return Err("is not array or slice".to_owned()),
    };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let element = |index: &i64| {
        let place = if *index < 0 { index + length } else { *index };
        let item = usize::try_from(place).ok().and_then(|it| items.get(it));
        item.ok_or_else(|| format!("array index out of bounds: index {index}, length {length}"))
    };
    indices.iter().map(element).collect()
}

fn slice(value: &Value, from: Option<i64>, to: Option<i64>, step: i64) -> Vec<&Value> {
    let Value::Array(items) = value else { return Vec::new() };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = |bound: i64| (if bound < 0 { bound + length } else { bound }).clamp(0, length);
    let (from, to) = (place(from.unwrap_or(0)), place(to.unwrap_or(length)));
    let skip = usize::try_from(from).unwrap_or(0);
    let take = usize::try_from(to - from).unwrap_or(0);
    let step = usize::try_from(step).unwrap_or(1).max(1);
    items.iter().skip(skip).take(take).step_by(step).collect()
}

fn passes(
    left: &Operand,
    comparison: Option<&(String, Operand)>,
    root: &Value,
    item: &Value,
    budget: &Budget,
) -> Result<bool, String> {
    let left = operand(left, root, item, budget)?;
    let Some((operator, right)) = comparison else { return Ok(left.is_some()) };
    let (Some(left), Some(right)) = (left, operand(right, root, item, budget)?) else {
        return Ok(false);
    };
    let order = match (number(&left), number(&right)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => super::text(&left).cmp(&super::text(&right)),
    };
    Ok(match operator.as_str() {
        "==" => order == Ordering::Equal,
        "!=" => order != Ordering::Equal,
        "<" => order == Ordering::Less,
        "<=" => order != Ordering::Greater,
        ">" => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })
}

fn operand(
    side: &Operand,
    root: &Value,
    item: &Value,
    budget: &Budget,
) -> Result<Option<Value>, String> {
    Ok(match side {
        Operand::Path(steps) => path(steps, root, item, budget)?.first().map(|it| (*it).clone()),
        Operand::Constant(Constant::Text(text)) => Some(Value::String(text.clone())),
        Operand::Constant(Constant::Bool(it)) => Some(Value::Bool(*it)),
        Operand::Constant(Constant::Number(text)) => serde_json::from_str(text).ok(),
    })
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64()
}
