//! Endpoints: nothing but what every object has.
//! Source: `pkg/registry/core/endpoint/strategy.go`.

use super::Strategy;
use crate::api::Endpoints;

impl Strategy for Endpoints {}
