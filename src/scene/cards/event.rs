//! Events have no card.

use super::Card;
use crate::api::Event;

impl Card for Event {}
