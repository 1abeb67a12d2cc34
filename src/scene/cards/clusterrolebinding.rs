//! ClusterRoleBindings have no card.

use super::Card;
use crate::api::ClusterRoleBinding;

impl Card for ClusterRoleBinding {}
