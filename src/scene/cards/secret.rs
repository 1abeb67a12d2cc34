//! Secrets have no card.

use super::Card;
use crate::api::Secret;

impl Card for Secret {}
