//! Nodes. Source: `pkg/registry/core/node/strategy.go`.

use super::Strategy;
use crate::api::Node;

impl Strategy for Node {
    /// A Node registers itself with its status.
    const KEEPS_STATUS: bool = true;
}
