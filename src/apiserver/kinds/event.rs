//! Events: nothing but what every object has.
//! Source: `pkg/registry/core/event/strategy.go`.

use super::Strategy;
use crate::api::Event;

impl Strategy for Event {}
