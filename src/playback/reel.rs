//! The moments of a film that the head stops at, steps to and hurries past.

use crate::film::{Change, Film, Marker};
use crate::picture::{Decision, Picture, Pod, READING_MS};
use crate::sorted::Sort;
use std::rc::Rc;

/// The moments of a film (milliseconds since second 0), each list in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reel {
    /// As far as there are pictures.
    pub end_ms: i64,
    /// Whether that is the end of the run, and not only as far as it is known by now.
    pub is_whole: bool,
    /// The captions.
    pub markers: Vec<Rc<Marker>>,
    /// When something was decided, or done by somebody.
    pub decisions: Vec<i64>,
    /// When anything that can be seen changed.
    pub moments: Vec<i64>,
}

impl Reel {
    /// The moments of a film as far as it goes.
    #[must_use]
    pub fn of(film: &Film) -> Self {
        let mut reel = Self::default();
        reel.grow(&film.changes(), film);
        reel
    }

    /// Takes in what a film was told since: all of it later than what was there.
    pub fn grow(&mut self, changes: &[Change], film: &Film) {
        let (mut decisions, mut moments) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Node(_, at_ms, _)
                | Change::Pod(_, at_ms, _)
                | Change::Workload(_, at_ms, _)
                | Change::Printed(_, at_ms, _) => moments.push(*at_ms),
                Change::Decision(it) => decisions.push(it.at_ms),
                Change::Marker(it) => moments.push(it.at_ms),
                _ => {}
            }
        }
        moments.extend(&decisions);
        append(&mut self.decisions, decisions);
        append(&mut self.moments, moments);
        self.markers = film.markers(i64::MAX).to_vec();
        self.end_ms = film.end_ms.unwrap_or(film.until_ms);
        self.is_whole = film.end_ms.is_some();
    }

    /// When something happens next after a moment, if anything does.
    #[must_use]
    pub fn next_change(&self, after_ms: i64) -> Option<i64> {
        next(&self.moments, after_ms)
    }

    /// Whether a decision is old news at a moment: it could be read, and since then something else was said
    /// or seen. What still holds is none: what is wrong with a Pod, and why one waits.
    #[must_use]
    pub fn is_old(&self, why: &Decision, picture: &Picture) -> bool {
        let now_ms = picture.now_ms;
        let is_since = |at_ms: i64| why.at_ms < at_ms && at_ms <= now_ms;
        let is_waiting = |it: &Rc<Pod>| it.waits() && it.name == why.about.name;
        now_ms > why.at_ms + why.read_ms()
            && *why.component != *"kubelet"
            && !picture.pods.iter().any(is_waiting)
            && (self.markers.iter().any(|it| is_since(it.at_ms))
                || self.next_change(why.at_ms + READING_MS).is_some_and(is_since))
    }

    /// When the next decision after a moment is made, for a step forward.
    #[must_use]
    pub fn next_decision(&self, after_ms: i64) -> Option<i64> {
        next(&self.decisions, after_ms)
    }

    /// When the last decision before a moment was made, for a step back.
    #[must_use]
    pub fn previous_decision(&self, before_ms: i64) -> Option<i64> {
        let before = self.decisions.partition_point(|it| *it < before_ms);
        self.decisions[..before].last().copied()
    }
}

fn next(moments: &[i64], after_ms: i64) -> Option<i64> {
    moments.get(moments.partition_point(|it| *it <= after_ms)).copied()
}

/// Adds moments behind those that there are.
fn append(all: &mut Vec<i64>, mut new: Vec<i64>) {
    new.order();
    all.extend(new);
    all.dedup();
}
