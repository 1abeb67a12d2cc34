//! How kubectl shows Deployments.

use super::{Column, Page, Printed, Seen};
use crate::api::Deployment;
use crate::kubectl::{columns, describe};

impl Printed for Deployment {
    const ABOUT: &'static str =
        "Keeps a number of identical Pods running and replaces them step by step.";
    const COLUMNS: &'static [Column] = columns::apps::DEPLOYMENT;

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::workload::deployment(page, self, seen.cluster.store());
    }
}
