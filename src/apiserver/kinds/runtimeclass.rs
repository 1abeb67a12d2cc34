//! RuntimeClasses. Source: `pkg/apis/node/validation/validation.go`.

use super::{Errors, Strategy};
use crate::api::{FieldError, RuntimeClass};
use crate::apiserver::validation::{dns_label_errors, meta};

impl Strategy for RuntimeClass {
    fn validate(&self, errors: &mut Errors) {
        meta::push_all(&"handler", &self.handler, &dns_label_errors(&self.handler), errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        if self.handler != old.handler {
            let value = format!("{:?}", self.handler);
            errors.push(FieldError::invalid(&"handler", &value, "field is immutable"));
        }
    }
}
