//! What is found by a number, with copies that share what has not changed since.

use super::Sort;
use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// So many entries stand together on average when the table grows.
const BUCKET: usize = 8;

type Bucket<K, V> = Rc<Vec<(u64, K, V)>>;

/// A table of thousands of entries that are looked for far more often than they come and go: by a
/// hash of their key, so that a look-up compares one key, where a search in order would compare a
/// dozen that lie all over the memory. It has no order, and nobody can go through it as it is: an order
/// that depends on hashes would show. As with [`super::SharedMap`] a copy
/// costs a pointer for each bucket, a write to one of the copies costs a bucket.
#[derive(Clone, Debug)]
pub struct SharedIndex<K, V> {
    /// None, or a power of two.
    buckets: Vec<Bucket<K, V>>,
    len: usize,
}

impl<K, V> Default for SharedIndex<K, V> {
    fn default() -> Self {
        Self { buckets: Vec::new(), len: 0 }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for SharedIndex<K, V> {
    fn eq(&self, other: &Self) -> bool {
        let is_there =
            |(hash, key, value): &(u64, K, V)| other.find(*hash, |it| it == key) == Some(value);
        self.len == other.len && self.buckets.iter().flat_map(|it| it.iter()).all(is_there)
    }
}

impl<K: Eq, V: Eq> Eq for SharedIndex<K, V> {}

impl<K, V> SharedIndex<K, V> {
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

    fn place(&self, hash: u64) -> usize {
        usize::try_from(hash >> 32).unwrap_or(0) & self.buckets.len().wrapping_sub(1)
    }

    /// The entries that are meant, in the order of their keys: they are put in order for it, so it is
    /// for what is hardly ever asked.
    pub fn in_order(&self, is_meant: impl Fn(&K, &V) -> bool) -> Vec<(&K, &V)>
    where
        K: Ord,
    {
        let all = self.buckets.iter().flat_map(|it| it.iter()).map(|it| (&it.1, &it.2));
        let mut entries: Vec<(&K, &V)> = all.filter(|(key, value)| is_meant(key, value)).collect();
        entries.order_by(|a, b| a.0.cmp(b.0));
        entries
    }

    /// The value with a hash whose key is the one that is meant.
    pub fn find(&self, hash: u64, is_it: impl Fn(&K) -> bool) -> Option<&V> {
        let bucket = self.buckets.get(self.place(hash))?;
        bucket.iter().find(|it| it.0 == hash && is_it(&it.1)).map(|it| &it.2)
    }
}

impl<K: Hash + PartialEq + Clone, V: Clone> SharedIndex<K, V> {
    /// The value of a key.
    #[must_use]
    pub fn get<Q: Hash + PartialEq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(hash_of(key), |it| it.borrow() == key)
    }

    /// Whether there is such a key.
    #[must_use]
    pub fn contains_key<Q: Hash + PartialEq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// The value of a key, to be changed.
    #[must_use]
    pub fn get_mut<Q: Hash + PartialEq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let hash = hash_of(key);
        let mut bucket = self.bucket(hash)?.iter_mut();
        bucket.find(|it| it.0 == hash && it.1.borrow() == key).map(|it| &mut it.2)
    }

    /// The entries among which one with the hash is, to be changed.
    fn bucket(&mut self, hash: u64) -> Option<&mut Vec<(u64, K, V)>> {
        let place = self.place(hash);
        self.buckets.get_mut(place).map(Rc::make_mut)
    }

    /// The value of a key, made where there is none yet.
    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> Option<&mut V> {
        self.make_room();
        let hash = hash_of(&key);
        let place = self.place(hash);
        let bucket = self.buckets.get_mut(place).map(Rc::make_mut)?;
        let known = bucket.iter().position(|it| it.0 == hash && it.1 == key);
        let at = known.unwrap_or_else(|| {
            self.len += 1;
            bucket.push((hash, key, make()));
            bucket.len() - 1
        });
        bucket.get_mut(at).map(|it| &mut it.2)
    }

    /// Sets the value of a key; returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.make_room();
        let hash = hash_of(&key);
        let bucket = self.bucket(hash)?;
        if let Some(known) = bucket.iter_mut().find(|it| it.0 == hash && it.1 == key) {
            return Some(std::mem::replace(&mut known.2, value));
        }
        bucket.push((hash, key, value));
        self.len += 1;
        None
    }

    /// Takes out a key; returns the value that it had.
    pub fn remove<Q: Hash + PartialEq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let hash = hash_of(key);
        let bucket = self.bucket(hash)?;
        let at = bucket.iter().position(|it| it.0 == hash && it.1.borrow() == key)?;
        let taken = bucket.swap_remove(at).2;
        self.len -= 1;
        Some(taken)
    }

    /// Twice as many buckets, if they are full.
    fn make_room(&mut self) {
        if self.len < self.buckets.len() * BUCKET {
            return;
        }
        let count = (self.buckets.len() * 2).max(1);
        let old = std::mem::replace(&mut self.buckets, vec![Rc::default(); count]);
        for (hash, key, value) in old.into_iter().flat_map(Rc::unwrap_or_clone) {
            if let Some(bucket) = self.bucket(hash) {
                bucket.push((hash, key, value));
            }
        }
    }
}

/// A number for what is looked for in a [`SharedIndex`], eight bytes at a time. Equal values have
/// equal ones in a run; nothing that shows depends on it.
#[must_use]
pub fn hash_of(value: impl Hash) -> u64 {
    let mut words = Words(0);
    value.hash(&mut words);
    words.0
}

struct Words(u64);

impl Words {
    fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Words {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|it| self.word(u64::from_le_bytes(*it)));
        match bytes.last_chunk::<8>() {
            // It may say once more what has been said.
            Some(last) => self.word(u64::from_le_bytes(*last)),
            None => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(first), Some(last)) => {
                    let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                    self.word(u64::from(first) << 32 | u64::from(last));
                }
                _ => self.word(rest.iter().fold(0, |word, it| word << 8 | u64::from(*it))),
            },
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.word(byte.into());
    }

    fn write_isize(&mut self, number: isize) {
        self.word(u64::try_from(number).unwrap_or(0));
    }
}
