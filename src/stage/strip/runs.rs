//! Runs of a CronJob on the axis: when each began and ended, beside each other where they overlap.

use super::{Paths, Strip, Versions, Wall, float};
use crate::picture::PartLook;
use crate::stage::Scale;
use std::rc::Rc;

/// A run is at least so wide: it must be seen in a week.
const LEAST: f64 = 7.0;

/// A run: its Job, from when to when, and how it looks.
struct Run {
    job: Rc<str>,
    from_ms: i64,
    to_ms: i64,
    look: &'static str,
    is_over: bool,
}

pub(super) fn runs(versions: Versions<'_>, scale: &Scale) -> Strip {
    let mut paths = Paths::default();
    let mut ends: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    for run in all(versions, scale.end_ms()) {
        let from = scale.x(run.from_ms);
        let to = scale.x(run.to_ms).max(from + LEAST);
        let lane = ends.iter().position(|end| *end < from).unwrap_or(ends.len());
        ends.resize(ends.len().max(lane + 1), 0.0);
        ends[lane] = to + 1.0;
        placed.push((run.look, (from, to), lane));
    }
    let height = (66.0 / float(ends.len().max(1))).min(33.0);
    for (look, x, lane) in placed {
        paths.rect(look, x, (20.0 + height * float(lane), height * 0.86));
    }
    let mut strip = Strip::default();
    for (index, (at_ms, version)) in versions.iter().enumerate() {
        // Suspended, or nothing is to come: the clock goes on without it.
        if version.as_ref().is_some_and(|it| it.next_ms.is_none()) {
            let to = versions.get(index + 1).map_or(1000.0, |it| scale.x(it.0));
            paths.rect("hatch", (scale.x(*at_ms), to), (90.0, 10.0));
        }
    }
    if let Some((_, words)) = versions.iter().rev().find_map(|it| it.1.as_ref()?.aim.as_ref()) {
        let (schedule, zone) = words.split_once('\t').unwrap_or((words, ""));
        let (words, formula) = (schedule.to_owned(), format!("  {zone}"));
        strip.walls.push(Wall { y: 36.0, words, formula, is_ceiling: true });
    }
    strip.shapes = paths.shapes();
    strip
}

fn all(versions: Versions<'_>, end_ms: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at_ms, version) in versions {
        let parts = version.as_ref().map_or(&[][..], |it| &it.parts);
        // What is not there any more has been replaced, or tidied away.
        for run in runs.iter_mut().filter(|run| parts.iter().all(|it| it.label != run.job)) {
            run.to_ms = if run.is_over { run.to_ms } else { *at_ms };
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
                    runs.push(Run { job, from_ms: *at_ms, to_ms, look, is_over });
                }
            }
        }
    }
    runs
}
