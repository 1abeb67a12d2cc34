//! Claims. Source: `pv_controller.go` `syncUnboundClaim`, `syncBoundClaim`, `provisionClaim`.

use super::{Pass, volume_key};
use crate::api::{Object, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, Typed};
use crate::apiserver::{Request, storage};
use crate::client::volumes::{
    self, BIND_COMPLETED, NO_PROVISIONER, PROVISIONER, PROVISIONER_BETA, SELECTED_NODE, Search,
};
use crate::client::{Ask, Effect};
use crate::controllers::persistentvolume::provisioner;
use std::rc::Rc;

impl Pass<'_> {
    pub(super) fn sync_claim(&mut self, claim: &Rc<PersistentVolumeClaim>) {
        if claim.metadata.annotations.contains_key(BIND_COMPLETED) {
            self.sync_bound_claim(claim);
        } else if claim.spec.volume_name.is_empty() {
            self.sync_free_claim(claim);
        } else {
            self.sync_meant_claim(claim);
        }
    }

    fn class_of(&self, claim: &PersistentVolumeClaim) -> Option<Rc<StorageClass>> {
        let key = crate::api::ObjectKey::new(crate::api::Kind::StorageClass, "", claim.class());
        self.ctx.cache.typed::<StorageClass>(&key).cloned()
    }

    /// A claim that names no volume.
    fn sync_free_claim(&mut self, claim: &Rc<PersistentVolumeClaim>) {
        let class = self.class_of(claim);
        let waits = class.as_ref().is_some_and(|it| it.waits_for_consumer());
        let search = Search { only_meant: waits, ..Search::default() };
        if let Some(volume) = volumes::find_match(&self.volumes(), claim, search) {
            self.bind(&volume, claim);
            return;
        }
        self.resync();
        if self.assign_default_class(claim) {
            return;
        }
        let object = Object::PersistentVolumeClaim(Rc::clone(claim));
        if waits && !claim.metadata.annotations.contains_key(SELECTED_NODE) {
            self.tell_who_is_waited_for(claim);
        } else if !claim.class().is_empty() {
            self.provision(claim, class);
            return;
        } else {
            let message =
                "no persistent volumes available for this claim and no storage class is set";
            self.normal(&object, "FailedBinding", message.to_owned());
        }
        self.write_phase(claim, "Pending");
    }

    /// A claim that was made before there was a default class gets it now.
    /// Source: `assignDefaultStorageClass`.
    fn assign_default_class(&mut self, claim: &PersistentVolumeClaim) -> bool {
        if claim.spec.storage_class_name.is_some() || !claim.class().is_empty() {
            return false;
        }
        let Some(class) = storage::default_class(self.ctx.cache.list_typed::<StorageClass>(None))
        else {
            return false;
        };
        let mut updated = claim.clone();
        updated.spec.storage_class_name = Some(class.metadata.name.to_string());
        self.result.asks.push(Ask::new(Request::Update(updated.into())));
        true
    }

    /// Source: `emitEventForUnboundDelayBindingClaim`.
    fn tell_who_is_waited_for(&mut self, claim: &Rc<PersistentVolumeClaim>) {
        let namespace = &claim.metadata.namespace;
        let name = &claim.metadata.name;
        let uses = |pod: &&Rc<Pod>| pod.spec.node_name.is_empty() && pod.uses_claim(name);
        let pods = self.ctx.cache.list_typed::<Pod>(Some(namespace)).filter(uses);
        let names: Vec<String> = pods.map(|it| it.metadata.name.to_string()).collect();
        let object = Object::PersistentVolumeClaim(Rc::clone(claim));
        let (reason, message) = match names.as_slice() {
            [] => (
                "WaitForFirstConsumer",
                "waiting for first consumer to be created before binding".to_owned(),
            ),
            [one] => ("WaitForPodScheduled", format!("waiting for pod {one} to be scheduled")),
            several => (
                "WaitForPodScheduled",
                format!("waiting for pods {} to be scheduled", several.join(",")),
            ),
        };
        self.normal(&object, reason, message);
    }

    /// A volume is to be made. Source: `provisionClaim`, `provisionClaimOperationExternal`.
    fn provision(&mut self, claim: &Rc<PersistentVolumeClaim>, class: Option<Rc<StorageClass>>) {
        let object = Object::PersistentVolumeClaim(Rc::clone(claim));
        let Some(class) = class else {
            let message = format!("storageclass.storage.k8s.io {:?} not found", claim.class());
            self.warning(&object, "ProvisioningFailed", message);
            return;
        };
        let provisioner = &class.provisioner;
        if provisioner == NO_PROVISIONER {
            let message = format!("no volume plugin matched name: {provisioner}");
            self.warning(&object, "ProvisioningFailed", message);
            return;
        }
        let annotations = &claim.metadata.annotations;
        if annotations.get(PROVISIONER) != Some(provisioner) {
            let mut updated = (**claim).clone();
            for key in [PROVISIONER, PROVISIONER_BETA] {
                updated.metadata.annotations.insert(key.to_owned(), provisioner.clone());
            }
            self.result.asks.push(Ask::new(Request::Update(updated.into())));
            let what = (Effect::Provision, format!("asked {provisioner} for a volume"));
            let because = format!("no volume suits, and class {} makes them", class.metadata.name);
            let facts = vec![provisioner::size_fact(claim)];
            self.why(claim.key(), what, because, facts, "pv_controller.go provisionClaim");
        }
        let message = format!(
            "Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered."
        );
        self.normal(&object, "ExternalProvisioning", message);
    }

    /// A claim that names its volume, but is not bound yet.
    fn sync_meant_claim(&mut self, claim: &Rc<PersistentVolumeClaim>) {
        let name = &claim.spec.volume_name;
        let found = self.ctx.cache.typed::<PersistentVolume>(&volume_key(name)).cloned();
        let object = Object::PersistentVolumeClaim(Rc::clone(claim));
        let Some(volume) = found else {
            self.resync();
            self.write_phase(claim, "Pending");
            return;
        };
        if volume.spec.claim_ref.is_none() {
            if let Some(why) = mismatch(&volume, claim) {
                let message = format!("Cannot bind to requested volume {name:?}: {why}");
                self.warning(&object, "VolumeMismatch", message);
                self.resync();
                self.write_phase(claim, "Pending");
                return;
            }
            self.bind(&volume, claim);
        } else if volumes::is_bound_to(&volume, claim) {
            self.bind(&volume, claim);
        } else {
            let message = format!("volume {name:?} already bound to a different claim.");
            self.warning(&object, "FailedBinding", message);
            self.resync();
            self.write_phase(claim, "Pending");
        }
    }

    fn sync_bound_claim(&mut self, claim: &Rc<PersistentVolumeClaim>) {
        const NO_REFERENCE: &str =
            "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!";
        const NO_VOLUME: &str =
            "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
        const MISBOUND: &str =
            "Two claims are bound to the same volume, this one is bound incorrectly";
        let name = &claim.spec.volume_name;
        if name.is_empty() {
            self.lose(claim, "ClaimLost", NO_REFERENCE);
            return;
        }
        let Some(volume) = self.ctx.cache.typed::<PersistentVolume>(&volume_key(name)).cloned()
        else {
            self.lose(claim, "ClaimLost", NO_VOLUME);
            return;
        };
        match &volume.spec.claim_ref {
            None => self.bind(&volume, claim),
            Some(owner) if owner.uid == claim.metadata.uid => self.bind(&volume, claim),
            Some(_) => self.lose(claim, "ClaimMisbound", MISBOUND),
        }
    }

    /// Tells it once. Source: `updateClaimStatusWithEvent`.
    fn lose(&mut self, claim: &Rc<PersistentVolumeClaim>, reason: &'static str, message: &str) {
        if claim.status.phase != "Lost" {
            let object = Object::PersistentVolumeClaim(Rc::clone(claim));
            self.warning(&object, reason, message.to_owned());
        }
        self.write_phase(claim, "Lost");
    }

    /// The claim's phase, where it has no volume.
    fn write_phase(&mut self, claim: &PersistentVolumeClaim, phase: &str) {
        if claim.status.phase != phase {
            let mut updated = claim.clone();
            phase.clone_into(&mut updated.status.phase);
            updated.status.access_modes.clear();
            updated.status.capacity.clear();
            self.result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
        }
    }
}

/// Why the claim can't have the volume that it names. Source: `checkVolumeSatisfyClaim`.
fn mismatch(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> Option<String> {
    let attributes = |it: &Option<String>| it.clone().unwrap_or_default();
    let of = (&volume.spec, &claim.spec);
    let why = if volume.metadata.is_terminating() {
        return Some(format!("the volume is marked for deletion {:?}", volume.metadata.name));
    } else if volume.capacity() < claim.request() {
        "requested PV is too small"
    } else if volume.spec.storage_class_name != claim.class() {
        "storageClassName does not match"
    } else if attributes(&of.0.volume_attributes_class_name)
        != attributes(&of.1.volume_attributes_class_name)
    {
        "volumeAttributesClassName does not match"
    } else if !volumes::same_mode(volume, claim) {
        "incompatible volumeMode"
    } else if !volumes::has_modes(volume, claim) {
        "incompatible accessMode"
    } else {
        return None;
    };
    Some(why.to_owned())
}
