//! The root: it owns the state, and everything that can happen to it is a message.

mod edit;
mod update;
mod view;

use super::browser::{self, Listener};
use super::editor::{Edit, Editor, EditorView};
use super::frames::Frames;
use super::inspect::ObjectView;
use super::keys;
use super::options::{Options, Source};
use super::player::{Player, Target};
use gloo_timers::callback::Timeout;
use podarium::kubectl::Completion;
use podarium::lessons::LESSONS;
use podarium::playback::Command;
use podarium::scene::{EventRow, Offer, WhyView};
use podarium::tape::Tape;
use std::rc::Rc;
use yew::prelude::*;

/// Where the chosen theme is stored.
const THEME_KEY: &str = "podarium-theme";

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
    Choose(Target),
    /// The same, with a menu of what can be done to it.
    Menu(Target, (f64, f64)),
    /// Closes what is open.
    Close,
    Tab(Tab),
    Open(Dialog),
    Theme,
    /// The stage has another size.
    Resize((f64, f64)),
    /// A lesson was chosen.
    Lesson(usize),
    /// Something is done to a manifest.
    Edit(Edit),
    /// An object is opened to be edited.
    EditObject(Target),
    /// The Tab key asks what could stand at the end of the console's line.
    Complete(String),
    /// Takes back what was done last.
    Undo,
    /// Does again what was taken back last.
    Redo,
    /// To the newest moment of the run that was looked at.
    Live,
    /// Types into the terminal.
    Prompt,
    /// Something went wrong.
    Notice(String),
    /// A tape has come, or can't come.
    Loaded(String, Result<String, String>),
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
    Share,
    Embed,
}

/// The menu of what can be done to a Pod or a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    pub target: Target,
    /// Where it opens, on the stage.
    pub at: (f64, f64),
    pub offers: Vec<Offer>,
}

/// What the panel's pages show, computed only for the one that is seen.
#[derive(Default)]
struct Pages {
    /// For which state of the run.
    seen: Option<(usize, Tab)>,
    events: Rc<Vec<EventRow>>,
    whys: Rc<Vec<WhyView>>,
    object: Option<Rc<ObjectView>>,
    editor: Rc<EditorView>,
}

pub struct App {
    player: Player,
    options: Options,
    frames: Frames,
    is_held: bool,
    was_playing: bool,
    tab: Tab,
    pages: Pages,
    editor: Editor,
    /// The next check of what is typed.
    check: Option<Timeout>,
    /// What could stand at the end of the console's line.
    completion: Option<Rc<(String, Completion)>>,
    target: Option<Target>,
    menu: Option<Rc<Menu>>,
    dialog: Option<Dialog>,
    /// What went wrong, and what to do about it.
    notice: Option<String>,
    /// What was done without anything else that tells it: for those who hear the page.
    said: String,
    /// The terminal is to be typed into next.
    wants_prompt: bool,
    lesson: Option<usize>,
    /// The address that opens the tape as it was before anything was done in it.
    home: String,
    /// The tape that the address stands for.
    linked: Rc<Tape>,
    links: Links,
    _keys: Option<Listener>,
    _drops: Vec<Listener>,
}

/// Callbacks are made once: a new one would be another property.
struct Links {
    head: Callback<Command>,
    hold: Callback<bool>,
    act: Callback<String>,
    choose: Callback<Target>,
    menu: Callback<(Target, (f64, f64))>,
    close: Callback<()>,
    tab: Callback<Tab>,
    open: Callback<Dialog>,
    theme: Callback<()>,
    resize: Callback<(f64, f64)>,
    lesson: Callback<usize>,
    edit: Callback<Edit>,
    edit_object: Callback<Target>,
    complete: Callback<String>,
    undo: Callback<()>,
    redo: Callback<()>,
    live: Callback<()>,
}

impl Links {
    fn new(ctx: &Context<App>) -> Self {
        let link = ctx.link();
        Self {
            head: link.callback(Msg::Head),
            hold: link.callback(Msg::Hold),
            act: link.callback(Msg::Do),
            choose: link.callback(Msg::Choose),
            menu: link.callback(|(target, at)| Msg::Menu(target, at)),
            close: link.callback(|()| Msg::Close),
            tab: link.callback(Msg::Tab),
            open: link.callback(Msg::Open),
            theme: link.callback(|()| Msg::Theme),
            resize: link.callback(Msg::Resize),
            lesson: link.callback(Msg::Lesson),
            edit: link.callback(Msg::Edit),
            edit_object: link.callback(Msg::EditObject),
            complete: link.callback(Msg::Complete),
            undo: link.callback(|()| Msg::Undo),
            redo: link.callback(|()| Msg::Redo),
            live: link.callback(|()| Msg::Live),
        }
    }
}

impl App {
    /// The picture as text.
    pub fn snapshot(&self) -> String {
        podarium::scene::snapshot(&self.player.scene)
    }

    /// The run as a tape.
    pub fn tape(&self) -> String {
        self.player.tape().to_string()
    }

    /// The place of the head (milliseconds since second 0).
    pub fn position_ms(&self) -> i64 {
        self.player.head.position_ms()
    }

    fn start(&mut self) {
        if let Some(notch) = self.options.speed {
            self.player.command(&Command::Speed(notch));
        }
        if self.options.start_ms > 0 {
            self.player.command(&Command::Seek(self.options.start_ms));
        }
        if self.options.autoplay {
            self.player.command(&Command::Play);
        }
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let options = Options::read();
        let theme = options.theme.clone().or_else(|| browser::stored(THEME_KEY));
        browser::set_theme(theme.filter(|it| it == "dark" || it == "light").as_deref());
        let (lesson, notice) = match &options.source {
            Source::Lesson(index) => (*index, None),
            Source::Broken(why) => (0, Some(why.clone())),
            Source::Url(_) | Source::Text(..) => (0, None),
        };
        let told = ctx.link().callback(Msg::Frame);
        let link = ctx.link().clone();
        let keys = browser::window().document().map(|document| {
            Listener::new(document.into(), "keydown", move |event| {
                if let Some(message) = keys::message(&event) {
                    if !matches!(message, Msg::Close) {
                        event.prevent_default();
                    }
                    link.send_message(message);
                }
            })
        });
        // The lessons that come with the program are read by tests.
        let tape = Tape::parse(LESSONS[lesson].text).unwrap_or_default();
        let mut app = Self {
            player: Player::new(tape),
            frames: Frames::new(move |now_ms| told.emit(now_ms)),
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
            notice,
            said: String::new(),
            wants_prompt: false,
            lesson: Some(lesson),
            home: browser::window().location().href().unwrap_or_default(),
            linked: Rc::default(),
            links: Links::new(ctx),
            _keys: keys,
            _drops: drops(ctx),
            options,
        };
        app.bring_back();
        app.open_source(ctx);
        app.linked = Rc::clone(app.player.timeline().tape());
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        let changed = self.take(ctx, message);
        self.link();
        if self.player.head.is_playing() && !self.is_held {
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
        if std::mem::take(&mut self.wants_prompt) {
            browser::focus(".prompt input");
        }
        if is_first && self.player.head.is_playing() {
            self.frames.ask();
        }
    }
}

/// A link that is put into the address of the open page is opened, and files that are dropped on
/// the page, instead of left to the browser.
fn drops(ctx: &Context<App>) -> Vec<Listener> {
    let Some(document) = browser::window().document() else { return Vec::new() };
    let link = ctx.link().clone();
    let over = Listener::new(document.clone().into(), "dragover", |event| event.prevent_default());
    let drop = Listener::new(document.into(), "drop", move |event| {
        event.prevent_default();
        let link = link.clone();
        browser::dropped(&event, move |file| {
            link.send_message(match file {
                Ok((name, text)) => Msg::Edit(Edit::File(name, text)),
                Err(error) => Msg::Notice(error),
            });
        });
    });
    let linked = Listener::new(browser::window().into(), "hashchange", |_| {
        let _ = browser::window().location().reload();
    });
    vec![over, drop, linked]
}
