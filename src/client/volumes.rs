//! Which volume suits which claim: what the volume controller and the scheduler both must know.
//! Source: `staging/src/k8s.io/component-helpers/storage/volume/{pv_helpers,helpers}.go`.

use crate::api::{
    LabelSelector, ObjectReference, PersistentVolume, PersistentVolumeClaim, Selector,
};
use crate::client::reference;
use crate::sorted::{Sort, SortedSet};
use std::rc::Rc;

/// The claim has been bound for good.
pub const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
/// The controller chose the partner, no person did.
pub const BOUND_BY_CONTROLLER: &str = "pv.kubernetes.io/bound-by-controller";
/// Who made the volume.
pub const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
/// Who is to make the volume.
pub const PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";
/// The same, as it was written before.
pub const PROVISIONER_BETA: &str = "volume.beta.kubernetes.io/storage-provisioner";
/// The node of the first Pod that wants the claim.
pub const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
/// The provisioner that makes nothing.
pub const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";

/// Whether the volume is the claim's, or was meant for it. Source: `IsVolumeBoundToClaim`.
#[must_use]
pub fn is_bound_to(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    volume.spec.claim_ref.as_ref().is_some_and(|it| names(it, claim))
}

/// Whether the reference names the claim; one without a uid names whoever has the name.
#[must_use]
pub fn names(reference: &ObjectReference, claim: &PersistentVolumeClaim) -> bool {
    reference.name == claim.metadata.name
        && reference.namespace == claim.metadata.namespace
        && (reference.uid.is_empty() || reference.uid == claim.metadata.uid)
}

/// Whether a claim has a volume and both know it. Source: `isPVCFullyBound`.
#[must_use]
pub fn is_fully_bound(claim: &PersistentVolumeClaim) -> bool {
    !claim.spec.volume_name.is_empty() && claim.metadata.annotations.contains_key(BIND_COMPLETED)
}

/// Whether the volume can be mounted in all the ways that the claim wants.
#[must_use]
pub fn has_modes(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    claim.spec.access_modes.iter().all(|it| volume.spec.access_modes.contains(it))
}

/// Whether the volume and the claim are both a file system, or both a bare device.
#[must_use]
pub fn same_mode(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    volume.mode() == claim.spec.volume_mode.as_deref().unwrap_or("Filesystem")
}

/// How a volume is looked for.
#[derive(Clone, Copy, Default)]
pub struct Search<'a> {
    /// The claim waits for a Pod: only a volume that was meant for it will do.
    pub only_meant: bool,
    /// Volumes that others have been promised.
    pub taken: Option<&'a SortedSet<String>>,
    /// Which volumes the place can reach.
    pub reaches: Option<&'a dyn Fn(&PersistentVolume) -> bool>,
}

/// The volume for a claim: one that was meant for it, else the smallest that suffices, with as
/// few ways to be mounted as possible. Source: `index.go` `findByClaim`, `FindMatchingVolume`.
#[must_use]
pub fn find_match(
    volumes: &[Rc<PersistentVolume>],
    claim: &PersistentVolumeClaim,
    search: Search<'_>,
) -> Option<Rc<PersistentVolume>> {
    let modes = |it: &PersistentVolume| -> SortedSet<String> {
        it.spec.access_modes.iter().cloned().collect()
    };
    let fitting: Vec<&Rc<PersistentVolume>> =
        volumes.iter().filter(|it| has_modes(it, claim)).collect();
    let mut groups: Vec<SortedSet<String>> = fitting.iter().map(|it| modes(it)).collect();
    groups.order_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    groups.dedup();
    groups.iter().find_map(|group| {
        let members = fitting.iter().filter(|it| modes(it) == *group);
        find_in_group(members.copied(), claim, search)
    })
}

fn find_in_group<'a>(
    volumes: impl Iterator<Item = &'a Rc<PersistentVolume>>,
    claim: &PersistentVolumeClaim,
    search: Search<'_>,
) -> Option<Rc<PersistentVolume>> {
    let selector = claim.spec.selector.as_ref().map(|it: &LabelSelector| Selector::from(it));
    let mut best: Option<&Rc<PersistentVolume>> = None;
    for volume in volumes {
        let is_taken = search.taken.is_some_and(|it| it.contains(volume.metadata.name.as_str()));
        let is_others = volume.spec.claim_ref.is_some() && !is_bound_to(volume, claim);
        let attributes = volume.spec.volume_attributes_class_name.as_deref().unwrap_or("");
        let wanted = claim.spec.volume_attributes_class_name.as_deref().unwrap_or("");
        if is_taken
            || is_others
            || volume.capacity() < claim.request()
            || !same_mode(volume, claim)
            || attributes != wanted
            || volume.metadata.is_terminating()
        {
            continue;
        }
        let is_reached = search.reaches.is_none_or(|it| it(volume));
        if is_bound_to(volume, claim) {
            return is_reached.then(|| Rc::clone(volume));
        }
        if search.only_meant
            || volume.status.phase != "Available"
            || selector.as_ref().is_some_and(|it| !it.matches(&volume.metadata.labels))
            || volume.spec.storage_class_name != claim.class()
            || !is_reached
        {
            continue;
        }
        if best.is_none_or(|best| volume.capacity() < best.capacity()) {
            best = Some(volume);
        }
    }
    best.cloned()
}

/// The volume with the claim as its own. Source: `GetBindVolumeToClaim`.
#[must_use]
pub fn bound_volume(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> PersistentVolume {
    let mut bound = volume.clone();
    if !is_bound_to(volume, claim) {
        bound.metadata.annotations.insert(BOUND_BY_CONTROLLER.to_owned(), "yes".to_owned());
    }
    let is_complete = volume
        .spec
        .claim_ref
        .as_ref()
        .is_some_and(|it| names(it, claim) && it.uid == claim.metadata.uid);
    if !is_complete {
        bound.spec.claim_ref = Some(reference(&claim.clone().into()));
    }
    bound
}
