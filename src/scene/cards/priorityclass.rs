//! PriorityClass have no card.

use super::Card;
use crate::api::PriorityClass;

impl Card for PriorityClass {}
