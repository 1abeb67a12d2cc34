//! How kubectl shows EndpointSlices.

use super::{Column, Page, Printed, Seen};
use crate::api::EndpointSlice;
use crate::kubectl::{columns, describe};

impl Printed for EndpointSlice {
    const ABOUT: &'static str = "A part of the addresses behind a Service.";
    const COLUMNS: &'static [Column] = columns::network::ENDPOINT_SLICE;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::network::endpoint_slice(page, self);
    }
}
