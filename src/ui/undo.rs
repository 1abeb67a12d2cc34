//! What was done in the run, to be taken back and done again.
//!
//! Nothing is ever undone in the engine: each act made another run, and taking it back is showing
//! the film of the one before.

use podarium::film::Film;
use podarium::protocol::TapeFacts;
use std::rc::Rc;

/// So many acts can be taken back.
const ACTS_MAX: usize = 200;

/// A run as it was on the other side of an act.
#[derive(Debug)]
pub struct Side {
    pub film: Film,
    pub facts: Option<Rc<TapeFacts>>,
    /// The run's number.
    pub run: u32,
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
    }

    /// The run with something that was taken back.
    pub fn undone(&mut self, after: Side) {
        self.undone.push(after);
    }

    /// The run before what was done last.
    pub fn last_done(&mut self) -> Option<Side> {
        self.done.pop()
    }

    /// The run with what was taken back last.
    pub fn last_undone(&mut self) -> Option<Side> {
        self.undone.pop()
    }

    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
