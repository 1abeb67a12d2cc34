//! The controllers: each is two pure functions in a table. `enqueue` says which objects must be
//! looked at after a watch event, `sync` looks at one and says what to ask for, and why. `failed`
//! says what a refused request means.
//!
//! **Invariant:** a controller performs nothing, and sees nothing but its arguments.

pub(crate) mod controllerref;
pub mod cronjob;
pub mod daemonset;
pub mod deployment;
pub mod disruption;
pub mod endpoints;
pub mod endpointslice;
pub mod garbagecollector;
pub mod history;
pub mod job;
pub mod namespace;
pub mod nodelifecycle;
pub mod persistentvolume;
mod pod_control;
pub mod podautoscaler;
pub mod podgc;
pub mod replicaset;
pub mod resourcequota;
pub mod serviceaccount;
pub mod statefulset;
pub mod tainteviction;
pub mod ttlafterfinished;

use crate::api::{
    Kind, Object, ObjectKey, ObjectMeta, OwnerReference, Pod, PodTemplateSpec, Text, Time,
};
use crate::apiserver::{Request, Store, WatchEvent};
use crate::client::{Backoffs, Cache, Failure, FailureRecord, Metrics, Note, SyncResult};
use std::rc::Rc;

/// What a pass may read.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    /// The informers' cache.
    pub cache: &'a Cache,
    /// Whether the controller has seen all that it asked for earlier.
    pub expectations_met: bool,
    /// What the controller keeps away from for a while.
    pub backoff: &'a Backoffs,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
    /// What the controller has kept in mind of the object's failures.
    pub failures: FailureRecord,
    /// What the controller remembers of the key.
    pub notes: &'a [Note],
    /// What the metrics API answers.
    pub metrics: &'a Metrics,
}

/// How many there are, with the verb: `none is`, `1 is`, `2 are`.
pub(crate) fn are(count: i32) -> String {
    match count {
        0 => "none is".to_owned(),
        1 => "1 is".to_owned(),
        _ => format!("{count} are"),
    }
}

/// `1 Pod`, `2 Pods`.
pub(crate) fn pods(count: impl TryInto<i64>) -> String {
    let count = count.try_into().unwrap_or(i64::MAX);
    if count == 1 { "1 Pod".to_owned() } else { format!("{count} Pods") }
}

/// What the metrics API answers where nothing is measured.
static NO_METRICS: Metrics = Metrics::new();
/// What a controller keeps away from that has not failed yet.
static NO_BACKOFF: Backoffs = Backoffs::NONE;

impl<'a> Ctx<'a> {
    /// A pass of a controller that waits for nothing and remembers nothing.
    #[must_use]
    pub fn new(cache: &'a Cache, now_ms: i64) -> Self {
        Self {
            cache,
            expectations_met: true,
            now_ms,
            backoff: &NO_BACKOFF,
            failures: FailureRecord::default(),
            notes: &[],
            metrics: &NO_METRICS,
        }
    }

    /// The second that it is.
    #[must_use]
    pub fn now(&self) -> Time {
        Time::of_ms(self.now_ms)
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Controller {
    /// The component's name, as its events have it.
    pub name: &'static str,
    /// What it is called in a sentence.
    pub title: &'static str,
    /// How long a key waits after an event that concerns it, at a moment (milliseconds since 1970).
    pub delay_ms: fn(&WatchEvent, &ObjectKey, i64) -> i64,
    /// The first delay after an error, doubled with each further one, and the longest
    /// (milliseconds).
    pub retry_ms: (i64, i64),
    /// Whether it asks the metrics API.
    pub reads_metrics: bool,
    /// Fills in what a request takes from the answers to earlier ones of the same pass.
    pub fill_in: fn(&Store, Request) -> Request,
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
    endpointslice::MIRRORING,
    statefulset::CONTROLLER,
    persistentvolume::CONTROLLER,
    persistentvolume::provisioner::CONTROLLER,
    persistentvolume::expand::CONTROLLER,
    persistentvolume::expand::RESIZER,
    persistentvolume::expand::NODE,
    persistentvolume::protection::CLAIMS,
    persistentvolume::protection::VOLUMES,
    garbagecollector::CONTROLLER,
    nodelifecycle::CONTROLLER,
    tainteviction::CONTROLLER,
    podgc::CONTROLLER,
    disruption::CONTROLLER,
    podautoscaler::CONTROLLER,
    namespace::CONTROLLER,
    job::CONTROLLER,
    job::ORPHANS,
    cronjob::CONTROLLER,
    ttlafterfinished::CONTROLLER,
    resourcequota::CONTROLLER,
    serviceaccount::CONTROLLER,
    serviceaccount::ROOT_CA,
    serviceaccount::TOKENS,
];

/// What is so where a row says nothing else.
pub(crate) const ROW: Controller = Controller {
    name: "",
    title: "",
    delay_ms: |_, _, _| 0,
    // Source: `workqueue/default_rate_limiters.go`.
    retry_ms: (5, 1_000_000),
    reads_metrics: false,
    fill_in: |_, request| request,
    enqueue: |_, _| Vec::new(),
    sync: |_, _| SyncResult::default(),
    failed: try_again,
};

/// What follows a refused request where there is nothing to tell: another pass, a little later.
pub(crate) fn try_again(_: &Ctx<'_>, _: &ObjectKey, _: &Failure) -> SyncResult {
    SyncResult { requeue_limited: true, ..SyncResult::default() }
}

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

/// A Pod as a template has it, still without a name of its own.
/// Source: `pkg/controller/controller_utils.go` `GetPodFromTemplate`.
#[must_use]
pub fn pod_from_template(template: &PodTemplateSpec, owner: &Object) -> Pod {
    let (of_template, of_owner) = (&template.metadata, owner.meta());
    Pod {
        metadata: ObjectMeta {
            generate_name: Text::concat(&[&of_owner.name, "-"]),
            namespace: of_owner.namespace.clone(),
            labels: of_template.labels.clone(),
            annotations: of_template.annotations.clone(),
            finalizers: of_template.finalizers.clone(),
            owner_references: vec![controller_reference(owner)].into(),
            ..ObjectMeta::default()
        },
        spec: Rc::clone(&template.spec),
        ..Pod::default()
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

/// The Pod with the condition that somebody other than its owner is about to delete it.
pub(crate) fn disruption_target(
    ctx: &Ctx<'_>,
    pod: &Pod,
    reason: &'static str,
    message: &'static str,
) -> Pod {
    let mut marked = pod.clone();
    marked.set_condition(
        "DisruptionTarget",
        "True",
        Text::word(reason),
        Text::word(message),
        ctx.now(),
    );
    marked
}
