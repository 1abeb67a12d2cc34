//! How kubectl shows ReplicationControllers.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::ReplicationController;
use crate::kubectl::{columns, describe};

impl Printed for ReplicationController {
    const ABOUT: &'static str =
        "Keeps a number of identical Pods running; ReplicaSets have taken its place.";
    const COLUMNS: &'static [Column] = columns::apps::REPLICATION_CONTROLLER;
    const FIELDS: Fields = Fields::core(&["status.replicas"]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::workload::replica_set(page, &self.as_replica_set(), seen.cluster.store());
    }
}
