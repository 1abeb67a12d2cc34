//! How kubectl shows ServiceAccounts.

use super::{Page, Printed, Seen};
use crate::api::ServiceAccount;
use crate::kubectl::describe;

impl Printed for ServiceAccount {
    const ABOUT: &'static str = "Who a Pod is to the API server.";

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::config::service_account(page, self);
    }
}
