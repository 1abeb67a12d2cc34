//! CronJobs: when the next run is, how the last ones went.

use super::{Card, Part, PartLook, Workload, card};
use crate::api::{CronJob, Job, Kind, Zone};
use crate::cluster::Cluster;
use crate::controllers::cronjob::next_run;
use crate::scene::history::History;
use std::rc::Rc;

impl Card for CronJob {
    const PLACE: u8 = 3;

    fn cards(cluster: &Cluster, _: &History) -> Vec<Workload> {
        let jobs = cluster.store().list_typed::<CronJob>(None);
        jobs.map(|it| one(cluster, it)).collect()
    }
}

fn one(cluster: &Cluster, cron_job: &CronJob) -> Workload {
    let (meta, spec) = (&cron_job.metadata, &cron_job.spec);
    let is_own = |it: &&Rc<Job>| it.metadata.controller().is_some_and(|it| it.uid == meta.uid);
    let jobs = cluster.store().list_typed::<Job>(Some(&meta.namespace)).filter(is_own);
    let parts: Vec<Part> = jobs.map(|it| run(it)).collect();
    let now_s = cluster.now_ms() / 1000;
    let next = next_run(cron_job, cluster.now_ms());
    let last = parts.last().map_or_else(String::new, |it| format!(" \u{b7} last: {}", it.note));
    let next_says = match next {
        Some(at_s) => format!("next run in {}", in_words(at_s - now_s)),
        None if spec.suspend == Some(true) => "suspended".to_owned(),
        None => "no further run".to_owned(),
    };
    Workload {
        ready: i32::try_from(cron_job.status.active.len()).unwrap_or(0),
        count: Some(next.map_or_else(|| "\u{2013}".to_owned(), |at_s| clock(cron_job, at_s))),
        doing: format!("{next_says}{last}"),
        parts,
        ..card("cronjob", meta)
    }
}

fn run(job: &Job) -> Part {
    let ended = |name: &str| {
        job.status.conditions.iter().any(|it| it.r#type == name && it.status == "True")
    };
    let (look, note) = match () {
        () if ended("Complete") => (PartLook::Done, "Complete"),
        () if ended("Failed") => (PartLook::Failed, "Failed"),
        () if job.metadata.is_terminating() => (PartLook::Hollow, "being deleted"),
        () => (PartLook::Hollow, "Running"),
    };
    let name = &job.metadata.name;
    let object = Some((Kind::Job, name.clone()));
    Part { label: name.clone(), look, object, note: note.to_owned(), ..Part::default() }
}

/// What clocks show in the CronJob's zone: `02:00`.
fn clock(cron_job: &CronJob, at_s: i64) -> String {
    let zone = cron_job.spec.time_zone.as_deref().map(Zone::load);
    let zone = zone.and_then(Result::ok).unwrap_or_else(Zone::utc);
    let text = zone.wall(at_s).to_string();
    text.get(11..16).unwrap_or_default().to_owned()
}

/// `14 s`, `3 m`, `7 h 59 m`, `2 d 3 h`.
fn in_words(seconds: i64) -> String {
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} m"),
        (0, hours, minutes) => format!("{hours} h {minutes} m"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}
