//! Which run is due, and when the next one will be. Source: `pkg/controller/cronjob/utils.go`.

use crate::api::{CronJob, NEVER, Schedule};

/// The controller wakes up so long after the scheduled time (milliseconds).
const DELTA_MS: i64 = 100;
/// More missed runs than these are told.
const MISSED_MAX: i64 = 100;

/// How many runs have been missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    None,
    Few,
    Many,
}

/// The time from which runs are looked for (seconds since 1970).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    pub base: i64,
}

/// The latest run that was to be, and how many were missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Recent {
    pub run: Option<i64>,
    pub missed: Missed,
}

impl Timing {
    /// From the last run on, or from the creation; with `in_time`, no earlier than the deadline
    /// for starting allows.
    pub fn of(cron_job: &CronJob, in_time: bool, now_ms: i64) -> Self {
        let created = cron_job.metadata.creation_timestamp;
        let base = cron_job.status.last_schedule_time.or(created).map_or(0, |it| it.0);
        let deadline = cron_job.spec.starting_deadline_seconds.filter(|_| in_time);
        let earliest = deadline.map(|it| now_ms.div_euclid(1000).saturating_sub(it));
        Self { base: earliest.map_or(base, |it| it.max(base)) }
    }

    /// Source: `mostRecentScheduleTime`. Missed runs are estimated from the distance of the first
    /// two; where that leads beyond the last one, none is found.
    ///
    /// # Errors
    /// The schedule has no two different moments.
    pub fn recent(self, schedule: &Schedule, now_ms: i64) -> Result<Recent, String> {
        let first = schedule.next(self.base);
        let second = schedule.next(first);
        if now_ms < first * 1000 {
            return Ok(Recent { run: None, missed: Missed::None });
        }
        if now_ms < second * 1000 {
            return Ok(Recent { run: Some(first), missed: Missed::None });
        }
        let between = second - first;
        if between < 1 {
            return Err("time difference between two schedules is less than 1 second".to_owned());
        }
        let count = (now_ms.div_euclid(1000) - first) / between + 1;
        let mut at = schedule.next(first + (count - 2) * between);
        let mut run = None;
        while at != NEVER && at * 1000 <= now_ms {
            run = Some(at);
            at = schedule.next(at);
        }
        let missed = if count > MISSED_MAX { Missed::Many } else { Missed::Few };
        Ok(Recent { run, missed })
    }

    /// How long to the next run (milliseconds). Source: `nextScheduleTimeDuration`.
    pub fn next_in_ms(self, schedule: &Schedule, now_ms: i64) -> i64 {
        let now = now_ms.div_euclid(1000);
        let from = match self.recent(schedule, now_ms) {
            Ok(Recent { run: Some(run), .. }) => run,
            Ok(Recent { missed: Missed::None, .. }) => self.base,
            _ => now,
        };
        schedule.next(from) * 1000 + DELTA_MS - now_ms
    }
}

/// When a CronJob runs next (seconds since 1970): what a page can show. `None` while it is
/// suspended, or where it never does.
#[must_use]
pub fn next_run(cron_job: &CronJob, now_ms: i64) -> Option<i64> {
    let schedule = super::schedule(cron_job).ok()?;
    let next = schedule.next(now_ms.div_euclid(1000));
    (cron_job.spec.suspend != Some(true) && next != NEVER).then_some(next)
}
