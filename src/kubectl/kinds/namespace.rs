//! How kubectl shows Namespaces.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::Namespace;
use crate::kubectl::{columns, describe};

impl Printed for Namespace {
    const ABOUT: &'static str = "A scope for names: objects in it go when it goes.";
    const COLUMNS: &'static [Column] = columns::core::NAMESPACE;
    const TELLS_EVENTS: bool = false;
    const FIELDS: Fields = Fields::core(&["status.phase"]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        page.field(0, "Name", &self.metadata.name);
        page.labels("Labels", &self.metadata.labels);
        page.annotations("Annotations", &self.metadata.annotations);
        page.field(0, "Status", &self.status.phase);
        describe::generic::conditions(page, &self.status.conditions);
        describe::quota::of_namespace(page, &self.metadata.name, seen.cluster.store());
    }
}
