//! Nodes are the ground that Pods stand on, not cards.

use super::Card;
use crate::api::Node;

impl Card for Node {}
