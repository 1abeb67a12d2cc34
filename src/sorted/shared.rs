//! A large map whose copies share what has not changed since.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::rc::Rc;
use std::slice;

/// So many entries stand together; a write copies them where somebody else has them too.
const RUN_MAX: usize = 32;

/// Entries that stand together.
#[derive(Clone, Debug)]
struct Run<K, V> {
    /// Greater than all keys before it, and than none in it: which run a key is in is found without
    /// a look into the runs, which lie all over the memory. Nobody asks it of the first run.
    from: K,
    /// None is empty.
    entries: Rc<Vec<(K, V)>>,
}

impl<K: Clone, V: Clone> Run<K, V> {
    /// The entries, to be changed: nobody else has them then.
    fn changed(&mut self) -> &mut Vec<(K, V)> {
        Rc::make_mut(&mut self.entries)
    }
}

/// A map in the order of its keys, for thousands of entries: a list of short runs. A copy costs a
/// pointer and a key for each run, a write to one of the copies costs a run.
#[derive(Clone, Debug)]
pub struct SharedMap<K, V> {
    runs: Vec<Run<K, V>>,
    len: usize,
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self { runs: Vec::new(), len: 0 }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for SharedMap<K, V> {}

impl<K, V> SharedMap<K, V> {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries, in order.
    #[must_use]
    pub fn iter(&self) -> Entries<'_, K, V> {
        Entries { run: [].iter(), runs: self.runs.iter() }
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The first entry.
    #[must_use]
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// Where something stands that `order` says how to find: run and place in it, and whether it
    /// is there.
    fn find(&self, order: &mut dyn FnMut(&K) -> Ordering) -> (usize, usize, bool) {
        let behind = self.runs.get(1..).unwrap_or_default();
        let at = behind.partition_point(|run| order(&run.from).is_le());
        let Some(run) = self.runs.get(at) else { return (at, 0, false) };
        match run.entries.binary_search_by(|it| order(&it.0)) {
            Ok(place) => (at, place, true),
            Err(place) => (at, place, false),
        }
    }

    fn found(&self, order: &mut dyn FnMut(&K) -> Ordering) -> Option<&(K, V)> {
        let (at, place, is_there) = self.find(order);
        self.runs.get(at).filter(|_| is_there)?.entries.get(place)
    }

    /// The entries from the first that `order` doesn't call less.
    pub fn from(&self, order: &mut dyn FnMut(&K) -> Ordering) -> Entries<'_, K, V> {
        let (at, place, _) = self.find(order);
        let mut runs = self.runs.get(at..).unwrap_or_default().iter();
        let run = runs.next().and_then(|run| run.entries.get(place..)).unwrap_or_default();
        Entries { run: run.iter(), runs }
    }
}

/// Entries of a map, in order: a type of its own, as what is made of adapters is made again in the
/// wasm for each who goes through it.
#[derive(Debug)]
pub struct Entries<'a, K, V> {
    run: slice::Iter<'a, (K, V)>,
    runs: slice::Iter<'a, Run<K, V>>,
}

impl<K, V> Default for Entries<'_, K, V> {
    fn default() -> Self {
        Self { run: [].iter(), runs: [].iter() }
    }
}

impl<'a, K, V> Iterator for Entries<'a, K, V> {
    type Item = (&'a K, &'a V);
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.run.next() {
                return Some((key, value));
            }
            self.run = self.runs.next()?.entries.iter();
        }
    }
}

impl<K: Ord, V> SharedMap<K, V> {
    /// The value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.found(&mut |it| it.borrow().cmp(key)).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    /// The value of a key, to be changed.
    #[must_use]
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (at, place, is_there) = self.find(&mut |it| it.borrow().cmp(key));
        let run = self.runs.get_mut(at).filter(|_| is_there)?;
        run.changed().get_mut(place).map(|(_, value)| value)
    }

    /// The values, to be changed: nothing is shared then.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.runs.iter_mut().flat_map(|run| run.changed().iter_mut()).map(|(_, value)| value)
    }

    /// Sets the value of a key; returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (at, place, is_there) = self.find(&mut |it| it.cmp(&key));
        if is_there {
            let old = self.runs.get_mut(at)?.changed().get_mut(place)?;
            return Some(std::mem::replace(&mut old.1, value));
        }
        self.put(at, place, key, value);
        None
    }

    /// Puts an entry where its key is missing. Returns where it stands then.
    fn put(&mut self, at: usize, place: usize, key: K, value: V) -> (usize, usize) {
        self.len += 1;
        let is_last = at + 1 == self.runs.len();
        let Some(run) = self.runs.get_mut(at).map(Run::changed) else {
            self.runs.push(Run { from: key.clone(), entries: Rc::new(vec![(key, value)]) });
            return (at, 0);
        };
        if run.len() < RUN_MAX {
            run.insert(place, (key, value));
            return (at, place);
        }
        // Keys that only grow leave full runs behind.
        let half = if is_last && place == RUN_MAX { RUN_MAX } else { RUN_MAX / 2 };
        let mut rest = run.split_off(half);
        let place = if place < half {
            run.insert(place, (key, value));
            (at, place)
        } else {
            rest.insert(place - half, (key, value));
            (at + 1, place - half)
        };
        if let Some((from, _)) = rest.first() {
            self.runs.insert(at + 1, Run { from: from.clone(), entries: Rc::new(rest) });
        }
        place
    }

    /// The value of a key, made where there is none yet.
    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> Option<&mut V> {
        let (mut at, mut place, is_there) = self.find(&mut |it| it.cmp(&key));
        if !is_there {
            (at, place) = self.put(at, place, key, make());
        }
        self.runs.get_mut(at)?.changed().get_mut(place).map(|(_, value)| value)
    }

    /// Takes out a key; returns the value that it had.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (at, place, is_there) = self.find(&mut |it| it.borrow().cmp(key));
        if is_there { self.take(at, place).map(|it| it.1) } else { None }
    }

    /// Takes out the first entry.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        self.take(0, 0)
    }

    fn take(&mut self, at: usize, place: usize) -> Option<(K, V)> {
        let run = self.runs.get_mut(at)?.changed();
        if place >= run.len() {
            return None;
        }
        let taken = run.remove(place);
        self.len -= 1;
        let len = run.len();
        // Short neighbours become one.
        let next = self.runs.get(at + 1).map_or(RUN_MAX, |it| it.entries.len());
        if len == 0 {
            self.runs.remove(at);
        } else if len + next <= RUN_MAX / 2 {
            let next = Rc::unwrap_or_clone(self.runs.remove(at + 1).entries);
            self.runs.get_mut(at)?.changed().extend(next);
        }
        Some(taken)
    }
}
