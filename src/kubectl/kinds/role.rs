//! How kubectl shows Roles.

use super::{Column, Page, Printed, Seen};
use crate::api::Role;
use crate::kubectl::columns::{CREATED_AT, NAME};
use crate::kubectl::describe::rbac;

impl Printed for Role {
    const ABOUT: &'static str = "What may be done to which objects of a namespace.";
    const COLUMNS: &'static [Column] = &[NAME, CREATED_AT];
    const TELLS_EVENTS: bool = false;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        rbac::role(page, &self.metadata, &self.rules);
    }
}
