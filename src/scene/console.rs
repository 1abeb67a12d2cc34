//! The console: what was typed, what was done, what came back.

use crate::picture::ConsoleEntry;
use crate::tape::{Entry, Line, Run};
use std::rc::Rc;

/// All that stands on the console.
pub(super) fn console(run: &Run) -> Vec<ConsoleEntry> {
    let entries = (0..).zip(run.entries());
    let with_text = |(index, it): (u32, &Rc<Entry>)| {
        Some(ConsoleEntry { text: it.output.text.as_str().into(), ..entry(run, index, it)? })
    };
    entries.filter_map(with_text).collect()
}

/// One entry without what it printed: that may be megabytes.
pub(super) fn entry(run: &Run, index: u32, entry: &Rc<Entry>) -> Option<ConsoleEntry> {
    let line = match &run.tape().lines.get(entry.line)?.line {
        Line::Command { text, .. } => format!("$ {text}"),
        Line::Act(act) => format!("! {act}"),
        _ => return None,
    };
    let start_ms = run.cluster().start_ms();
    Some(ConsoleEntry {
        index,
        line: line.into(),
        at_ms: entry.at_ms - start_ms,
        done: entry.done_ms.map(|it| (it - start_ms, entry.output.code)),
        text: "".into(),
        pieces: 0,
    })
}
