//! ConfigMaps have no card.

use super::Card;
use crate::api::ConfigMap;

impl Card for ConfigMap {}
