//! Upstream's tables: `pkg/controller/cronjob/{utils,cronjob_controllerv2}_test.go`. All times are
//! in minutes from `T`, a Thursday, if nothing else is said.

use super::timing::{Missed, Timing};
use super::{CONTROLLER, SCHEDULED, history};
use crate::api::{
    CronJob, CronJobSpec, Job, JobCondition, JobTemplateSpec, Object, ObjectKey, ObjectMeta,
    Schedule, Text, Time, Typed, Zone,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Cache, EventType, SyncResult};
use crate::controllers::{Ctx, controller_reference};

const T: i64 = 1_463_652_000;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

fn at(minutes: i64) -> Time {
    Time(T + minutes * 60)
}

fn cron_job(schedule: &str, created: i64) -> CronJob {
    CronJob {
        metadata: ObjectMeta {
            name: Text::word("mycronjob"),
            namespace: Text::word("snazzycats"),
            uid: Text::word("1a2b3c"),
            creation_timestamp: Some(at(created)),
            ..ObjectMeta::default()
        },
        spec: CronJobSpec {
            schedule: schedule.to_owned(),
            concurrency_policy: "Allow".to_owned(),
            job_template: JobTemplateSpec::default(),
            ..CronJobSpec::default()
        },
        ..CronJob::default()
    }
}

#[test]
fn the_times_are_upstreams() {
    assert_eq!(Time(T).to_string(), "2016-05-19T10:00:00Z");
}

#[test]
fn the_latest_run_that_was_to_be() {
    // Schedule, created, last run (both in seconds), deadline that counts, now; base, run, missed.
    type Row = (&'static str, i64, Option<i64>, Option<i64>, i64, i64, Option<i64>, Missed);
    let rows: &[Row] = &[
        ("0 * * * *", 0, None, None, 30, 0, None, Missed::None),
        ("0 * * * *", 0, None, None, 61 * 60, 0, Some(3600), Missed::None),
        ("0 * * * *", 10, None, None, 301 * 60, 10, Some(300 * 60), Missed::Few),
        ("30 6-16/4 * * 1-5", 0, Some(1800), None, 1471 * 60, 1800, Some(1470 * 60), Missed::Few),
        ("30 10,11,12 * * 1-5", 0, Some(1800), None, 1830 * 60, 1800, None, Missed::Few),
        ("30 6-16/4 * * 1-5", 0, Some(1800), None, 5791 * 60, 1800, Some(5790 * 60), Missed::Few),
        ("30 6-16/4 * * 1-5", 0, None, None, 1471 * 60, 0, Some(1470 * 60), Missed::Few),
        ("@every 1h", -3540, Some(60), None, 7 * 86_400, 60, Some(7 * 86_400 - 3540), Missed::Many),
        ("0 * * * *", 0, Some(0), None, 30, 0, None, Missed::None),
        ("*/5 * * * *", 0, Some(1800), None, 31 * 60, 1800, None, Missed::None),
        ("*/5 * * * *", 0, Some(1800), Some(60), 31 * 60, 1860 - 60, None, Missed::None),
        ("*/5 * * * *", 0, Some(1800), Some(60), 32 * 60, 31 * 60, None, Missed::None),
    ];
    for (schedule, created, last, deadline, now, base, run, missed) in rows {
        let mut it = cron_job(schedule, 0);
        it.metadata.creation_timestamp = Some(Time(T + created));
        it.status.last_schedule_time = last.map(|it| Time(T + it));
        it.spec.starting_deadline_seconds = *deadline;
        let now_ms = (T + now) * 1000;
        let timing = Timing::of(&it, deadline.is_some(), now_ms);
        assert_eq!(timing.base - T, *base, "{schedule} {now}");
        let found = timing.recent(&Schedule::parse(schedule).unwrap(), now_ms).unwrap();
        assert_eq!(found.run.map(|it| it - T), *run, "{schedule} {now}");
        assert_eq!(found.missed, *missed, "{schedule} {now}");
    }
    let rogue = Schedule::parse("59 23 31 2 *").unwrap();
    let error = Timing { base: T + 10 }.recent(&rogue, (T + 3600) * 1000).unwrap_err();
    assert_eq!(error, "time difference between two schedules is less than 1 second");
}

#[test]
fn the_next_time_to_wake_up() {
    let rows = [
        ("30 6-16/4 * * 1-5", Some(30), DAY + 31, 3 * HOUR + 59),
        ("30 10,11,12 * * 1-5", Some(30), 30 * HOUR + 30, 66 * HOUR),
        ("0 12 * * 4", Some(2 * HOUR), 19 * DAY + HOUR + 30, 48 * HOUR + 30),
        ("0 12 * * 5", None, 6 * HOUR, 20 * HOUR),
    ];
    for (schedule, last, now, wanted) in rows {
        let mut it = cron_job(schedule, 0);
        it.status.last_schedule_time = last.map(at);
        let now_ms = at(now).0 * 1000;
        let timing = Timing::of(&it, false, now_ms);
        let found = timing.next_in_ms(&Schedule::parse(schedule).unwrap(), now_ms);
        assert_eq!(found, wanted * 60_000 + 100, "{schedule}");
    }
}

#[test]
fn jobs_are_sorted_by_start_then_by_name() {
    let job = |name: &str, start: Option<i64>| {
        let mut job = Job::default();
        job.metadata.name = name.into();
        job.status.start_time = start.map(at);
        job
    };
    let rows = [
        (job("a", None), job("b", None), true),
        (job("a", None), job("b", Some(0)), false),
        (job("a", Some(0)), job("b", None), true),
        (job("a", Some(0)), job("b", Some(0)), true),
        (job("a", Some(1)), job("b", Some(0)), false),
    ];
    for (a, b, first) in rows {
        assert_eq!(history::by_start(&a) < history::by_start(&b), first, "{a:?} {b:?}");
    }
}

/// The Job of an earlier run: since when, and whether it still runs and is known to.
struct Before {
    scheduled: i64,
    runs: bool,
    known: bool,
}

struct Outcome {
    created: Vec<Job>,
    deleted: usize,
    status: Option<CronJob>,
    warnings: Vec<&'static str>,
    result: SyncResult,
}

fn sync(cron_job: &mut CronJob, before: Option<Before>, now_ms: i64) -> Outcome {
    let mut cache = Cache::default();
    let mut add = |object: Object| {
        cache.apply(&WatchEvent { r#type: WatchType::Added, object, old: None });
    };
    if let Some(before) = before {
        let mut job = Job::default();
        let minute = before.scheduled.div_euclid(60);
        job.metadata.name = format!("mycronjob-{minute}").into();
        job.metadata.namespace = Text::word("snazzycats");
        job.metadata.uid = Text::word("1234");
        job.metadata.creation_timestamp = Some(Time(before.scheduled));
        job.metadata.annotations.insert(SCHEDULED.to_owned(), String::new());
        job.metadata.owner_references = vec![controller_reference(&cron_job.clone().into())].into();
        if before.runs {
            let reference = crate::client::reference(&job.clone().into());
            cron_job.status.active.extend(before.known.then_some(reference));
        } else {
            job.status.completion_time = Some(Time(before.scheduled + 10));
            job.status.conditions.push(JobCondition {
                r#type: "Complete".to_owned(),
                status: "True".to_owned(),
                ..JobCondition::default()
            });
        }
        add(job.into());
    }
    add(cron_job.clone().into());
    let ctx = Ctx::new(&cache, now_ms);
    let key: ObjectKey = cron_job.key();
    let result = (CONTROLLER.sync)(&ctx, &key);
    let mut outcome =
        Outcome { created: Vec::new(), deleted: 0, status: None, warnings: Vec::new(), result };
    for ask in &outcome.result.asks {
        match &ask.request {
            Request::Create(Object::Job(job)) => outcome.created.push((**job).clone()),
            Request::Delete(..) => outcome.deleted += 1,
            Request::UpdateStatus(Object::CronJob(it)) => outcome.status = Some((**it).clone()),
            other => panic!("{other:?}"),
        }
    }
    let warnings = outcome.result.events.iter().filter(|it| it.r#type == EventType::Warning);
    outcome.warnings = warnings.map(|it| it.reason).collect();
    outcome
}

const HOURLY: &str = "0 * * * ?";
const EVERY: &str = "@every 1h";
const SHORT: Option<i64> = Some(10);
const MEDIUM: Option<i64> = Some(2 * 60 * 60);
const LONG: Option<i64> = Some(1_000_000);
/// Just after and just before the hour, and a week later.
const AFTER: i64 = 1;
const BEFORE: i64 = -1;
const WEEK: i64 = 7 * DAY;

/// What an earlier run is up to.
#[derive(Clone, Copy, PartialEq)]
enum Ran {
    Never,
    Done,
    Active,
}
use Ran::*;

/// Policy, schedule, deadline, earlier run, now (minutes); creates, deletes, active, minutes to
/// the next look (and none where that is 0), whether the status is written.
type Row = (
    &'static str,
    &'static str,
    Option<i64>,
    Ran,
    i64,
    (usize, usize, usize, i64, bool, &'static [&'static str]),
);

const TOO_MANY: &[&str] = &["TooManyMissedTimes"];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("Allow", "obvious error schedule", None, Never, BEFORE, (0, 0, 0, 0, false, &["UnparseableSchedule"])),
    ("Forbid", "obvious error schedule", None, Never, BEFORE, (0, 0, 0, 0, false, &["UnparseableSchedule"])),
    ("Replace", "obvious error schedule", None, Never, BEFORE, (0, 0, 0, 0, false, &["UnparseableSchedule"])),
    ("Allow", HOURLY, None, Never, BEFORE, (0, 0, 0, 1, false, &[])),
    ("Forbid", HOURLY, None, Never, BEFORE, (0, 0, 0, 1, false, &[])),
    ("Replace", HOURLY, None, Never, BEFORE, (0, 0, 0, 1, false, &[])),
    ("Allow", HOURLY, None, Never, AFTER, (1, 0, 1, 59, true, &[])),
    ("Forbid", HOURLY, None, Never, AFTER, (1, 0, 1, 59, true, &[])),
    ("Replace", HOURLY, None, Never, AFTER, (1, 0, 1, 59, true, &[])),
    ("Allow", HOURLY, SHORT, Never, AFTER + 11, (0, 0, 0, 48, false, &[])),
    ("Allow", HOURLY, LONG, Never, AFTER, (1, 0, 1, 59, true, &[])),
    ("Allow", HOURLY, None, Done, BEFORE, (0, 0, 0, 1, true, &[])),
    ("Forbid", HOURLY, None, Done, BEFORE, (0, 0, 0, 1, true, &[])),
    ("Replace", HOURLY, None, Done, BEFORE, (0, 0, 0, 1, true, &[])),
    ("Allow", HOURLY, None, Done, AFTER, (1, 0, 1, 59, true, &[])),
    ("Forbid", HOURLY, None, Done, AFTER, (1, 0, 1, 59, true, &[])),
    ("Replace", HOURLY, None, Done, AFTER, (1, 0, 1, 59, true, &[])),
    ("Allow", HOURLY, SHORT, Done, AFTER, (0, 0, 0, 59, true, &[])),
    ("Allow", HOURLY, LONG, Done, AFTER, (1, 0, 1, 59, true, &[])),
    ("Allow", HOURLY, None, Active, BEFORE, (0, 0, 1, 1, false, &[])),
    ("Forbid", HOURLY, None, Active, BEFORE, (0, 0, 1, 1, false, &[])),
    ("Replace", HOURLY, None, Active, BEFORE, (0, 0, 1, 1, false, &[])),
    ("Allow", HOURLY, None, Active, AFTER, (1, 0, 2, 59, true, &[])),
    ("Forbid", HOURLY, None, Active, AFTER, (0, 0, 1, 59, false, &[])),
    ("Replace", HOURLY, None, Active, AFTER, (1, 1, 1, 59, true, &[])),
    ("Allow", HOURLY, SHORT, Active, AFTER, (0, 0, 1, 59, false, &[])),
    ("Allow", HOURLY, LONG, Active, AFTER, (1, 0, 2, 59, true, &[])),
    ("Allow", HOURLY, LONG, Done, WEEK, (1, 0, 1, HOUR, true, TOO_MANY)),
    ("Replace", HOURLY, LONG, Done, WEEK, (1, 0, 1, HOUR, true, TOO_MANY)),
    ("Forbid", HOURLY, LONG, Done, WEEK, (1, 0, 1, HOUR, true, TOO_MANY)),
    ("Allow", HOURLY, None, Done, WEEK, (1, 0, 1, HOUR, true, TOO_MANY)),
    ("Replace", HOURLY, None, Done, WEEK, (1, 0, 1, HOUR, true, TOO_MANY)),
    ("Forbid", HOURLY, None, Done, WEEK, (1, 0, 1, HOUR, true, TOO_MANY)),
    ("Allow", HOURLY, MEDIUM, Done, WEEK, (1, 0, 1, HOUR, true, &[])),
    ("Allow", HOURLY, SHORT, Done, WEEK, (1, 0, 1, HOUR, true, &[])),
    ("Replace", HOURLY, MEDIUM, Done, WEEK, (1, 0, 1, HOUR, true, &[])),
    ("Replace", HOURLY, SHORT, Done, WEEK, (1, 0, 1, HOUR, true, &[])),
    ("Forbid", HOURLY, MEDIUM, Done, WEEK, (1, 0, 1, HOUR, true, &[])),
    ("Forbid", HOURLY, SHORT, Done, WEEK, (1, 0, 1, HOUR, true, &[])),
];

#[test]
fn a_pass_does_what_upstream_does() {
    for (policy, schedule, deadline, ran, now, wanted) in ROWS {
        let created = if *ran == Never { BEFORE } else { -HOUR - 1 };
        let mut it = cron_job(schedule, created);
        it.spec.concurrency_policy = (*policy).to_owned();
        it.spec.starting_deadline_seconds = *deadline;
        let scheduled = at(1 - HOUR);
        it.status.last_schedule_time = (*ran != Never).then_some(scheduled);
        let runs = *ran == Active;
        let before =
            (*ran != Never).then_some(Before { scheduled: scheduled.0, runs, known: true });
        let found = sync(&mut it, before, at(*now).0 * 1000);
        let active = found.status.as_ref().unwrap_or(&it).status.active.len();
        let next = found.result.requeue_after_ms.map_or(0, |it| (it - 100) / 60_000);
        let numbers = (
            found.created.len(),
            found.deleted,
            active,
            next,
            found.status.is_some(),
            found.warnings.as_slice(),
        );
        assert_eq!(numbers, *wanted, "{policy} {schedule} {deadline:?} {now}");
        if *ran == Done {
            let last = found.status.unwrap().status.last_successful_time;
            assert_eq!(last, Some(Time(scheduled.0 + 10)));
        }
    }
}

#[test]
fn every_so_often_counts_from_the_run_before() {
    // Deadline, created, last run, state, now (seconds); creates, active, seconds to the next look.
    type Row = (Option<i64>, i64, Option<i64>, Ran, i64, usize, usize, i64);
    let (before, prior) = (-60, -3660);
    let rows: &[Row] = &[
        (None, before, None, Never, 0, 0, 0, 3540),
        (None, prior, None, Never, before, 1, 1, 3600),
        (SHORT, prior, None, Never, before + 11, 0, 0, 3589),
        (LONG, prior, None, Never, before + 9, 1, 1, 3591),
        (None, prior, Some(before), Done, 0, 0, 0, 3540),
        (None, prior, Some(before), Done, 3600, 1, 1, 3540),
        (SHORT, prior, Some(before), Done, 3540 + 11, 0, 0, 3589),
        (None, prior, Some(before), Active, 0, 0, 1, 3540),
        (None, prior, Some(prior), Active, 60, 1, 2, 3480),
        (SHORT, prior, Some(before), Active, 3540 + 11, 0, 1, 3589),
        (LONG, prior, Some(before), Active, 3540 + 9, 1, 2, 3591),
        (None, -3540, Some(60), Done, 7 * 86_400, 1, 1, 60),
        (SHORT, -3540, Some(60), Done, 7 * 86_400 + 60 + 11, 0, 0, 3589),
    ];
    for (deadline, created, last, ran, now, creates, active, next) in rows {
        let mut it = cron_job(EVERY, 0);
        it.metadata.creation_timestamp = Some(Time(T + created));
        it.spec.starting_deadline_seconds = *deadline;
        it.status.last_schedule_time = last.map(|it| Time(T + it));
        // A Job of another minute than the one that is due.
        let job = Before { scheduled: T + prior - 60, runs: *ran == Active, known: true };
        let found = sync(&mut it, (*ran != Never).then_some(job), (T + now) * 1000);
        let count = found.status.as_ref().unwrap_or(&it).status.active.len();
        assert_eq!((found.created.len(), count), (*creates, *active), "{deadline:?} {now}");
        let wanted = next * 1000 + 100;
        assert_eq!(found.result.requeue_after_ms, Some(wanted), "{deadline:?} {now}");
    }
}

#[test]
fn a_zone_moves_the_hour() {
    let new_york = Zone::load("America/New_York").unwrap();
    let now = T + 60;
    assert_eq!(new_york.wall(now).to_string(), "2016-05-19T06:01:00Z");
    let mut it = cron_job("0 6 * * ?", BEFORE);
    it.spec.time_zone = Some("America/New_York".to_owned());
    let found = sync(&mut it, None, now * 1000);
    let job = &found.created[0].metadata;
    assert_eq!(job.annotations[SCHEDULED], "2016-05-19T06:00:00-04:00");
    assert_eq!(job.name, format!("mycronjob-{}", T / 60));
    it.spec.time_zone = Some("bad timezone".to_owned());
    let found = sync(&mut it, None, now * 1000);
    assert_eq!((found.warnings.as_slice(), found.created.len()), (&["UnknownTimeZone"][..], 0));
    it.spec.time_zone = Some("America/New_York".to_owned());
    it.spec.schedule = "TZ=UTC 0 * * * ?".to_owned();
    let found = sync(&mut it, None, now * 1000);
    assert_eq!((found.warnings.as_slice(), found.created.len()), (&["UnsupportedSchedule"][..], 1));
}

#[test]
fn who_is_suspended_starts_nothing_and_looks_no_further() {
    for ran in [Never, Done, Active] {
        let mut it = cron_job(HOURLY, -HOUR);
        it.spec.suspend = Some(true);
        let scheduled = at(1 - HOUR).0;
        let before = Before { scheduled, runs: ran == Active, known: true };
        let found = sync(&mut it, (ran != Never).then_some(before), at(AFTER).0 * 1000);
        assert_eq!((found.created.len(), found.result.requeue_after_ms), (0, None));
        assert_eq!(found.status.is_some(), ran == Done);
    }
}

#[test]
fn a_job_that_nobody_knows_is_told_unless_it_is_quite_new() {
    let before = |scheduled| Some(Before { scheduled, runs: true, known: false });
    let mut it = cron_job(HOURLY, -HOUR);
    let found = sync(&mut it, before(at(1 - HOUR).0), at(BEFORE).0 * 1000);
    assert_eq!(found.warnings, ["UnexpectedJob"]);
    let found = sync(&mut it, before(T), T * 1000 + 900);
    assert_eq!((found.warnings.len(), found.created.len()), (0, 0));
    assert_eq!(found.result.requeue_after_ms, Some(10));
}

#[test]
fn a_run_beyond_its_deadline_is_dropped() {
    for (late_ms, created) in [(9_000, 1), (10_500, 0)] {
        let mut it = cron_job(HOURLY, -HOUR);
        it.spec.starting_deadline_seconds = Some(10);
        let found = sync(&mut it, None, T * 1000 + late_ms);
        assert_eq!(found.created.len(), created);
        assert_eq!(found.result.requeue_after_ms, Some(3_600_100 - late_ms));
    }
}

/// Runs within one minute have Jobs of one name: the second is the first, and time goes on.
#[test]
fn a_job_that_is_there_already_is_the_run() {
    for (zone, scheduled) in [(None, T), (Some("America/New_York"), T), (Some("Asia/Kolkata"), T)] {
        let mut it = cron_job("@every 20s", -HOUR);
        it.spec.time_zone = zone.map(str::to_owned);
        it.status.last_schedule_time = Some(Time(T));
        let now_ms = T * 1000 + 20_100;
        let found = sync(&mut it, None, now_ms);
        let wanted = found.created[0].clone();
        let mut there = wanted.clone();
        there.metadata.uid = Text::word("1234");
        let mut cache = Cache::default();
        for object in [Object::from(it.clone()), there.into()] {
            cache.apply(&WatchEvent { r#type: WatchType::Added, object, old: None });
        }
        let ctx = Ctx::new(&cache, now_ms);
        let status = crate::api::Status::already_exists(wanted.key().kind, &wanted.metadata.name);
        let failure = crate::client::Failure { request: Request::Create(wanted.into()), status };
        let result = (CONTROLLER.failed)(&ctx, &it.key(), &failure);
        let Request::UpdateStatus(Object::CronJob(written)) = &result.asks[0].request else {
            panic!("{result:?}");
        };
        assert_eq!(written.status.active[0].uid, "1234");
        assert_eq!(written.status.last_schedule_time, Some(Time(scheduled + 20)));
        assert!(result.events.is_empty());
    }
}
