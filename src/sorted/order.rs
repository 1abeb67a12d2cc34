//! Sorting.

use std::cmp::Ordering;

/// Sorts lists. What compares equal stays in its order.
pub trait Sort<T> {
    /// Sorts by an order.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by what each item is asked for.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Sorts from the smallest to the largest.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(Ord::cmp);
    }
}

impl<T> Sort<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() < 2 {
            return;
        }
        let mut from = sorted_indexes(self.len(), &mut |a, b| compare(&self[a], &self[b]));
        for at in 0..self.len() {
            // What has been swapped away from its place since went to where this one came from.
            let mut place = from[at];
            while place < at {
                place = from[place];
            }
            from[at] = place;
            self.swap(at, place);
        }
    }
}

/// Puts pairs into a map one by one. Collecting them makes the whole of a sort for each kind of
/// iterator: 4 KiB in the wasm every time.
#[must_use]
pub fn tree_of<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> std::collections::BTreeMap<K, V> {
    let mut tree = std::collections::BTreeMap::new();
    pairs.for_each(|(key, value)| drop(tree.insert(key, value)));
    tree
}

/// The same for the map of a tree of values.
#[must_use]
pub fn map_of(
    pairs: impl Iterator<Item = (String, serde_json::Value)>,
) -> serde_json::Map<String, serde_json::Value> {
    let mut map = serde_json::Map::new();
    pairs.for_each(|(key, value)| drop(map.insert(key, value)));
    map
}

/// The indexes of a list in the order of its items. It knows nothing of their type, so that there
/// is one of it; and merges by itself, as the standard library's sort is 6 KiB of the page.
fn sorted_indexes(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut from: Vec<usize> = (0..len).collect();
    let mut to = from.clone();
    let mut run = 1;
    while run < len {
        for start in (0..len).step_by(2 * run) {
            let (middle, end) = ((start + run).min(len), (start + 2 * run).min(len));
            let (mut left, mut right) = (start, middle);
            // Most lists are nearly in order: two runs that follow each other need no merging.
            if middle < end && !compare(from[middle], from[middle - 1]).is_lt() {
                right = end;
                to[middle..end].copy_from_slice(&from[middle..end]);
            }
            for place in &mut to[start..start + (middle - left) + (end - right)] {
                let is_right =
                    left == middle || right < end && compare(from[right], from[left]).is_lt();
                let next = if is_right { &mut right } else { &mut left };
                *place = from[*next];
                *next += 1;
            }
        }
        std::mem::swap(&mut from, &mut to);
        run *= 2;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for len in 0..70_u64 {
            for seed in 1..20_u64 {
                // Few values, so that the order of equal ones shows.
                let value = |at: u64| (at * seed * 7919 + seed) % (seed + 2);
                let list: Vec<(u64, u64)> = (0..len).map(|at| (value(at), at)).collect();
                let (mut ours, mut theirs) = (list.clone(), list);
                ours.order_by_key(|it| it.0);
                theirs.sort_by_key(|it| it.0);
                assert_eq!(ours, theirs, "{len} items, seed {seed}");
            }
        }
    }
}
