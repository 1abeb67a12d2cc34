//! Leases: nothing but what every object has.
//! Source: `pkg/registry/coordination/lease/strategy.go`.

use super::Strategy;
use crate::api::Lease;

impl Strategy for Lease {}
