//! Making films: what changed in the picture whenever something happened.
//!
//! **Invariant:** at every moment the film's picture equals [`picture`](super::picture) of the run.
//! Only what a note can have changed is looked at.

use super::cards::{self, Cards, Seen};
use super::history::History;
use super::shown::Shown;
use super::unwritten::Unwritten;
use super::{captions, claims, console, events, markers, nodes, outcome, pods, whys};
use crate::api::{Event, Kind, Node, Object};
use crate::apiserver::WatchType;
use crate::cluster::{Record, RecordKind};
use crate::film::{Change, Film, Head, tape_hash};
use crate::kubelet;
use crate::picture::{self, Claim, ConsoleEntry, EventRow, Message, Pod, Printed, Workload};
use crate::tape::Run;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A piece of what is printed has no more than this (bytes).
const PIECE_MAX: usize = 256 << 10;

/// Follows a run and tells what a film of it is told.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    history: History,
    nodes: Shown<picture::Node>,
    pods: BTreeMap<u32, Rc<Pod>>,
    claims: Shown<Claim>,
    workloads: Shown<Workload>,
    /// Of each kind that has cards, the keys of those that are there.
    cards: Vec<(Cards, Vec<Rc<str>>)>,
    events: Shown<EventRow>,
    console: Shown<ConsoleEntry>,
    /// How much of each entry's output was told.
    printed: Vec<String>,
    /// How many records, decisions and lines of the tape were seen.
    seen: usize,
    decided: usize,
    begun: usize,
    unwritten: Unwritten,
    is_halted: bool,
    is_begun: bool,
    /// Whether it was told what became of the goals.
    is_judged: bool,
}

impl Recorder {
    /// One that has told nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let cards = cards::all().into_iter().map(|it| (it, Vec::new())).collect();
        Self { cards, ..Self::default() }
    }

    /// What is known before the first picture.
    #[must_use]
    pub fn head(run: &Run) -> Head {
        let tape = run.tape();
        Head {
            tape: tape_hash(&tape.to_string()),
            title: tape.header.title.as_str().into(),
            start_ms: run.cluster().start_ms(),
            captions: captions(run),
        }
    }

    /// Goes on where a film ends: all that it tells is known.
    #[must_use]
    pub fn resume(film: &Film, run: &Run, records: &[Record]) -> Self {
        let mut history = History::of(records);
        history.take_touched();
        let mut recorder = Self {
            decided: history.decisions().len(),
            history,
            seen: records.len(),
            begun: run.begun(),
            unwritten: Unwritten::of(run),
            is_halted: run.cluster().halted().is_some(),
            is_begun: film.until_ms > 0 || !records.is_empty(),
            is_judged: run.outcome().is_some(),
            ..Self::new()
        };
        recorder.nodes.resume(film.node_lanes(), |it| Rc::clone(&it.name));
        let pods = film.pod_lanes().filter_map(|(_, last)| last);
        recorder.pods = pods.map(|it| (it.id, Rc::clone(it))).collect();
        recorder.claims.resume(film.claim_lanes(), claims::key_of);
        recorder.workloads.resume(film.workload_lanes(), workload_key);
        let seen = Seen { cluster: run.cluster(), history: &recorder.history, now_ms: 0 };
        let keys = |it: &Cards| it.make(&seen).iter().map(workload_key).collect();
        recorder.cards = cards::all().into_iter().map(|it| (it, keys(&it))).collect();
        for record in records {
            let RecordKind::Write { event, .. } = &record.kind else { continue };
            if let Object::Event(event) = &event.object {
                recorder.events.lane(&event_key(event));
            }
        }
        let events = recorder.events.last.iter_mut().zip(film.event_lanes());
        events.for_each(|(shown, (_, last))| *shown = last.cloned());
        recorder.console.resume(film.console_lanes(), |it| it.index.to_string().into());
        recorder.printed = run.entries().iter().map(|it| it.output.text.clone()).collect();
        recorder
    }

    /// Tells what has changed since the last call. The run must not stand in the middle of an
    /// instant; `records` are all that were noted of it so far.
    pub fn note(&mut self, run: &Run, records: &[Record]) -> Vec<Change> {
        let now_ms = run.now_ms();
        let new = &records[self.seen.min(records.len())..];
        let unwritten = Unwritten::of(run);
        let is_due = self.due_ms().is_some_and(|it| it <= now_ms);
        let is_quiet = new.is_empty() && unwritten == self.unwritten && self.begun == run.begun();
        let outcome = if self.is_judged { None } else { outcome(run, now_ms) };
        if is_quiet && self.is_begun && !is_due && outcome.is_none() && !self.has_printed(run) {
            return Vec::new();
        }
        self.history.follow(records);
        let mut changes = Vec::new();
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        if self.cards.is_empty() {
            self.cards = cards::all().into_iter().map(|it| (it, Vec::new())).collect();
        }
        let mut kinds = written(new);
        let has_requests = unwritten.requests != self.unwritten.requests;
        kinds.extend(has_requests.then_some(Kind::Service));
        kinds.extend(is_due.then_some(Kind::CronJob));
        let has_files = unwritten.files != self.unwritten.files;
        kinds.extend(has_files.then_some(Kind::PersistentVolumeClaim));
        self.note_pods(run, has_files, &mut changes);
        if is_first {
            self.note_first_nodes(run, &mut changes);
        } else {
            self.note_nodes(run, new, &mut changes);
        }
        self.note_claims(run, &kinds, &mut changes);
        self.note_workloads(run, now_ms, &kinds, &mut changes);
        self.note_console(run, &mut changes);
        self.note_records(run, new, &mut changes);
        let begun = markers(run, self.begun, now_ms).into_iter();
        self.is_judged |= outcome.is_some();
        changes.extend(begun.chain(outcome).map(|it| Change::Marker(Rc::new(it))));
        if let Some(why) = run.cluster().halted().filter(|_| !self.is_halted) {
            self.is_halted = true;
            changes.push(Change::Halted(now_ms, why.into()));
        }
        (self.seen, self.unwritten, self.begun) = (records.len(), unwritten, run.begun());
        changes
    }

    /// When the picture changes next by time alone: a run of a CronJob that was to come is due.
    #[must_use]
    pub fn due_ms(&self) -> Option<i64> {
        self.workloads.last.iter().filter_map(|it| it.as_ref()?.next_ms).min()
    }

    /// Tells what time alone has changed at a moment (milliseconds since second 0) up to which
    /// nothing happens.
    pub fn wake(&mut self, run: &Run, at_ms: i64) -> Vec<Change> {
        let mut changes = Vec::new();
        self.note_workloads(run, at_ms, &[Kind::CronJob], &mut changes);
        changes
    }

    /// Whether something stands otherwise on the console: printed, begun, or done.
    fn has_printed(&self, run: &Run) -> bool {
        let entries = run.entries();
        let is_told = |(index, entry): (usize, &Rc<crate::tape::Entry>)| {
            let told = self.printed.get(index).map(|it| it.len());
            let shown = self.console.last.get(index).and_then(Option::as_ref);
            told == Some(entry.output.text.len())
                && shown.is_none_or(|it| it.done.is_some() == entry.done_ms.is_some())
        };
        entries.len() != self.printed.len() || !entries.iter().enumerate().all(is_told)
    }

    /// Those that were written, and with the files of any all that are there.
    fn note_pods(&mut self, run: &Run, has_files: bool, changes: &mut Vec<Change>) {
        let mut touched = self.history.take_touched();
        if has_files {
            touched.extend(self.pods.keys());
            touched.sort_unstable();
            touched.dedup();
        }
        for id in touched {
            let Some(track) = self.history.tracks.get(&id) else { continue };
            let view = pods::view(run.cluster(), id, track);
            if self.pods.get(&id).is_some_and(|it| **it == view) {
                continue;
            }
            let view = Rc::new(view);
            match view.gone_ms {
                Some(_) => drop(self.pods.remove(&id)),
                None => drop(self.pods.insert(id, Rc::clone(&view))),
            }
            changes.push(Change::Pod(id, run.now_ms(), Some(view)));
        }
    }

    fn note_first_nodes(&mut self, run: &Run, changes: &mut Vec<Change>) {
        for node in nodes::nodes(run.cluster(), &self.history) {
            self.note_node(run, node, changes);
        }
    }

    fn note_nodes(&mut self, run: &Run, new: &[Record], changes: &mut Vec<Change>) {
        let mut names: Vec<&str> = Vec::new();
        for name in new.iter().filter_map(node_concerned) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for name in names {
            match run.cluster().store().typed::<Node>("", name) {
                Some(node) => {
                    let card = nodes::card(run.cluster(), &self.history, node);
                    self.note_node(run, Rc::new(card), changes);
                }
                None => {
                    let lane = self.nodes.end(name);
                    changes.extend(lane.map(|lane| Change::Node(lane, run.now_ms(), None)));
                }
            }
        }
    }

    fn note_node(&mut self, run: &Run, node: Rc<picture::Node>, changes: &mut Vec<Change>) {
        if let Some(lane) = self.nodes.put(&Rc::clone(&node.name), &node) {
            changes.push(Change::Node(lane, run.now_ms(), Some(node)));
        }
    }

    fn note_claims(&mut self, run: &Run, kinds: &[Kind], changes: &mut Vec<Change>) {
        if !kinds.iter().any(|it| [Kind::Pod, Kind::PersistentVolumeClaim].contains(it)) {
            return;
        }
        let at_ms = run.now_ms();
        let claims = claims::claims(run.cluster(), &self.history);
        let is_gone = |it: &&Rc<Claim>| claims.iter().all(|now| now.order() != it.order());
        let gone: Vec<Rc<Claim>> =
            self.claims.last.iter().flatten().filter(is_gone).cloned().collect();
        for claim in gone {
            let lane = self.claims.end(&claims::key_of(&claim));
            changes.extend(lane.map(|lane| Change::Claim(lane, at_ms, None)));
        }
        for claim in claims {
            let lane = self.claims.put(&claims::key_of(&claim), &claim);
            changes.extend(lane.map(|lane| Change::Claim(lane, at_ms, Some(claim))));
        }
    }

    fn note_workloads(&mut self, run: &Run, at_ms: i64, kinds: &[Kind], to: &mut Vec<Change>) {
        let (cluster, history) = (run.cluster(), &self.history);
        let seen = Seen { cluster, history, now_ms: at_ms + cluster.start_ms() };
        for (cards, keys) in &mut self.cards {
            if !cards.concern(kinds) {
                continue;
            }
            let before = std::mem::take(keys);
            for workload in cards.make(&seen) {
                let (key, workload) = (workload_key(&workload), Rc::new(workload));
                if let Some(lane) = self.workloads.put(&key, &workload) {
                    to.push(Change::Workload(lane, at_ms, Some(workload)));
                }
                keys.push(key);
            }
            for key in before.iter().filter(|it| !keys.contains(it)) {
                let lane = self.workloads.end(key);
                to.extend(lane.map(|lane| Change::Workload(lane, at_ms, None)));
            }
        }
    }

    fn note_console(&mut self, run: &Run, changes: &mut Vec<Change>) {
        let at_ms = run.now_ms();
        for (index, entry) in (0..).zip(run.entries()) {
            let at = self.printed.get(index as usize);
            let text = entry.output.text.as_str();
            let told = at.map_or("", |it| &**it);
            let is_told = told.len() == text.len() && told == text;
            let is_done = self.console.last.get(index as usize).is_some_and(|it| {
                it.as_ref().is_some_and(|it| it.done.is_some() || entry.done_ms.is_none())
            });
            if is_told && is_done {
                continue;
            }
            let Some(view) = console::entry(run, index, entry) else { continue };
            if at.is_none() {
                self.printed.push(String::new());
            }
            if !is_told {
                let told = &mut self.printed[index as usize];
                let rest = text.strip_prefix(told.as_str());
                let pieces = pieces(rest.unwrap_or(text), rest.is_none());
                changes.extend(pieces.map(|it| Change::Printed(index, at_ms, Rc::new(it))));
                if rest.is_none() {
                    told.clear();
                }
                told.push_str(rest.unwrap_or(text));
            }
            // The film has the text as what was printed.
            let view = Rc::new(view);
            if let Some(lane) = self.console.put(&index.to_string().into(), &view) {
                changes.push(Change::Console(lane, at_ms, Some(view)));
            }
        }
    }

    fn note_records(&mut self, run: &Run, new: &[Record], changes: &mut Vec<Change>) {
        let (at_ms, start_ms) = (run.now_ms(), run.cluster().start_ms());
        for record in new {
            let RecordKind::Write { component, verb, event } = &record.kind else { continue };
            let object = &event.object;
            if let Object::Event(row) = object {
                let key = event_key(row);
                if event.r#type == WatchType::Deleted {
                    let lane = self.events.end(&key);
                    changes.extend(lane.map(|lane| Change::Event(lane, at_ms, None)));
                    continue;
                }
                let row = Rc::new(events::row(self.events.lane(&key), row, start_ms));
                if let Some(lane) = self.events.put(&key, &row) {
                    changes.push(Change::Event(lane, at_ms, Some(row)));
                }
            } else if !is_heartbeat(component, object) {
                changes.push(Change::Message(Rc::new(Message {
                    at_ms: record.at_ms - start_ms,
                    component: (*component).into(),
                    verb: (*verb).into(),
                    kind: object.kind().info().singular.into(),
                    name: object.meta().name.as_str().into(),
                })));
            }
        }
        let decisions = self.history.decisions();
        let decided = decisions[self.decided..].iter();
        changes.extend(decided.map(|it| Change::Decision(Rc::new(whys::view(it, start_ms)))));
        self.decided = decisions.len();
    }
}

/// A text in pieces that are not too long to be read.
fn pieces(text: &str, is_instead: bool) -> impl Iterator<Item = Printed> {
    let mut rest = Some(text);
    let texts = std::iter::from_fn(move || {
        let (piece, after) = rest?.split_at(rest?.floor_char_boundary(PIECE_MAX));
        rest = Some(after).filter(|it| !it.is_empty());
        Some(piece)
    });
    let piece = move |(at, text): (usize, &str)| Printed {
        text: text.into(),
        is_instead: is_instead && at == 0,
    };
    texts.enumerate().map(piece)
}

fn workload_key(workload: &Workload) -> Rc<str> {
    format!("{}/{}/{}", workload.kind, workload.namespace, workload.name).into()
}

fn event_key(event: &Event) -> Rc<str> {
    format!("{}/{}", event.metadata.namespace, event.metadata.name).into()
}

/// Whether a component only says that it is alive.
fn is_heartbeat(component: &str, object: &Object) -> bool {
    let kind = object.kind();
    kind == Kind::Lease || kind == Kind::Node && component == kubelet::NAME
}

/// The kinds of what was written.
fn written(records: &[Record]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for record in records {
        let RecordKind::Write { event, .. } = &record.kind else { continue };
        let kind = event.object.kind();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// The node whose card a note can have changed.
fn node_concerned(record: &Record) -> Option<&str> {
    match &record.kind {
        RecordKind::Write { event, .. } => {
            if let Object::Pod(pod) = &event.object {
                return Some(pod.spec.node_name.as_str()).filter(|it| !it.is_empty());
            }
            let Object::Node(node) = &event.object else { return None };
            Some(&node.metadata.name)
        }
        // No other act is about a node.
        RecordKind::Act(act) => act.about().filter(|it| it.0 == Kind::Node).map(|it| it.1),
        RecordKind::Why(_) | RecordKind::Placed(..) => None,
    }
}
