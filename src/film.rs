//! Films: a run's picture over virtual time. The engine makes them, the page shows them.
//!
//! **Shape.** Each thing that is drawn has a *lane*: what it looked like from which moment on. A
//! picture of any moment is one look-up per lane, so seeking costs the same wherever the head goes,
//! and there are no keyframes to keep. What only ever grows (decisions, messages, output of
//! commands) is a list in order of time. What the engine adds to a film, and the whole of a film as
//! a file, are the same list of [`Change`]s ([`pack`], [`unpack`]).
//!
//! **Invariant:** a film is data, never trusted: whatever bytes it is read from, the answer is a
//! film or an error.

mod chain;
mod charts;
mod codec;
mod drawn;
mod lanes;
mod lives;
mod peaks;
#[cfg(test)]
mod tests;
mod told;

pub use self::chain::{pack, unpack};
pub use self::charts::{Point, chart, points};
pub use self::codec::{FilmError, tape_hash};
pub use self::lives::{Life, Phase, lives};
pub use self::told::Told;

use self::lanes::{Ends, Lane, Lanes};
use crate::picture::{
    Caption, Claim, ConsoleEntry, Decision, EventRow, Message, Node, Picture, Pod, Printed,
    Workload, inline, seen,
};
use crate::sorted::Sort;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What is known of a film before its first picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Of which tape it is: [`tape_hash`] of its text.
    pub tape: u64,
    /// The tape's title.
    pub title: Rc<str>,
    /// The date and time of second 0 (milliseconds since 1970).
    pub start_ms: i64,
    /// How many captions the tape has.
    pub captions: u32,
}

/// A caption on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// When.
    #[serde(skip)]
    pub at_ms: i64,
    /// Its number among the tape's captions, from 1; 0 for a question, [`OUTCOME`](picture::OUTCOME)
    /// for what became of the goals.
    pub number: u32,
    /// What it says, with inline Markdown.
    pub text: Rc<str>,
}

/// One thing that a film tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A node looks like this, in its lane, from a moment on.
    Node(u32, i64, Option<Rc<Node>>),
    /// A Pod.
    Pod(u32, i64, Option<Rc<Pod>>),
    /// A claim.
    Claim(u32, i64, Option<Rc<Claim>>),
    /// A workload.
    Workload(u32, i64, Option<Rc<Workload>>),
    /// An entry of the console.
    Console(u32, i64, Option<Rc<ConsoleEntry>>),
    /// An event of the cluster.
    Event(u32, i64, Option<Rc<EventRow>>),
    /// A decision.
    Decision(Rc<Decision>),
    /// Something was sent to the API server.
    Message(Rc<Message>),
    /// An entry of the console printed something.
    Printed(u32, i64, Rc<Printed>),
    /// A caption began.
    Marker(Rc<Marker>),
    /// The cluster stands still for good.
    Halted(i64, Rc<str>),
}

/// A run's picture over virtual time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Film {
    /// Of which tape it is.
    pub head: Head,
    nodes: Lanes<Node>,
    pods: Lanes<Pod>,
    claims: Lanes<Claim>,
    workloads: Lanes<Workload>,
    console: Lanes<ConsoleEntry>,
    events: Lanes<EventRow>,
    decisions: Vec<Rc<Decision>>,
    messages: Vec<Rc<Message>>,
    /// By entry.
    printed: Vec<Vec<(i64, Rc<Printed>)>>,
    markers: Vec<Rc<Marker>>,
    halted: Option<(i64, Rc<str>)>,
    /// As far as it goes (milliseconds since second 0).
    pub until_ms: i64,
    /// How long the run is, once that is known.
    pub end_ms: Option<i64>,
}

impl Film {
    /// An empty film of a tape.
    #[must_use]
    pub fn new(head: Head) -> Self {
        Self { head, ..Self::default() }
    }

    /// Takes in what comes next. Whether it can come next: lanes are filled in order of time, and
    /// begin one after the other.
    pub fn apply(&mut self, change: Change) -> bool {
        match change {
            Change::Node(lane, at_ms, it) => self.nodes.set(lane, at_ms, it),
            Change::Pod(lane, at_ms, it) => self.pods.set(lane, at_ms, it),
            Change::Claim(lane, at_ms, it) => self.claims.set(lane, at_ms, it),
            Change::Workload(lane, at_ms, it) => self.workloads.set(lane, at_ms, it),
            Change::Console(lane, at_ms, it) => self.console.set(lane, at_ms, it),
            Change::Event(lane, at_ms, it) => self.events.set(lane, at_ms, it),
            Change::Decision(it) => push(&mut self.decisions, it, |it| it.at_ms),
            Change::Message(it) => push(&mut self.messages, it, |it| it.at_ms),
            Change::Printed(entry, at_ms, it) => self.print(entry, at_ms, it),
            Change::Marker(it) => push(&mut self.markers, it, |it| it.at_ms),
            Change::Halted(at_ms, it) => {
                self.halted = Some((at_ms, it));
                true
            }
        }
    }

    /// All that it tells, lane after lane.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        fn lanes<T>(
            all: &mut Vec<Change>,
            lanes: &Lanes<T>,
            make: fn(u32, i64, Option<Rc<T>>) -> Change,
        ) {
            for (lane, Lane(versions)) in (0..).zip(&lanes.0) {
                all.extend(versions.iter().map(|(at_ms, it)| make(lane, *at_ms, it.clone())));
            }
        }
        let mut all = Vec::new();
        lanes(&mut all, &self.nodes, Change::Node);
        lanes(&mut all, &self.pods, Change::Pod);
        lanes(&mut all, &self.claims, Change::Claim);
        lanes(&mut all, &self.workloads, Change::Workload);
        lanes(&mut all, &self.console, Change::Console);
        lanes(&mut all, &self.events, Change::Event);
        all.extend(self.decisions.iter().cloned().map(Change::Decision));
        all.extend(self.messages.iter().cloned().map(Change::Message));
        for (entry, pieces) in (0..).zip(&self.printed) {
            let change =
                |(at_ms, it): &(i64, Rc<Printed>)| Change::Printed(entry, *at_ms, it.clone());
            all.extend(pieces.iter().map(change));
        }
        all.extend(self.markers.iter().cloned().map(Change::Marker));
        all.extend(self.halted.iter().map(|(at_ms, it)| Change::Halted(*at_ms, it.clone())));
        all
    }

    /// Forgets all that comes after a moment: somebody has acted there.
    pub fn truncate(&mut self, at_ms: i64) {
        self.nodes.truncate(at_ms);
        self.pods.truncate(at_ms);
        self.claims.truncate(at_ms);
        self.workloads.truncate(at_ms);
        self.console.truncate(at_ms);
        self.events.truncate(at_ms);
        self.decisions.truncate(self.decisions.partition_point(|it| it.at_ms <= at_ms));
        self.messages.truncate(self.messages.partition_point(|it| it.at_ms <= at_ms));
        for pieces in &mut self.printed {
            pieces.truncate(pieces.partition_point(|it| it.0 <= at_ms));
        }
        // As if nothing had come of the entries behind.
        while self.printed.last().is_some_and(Vec::is_empty) {
            self.printed.pop();
        }
        self.markers.truncate(self.markers.partition_point(|it| it.at_ms <= at_ms));
        self.halted = self.halted.take().filter(|it| it.0 <= at_ms);
        (self.until_ms, self.end_ms) = (self.until_ms.min(at_ms), None);
    }

    /// The picture at a moment. What is as in the picture before is the same by pointer.
    #[must_use]
    pub fn at(&self, now_ms: i64, before: &Picture) -> Picture {
        let console = self.console.at(now_ms).map(|it| self.console_entry(it, now_ms, before));
        let mut workloads: Vec<Rc<Workload>> = self.workloads.at(now_ms).cloned().collect();
        workloads.order_by(|a, b| a.order().cmp(&b.order()));
        let mut claims: Vec<Rc<Claim>> = self.claims.at(now_ms).cloned().collect();
        claims.order_by(|a, b| a.order().cmp(&b.order()));
        let marker = self.markers(now_ms).last();
        Picture {
            now_ms,
            nodes: shared(self.nodes.at(now_ms).cloned().collect(), &before.nodes),
            pods: shared(seen(self.pods.at(now_ms), now_ms), &before.pods),
            claims: shared(claims, &before.claims),
            workloads: shared(workloads, &before.workloads),
            console: shared_console(console.collect(), &before.console),
            why: self.decisions(now_ms).last().cloned(),
            caption: marker.map(|it| self.caption(it, before)),
            halted: self.halted.as_ref().filter(|it| it.0 <= now_ms).map(|it| Rc::clone(&it.1)),
            ..Picture::default()
        }
        .with_tray()
    }

    fn caption(&self, marker: &Marker, before: &Picture) -> Rc<Caption> {
        let (number, count) = (marker.number, self.head.captions);
        let same = before
            .caption
            .as_ref()
            .filter(|it| (it.number, it.count) == (number, count) && it.source == marker.text);
        same.cloned().unwrap_or_else(|| {
            let source = Rc::clone(&marker.text);
            Rc::new(Caption { number, count, text: inline(&marker.text), source })
        })
    }

    fn print(&mut self, entry: u32, at_ms: i64, piece: Rc<Printed>) -> bool {
        let Ok(entry) = usize::try_from(entry) else { return false };
        // An entry prints when it is on the console, or begins to be.
        if entry > self.console.0.len() {
            return false;
        }
        if entry >= self.printed.len() {
            self.printed.resize(entry + 1, Vec::new());
        }
        push(&mut self.printed[entry], (at_ms, piece), |it| it.0)
    }

    fn console_entry(&self, entry: &ConsoleEntry, now_ms: i64, before: &Picture) -> ConsoleEntry {
        let index = usize::try_from(entry.index).unwrap_or(usize::MAX);
        let printed = self.printed.get(index).map_or(&[][..], |it| it);
        let printed = &printed[..printed.partition_point(|it| it.0 <= now_ms)];
        let pieces = u32::try_from(printed.len()).unwrap_or(u32::MAX);
        let same = before
            .console
            .get(index)
            .filter(|it| it.pieces == pieces && it.line == entry.line && it.at_ms == entry.at_ms);
        let text = same.map_or_else(|| text_of(printed), |it| Rc::clone(&it.text));
        ConsoleEntry { text, pieces, ..entry.clone() }
    }

    /// What each lane of Pods showed first and last.
    pub(crate) fn pod_lanes(&self) -> impl Iterator<Item = Ends<'_, Pod>> {
        self.pods.ends()
    }

    /// What each lane of nodes showed first and last.
    pub(crate) fn node_lanes(&self) -> impl Iterator<Item = Ends<'_, Node>> {
        self.nodes.ends()
    }

    /// What each lane of claims showed first and last.
    pub(crate) fn claim_lanes(&self) -> impl Iterator<Item = Ends<'_, Claim>> {
        self.claims.ends()
    }

    /// What each lane of workloads showed first and last.
    pub(crate) fn workload_lanes(&self) -> impl Iterator<Item = Ends<'_, Workload>> {
        self.workloads.ends()
    }

    /// What each lane of the console showed first and last.
    pub(crate) fn console_lanes(&self) -> impl Iterator<Item = Ends<'_, ConsoleEntry>> {
        self.console.ends()
    }

    /// What each lane of events showed first and last.
    pub(crate) fn event_lanes(&self) -> impl Iterator<Item = Ends<'_, EventRow>> {
        self.events.ends()
    }

    /// What was decided until a moment.
    #[must_use]
    pub fn decisions(&self, until_ms: i64) -> &[Rc<Decision>] {
        &self.decisions[..self.decisions.partition_point(|it| it.at_ms <= until_ms)]
    }

    /// What was sent to the API server until a moment.
    #[must_use]
    pub fn messages(&self, until_ms: i64) -> &[Rc<Message>] {
        &self.messages[..self.messages.partition_point(|it| it.at_ms <= until_ms)]
    }

    /// The captions that have begun until a moment.
    #[must_use]
    pub fn markers(&self, until_ms: i64) -> &[Rc<Marker>] {
        &self.markers[..self.markers.partition_point(|it| it.at_ms <= until_ms)]
    }

    /// The events of the cluster at a moment, the newest first.
    #[must_use]
    pub fn events(&self, now_ms: i64, count: usize) -> Vec<Rc<EventRow>> {
        let mut events: Vec<(i64, &Rc<EventRow>)> = Vec::new();
        for lane in &self.events.0 {
            let index = lane.0.partition_point(|(since_ms, _)| *since_ms <= now_ms);
            if let Some((since_ms, Some(event))) = lane.0[..index].last() {
                events.push((*since_ms, event));
            }
        }
        events.order_by_key(|(since_ms, _)| std::cmp::Reverse(*since_ms));
        events.into_iter().take(count).map(|(_, it)| Rc::clone(it)).collect()
    }

    /// All versions of each workload of a kind.
    pub(crate) fn of_kind<'a>(
        &'a self,
        kind: &'a str,
    ) -> impl Iterator<Item = &'a [(i64, Option<Rc<Workload>>)]> {
        let is_it = move |it: &&Lane<Workload>| {
            it.0.iter().find_map(|it| it.1.as_ref()).is_some_and(|it| *it.kind == *kind)
        };
        self.workloads.0.iter().filter(is_it).map(|it| &*it.0)
    }

    /// All versions of a workload until a moment.
    pub(crate) fn versions_of<'a>(
        &'a self,
        workload: &'a Workload,
    ) -> &'a [(i64, Option<Rc<Workload>>)] {
        let is_it = |it: &&Lane<Workload>| {
            it.0.iter().find_map(|it| it.1.as_ref()).is_some_and(|it| {
                (&it.kind, &it.name, &it.namespace)
                    == (&workload.kind, &workload.name, &workload.namespace)
            })
        };
        self.workloads.0.iter().find(is_it).map_or(&[], |it| &it.0)
    }
}

/// All that was printed.
fn text_of(pieces: &[(i64, Rc<Printed>)]) -> Rc<str> {
    let first = pieces.iter().rposition(|it| it.1.is_instead).unwrap_or(0);
    pieces[first..].iter().map(|it| &*it.1.text).collect::<String>().into()
}

fn push<T>(list: &mut Vec<T>, it: T, at_ms: fn(&T) -> i64) -> bool {
    let fits = list.last().is_none_or(|last| at_ms(last) <= at_ms(&it));
    if fits {
        list.push(it);
    }
    fits
}

/// The list before, where all its elements are the same by pointer.
fn shared<T>(new: Vec<Rc<T>>, before: &Rc<Vec<Rc<T>>>) -> Rc<Vec<Rc<T>>> {
    let is_same = new.len() == before.len()
        && new.iter().zip(before.iter()).all(|(new, old)| Rc::ptr_eq(new, old));
    if is_same { Rc::clone(before) } else { Rc::new(new) }
}

fn shared_console(new: Vec<ConsoleEntry>, before: &Rc<Vec<ConsoleEntry>>) -> Rc<Vec<ConsoleEntry>> {
    let is_same = |(new, old): (&ConsoleEntry, &ConsoleEntry)| {
        Rc::ptr_eq(&new.text, &old.text) && new.done == old.done && new.line == old.line
    };
    if new.len() == before.len() && new.iter().zip(before.iter()).all(is_same) {
        return Rc::clone(before);
    }
    Rc::new(new)
}
