//! Lists and maps that copies of an object have in common.

use super::{DecodeError, Field, FieldType, Shape, Value};
use crate::sorted::SortedMap;
use std::cmp::Ordering;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// A list or map that copies share until one of them changes it: what a write of an object's
/// status need not copy. An empty one costs nothing.
#[derive(Clone, Debug)]
pub struct Shared<T>(Option<Rc<T>>);

/// What is empty without having been made.
pub trait Empty: 'static {
    /// The empty one.
    const EMPTY: &'static Self;
}

impl<T: 'static> Empty for Vec<T> {
    const EMPTY: &'static Self = &Self::new();
}

impl<K: 'static, V: 'static> Empty for SortedMap<K, V> {
    const EMPTY: &'static Self = &Self::new();
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Shared<T> {
    /// Whether both are the same in memory: then they are equal.
    #[must_use]
    pub fn is_same(one: &Self, other: &Self) -> bool {
        match (&one.0, &other.0) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: Empty> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::EMPTY)
    }
}

impl<T: Empty + Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Rc::make_mut(self.0.get_or_insert_with(|| Rc::new(T::EMPTY.clone())))
    }
}

impl<T: Empty + PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Self::is_same(self, other) || **self == **other
    }
}

impl<T: Empty + Eq> Eq for Shared<T> {}

impl<T: Empty + Ord> PartialOrd for Shared<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Empty + Ord> Ord for Shared<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        if Self::is_same(self, other) { Ordering::Equal } else { (**self).cmp(&**other) }
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Some(Rc::new(value)))
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Shared<SortedMap<K, V>> {
    fn from(entries: [(K, V); N]) -> Self {
        SortedMap::from(entries).into()
    }
}

impl<T, I> FromIterator<I> for Shared<T>
where
    T: FromIterator<I>,
{
    fn from_iter<It: IntoIterator<Item = I>>(items: It) -> Self {
        T::from_iter(items).into()
    }
}

impl<'a, T: Empty> IntoIterator for &'a Shared<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

impl<'a, T: Empty + Clone> IntoIterator for &'a mut Shared<T>
where
    &'a mut T: IntoIterator,
{
    type Item = <&'a mut T as IntoIterator>::Item;
    type IntoIter = <&'a mut T as IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

impl<T: Empty + Clone + IntoIterator> IntoIterator for Shared<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        self.0.map_or_else(|| T::EMPTY.clone(), Rc::unwrap_or_clone).into_iter()
    }
}

impl<T: Empty + FieldType> Field for Shared<T> {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        let mut inner = T::default();
        inner.read(value)?;
        *self = inner.into();
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (**self).write()
    }
    fn empty(&self) -> Value {
        (**self).empty()
    }
}

impl<T: Empty + FieldType> FieldType for Shared<T> {
    const GO: &'static str = T::GO;
    fn shape() -> Option<Shape> {
        T::shape()
    }
}
