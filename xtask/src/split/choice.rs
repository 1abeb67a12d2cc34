//! Which functions go into the second part, and where each part finds those of the other.

use super::program::Program;
use crate::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::ExportKind;

/// A function with so few bytes stays: its stub would be as large.
const STUB: usize = 24;

/// What goes, and how the parts call each other.
pub struct Choice {
    /// The functions that go, in order.
    pub goes: BTreeSet<u32>,
    /// The slot of each function that the other part calls, or that was in the table before.
    pub slots: BTreeMap<u32, u32>,
    /// The slot of what brings the second part. It is the last.
    pub bring: u32,
}

impl Choice {
    /// Those that are named go, and those that only they call.
    ///
    /// # Errors
    /// A body that is no WebAssembly.
    pub fn new(program: &Program, is_later: &dyn Fn(u32, &str) -> bool) -> Outcome<Self> {
        let calls = program.calls()?;
        let mut callers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (caller, called) in &calls {
            callers.entry(*called).or_default().push(*caller);
        }
        let exported: BTreeSet<u32> =
            (program.exports.iter()).filter(|it| it.1 == ExportKind::Func).map(|it| it.2).collect();
        let in_table: BTreeSet<u32> = program.elements.iter().map(|it| it.1).collect();
        let can_go = |it: &u32| program.body(*it).is_some() && !exported.contains(it);
        let is_named = |it: &u32| {
            is_later(*it, program.names.get(it).copied().unwrap_or_default()) && can_go(it)
        };
        let mut goes: BTreeSet<u32> = program.all().filter(is_named).collect();
        loop {
            let only_theirs = |it: &u32| {
                let callers = callers.get(it).map_or(&[][..], Vec::as_slice);
                !callers.is_empty() && callers.iter().all(|it| goes.contains(it))
            };
            let more: Vec<u32> = (program.all())
                .filter(|it| !goes.contains(it) && !in_table.contains(it) && can_go(it))
                .filter(only_theirs)
                .collect();
            if more.is_empty() {
                break;
            }
            goes.extend(more);
        }
        let needs_stub = |it: &u32| {
            in_table.contains(it)
                || callers.get(it).is_some_and(|it| it.iter().any(|it| !goes.contains(it)))
        };
        let is_small = |it: &u32| program.body(*it).is_some_and(|it| it.range().len() < STUB);
        let small: Vec<u32> =
            goes.iter().copied().filter(|it| is_small(it) && needs_stub(it)).collect();
        for it in small {
            goes.remove(&it);
        }
        Ok(Self::placed(program, &calls, goes))
    }

    fn placed(program: &Program, calls: &[(u32, u32)], goes: BTreeSet<u32>) -> Self {
        let mut slots: BTreeMap<u32, u32> =
            program.elements.iter().map(|(slot, function)| (*function, *slot)).collect();
        let mut bring = program.slots();
        let crossing: BTreeSet<u32> = (calls.iter())
            .filter(|(caller, called)| goes.contains(caller) != goes.contains(called))
            .map(|it| it.1)
            .collect();
        // Those that stay are written as one run, those that go as another.
        let (going, staying): (Vec<u32>, Vec<u32>) =
            crossing.into_iter().partition(|it| goes.contains(it));
        for it in staying.into_iter().chain(going) {
            slots.entry(it).or_insert_with(|| {
                bring += 1;
                bring - 1
            });
        }
        Self { goes, slots, bring }
    }
}
