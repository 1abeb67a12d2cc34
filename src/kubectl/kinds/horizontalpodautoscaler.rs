//! How kubectl shows HorizontalPodAutoscalers.

use super::{Column, Page, Printed, Seen};
use crate::api::HorizontalPodAutoscaler;
use crate::kubectl::{columns, describe};

impl Printed for HorizontalPodAutoscaler {
    const ABOUT: &'static str = "Sets a workload's number of replicas by its load.";
    const COLUMNS: &'static [Column] = columns::autoscaling::AUTOSCALER;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::autoscaler::describe(page, self);
    }
}
