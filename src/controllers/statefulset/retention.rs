//! Whose the claims are: that decides when they go.
//! Source: `pkg/controller/statefulset/stateful_set_utils.go`.

use super::identity;
use crate::api::{Object, OwnerReference, PersistentVolumeClaim, Pod, StatefulSet};
use crate::controllers::controller_reference;
use std::rc::Rc;

/// A claim, and the two that may own it.
pub(super) struct Ownership<'a> {
    pub set: &'a Rc<StatefulSet>,
    pub pod: &'a Pod,
    pub claim: &'a PersistentVolumeClaim,
}

/// What the policy says, as two booleans: delete with the set, delete when scaled away.
pub(super) fn policy(set: &StatefulSet) -> (bool, bool) {
    let policy = set.spec.persistent_volume_claim_retention_policy.as_ref();
    policy.map_or((false, false), |it| (it.when_deleted == "Delete", it.when_scaled == "Delete"))
}

impl Ownership<'_> {
    fn owners(&self) -> &[OwnerReference] {
        &self.claim.metadata.owner_references
    }

    /// Whether the reference names the set, of this life or an earlier one. Source: `matchesRef`.
    fn names_set(&self, it: &OwnerReference) -> bool {
        it.api_version == "apps/v1" && it.kind == "StatefulSet" && it.name == self.set.metadata.name
    }

    fn names_pod(&self, it: &OwnerReference) -> bool {
        it.api_version == "v1" && it.kind == "Pod" && it.name == self.pod.metadata.name
    }

    fn has(&self, uid: &str) -> bool {
        self.owners().iter().any(|it| it.uid == uid)
    }

    /// Owned by a Pod of that name which is gone. Source: `hasStaleOwnerRef`.
    pub fn is_stale_by_pod(&self) -> bool {
        let named = self.owners().iter().find(|it| self.names_pod(it));
        named.is_some_and(|it| it.uid != self.pod.metadata.uid)
    }

    fn is_stale(&self) -> bool {
        let named = self.owners().iter().find(|it| self.names_set(it));
        named.is_some_and(|it| it.uid != self.set.metadata.uid) || self.is_stale_by_pod()
    }

    /// Somebody else controls the claim. Source: `hasUnexpectedController`.
    pub fn has_unexpected_controller(&self) -> bool {
        policy(self.set) != (false, false)
            && self.owners().iter().any(|it| {
                if self.names_set(it) {
                    it.uid != self.set.metadata.uid
                } else if self.names_pod(it) {
                    it.uid != self.pod.metadata.uid
                } else {
                    it.controller == Some(true)
                }
            })
    }

    /// Source: `hasNonControllerOwner`.
    fn has_lame_owner(&self) -> bool {
        self.owners().iter().any(|it| {
            let ours = it.uid == self.set.metadata.uid || it.uid == self.pod.metadata.uid;
            ours && it.controller != Some(true)
        })
    }

    /// Who should own the claim: the set, the Pod.
    fn wanted(&self) -> (bool, bool) {
        let ordinal = identity::ordinal(self.pod).unwrap_or(-1);
        let condemned = !identity::is_in_range(self.set, ordinal);
        match policy(self.set) {
            (false, false) => (false, false),
            (true, false) => (true, false),
            (false, true) => (false, condemned),
            (true, true) => (!condemned, condemned),
        }
    }

    /// Source: `isClaimOwnerUpToDate`.
    pub fn is_up_to_date(&self) -> bool {
        let (set, pod) = (&self.set.metadata.uid, &self.pod.metadata.uid);
        if self.is_stale() {
            return true;
        }
        if self.has_unexpected_controller() {
            return !self.has(set) && !self.has(pod);
        }
        !self.has_lame_owner() && self.wanted() == (self.has(set), self.has(pod))
    }

    /// The claim with the owners it should have. Source: `updateClaimOwnerRefForSetAndPod`.
    pub fn updated(&self) -> PersistentVolumeClaim {
        let mut claim = self.claim.clone();
        let owners = &mut claim.metadata.owner_references;
        owners.retain(|it| !self.names_set(it) && !self.names_pod(it));
        if self.has_unexpected_controller() {
            return claim;
        }
        let (by_set, by_pod) = self.wanted();
        if by_set {
            owners.push(controller_reference(&Object::StatefulSet(Rc::clone(self.set))));
        }
        if by_pod {
            owners.push(controller_reference(&Object::from(self.pod.clone())));
        }
        claim
    }
}
