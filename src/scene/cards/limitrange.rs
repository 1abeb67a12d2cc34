//! LimitRanges have no card.

use super::Card;
use crate::api::LimitRange;

impl Card for LimitRange {}
