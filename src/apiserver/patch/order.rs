//! The order of a merged list: what the patch names stands in its order, the rest as near to
//! where it was as that allows.

use crate::api::Value;

/// Whether two items are the same one: by their key, or as they are.
pub(super) fn same(a: &Value, b: &Value, key: Option<&str>) -> bool {
    key.map_or_else(|| a == b, |key| a.get(key).is_some() && a.get(key) == b.get(key))
}

fn index(order: &[Value], item: &Value, key: Option<&str>) -> Option<usize> {
    order.iter().position(|it| same(it, item, key))
}

/// Whether the item only says that one is to go.
pub(super) fn is_deletion(item: &Value) -> bool {
    item.get(super::DIRECTIVE).is_some_and(|it| it == "delete")
}

/// Sorts a list as another one is; deletions come last. Source: `normalizeSliceOrder`.
pub(super) fn sorted_by(list: Vec<Value>, order: &[Value], key: Option<&str>) -> Vec<Value> {
    let (deletions, mut kept): (Vec<Value>, Vec<Value>) = list.into_iter().partition(is_deletion);
    let less = |a: &Value, b: &Value| match (index(order, a, key), index(order, b, key)) {
        (Some(a), Some(b)) => a < b,
        _ => true,
    };
    insertion_sort(&mut kept, less);
    kept.extend(deletions);
    kept
}

/// Source: `sort.insertionSort`: what `less` says of equals decides on their order.
pub(super) fn insertion_sort(list: &mut [Value], less: impl Fn(&Value, &Value) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && less(&list[at], &list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// The merged list in its order: what is in `wanted` as it is there, the rest by where it was in
/// `live`. Source: `normalizeElementOrder`, `mergeSortedSlice`.
pub(super) fn normalized(
    merged: Vec<Value>,
    wanted: &[Value],
    live: &[Value],
    key: Option<&str>,
) -> Vec<Value> {
    let is_wanted = |it: &Value| index(wanted, it, key).is_some();
    let (patched, others): (Vec<Value>, Vec<Value>) = merged.into_iter().partition(is_wanted);
    let mut right = sorted_by(patched, wanted, key).into_iter().peekable();
    let mut left = sorted_by(others, live, key).into_iter().peekable();
    let mut result = Vec::new();
    loop {
        let takes_left = match (left.peek(), right.peek()) {
            (None, None) => return result,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => {
                matches!((index(live, a, key), index(live, b, key)), (Some(a), Some(b)) if a < b)
            }
        };
        result.extend(if takes_left { left.next() } else { right.next() });
    }
}

/// Each scalar once. The last takes the place of one that goes. Source: `deduplicateScalars`.
pub(super) fn once(mut list: Vec<Value>) -> Vec<Value> {
    let mut first = 0;
    while first + 1 < list.len() {
        let mut second = first + 1;
        while second < list.len() {
            if list[first] == list[second] {
                list.swap_remove(second);
            } else {
                second += 1;
            }
        }
        first += 1;
    }
    list
}
