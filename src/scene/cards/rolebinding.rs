//! RoleBindings have no card.

use super::Card;
use crate::api::RoleBinding;

impl Card for RoleBinding {}
