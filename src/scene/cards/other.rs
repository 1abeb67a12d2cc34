//! Kinds without a type of their own have no card.

use super::Card;
use crate::api::Other;

impl Card for Other {}
