//! What etcd holds: objects by key, each with the revision of its last write.

use super::objects::{Listed, ListedTyped, Objects};
use crate::api::{Kind, Object, ObjectKey, Text, Typed};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WatchType {
    /// It is new.
    Added,
    /// It has changed.
    Modified,
    /// It is gone.
    Deleted,
}

/// What a watcher hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchEvent {
    /// What happened.
    pub r#type: WatchType,
    /// The object after it (or its last version).
    pub object: Object,
    /// The version before, as informers keep it; `None` for a new object.
    pub old: Option<Object>,
}

/// Objects by key. Cloning it copies pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    objects: Objects,
    /// Of each kind, the revision of the last write of an object.
    revisions: SortedMap<Kind, u64>,
    revision: u64,
}

impl Store {
    /// The object of a key.
    #[must_use]
    pub fn get(&self, key: &ObjectKey) -> Option<&Object> {
        self.objects.get(key)
    }

    /// The object of a kind with a name in a namespace.
    #[must_use]
    pub fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        self.objects.find(kind, namespace, name)
    }

    /// The object of a key, as its type.
    #[must_use]
    pub fn typed<T: Typed>(&self, namespace: &str, name: &str) -> Option<&Rc<T>>
    where
        for<'a> &'a Rc<T>: TryFrom<&'a Object>,
    {
        let object = self.find(T::KIND, namespace, name)?;
        <&Rc<T>>::try_from(object).ok()
    }

    /// All objects of a kind, by namespace and name; of one namespace where one is given.
    #[must_use]
    pub fn list<'a>(&'a self, kind: Kind, namespace: Option<&'a str>) -> Listed<'a> {
        self.objects.list(kind, namespace)
    }

    /// All objects of a type.
    #[must_use]
    pub fn list_typed<'a, T: Typed>(&'a self, namespace: Option<&'a str>) -> ListedTyped<'a, T> {
        self.objects.list_typed(namespace)
    }

    /// Every object.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter()
    }

    /// How many objects there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// How many of a kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.objects.count(kind)
    }

    /// The revision of the last write of an object of a kind; 0 where there was none. What has been
    /// made of all of them holds until it rises.
    #[must_use]
    pub fn revision_of(&self, kind: Kind) -> u64 {
        self.revisions.get(&kind).copied().unwrap_or(0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The revision of the last write.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn put(&mut self, r#type: WatchType, mut object: Object) -> WatchEvent {
        self.revision += 1;
        object.meta_mut().resource_version = Text::number(self.revision);
        let old = self.objects.insert(object.key(), object.clone());
        self.revisions.insert(object.kind(), self.revision);
        WatchEvent { r#type, object, old }
    }

    pub(super) fn remove(&mut self, mut object: Object) -> WatchEvent {
        self.revision += 1;
        object.meta_mut().resource_version = Text::number(self.revision);
        let old = self.objects.remove(&object.key());
        if old.is_some() {
            self.revisions.insert(object.kind(), self.revision);
        }
        WatchEvent { r#type: WatchType::Deleted, object, old }
    }
}
