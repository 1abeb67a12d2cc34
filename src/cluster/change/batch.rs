//! What changed in Jobs and CronJobs.

use crate::api::{CronJob, Job, Text};

pub(super) fn job(old: &Job, new: &Job) -> Text {
    let (before, after) = (&old.status, &new.status);
    if let Some(end) = new.finished().filter(|_| old.finished().is_none()) {
        let how = if end.r#type == "Complete" { "is complete" } else { "has failed" };
        return Text::word(how);
    }
    match (old.is_suspended(), new.is_suspended()) {
        (false, true) => return Text::word("was suspended"),
        (true, false) => return Text::word("was resumed"),
        _ => {}
    }
    if old.parallelism() != new.parallelism() {
        return format!("got parallelism {}, {} before", new.parallelism(), old.parallelism())
            .into();
    }
    if old.metadata.generation != new.metadata.generation {
        return Text::word("was changed");
    }
    if before.succeeded != after.succeeded {
        return format!("has {} succeeded, {} before", after.succeeded, before.succeeded).into();
    }
    if before.failed != after.failed {
        return format!("has {} failed, {} before", after.failed, before.failed).into();
    }
    if before.active != after.active {
        return format!("has {} active, {} before", after.active, before.active).into();
    }
    Text::word("reported its status")
}

pub(super) fn cron_job(old: &CronJob, new: &CronJob) -> Text {
    if old.spec.schedule != new.spec.schedule || old.spec.time_zone != new.spec.time_zone {
        return Text::word("got another schedule");
    }
    match (old.spec.suspend == Some(true), new.spec.suspend == Some(true)) {
        (false, true) => return Text::word("was suspended"),
        (true, false) => return Text::word("was resumed"),
        _ => {}
    }
    if old.metadata.generation != new.metadata.generation {
        return Text::word("was changed");
    }
    if new.status.last_schedule_time > old.status.last_schedule_time {
        return Text::word("started a run");
    }
    Text::word("reported its status")
}
