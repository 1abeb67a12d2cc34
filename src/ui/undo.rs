//! What was done in the run, to be taken back and done again.
//!
//! The engine knows no undo: each act made another tape, and taking it back is playing the one
//! before.

use podarium::playback::Timeline;
use podarium::tape::Tape;
use std::rc::Rc;

/// So many acts can be taken back.
const ACTS_MAX: usize = 200;
/// Of so many, the run is kept and need not be computed again.
const KEPT_MAX: usize = 4;

/// A run as it was on the other side of an act.
#[derive(Debug)]
pub struct Side {
    pub tape: Rc<Tape>,
    /// The run itself, if it was kept.
    pub run: Option<Box<Timeline>>,
    /// When the act was done (milliseconds since second 0).
    pub at_ms: i64,
    /// How far that run had been watched.
    pub newest_ms: i64,
    /// What was done: the act's first line.
    pub what: String,
}

impl Side {
    pub fn timeline(self) -> Timeline {
        self.run.map_or_else(|| Timeline::new(self.tape), |run| *run)
    }
}

/// The acts that were done, and those that were taken back.
#[derive(Debug, Default)]
pub struct Acts {
    done: Vec<Side>,
    undone: Vec<Side>,
}

impl Acts {
    /// Something was done: what had been taken back is forgotten.
    pub fn act(&mut self, before: Side) {
        self.undone.clear();
        self.done(before);
    }

    /// The run before something that was done, or was done again.
    pub fn done(&mut self, before: Side) {
        if self.done.len() == ACTS_MAX {
            self.done.remove(0);
        }
        self.done.push(before);
        forget(&mut self.done);
    }

    /// The run with something that was taken back.
    pub fn undone(&mut self, after: Side) {
        self.undone.push(after);
        forget(&mut self.undone);
    }

    /// The run before what was done last.
    pub fn last_done(&mut self) -> Option<Side> {
        self.done.pop()
    }

    /// The run with what was taken back last.
    pub fn last_undone(&mut self) -> Option<Side> {
        self.undone.pop()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

/// Runs are large: only the last ones are kept.
fn forget(sides: &mut [Side]) {
    if let Some(old) = sides.iter_mut().rev().nth(KEPT_MAX) {
        old.run = None;
    }
}
