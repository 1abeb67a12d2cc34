//! Jobs: completions fill up, index by index where they have indexes.

use super::{Card, Seen, card, object_of, tally};
use crate::api::{JOB_COMPLETION_INDEX, Job, Kind, Pod};
use crate::picture::{Part, PartLook, Workload};
use crate::scene::history::History;
use std::rc::Rc;

/// So many completions are shown one by one.
const PARTS_MAX: i32 = 200;

impl Card for Job {
    const PLACE: u8 = 4;
    const INPUTS: &[Kind] = &[Kind::Job, Kind::Pod];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let jobs = seen.cluster.store().list_typed::<Job>(None);
        jobs.map(|job| one(seen.history, job)).collect()
    }
}

fn one(history: &History, job: &Job) -> Workload {
    let (meta, spec, status) = (&job.metadata, &job.spec, &job.status);
    let pods: Vec<&Rc<Pod>> = history.pods_of(&meta.uid).collect();
    let is_indexed = spec.completion_mode.as_deref() == Some("Indexed");
    let wished = spec.completions.or(spec.parallelism).unwrap_or(1);
    let group = pods.first().and_then(|it| history.group_of_pod(&it.metadata.uid));
    let shown = wished.min(PARTS_MAX);
    let is_lost = job.has_condition("Failed");
    let parts = if is_indexed {
        (0..shown).map(|index| indexed(job, &pods, index, group)).collect()
    } else {
        (0..shown).zip(in_order(&pods)).map(|(at, pod)| numbered(job, at, pod, group)).collect()
    };
    Workload {
        hue: history.hues.of(&meta.uid),
        ready: status.succeeded,
        desired: wished,
        count: Some(format!("{}/{wished} done", status.succeeded).into()),
        tally: tally(status.succeeded, wished, if is_lost { "Job failed" } else { "succeeded" }),
        failed: i64::from(status.failed),
        is_bad: is_lost,
        doing: doing(job).into(),
        parts,
        ..card("job", meta)
    }
}

/// The Pods behind the completions: those that succeeded first, then those that work on.
fn in_order<'a>(pods: &[&'a Rc<Pod>]) -> impl Iterator<Item = Option<&'a Rc<Pod>>> {
    let done = pods.iter().filter(|it| it.status.phase == "Succeeded");
    let active = pods.iter().filter(|it| it.is_active());
    let all: Vec<&Rc<Pod>> = done.chain(active).copied().collect();
    all.into_iter().map(Some).chain(std::iter::repeat(None))
}

fn numbered(job: &Job, number: i32, pod: Option<&Rc<Pod>>, group: Option<u32>) -> Part {
    let (done, active) = (job.status.succeeded, job.status.active);
    let look = match number {
        _ if number < done => PartLook::Done,
        _ if number < done + active => PartLook::Hollow,
        _ => PartLook::Missing,
    };
    let label = format!("completion {}", number + 1).into();
    Part { label, look, group, object: pod.map(|it| object_of(it)), ..Part::default() }
}

fn indexed(job: &Job, pods: &[&Rc<Pod>], index: i32, group: Option<u32>) -> Part {
    let text = index.to_string();
    let is_its = |it: &&&Rc<Pod>| it.metadata.annotations.get(JOB_COMPLETION_INDEX) == Some(&text);
    // The one that works on it, or the last one that did.
    let created = |it: &&&Rc<Pod>| (it.is_active(), it.metadata.creation_timestamp);
    let pod = pods.iter().filter(is_its).max_by_key(created);
    let runs = pod.is_some_and(|it| it.is_active());
    let failed = job.status.failed_indexes.as_deref().unwrap_or("");
    let look = match index {
        _ if in_ranges(&job.status.completed_indexes, index) => PartLook::Done,
        _ if in_ranges(failed, index) => PartLook::Failed,
        _ if runs => PartLook::Hollow,
        _ => PartLook::Missing,
    };
    let object = pod.map(|it| object_of(it));
    Part { label: format!("index {index}").into(), look, group, object, ..Part::default() }
}

/// Whether a number lies in ranges such as `0-2,5`.
fn in_ranges(ranges: &str, number: i32) -> bool {
    ranges.split(',').any(|range| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let bounds = (from.parse::<i32>(), to.parse::<i32>());
        matches!(bounds, (Ok(from), Ok(to)) if from <= number && number <= to)
    })
}

fn doing(job: &Job) -> String {
    let status = &job.status;
    let ended = status.conditions.iter().find(|it| {
        matches!(&*it.r#type, "Complete" | "Failed" | "Suspended") && it.status == "True"
    });
    let failed = match status.failed {
        0 => String::new(),
        1 => " \u{b7} 1 Pod failed".to_owned(),
        count => format!(" \u{b7} {count} Pods failed"),
    };
    match ended.map(|it| (&*it.r#type, &*it.reason)) {
        Some(("Complete", _)) => format!("complete{failed}"),
        Some(("Suspended", _)) => format!("suspended{failed}"),
        Some((_, reason)) => format!("failed: {reason}{failed}"),
        None => format!("{} active{failed}", status.active),
    }
}

#[cfg(test)]
mod tests {
    use super::in_ranges;

    #[test]
    fn indexes_in_ranges() {
        for (ranges, number, wanted) in [
            ("", 0, false),
            ("0-2,5", 0, true),
            ("0-2,5", 2, true),
            ("0-2,5", 3, false),
            ("0-2,5", 5, true),
            ("x", 0, false),
        ] {
            assert_eq!(in_ranges(ranges, number), wanted, "{number} in {ranges}");
        }
    }
}
