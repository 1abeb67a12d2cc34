//! Numbers over time, read off a film.

use super::Film;
use crate::picture::{Chart, Pod, Workload};
use crate::sorted::{Sort, SortedMap};
use std::rc::Rc;

/// The Pods of a workload from a moment on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Since when (milliseconds since second 0).
    pub at_ms: i64,
    /// At most so many Pods, and at least so many available ones, where a rollout has limits.
    pub limits: Option<(i32, i32)>,
    /// So many Pods there were that were not told to go.
    pub total: i32,
    /// So many of them were available, by group, in the order in which the groups came.
    pub available: Vec<(u32, i32)>,
}

/// When, which Pod, and as what it counts from then on: its group, and whether it is available.
type Counted = (i64, u32, Option<(u32, bool)>);

/// How many Pods a workload had over time, until a moment.
#[must_use]
pub fn points(film: &Film, workload: &Workload, until_ms: i64) -> Vec<Point> {
    let versions = film.versions_of(workload);
    let names: Vec<Rc<str>> = names(workload, versions);
    let is_own = |pod: &Pod| {
        let owner = pod.owner.as_ref();
        pod.namespace == workload.namespace && owner.is_some_and(|it| names.contains(&it.name))
    };
    // What each Pod counts as, whenever that changes: its group, whether it counts, and is ready.
    let mut changes: Vec<Counted> = Vec::new();
    for lane in &film.pods.0 {
        let first = lane.0.iter().find_map(|it| it.1.as_ref());
        let Some(first) = first.filter(|it| is_own(it)) else { continue };
        for (at_ms, pod) in lane.0.iter().filter(|it| it.0 <= until_ms) {
            let counted = pod.as_deref().and_then(|pod| counts(pod, &is_own));
            let ready_ms = pod.as_ref().map_or(0, |it| i64::from(it.min_ready_s) * 1000);
            let ready = counted.is_some_and(|it| it.1);
            changes.push((
                *at_ms,
                first.id,
                counted.map(|(group, ready)| (group, ready && ready_ms == 0)),
            ));
            if ready && ready_ms > 0 && at_ms + ready_ms <= until_ms {
                changes.push((at_ms + ready_ms, first.id, counted));
            }
        }
    }
    changes.order_by_key(|it| it.0);
    tally(&changes, versions, until_ms)
}

/// The names of a workload and of all revisions that it ever had.
fn names(workload: &Workload, versions: &[(i64, Option<Rc<Workload>>)]) -> Vec<Rc<str>> {
    let mut names = vec![Rc::clone(&workload.name)];
    for version in versions.iter().filter_map(|it| it.1.as_ref()) {
        for revision in &version.revisions {
            if !names.contains(&revision.name) {
                names.push(Rc::clone(&revision.name));
            }
        }
    }
    names
}

fn counts(pod: &Pod, is_own: &dyn Fn(&Pod) -> bool) -> Option<(u32, bool)> {
    let is_active = pod.is_active && pod.gone_ms.is_none();
    (is_active && is_own(pod)).then_some((pod.group, pod.spell.ready_ms.is_some()))
}

fn tally(
    changes: &[Counted],
    versions: &[(i64, Option<Rc<Workload>>)],
    until_ms: i64,
) -> Vec<Point> {
    let mut moments: Vec<i64> = changes.iter().map(|it| it.0).collect();
    moments.extend(versions.iter().map(|it| it.0).filter(|it| *it <= until_ms));
    moments.order();
    moments.dedup();
    let mut now: SortedMap<u32, (u32, bool)> = SortedMap::new();
    let mut groups: Vec<u32> = Vec::new();
    let mut points: Vec<Point> = Vec::new();
    let (mut next, mut version) = (0, 0);
    for at_ms in moments {
        while let Some((_, pod, counted)) = changes.get(next).filter(|it| it.0 <= at_ms) {
            next += 1;
            match counted {
                Some((group, ready)) => {
                    if !groups.contains(group) {
                        groups.push(*group);
                    }
                    now.insert(*pod, (*group, *ready));
                }
                None => drop(now.remove(pod)),
            }
        }
        while versions.get(version + 1).is_some_and(|it| it.0 <= at_ms) {
            version += 1;
        }
        let limits = versions.get(version).and_then(|it| it.1.as_ref()?.limits);
        let ready = |group: u32| now.values().filter(|it| **it == (group, true)).count();
        let point = Point {
            at_ms,
            limits: limits.map(|it| (it.ceiling(), it.floor())),
            total: i32::try_from(now.len()).unwrap_or(i32::MAX),
            available: groups
                .iter()
                .map(|group| (*group, i32::try_from(ready(*group)).unwrap_or(i32::MAX)))
                .collect(),
        };
        let is_same = points.last().is_some_and(|last| Point { at_ms, ..last.clone() } == point);
        if !is_same {
            points.push(point);
        }
    }
    points
}

/// The chart of a workload's gauges over the last while, until a moment; `None` where it has none.
#[must_use]
pub fn chart(film: &Film, workload: &Workload, now_ms: i64) -> Option<Chart> {
    /// So much is drawn at most (milliseconds).
    const SPAN_MS: i64 = 600_000;
    /// And at least so much.
    const SPAN_MIN_MS: i64 = 60_000;
    if workload.gauges.is_empty() {
        return None;
    }
    let versions = film.versions_of(workload);
    let upto = versions.partition_point(|it| it.0 <= now_ms);
    let shown = versions[..upto].iter().filter(|it| it.0 >= now_ms - SPAN_MS);
    let shown: Vec<(i64, &Rc<Workload>)> =
        shown.filter_map(|it| Some((it.0, it.1.as_ref()?))).collect();
    let begin = shown.iter().find(|it| !it.1.gauges.is_empty()).map_or(now_ms, |it| it.0);
    let line = |index: usize, tone: &Rc<str>| {
        let mut points: Vec<(i64, i64)> = Vec::new();
        for (at_ms, version) in &shown {
            let Some(gauge) = version.gauges.get(index) else { continue };
            // A number holds until the next one.
            if let Some((_, before)) = points.last().copied() {
                points.push((*at_ms, before));
            }
            points.push((*at_ms, gauge.value));
        }
        if let Some((_, last)) = points.last().copied() {
            points.push((now_ms, last));
        }
        (Rc::clone(tone), points)
    };
    let lines: Vec<_> =
        workload.gauges.iter().enumerate().map(|(index, it)| line(index, &it.tone)).collect();
    let most = lines.iter().flat_map(|it| it.1.iter().map(|it| it.1)).max().unwrap_or(0);
    let aim = workload.aim.clone();
    let says: Vec<String> =
        workload.gauges.iter().map(|it| format!("{} {}", it.name, it.value)).collect();
    Some(Chart {
        lines,
        span: (begin, now_ms.max(begin + SPAN_MIN_MS)),
        top: most.max(aim.as_ref().map_or(0, |it| it.0)).max(1),
        aim,
        says: says.join(", "),
    })
}
