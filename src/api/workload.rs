//! What every kind that has Pods has: a template, a selector, a number.
//!
//! **Invariant:** the one place that knows where a kind keeps them.

use super::kind::Object;
use super::labels::Selector;
use super::pod::{PodSpec, PodTemplateSpec};
use std::rc::Rc;

impl Object {
    /// What its Pods look like.
    #[must_use]
    pub fn template(&self) -> Option<&PodTemplateSpec> {
        match self {
            Self::DaemonSet(it) => Some(&it.spec.template),
            Self::Deployment(it) => Some(&it.spec.template),
            Self::ReplicaSet(it) => Some(&it.spec.template),
            Self::ReplicationController(it) => it.spec.template.as_ref(),
            _ => None,
        }
    }

    /// The template, to be changed in this copy only.
    pub fn template_mut(&mut self) -> Option<&mut PodTemplateSpec> {
        match self {
            Self::DaemonSet(it) => Some(&mut Rc::make_mut(it).spec.template),
            Self::Deployment(it) => Some(&mut Rc::make_mut(it).spec.template),
            Self::ReplicaSet(it) => Some(&mut Rc::make_mut(it).spec.template),
            Self::ReplicationController(it) => Rc::make_mut(it).spec.template.as_mut(),
            _ => None,
        }
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
        match self {
            Self::DaemonSet(it) => it.spec.selector.as_ref().map(Selector::from),
            Self::Deployment(it) => it.spec.selector.as_ref().map(Selector::from),
            Self::ReplicaSet(it) => it.spec.selector.as_ref().map(Selector::from),
            Self::ReplicationController(it) => {
                it.as_replica_set().spec.selector.as_ref().map(Selector::from)
            }
            _ => None,
        }
    }

    /// Wishes another number of Pods; false for a kind that can't be scaled.
    pub fn set_replicas(&mut self, replicas: i32) -> bool {
        let wish = match self {
            Self::Deployment(it) => &mut Rc::make_mut(it).spec.replicas,
            Self::ReplicaSet(it) => &mut Rc::make_mut(it).spec.replicas,
            Self::ReplicationController(it) => &mut Rc::make_mut(it).spec.replicas,
            _ => return false,
        };
        *wish = Some(replicas);
        true
    }

    /// Seconds that a Pod must be ready to count as available.
    #[must_use]
    pub fn min_ready_seconds(&self) -> i32 {
        match self {
            Self::DaemonSet(it) => it.spec.min_ready_seconds,
            Self::Deployment(it) => it.spec.min_ready_seconds,
            Self::ReplicaSet(it) => it.spec.min_ready_seconds,
            Self::ReplicationController(it) => it.spec.min_ready_seconds,
            _ => 0,
        }
    }

    /// How many Pods are wished, for a kind that can be scaled.
    #[must_use]
    pub fn replicas(&self) -> Option<i32> {
        match self {
            Self::Deployment(it) => Some(it.replicas()),
            Self::ReplicaSet(it) => Some(it.replicas()),
            Self::ReplicationController(it) => Some(it.spec.replicas.unwrap_or(1)),
            _ => None,
        }
    }
}
