//! Runs of CronJobs on the axis: when each began and ended, beside each other where they overlap; and
//! when one was due and did not come. Where there are several CronJobs, each has a row.

use super::{Lane, Paths, Strip, Versions, Wall};
use crate::film::Film;
use crate::picture::{DAY_MS, PartLook, Workload};
use crate::sorted::Sort;
use crate::stage::scale::WIDTH;
use crate::stage::{Scale, grid};
use std::rc::Rc;

/// A run is at least so wide: it must be seen in a week.
const LEAST: f64 = 9.0;
/// One that is no wider is not seen to last.
const SHORT: f64 = 2.0 * LEAST;
/// So many rows can be told from each other.
const ROWS_MAX: usize = 4;
/// A Job's name says for which minute it was made: so much later it can't have been (milliseconds).
const MINUTE_MS: i64 = 60_000;

/// A run: its Job, from when to when, and how it looks.
struct Run {
    job: Rc<str>,
    from_ms: i64,
    to_ms: i64,
    look: &'static str,
    is_over: bool,
    /// It was gone before it was over.
    is_cut: bool,
}

pub(super) fn runs(film: &Film, workload: &Workload, scale: &Scale) -> Strip {
    let mut rows: Vec<Versions<'_>> = film.of_kind(&workload.kind).collect();
    if rows.len() > ROWS_MAX {
        rows = vec![film.versions_of(workload)];
    }
    let (mut paths, mut strip) = (Paths::default(), Strip::default());
    let height = 88.0 / grid::count(rows.len().max(1));
    for (index, versions) in rows.iter().enumerate() {
        let top = 12.0 + height * grid::count(index);
        let first = versions.iter().find_map(|it| Some((it.0, it.1.as_ref()?)));
        let first = first.filter(|_| rows.len() > 1);
        paths.hue = first.and_then(|it| it.1.hue);
        row(&mut paths, versions, (film.head.start_ms, scale), (top, height - 4.0));
        if let Some((from_ms, it)) = first {
            let (y, name) = (top + height * 0.45, Rc::clone(&it.name));
            strip.lanes.push(Lane { from_ms, y, name });
        }
    }
    let versions = film.versions_of(workload);
    if let Some(clocks) = versions.iter().rev().find_map(|it| it.1.as_ref()?.clocks.as_ref()) {
        let (words, formula) = (clocks.schedule.to_string(), format!("  {}", clocks.zone));
        if strip.lanes.is_empty() {
            strip.walls.push(Wall { formula, ..Wall::always(36.0, words, true) });
        }
    }
    strip.clocks = clocks(versions);
    strip.shapes = paths.shapes();
    strip
}

/// How far a CronJob's clocks are ahead of UTC, and since when.
fn clocks(versions: Versions<'_>) -> Vec<(i64, i64)> {
    let mut clocks: Vec<(i64, i64)> = Vec::new();
    for (at_ms, version) in versions.iter().filter_map(|it| Some((it.0, it.1.as_ref()?))) {
        let Some(now) = &version.clocks else { continue };
        for it in [(at_ms, now.ahead_ms)].into_iter().chain(now.turn) {
            // A turn is known before it comes, and the clocks of a version are those of its last run.
            clocks.retain(|before| before.0 < it.0);
            if clocks.last().is_none_or(|last| last.1 != it.1) {
                clocks.push(it);
            }
        }
    }
    clocks
}

/// The runs of one CronJob.
fn row(
    paths: &mut Paths,
    versions: Versions<'_>,
    (start_ms, scale): (i64, &Scale),
    (top, height): (f64, f64),
) {
    let runs = all(versions, scale.end_ms());
    let mut ends: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    for run in &runs {
        let from = scale.x(run.from_ms).min(WIDTH - LEAST);
        let to = scale.x(run.to_ms).max(from + LEAST);
        let lane = ends.iter().position(|end| *end < from).unwrap_or(ends.len());
        ends.resize(ends.len().max(lane + 1), 0.0);
        ends[lane] = to + 1.0;
        placed.push((run, (from, to), lane));
    }
    let each = (height / grid::count(ends.len().max(1))).min(height * 0.6);
    for (run, x, lane) in placed {
        let y = (top + each * grid::count(lane), each * 0.86);
        let is_by_hand = run.look == "new" && minute(&run.job).is_none();
        let end = if is_by_hand { "hand" } else { run.look };
        // How it ends is not known before: what is long is hollow, and filled at its end.
        if x.1 - x.0 > SHORT {
            paths.rect("hollow", x, y);
        }
        let from = if x.1 - x.0 > SHORT { x.1 - LEAST } else { x.0 };
        if run.is_cut {
            paths.rect("bad", (x.1 - LEAST / 2.0, x.1), y);
        } else if run.is_over || x.1 - x.0 <= SHORT {
            paths.rect(end, (from, x.1), y);
        }
    }
    for at_ms in missing(versions, &runs, start_ms, scale.end_ms()) {
        let x = scale.x(at_ms);
        paths.rect("waiting", (x, x + 1.4 * LEAST), (top, each * 0.86));
    }
    for (index, (at_ms, version)) in versions.iter().enumerate() {
        // Suspended, or nothing is to come: the clock goes on without it.
        if version.as_ref().is_some_and(|it| it.next_ms.is_none()) {
            let to = versions.get(index + 1).map_or(1000.0, |it| scale.x(it.0));
            paths.rect("hatch", (scale.x(*at_ms), to), (top + height - 6.0, 10.0));
        }
    }
}

/// For which minute since 1970 a Job was made, if its CronJob's schedule has made it.
fn minute(job: &str) -> Option<i64> {
    job.rsplit_once('-')?.1.parse().ok().filter(|it| *it > 1_000_000)
}

/// When runs were due and did not come: there was one before still, it was too late, or that night
/// has no such hour.
fn missing(versions: Versions<'_>, runs: &[Run], start_ms: i64, end_ms: i64) -> Vec<i64> {
    let mut due: Vec<(i64, bool)> = runs
        .iter()
        .filter_map(|it| Some((minute(&it.job)? * MINUTE_MS - start_ms, true)))
        .collect();
    for (index, (_, version)) in versions.iter().enumerate() {
        let next_ms = version.as_ref().and_then(|it| it.next_ms);
        let until_ms = versions.get(index + 1).map_or(end_ms, |it| it.0);
        if let Some(next_ms) = next_ms.filter(|it| *it <= until_ms && *it < end_ms)
            && due.iter().all(|it| (it.0 - next_ms).abs() >= MINUTE_MS)
        {
            due.push((next_ms, false));
        }
    }
    due.order();
    let clocks = versions.iter().find_map(|it| it.1.as_ref()?.clocks.as_ref());
    let is_daily = clocks.is_some_and(|it| {
        let fields: Vec<&str> = it.schedule.split(' ').collect();
        fields.get(2..5) == Some(&["*"; 3][..])
            && fields[..2].iter().all(|it| it.parse::<u8>().is_ok())
    });
    let nights = due.windows(2).filter(|it| is_daily && it[1].0 - it[0].0 > DAY_MS * 3 / 2);
    let nights: Vec<i64> = nights.map(|it| it[0].0 + DAY_MS).collect();
    due.iter().filter(|it| !it.1).map(|it| it.0).chain(nights).collect()
}

fn all(versions: Versions<'_>, end_ms: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at_ms, version) in versions {
        let parts = version.as_ref().map_or(&[][..], |it| &it.parts);
        // What is not there any more has been replaced, or tidied away.
        for run in runs.iter_mut().filter(|run| parts.iter().all(|it| it.label != run.job)) {
            run.to_ms = if run.is_over { run.to_ms } else { *at_ms };
            run.is_cut |= !run.is_over;
            run.is_over = true;
        }
        for part in parts {
            let (look, is_over) = match part.look {
                PartLook::Done => ("new", true),
                PartLook::Failed => ("bad", true),
                _ => ("hollow", false),
            };
            match runs.iter_mut().find(|it| it.job == part.label) {
                Some(run) if !run.is_over && is_over => {
                    (run.to_ms, run.look, run.is_over) = (*at_ms, look, true);
                }
                Some(_) => {}
                None => {
                    let job = Rc::clone(&part.label);
                    let to_ms = if is_over { *at_ms } else { end_ms };
                    let from_ms = *at_ms;
                    runs.push(Run { job, from_ms, to_ms, look, is_over, is_cut: false });
                }
            }
        }
    }
    runs
}
