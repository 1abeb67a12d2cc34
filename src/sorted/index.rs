//! What is found by a number, with copies that share what has not changed since.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// So many entries stand together on average when the table grows.
const BUCKET: usize = 8;

type Bucket<K, V> = Rc<Vec<(u64, K, V)>>;

/// A table of thousands of entries that are looked for far more often than they come and go: by a
/// hash of their key, so that a look-up compares one key. It has no order, and nobody can go
/// through it: an order that depends on hashes would show. As with [`super::SharedMap`] a copy
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

impl<K: Clone, V: Clone> SharedIndex<K, V> {
    fn place(&self, hash: u64) -> usize {
        usize::try_from(hash >> 32).unwrap_or(0) & self.buckets.len().wrapping_sub(1)
    }

    /// The value with a hash whose key is the one that is meant.
    pub fn get(&self, hash: u64, is_it: impl Fn(&K) -> bool) -> Option<&V> {
        let bucket = self.buckets.get(self.place(hash))?;
        bucket.iter().find(|it| it.0 == hash && is_it(&it.1)).map(|it| &it.2)
    }

    /// Sets the value of a key; returns the one that it had.
    pub fn insert(&mut self, hash: u64, key: K, value: V) -> Option<V>
    where
        K: PartialEq,
    {
        if self.len >= self.buckets.len() * BUCKET {
            self.grow();
        }
        let place = self.place(hash);
        let bucket = self.buckets.get_mut(place).map(Rc::make_mut)?;
        if let Some(known) = bucket.iter_mut().find(|it| it.0 == hash && it.1 == key) {
            return Some(std::mem::replace(&mut known.2, value));
        }
        bucket.push((hash, key, value));
        self.len += 1;
        None
    }

    /// Takes out a key; returns the value that it had.
    pub fn remove(&mut self, hash: u64, key: &K) -> Option<V>
    where
        K: PartialEq,
    {
        let place = self.place(hash);
        let bucket = self.buckets.get_mut(place).map(Rc::make_mut)?;
        let at = bucket.iter().position(|it| it.0 == hash && it.1 == *key)?;
        self.len -= 1;
        Some(bucket.swap_remove(at).2)
    }

    /// Twice as many buckets.
    fn grow(&mut self) {
        let count = (self.buckets.len() * 2).max(1);
        let old = std::mem::replace(&mut self.buckets, vec![Rc::default(); count]);
        for (hash, key, value) in old.into_iter().flat_map(Rc::unwrap_or_clone) {
            let place = self.place(hash);
            if let Some(bucket) = self.buckets.get_mut(place).map(Rc::make_mut) {
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
