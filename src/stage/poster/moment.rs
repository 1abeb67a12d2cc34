//! Which moment of a film makes a good poster: one at which much can be seen.

use crate::film::{Change, Film};
use crate::picture::{Look, Picture};
use crate::sorted::Sort;
use std::collections::BTreeSet;

/// So many moments are looked at.
const MOMENTS_MAX: usize = 400;
/// A moment is looked at so long after something changed (milliseconds): what flies has arrived.
const AFTER_MS: i64 = 800;

/// A picture that stays for so long is worth twice as much (milliseconds).
const LASTS_MS: i64 = 250;

/// A good moment of a film (milliseconds since second 0).
#[must_use]
pub fn good_moment(film: &Film) -> i64 {
    let end_ms = film.end_ms.unwrap_or(film.until_ms);
    let moments = moments(film);
    let step = moments.len().div_ceil(MOMENTS_MAX).max(1);
    let mut before = Picture::default();
    let mut best = (0, 0);
    for (at, at_ms) in moments.iter().enumerate().step_by(step) {
        let next_ms = moments.get(at + 1).copied().unwrap_or(end_ms);
        let lasts_ms = next_ms - at_ms;
        let at_ms = (next_ms - 1).min(at_ms + AFTER_MS).clamp(0, end_ms.max(0));
        before = film.at(at_ms, &before);
        // What is over at once is not what a viewer remembers.
        let worth = if lasts_ms < LASTS_MS { worth(&before) / 2 } else { worth(&before) };
        best = best.max((worth, -at_ms));
    }
    -best.1
}

/// When something on the stage changes, in order.
fn moments(film: &Film) -> Vec<i64> {
    let changes = film.changes();
    let moment = |it: &Change| match it {
        Change::Node(_, at_ms, _) | Change::Pod(_, at_ms, _) | Change::Workload(_, at_ms, _) => {
            Some(*at_ms)
        }
        _ => None,
    };
    let mut moments: Vec<i64> = changes.iter().filter_map(moment).collect();
    moments.order();
    moments.dedup();
    moments
}

/// How much can be seen.
fn worth(picture: &Picture) -> usize {
    let there = || picture.pods.iter().filter(|it| it.gone_ms.is_none());
    let looks: BTreeSet<&str> = there().map(|it| it.look.word()).collect();
    let kinds: BTreeSet<(u32, bool)> =
        there().map(|it| (it.group, it.look == Look::Ready)).collect();
    let count = |look: fn(&Look) -> bool| there().filter(|it| look(&it.look)).count();
    let failing = count(|look| matches!(look, Look::Failing(_)));
    let down = picture.nodes.iter().filter(|it| !it.is_ready || it.down_ms.is_some()).count();
    let parts = picture.workloads.iter().map(|it| it.parts.len().min(4)).sum::<usize>();
    6 * looks.len()
        + 4 * kinds.len().min(6)
        + 5 * failing.min(3)
        + 6 * down.min(2)
        + there().count().min(12)
        + parts
        + usize::from(picture.caption.is_some()) * 6
}
