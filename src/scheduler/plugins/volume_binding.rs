//! A Pod goes where its volumes are, and not before they are.
//! Source: `pkg/scheduler/framework/plugins/volumebinding/{volume_binding,binder}.go`.

use super::{Rejection, State, reject};
use crate::api::{
    Kind, Node, ObjectKey, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass,
};
use crate::client::Cache;
use crate::client::volumes::{self, NO_PROVISIONER, Search};
use crate::scheduler::nodeinfo::NodeInfo;
use crate::sorted::SortedSet;
use std::rc::Rc;

/// The plugin's name.
pub const NAME: &str = "VolumeBinding";

/// What must be done before a Pod can be bound to a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumePlan {
    /// These volumes are to be bound to these claims.
    pub bind: Vec<(Rc<PersistentVolume>, Rc<PersistentVolumeClaim>)>,
    /// For these claims volumes are to be made.
    pub provision: Vec<Rc<PersistentVolumeClaim>>,
}

impl VolumePlan {
    /// Whether nothing must be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bind.is_empty() && self.provision.is_empty()
    }
}

/// The names of a Pod's claims.
pub fn claim_keys(pod: &Pod) -> impl Iterator<Item = ObjectKey> {
    let meta = &pod.metadata;
    let key = |name: String| ObjectKey::new(Kind::PersistentVolumeClaim, &meta.namespace, &name);
    pod.spec.claim_volumes().map(move |it| key(it.claim_name(&meta.name)))
}

fn claims(cache: &Cache, pod: &Pod) -> Vec<Rc<PersistentVolumeClaim>> {
    claim_keys(pod).filter_map(|it| cache.typed::<PersistentVolumeClaim>(&it).cloned()).collect()
}

fn class_of<'a>(cache: &'a Cache, claim: &PersistentVolumeClaim) -> Option<&'a Rc<StorageClass>> {
    cache.typed::<StorageClass>(&ObjectKey::new(Kind::StorageClass, "", claim.class()))
}

/// Why no node will do yet, whichever it is. Source: `PreFilter`.
pub(in crate::scheduler) fn pre_filter(cache: &Cache, pod: &Pod) -> Option<String> {
    for (key, volume) in claim_keys(pod).zip(pod.spec.claim_volumes()) {
        let name = &key.name;
        let Some(claim) = cache.typed::<PersistentVolumeClaim>(&key) else {
            return Some(if volume.is_ephemeral {
                format!(
                    "waiting for ephemeral volume controller to create the persistentvolumeclaim {name:?}"
                )
            } else {
                format!("persistentvolumeclaim {name:?} not found")
            });
        };
        if claim.status.phase == "Lost" {
            let volume = &claim.spec.volume_name;
            return Some(format!(
                "persistentvolumeclaim {name:?} bound to non-existent persistentvolume {volume:?}"
            ));
        }
        if claim.metadata.is_terminating() {
            return Some(format!("persistentvolumeclaim {name:?} is being deleted"));
        }
    }
    let is_unbound = |claim: &Rc<PersistentVolumeClaim>| {
        let waits = class_of(cache, claim).is_some_and(|it| it.waits_for_consumer());
        // A claim that names its volume is for the volume controller to bind.
        !volumes::is_fully_bound(claim) && (!waits || !claim.spec.volume_name.is_empty())
    };
    let unbound = claims(cache, pod).iter().any(is_unbound);
    unbound.then(|| "pod has unbound immediate PersistentVolumeClaims".to_owned())
}

/// The verdict on every node, where none will do.
pub(in crate::scheduler) fn refuse(why: &str) -> Option<Rejection> {
    reject(NAME, why, false)
}

/// Source: `Filter`, `FindPodVolumes`.
pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    match plan(state.view.cache, state.pod, &node.node) {
        Ok(_) => None,
        Err(reason) => reject(NAME, reason, false),
    }
}

/// What must be done for the Pod's volumes on the node.
///
/// # Errors
/// Why the Pod can't be there.
pub fn plan(cache: &Cache, pod: &Pod, node: &Node) -> Result<VolumePlan, &'static str> {
    let mut plan = VolumePlan::default();
    let mut taken: SortedSet<String> = SortedSet::new();
    for claim in claims(cache, pod) {
        if volumes::is_fully_bound(&claim) {
            let key = ObjectKey::new(Kind::PersistentVolume, "", &claim.spec.volume_name);
            let Some(volume) = cache.typed::<PersistentVolume>(&key) else {
                return Err(
                    "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
                );
            };
            if !reaches(volume, node) {
                return Err("node(s) didn't match PersistentVolume's node affinity");
            }
            continue;
        }
        let all: Vec<Rc<PersistentVolume>> =
            cache.list_typed::<PersistentVolume>(None).cloned().collect();
        let near = |volume: &PersistentVolume| reaches(volume, node);
        let search = Search { taken: Some(&taken), reaches: Some(&near), only_meant: false };
        if let Some(volume) = volumes::find_match(&all, &claim, search) {
            taken.insert(volume.metadata.name.to_string());
            plan.bind.push((volume, claim));
            continue;
        }
        let makes = class_of(cache, &claim)
            .is_some_and(|it| it.waits_for_consumer() && it.provisioner != NO_PROVISIONER);
        if !makes {
            return Err("node(s) didn't find available persistent volumes to bind");
        }
        plan.provision.push(claim);
    }
    Ok(plan)
}

/// Whether the node reaches the volume. Source: `CheckNodeAffinity`.
fn reaches(volume: &PersistentVolume, node: &Node) -> bool {
    let affinity = volume.spec.node_affinity.as_ref();
    affinity.and_then(|it| it.required.as_ref()).is_none_or(|it| it.matches(node))
}
