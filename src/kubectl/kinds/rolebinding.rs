//! How kubectl shows RoleBindings.

use super::{Column, Page, Printed, Seen};
use crate::api::RoleBinding;
use crate::kubectl::columns::{AGE, NAME, column, of_type, wide};
use crate::kubectl::describe::rbac;

impl Printed for RoleBinding {
    const ABOUT: &'static str = "Gives a role to somebody, in a namespace.";
    const COLUMNS: &'static [Column] = &[
        NAME,
        column("ROLE", |it, _| {
            of_type(it, |it: &Self| format!("{}/{}", it.role_ref.kind, it.role_ref.name))
        }),
        AGE,
        wide("USERS", |it, _| of_type(it, |it: &Self| rbac::names(&it.subjects, "User"))),
        wide("GROUPS", |it, _| of_type(it, |it: &Self| rbac::names(&it.subjects, "Group"))),
        wide("SERVICEACCOUNTS", |it, _| {
            of_type(it, |it: &Self| rbac::names(&it.subjects, "ServiceAccount"))
        }),
    ];
    const TELLS_EVENTS: bool = false;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        rbac::binding(page, &self.metadata, &self.role_ref, &self.subjects);
    }
}
