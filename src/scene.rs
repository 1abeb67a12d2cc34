//! What is to be seen of a run: pictures of moments, and films of all of it.
//!
//! **Invariant:** a picture is a function of the run at the cursor and of the records up to it; it
//! knows no clock, no browser and no framework. Played to a moment or rewound to it, it is equal.

mod cards;
mod claims;
mod console;
mod counts;
mod events;
mod filming;
mod history;
mod hues;
mod nodes;
mod pods;
mod recorder;
mod shown;
mod slots;
#[cfg(test)]
mod tests;
mod track;
mod unwritten;
mod whys;
mod workloads;

pub use self::filming::Filming;
pub use self::history::{Decision, History};
pub use self::recorder::Recorder;

use self::cards::Seen;
use crate::film::Marker;
use crate::picture::{Caption, OUTCOME, Picture, Workload, inline};
use crate::tape::{Ask, Line, Run};
use std::rc::Rc;

/// The picture of a run, of which the history tells what came before.
#[must_use]
pub fn picture(run: &Run, history: &History) -> Picture {
    let cluster = run.cluster();
    let (now_ms, start_ms) = (cluster.now_ms(), cluster.start_ms());
    let why = history.decisions().last().map(|it| Rc::new(whys::view(it, start_ms)));
    Picture {
        now_ms: now_ms - start_ms,
        nodes: Rc::new(nodes::nodes(cluster, history)),
        pods: Rc::new(pods::pods(cluster, history)),
        claims: Rc::new(claims::claims(cluster, history)),
        workloads: Rc::new(all_workloads(run, history).into_iter().map(Rc::new).collect()),
        console: Rc::new(console::console(run)),
        why,
        caption: caption(run),
        halted: cluster.halted().map(Into::into),
        ..Picture::default()
    }
    .with_tray()
}

fn all_workloads(run: &Run, history: &History) -> Vec<Workload> {
    let cluster = run.cluster();
    let seen = Seen { cluster, history, now_ms: cluster.now_ms() };
    let mut workloads: Vec<Workload> = cards::all().iter().flat_map(|it| it.make(&seen)).collect();
    workloads.sort_by(|a, b| a.order().cmp(&b.order()));
    workloads
}

/// How many captions there are on the tape.
fn captions(run: &Run) -> u32 {
    let is_caption = |it: &&crate::tape::TapeLine| matches!(it.line, Line::Caption(_));
    u32::try_from(run.tape().lines.iter().filter(is_caption).count()).unwrap_or(u32::MAX)
}

/// The captions among the lines that have begun, from a line on: numbers and texts.
fn markers(run: &Run, from: usize, at_ms: i64) -> Vec<Marker> {
    let lines = &run.tape().lines[..run.begun()];
    let (mut markers, mut count) = (Vec::new(), 0);
    for (at, line) in lines.iter().enumerate() {
        let (number, text) = match &line.line {
            Line::Caption(text) => {
                count += 1;
                (count, text)
            }
            Line::Ask(Ask::Question, text) => (0, text),
            _ => continue,
        };
        if at >= from {
            markers.push(Marker { at_ms, number, text: text.as_str().into() });
        }
    }
    markers
}

/// What became of the goals, once that is known.
fn outcome(run: &Run, at_ms: i64) -> Option<Marker> {
    Some(Marker { at_ms, number: OUTCOME, text: run.outcome()?.into() })
}

/// The last caption that has begun.
fn caption(run: &Run) -> Option<Rc<Caption>> {
    let last = outcome(run, 0).or_else(|| markers(run, 0, 0).pop())?;
    let text = inline(&last.text);
    Some(Rc::new(Caption { number: last.number, count: captions(run), text, source: last.text }))
}
