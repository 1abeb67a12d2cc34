//! IngressClasses. Source: `ValidateIngressClass`.

use super::{Errors, Strategy};
use crate::api::{FieldError, IngressClass};

impl Strategy for IngressClass {
    fn validate(&self, errors: &mut Errors) {
        if self.spec.controller.is_empty() {
            errors.push(FieldError::required(&"spec.controller", ""));
        } else if !self.spec.controller.contains('/') {
            errors.push(FieldError::invalid(
                &"spec.controller",
                &format!("{:?}", self.spec.controller),
                "must be a domain-prefixed path (such as \"acme.io/foo\")",
            ));
        }
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        if self.spec.controller != old.spec.controller {
            errors.push(FieldError::invalid(
                &"spec.controller",
                &format!("{:?}", self.spec.controller),
                "field is immutable",
            ));
        }
        self.validate(errors);
    }
}
