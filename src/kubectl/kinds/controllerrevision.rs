//! How kubectl shows ControllerRevisions.

use super::{Column, Printed};
use crate::api::ControllerRevision;
use crate::kubectl::columns;

impl Printed for ControllerRevision {
    const ABOUT: &'static str = "A kept version of a StatefulSet's or DaemonSet's template.";
    const COLUMNS: &'static [Column] = columns::stateful::CONTROLLER_REVISION;
}
