//! Services. Source: `pkg/registry/core/service/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, warnings};
use crate::api::Service;
use crate::apiserver::defaults;
use crate::apiserver::validation::{dns_label_errors, service};

impl Strategy for Service {
    fn name_errors(name: &str) -> Vec<String> {
        dns_label_errors(name)
    }

    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::service::apply(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        service::validate(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        service::validate_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::service(self, found);
    }

    fn warnings_on_update(&self, _: &Self, found: &mut Warnings) {
        self.warnings_on_create(found);
    }
}
