//! Kinds without a type of their own: the real schema, or that of their definition, is all that
//! they are held against.

use super::Strategy;
use crate::api::Other;

impl Strategy for Other {}
