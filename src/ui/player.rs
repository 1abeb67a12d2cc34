//! The state behind the page: the timeline, the head on it, and the picture where the head is.

use super::browser;
use super::inspect::{self, ObjectView, Volume};
use super::undo::{Acts, Side};
use podarium::api::Kind;
use podarium::kubectl::{self, Outcome};
use podarium::playback::{Command, Marker, PlayHead, Timeline};
use podarium::scene::{self, EventRow, History, Layout, Scene, WhyView};
use podarium::tape::{Line, Run, Tape, TapeError};
use std::rc::Rc;

/// What is chosen on the stage or in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub kind: Kind,
    pub namespace: Rc<str>,
    pub name: Rc<str>,
}

/// So many events and decisions are listed.
const LISTED_MAX: usize = 120;

/// The timeline, the head on it, and the picture where the head is.
pub struct Player {
    timeline: Timeline,
    pub head: PlayHead,
    history: History,
    acts: Acts,
    newest_ms: i64,
    pub scene: Rc<Scene>,
    pub layout: Rc<Layout>,
    pub markers: Rc<Vec<Marker>>,
    /// Width and height there are for the stage (CSS pixels).
    size: (f64, f64),
    /// Whether motion is not wanted.
    is_calm: bool,
}

impl Player {
    pub fn new(tape: Tape) -> Self {
        let mut player = Self {
            timeline: Timeline::new(Rc::new(tape)),
            head: PlayHead::default(),
            history: History::default(),
            acts: Acts::default(),
            newest_ms: 0,
            scene: Rc::default(),
            layout: Rc::default(),
            markers: Rc::default(),
            size: (720.0, 600.0),
            is_calm: browser::media("(prefers-reduced-motion: reduce)"),
        };
        player.refresh();
        player
    }

    /// Plays another tape from its beginning, at the same speed.
    ///
    /// # Errors
    /// The text is no tape; nothing has changed then.
    pub fn load(&mut self, text: &str) -> Result<(), TapeError> {
        let tape = Tape::parse(text)?;
        let speed = self.head.speed();
        let size = self.size;
        *self = Self::new(tape);
        self.head.command(&Command::Speed(speed), &self.timeline);
        self.resize(size);
        Ok(())
    }

    /// Lines of the tape are known to have been done in it, by their numbers.
    pub fn mark(&mut self, done: &[usize]) {
        if done.is_empty() {
            return;
        }
        let mut tape = self.tape().clone();
        for number in done {
            if let Some(line) = tape.lines.get_mut(*number) {
                line.is_recorded = true;
            }
        }
        self.timeline = Timeline::new(Rc::new(tape));
        self.history = History::default();
        self.refresh();
    }

    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    pub fn tape(&self) -> &Tape {
        self.timeline.tape()
    }

    pub fn command(&mut self, command: &Command) {
        self.head.command(command, &self.timeline);
        self.refresh();
    }

    pub fn tick(&mut self, passed_ms: i64) {
        self.head.tick(passed_ms, &self.timeline);
        self.refresh();
    }

    /// Does something now, and plays on so that its effect is seen.
    pub fn insert(&mut self, lines: Vec<Line>) {
        let at_ms = self.head.position_ms();
        let what = lines.iter().rev().find(|it| !matches!(it, Line::File { .. }));
        let what = what.map_or_else(String::new, first_line);
        self.acts.act(Side {
            tape: Rc::clone(self.timeline.tape()),
            run: Some(Box::new(self.timeline.clone())),
            at_ms,
            newest_ms: self.newest_ms,
            what,
        });
        self.timeline.insert_all(at_ms, lines);
        self.newest_ms = at_ms;
        // What was noted after this moment was noted of another run.
        self.history = History::default();
        self.command(&Command::Play);
    }

    /// Takes back what was done last, and goes to where it happened; what it was, if anything.
    pub fn undo(&mut self) -> Option<String> {
        let before = self.acts.last_done().or_else(|| self.before_tape())?;
        let after = self.go_to(before);
        let what = after.what.clone();
        self.acts.undone(after);
        Some(what)
    }

    /// The run before what was done last on the tape as it was opened.
    fn before_tape(&mut self) -> Option<Side> {
        let last = self.tape().lines.iter().rev().find(|it| it.is_recorded)?;
        let what = first_line(&last.line);
        let mut before = self.timeline.clone();
        let at_ms = before.undo()?;
        let tape = Rc::clone(before.tape());
        Some(Side { tape, run: Some(Box::new(before)), at_ms, newest_ms: at_ms, what })
    }

    /// Does again what was taken back last, and plays on; what it was, if anything.
    pub fn redo(&mut self) -> Option<String> {
        let after = self.acts.last_undone()?;
        let before = self.go_to(after);
        let what = before.what.clone();
        self.acts.done(before);
        self.command(&Command::Play);
        Some(what)
    }

    /// Plays the run on the other side of an act from where it was done; returns this one.
    fn go_to(&mut self, other: Side) -> Side {
        let (at_ms, newest_ms, what) = (other.at_ms, other.newest_ms, other.what.clone());
        let here = std::mem::replace(&mut self.timeline, other.timeline());
        let newest_ms = std::mem::replace(&mut self.newest_ms, newest_ms);
        self.history = History::default();
        self.command(&Command::Seek(at_ms));
        let tape = Rc::clone(here.tape());
        Side { tape, run: Some(Box::new(here)), at_ms, newest_ms, what }
    }

    pub fn can_redo(&self) -> bool {
        self.acts.can_redo()
    }

    /// The newest moment of this run that was looked at (milliseconds since second 0).
    pub fn newest_ms(&self) -> i64 {
        self.newest_ms
    }

    /// The run where the head is.
    pub fn run(&mut self) -> &Run {
        self.timeline.at(self.head.position_ms())
    }

    /// What a command with a file would print now, and whether it would fail. Nothing is done.
    pub fn try_command(&mut self, name: &str, text: &str, command: &str) -> (String, bool) {
        let run = self.run();
        let mut cluster = run.cluster().clone();
        let mut desk = run.desk().clone();
        Rc::make_mut(&mut desk.files).insert(name.to_owned(), text.to_owned());
        match kubectl::run(&mut cluster, &mut desk, command) {
            Outcome::Done(output) => (output.text, output.code != 0),
            Outcome::Waiting(wait) => (wait.printed().to_owned(), false),
        }
    }

    pub fn resize(&mut self, size: (f64, f64)) -> bool {
        if self.size == size {
            return false;
        }
        self.size = size;
        self.lay_out();
        true
    }

    fn refresh(&mut self) {
        let at_ms = self.head.position_ms();
        self.newest_ms = self.newest_ms.max(at_ms);
        self.timeline.at(at_ms);
        self.history.follow(self.timeline.records_until(at_ms));
        let scene = Scene::new(self.timeline.at(at_ms), &self.history).sharing(&self.scene);
        let is_moved = scene.tray_shown != self.scene.tray_shown
            || !Rc::ptr_eq(&scene.pods, &self.scene.pods)
            || !Rc::ptr_eq(&scene.nodes, &self.scene.nodes);
        self.scene = Rc::new(scene);
        if is_moved {
            self.lay_out();
        }
        if **self.markers != *self.timeline.markers() {
            self.markers = Rc::new(self.timeline.markers().to_vec());
        }
    }

    fn lay_out(&mut self) {
        let layout = scene::layout(&self.scene, self.size.0, self.size.1, self.is_calm);
        if layout != *self.layout {
            self.layout = Rc::new(layout);
        }
    }

    /// A number that is another one when something has happened.
    pub fn seen(&self) -> usize {
        self.history.seen()
    }

    pub fn events(&mut self) -> Vec<EventRow> {
        let run = self.timeline.at(self.head.position_ms());
        scene::events(run.cluster(), None, LISTED_MAX)
    }

    pub fn whys(&self) -> Vec<WhyView> {
        scene::recent(&self.history, LISTED_MAX)
    }

    /// All about an object; `None` where it is not there any more.
    pub fn object(&mut self, target: &Target) -> Option<ObjectView> {
        let run = self.timeline.at(self.head.position_ms());
        inspect::object(run, &self.history, target)
    }

    /// The files on an object's volumes: they change without anything being decided.
    pub fn volumes(&mut self, target: &Target) -> Vec<Volume> {
        let run = self.timeline.at(self.head.position_ms());
        inspect::volumes(run.cluster(), target)
    }
}

/// A command or an act without what stands below it.
fn first_line(line: &Line) -> String {
    line.to_string().lines().next().unwrap_or_default().to_owned()
}
