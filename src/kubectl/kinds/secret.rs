//! How kubectl shows Secrets.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::Secret;
use crate::kubectl::{columns, describe};

impl Printed for Secret {
    const ABOUT: &'static str =
        "Confidential settings that Pods read as files or environment variables.";
    const COLUMNS: &'static [Column] = columns::core::SECRET;
    const TELLS_EVENTS: bool = false;
    const FIELDS: Fields = Fields::core(&["type"]);

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::config::secret(page, self);
    }
}
