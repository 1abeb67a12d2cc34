//! How kubectl shows DaemonSets.

use super::{Column, Page, Printed, Seen};
use crate::api::DaemonSet;
use crate::kubectl::{columns, describe};

impl Printed for DaemonSet {
    const ABOUT: &'static str = "Keeps one Pod on every node that fits.";
    const COLUMNS: &'static [Column] = columns::daemon::DAEMON_SET;

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::daemon::daemon_set(page, self, seen.cluster.store());
    }
}
