//! ConfigMaps. Source: `pkg/registry/core/configmap/strategy.go`.

use super::{Errors, Strategy, config};
use crate::api::ConfigMap;

impl Strategy for ConfigMap {
    fn validate(&self, errors: &mut Errors) {
        config::validate_config_map(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        config::validate_config_map_update(old, self, errors);
        self.validate(errors);
    }
}
