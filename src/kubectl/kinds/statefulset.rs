//! How kubectl shows StatefulSets.

use super::{Column, Page, Printed, Seen};
use crate::api::StatefulSet;
use crate::kubectl::{columns, describe};

impl Printed for StatefulSet {
    const ABOUT: &'static str = "Keeps Pods with lasting names and storage, started in order.";
    const COLUMNS: &'static [Column] = columns::stateful::STATEFUL_SET;

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::stateful::stateful_set(page, self, seen.cluster.store());
    }
}
