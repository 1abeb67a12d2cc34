//! ResourceQuotas have no card.

use super::Card;
use crate::api::ResourceQuota;

impl Card for ResourceQuota {}
