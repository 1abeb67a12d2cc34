//! Roles. Source: `pkg/apis/rbac/validation/validation.go`.

use super::{Errors, Strategy};
use crate::api::Role;
use crate::apiserver::validation::{meta, rbac};

impl Strategy for Role {
    fn name_errors(name: &str) -> Vec<String> {
        meta::path_segment_errors(name)
    }

    fn validate(&self, errors: &mut Errors) {
        rbac::validate_rules(&self.rules, true, errors);
    }
}
