//! How kubectl shows PersistentVolumeClaims.

use super::{Column, Page, Printed, Seen};
use crate::api::PersistentVolumeClaim;
use crate::kubectl::{columns, describe};

impl Printed for PersistentVolumeClaim {
    const ABOUT: &'static str = "A request for storage, bound to a volume that meets it.";
    const COLUMNS: &'static [Column] = columns::storage::CLAIM;

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::storage::claim(page, self, seen.cluster.store(), seen.now_ms);
    }
}
