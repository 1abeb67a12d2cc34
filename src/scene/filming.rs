//! A run being computed, and the film of it that is made meanwhile.

use super::Recorder;
use crate::film::{Change, Film};
use crate::tape::{Line, Run, Tape};
use crate::timeline::Timeline;
use std::rc::Rc;

/// A run and its film, both as far as they have been computed.
#[derive(Clone, Debug)]
pub struct Filming {
    timeline: Timeline,
    recorder: Recorder,
    film: Film,
}

impl Filming {
    /// A tape at its second 0.
    #[must_use]
    pub fn start(tape: Rc<Tape>) -> Self {
        let timeline = Timeline::start(tape);
        let film = Film::new(Recorder::head(timeline.frontier()));
        Self { timeline, recorder: Recorder::new(), film }
    }

    /// The whole film of a tape.
    #[must_use]
    pub fn of(tape: Rc<Tape>) -> Film {
        let mut filming = Self::start(tape);
        while filming.advance(|| true).is_some() {}
        filming.film
    }

    /// Computes on while it may, at least one step; what the film is told. `None` when there is
    /// nothing left to compute.
    pub fn advance(&mut self, mut may_go_on: impl FnMut() -> bool) -> Option<Vec<Change>> {
        if self.is_done() {
            return None;
        }
        let mut changes = Vec::new();
        loop {
            if let Some(next_ms) = self.timeline.next_ms() {
                self.wait(next_ms - 1, &mut changes);
            }
            let is_more = self.timeline.advance();
            if !is_more || self.timeline.is_between() {
                self.note(&mut changes);
            }
            if !is_more {
                self.end(&mut changes);
                break;
            }
            if !may_go_on() {
                break;
            }
        }
        Some(changes)
    }

    /// Nothing happens until and including a moment: what time alone changes.
    fn wait(&mut self, until_ms: i64, changes: &mut Vec<Change>) {
        while let Some(due_ms) = self.recorder.due_ms().filter(|it| *it <= until_ms) {
            let new = self.recorder.wake(self.timeline.frontier(), due_ms);
            self.tell(due_ms, new, changes);
        }
    }

    fn note(&mut self, changes: &mut Vec<Change>) {
        let run = self.timeline.frontier();
        let new = self.recorder.note(run, self.timeline.records());
        self.tell(run.now_ms(), new, changes);
    }

    fn tell(&mut self, at_ms: i64, new: Vec<Change>, changes: &mut Vec<Change>) {
        self.film.until_ms = self.film.until_ms.max(at_ms);
        for change in &new {
            self.film.apply(change.clone());
        }
        changes.extend(new);
    }

    fn end(&mut self, changes: &mut Vec<Change>) {
        let end_ms = self.timeline.end_ms();
        self.wait(end_ms, changes);
        self.film.until_ms = self.film.until_ms.max(end_ms);
        self.film.end_ms = Some(end_ms);
    }

    /// Whether all has been computed that there is to see.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.timeline.is_prepared()
    }

    /// The film, as far as it goes.
    #[must_use]
    pub fn film(&self) -> &Film {
        &self.film
    }

    /// The tape, with what was added.
    #[must_use]
    pub fn tape(&self) -> &Rc<Tape> {
        self.timeline.tape()
    }

    /// The timeline behind the film.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The run at a moment (milliseconds since second 0), which must have been computed.
    pub fn at(&mut self, at_ms: i64) -> &Run {
        self.timeline.at(at_ms)
    }

    /// Puts lines in at a moment that has been computed: what comes after it is forgotten.
    pub fn act(&mut self, at_ms: i64, lines: Vec<Line>) {
        self.timeline.act(at_ms, lines);
        self.film.truncate(at_ms);
        let run = self.timeline.frontier();
        self.recorder = Recorder::resume(&self.film, run, self.timeline.records());
        self.film.head = Recorder::head(run);
    }
}
