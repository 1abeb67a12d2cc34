//! The console: what was typed, what was done, what came back.

use crate::tape::{Entry, Line, Run};
use std::rc::Rc;

/// A line of the console with what came back.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsoleEntry {
    /// Which entry of the run it is.
    pub index: usize,
    /// The line as a tape has it: `$ kubectl get pods`, `! node-down node-2`.
    pub line: String,
    /// What it printed so far.
    pub entry: Rc<Entry>,
}

impl ConsoleEntry {
    /// Whether it still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.entry.done_ms.is_none()
    }

    /// Whether it ended with an error.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.entry.done_ms.is_some() && self.entry.output.code != 0
    }
}

/// All that stands on the console.
pub(super) fn console(run: &Run) -> Vec<ConsoleEntry> {
    let lines = &run.tape().lines;
    let view = |(index, entry): (usize, &Rc<Entry>)| {
        let line = match &lines.get(entry.line)?.line {
            Line::Command { text, .. } => format!("$ {text}"),
            Line::Act(act) => format!("! {act}"),
            _ => return None,
        };
        Some(ConsoleEntry { index, line, entry: Rc::clone(entry) })
    };
    run.entries().iter().enumerate().filter_map(view).collect()
}
