//! ClusterRoles have no card.

use super::Card;
use crate::api::ClusterRole;

impl Card for ClusterRole {}
