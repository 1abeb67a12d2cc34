//! How kubectl shows Endpoints.

use super::{Column, Page, Printed, Seen};
use crate::api::Endpoints;
use crate::kubectl::{columns, describe};

impl Printed for Endpoints {
    const ABOUT: &'static str = "The addresses behind a Service, in one object.";
    const COLUMNS: &'static [Column] = columns::network::ENDPOINTS;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::network::legacy(page, self);
    }
}
