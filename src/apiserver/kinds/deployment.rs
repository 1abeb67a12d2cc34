//! Deployments. Source: `pkg/registry/apps/deployment/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, apps, warnings};
use crate::api::Deployment;
use crate::apiserver::defaults;

impl Strategy for Deployment {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::deployment(Rc::make_mut(self));
    }

    // Its controller stores annotations (revisions) on the way.
    // Source: `deploymentStatusStrategy.PrepareForUpdate`.
    fn prepare_for_status_update(self: &mut Rc<Self>, sent: &Self) {
        Rc::make_mut(self).metadata.annotations = sent.metadata.annotations.clone();
    }

    // Its annotations are a part of the desired state: a rollback is asked for there.
    fn raises_generation(&self, old: &Self) -> bool {
        self.metadata.annotations != old.metadata.annotations
    }

    fn validate(&self, errors: &mut Errors) {
        apps::validate_deployment(self, errors);
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
