//! How kubectl shows PriorityClasses.

use super::{Column, Page, Printed, Seen};
use crate::api::PriorityClass;
use crate::kubectl::{columns, describe};

impl Printed for PriorityClass {
    const ABOUT: &'static str = "A name for how important Pods are to the scheduler.";
    const COLUMNS: &'static [Column] = columns::quota::PRIORITY_CLASS;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::quota::priority_class(page, self);
    }
}
