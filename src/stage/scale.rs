//! From moments to places on the strip, and back: one mapping for drawing, dragging and speech.

use crate::picture::{DAY_MS, weekday};

/// The strip is so many units wide.
pub const WIDTH: f64 = 1000.0;
/// Where nothing happens for longer than this, the strip is folded (milliseconds).
const IDLE_MS: i64 = 20_000;
/// So much of an idle time is seen before it is folded, and after (milliseconds).
const SEEN_MS: i64 = 3_000;
/// A fold of so long (milliseconds) takes so much of the width; longer ones take a little more, up to twice
/// as much.
const FOLD_MS: f64 = 20_000.0;
const FOLD: f64 = 56.0;
/// With more folds than this the strip is a clock, and has none.
const FOLDS_MAX: usize = 5;

/// An idle time that takes less room than it is long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fold {
    /// From when (milliseconds since second 0).
    pub from_ms: i64,
    /// Until when.
    pub to_ms: i64,
    /// Where it begins.
    pub x: f64,
    /// How wide it is.
    pub width: f64,
}

/// Moments and places, piece by piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// Where each piece begins: a moment and its place; the last one is the end.
    points: Vec<(i64, f64)>,
    /// The idle times that are folded.
    pub folds: Vec<Fold>,
}

fn float(number: i64) -> f64 {
    number as f64
}

/// How much of the width a fold takes at least.
fn width(folded_ms: i64) -> f64 {
    FOLD * super::within((float(folded_ms) / FOLD_MS).sqrt().sqrt(), 1.0, 2.0)
}

impl Scale {
    /// The mapping of a film in which something happens at these moments, in order.
    #[must_use]
    pub fn new(moments: &[i64], end_ms: i64, may_fold: bool) -> Self {
        let end_ms = end_ms.max(1);
        let mut idle: Vec<(i64, i64)> = Vec::new();
        let (mut before, mut longest_ms) = (0, 0);
        for moment in moments.iter().copied().chain([end_ms]) {
            if moment - before > IDLE_MS {
                idle.push((before + SEEN_MS, moment - SEEN_MS));
            } else {
                longest_ms = longest_ms.max(moment - before);
            }
            before = before.max(moment);
        }
        if idle.len() > FOLDS_MAX || !may_fold {
            idle.clear();
        }
        let folded: i64 = idle.iter().map(|it| it.1 - it.0).sum();
        let shown_ms = float((end_ms - folded).max(1));
        let unit = |widths: &[f64]| (WIDTH - widths.iter().sum::<f64>()) / shown_ms;
        // What is folded was longer than what is not, and looks so.
        let mut widths: Vec<f64> = idle.iter().map(|it| width(it.1 - it.0)).collect();
        let least = float(longest_ms - SEEN_MS) * unit(&widths);
        widths.iter_mut().for_each(|it| *it = it.max(least));
        let unit = unit(&widths);
        // Where folding makes nothing larger, it only hides.
        if unit < WIDTH / float(end_ms) && may_fold {
            return Self::new(moments, end_ms, false);
        }
        let mut scale = Self { points: vec![(0, 0.0)], folds: Vec::new() };
        let (mut at_ms, mut x) = (0, 0.0);
        for ((from_ms, to_ms), width) in idle.into_iter().zip(widths) {
            x += float(from_ms - at_ms) * unit;
            scale.points.push((from_ms, x));
            scale.folds.push(Fold { from_ms, to_ms, x, width });
            x += width;
            scale.points.push((to_ms, x));
            at_ms = to_ms;
        }
        scale.points.push((end_ms, WIDTH));
        scale
    }

    /// Where a moment is, from 0 to [`WIDTH`].
    #[must_use]
    pub fn x(&self, at_ms: i64) -> f64 {
        let index = self.points.partition_point(|it| it.0 <= at_ms).max(1);
        match (self.points.get(index - 1), self.points.get(index)) {
            (Some(from), Some(to)) => {
                from.1
                    + (to.1 - from.1) * float(at_ms.max(from.0) - from.0)
                        / float((to.0 - from.0).max(1))
            }
            (Some(end), None) => end.1,
            _ => 0.0,
        }
    }

    /// The moment at a place (milliseconds since second 0).
    #[must_use]
    pub fn at(&self, x: f64) -> i64 {
        let index = self.points.partition_point(|it| it.1 <= x).max(1);
        match (self.points.get(index - 1), self.points.get(index)) {
            (Some(from), Some(to)) => {
                let part = (x - from.1) / (to.1 - from.1).max(f64::MIN_POSITIVE);
                from.0 + (float(to.0 - from.0) * super::within(part, 0.0, 1.0)).round() as i64
            }
            (Some(end), None) => end.0,
            _ => 0,
        }
    }

    /// The end (milliseconds since second 0).
    #[must_use]
    pub fn end_ms(&self) -> i64 {
        self.points.last().map_or(0, |it| it.0)
    }

    /// Whether the run lasts for days: then moments are told as days and hours.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.end_ms() > 100_000_000
    }

    /// The fold that a moment is in.
    #[must_use]
    pub fn fold(&self, at_ms: i64) -> Option<&Fold> {
        self.folds.iter().find(|it| it.from_ms <= at_ms && at_ms < it.to_ms)
    }

    /// Moments with words for the axis, few enough to be read. `start_of` is the date of second 0 by the
    /// clocks of a moment (milliseconds since 1970): they may be put forward or back on the way.
    #[must_use]
    pub fn ticks(&self, start_of: &dyn Fn(i64) -> i64) -> Vec<(f64, String)> {
        let shown = self.end_ms() - self.folds.iter().map(|it| it.to_ms - it.from_ms).sum::<i64>();
        let step =
            STEPS_S.iter().map(|it| it * 1000).find(|it| shown / it <= 9).unwrap_or(i64::MAX / 2);
        // Days begin at midnight, not at the tape's second 0.
        let is_dated = step >= DAY_MS / 4;
        let start_ms = start_of(0);
        let mut next = if is_dated { (-start_ms).rem_euclid(step) } else { 0 };
        let mut ticks: Vec<(f64, String)> = Vec::new();
        while next <= self.end_ms() && ticks.len() < 24 {
            // Where the clocks have been put forward since, midnight is earlier.
            let at_ms = if is_dated { next + start_ms - start_of(next) } else { next };
            let x = self.x(at_ms);
            let is_clear = ticks.last().is_none_or(|it| x - it.0 > 55.0) && x < WIDTH - 20.0;
            let in_fold = self.folds.iter().any(|it| it.from_ms < at_ms && at_ms < it.to_ms);
            if is_clear && !in_fold {
                let words = if is_dated { date(start_ms + next) } else { moment(at_ms, 0, false) };
                ticks.push((x, words));
            }
            next += step;
        }
        ticks
    }
}

/// Moves what would lie over each other apart, in order: each place is so far from the one before,
/// and the last one no further than the end.
#[must_use]
pub fn spread(places: &[f64], gap: f64, end: f64) -> Vec<f64> {
    let (mut last, mut limit) = (-gap, end);
    let mut spread: Vec<f64> = Vec::new();
    for place in places {
        last = place.max(last + gap);
        spread.push(last);
    }
    for place in spread.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - gap;
    }
    spread
}

/// Steps of the axis (seconds).
const STEPS_S: [i64; 14] = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 3600, 21_600, 86_400, 604_800];

/// `Thu 26`, or `Thu 18:00` within a day: in UTC.
fn date(unix_ms: i64) -> String {
    let minutes = unix_ms.rem_euclid(DAY_MS) / 60_000;
    if minutes != 0 {
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    format!("{} {}", weekday(unix_ms), day_of_month(unix_ms.div_euclid(DAY_MS)))
}

/// The day of the month of a day since 1970, in the Gregorian calendar.
fn day_of_month(day: i64) -> i64 {
    // Counted from a March the first: the leap day is the last one of a year.
    let day = day + 719_468;
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    of_year - (153 * ((5 * of_year + 2) / 153) + 2) / 5 + 1
}

/// `6.7 s`, `4:12`, and of runs that last for days `Thu 02:01` (UTC).
#[must_use]
pub fn moment(at_ms: i64, start_ms: i64, is_dated: bool) -> String {
    let (seconds, tenths) = (at_ms / 1000, at_ms / 100 % 10);
    match () {
        () if is_dated => {
            let minutes = (start_ms + at_ms).rem_euclid(DAY_MS) / 60_000;
            format!("{} {:02}:{:02}", weekday(start_ms + at_ms), minutes / 60, minutes % 60)
        }
        () if seconds < 60 && tenths == 0 => format!("{seconds} s"),
        () if seconds < 60 => format!("{seconds}.{tenths} s"),
        () if seconds < 3600 => format!("{}:{:02}", seconds / 60, seconds % 60),
        () => format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
    }
}
