//! What every kind that has Pods has: a template, a selector, a number.
//!
//! **Invariant:** the one place that knows where a kind keeps them.

use super::apps::{Deployment, ReplicaSet, ReplicationController};
use super::batch::{CronJob, Job};
use super::daemon::DaemonSet;
use super::kind::kinds;
use super::labels::Selector;
use super::object::{Object, each_object};
use super::pod::{PodSpec, PodTemplateSpec};
use super::stateful::StatefulSet;
use std::rc::Rc;

/// What a kind says of its Pods. In the table of kinds those that say something are marked `pods`.
trait PodOwner {
    /// What they look like.
    fn template(&self) -> Option<&PodTemplateSpec> {
        None
    }
    /// The same, to be changed.
    fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
        None
    }
    /// Which are its own, by their labels.
    fn pod_selector(&self) -> Option<Selector> {
        None
    }
    /// How many are desired, for a kind that can be scaled.
    fn replicas(&self) -> Option<i32> {
        None
    }
    /// The same, to be changed.
    fn replicas_mut(&mut self) -> Option<&mut Option<i32>> {
        None
    }
    /// Seconds that one must be ready to count as available.
    fn min_ready_seconds(&self) -> i32 {
        0
    }
}

macro_rules! owners {
    ($( $kind:ident $($scaled:ident)? ; )*) => { $(
        impl PodOwner for $kind {
            fn template(&self) -> Option<&PodTemplateSpec> {
                Some(&self.spec.template)
            }
            fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
                Some(&mut self.spec.template)
            }
            fn pod_selector(&self) -> Option<Selector> {
                self.spec.selector.as_ref().map(Selector::from)
            }
            owners!(@ $($scaled)?);
        }
    )* };
    (@ scaled) => {
        fn replicas(&self) -> Option<i32> {
            Some(Self::replicas(self))
        }
        fn replicas_mut(&mut self) -> Option<&mut Option<i32>> {
            Some(&mut self.spec.replicas)
        }
        owners!(@ ready);
    };
    (@ ready) => {
        fn min_ready_seconds(&self) -> i32 {
            self.spec.min_ready_seconds
        }
    };
    (@) => {};
}

owners! {
    DaemonSet ready;
    Deployment scaled;
    Job;
    ReplicaSet scaled;
    StatefulSet scaled;
}

macro_rules! without_pods {
    (($d:tt) $( $(#[$doc:meta])* $name:ident $plural:literal $singular:ident
        [$($short:literal),*] $group:literal $version:literal $scope:ident $($all:ident)?
        [$($has:ident)*] $($inert:ident)? ; )*) => { $( without_pods!(@ [$($has)*] $name); )* };
    (@ [spec status pods] $name:ident) => {};
    (@ $has:tt $name:ident) => { impl PodOwner for super::$name {} };
}

kinds!(without_pods $);

impl PodOwner for super::Other {}

impl PodOwner for CronJob {
    fn template(&self) -> Option<&PodTemplateSpec> {
        Some(&self.spec.job_template.spec.template)
    }
    fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
        Some(&mut self.spec.job_template.spec.template)
    }
}

impl PodOwner for ReplicationController {
    fn template(&self) -> Option<&PodTemplateSpec> {
        self.spec.template.as_ref()
    }
    fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
        self.spec.template.as_mut()
    }
    fn pod_selector(&self) -> Option<Selector> {
        self.as_replica_set().spec.selector.as_ref().map(Selector::from)
    }
    fn replicas(&self) -> Option<i32> {
        Some(self.spec.replicas.unwrap_or(1))
    }
    fn replicas_mut(&mut self) -> Option<&mut Option<i32>> {
        Some(&mut self.spec.replicas)
    }
    fn min_ready_seconds(&self) -> i32 {
        self.spec.min_ready_seconds
    }
}

impl Object {
    /// What its Pods look like.
    #[must_use]
    pub fn template(&self) -> Option<&PodTemplateSpec> {
        each_object!(self, it => PodOwner::template(&**it))
    }

    /// The template, to be changed in this copy only.
    pub fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
        self.template()?;
        each_object!(self, it => PodOwner::template_mut(Rc::make_mut(it)))
    }

    /// A Pod's own spec, or that of its Pods, to be changed in this copy only.
    pub fn pod_spec_mut(&mut self) -> Option<&mut PodSpec> {
        if let Self::Pod(it) = self {
            return Some(Rc::make_mut(&mut Rc::make_mut(it).spec));
        }
        self.template_mut().map(|it| Rc::make_mut(&mut it.spec))
    }

    /// Which Pods are its own, by their labels.
    #[must_use]
    pub fn pod_selector(&self) -> Option<Selector> {
        each_object!(self, it => PodOwner::pod_selector(&**it))
    }

    /// Sets the desired number of Pods; false for a kind that can't be scaled.
    pub fn set_replicas(&mut self, replicas: i32) -> bool {
        if self.replicas().is_none() {
            return false;
        }
        let place = each_object!(self, it => PodOwner::replicas_mut(Rc::make_mut(it)));
        place.map(|it| *it = Some(replicas)).is_some()
    }

    /// Seconds that a Pod must be ready to count as available.
    #[must_use]
    pub fn min_ready_seconds(&self) -> i32 {
        each_object!(self, it => PodOwner::min_ready_seconds(&**it))
    }

    /// How many Pods are desired, for a kind that can be scaled.
    #[must_use]
    pub fn replicas(&self) -> Option<i32> {
        each_object!(self, it => PodOwner::replicas(&**it))
    }
}
