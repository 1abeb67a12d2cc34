//! Objects by kind, namespace and name: what the store and the informers' caches have in common.

use crate::api::{Kind, Object, ObjectKey, Typed};
use crate::sorted::{SharedMap, SortedMap};
use std::rc::Rc;

/// Objects by key, in its order; those of a kind stand by themselves, so that the few of most kinds
/// are found without going through Pods and events. A copy copies pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects(SortedMap<Kind, SharedMap<ObjectKey, Object>>);

impl Objects {
    /// The object of a key.
    #[must_use]
    pub fn get(&self, key: &ObjectKey) -> Option<&Object> {
        self.find(key.kind, &key.namespace, &key.name)
    }

    /// The object of a kind with a name in a namespace.
    #[must_use]
    pub fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        self.0.get(&kind)?.get_by(|key| key.order(kind, namespace, name))
    }

    /// All objects of a kind, by namespace and name; of one namespace where one is given.
    pub fn list<'a>(
        &'a self,
        kind: Kind,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Object> + 'a {
        let start = &mut |key: &ObjectKey| key.order(kind, namespace.unwrap_or(""), "");
        let of_kind = self.0.get(&kind).map(|it| it.from(start)).into_iter().flatten();
        of_kind
            .take_while(move |(key, _)| namespace.is_none_or(|it| it == &*key.namespace))
            .map(|(_, object)| object)
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
        self.0.values().flat_map(SharedMap::values)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().map(SharedMap::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of a kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.0.get(&kind).map_or(0, SharedMap::len)
    }

    /// Sets the object of a key; returns the one that was there.
    pub fn insert(&mut self, key: ObjectKey, object: Object) -> Option<Object> {
        self.0.entry(key.kind).or_default().insert(key, object)
    }

    /// Takes out the object of a key.
    pub fn remove(&mut self, key: &ObjectKey) -> Option<Object> {
        let of_kind = self.0.get_mut(&key.kind)?;
        let gone = of_kind.remove(key);
        if of_kind.is_empty() {
            self.0.remove(&key.kind);
        }
        gone
    }
}
