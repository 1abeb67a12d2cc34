//! What changed in Jobs and CronJobs.

use crate::api::{CronJob, Job};

pub(super) fn job(old: &Job, new: &Job) -> String {
    let (before, after) = (&old.status, &new.status);
    if let Some(end) = new.finished().filter(|_| old.finished().is_none()) {
        let how = if end.r#type == "Complete" { "is complete" } else { "has failed" };
        return how.to_owned();
    }
    match (old.is_suspended(), new.is_suspended()) {
        (false, true) => return "was suspended".to_owned(),
        (true, false) => return "was resumed".to_owned(),
        _ => {}
    }
    if old.parallelism() != new.parallelism() {
        return format!("got parallelism {}, {} before", new.parallelism(), old.parallelism());
    }
    if old.metadata.generation != new.metadata.generation {
        return "was changed".to_owned();
    }
    if before.succeeded != after.succeeded {
        return format!("has {} succeeded, {} before", after.succeeded, before.succeeded);
    }
    if before.failed != after.failed {
        return format!("has {} failed, {} before", after.failed, before.failed);
    }
    if before.active != after.active {
        return format!("has {} active, {} before", after.active, before.active);
    }
    "reported its status".to_owned()
}

pub(super) fn cron_job(old: &CronJob, new: &CronJob) -> String {
    if old.spec.schedule != new.spec.schedule || old.spec.time_zone != new.spec.time_zone {
        return "got another schedule".to_owned();
    }
    match (old.spec.suspend == Some(true), new.spec.suspend == Some(true)) {
        (false, true) => return "was suspended".to_owned(),
        (true, false) => return "was resumed".to_owned(),
        _ => {}
    }
    if old.metadata.generation != new.metadata.generation {
        return "was changed".to_owned();
    }
    if new.status.last_schedule_time > old.status.last_schedule_time {
        return "started a run".to_owned();
    }
    "reported its status".to_owned()
}
