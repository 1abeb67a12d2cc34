//! The console: what was typed, what was done, what came back; and events.

use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A line of the console with what came back.
#[derive(Clone, Debug, Eq, Serialize, Deserialize)]
pub struct ConsoleEntry {
    /// Which entry of the run it is.
    #[serde(skip)]
    pub index: u32,
    /// The line as a tape has it: `$ kubectl get pods`, `! node-down node-2`.
    pub line: Rc<str>,
    /// When it began.
    pub at_ms: i64,
    /// When it was done, and with which exit code; `None` while it runs.
    pub done: Option<(i64, i32)>,
    /// What it printed so far: put together from the film's [`Printed`].
    #[serde(skip)]
    pub text: Rc<str>,
    /// In how many pieces it was printed, where that is known: no two entries differ by it.
    #[serde(skip)]
    pub pieces: u32,
}

impl PartialEq for ConsoleEntry {
    fn eq(&self, other: &Self) -> bool {
        (self.index, self.at_ms, self.done) == (other.index, other.at_ms, other.done)
            && self.line == other.line
            && self.text == other.text
    }
}

impl ConsoleEntry {
    /// Whether it still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.done.is_none()
    }

    /// Whether it ended with an error.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.done.is_some_and(|(_, code)| code != 0)
    }
}

/// A piece of what an entry printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// What it printed.
    pub text: Rc<str>,
    /// Whether it stands in the place of all that the entry printed before.
    pub is_instead: bool,
}

/// An event in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// By which it is known: counts events in the order in which they came.
    #[serde(skip)]
    pub id: u32,
    /// When it happened last.
    pub at_ms: i64,
    /// Whether somebody should look.
    pub is_warning: bool,
    /// A word.
    pub reason: Rc<str>,
    /// What it is about: `pod/web-5d59d67564-8k2lq`.
    pub about: Rc<str>,
    /// A sentence.
    pub message: Rc<str>,
    /// How often it happened.
    pub count: i32,
}
