//! How kubectl shows LimitRanges.

use super::{Column, Page, Printed, Seen};
use crate::api::LimitRange;
use crate::kubectl::{columns, describe};

impl Printed for LimitRange {
    const ABOUT: &'static str = "Defaults and limits for what single Pods may ask for.";
    const COLUMNS: &'static [Column] = columns::quota::LIMIT_RANGE;
    const TELLS_EVENTS: bool = false;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::quota::limit_range(page, self);
    }
}
