//! How kubectl shows PodDisruptionBudgets.

use super::{Column, Page, Printed, Seen};
use crate::api::PodDisruptionBudget;
use crate::kubectl::{columns, describe};

impl Printed for PodDisruptionBudget {
    const ABOUT: &'static str = "How many Pods of a set may be evicted at once.";
    const COLUMNS: &'static [Column] = columns::policy::BUDGET;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::budget::describe(page, self);
    }
}
