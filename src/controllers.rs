//! The controllers: each is two pure functions in a table. `enqueue` says which objects must be
//! looked at after a watch event, `sync` looks at one and says what to ask for, and why. `failed`
//! says what a refused request means.
//!
//! **Invariant:** a controller performs nothing, and sees nothing but its arguments.

mod controller;
pub(crate) mod controllerref;
mod counted;
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

pub(crate) use self::controller::ROW;
pub use self::controller::{Controller, Ctx};
pub use self::controllerref::{controller_reference, resolve_controller};
pub(crate) use self::counted::{are, pods};
pub(crate) use self::pod_control::disruption_target;
pub use self::pod_control::pod_from_template;

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
