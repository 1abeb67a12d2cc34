//! What helps an author to mend a tape, beside what is wrong with it.

use super::check::{Problem, of_files};
use super::run::Run;
use super::text::{Line, Tape, TapeLine};
use crate::api::{Kind, Node, ObjectMeta, Pod};
use crate::cluster::Act;
use crate::kubectl::{is_manifest, lint};
use crate::sorted::Sort;
use crate::syntax::format_time;
use std::rc::Rc;

/// So many names are told at most.
const NAMES_MAX: usize = 12;

/// Lines `@ TIME` whose time was over when they were reached, when each line began being given
/// (milliseconds since second 0).
pub(super) fn late(tape: &Tape, begun_ms: &[i64], above: usize) -> Vec<Problem> {
    let note = |(line, begun_ms): (&TapeLine, &i64)| {
        let Line::At(ms) = line.line else { return None };
        let (at, now) = (format_time(ms), format_time(*begun_ms));
        let text = format!("@ {at} is over: it is {now} here, and what follows happens then");
        (ms < *begun_ms).then_some(Problem { line: line.number + above, text })
    };
    tape.lines.iter().zip(begun_ms).filter_map(note).collect()
}

/// What is wrong in the manifests of a tape, each with its own line.
pub(super) fn wrong_manifests(tape: &Tape, above: usize) -> Vec<Problem> {
    of_files(tape, above, |name, text| if is_manifest(name) { lint(text) } else { Vec::new() })
}

/// The nodes or Pods that an act could have named where it stands; empty where it names neither.
pub(super) fn others(tape: &Rc<Tape>, line: usize, act: &Act) -> String {
    let mut run = Run::new(Rc::clone(tape));
    while run.begun() <= line && run.step().is_some() {}
    let store = run.cluster().store();
    let named = |it: &ObjectMeta| it.name.to_string();
    let (what, mut names): (_, Vec<String>) = match act.about() {
        Some((Kind::Node, _)) if !matches!(act, Act::NodeAdd(_)) => {
            ("nodes", store.list_typed::<Node>(None).map(|it| named(&it.metadata)).collect())
        }
        Some((Kind::Pod, pod)) => {
            let namespace = pod.split_once('/').map_or("default", |it| it.0);
            let pods = store.list_typed::<Pod>(Some(namespace));
            ("Pods", pods.map(|it| named(&it.metadata)).collect())
        }
        Some(_) | None => return String::new(),
    };
    names.order();
    let more = if names.len() > NAMES_MAX { ", ..." } else { "" };
    names.truncate(NAMES_MAX);
    match names.is_empty() {
        true => format!("; there are no {what} at this moment"),
        false => format!("; the {what} at this moment are {}{more}", names.join(", ")),
    }
}
