//! How kubectl shows Jobs.

use super::{Column, Fields, Page, Printed, Seen};
use crate::api::Job;
use crate::kubectl::{columns, describe};

impl Printed for Job {
    const ABOUT: &'static str = "Runs Pods until a number of them has succeeded.";
    const COLUMNS: &'static [Column] = columns::batch::JOB;
    const FIELDS: Fields = Fields::of_job(&["status.successful"]);

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        describe::batch::job(page, self, seen.now_ms);
    }
}
