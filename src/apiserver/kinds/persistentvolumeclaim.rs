//! Claims. Source: `pkg/registry/core/persistentvolumeclaim/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Time, Warnings, warnings};
use crate::api::PersistentVolumeClaim;
use crate::apiserver::defaults;
use crate::apiserver::validation::storage;

impl Strategy for PersistentVolumeClaim {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::stateful::claim(Rc::make_mut(self));
    }

    fn prepare_for_create(self: &mut Rc<Self>, _: Time) {
        Rc::make_mut(self).status.phase = "Pending".to_owned();
    }

    fn validate(&self, errors: &mut Errors) {
        storage::validate_claim(&self.spec, &"spec", errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        storage::validate_claim_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::storage::claim(self, found);
    }

    fn warnings_on_update(&self, _: &Self, found: &mut Warnings) {
        self.warnings_on_create(found);
    }
}
