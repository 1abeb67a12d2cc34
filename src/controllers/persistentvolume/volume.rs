//! Volumes. Source: `pv_controller.go` `syncVolume`, `reclaimVolume`.

use super::{Pass, claim_key};
use crate::api::{Object, ObjectReference, PersistentVolume, PersistentVolumeClaim, Text};
use crate::apiserver::Request;
use crate::client::Ask;
use crate::client::volumes::{BOUND_BY_CONTROLLER, PROVISIONED_BY};
use std::rc::Rc;

impl Pass<'_> {
    pub(super) fn sync_volume(&mut self, volume: &Rc<PersistentVolume>) {
        let owner = match &volume.spec.claim_ref {
            Some(owner) if !owner.uid.is_empty() => owner,
            _ => {
                self.write_volume_phase(volume, "Available");
                return;
            }
        };
        let key = claim_key(&owner.namespace, &owner.name);
        let claim = self.ctx.cache.typed::<PersistentVolumeClaim>(&key);
        let Some(claim) = claim.filter(|it| it.metadata.uid == owner.uid).cloned() else {
            self.release(volume);
            return;
        };
        let name = &volume.metadata.name;
        if claim.spec.volume_name.is_empty() {
            // The claim will find the volume that is meant for it.
            self.sync_claim(&claim);
        } else if claim.spec.volume_name == *name {
            self.write_volume_phase(volume, "Bound");
        } else if is_made_to_go(volume) {
            self.release(volume);
        } else {
            self.unbind(volume);
        }
    }

    /// The claim is gone.
    fn release(&mut self, volume: &Rc<PersistentVolume>) {
        if volume.status.phase != "Released" && volume.status.phase != "Failed" {
            self.write_volume_phase(volume, "Released");
        }
        self.reclaim(volume);
    }

    /// What becomes of a volume that nobody claims any more. What a provisioner made, it deletes
    /// itself.
    fn reclaim(&mut self, volume: &Rc<PersistentVolume>) {
        let object = Object::PersistentVolume(Rc::clone(volume));
        let is_made = volume.metadata.annotations.contains_key(PROVISIONED_BY);
        match volume.spec.persistent_volume_reclaim_policy.as_str() {
            "Delete" if !is_made && volume.status.phase != "Failed" => {
                let message = no_deleter(volume);
                self.warning(&object, "VolumeFailedDelete", message.clone());
                self.write_volume_status(volume, "Failed", &message);
            }
            "Recycle" if volume.status.phase == "Released" => {
                self.normal(&object, "VolumeRecycled", "Volume recycled".to_owned());
                self.unbind(volume);
            }
            _ => {}
        }
    }

    /// The volume is free again; where a person chose the claim, for a claim of that name.
    /// Source: `unbindVolume`.
    fn unbind(&mut self, volume: &Rc<PersistentVolume>) {
        let mut free = (**volume).clone();
        if free.metadata.annotations.remove(BOUND_BY_CONTROLLER).is_some() {
            free.spec.claim_ref = None;
        } else if let Some(owner) = &mut free.spec.claim_ref {
            let (namespace, name) = (owner.namespace.clone(), owner.name.clone());
            *owner = ObjectReference {
                namespace,
                name,
                api_version: Text::word("v1"),
                kind: Text::word("PersistentVolumeClaim"),
                ..ObjectReference::default()
            };
        }
        self.result.asks.push(Ask::new(Request::Update(free.clone().into())));
        self.write_volume_phase(&free, "Available");
    }
}

/// What is below it, a deletion may delete.
const DELETABLE: &str = "/tmp";

/// Made for one claim, and to go with it.
fn is_made_to_go(volume: &PersistentVolume) -> bool {
    volume.metadata.annotations.contains_key(PROVISIONED_BY)
        && volume.spec.persistent_volume_reclaim_policy == "Delete"
}

/// Why a volume that a person made is not deleted. Source: `findDeletablePlugin`, `host_path.go`.
fn no_deleter(volume: &PersistentVolume) -> String {
    let path = volume.spec.rest.get("hostPath").and_then(|it| it.get("path")?.as_str());
    match path {
        Some(path) => {
            format!("host_path deleter only supports {DELETABLE}/.+ but received provided {path}")
        }
        None => format!(
            "error getting deleter volume plugin for volume {:?}: no deletable volume plugin matched",
            volume.metadata.name
        ),
    }
}
