//! The controllers: each is two pure functions in a table. `enqueue` says which objects must be
//! looked at after a watch event, `sync` looks at one and says what to ask for, and why. `failed`
//! says what a refused request means.
//!
//! **Invariant:** a controller performs nothing, and sees nothing but its arguments.

pub mod daemonset;
pub mod deployment;
pub mod endpoints;
pub mod endpointslice;
pub mod garbagecollector;
pub mod history;
pub mod namespace;
pub mod nodelifecycle;
pub mod podgc;
pub mod replicaset;
pub mod resourcequota;
pub mod serviceaccount;
pub mod tainteviction;

use crate::api::{Deployment, Kind, Object, ObjectKey, OwnerReference, ReplicaSet, Typed};
use crate::apiserver::WatchEvent;
use crate::client::{Backoff, Cache, Failure, SyncResult};

/// What a pass may read.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    /// The informers' cache.
    pub cache: &'a Cache,
    /// Whether the controller has seen all that it asked for earlier.
    pub expectations_met: bool,
    /// What the controller keeps away from for a while.
    pub backoff: &'a Backoff,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A row of the table.
#[derive(Debug)]
pub struct Controller {
    /// The component's name, as its events have it.
    pub name: &'static str,
    /// How long a key waits before it is looked at for the first time (milliseconds).
    pub delay_ms: i64,
    /// Which objects a watch event concerns.
    pub enqueue: fn(&Cache, &WatchEvent) -> Vec<ObjectKey>,
    /// One pass over one object.
    pub sync: fn(&Ctx<'_>, &ObjectKey) -> SyncResult,
    /// What follows when a request of a pass is refused.
    pub failed: fn(&Ctx<'_>, &ObjectKey, &Failure) -> SyncResult,
}

/// Every controller.
pub const CONTROLLERS: &[Controller] = &[
    deployment::CONTROLLER,
    replicaset::CONTROLLER,
    replicaset::LEGACY,
    daemonset::CONTROLLER,
    endpoints::CONTROLLER,
    endpointslice::CONTROLLER,
    garbagecollector::CONTROLLER,
    nodelifecycle::CONTROLLER,
    tainteviction::CONTROLLER,
    podgc::CONTROLLER,
    namespace::CONTROLLER,
    resourcequota::CONTROLLER,
    serviceaccount::CONTROLLER,
    serviceaccount::ROOT_CA,
];

/// The reference that makes an object the controller of another.
#[must_use]
pub fn controller_reference(owner: &Object) -> OwnerReference {
    let (kind, meta) = (owner.kind(), owner.meta());
    OwnerReference {
        api_version: kind.api_version(),
        block_owner_deletion: Some(true),
        controller: Some(true),
        kind: kind.info().kind.to_owned(),
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

/// Anything that has Pods and a selector.
pub(crate) trait Workload: Typed {
    /// The object, for events and owner references.
    fn object(&self) -> Object;
}

impl Workload for Deployment {
    fn object(&self) -> Object {
        self.clone().into()
    }
}

impl Workload for ReplicaSet {
    fn object(&self) -> Object {
        self.clone().into()
    }
}
