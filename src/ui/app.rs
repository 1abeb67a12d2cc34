//! The root: it owns the state, and everything that can happen to it is a message.

mod acts;
mod edit;
mod engine;
mod opening;
mod update;
mod view;

use self::engine::EngineSide;
use self::opening::Opening;
use super::browser::{self, Listener};
use super::editor::{Edit, Editor, EditorView};
use super::frames::Frames;
use super::host::{Heard, host};
use super::keys;
use super::options::Options;
use super::player::Player;
use gloo_timers::callback::Timeout;
use podarium::film::Marker;
use podarium::picture::{Decision, EventRow, ObjectRef, Offer, Workload};
use podarium::playback::Command;
use podarium::protocol::{Completion, Form, LessonText, ObjectPage, TapeText};
use podarium::stage::Rect;
use std::rc::Rc;
use yew::prelude::*;

/// What can happen.
pub enum Msg {
    /// Something for the play head.
    Head(Command),
    /// A frame is drawn, at this moment of the browser's clock (milliseconds).
    Frame(i64),
    /// Somebody takes hold of the timeline, or lets go.
    Hold(bool),
    /// Does something to the cluster: a line of a tape.
    Do(String),
    /// Something on the stage or in the tree was clicked.
    Choose(ObjectRef),
    /// The same, with a menu of what can be done to it.
    Menu(MenuTarget, Rect),
    /// Closes what is open.
    Close,
    Tab(Tab),
    Open(Dialog),
    /// The run in other forms, from this moment or from the start.
    Share(bool),
    Theme,
    /// The stage has another size.
    Resize((f64, f64)),
    /// A workload is shown on the strip.
    Focus(Rc<str>),
    /// Idle times are folded, or not any more.
    Fold,
    /// What led to the last decision is shown, or not any more.
    Chain,
    /// The run as it was is shown beside the one that is, or not any more.
    Twin,
    /// What if something had not been done: the tape without it, beside the run as it is.
    Without(Deed),
    /// The page is for a lecture hall, or not any more.
    Present,
    /// A lesson was chosen.
    Lesson(usize),
    /// Something is done to a manifest.
    Edit(Edit),
    /// An object is opened to be edited.
    EditObject(ObjectRef),
    /// The Tab key asks what could stand at the end of the console's line.
    Complete(String),
    /// Takes back what was done last.
    Undo,
    /// Takes back all that was done.
    Reset,
    /// Looks for a word on the stage; goes to where it is typed.
    Find(String),
    Search,
    /// Does again what was taken back last.
    Redo,
    /// To the newest moment of the run that was looked at.
    Live,
    /// Types into the terminal.
    Prompt,
    /// Something went wrong.
    Notice(String),
    /// The film or the tape that is being opened has come, or can't come.
    Film(u32, Result<Vec<u8>, String>),
    Tape(u32, Result<Vec<u8>, String>),
    /// The engine says something.
    Heard(Heard),
    /// What is there of the page is painted: the next part comes.
    Furnish,
    /// The engine is fetched before anybody asks for it.
    Prepare,
    /// Whoever waits for the engine has waited so long that they should be told.
    Slow,
    /// No more waiting: what is being computed or loaded is left.
    Stop,
    /// The engine panics: for tests.
    Crash,
}

/// A page of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Terminal,
    Tape,
    Events,
    Object,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Help,
    Lessons,
    Share,
}

/// What a menu is about.
#[derive(Clone, Debug, PartialEq)]
pub enum MenuTarget {
    /// A Pod, a node or a claim.
    Object(ObjectRef),
    /// A zone, by its name.
    Zone(Rc<str>),
    /// The cluster as a whole.
    Cluster,
    /// Something that was done.
    Deed(Deed),
}

impl MenuTarget {
    /// What stands above the menu.
    pub fn name(&self) -> &str {
        match self {
            Self::Object(object) => &object.name,
            Self::Zone(name) => name,
            Self::Cluster => "cluster",
            Self::Deed(deed) => &deed.line,
        }
    }

    /// What all can be said about.
    pub fn object(&self) -> Option<&ObjectRef> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }
}

/// Something that was done: a line of the console.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// Which of its lines.
    pub entry: u32,
    /// What it says.
    pub line: Rc<str>,
}

/// The menu of what can be done to something.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    pub target: MenuTarget,
    /// Where on the stage that is: the menu opens beside it.
    pub at: Rect,
    pub offers: Vec<Offer>,
}

/// What the panel's pages show, computed only for the one that is seen.
#[derive(Default)]
struct Pages {
    /// For which state of the run.
    seen: Option<(u32, usize, Tab)>,
    events: Rc<Vec<Rc<EventRow>>>,
    decisions: Rc<Vec<Rc<Decision>>>,
    object: Option<Rc<ObjectPage>>,
    about: Rc<Vec<Rc<Decision>>>,
    editor: Rc<EditorView>,
}

pub struct App {
    player: Player,
    options: Options,
    frames: Frames,
    /// How many of the parts that come one after the other are there: all of them at once would hold a page
    /// up for longer than a click may wait.
    furnished: u8,
    furnishing: Option<Frames>,
    is_held: bool,
    was_playing: bool,
    tab: Tab,
    pages: Pages,
    editor: Editor,
    /// The next check of what is typed.
    check: Option<Timeout>,
    /// What could stand at the end of the console's line.
    completion: Option<Rc<Completion>>,
    target: Option<ObjectRef>,
    menu: Option<Rc<Menu>>,
    dialog: Option<Dialog>,
    /// What went wrong, and what to do about it.
    notice: Option<String>,
    /// Something was said that is no decision: those wait.
    is_telling: bool,
    /// What was dropped by acting in the past.
    dropped: Option<String>,
    /// What somebody looks for on the stage, in small letters.
    find: Rc<str>,
    /// A tape that nothing can be shown of: its text.
    wreck: Option<Rc<str>>,
    /// What was done without anything else that tells it: for those who hear the page.
    said: String,
    /// The terminal is to be typed into next.
    wants_prompt: bool,
    /// The workload on the strip.
    focus: Option<Rc<str>>,
    kept_tabs: std::cell::RefCell<Rc<Vec<Rc<Workload>>>>,
    is_chain_open: bool,
    is_presenting: bool,
    /// The last cause that was said, and when (milliseconds on the browser's clock).
    told: (i64, Option<Rc<Decision>>),
    /// How many captions there had been when one was said last.
    told_caption: usize,
    lesson: Option<usize>,
    /// The lesson that the run began as, before anything was done in it.
    base: Option<LessonText>,
    /// The run in other forms.
    forms: Rc<Vec<Form>>,
    /// The address that opens the tape as it was before anything was done in it.
    home: String,
    /// The tape that the address stands for.
    linked: Option<TapeText>,
    engine: EngineSide,
    opening: Opening,
    send: Callback<Msg>,
    _keys: Listener,
}

/// The parts of a page that come one after the other, behind its header.
const FOOTER: u8 = 1;
const STAGE: u8 = 2;
const PANEL: u8 = 3;

impl App {
    /// Asks for the next part, if one is missing. Who wants a frame is told before it is painted: the part
    /// comes in a task behind it.
    fn furnish(&mut self) {
        if self.furnished >= PANEL {
            self.furnishing = None;
            return;
        }
        let send = &self.send;
        let frames = self.furnishing.get_or_insert_with(|| {
            let send = send.clone();
            Frames::new(move |_| {
                let send = send.clone();
                Timeout::new(0, move || send.emit(Msg::Furnish)).forget();
            })
        });
        frames.ask();
    }

    /// The picture as text.
    pub fn snapshot(&self) -> String {
        podarium::picture::snapshot(&self.player.picture)
    }

    /// The run as a tape.
    pub fn tape(&self) -> String {
        self.player.facts.as_ref().map_or_else(String::new, |it| it.tape.text.to_string())
    }

    /// The place of the head (milliseconds since second 0).
    pub fn position_ms(&self) -> i64 {
        self.player.head.position_ms()
    }

    pub fn end_ms(&self) -> i64 {
        self.player.reel.end_ms
    }

    /// The captions: when, and what they say.
    pub fn markers(&self) -> String {
        let line = |it: &Rc<Marker>| format!("{} {}\n", it.at_ms, it.text.replace('\n', " "));
        let lines = self.player.reel.markers.iter().map(line);
        lines.collect()
    }

    /// How many lines somebody did.
    pub fn acts(&self) -> u32 {
        let done = self.player.facts.as_ref().map_or(0, |it| it.tape.done.len());
        u32::try_from(done).unwrap_or(0)
    }

    /// What the page and its engine are at: for tests that wait for a state.
    pub fn state(&self) -> String {
        let film = if self.player.is_whole() { "whole" } else { "growing" };
        let waits = self.is_waiting() || self.opening.is_film_awaited;
        let busy = if waits { "waiting" } else { "ready" };
        format!("{} {film} {busy}", self.engine.state())
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let options = Options::read();
        host().set_theme(options.theme.as_deref().unwrap_or_default());
        let told = ctx.link().callback(Msg::Frame);
        let link = ctx.link().clone();
        let is_guest = options.is_embedded;
        let keys = Listener::new(host().root(), "keydown", move |event| {
            if let Some(message) = keys::message(&event, is_guest) {
                if !matches!(message, Msg::Close) {
                    event.prevent_default();
                }
                link.send_message(message);
            }
            // What was of use here is not for the page around it.
            if event.default_prevented() {
                event.stop_propagation();
            }
        });
        let mut app = Self {
            player: Player::new(),
            frames: Frames::new(move |now_ms| told.emit(now_ms)),
            furnished: if options.is_embedded { PANEL } else { 0 },
            furnishing: None,
            is_held: false,
            was_playing: false,
            tab: Tab::Terminal,
            pages: Pages::default(),
            editor: Editor::default(),
            check: None,
            completion: None,
            target: None,
            menu: None,
            dialog: None,
            notice: None,
            is_telling: false,
            dropped: None,
            find: "".into(),
            wreck: None,
            said: String::new(),
            wants_prompt: false,
            focus: None,
            kept_tabs: std::cell::RefCell::default(),
            is_chain_open: false,
            is_presenting: false,
            told: (0, None),
            told_caption: 0,
            lesson: None,
            base: None,
            forms: Rc::default(),
            home: host().address(),
            linked: None,
            engine: EngineSide::default(),
            opening: Opening::default(),
            send: ctx.link().callback(|message| message),
            _keys: keys,
            options,
        };
        app.player.ask(&app.options.markers, app.options.idle_ms);
        app.bring_back();
        app.open_source();
        app
    }

    fn update(&mut self, _: &Context<Self>, message: Msg) -> bool {
        let changed = self.take(message);
        self.link();
        if self.is_running() || self.is_saying() || self.player.lacks_strips() {
            self.frames.ask();
        } else {
            self.frames.rest();
        }
        changed && {
            self.fill_pages();
            true
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        self.page()
    }

    fn rendered(&mut self, _: &Context<Self>, is_first: bool) {
        self.furnish();
        if std::mem::take(&mut self.wants_prompt) {
            browser::focus(".prompt input");
        }
        if is_first && self.player.head.is_playing() {
            self.frames.ask();
        }
    }
}
