//! ControllerRevisions have no card.

use super::Card;
use crate::api::ControllerRevision;

impl Card for ControllerRevision {}
