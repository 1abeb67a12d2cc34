//! How kubectl shows RuntimeClasses.

use super::{Column, Printed};
use crate::api::RuntimeClass;
use crate::kubectl::columns::{AGE, NAME, column, of_type};

impl Printed for RuntimeClass {
    const ABOUT: &'static str = "A way to run containers, chosen by Pods.";
    const COLUMNS: &'static [Column] =
        &[NAME, column("HANDLER", |it, _| of_type(it, |it: &Self| it.handler.clone())), AGE];
}
