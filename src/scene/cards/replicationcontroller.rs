//! ReplicationControllers have no card.

use super::Card;
use crate::api::ReplicationController;

impl Card for ReplicationController {}
