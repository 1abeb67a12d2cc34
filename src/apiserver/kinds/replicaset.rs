//! ReplicaSets. Source: `pkg/registry/apps/replicaset/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, apps, warnings};
use crate::api::ReplicaSet;
use crate::apiserver::defaults;

impl Strategy for ReplicaSet {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::replica_set(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        apps::validate_replica_set(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        apps::validate_selector_kept(&old.spec.selector, &self.spec.selector, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::pods_of(&self.metadata, found);
        warnings::template(&self.spec.template, found);
    }

    fn warnings_on_update(&self, old: &Self, found: &mut Warnings) {
        if warnings::is_new(&old.metadata, &self.metadata) {
            warnings::template(&self.spec.template, found);
        }
    }
}
