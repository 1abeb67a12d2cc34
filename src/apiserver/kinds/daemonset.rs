//! DaemonSets. Source: `pkg/registry/apps/daemonset/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Time, Warnings, apps, warnings};
use crate::api::DaemonSet;
use crate::apiserver::defaults;
use crate::apiserver::validation::daemon;

impl Strategy for DaemonSet {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::daemon::apply(Rc::make_mut(self));
    }

    fn prepare_for_create(self: &mut Rc<Self>, _: Time) {
        Rc::make_mut(self).set_template_generation(1);
    }

    fn prepare_for_update(self: &mut Rc<Self>, old: &Self) {
        let is_new = i64::from(old.spec.template != self.spec.template);
        let generation = old.template_generation() + is_new;
        Rc::make_mut(self).set_template_generation(generation);
    }

    fn validate(&self, errors: &mut Errors) {
        daemon::validate(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        apps::validate_selector_kept(&old.spec.selector, &self.spec.selector, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::template(&self.spec.template, found);
    }

    fn warnings_on_update(&self, old: &Self, found: &mut Warnings) {
        if warnings::is_new(&old.metadata, &self.metadata) {
            self.warnings_on_create(found);
        }
    }
}
