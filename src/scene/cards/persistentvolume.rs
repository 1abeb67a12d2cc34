//! PersistentVolumes have no card.

use super::Card;
use crate::api::PersistentVolume;

impl Card for PersistentVolume {}
