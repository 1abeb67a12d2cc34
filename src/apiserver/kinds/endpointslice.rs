//! EndpointSlices. Source: `pkg/registry/discovery/endpointslice/strategy.go`.

use super::Strategy;
use crate::api::EndpointSlice;

impl Strategy for EndpointSlice {
    const STARTS_GENERATION: bool = true;

    /// Slices have no spec, but generations.
    fn raises_generation(&self, old: &Self) -> bool {
        self.endpoints != old.endpoints
            || self.ports != old.ports
            || self.metadata.labels != old.metadata.labels
    }
}
