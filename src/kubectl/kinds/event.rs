//! How kubectl shows Events.

use super::{Column, Fields, Printed};
use crate::api::Event;
use crate::kubectl::columns;

impl Printed for Event {
    const ABOUT: &'static str =
        "A report of something that happened to an object; gone after an hour.";
    const COLUMNS: &'static [Column] = columns::event::EVENT;
    const FIELDS: Fields = Fields::core(&[
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ]);
}
