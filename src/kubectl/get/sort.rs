//! `--sort-by`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/get/sorter.go`.

use crate::api::{Object, Quantity, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::jsonpath::Template;
use crate::sorted::Sort;
use std::cmp::Ordering;

/// Go sorts no more than these by insertion, which shows where something is missing: see [`sort`].
const FEW: usize = 12;

/// What an object is sorted by, and the object.
type Keyed = (Option<Value>, Object);

pub(super) fn by_path(objects: &mut Vec<Object>, path: &str) -> Result<(), Failure> {
    let template = Template::relaxed(path).map_err(Failure::text)?;
    let value = |object: &Object| {
        let tree = object.to_value();
        template.find(&tree).ok().and_then(|it| it.first().copied().cloned())
    };
    let mut keyed: Vec<Keyed> =
        std::mem::take(objects).into_iter().map(|it| (value(&it), it)).collect();
    if !keyed.is_empty() && keyed.iter().all(|(value, _)| value.is_none()) {
        let shown = path.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(path);
        let shown = shown.strip_prefix('.').unwrap_or(shown);
        return Err(Failure::text(format!(
            "couldn't find any field with path \"{{.{shown}}}\" in the list of objects"
        )));
    }
    sort(&mut keyed);
    objects.extend(keyed.into_iter().map(|(_, object)| object));
    Ok(())
}

/// What has no such field is less than everything, even than what has none either: of those that
/// are inserted one by one the last comes first.
fn sort(keyed: &mut [Keyed]) {
    let is_less = |a: &Keyed, b: &Keyed| match (&a.0, &b.0) {
        (None, _) => true,
        (_, None) => false,
        (Some(a), Some(b)) => compare(a, b) == Ordering::Less,
    };
    if keyed.len() > FEW {
        keyed.order_by(|a, b| match (&a.0, &b.0) {
            (Some(a), Some(b)) => compare(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
        return;
    }
    for end in 1..keyed.len() {
        let mut at = end;
        while at > 0 && is_less(&keyed[at], &keyed[at - 1]) {
            keyed.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Source: `isLess`: texts that are both quantities compare as these, others letter by letter.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => match (Quantity::parse(a), Quantity::parse(b)) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.cmp(b),
        },
        (Value::Number(_), Value::Number(_)) => a.as_i64().cmp(&b.as_i64()),
        _ => b.is_null().cmp(&a.is_null()),
    }
}
