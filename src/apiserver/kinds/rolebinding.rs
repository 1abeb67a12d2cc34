//! RoleBindings. Source: `pkg/apis/rbac/validation/validation.go`.

use super::{Defaults, Errors, Rc, Strategy};
use crate::api::RoleBinding;
use crate::apiserver::validation::{meta, rbac};

impl Strategy for RoleBinding {
    fn name_errors(name: &str) -> Vec<String> {
        meta::path_segment_errors(name)
    }

    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        let binding = Rc::make_mut(self);
        rbac::set_defaults(&mut binding.role_ref, &mut binding.subjects);
    }

    fn validate(&self, errors: &mut Errors) {
        rbac::validate_binding(&self.role_ref, &["ClusterRole", "Role"], &self.subjects, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        rbac::validate_role_kept(&old.role_ref, &self.role_ref, errors);
    }
}
