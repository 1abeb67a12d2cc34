//! ServiceAccounts have no card.

use super::Card;
use crate::api::ServiceAccount;

impl Card for ServiceAccount {}
