//! ControllerRevisions: nothing but what every object has.
//! Source: `pkg/registry/apps/controllerrevision/strategy.go`.

use super::Strategy;
use crate::api::ControllerRevision;

impl Strategy for ControllerRevision {}
