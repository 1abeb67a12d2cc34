//! Whose an object is: what an owner claims, adopts and lets go of, and whom an event concerns.
//! Source: `pkg/controller/controller_ref_manager.go`.

use crate::api::{
    Kind, Labels, Object, ObjectKey, ObjectMeta, OwnerReference, Selector, Text, Typed,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, ByLabels, Cache, Effect, Owned, SyncResult, Why};
use std::rc::Rc;

/// The reference that makes an object the controller of another.
#[must_use]
pub fn controller_reference(owner: &Object) -> OwnerReference {
    let (kind, meta) = (owner.kind(), owner.meta());
    OwnerReference {
        api_version: kind.api_version_text(),
        block_owner_deletion: Some(true),
        controller: Some(true),
        kind: Text::word(kind.info().kind),
        name: meta.name.clone(),
        uid: meta.uid.clone(),
        ..OwnerReference::default()
    }
}

/// The key of the controlling owner, if it is of the given kind and still the same object.
#[must_use]
pub fn resolve_controller(cache: &Cache, object: &Object, kind: Kind) -> Option<ObjectKey> {
    let (meta, owner) = (object.meta(), object.meta().controller()?);
    let is_kind = owner.kind == kind.info().kind;
    let known = is_kind && cache.has_uid(kind, &meta.namespace, &owner.name, &owner.uid);
    known.then(|| ObjectKey::new(kind, &meta.namespace, &owner.name))
}

/// The objects of these kinds that own the event's object, or did until now; of an orphan, those
/// that could adopt it.
pub(crate) fn concerned(cache: &Cache, event: &WatchEvent, kinds: &[Kind]) -> Vec<ObjectKey> {
    let mut keys = owners(cache, event, kinds);
    let meta = event.object.meta();
    if meta.controller().is_none() && event.r#type != WatchType::Deleted {
        for kind in kinds {
            let all = cache.list(*kind, Some(&meta.namespace));
            keys.extend(all.filter(|it| could_adopt(it, &meta.labels)).map(Object::key));
        }
    }
    keys
}

/// The objects of these kinds that own the event's object, or did until now.
pub(crate) fn owners(cache: &Cache, event: &WatchEvent, kinds: &[Kind]) -> Vec<ObjectKey> {
    let owner =
        |object: &Object| kinds.iter().find_map(|kind| resolve_controller(cache, object, *kind));
    let mut keys: Vec<ObjectKey> = owner(&event.object).into_iter().collect();
    let has_changed =
        |old: &&Object| old.meta().owner_references != event.object.meta().owner_references;
    let left = event.old.as_ref().filter(has_changed).and_then(owner);
    keys.extend(left.filter(|key| !keys.contains(key)));
    keys
}

fn could_adopt(owner: &Object, labels: &Labels) -> bool {
    owner.pod_selector().is_some_and(|it| !it.is_empty() && it.matches(labels))
}

/// How an owner finds what is its own.
pub(crate) struct RefManager<'a> {
    owner: Object,
    component: &'static str,
    selector: Selector,
    /// What is asked of an object besides its labels.
    is_member: fn(&ObjectMeta, &ObjectMeta) -> bool,
    /// A finalizer that its own have and those it lets go of lose.
    finalizer: Option<&'a str>,
}

/// An object that is the owner's, as it is known or as it has just been adopted.
pub(crate) enum Claimed<'a> {
    /// As it is known.
    Known(&'a Owned),
    /// As it will be.
    Adopted(Box<Owned>),
}

impl std::ops::Deref for Claimed<'_> {
    type Target = Owned;
    fn deref(&self) -> &Owned {
        match self {
            Self::Known(it) => it,
            Self::Adopted(it) => it,
        }
    }
}

impl<'a> RefManager<'a> {
    /// For an owner with a selector; `component` is the controller's name.
    pub fn new(owner: Object, component: &'static str) -> Self {
        let selector = owner.pod_selector().unwrap_or_default();
        Self { owner, component, selector, is_member: |_, _| true, finalizer: None }
    }

    /// With a question about owner and object that its own must answer with yes.
    pub fn members(self, is_member: fn(&ObjectMeta, &ObjectMeta) -> bool) -> Self {
        Self { is_member, ..self }
    }

    /// With a finalizer that its own have.
    pub fn finalizer(self, finalizer: &'a str) -> Self {
        Self { finalizer: Some(finalizer), ..self }
    }

    /// The owner's objects of a type; what must be asked to adopt or let go of some.
    pub fn claim_all<T: Typed>(&self, cache: &Cache, result: &mut SyncResult) -> Vec<Rc<T>>
    where
        for<'b> &'b Rc<T>: TryFrom<&'b Object>,
    {
        let claimed = self.claim(cache, T::KIND, |_| true, result);
        let typed = claimed.iter().filter_map(|it| <&Rc<T>>::try_from(&it.object).ok());
        typed.cloned().collect()
    }

    /// The owner's objects of a kind among those that count; what must be asked to adopt or let
    /// go of some. Source: `ClaimObject`.
    pub fn claim<'b>(
        &self,
        cache: &'b Cache,
        kind: Kind,
        counts: fn(&Owned) -> bool,
        result: &mut SyncResult,
    ) -> Vec<Claimed<'b>> {
        let meta = self.owner.meta();
        let mut selected =
            ByLabels::new(|labels| !self.selector.is_empty() && self.selector.matches(labels));
        let mut fits =
            |it: &'b Owned| selected.ask(&it.labels) && (self.is_member)(meta, it.object.meta());
        let mut claimed = Vec::new();
        let own = cache.owned(kind, &meta.uid, &meta.namespace).map(|(_, it)| it);
        for it in own.filter(|it| it.is_controlled && counts(it)) {
            if fits(it) {
                claimed.push(Claimed::Known(it));
            } else if !meta.is_terminating() {
                self.release(&it.object, result);
            }
        }
        if !meta.is_terminating() {
            let orphans = cache.owned(kind, "", &meta.namespace).map(|(_, it)| it);
            for it in orphans.filter(|it| !it.is_terminating && counts(it)) {
                if fits(it) {
                    let adopted = self.adopt(&it.object, result);
                    claimed.push(Claimed::Adopted(Box::new(Owned::new(&adopted, &meta.uid, None))));
                }
            }
        }
        claimed
    }

    fn adopt(&self, object: &Object, result: &mut SyncResult) -> Object {
        let mut adopted = object.clone();
        let meta = adopted.meta_mut();
        meta.owner_references.push(controller_reference(&self.owner));
        if let Some(finalizer) = self.finalizer
            && !meta.finalizers.iter().any(|it| it == finalizer)
        {
            meta.finalizers.push(finalizer.to_owned());
        }
        let what = format!("adopted {} {}", object.kind().info().kind, object.meta().name);
        let what = (Effect::Adopt, what);
        let because = format!("its labels match {} and nobody owns it", self.selector);
        self.write(adopted.clone(), what, because, "controller_ref_manager.go AdoptPod", result);
        adopted
    }

    fn release(&self, object: &Object, result: &mut SyncResult) {
        let mut released = object.clone();
        let meta = released.meta_mut();
        meta.owner_references.retain(|it| it.uid != self.owner.meta().uid);
        meta.finalizers.retain(|it| Some(it.as_str()) != self.finalizer);
        let what = format!("released {} {}", object.kind().info().kind, object.meta().name);
        let what = (Effect::Release, what);
        let because = if self.selector.matches(&object.meta().labels) {
            "its name is none of those that the set gives".to_owned()
        } else {
            format!("its labels do not match {} any more", self.selector)
        };
        self.write(released, what, because, "controller_ref_manager.go ReleasePod", result);
    }

    fn write(
        &self,
        object: Object,
        (effect, what): (Effect, String),
        because: String,
        source: &'static str,
        result: &mut SyncResult,
    ) {
        let ask = Ask::new(Request::Update(object)).tolerating_missing();
        result.asks.push(ask);
        let (component, about, facts) = (self.component, self.owner.key(), Vec::new());
        let why = Why { component, about, effect, what, because, facts, source, trigger: None };
        result.whys.push(Rc::new(why));
    }
}
