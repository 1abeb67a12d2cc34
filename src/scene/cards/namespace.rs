//! Namespaces have no card.

use super::Card;
use crate::api::Namespace;

impl Card for Namespace {}
