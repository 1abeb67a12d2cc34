//! Roles have no card.

use super::Card;
use crate::api::Role;

impl Card for Role {}
