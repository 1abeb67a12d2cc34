//! ClusterRoles. Source: `pkg/apis/rbac/validation/validation.go`.

use super::{Errors, Strategy};
use crate::api::ClusterRole;
use crate::apiserver::validation::{meta, rbac};

impl Strategy for ClusterRole {
    fn name_errors(name: &str) -> Vec<String> {
        meta::path_segment_errors(name)
    }

    fn validate(&self, errors: &mut Errors) {
        rbac::validate_rules(&self.rules, false, errors);
    }
}
