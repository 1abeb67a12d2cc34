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

/// The indexes of a list in the order of its items. It knows nothing of their type, so that
/// there is one of it.
fn sorted_indexes(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..len).collect();
    indexes.sort_by(|a, b| compare(*a, *b));
    indexes
}
