//! Objects by kind, namespace and name: what the store and the informers' caches have in common.

use crate::api::{Kind, Object, ObjectKey, Typed};
use crate::sorted::{SharedIndex, SharedMap, SortedMap, hash_of};
use std::rc::Rc;

/// Objects by key. Those of a kind are kept in order by themselves, so that the few of most kinds
/// are listed without going through Pods and events. A copy copies pointers.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    objects: SharedIndex<ObjectKey, Object>,
    keys: SortedMap<Kind, SharedMap<ObjectKey, ()>>,
}

impl PartialEq for Objects {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys && self.iter().eq(other.iter())
    }
}

impl Eq for Objects {}

impl Objects {
    /// The object of a key.
    #[must_use]
    pub fn get(&self, key: &ObjectKey) -> Option<&Object> {
        self.objects.get(key)
    }

    /// The object of a kind with a name in a namespace.
    #[must_use]
    pub fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        let is_it =
            |it: &ObjectKey| it.name == *name && it.namespace == *namespace && it.kind == kind;
        self.objects.find(hash_of((kind, namespace, name)), is_it)
    }

    /// All objects of a kind, by namespace and name; of one namespace where one is given.
    pub fn list<'a>(
        &'a self,
        kind: Kind,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Object> + 'a {
        let start = &mut |key: &ObjectKey| key.order(kind, namespace.unwrap_or(""), "");
        let of_kind = self.keys.get(&kind).map(|it| it.from(start)).into_iter().flatten();
        of_kind
            .take_while(move |(key, ())| namespace.is_none_or(|it| key.namespace == *it))
            .filter_map(|(key, ())| self.get(key))
    }

    /// All objects of a type, by namespace and name; of one namespace where one is given.
    pub fn list_typed<'a, T: Typed + 'a>(
        &'a self,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Rc<T>> + 'a
    where
        for<'b> &'b Rc<T>: TryFrom<&'b Object>,
    {
        self.list(T::KIND, namespace).filter_map(|object| <&Rc<T>>::try_from(object).ok())
    }

    /// Every object.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.keys.values().flat_map(SharedMap::keys).filter_map(|it| self.get(it))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.values().map(SharedMap::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many of a kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.keys.get(&kind).map_or(0, SharedMap::len)
    }

    /// Sets the object of a key; returns the one that was there.
    pub fn insert(&mut self, key: ObjectKey, object: Object) -> Option<Object> {
        let old = self.objects.insert(key.clone(), object);
        if old.is_none() {
            self.keys.entry(key.kind).or_default().insert(key, ());
        }
        old
    }

    /// Takes out the object of a key.
    pub fn remove(&mut self, key: &ObjectKey) -> Option<Object> {
        let gone = self.objects.remove(key)?;
        if let Some(of_kind) = self.keys.get_mut(&key.kind) {
            of_kind.remove(key);
            if of_kind.is_empty() {
                self.keys.remove(&key.kind);
            }
        }
        Some(gone)
    }
}
