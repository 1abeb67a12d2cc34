//! Volumes. Source: `pkg/registry/core/persistentvolume/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Time, Warnings, warnings};
use crate::api::PersistentVolume;
use crate::apiserver::defaults;
use crate::apiserver::validation::storage;

impl Strategy for PersistentVolume {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::stateful::volume(Rc::make_mut(self));
    }

    fn prepare_for_create(self: &mut Rc<Self>, now: Time) {
        let status = &mut Rc::make_mut(self).status;
        status.phase = "Pending".to_owned();
        status.last_phase_transition_time = Some(now);
    }

    fn validate(&self, errors: &mut Errors) {
        storage::validate_volume(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        storage::validate_volume_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::storage::volume(self, found);
    }

    fn warnings_on_update(&self, _: &Self, found: &mut Warnings) {
        self.warnings_on_create(found);
    }
}
