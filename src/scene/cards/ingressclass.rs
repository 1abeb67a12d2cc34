//! IngressClasses have no card.

use super::Card;
use crate::api::IngressClass;

impl Card for IngressClass {}
