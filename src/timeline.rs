//! A run that can be asked for any moment.

#[cfg(test)]
mod tests;

use crate::api::Kind;
use crate::cluster::{Record, RecordKind};
use crate::sorted::SortedMap;
use crate::tape::{Line, Run, Tape, TapeLine};
use std::rc::Rc;

/// A keyframe after so many steps: what a jump back costs at most.
const KEYFRAME_STEPS: usize = 600;
/// And one step more for so many objects: a keyframe costs as much as there are.
const OBJECTS_PER_STEP: usize = 1;
/// Preparing stops after so many steps; the rest is run when it is asked for.
const PREPARE_STEPS: u32 = 400_000;
/// When the tape is over, what it started may take so long to settle (milliseconds).
const SETTLE_MS: i64 = 60_000;
/// Where somebody has acted they want to see it through: an eviction takes six minutes.
const SETTLE_LIVE_MS: i64 = 420_000;
/// A run shows at least so much (milliseconds).
const END_MIN_MS: i64 = 1_000;
/// After the last thing that happens there is time to see it (milliseconds).
const REST_MS: i64 = 1_000;

/// A caption on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// When (milliseconds since second 0).
    pub at_ms: i64,
    /// What it says.
    pub text: String,
}

/// A run that can be asked for any moment.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// By how many steps they come after the start.
    keyframes: SortedMap<i64, Rc<Run>>,
    /// As far as the run has been computed.
    frontier: Run,
    steps_since_keyframe: usize,
    records: Vec<Record>,
    markers: Vec<Marker>,
    /// Where the head last was: going on from there is cheaper than from a keyframe.
    current: Run,
    end_ms: i64,
    prepared: Prepared,
}

/// How far the run has been computed.
#[derive(Clone, Debug, Default)]
struct Prepared {
    steps: u32,
    /// When the tape was over.
    over_ms: Option<i64>,
    is_done: bool,
}

impl Timeline {
    /// A run of the tape, computed to its end.
    #[must_use]
    pub fn new(tape: Rc<Tape>) -> Self {
        let mut timeline = Self::start(tape);
        timeline.prepare();
        timeline
    }

    /// A run of the tape at its second 0: [`advance`](Self::advance) computes it.
    #[must_use]
    pub fn start(tape: Rc<Tape>) -> Self {
        let start = Run::new(tape);
        Self {
            keyframes: SortedMap::from([(-1, Rc::new(start.clone()))]),
            frontier: start.clone(),
            steps_since_keyframe: 0,
            records: Vec::new(),
            markers: Vec::new(),
            current: start,
            end_ms: 0,
            prepared: Prepared::default(),
        }
    }

    fn prepare(&mut self) {
        while self.advance() {}
    }

    /// Makes the next thing happen, until the tape is over and the cluster has settled. Whether
    /// there is more to compute.
    pub fn advance(&mut self) -> bool {
        if self.prepared.is_done {
            return false;
        }
        self.prepared.over_ms = self.over_ms();
        if self.is_settled() {
            self.finish();
            return false;
        }
        self.prepared.steps += 1;
        self.step_frontier();
        true
    }

    fn over_ms(&self) -> Option<i64> {
        let now_ms = || self.frontier.is_over().then(|| self.frontier.now_ms());
        self.prepared.over_ms.or_else(now_ms)
    }

    /// Whether nothing is left that is worth waiting for.
    fn is_settled(&self) -> bool {
        let is_live = self.tape().lines.iter().any(|it| it.is_recorded);
        let settle_ms = if is_live { SETTLE_LIVE_MS } else { SETTLE_MS };
        let is_late = |next: i64| self.over_ms().is_some_and(|over| next > over + settle_ms);
        self.prepared.steps >= PREPARE_STEPS || self.frontier.next_at().is_none_or(is_late)
    }

    /// When the next thing happens that is still to be computed (milliseconds since second 0).
    #[must_use]
    pub fn next_ms(&self) -> Option<i64> {
        let is_done = self.prepared.is_done || self.is_settled();
        self.frontier.next_at().filter(|_| !is_done)
    }

    /// Heartbeats and the like are no reason to go on watching.
    fn finish(&mut self) {
        let start_ms = self.frontier.cluster().start_ms();
        let last = self.records.iter().rev().find(|it| is_seen(it));
        let last_ms = last.map_or(0, |it| it.at_ms - start_ms);
        let over_ms = self.prepared.over_ms.unwrap_or(self.frontier.now_ms());
        self.end_ms = self.end_ms.max(last_ms.max(over_ms) + REST_MS).max(END_MIN_MS);
        self.prepared.is_done = true;
        self.records.shrink_to_fit();
    }

    /// As far as the run has been computed.
    #[must_use]
    pub fn frontier(&self) -> &Run {
        &self.frontier
    }

    /// Whether all has been computed that there is to see.
    #[must_use]
    pub fn is_prepared(&self) -> bool {
        self.prepared.is_done
    }

    /// Whether nothing more happens at the moment up to which the run has been computed.
    #[must_use]
    pub fn is_between(&self) -> bool {
        let now_ms = self.frontier.now_ms();
        self.frontier.next_at().is_none_or(|next| next > now_ms)
    }

    fn step_frontier(&mut self) {
        let begun = self.frontier.begun();
        let Some(records) = self.frontier.step() else { return };
        self.records.extend(records);
        let at_ms = self.frontier.now_ms();
        for line in &self.frontier.tape().lines[begun..self.frontier.begun()] {
            if let Line::Caption(text) = &line.line {
                self.markers.push(Marker { at_ms, text: text.clone() });
            }
        }
        self.steps_since_keyframe += 1;
        let objects = self.frontier.cluster().store().len();
        let is_due = self.steps_since_keyframe >= KEYFRAME_STEPS + objects / OBJECTS_PER_STEP;
        if is_due && self.is_between() {
            self.steps_since_keyframe = 0;
            self.keyframes.insert(at_ms, Rc::new(self.frontier.clone()));
        }
    }

    /// How long the run is (milliseconds).
    #[must_use]
    pub fn end_ms(&self) -> i64 {
        self.end_ms
    }

    /// The captions in the order in which they come.
    #[must_use]
    pub fn markers(&self) -> &[Marker] {
        &self.markers
    }

    /// What was noted of the whole run, in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// What was noted up to and including a moment.
    #[must_use]
    pub fn records_until(&self, at_ms: i64) -> &[Record] {
        let at_ms = at_ms + self.current.cluster().start_ms();
        &self.records[..self.records.partition_point(|it| it.at_ms <= at_ms)]
    }

    /// The tape as it is played now, with what was added.
    #[must_use]
    pub fn tape(&self) -> &Rc<Tape> {
        self.frontier.tape()
    }

    /// The run at a moment (milliseconds since second 0).
    pub fn at(&mut self, at_ms: i64) -> &Run {
        let at_ms = at_ms.max(0);
        while self.frontier.now_ms() < at_ms
            && self.frontier.next_at().is_some_and(|it| it <= at_ms)
        {
            self.step_frontier();
        }
        self.end_ms = self.end_ms.max(at_ms);
        let frame = self.keyframes.range(..=at_ms).next_back();
        let is_ahead = self.current.now_ms() > at_ms;
        let is_far = frame.is_some_and(|(frame, _)| *frame > self.current.now_ms());
        if let Some((_, frame)) = frame.filter(|_| is_ahead || is_far) {
            self.current = (**frame).clone();
        }
        self.current.run_until(at_ms, drop);
        &self.current
    }

    /// Puts a line in at a moment. Lines of the tape that were still to come stay; what was put
    /// in later is forgotten: it was an answer to what now happens differently.
    pub fn insert(&mut self, at_ms: i64, line: Line) {
        self.insert_all(at_ms, vec![line]);
    }

    /// The same for lines that belong together: they are done, and undone, as one.
    pub fn insert_all(&mut self, at_ms: i64, lines: Vec<Line>) {
        self.act(at_ms, lines);
        self.prepare();
    }

    /// The same, without computing what comes of it.
    pub fn act(&mut self, at_ms: i64, lines: Vec<Line>) {
        let run = self.at(at_ms).clone();
        let mut tape = (**run.tape()).clone();
        let begun = run.begun();
        let rest = tape.lines.split_off(begun);
        let recorded = |line| TapeLine { number: 0, line, is_recorded: true };
        tape.lines.push(recorded(Line::At(at_ms)));
        tape.lines.extend(lines.into_iter().map(recorded));
        tape.lines.extend(rest.into_iter().filter(|it| !it.is_recorded));
        self.fork(run.with_tape(&Rc::new(tape)));
    }

    /// Takes back what was put in last, wherever the head is; says when it happened.
    pub fn undo(&mut self) -> Option<i64> {
        let lines = &self.tape().lines;
        let is_start = |it: &TapeLine| it.is_recorded && matches!(it.line, Line::At(_));
        let start = lines.iter().rposition(is_start)?;
        let more = lines[start + 1..].iter().take_while(|it| it.is_recorded).count();
        let Line::At(at_ms) = lines[start].line else { return None };
        let mut tape = (**self.tape()).clone();
        tape.lines.drain(start..=start + more);
        // What was before the lines began is as it was.
        let frames = self.keyframes.range(0..).rev();
        let frame = frames.map(|(_, it)| it).find(|it| it.begun() <= start).map(Rc::clone);
        let tape = Rc::new(tape);
        match frame {
            Some(frame) => {
                self.fork((*frame).clone().with_tape(&tape));
                self.prepare();
            }
            None => *self = Self::new(tape),
        }
        Some(at_ms)
    }

    /// Goes on from a run; all that came after it is forgotten.
    fn fork(&mut self, run: Run) {
        let now_ms = run.now_ms();
        let absolute_ms = now_ms + run.cluster().start_ms();
        self.keyframes.retain(|at_ms, _| *at_ms <= now_ms);
        for frame in self.keyframes.values_mut() {
            Rc::make_mut(frame).set_tape(run.tape());
        }
        let kept = self.records.partition_point(|it| it.at_ms <= absolute_ms);
        self.records.truncate(kept);
        self.markers.retain(|it| it.at_ms <= now_ms);
        self.current = run.clone();
        self.frontier = run;
        self.end_ms = now_ms;
        self.prepared = Prepared::default();
    }

    /// When something happens next after a moment, if anything does.
    #[must_use]
    pub fn next_change(&self, after_ms: i64) -> Option<i64> {
        let start_ms = self.current.cluster().start_ms();
        let after = self.records.partition_point(|it| it.at_ms <= after_ms + start_ms);
        self.records[after..].iter().find(|it| is_seen(it)).map(|it| it.at_ms - start_ms)
    }

    /// When the next decision after a moment is made, for a step forward.
    #[must_use]
    pub fn next_decision(&self, after_ms: i64) -> Option<i64> {
        let start_ms = self.current.cluster().start_ms();
        let after = self.records.partition_point(|it| it.at_ms <= after_ms + start_ms);
        self.records[after..].iter().find(|it| is_decision(it)).map(|it| it.at_ms - start_ms)
    }

    /// When the last decision before a moment was made, for a step back.
    #[must_use]
    pub fn previous_decision(&self, before_ms: i64) -> Option<i64> {
        let start_ms = self.current.cluster().start_ms();
        let before = self.records.partition_point(|it| it.at_ms < before_ms + start_ms);
        self.records[..before].iter().rev().find(|it| is_decision(it)).map(|it| it.at_ms - start_ms)
    }
}

fn is_decision(record: &Record) -> bool {
    !matches!(record.kind, RecordKind::Write { .. })
}

/// Whether something can be seen of it: not of a kubelet that reports on its machine.
fn is_seen(record: &Record) -> bool {
    match &record.kind {
        RecordKind::Write { component, event, .. } => {
            let kind = event.object.kind();
            let is_report = kind == Kind::Node && *component == crate::kubelet::NAME;
            !matches!(kind, Kind::Event | Kind::Lease) && !is_report
        }
        RecordKind::Why(_) | RecordKind::Placed(..) | RecordKind::Act(_) => true,
    }
}
