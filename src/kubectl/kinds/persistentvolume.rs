//! How kubectl shows PersistentVolumes.

use super::{Column, Page, Printed, Seen};
use crate::api::PersistentVolume;
use crate::kubectl::{columns, describe};

impl Printed for PersistentVolume {
    const ABOUT: &'static str = "A piece of storage in the cluster.";
    const COLUMNS: &'static [Column] = columns::storage::VOLUME;

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::storage::volume(page, self, seen.now_ms);
    }
}
