//! How kubectl shows CronJobs.

use super::{Column, Page, Printed, Seen};
use crate::api::CronJob;
use crate::kubectl::{columns, describe};

impl Printed for CronJob {
    const ABOUT: &'static str = "Creates Jobs at the times of a schedule.";
    const COLUMNS: &'static [Column] = columns::batch::CRON_JOB;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::batch::cron_job(page, self);
    }
}
