//! Endpoints have no card.

use super::Card;
use crate::api::Endpoints;

impl Card for Endpoints {}
