//! The state behind the page: the timeline, the head on it, and the picture where the head is.

use podarium::api::{Kind, ObjectKey};
use podarium::kubectl::{self, Outcome};
use podarium::playback::{Command, Marker, PlayHead, Timeline};
use podarium::scene::{self, EventRow, History, Layout, Scene, WhyView};
use podarium::scheduler::Placement;
use podarium::tape::{Line, Run, Tape, TapeError};
use std::rc::Rc;

/// What is chosen on the stage or in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub kind: Kind,
    pub namespace: Rc<str>,
    pub name: Rc<str>,
}

/// All about one object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectView {
    pub title: String,
    pub text: String,
    pub yaml: String,
    /// What the scheduler found of each node, for a Pod.
    pub placement: Option<Rc<Placement>>,
    pub target: Option<Target>,
    pub whys: Vec<WhyView>,
}

/// So many events and decisions are listed.
const LISTED_MAX: usize = 120;

/// The timeline, the head on it, and the picture where the head is.
pub struct Player {
    timeline: Timeline,
    pub head: PlayHead,
    history: History,
    pub scene: Rc<Scene>,
    pub layout: Rc<Layout>,
    pub markers: Rc<Vec<Marker>>,
    /// Width and height there are for the stage (CSS pixels).
    size: (f64, f64),
}

impl Player {
    pub fn new(tape: Tape) -> Self {
        let mut player = Self {
            timeline: Timeline::new(Rc::new(tape)),
            head: PlayHead::default(),
            history: History::default(),
            scene: Rc::default(),
            layout: Rc::default(),
            markers: Rc::default(),
            size: (720.0, 600.0),
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
        self.timeline.insert_all(self.head.position_ms(), lines);
        // What was noted after this moment was noted of another run.
        self.history = History::default();
        self.command(&Command::Play);
    }

    /// Takes back what was done last, and goes to where it happened; whether there was anything.
    pub fn undo(&mut self) -> bool {
        let Some(at_ms) = self.timeline.undo() else { return false };
        self.history = History::default();
        self.command(&Command::Seek(at_ms));
        true
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
        self.timeline.at(at_ms);
        self.history.follow(self.timeline.records_until(at_ms));
        let scene = Scene::new(self.timeline.at(at_ms), &self.history).sharing(&self.scene);
        let is_moved = !Rc::ptr_eq(&scene.pods, &self.scene.pods)
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
        let layout = scene::layout(&self.scene, self.size.0, self.size.1);
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

    /// What kubectl and the controllers say of an object; `None` where it is not there any more.
    pub fn object(&mut self, target: &Target) -> Option<ObjectView> {
        let run = self.timeline.at(self.head.position_ms());
        let key = ObjectKey::new(target.kind, &target.namespace, &target.name);
        run.cluster().store().get(&key)?;
        let kind = target.kind.qualified_singular();
        let namespace = match &*target.namespace {
            "" => String::new(),
            namespace => format!(" -n {namespace}"),
        };
        // Looking leaves no trace: it is a copy of the cluster that is asked.
        let ask = |command: String| {
            let mut copy = run.cluster().clone();
            match kubectl::run(&mut copy, &mut run.desk().clone(), &command) {
                Outcome::Done(output) => output.text,
                Outcome::Waiting(_) => String::new(),
            }
        };
        let what = format!("{kind} {}{namespace}", target.name);
        Some(ObjectView {
            title: format!("{kind}/{}", target.name),
            text: ask(format!("kubectl describe {what}")),
            placement: (target.kind == Kind::Pod)
                .then(|| run.cluster().placement(&target.namespace, &target.name))
                .flatten(),
            yaml: ask(format!("kubectl get {what} -o yaml")),
            target: Some(target.clone()),
            whys: scene::recent_of(&self.history, target.kind, &target.name, 12),
        })
    }
}
