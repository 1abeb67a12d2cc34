//! ReplicationControllers. Source: `pkg/registry/core/replicationcontroller/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, apps, warnings};
use crate::api::ReplicationController;
use crate::apiserver::defaults;

impl Strategy for ReplicationController {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::replication_controller(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        apps::validate_replication_controller(self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::pods_of(&self.metadata, found);
        if let Some(it) = &self.spec.template {
            warnings::template(it, found);
        }
    }

    fn warnings_on_update(&self, old: &Self, found: &mut Warnings) {
        if let Some(it) = &self.spec.template
            && warnings::is_new(&old.metadata, &self.metadata)
        {
            warnings::template(it, found);
        }
    }
}
