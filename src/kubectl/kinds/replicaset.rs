//! How kubectl shows ReplicaSets.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::ReplicaSet;
use crate::kubectl::{columns, describe};

impl Printed for ReplicaSet {
    const ABOUT: &'static str =
        "Keeps a number of identical Pods running; a Deployment makes one a version.";
    const COLUMNS: &'static [Column] = columns::apps::REPLICA_SET;
    const FIELDS: Fields = Fields::of(&["status.replicas"]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::workload::replica_set(page, self, seen.cluster.store());
    }
}
