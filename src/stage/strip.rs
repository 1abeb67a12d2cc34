//! The strip: the transport's track and the workload's chart in one.
//!
//! Shapes are paths in a box of 10000 by 1000, so that they need no measures of the page; each stands
//! for all bricks of one look, so that a strip is a handful of elements however long it is.

mod gauges;
mod runs;

use self::gauges::gauges;
use self::runs::runs;
use super::grid;
use super::scale::Scale;
use crate::film::{Film, Life, Phase, lives};
use crate::picture::Workload;
use crate::sorted::{Sort, SortedMap};
use std::fmt::Write;
use std::rc::Rc;

/// A limit, with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Wall {
    /// From when to when it stands there (milliseconds).
    pub span: (i64, i64),
    /// How far from the top (percent).
    pub y: f64,
    /// What it says: `at most 4`.
    pub words: String,
    /// Where that comes from: ` = 3 + maxSurge 1`.
    pub formula: String,
    /// Whether Pods push against it from below.
    pub is_ceiling: bool,
    /// Whether it is no limit, but what is aimed at.
    pub is_target: bool,
}

impl Wall {
    /// One that does not move.
    fn always(y: f64, words: String, is_ceiling: bool) -> Self {
        let (span, formula) = ((i64::MIN, i64::MAX), String::new());
        Self { span, y, words, formula, is_ceiling, is_target: false }
    }

    /// Whether it stands at a moment.
    #[must_use]
    pub fn stands(&self, at_ms: i64) -> bool {
        self.span.0 <= at_ms && at_ms < self.span.1
    }
}

/// A row of a strip that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Since when there is anything in it (milliseconds).
    pub from_ms: i64,
    /// How far from the top (percent).
    pub y: f64,
    /// What it is called.
    pub name: Rc<str>,
}

/// Bricks that look alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// A word for how they look.
    pub look: &'static str,
    /// Whose colour they have, where it is not the strip's.
    pub hue: Option<u32>,
    /// All of them as one path.
    pub path: String,
}

/// What is drawn of a workload over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    /// All bricks of a look and colour.
    pub shapes: Vec<Shape>,
    /// The limits.
    pub walls: Vec<Wall>,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// How far the clocks that it goes by are ahead of UTC, and since when (milliseconds).
    pub clocks: Vec<(i64, i64)>,
}

impl Strip {
    /// How far the clocks are ahead of UTC at a moment (milliseconds).
    #[must_use]
    pub fn ahead_ms(&self, at_ms: i64) -> i64 {
        let until = self.clocks.partition_point(|it| it.0 <= at_ms).max(1);
        self.clocks.get(until - 1).map_or(0, |it| it.1)
    }
}

/// With more than this each number is an area, not bricks.
const BRICKS_MAX: i32 = 12;
/// So many lanes have room for their names.
const LANES_MAX: usize = 8;
/// The mark of what has failed is so wide.
const FAILED: f64 = 14.0;
/// What lasts no time has so much width: it must be seen.
const LEAST: f64 = 2.5;

/// Draws a workload over a film.
#[must_use]
pub fn strip(film: &Film, workload: &Workload, scale: &Scale) -> Strip {
    let versions = film.versions_of(workload);
    if *workload.kind == *"cronjob" {
        return runs(film, workload, scale);
    }
    if !workload.gauges.is_empty() || workload.hue.is_none() {
        return gauges(versions, scale);
    }
    // One that was deleted and made anew has another colour.
    let mut hues: Vec<u32> = versions.iter().filter_map(|it| it.1.as_ref()?.hue).collect();
    hues.dedup();
    let mut lives = lives(film, &hues);
    // What has failed is over: a mark says when.
    let spans = lives.iter_mut().flat_map(|it| &mut it.spans);
    for (from_ms, to_ms, _) in spans.filter(|it| it.2 == Phase::Failed) {
        *to_ms = (*to_ms).min(scale.at(scale.x(*from_ms) + FAILED).max(*from_ms + 1));
    }
    let lanes = match &*workload.kind {
        "statefulset" => lanes(&lives, |it| Some(&it.name)),
        "daemonset" => lanes(&lives, |it| it.node.as_ref()),
        _ => Vec::new(),
    };
    if (1..=LANES_MAX).contains(&lanes.len()) {
        return in_lanes(&lanes, versions, scale);
    }
    bricks(&lives, workload, versions, scale)
}

type Versions<'a> = &'a [(i64, Option<Rc<Workload>>)];

/// What is known of a workload at a moment.
fn version(versions: Versions<'_>, at_ms: i64) -> Option<&Rc<Workload>> {
    until(versions, at_ms).last()?.1.as_ref()
}

/// What was known of it until a moment.
fn until(versions: Versions<'_>, at_ms: i64) -> Versions<'_> {
    &versions[..versions.partition_point(|it| it.0 <= at_ms)]
}

/// Paths by colour and look.
#[derive(Default)]
struct Paths {
    of: SortedMap<(Option<u32>, &'static str), String>,
    /// The colour of what is drawn next.
    hue: Option<u32>,
}

impl Paths {
    fn rect(&mut self, look: &'static str, (x, to): (f64, f64), (y, height): (f64, f64)) {
        let width = (to - x).max(LEAST);
        // Writing to a String can't fail.
        let (x, y, width, height) = (tenths(x), tenths(y), tenths(width), tenths(height));
        let _ = write!(
            self.of.entry((self.hue, look)).or_default(),
            "M{x} {y}h{width}v{height}h-{width}z"
        );
    }

    fn shapes(self) -> Vec<Shape> {
        self.of.into_iter().map(|((hue, look), path)| Shape { look, hue, path }).collect()
    }
}

/// Lives by what they have in common, in the order of that.
fn lanes<'a>(
    lives: &'a [Life],
    key: impl Fn(&'a Life) -> Option<&'a Rc<str>>,
) -> Vec<(Rc<str>, Vec<&'a Life>)> {
    let mut lanes: SortedMap<(usize, Rc<str>), Vec<&Life>> = SortedMap::new();
    for life in lives {
        if let Some(name) = key(life) {
            lanes.entry((name.len(), Rc::clone(name))).or_default().push(life);
        }
    }
    lanes.into_iter().map(|((_, name), lives)| (name, lives)).collect()
}

fn in_lanes(lanes: &[(Rc<str>, Vec<&Life>)], versions: Versions<'_>, scale: &Scale) -> Strip {
    let mut paths = Paths::default();
    let height = 84.0 / grid::count(lanes.len());
    let mut strip = Strip::default();
    for (index, (name, lives)) in lanes.iter().enumerate() {
        let y = 12.0 + height * grid::count(index);
        let starts = lives.iter().filter_map(|it| it.spans.first());
        let from_ms = starts.map(|it| it.0).min().unwrap_or(0);
        strip.lanes.push(Lane { from_ms, y: y + height * 0.4, name: Rc::clone(name) });
        for life in lives {
            for (from_ms, to_ms, phase) in &life.spans {
                let look = look(*phase, is_new(life, versions, *from_ms));
                let x = (scale.x(*from_ms), scale.x(*to_ms));
                paths.rect(look, x, (y, height * 0.74));
            }
        }
    }
    strip.shapes = paths.shapes();
    strip
}

/// Whether a Pod is of the newest revision that there is at a moment, as far as that is known.
fn is_new(life: &Life, versions: Versions<'_>, at_ms: i64) -> bool {
    version(versions, at_ms).is_none_or(|it| it.template.is_empty() || it.template == life.template)
}

fn look(phase: Phase, is_new: bool) -> &'static str {
    match phase {
        Phase::Waiting => "waiting",
        Phase::Starting => "hollow",
        Phase::Ready if is_new => "new",
        Phase::Ready => "old",
        Phase::Broken | Phase::Failed => "bad",
        Phase::Leaving => "leaving",
        Phase::Done => "done",
    }
}

/// The order in which bricks lie upon each other.
const ORDER: [&str; 7] = ["done", "old", "new", "bad", "hollow", "waiting", "leaving"];

/// How many there are of each look, from a moment on.
struct Column {
    at_ms: i64,
    counts: [i32; ORDER.len()],
}

fn columns(lives: &[Life], versions: Versions<'_>, end_ms: i64) -> Vec<Column> {
    let mut moments: Vec<i64> =
        lives.iter().flat_map(|it| &it.spans).flat_map(|it| [it.0, it.1]).collect();
    // A new template makes all others old.
    let mut turns = Vec::new();
    let mut template = None;
    for (at_ms, it) in versions {
        let now = it.as_ref().map(|it| &it.template);
        if now != template {
            turns.push(*at_ms);
            template = now;
        }
    }
    moments.extend(&turns);
    moments.order();
    moments.dedup();
    moments.retain(|it| *it < end_ms);
    let mut counts = vec![[0; ORDER.len()]; moments.len() + 1];
    let turns: Vec<i64> = turns.into_iter().filter(|it| *it < end_ms).collect();
    for life in lives {
        for (from_ms, to_ms, phase) in &life.spans {
            // Of one look it is from one turn to the next: who comes, and who goes.
            let within = turns.iter().filter(|it| (from_ms + 1..*to_ms).contains(it));
            let ends = within.clone().chain([to_ms]);
            for (at_ms, to_ms) in [from_ms].into_iter().chain(within).zip(ends) {
                let look = look(*phase, is_new(life, versions, *at_ms));
                if let Some(place) = ORDER.iter().position(|it| *it == look) {
                    counts[moments.partition_point(|it| it < at_ms)][place] += 1;
                    counts[moments.partition_point(|it| it < to_ms)][place] -= 1;
                }
            }
        }
    }
    let mut now = [0; ORDER.len()];
    let columns = moments.into_iter().zip(counts).map(|(at_ms, change)| {
        now.iter_mut().zip(change).for_each(|(count, more)| *count += more);
        Column { at_ms, counts: now }
    });
    columns.collect()
}

fn bricks(lives: &[Life], workload: &Workload, versions: Versions<'_>, scale: &Scale) -> Strip {
    let end_ms = scale.end_ms();
    let columns = columns(lives, versions, end_ms);
    let limits = versions.iter().filter_map(|it| it.1.as_ref()?.limits);
    let ceiling = limits.map(|it| it.ceiling()).max().unwrap_or(0);
    let goal = if matches!(&*workload.kind, "job") { workload.desired } else { 0 };
    let top = columns.iter().map(|it| it.counts[..6].iter().sum::<i32>()).max().unwrap_or(0);
    let most = top.max(ceiling).max(goal).max(1);
    let y = |count: i32| 100.0 - f64::from(count) / f64::from(most) * 82.0;
    let mut paths = Paths::default();
    let mut breach = Breach::default();
    let is_again = versions.iter().any(|it| it.1.as_ref().is_some_and(|it| it.hue != workload.hue));
    for (index, column) in columns.iter().enumerate() {
        if is_again {
            paths.hue =
                until(versions, column.at_ms).iter().rev().find_map(|it| it.1.as_ref()?.hue);
        }
        let to_ms = columns.get(index + 1).map_or(end_ms, |it| it.at_ms);
        let x = (scale.x(column.at_ms), scale.x(to_ms));
        let mut below = 0;
        for (look, count) in ORDER.iter().zip(column.counts) {
            let is_above = *look == "leaving";
            if is_above && count > 0 {
                let (top, high) = (y(most.max(below)) - 8.0, 6.0);
                paths.rect(look, x, (top, high));
            } else if most <= BRICKS_MAX {
                for brick in below..below + count {
                    paths.rect(look, x, (y(brick + 1) + 0.8, y(brick) - y(brick + 1) - 1.6));
                }
            } else if count > 0 {
                paths.rect(look, x, (y(below + count), y(below) - y(below + count)));
            }
            below += if is_above { 0 } else { count };
        }
        let available = column.counts[1] + column.counts[2];
        let limits = version(versions, column.at_ms).and_then(|it| it.limits);
        if let Some(floor) = limits.and_then(|it| breach.at(available, it.floor())) {
            paths.rect("unmet", x, (y(floor), y(available) - y(floor)));
        }
    }
    let mut strip = Strip::default();
    walls(&mut strip, &mut paths, versions, scale, &y);
    if goal > 0 {
        let words = format!("{goal} completion{}", if goal == 1 { "" } else { "s" });
        let from_ms = versions.iter().find(|it| it.1.is_some()).map_or(0, |it| it.0);
        let until_ms = versions.last().filter(|it| it.1.is_none()).map_or(i64::MAX, |it| it.0);
        let x = (scale.x(from_ms), scale.x(until_ms.min(end_ms)));
        paths.rect("wall", x, (y(goal) - 0.6, 1.2));
        let wall = Wall::always(y(goal), words, true);
        strip.walls.push(Wall { span: (from_ms, until_ms), ..wall });
    }
    strip.shapes = paths.shapes();
    strip
}

/// When fewer are available than the floor says, though there had been enough.
#[derive(Default)]
struct Breach {
    floor: i32,
    was_met: bool,
}

impl Breach {
    /// The floor, where it is broken now. Who raises it breaks nothing.
    fn at(&mut self, available: i32, floor: i32) -> Option<i32> {
        self.was_met &= floor <= self.floor;
        (self.floor, self.was_met) = (floor, self.was_met || available >= floor);
        (self.was_met && available < floor).then_some(floor)
    }
}

/// Ceiling and floor over time.
fn walls(
    strip: &mut Strip,
    paths: &mut Paths,
    versions: Versions<'_>,
    scale: &Scale,
    y: &dyn Fn(i32) -> f64,
) {
    let limits: Vec<_> =
        versions.iter().map(|it| (it.0, it.1.as_ref().and_then(|it| it.limits))).collect();
    for (index, (at_ms, now)) in limits.iter().enumerate() {
        let Some(it) = now else { continue };
        if limits.get(index.wrapping_sub(1)).is_some_and(|before| before.1 == *now) {
            continue;
        }
        let same = limits[index..].iter().find(|next| next.1 != *now);
        let x = (scale.x(*at_ms), same.map_or(1000.0, |it| scale.x(it.0)));
        let (top, bottom) = (y(it.ceiling()), y(it.floor()));
        paths.rect("wall", x, (top - 0.7, 1.4));
        paths.rect("wall", x, (bottom - 0.7, 1.4));
        paths.rect("hatch", x, (top - 5.2, 4.5));
        if it.floor() > 0 {
            paths.rect("hatch", x, (bottom + 0.7, 4.5));
        }
        let span = (*at_ms, same.map_or(i64::MAX, |it| it.0));
        let wall = |y, words, formula, is_ceiling| Wall {
            span,
            formula,
            ..Wall::always(y, words, is_ceiling)
        };
        let replicas = it.replicas;
        let most = format!(" = {replicas} + maxSurge {}", it.surge);
        let least = format!(" = {replicas} \u{2212} maxUnavailable {}", it.unavailable);
        strip.walls.push(wall(top, format!("at most {}", it.ceiling()), most, true));
        strip.walls.push(wall(bottom, format!("at least {}", it.floor()), least, false));
    }
}

fn tenths(number: f64) -> i32 {
    (number * 10.0).round() as i32
}
