//! Objects by kind, namespace and name: what the store and the informers' caches have in common.

use crate::api::{Kind, Object, ObjectKey, Typed};
use crate::sorted::{Entries, SharedIndex, SharedMap, SortedMap, hash_of};
use std::cell::OnceCell;
use std::marker::PhantomData;
use std::rc::Rc;

/// Objects by key. A copy copies pointers.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    objects: SharedIndex<ObjectKey, Object>,
    kinds: SortedMap<Kind, OfKind>,
}

/// The objects of a kind by themselves, so that the few of most kinds are listed without going
/// through Pods and events.
#[derive(Clone, Debug, Default)]
struct OfKind {
    count: usize,
    /// Their keys in order, from the first time on that somebody lists them: there are thousands of
    /// events, and mostly nobody does.
    order: OnceCell<SharedMap<ObjectKey, ()>>,
}

impl PartialEq for Objects {
    fn eq(&self, other: &Self) -> bool {
        self.objects == other.objects
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
    #[must_use]
    pub fn list<'a>(&'a self, kind: Kind, namespace: Option<&'a str>) -> Listed<'a> {
        let start = &mut |key: &ObjectKey| key.order(kind, namespace.unwrap_or(""), "");
        let keys = self.order(kind).map(|it| it.from(start)).unwrap_or_default();
        Listed { objects: self, keys, namespace }
    }

    /// The keys of a kind in order, if there are any.
    fn order(&self, kind: Kind) -> Option<&SharedMap<ObjectKey, ()>> {
        let of_kind = self.kinds.get(&kind)?;
        Some(of_kind.order.get_or_init(|| {
            let mut order = SharedMap::default();
            for (key, _) in self.objects.in_order(|key, _| key.kind == kind) {
                order.insert(key.clone(), ());
            }
            order
        }))
    }

    /// All objects of a type, by namespace and name; of one namespace where one is given.
    #[must_use]
    pub fn list_typed<'a, T: Typed>(&'a self, namespace: Option<&'a str>) -> ListedTyped<'a, T> {
        ListedTyped { all: self.list(T::KIND, namespace), of: PhantomData }
    }

    /// Every object.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.kinds.keys().flat_map(|kind| self.list(*kind, None))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// How many of a kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.kinds.get(&kind).map_or(0, |it| it.count)
    }

    /// Sets the object of a key; returns the one that was there.
    pub fn insert(&mut self, key: ObjectKey, object: Object) -> Option<Object> {
        let old = self.objects.insert(key.clone(), object);
        if old.is_none() {
            let of_kind = self.kinds.entry(key.kind).or_default();
            of_kind.count += 1;
            if let Some(order) = of_kind.order.get_mut() {
                order.insert(key, ());
            }
        }
        old
    }

    /// Takes out the object of a key.
    pub fn remove(&mut self, key: &ObjectKey) -> Option<Object> {
        let gone = self.objects.remove(key)?;
        if let Some(of_kind) = self.kinds.get_mut(&key.kind) {
            of_kind.count -= 1;
            if let Some(order) = of_kind.order.get_mut() {
                order.remove(key);
            }
        }
        Some(gone)
    }
}

/// The objects of a kind. It and [`ListedTyped`] are types of their own, as almost everybody lists
/// objects, and adapters are made again in the wasm for each of them.
#[derive(Debug)]
pub struct Listed<'a> {
    objects: &'a Objects,
    /// From the first that is meant.
    keys: Entries<'a, ObjectKey, ()>,
    namespace: Option<&'a str>,
}

impl<'a> Iterator for Listed<'a> {
    type Item = &'a Object;
    fn next(&mut self) -> Option<&'a Object> {
        let (key, ()) = self.keys.next()?;
        let is_meant = self.namespace.is_none_or(|it| key.namespace == *it);
        if is_meant { self.objects.get(key) } else { None }
    }
}

/// The objects of a kind, as their type.
#[derive(Debug)]
pub struct ListedTyped<'a, T> {
    all: Listed<'a>,
    of: PhantomData<T>,
}

impl<'a, T: 'a> Iterator for ListedTyped<'a, T>
where
    &'a Rc<T>: TryFrom<&'a Object>,
{
    type Item = &'a Rc<T>;
    fn next(&mut self) -> Option<&'a Rc<T>> {
        self.all.next().and_then(|it| it.try_into().ok())
    }
}
