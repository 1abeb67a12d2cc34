//! What was done in the run, to be taken back and done again.
//!
//! The engine knows no undo: each act made another tape, and taking it back is playing the one
//! before.

use podarium::tape::Tape;
use std::rc::Rc;

/// So many acts can be taken back.
const ACTS_MAX: usize = 200;

/// A run as it was on the other side of an act.
#[derive(Clone, Debug)]
pub struct Side {
    pub tape: Rc<Tape>,
    /// When the act was done (milliseconds since second 0).
    pub at_ms: i64,
    /// How far that run had been watched.
    pub newest_ms: i64,
    /// What was done: the act's first line.
    pub what: String,
}

/// The acts that were done, and those that were taken back.
#[derive(Debug, Default)]
pub struct Acts {
    done: Vec<Side>,
    undone: Vec<Side>,
}

impl Acts {
    /// Something was done: what had been taken back is forgotten.
    pub fn done(&mut self, before: Side) {
        self.undone.clear();
        if self.done.len() == ACTS_MAX {
            self.done.remove(0);
        }
        self.done.push(before);
    }

    /// The run before the last act; `now` tells how it is with the act.
    pub fn undo(&mut self, now: impl FnOnce(&Side) -> Side) -> Option<Side> {
        let before = self.done.pop()?;
        self.undone.push(now(&before));
        Some(before)
    }

    /// The run with the act that was taken back last; `now` tells how it is without.
    pub fn redo(&mut self, now: impl FnOnce(&Side) -> Side) -> Option<Side> {
        let after = self.undone.pop()?;
        self.done.push(now(&after));
        Some(after)
    }

    /// Something was taken back that was done before the page was opened.
    pub fn undone(&mut self, after: Side) {
        self.undone.push(after);
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
