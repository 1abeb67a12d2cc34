//! How kubectl shows Services.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::Service;
use crate::kubectl::{columns, describe};

impl Printed for Service {
    const ABOUT: &'static str = "One lasting address for the Pods that a selector finds.";
    const COLUMNS: &'static [Column] = columns::network::SERVICE;
    const FIELDS: Fields = Fields::core(&["spec.clusterIP", "spec.type"]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::network::service(page, self, seen.cluster.store());
    }
}
