//! The objects as the components know them: a little behind the store.
//! Source: `staging/src/k8s.io/client-go/tools/cache`.

use super::owned::Owned;
use crate::api::{Kind, Labels, Object, ObjectKey, Shared, Text, Typed};
use crate::apiserver::{Listed, ListedTyped, Objects, WatchEvent, WatchType};
use crate::sorted::{Entries, SharedIndex, SharedMap, SortedMap};
use std::rc::Rc;

/// The informers' cache, with an index by owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    objects: Objects,
    /// Objects by the uid of an owner; those without a controller, which others may adopt, stand
    /// under the empty uid.
    owned: SortedMap<Rc<str>, Family>,
    /// How many Services select Pods.
    selecting: usize,
}

/// The objects that name an owner, and what is counted of the Pods among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Family {
    members: SharedMap<ObjectKey, Owned>,
    tally: Tally,
}

/// What is counted of the Pods of a family, so that a pass of a large set need not visit them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that neither have ended nor are about to.
    pub active: i32,
    /// Those of them that are ready.
    pub ready: i32,
    /// Those that are being deleted and have not ended.
    pub terminating: i32,
    /// Those whose labels are not the family's.
    pub strange: i32,
    /// The labels of the first of them.
    pub labels: Shared<Labels>,
    /// How many of the active ones each node has; those without one stand under no name.
    on_node: SharedIndex<Text, i32>,
    /// All of them.
    all: i32,
}

impl Tally {
    fn count(&mut self, owned: &Owned, sign: i32) {
        if owned.object.kind() != Kind::Pod || !owned.is_controlled {
            return;
        }
        if self.all == 0 {
            self.labels = owned.labels.clone();
        }
        self.all += sign;
        let is_alike = self.labels == owned.labels;
        self.strange += if is_alike { 0 } else { sign };
        if owned.is_active() {
            self.active += sign;
            self.ready += if owned.ready_since.is_some() { sign } else { 0 };
        } else if owned.is_terminating && !owned.is_terminal {
            self.terminating += sign;
        }
    }

    /// A Pod counted on one node counts on another now.
    fn moves(&mut self, before: Option<&Text>, after: Option<&Text>) {
        if before == after {
            return;
        }
        if let Some(count) = after.and_then(|it| self.on_node.or_insert_with(it.clone(), || 0)) {
            *count += 1;
        }
        if let Some(node) = before
            && let Some(count) = self.on_node.get_mut(node)
        {
            *count -= 1;
            if *count == 0 {
                self.on_node.remove(node);
            }
        }
    }
}

impl Cache {
    /// Takes in what a watch has brought.
    pub fn apply(&mut self, event: &WatchEvent) {
        let key = event.object.key();
        let is_gone = event.r#type == WatchType::Deleted;
        let before = if is_gone {
            self.objects.remove(&key)
        } else {
            self.objects.insert(key.clone(), event.object.clone())
        };
        let selects = |it: &Object| match it {
            Object::Service(service) => usize::from(!service.spec.selector.is_empty()),
            _ => 0,
        };
        self.selecting += if is_gone { 0 } else { selects(&event.object) };
        if let Some(before) = before {
            self.selecting -= selects(&before);
            let same = before.meta().owner_references == event.object.meta().owner_references;
            if is_gone || !same {
                self.unindex(&before, &key);
            }
        }
        if !is_gone {
            self.index(&event.object, &key);
        }
    }

    fn index(&mut self, object: &Object, key: &ObjectKey) {
        for uid in owners(object) {
            if !self.owned.contains_key(uid) {
                self.owned.insert(uid.into(), Family::default());
            }
            let Some(Family { members, tally }) = self.owned.get_mut(uid) else { continue };
            let owned = Owned::new(object, uid, members.values().next());
            tally.count(&owned, 1);
            let node = owned.counts_on().cloned();
            let before = members.insert(key.clone(), owned);
            if let Some(before) = &before {
                tally.count(before, -1);
            }
            tally.moves(before.as_ref().and_then(Owned::counts_on), node.as_ref());
        }
    }

    fn unindex(&mut self, object: &Object, key: &ObjectKey) {
        for uid in owners(object) {
            let Some(Family { members, tally }) = self.owned.get_mut(uid) else { continue };
            if let Some(gone) = members.remove(key) {
                tally.count(&gone, -1);
                tally.moves(gone.counts_on(), None);
            }
            if members.is_empty() {
                self.owned.remove(uid);
            }
        }
    }

    /// Whether any Service selects Pods: where none does, no change of a Pod concerns one.
    #[must_use]
    pub fn has_selecting_services(&self) -> bool {
        self.selecting > 0
    }

    /// The object of a key.
    #[must_use]
    pub fn get(&self, key: &ObjectKey) -> Option<&Object> {
        self.objects.get(key)
    }

    /// The object of a key, as its type.
    #[must_use]
    pub fn typed<T: Typed>(&self, key: &ObjectKey) -> Option<&Rc<T>>
    where
        for<'a> &'a Rc<T>: TryFrom<&'a Object>,
    {
        <&Rc<T>>::try_from(self.get(key)?).ok()
    }

    /// All objects of a kind in a namespace (in all, where it is `None`), by name.
    #[must_use]
    pub fn list<'a>(&'a self, kind: Kind, namespace: Option<&'a str>) -> Listed<'a> {
        self.objects.list(kind, namespace)
    }

    /// All objects of a type in a namespace (in all, where it is `None`), by name.
    #[must_use]
    pub fn list_typed<'a, T: Typed>(&'a self, namespace: Option<&'a str>) -> ListedTyped<'a, T> {
        self.objects.list_typed(namespace)
    }

    /// What is counted of the Pods that the uid controls.
    #[must_use]
    pub fn tally(&self, uid: &str) -> Option<&Tally> {
        self.owned.get(uid).map(|it| &it.tally)
    }

    /// How many active Pods of a namespace each node has, of those whose labels count. Pods of one
    /// controller that are all alike are not visited.
    pub fn active_by_node<'a>(
        &'a self,
        namespace: &str,
        mut counts: impl FnMut(&'a Shared<Labels>) -> bool,
    ) -> SortedMap<&'a str, i32> {
        let mut on_node = SortedMap::new();
        for (uid, Family { tally, .. }) in &self.owned {
            let mut pods = self.owned(Kind::Pod, uid, namespace).map(|(_, it)| it).peekable();
            if pods.peek().is_none_or(|it| it.object.meta().namespace != namespace) {
                continue;
            }
            if !uid.is_empty() && tally.strange == 0 {
                if counts(&tally.labels) {
                    for (node, count) in tally.on_node.in_order(|_, _| true) {
                        *on_node.entry(node.as_str()).or_insert(0) += count;
                    }
                }
                continue;
            }
            let its = pods.filter(|it| uid.is_empty() || it.is_controlled);
            for pod in its.filter(|it| it.is_active() && counts(&it.labels)) {
                if let Object::Pod(it) = &pod.object {
                    *on_node.entry(it.spec.node_name.as_str()).or_insert(0) += 1;
                }
            }
        }
        on_node
    }

    /// The keys of everything that names the uid as an owner.
    pub fn dependents<'a>(&'a self, uid: &str) -> impl Iterator<Item = &'a ObjectKey> + 'a {
        self.owned.get(uid).into_iter().flat_map(|it| it.members.keys())
    }

    /// The objects of a kind that name the uid as an owner, with what controllers count of them;
    /// with an empty uid, those of the namespace that nobody controls.
    #[must_use]
    pub fn owned(&self, kind: Kind, uid: &str, namespace: &str) -> Members<'_> {
        let start = &mut |key: &ObjectKey| key.order(kind, namespace, "");
        let members = self.owned.get(uid).map(|it| it.members.from(start)).unwrap_or_default();
        // Whoever has an owner is in its namespace.
        Members { members, kind, orphans_in: uid.is_empty().then(|| namespace.to_owned()) }
    }

    /// As [`Cache::owned`], the objects alone as their type.
    pub fn owned_by<'a, T: Typed + 'a>(
        &'a self,
        uid: &str,
        namespace: &str,
    ) -> impl Iterator<Item = &'a Rc<T>> + 'a
    where
        for<'b> &'b Rc<T>: TryFrom<&'b Object>,
    {
        let family = self.owned(T::KIND, uid, namespace);
        family.filter_map(|(_, it)| <&Rc<T>>::try_from(&it.object).ok())
    }

    /// Whether an object of that kind with that uid is known.
    #[must_use]
    pub fn has_uid(&self, kind: Kind, namespace: &str, name: &str, uid: &str) -> bool {
        let object = self.objects.find(kind, namespace, name);
        object.is_some_and(|object| object.meta().uid == uid)
    }
}

/// What [`Cache::owned`] finds.
#[derive(Debug)]
pub struct Members<'a> {
    members: Entries<'a, ObjectKey, Owned>,
    kind: Kind,
    orphans_in: Option<String>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a ObjectKey, &'a Owned);
    fn next(&mut self) -> Option<Self::Item> {
        let (key, owned) = self.members.next()?;
        let is_meant = key.kind == self.kind
            && self.orphans_in.as_ref().is_none_or(|it| **it == *key.namespace);
        is_meant.then_some((key, owned))
    }
}

/// The uids under which an object is indexed.
fn owners(object: &Object) -> impl Iterator<Item = &str> {
    let meta = object.meta();
    let adoptable = matches!(object.kind(), Kind::Pod | Kind::ReplicaSet);
    let orphan = (adoptable && meta.controller().is_none()).then_some("");
    meta.owner_references.iter().map(|owner| owner.uid.as_str()).chain(orphan)
}
