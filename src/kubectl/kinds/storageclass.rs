//! How kubectl shows StorageClasses.

use super::{Column, Page, Printed, Seen};
use crate::api::StorageClass;
use crate::kubectl::{columns, describe};

impl Printed for StorageClass {
    const ABOUT: &'static str = "How volumes are made for claims.";
    const COLUMNS: &'static [Column] = columns::storage::CLASS;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::storage::class(page, self);
    }
}
