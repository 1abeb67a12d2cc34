//! Definitions of kinds have no card.

use super::Card;
use crate::api::CustomResourceDefinition;

impl Card for CustomResourceDefinition {}
