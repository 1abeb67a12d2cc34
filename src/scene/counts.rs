//! Which Pods each owner has, and how many, counted as they come and go.

use crate::api::Pod;
use crate::sorted::SortedMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A Pod among its owner's.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Child {
    owner: Rc<str>,
    name: Rc<str>,
    /// Whether it is not being deleted; and whether it is ready then.
    is_active: bool,
    is_ready: bool,
}

/// The Pods of all owners, by the owners' uid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    owners: SortedMap<Rc<str>, (i32, i32)>,
    /// By owner and name: counts Pods in the order of their creation.
    children: BTreeMap<(Rc<str>, Rc<str>), u32>,
    /// What each Pod counts as.
    pods: BTreeMap<u32, Child>,
}

impl Counts {
    /// How many Pods an owner has that are not being deleted, and how many of them are ready.
    pub fn of(&self, owner_uid: &str) -> (i32, i32) {
        self.owners.get(owner_uid).copied().unwrap_or_default()
    }

    /// The Pods of an owner, in the order of their names.
    pub fn pods(&self, owner_uid: &str) -> impl Iterator<Item = u32> {
        let owner: Rc<str> = owner_uid.into();
        let own = self.children.range((Rc::clone(&owner), "".into())..);
        own.take_while(move |((it, _), _)| *it == owner).map(|(_, order)| *order)
    }

    pub fn write(&mut self, order: u32, pod: &Pod, is_gone: bool) {
        let before = self.pods.remove(&order);
        if let Some(before) = before.as_ref().filter(|it| it.is_active) {
            self.add(&before.owner, -1, -i32::from(before.is_ready));
        }
        let owner = pod.metadata.controller().filter(|_| !is_gone).map(|it| it.uid.as_str());
        let stays = before.as_ref().is_some_and(|it| Some(&*it.owner) == owner);
        if let Some(before) = before.as_ref().filter(|_| !stays) {
            self.children.remove(&(Rc::clone(&before.owner), Rc::clone(&before.name)));
        }
        let Some(owner) = owner else { return };
        let (owner, name) = match before.filter(|_| stays) {
            Some(before) => (before.owner, before.name),
            None => {
                let (owner, name): (Rc<str>, Rc<str>) =
                    (owner.into(), pod.metadata.name.as_str().into());
                self.children.insert((Rc::clone(&owner), Rc::clone(&name)), order);
                (owner, name)
            }
        };
        let (is_active, is_ready) = (pod.is_active(), pod.is_ready());
        if is_active {
            self.add(&owner, 1, i32::from(is_ready));
        }
        self.pods.insert(order, Child { owner, name, is_active, is_ready });
    }

    fn add(&mut self, owner: &Rc<str>, pods: i32, ready: i32) {
        let count = self.owners.entry(Rc::clone(owner)).or_default();
        (count.0, count.1) = (count.0 + pods, count.1 + ready);
    }
}
