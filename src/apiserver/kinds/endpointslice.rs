//! EndpointSlices. Source: `pkg/registry/discovery/endpointslice/strategy.go`.

use super::{Errors, Strategy};
use crate::api::EndpointSlice;
use crate::apiserver::validation::slice;

impl Strategy for EndpointSlice {
    const STARTS_GENERATION: bool = true;

    /// Slices have no spec, but generations.
    fn raises_generation(&self, old: &Self) -> bool {
        self.endpoints != old.endpoints
            || self.ports != old.ports
            || self.metadata.labels != old.metadata.labels
    }

    fn validate(&self, errors: &mut Errors) {
        slice::validate(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        slice::validate_update(old, self, errors);
    }
}
