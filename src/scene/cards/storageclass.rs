//! StorageClass have no card.

use super::Card;
use crate::api::StorageClass;

impl Card for StorageClass {}
