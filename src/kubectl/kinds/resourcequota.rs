//! How kubectl shows ResourceQuotas.

use super::{Column, Page, Printed, Seen};
use crate::api::ResourceQuota;
use crate::kubectl::{columns, describe};

impl Printed for ResourceQuota {
    const ABOUT: &'static str = "Limits for what all objects of a namespace may use together.";
    const COLUMNS: &'static [Column] = columns::quota::RESOURCE_QUOTA;
    const TELLS_EVENTS: bool = false;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::quota::resource_quota(page, self);
    }
}
