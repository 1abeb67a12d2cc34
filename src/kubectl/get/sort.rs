//! `--sort-by`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/get/sorter.go`.

use crate::api::{Object, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::jsonpath::Template;
use crate::sorted::Sort;
use std::cmp::Ordering;

pub(super) fn by_path(objects: &mut Vec<Object>, path: &str) -> Result<(), Failure> {
    let template = Template::relaxed(path).map_err(Failure::text)?;
    let value = |object: &Object| {
        let tree = object.to_value();
        let found = template.find(&tree).ok().and_then(|it| it.first().copied().cloned());
        found.unwrap_or(Value::Null)
    };
    let mut keyed: Vec<(Value, Object)> =
        std::mem::take(objects).into_iter().map(|it| (value(&it), it)).collect();
    if !keyed.is_empty() && keyed.iter().all(|(value, _)| value.is_null()) {
        let shown = path.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(path);
        let shown = shown.strip_prefix('.').unwrap_or(shown);
        return Err(Failure::text(format!(
            "couldn't find any field with path \"{{.{shown}}}\" in the list of objects"
        )));
    }
    keyed.order_by(|(a, _), (b, _)| compare(a, b));
    objects.extend(keyed.into_iter().map(|(_, object)| object));
    Ok(())
}

/// What is missing comes first.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::String(a), Value::String(b)) => natural(a, b),
        _ => a.as_i64().cmp(&b.as_i64()),
    }
}

/// Numbers in texts count by their value: `web-9` before `web-10`.
/// Source: `github.com/fvbommel/sortorder`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let ((x, rest_a), (y, rest_b)) = (chunk(a), chunk(b));
        if x.is_empty() || y.is_empty() {
            return x.len().cmp(&y.len());
        }
        let (number_x, number_y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
        let both = starts_with_digit(x) && starts_with_digit(y);
        let order = if both {
            number_x
                .len()
                .cmp(&number_y.len())
                .then(number_x.cmp(number_y))
                .then(x.len().cmp(&y.len()))
        } else {
            x.cmp(y)
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit())
}

/// The digits, or the other characters, that a text begins with.
fn chunk(text: &str) -> (&str, &str) {
    let digits = starts_with_digit(text);
    let end = text.find(|it: char| it.is_ascii_digit() != digits).unwrap_or(text.len());
    text.split_at(end)
}
