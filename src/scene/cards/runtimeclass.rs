//! RuntimeClasses have no card.

use super::Card;
use crate::api::RuntimeClass;

impl Card for RuntimeClass {}
