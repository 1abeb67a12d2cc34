//! Secrets. Source: `pkg/registry/core/secret/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, config};
use crate::api::Secret;
use crate::apiserver::defaults;

impl Strategy for Secret {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::secret(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        config::validate_secret(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        config::validate_secret_update(old, self, errors);
        self.validate(errors);
    }
}
