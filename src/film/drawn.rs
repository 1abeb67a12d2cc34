//! What the binary form has to know of the things that are drawn.
//!
//! Moments inside of them are numbers that cost little: almost every one is that of a version of
//! the same lane (a Pod became ready when it began to look so), and is written as that version's
//! number, which stays the same in later versions.

use super::Marker;
use crate::picture::{
    Claim, ConsoleEntry, Decision, EventRow, Message, Node, Pod, Printed, Workload,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::rc::Rc;

/// Events say in which second they happened (milliseconds).
const SECOND_MS: i64 = 1000;

/// A thing that is drawn.
pub(super) trait Drawn: Clone + Serialize + DeserializeOwned {
    /// Looks at each moment in it, in an order that depends on its other fields only.
    fn each_time(&mut self, _look: &mut dyn FnMut(&mut i64)) {}

    /// What follows from its lane and moment is not written.
    fn place(&mut self, _lane: u32, _at_ms: i64) {}

    /// Of how many pieces of memory it is made besides those that all of its kind have.
    fn parts(&self) -> usize {
        0
    }
}

impl Drawn for Pod {
    fn each_time(&mut self, look: &mut dyn FnMut(&mut i64)) {
        let spell = &mut self.spell;
        look(&mut spell.created_ms);
        look(&mut spell.look_ms);
        let since = [&mut spell.ran_ms, &mut spell.ready_ms, &mut spell.told_ms, &mut self.gone_ms];
        since.into_iter().flatten().for_each(&mut *look);
        self.place.iter_mut().for_each(|it| look(&mut it.since_ms));
    }

    fn place(&mut self, lane: u32, _: i64) {
        self.id = lane;
    }

    fn parts(&self) -> usize {
        self.claims.len()
    }
}

impl Drawn for Node {
    fn each_time(&mut self, look: &mut dyn FnMut(&mut i64)) {
        [&mut self.down_ms, &mut self.evicts_ms].into_iter().flatten().for_each(look);
    }

    fn parts(&self) -> usize {
        self.labels.len() + self.taints.len() + self.conditions.len()
    }
}

impl Drawn for Workload {
    fn each_time(&mut self, look: &mut dyn FnMut(&mut i64)) {
        self.next_ms.iter_mut().for_each(look);
    }

    fn parts(&self) -> usize {
        4 * (self.revisions.len() + self.gauges.len()) + 8 * self.parts.len()
    }
}

impl Drawn for ConsoleEntry {
    fn each_time(&mut self, look: &mut dyn FnMut(&mut i64)) {
        look(&mut self.at_ms);
        self.done.iter_mut().for_each(|it| look(&mut it.0));
    }

    fn place(&mut self, lane: u32, _: i64) {
        self.index = lane;
    }
}

impl Drawn for EventRow {
    fn each_time(&mut self, look: &mut dyn FnMut(&mut i64)) {
        look(&mut self.at_ms);
    }

    fn place(&mut self, lane: u32, _: i64) {
        self.id = lane;
    }
}

impl Drawn for Decision {
    fn place(&mut self, _: u32, at_ms: i64) {
        self.at_ms = at_ms;
    }

    fn parts(&self) -> usize {
        self.what.len() + self.facts.len() + 4 * self.causes.len()
    }
}

impl Drawn for Message {
    fn place(&mut self, _: u32, at_ms: i64) {
        self.at_ms = at_ms;
    }
}

impl Drawn for Marker {
    fn place(&mut self, _: u32, at_ms: i64) {
        self.at_ms = at_ms;
    }
}

impl Drawn for Claim {}
impl Drawn for Printed {}
/// Why the cluster stands still.
impl Drawn for Rc<str> {}

/// Whether a number can be a moment: with those that can, sums never overflow.
pub(super) fn is_time(at_ms: i64) -> bool {
    at_ms.abs() <= 1 << 53
}

/// A moment as a number: which version of the lane, and how it follows from that; or itself.
pub(super) fn number_of(at_ms: i64, versions: &[i64]) -> i64 {
    let number = |index: usize| i64::try_from(index).unwrap_or(0) * 4;
    if let Ok(version) = versions.binary_search(&at_ms) {
        return number(version);
    }
    if let Some(now_ms) = versions.last() {
        let second_ms = now_ms.div_euclid(SECOND_MS) * SECOND_MS;
        let version = number(versions.len() - 1);
        if at_ms == second_ms {
            return version + 1;
        }
        if at_ms == second_ms - SECOND_MS {
            return version + 2;
        }
    }
    at_ms.saturating_mul(4) | 3
}

/// The moment that a number stands for; `None` where there is no such version.
pub(super) fn time_of(number: i64, versions: &[i64]) -> Option<i64> {
    let kind = number.rem_euclid(4);
    if kind == 3 {
        return Some(number.div_euclid(4)).filter(|it| is_time(*it));
    }
    let at_ms = *versions.get(usize::try_from(number.div_euclid(4)).ok()?)?;
    let second_ms = at_ms.div_euclid(SECOND_MS) * SECOND_MS;
    Some(match kind {
        0 => at_ms,
        1 => second_ms,
        _ => second_ms - SECOND_MS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        let versions = [0, 100, 2_345, 7_000];
        for at_ms in [0, 100, 2_345, 7_000, 6_000, 5_999, -1, 123_456_789_012] {
            assert_eq!(time_of(number_of(at_ms, &versions), &versions), Some(at_ms));
        }
        assert_eq!(number_of(2_345, &versions), 8, "a version's number");
        assert_eq!(time_of(16, &versions), None);
        assert_eq!(time_of(i64::MIN + 3, &versions), None, "no moment is that far");
        assert_eq!(time_of(-4, &versions), None);
    }
}
