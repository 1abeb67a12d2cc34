//! The garbage collector: what nobody owns any more goes, and deletions that wait for what they
//! own are carried on. Source: `pkg/controller/garbagecollector/garbagecollector.go`.

use super::{Controller, Ctx, ROW};
use crate::api::{
    FINALIZER_DELETE_DEPENDENTS, FINALIZER_ORPHAN_DEPENDENTS, Kind, Object, ObjectKey,
    OwnerReference,
};
use crate::apiserver::{DeleteOptions, Propagation, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, SyncResult, Why};
use std::rc::Rc;

/// The component's name.
pub(crate) const NAME: &str = "garbage-collector-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Garbage collector", enqueue, sync, ..ROW };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let object = &event.object;
    if object.kind() == Kind::Event {
        return Vec::new();
    }
    if event.r#type == WatchType::Deleted {
        // What it owned has lost an owner; what owned it may have waited for it.
        let mut keys: Vec<ObjectKey> = cache.dependents(&object.meta().uid).cloned().collect();
        keys.extend(waiting_owners(cache, object));
        return keys;
    }
    let waits = object
        .meta()
        .finalizers
        .iter()
        .any(|it| it == FINALIZER_ORPHAN_DEPENDENTS || it == FINALIZER_DELETE_DEPENDENTS);
    let mut keys = Vec::new();
    if object.meta().is_terminating() && waits {
        keys.push(object.key());
        keys.extend(cache.dependents(&object.meta().uid).cloned());
    } else if event.r#type == WatchType::Added && !object.meta().owner_references.is_empty()
        || has_new_absent_owner(cache, event)
    {
        keys.push(object.key());
    }
    keys
}

/// Whether an object has got an owner that isn't there. Source: `graph_builder.go`
/// `processGraphChanges`, `addDependentToOwners`.
fn has_new_absent_owner(cache: &Cache, event: &WatchEvent) -> bool {
    let Some(old) = &event.old else { return false };
    let (old, new) = (&old.meta().owner_references, &event.object.meta().owner_references);
    let is_new = |it: &&OwnerReference| !old.iter().any(|old| old.uid == it.uid);
    new.iter().filter(is_new).any(|owner| {
        let found = owner_key(&event.object, owner).and_then(|key| cache.get(&key));
        found.is_none_or(|it| it.meta().uid != owner.uid)
    })
}

/// The owners of an object that are being deleted in the foreground.
fn waiting_owners(cache: &Cache, object: &Object) -> Vec<ObjectKey> {
    let owners = object.meta().owner_references.iter();
    let waits = |key: &ObjectKey| {
        cache.get(key).is_some_and(|owner| {
            owner.meta().finalizers.iter().any(|it| it == FINALIZER_DELETE_DEPENDENTS)
        })
    };
    owners.filter_map(|owner| owner_key(object, owner)).filter(waits).collect()
}

fn owner_key(object: &Object, owner: &OwnerReference) -> Option<ObjectKey> {
    let kind = Kind::find(&owner.api_version, &owner.kind)?;
    let namespace = if kind.info().namespaced { object.meta().namespace.as_str() } else { "" };
    Some(ObjectKey::new(kind, namespace, &owner.name))
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(object) = ctx.cache.get(key) else { return SyncResult::default() };
    let has = |finalizer: &str| object.meta().finalizers.iter().any(|it| it == finalizer);
    if object.meta().is_terminating() {
        return match (has(FINALIZER_ORPHAN_DEPENDENTS), has(FINALIZER_DELETE_DEPENDENTS)) {
            (true, _) => orphan_dependents(ctx, object),
            (_, true) => foreground(ctx, object),
            _ => SyncResult::default(),
        };
    }
    collect(ctx, object)
}

/// Takes the owner out of each dependent, then lets the owner go.
fn orphan_dependents(ctx: &Ctx<'_>, owner: &Object) -> SyncResult {
    let mut result = SyncResult::default();
    let uid = &owner.meta().uid;
    for key in ctx.cache.dependents(uid) {
        let Some(dependent) = ctx.cache.get(key) else { continue };
        let mut freed = dependent.clone();
        freed.meta_mut().owner_references.retain(|it| it.uid != *uid);
        let ask = Ask::new(Request::Update(freed)).tolerating_missing();
        result.asks.push(ask);
    }
    result.asks.push(without_finalizer(owner, FINALIZER_ORPHAN_DEPENDENTS));
    result
}

/// Lets the owner go when nothing that blocks it is left.
fn foreground(ctx: &Ctx<'_>, owner: &Object) -> SyncResult {
    let mut result = SyncResult::default();
    let uid = &owner.meta().uid;
    let blocks = |key: &&ObjectKey| {
        let owners = ctx.cache.get(key).map(|it| it.meta().owner_references.as_slice());
        let mut owners = owners.unwrap_or_default().iter();
        owners.any(|it| it.uid == *uid && it.block_owner_deletion == Some(true))
    };
    if ctx.cache.dependents(uid).filter(blocks).count() == 0 {
        result.asks.push(without_finalizer(owner, FINALIZER_DELETE_DEPENDENTS));
    }
    result
}

fn without_finalizer(object: &Object, finalizer: &str) -> Ask {
    let mut freed = object.clone();
    freed.meta_mut().finalizers.retain(|it| it != finalizer);
    Ask::new(Request::Update(freed)).tolerating_missing()
}

/// Deletes a dependent that has no owner left. Source: `attemptToDeleteItem`.
fn collect(ctx: &Ctx<'_>, object: &Object) -> SyncResult {
    let mut result = SyncResult::default();
    let owners = &object.meta().owner_references;
    if owners.is_empty() {
        return result;
    }
    let state = |owner: &OwnerReference| {
        let found = owner_key(object, owner).and_then(|key| ctx.cache.get(&key));
        match found.filter(|it| it.meta().uid == owner.uid) {
            None => OwnerState::Absent,
            Some(it) if is_foreground(it) => OwnerState::Waiting,
            Some(_) => OwnerState::Solid,
        }
    };
    let states: Vec<OwnerState> = owners.iter().map(state).collect();
    if states.contains(&OwnerState::Solid) {
        if states.iter().any(|it| *it != OwnerState::Solid) {
            let mut kept = object.clone();
            kept.meta_mut().owner_references.retain(|it| state(it) == OwnerState::Solid);
            result.asks.push(Ask::new(Request::Update(kept)));
        }
        return result;
    }
    let waits = states.contains(&OwnerState::Waiting);
    let has_dependents = ctx.cache.dependents(&object.meta().uid).next().is_some();
    let propagation =
        if waits && has_dependents { Propagation::Foreground } else { Propagation::Background };
    let options = DeleteOptions {
        propagation: Some(propagation),
        uid: Some(object.meta().uid.clone()),
        grace_period_seconds: None,
    };
    let ask = Ask::new(Request::Delete(object.key(), options)).tolerating_missing();
    result.asks.push(ask);
    explain(object, &owners[0], waits, &mut result);
    result
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OwnerState {
    Solid,
    Waiting,
    Absent,
}

fn is_foreground(owner: &Object) -> bool {
    owner.meta().is_terminating()
        && owner.meta().finalizers.iter().any(|it| it == FINALIZER_DELETE_DEPENDENTS)
}

fn explain(object: &Object, owner: &OwnerReference, waits: bool, result: &mut SyncResult) {
    let (kind, name) = (object.kind().info().kind, &object.meta().name);
    let end = if waits { "waits for what it owns to go first" } else { "is gone" };
    let why = Why {
        component: NAME,
        about: object.key(),
        effect: Effect::Delete,
        what: format!("deleted {kind} {name}"),
        because: format!("the owner of {name}, {} {}, {end}", owner.kind, owner.name),
        facts: Vec::new(),
        source: "garbagecollector.go attemptToDeleteItem",
        trigger: None,
    };
    result.whys.push(Rc::new(why));
}
