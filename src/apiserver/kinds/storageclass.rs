//! Classes of volumes. Source: `pkg/registry/storage/storageclass/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, warnings};
use crate::api::StorageClass;
use crate::apiserver::defaults;
use crate::apiserver::validation::storage;

impl Strategy for StorageClass {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::stateful::class(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        storage::validate_class(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        storage::validate_class_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::storage::class(self, found);
    }

    fn warnings_on_update(&self, _: &Self, found: &mut Warnings) {
        self.warnings_on_create(found);
    }
}
