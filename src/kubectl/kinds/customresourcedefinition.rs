//! How kubectl shows definitions of kinds.

use super::{Column, Printed};
use crate::api::CustomResourceDefinition;
use crate::kubectl::columns::{CREATED_AT, NAME};

impl Printed for CustomResourceDefinition {
    const ABOUT: &'static str =
        "A kind that somebody has defined; its objects are custom resources.";
    const COLUMNS: &'static [Column] = &[NAME, CREATED_AT];
}
