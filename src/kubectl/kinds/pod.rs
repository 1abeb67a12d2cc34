//! How kubectl shows Pods.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::Pod;
use crate::kubectl::{columns, describe};

impl Printed for Pod {
    const ABOUT: &'static str = "Containers that run together on one node.";
    const COLUMNS: &'static [Column] = columns::pod::POD;
    const FIELDS: Fields = Fields::core(&[
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.podIPs",
        "status.nominatedNodeName",
    ]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::pod::describe(page, self, seen.now_ms);
    }
}
