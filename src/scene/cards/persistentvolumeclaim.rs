//! PersistentVolumeClaims have no card.

use super::Card;
use crate::api::PersistentVolumeClaim;

impl Card for PersistentVolumeClaim {}
