//! The strip at the foot of a poster: how many Pods a workload had over time.

use super::hues::Hues;
use super::{GAP, HEIGHT, WIDTH};
use crate::film::{Film, Point, points};
use crate::picture::{Picture, Workload};
use crate::sorted::SortedMap;
use std::fmt::Write;
use std::rc::Rc;

/// So many columns the strip has, each so wide.
const COLUMNS: i32 = 142;
const COLUMN: i32 = 4;
/// Where they begin, and how high they are.
const LEFT: i32 = 16;
const BOTTOM: i32 = HEIGHT - 16;
const HIGH: i32 = 36;
/// Where nothing happens for longer, the strip goes on (milliseconds).
const FOLD_MS: i64 = 4_000;

/// The strip of the workload that has most to show.
pub(super) fn strip(film: &Film, picture: &Picture, hues: &mut Hues) -> Option<String> {
    let end_ms = film.end_ms.unwrap_or(film.until_ms);
    let most = |workload: &Rc<Workload>| {
        let points = points(film, workload, end_ms);
        let is_shown = points.iter().any(|it| it.total > 0);
        is_shown.then(|| (Rc::clone(workload), points))
    };
    let all = picture.workloads.iter().filter_map(most);
    let (workload, points) = all.max_by_key(|(workload, points)| {
        (points.len(), std::cmp::Reverse((workload.rank, Rc::clone(&workload.name))))
    })?;
    Some(drawn(&points, hues.of_workload(&workload), picture.now_ms, end_ms))
}

/// Columns of equal length in time, but for times in which nothing happens.
struct Scale {
    /// When something changed, and how much of the strip is before it.
    knots: Vec<(i64, i64)>,
    length: i64,
}

impl Scale {
    fn new(points: &[Point], end_ms: i64) -> Self {
        let mut knots = vec![(0, 0)];
        for at_ms in points.iter().map(|it| it.at_ms).chain([end_ms]) {
            let (last_ms, length) = knots[knots.len() - 1];
            knots.push((at_ms, length + (at_ms - last_ms).clamp(0, FOLD_MS)));
        }
        let length = knots[knots.len() - 1].1.max(1);
        Self { knots, length }
    }

    fn column(&self, at_ms: i64) -> i32 {
        let after = self.knots.partition_point(|it| it.0 <= at_ms).max(1);
        let (from_ms, before) = self.knots[after - 1];
        let place = before + (at_ms - from_ms).clamp(0, FOLD_MS);
        let columns = i64::from(COLUMNS) * place.min(self.length) / self.length;
        i32::try_from(columns).unwrap_or(0)
    }
}

/// One column: how many are available of each group, how many are there, and the limits.
type Column<'a> = Option<&'a Point>;

fn drawn(points: &[Point], hue: &str, now_ms: i64, end_ms: i64) -> String {
    let scale = Scale::new(points, end_ms);
    let mut columns: Vec<Column> = vec![None; usize::try_from(COLUMNS).unwrap_or(0)];
    for point in points {
        let from = usize::try_from(scale.column(point.at_ms)).unwrap_or(0);
        columns.iter_mut().skip(from).for_each(|it| *it = Some(point));
    }
    let ceiling = |it: &&Point| it.total.max(it.limits.map_or(0, |it| it.0));
    let top = columns.iter().flatten().map(ceiling).max().unwrap_or(1).max(1);
    let y = |count: i32| BOTTOM - HIGH * count / top;
    let mut svg = format!(
        "<rect class=\"n\" x=\"10\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{GAP}\"/><g class=\"{hue}\">",
        BOTTOM - HIGH - 8,
        WIDTH - 20,
        HIGH + 16
    );
    let groups = columns.iter().flatten().flat_map(|it| it.available.iter().map(|it| it.0));
    let newest = groups.max();
    let mut paths: SortedMap<&str, String> = SortedMap::new();
    let mut at = 0;
    while at < columns.len() {
        let same = columns[at..].iter().take_while(|it| **it == columns[at]).count();
        let x = LEFT + COLUMN * i32::try_from(at).unwrap_or(0);
        let width = COLUMN * i32::try_from(same).unwrap_or(0);
        at += same;
        let Some(point) = columns[at - 1] else { continue };
        let mut below = 0;
        let mut block = |class, count: i32| {
            if count > 0 {
                let (bottom, top) = (y(below), y(below + count));
                let path = paths.entry(class).or_default();
                let _ = write!(path, "M{x} {top}h{width}v{}h-{width}z", bottom - top);
                below += count;
            }
        };
        let available = |is_newest: bool| {
            let own = point.available.iter().filter(|it| (Some(it.0) == newest) == is_newest);
            own.map(|it| it.1).sum::<i32>()
        };
        let (new, old) = (available(true), available(false));
        block("k", new);
        block("d", old);
        block("h", point.total - new - old);
        if let Some((ceiling, floor)) = point.limits {
            let path = paths.entry("").or_default();
            let _ = write!(path, "M{x} {}h{width}M{x} {}h{width}", y(ceiling), y(floor));
        }
    }
    for (class, path) in &paths {
        let look = match *class {
            "" => "stroke=\"var(--i)\" stroke-width=\"1.5\" fill=\"none\"",
            "k" => "class=\"k\"",
            "d" => "class=\"m\"",
            _ => "class=\"h\" stroke-width=\"1\" fill=\"none\"",
        };
        let _ = write!(svg, "<path {look} d=\"{path}\"/>");
    }
    let now = LEFT + COLUMN * scale.column(now_ms);
    let (top, high) = (BOTTOM - HIGH - 5, HIGH + 10);
    let _ =
        write!(svg, "</g><path d=\"M{now} {top}v{high}\" stroke=\"var(--a)\" stroke-width=\"2\"/>");
    svg
}
