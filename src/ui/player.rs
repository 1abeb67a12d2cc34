//! The state behind the page: the film, the head on it, and the picture where the head is.

mod acts;
mod causes;
mod strips;

pub use self::causes::Cause;
pub use self::strips::key_of;
use super::browser;
use super::undo::Acts;
use podarium::film::{Film, Marker, tape_hash, unpack};
use podarium::picture::{Decision, EventRow, ObjectRef, Peaks, Picture, Station, Workload, parts};
use podarium::playback::{Command, PlayHead, Reel};
use podarium::protocol::{Span, TapeFacts};
use podarium::sorted::{Sort, SortedMap};
use podarium::stage::{self, Layout, Rect, Room, Scale, Strip};
use std::rc::Rc;

/// So many events and decisions are listed.
const LISTED_MAX: usize = 120;

/// The film, the head on it, and the picture where the head is.
pub struct Player {
    film: Film,
    pub reel: Rc<Reel>,
    peaks: Peaks,
    pub head: PlayHead,
    acts: Acts,
    newest_ms: i64,
    /// The run's number, and the last one that was given away.
    run: u32,
    last_run: u32,
    /// The tape and its files, once they are here.
    pub facts: Option<Rc<TapeFacts>>,
    /// How long the run will be at least (milliseconds).
    pub ahead_ms: i64,
    pub picture: Rc<Picture>,
    pub layout: Rc<Layout>,
    pub stations: Rc<Vec<Station>>,
    parts: Vec<(Rc<str>, String)>,
    pub cause: Option<Rc<Cause>>,
    /// Moments and places on the strip, and the strips that were drawn for so many moments.
    pub scale: Rc<Scale>,
    strips: SortedMap<Rc<str>, Rc<Strip>>,
    /// The workload that was there last, where there is none any more.
    departed: Option<Rc<Workload>>,
    drawn_for: usize,
    /// Whether idle times are folded.
    pub may_fold: bool,
    /// Moments besides the captions that the head stops at.
    marks: Vec<Rc<Marker>>,
    /// The room for the stage.
    room: Room,
    /// Whether motion is not wanted.
    is_calm: bool,
    /// The run as it was before somebody acted in its past: a ghost on the strip.
    pub other: Option<Box<Player>>,
    /// Both runs are shown beside each other.
    pub is_twin: bool,
}

impl Player {
    pub fn new() -> Self {
        Self {
            film: Film::default(),
            reel: Rc::default(),
            peaks: Peaks::default(),
            head: PlayHead::default(),
            acts: Acts::default(),
            newest_ms: 0,
            run: 1,
            last_run: 1,
            facts: None,
            ahead_ms: 0,
            picture: Rc::default(),
            layout: Rc::default(),
            stations: Rc::default(),
            parts: Vec::new(),
            cause: None,
            scale: Rc::default(),
            strips: SortedMap::new(),
            departed: None,
            drawn_for: 0,
            may_fold: true,
            marks: Vec::new(),
            room: Room { width: 720.0, height: 500.0, is_embedded: false },
            is_calm: browser::media("(prefers-reduced-motion: reduce)"),
            other: None,
            is_twin: false,
        }
    }

    /// An empty stage, for another tape; the speed stays.
    pub fn clear(&mut self) {
        let (room, run, speed) = (self.room, self.last_run + 1, self.head.speed());
        let (idle_ms, marks) = (self.head.idle_ms, std::mem::take(&mut self.marks));
        *self = Self { room, run, last_run: run, marks, ..Self::new() };
        self.head.idle_ms = idle_ms;
        self.head.command(&Command::Speed(speed), &self.reel);
        self.refresh();
    }

    /// Shows a film from its beginning.
    pub fn show(&mut self, film: Film) {
        self.film = film;
        self.rewound();
    }

    /// The film is another one: all that was worked out from it is worked out again.
    fn rewound(&mut self) {
        self.reel = Rc::new(Reel::of(&self.film));
        self.mark();
        self.peaks = self.film.peaks();
        self.redraw();
        self.refresh();
    }

    /// The run that is shown.
    pub fn run(&self) -> u32 {
        self.run
    }

    /// Whether the film is that of a tape, and whole.
    pub fn has_film_of(&self, tape: &str) -> bool {
        self.film.end_ms.is_some() && self.film.head.tape == tape_hash(tape)
    }

    /// Whether all of the film is here.
    pub fn is_whole(&self) -> bool {
        self.reel.is_whole
    }

    pub fn title(&self) -> &str {
        match &self.facts {
            Some(facts) => &facts.title,
            None => &self.film.head.title,
        }
    }

    /// Whether somebody has acted: then a link must carry the whole tape.
    pub fn is_changed(&self) -> bool {
        self.facts.as_ref().is_some_and(|it| !it.tape.done.is_empty())
    }

    pub fn command(&mut self, command: &Command) {
        self.head.command(command, &self.reel);
        self.refresh();
    }

    pub fn tick(&mut self, passed_ms: i64) {
        self.head.tick(passed_ms, &self.reel);
        self.refresh();
    }

    /// The film goes on. Whether it could be read.
    pub fn grow(&mut self, span: Span) -> bool {
        if span.run != self.run {
            return true;
        }
        let Ok(changes) = unpack(&span.changes) else { return false };
        if let Some(head) = span.head {
            self.film.head = head;
        }
        let is_more = !changes.is_empty();
        (self.film.until_ms, self.film.end_ms) = (span.until_ms, span.end_ms);
        self.ahead_ms = span.ahead_ms;
        let reel = Rc::make_mut(&mut self.reel);
        reel.grow(&changes, &self.film);
        let fits = changes.into_iter().all(|it| self.film.apply(it));
        reel.markers = self.film.markers(i64::MAX).to_vec();
        self.mark();
        if is_more {
            self.peaks = self.film.peaks();
        }
        // A film that still grows is drawn anew now and then only.
        let count = self.reel.moments.len();
        if self.film.end_ms.is_some() || count > self.drawn_for + self.drawn_for / 6 {
            self.redraw();
        }
        self.refresh();
        fits
    }

    /// Moments besides the captions, and how long an idle time is that is not hurried through (milliseconds).
    pub fn ask(&mut self, marks: &[Rc<Marker>], idle_ms: Option<i64>) {
        self.marks = marks.to_vec();
        self.head.idle_ms = idle_ms.unwrap_or(self.head.idle_ms);
    }

    /// Puts them among the captions.
    fn mark(&mut self) {
        if !self.marks.is_empty() {
            let markers = &mut Rc::make_mut(&mut self.reel).markers;
            markers.extend(self.marks.iter().cloned());
            markers.order_by_key(|it| it.at_ms);
        }
    }

    /// The newest moment of this run that was looked at (milliseconds since second 0).
    pub fn newest_ms(&self) -> i64 {
        self.newest_ms
    }

    /// The stage has another size.
    pub fn resize(&mut self, (width, height): (f64, f64), is_embedded: bool) -> bool {
        let room = Room { width, height, is_embedded };
        if self.room == room {
            return false;
        }
        if let Some(other) = &mut self.other {
            other.resize((width, height), is_embedded);
        }
        self.room = room;
        self.lay_out();
        self.cause = None;
        self.tell_cause();
        true
    }

    /// The stage's lower right corner.
    pub fn corner(&self) -> Rect {
        Rect { x: self.room.width - 10.0, y: self.room.height, ..Rect::default() }
    }

    /// How wide the stage is (CSS pixels).
    pub fn width(&self) -> f64 {
        self.room.width.max(1.0)
    }

    /// What is worked out from the whole film.
    fn redraw(&mut self) {
        self.drawn_for = self.reel.moments.len();
        let (mut both, mut end_ms) = (Vec::new(), self.reel.end_ms);
        if let Some(other) = &self.other {
            both.extend(self.reel.moments.iter().chain(&other.reel.moments));
            both.order();
            end_ms = end_ms.max(other.reel.end_ms);
        }
        let moments = if self.other.is_some() { &both } else { &self.reel.moments };
        self.scale = Rc::new(Scale::new(moments, end_ms, self.may_fold));
        if let Some(other) = &mut self.other {
            other.scale = Rc::clone(&self.scale);
            other.strips.clear();
        }
        self.strips.clear();
        self.draw_strips();
        self.parts = parts(self.film.decisions(i64::MAX), self.film.messages(i64::MAX));
    }

    /// Idle times are folded or not.
    pub fn fold(&mut self) {
        self.may_fold = !self.may_fold;
        self.redraw();
        self.refresh();
    }

    fn refresh(&mut self) {
        let now_ms = self.head.position_ms();
        self.newest_ms = self.newest_ms.max(now_ms);
        let before = Rc::clone(&self.picture);
        let picture = self.film.at(now_ms, &before);
        let is_moved = !Rc::ptr_eq(&picture.pods, &before.pods)
            || !Rc::ptr_eq(&picture.nodes, &before.nodes)
            || !Rc::ptr_eq(&picture.claims, &before.claims)
            || picture.pods.iter().any(|it| it.is_moving(now_ms) || it.is_moving(before.now_ms));
        self.picture = Rc::new(picture);
        self.depart();
        if is_moved {
            self.lay_out();
        }
        self.tell_cause();
        // Both runs share the handle.
        if let Some(other) = self.other.as_mut().filter(|it| self.is_twin || it.strips.is_empty()) {
            other.command(&Command::Seek(now_ms));
        }
    }

    fn lay_out(&mut self) {
        let layout = stage::layout(&self.picture, &self.peaks, self.room, self.is_calm);
        if layout != *self.layout {
            self.layout = Rc::new(layout);
        }
    }

    /// A number that is another one when something has happened.
    pub fn seen(&self) -> usize {
        let now_ms = self.head.position_ms();
        self.reel.moments.partition_point(|it| *it <= now_ms)
    }

    pub fn film(&self) -> &Film {
        &self.film
    }

    pub fn events(&self) -> Vec<Rc<EventRow>> {
        self.film.events(self.head.position_ms(), LISTED_MAX)
    }

    pub fn decisions(&self) -> Vec<Rc<Decision>> {
        let all = self.film.decisions(self.head.position_ms());
        all.iter().rev().take(LISTED_MAX).cloned().collect()
    }

    /// The last decisions about an object, the newest first.
    pub fn decisions_about(&self, object: &ObjectRef, count: usize) -> Vec<Rc<Decision>> {
        let all = self.film.decisions(self.head.position_ms()).iter().rev();
        let own = all.filter(|it| it.concerns(&object.kind, &object.name));
        own.take(count).cloned().collect()
    }
}
