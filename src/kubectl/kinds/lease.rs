//! How kubectl shows Leases.

use super::{Column, Printed};
use crate::api::Lease;
use crate::kubectl::columns;

impl Printed for Lease {
    const ABOUT: &'static str = "A heartbeat: who holds it and when it was last renewed.";
    const COLUMNS: &'static [Column] = columns::policy::LEASE;
}
