//! CronJobs: when the next run is, how the last ones went.

use super::{Card, Seen, card, object};
use crate::api::{CronJob, Job, Kind, Time, Zone};
use crate::controllers::cronjob::{SCHEDULED, next_run};
use crate::picture::{Clocks, Part, PartLook, Workload, weekday};
use std::rc::Rc;

impl Card for CronJob {
    const PLACE: u8 = 3;
    const INPUTS: &[Kind] = &[Kind::CronJob, Kind::Job];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let jobs = seen.cluster.store().list_typed::<CronJob>(None);
        jobs.map(|it| one(seen, it)).collect()
    }
}

fn one(seen: &Seen, cron_job: &CronJob) -> Workload {
    let (cluster, history, now_ms) = (seen.cluster, seen.history, seen.now_ms);
    let (meta, spec) = (&cron_job.metadata, &cron_job.spec);
    let is_own = |it: &&Rc<Job>| it.metadata.controller().is_some_and(|it| it.uid == meta.uid);
    let jobs = cluster.store().list_typed::<Job>(Some(&meta.namespace)).filter(is_own);
    let jobs: Vec<&Rc<Job>> = jobs.collect();
    let next = next_run(cron_job, now_ms);
    let last = jobs.last().map_or_else(String::new, |it| format!(" \u{b7} last: {}", state(it).1));
    let next_says = match next {
        // The page counts down.
        Some(_) => "",
        None if spec.suspend == Some(true) => "suspended",
        None => "no further run",
    };
    // What is drawn changes with what happens, not when summer begins: clocks since the last run.
    let since = cron_job.status.last_schedule_time.or(meta.creation_timestamp).map_or(0, |it| it.0);
    let zone = zone(cron_job);
    let clocks = zone.lookup(since);
    let turn = (clocks.end < i64::MAX).then(|| (clocks.end, zone.lookup(clocks.end).offset));
    let clocks = Clocks {
        ahead_ms: clocks.offset * 1000,
        turn: turn.map(|(at_s, offset)| (at_s * 1000 - cluster.start_ms(), offset * 1000)),
        schedule: (*spec.schedule).into(),
        zone: spec.time_zone.as_deref().unwrap_or("UTC").into(),
    };
    let count = next.map_or_else(|| "\u{2013}".to_owned(), |at_s| clock(&zone, at_s, since));
    let count: Rc<str> = format!("next {count}").into();
    let active = cron_job.status.active.len();
    Workload {
        hue: history.hues.of(&meta.uid),
        ready: i32::try_from(active).unwrap_or(0),
        tally: vec![format!("{active} active").into(), Rc::clone(&count)],
        count: Some(count),
        doing: format!("{next_says}{last}").into(),
        clocks: Some(clocks),
        next_ms: next.map(|it| it * 1000 - cluster.start_ms()),
        parts: jobs.iter().map(|it| run(it, is_days_apart(&spec.schedule))).collect(),
        ..card("cronjob", meta)
    }
}

fn run(job: &Job, is_days_apart: bool) -> Part {
    let name = &job.metadata.name;
    let object = Some(object(Kind::Job, &job.metadata));
    Part {
        label: name.as_str().into(),
        look: state(job).0,
        object,
        note: time(job, is_days_apart).into(),
        ..Part::default()
    }
}

fn state(job: &Job) -> (PartLook, &'static str) {
    match job.finished() {
        Some(end) if end.r#type == "Failed" => (PartLook::Failed, "Failed"),
        Some(_) => (PartLook::Done, "Complete"),
        None if job.metadata.is_terminating() => (PartLook::Hollow, "being deleted"),
        None => (PartLook::Hollow, "Running"),
    }
}

/// Whether runs are no closer than a day.
fn is_days_apart(schedule: &str) -> bool {
    let mut fields = schedule.split_whitespace().take(2);
    fields.all(|it| it.parse::<u8>().is_ok() || it.starts_with('@') && it != "@hourly")
}

/// For when a run was scheduled, by the clocks that it goes by: `Thu`, or `09:01` where there are several a
/// day.
fn time(job: &Job, is_days_apart: bool) -> &str {
    let Some(scheduled) = job.metadata.annotations.get(SCHEDULED) else { return "manual" };
    let (day, clock) = (scheduled.get(..10), scheduled.get(11..16));
    match day.and_then(|it| Time::parse(&format!("{it}T00:00:00Z"))).filter(|_| is_days_apart) {
        Some(day) => weekday(day.0 * 1000),
        None => clock.unwrap_or_default(),
    }
}

fn zone(cron_job: &CronJob) -> Zone {
    let zone = cron_job.spec.time_zone.as_deref().map(Zone::load);
    zone.and_then(Result::ok).unwrap_or_else(Zone::utc)
}

/// What clocks show in the CronJob's zone: `02:00`; with the day where that is another than at its last
/// run.
fn clock(zone: &Zone, at_s: i64, since_s: i64) -> String {
    let wall = zone.wall(at_s);
    let text = wall.to_string();
    let clock = text.get(11..16).unwrap_or_default();
    if wall.date() == zone.wall(since_s).date() {
        return clock.to_owned();
    }
    format!("{} {clock}", weekday(wall.0 * 1000))
}
