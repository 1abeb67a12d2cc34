//! Binding, in four writes. Source: `pv_controller.go` `bind`.

use super::Pass;
use crate::api::{PersistentVolume, PersistentVolumeClaim, Typed};
use crate::apiserver::Request;
use crate::client::volumes::{self, BIND_COMPLETED, BOUND_BY_CONTROLLER};
use crate::client::{Ask, Effect, Fact};
use std::rc::Rc;

impl Pass<'_> {
    /// What of it has been written already is left out.
    pub(super) fn bind(
        &mut self,
        volume: &Rc<PersistentVolume>,
        claim: &Rc<PersistentVolumeClaim>,
    ) {
        let before = self.result.asks.len();
        let bound = volumes::bound_volume(volume, claim);
        if bound != **volume {
            self.result.asks.push(Ask::new(Request::Update(bound.clone().into())));
        }
        self.write_volume_phase(&bound, "Bound");
        let updated = bound_claim(claim, volume);
        if updated != **claim {
            self.result.asks.push(Ask::new(Request::Update(updated.clone().into())));
        }
        let mut updated = updated;
        "Bound".clone_into(&mut updated.status.phase);
        updated.status.access_modes.clone_from(&volume.spec.access_modes);
        if claim.status.phase != "Bound" {
            updated.status.capacity.clone_from(&volume.spec.capacity);
        }
        if updated.status != claim.status {
            self.result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
        }
        if self.result.asks.len() > before && claim.status.phase != "Bound" {
            self.explain(volume, claim);
        }
    }

    fn explain(&mut self, volume: &PersistentVolume, claim: &PersistentVolumeClaim) {
        let name = &volume.metadata.name;
        let because = if volumes::is_bound_to(volume, claim) {
            "it was meant for this claim".to_owned()
        } else if claim.spec.volume_name == *name {
            "the claim names it".to_owned()
        } else {
            "it is the smallest that suffices".to_owned()
        };
        let facts = vec![
            Fact::new("spec.resources.requests.storage", claim.request()),
            Fact::new("the volume's capacity", volume.capacity()),
            Fact::new("storageClassName", claim.class()),
        ];
        let what = (Effect::Bind, format!("bound volume {name}"));
        self.why(claim.key(), what, because, facts, "pv_controller.go bind");
    }

    /// Source: `updateVolumePhase`.
    pub(super) fn write_volume_phase(&mut self, volume: &PersistentVolume, phase: &str) {
        self.write_volume_status(volume, phase, "");
    }

    pub(super) fn write_volume_status(
        &mut self,
        volume: &PersistentVolume,
        phase: &str,
        message: &str,
    ) {
        if volume.status.phase != phase {
            let mut updated = volume.clone();
            phase.clone_into(&mut updated.status.phase);
            message.clone_into(&mut updated.status.message);
            updated.status.last_phase_transition_time = Some(self.ctx.now());
            self.result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
        }
    }
}

/// Source: `bindClaimToVolume`.
fn bound_claim(claim: &PersistentVolumeClaim, volume: &PersistentVolume) -> PersistentVolumeClaim {
    let mut bound = claim.clone();
    let annotations = &mut bound.metadata.annotations;
    if claim.spec.volume_name != volume.metadata.name {
        bound.spec.volume_name = volume.metadata.name.to_string();
        annotations.insert(BOUND_BY_CONTROLLER.to_owned(), "yes".to_owned());
    }
    annotations.insert(BIND_COMPLETED.to_owned(), "yes".to_owned());
    bound
}
