//! ResourceQuotas. Source: `pkg/registry/core/resourcequota/strategy.go`.

use super::{Errors, Strategy};
use crate::api::ResourceQuota;
use crate::apiserver::validation::quota;

impl Strategy for ResourceQuota {
    fn validate(&self, errors: &mut Errors) {
        quota::validate_resource_quota(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        quota::validate_scopes_kept(old, self, errors);
    }
}
