//! How kubectl shows Nodes.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::Node;
use crate::kubectl::{columns, describe};

impl Printed for Node {
    const ABOUT: &'static str = "A machine that runs Pods.";
    const COLUMNS: &'static [Column] = columns::core::NODE;
    const FIELDS: Fields = Fields::core(&["spec.unschedulable"]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::node::describe(page, self, seen.cluster);
    }
}
