//! Which workload everybody belongs to at the root: it gives the colour.

use super::claims;
use crate::api::{Kind, Object, Pod};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Workloads, counted in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hues {
    /// By uid.
    workloads: SortedMap<Rc<str>, u32>,
    /// Who owns a workload's own means: a ReplicaSet's Deployment, a Job's CronJob.
    owners: SortedMap<Rc<str>, Rc<str>>,
    /// Whose Pod used a claim last, by [`claims::key`].
    claims: SortedMap<Rc<str>, Option<u32>>,
}

impl Hues {
    /// Takes notice of workloads, and of who owns them.
    pub fn write(&mut self, object: &Object) {
        let is_workload = matches!(
            object.kind(),
            Kind::Deployment
                | Kind::ReplicaSet
                | Kind::StatefulSet
                | Kind::DaemonSet
                | Kind::Job
                | Kind::CronJob
                | Kind::ReplicationController
        );
        if !is_workload {
            return;
        }
        let meta = object.meta();
        match meta.controller() {
            Some(owner) => {
                drop(self.owners.insert(meta.uid.as_str().into(), owner.uid.as_str().into()))
            }
            None => {
                self.owners.remove(meta.uid.as_str());
                self.count(&meta.uid);
            }
        }
    }

    /// The number of a workload, or of the one that owns it.
    pub fn of(&self, uid: &str) -> Option<u32> {
        self.workloads.get(self.owners.get(uid).map_or(uid, |it| it)).copied()
    }

    /// The number of a Pod's workload. One that no controller looks after has none, whether it never
    /// had one or was let go.
    pub fn of_pod(&mut self, pod: &Pod) -> Option<u32> {
        let owner = pod.metadata.controller()?;
        Some(self.of(&owner.uid).unwrap_or_else(|| self.count(&owner.uid)))
    }

    /// A Pod of a workload uses claims.
    pub fn note_claims(&mut self, pod: &Pod, hue: Option<u32>) {
        for claim in pod.spec.claim_volumes() {
            let name = claim.claim_name(&pod.metadata.name);
            self.claims.insert(claims::key(&pod.metadata.namespace, &name), hue);
        }
    }

    /// The number of the workload whose Pod used a claim last.
    pub fn of_claim(&self, key: &str) -> Option<u32> {
        self.claims.get(key).copied().flatten()
    }

    fn count(&mut self, uid: &str) -> u32 {
        let next = u32::try_from(self.workloads.len()).unwrap_or(u32::MAX);
        *self.workloads.entry(uid.into()).or_insert(next)
    }
}
