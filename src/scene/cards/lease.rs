//! Leases have no card.

use super::Card;
use crate::api::Lease;

impl Card for Lease {}
