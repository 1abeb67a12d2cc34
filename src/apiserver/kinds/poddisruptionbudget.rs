//! PodDisruptionBudgets. Source: `pkg/registry/policy/poddisruptionbudget/strategy.go`.

use super::{Errors, Strategy};
use crate::api::PodDisruptionBudget;
use crate::apiserver::validation::policy;

impl Strategy for PodDisruptionBudget {
    fn validate(&self, errors: &mut Errors) {
        policy::validate(&self.spec, errors);
    }
}
