//! What each message does.

use super::{App, Dialog, Menu, Msg, THEME_KEY, Tab};
use crate::ui::browser;
use crate::ui::inspect::ObjectView;
use crate::ui::link;
use crate::ui::options::Source;
use crate::ui::player::Target;
use podarium::api::Kind;
use podarium::lessons::LESSONS;
use podarium::playback::Command;
use podarium::scene::{Offer, offers_for_node, offers_for_pod, typed};
use std::rc::Rc;
use yew::prelude::*;

impl App {
    /// Whether anything changed that can be seen.
    pub(super) fn take(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Head(command) => self.command(&command),
            Msg::Frame(now_ms) => {
                let passed_ms = self.frames.passed(now_ms);
                if !self.player.head.is_playing() || self.is_held {
                    return false;
                }
                self.player.tick(passed_ms);
            }
            Msg::Hold(is_held) => self.hold(is_held),
            Msg::Do(text) => self.act(&text),
            Msg::Choose(target) => self.choose(target),
            Msg::Menu(target, at) => self.open_menu(target, at),
            Msg::Close => return self.close(),
            Msg::Tab(tab) => self.tab = tab,
            Msg::Open(dialog) => self.open(dialog),
            Msg::Theme => change_theme(),
            Msg::Resize(size) => return self.player.resize(size),
            Msg::Lesson(index) => self.open_lesson(index),
            Msg::Edit(edit) => self.edit(ctx, edit),
            Msg::EditObject(target) => self.edit_object(target),
            Msg::Complete(line) => self.complete(&line),
            Msg::Undo => self.undo(),
            Msg::Redo => self.redo(),
            Msg::Live => self.command(&Command::Seek(self.player.newest_ms())),
            Msg::Prompt => {
                self.tab = Tab::Terminal;
                self.wants_prompt = true;
            }
            Msg::Notice(text) => self.notice = Some(text),
            Msg::Loaded(from, result) => self.loaded(&from, result),
        }
        true
    }

    fn command(&mut self, command: &Command) {
        self.menu = None;
        self.player.command(command);
    }

    /// While the timeline is held, time does not pass by itself.
    fn hold(&mut self, is_held: bool) {
        if is_held && !self.is_held {
            self.menu = None;
            self.was_playing = self.player.head.is_playing();
        }
        if !is_held && self.is_held && self.was_playing {
            self.player.command(&Command::Play);
        }
        self.is_held = is_held;
    }

    fn act(&mut self, text: &str) {
        self.menu = None;
        match typed(text) {
            Ok(line) => {
                self.notice = None;
                self.player.insert(vec![line]);
            }
            Err(error) => self.notice = Some(error),
        }
    }

    fn undo(&mut self) {
        self.menu = None;
        self.pages.seen = None;
        (self.notice, self.said) = match self.player.undo() {
            Some(what) => (None, format!("Taken back: {what}")),
            None => {
                let notice = "There is nothing to take back: nothing was done yet.";
                (Some(notice.to_owned()), String::new())
            }
        };
    }

    fn redo(&mut self) {
        self.menu = None;
        self.pages.seen = None;
        (self.notice, self.said) = match self.player.redo() {
            Some(what) => (None, format!("Done again: {what}")),
            None => {
                let notice = "There is nothing to do again: nothing was taken back.";
                (Some(notice.to_owned()), String::new())
            }
        };
    }

    fn choose(&mut self, target: Target) {
        self.target = Some(target);
        self.pages.seen = None;
        self.tab = Tab::Object;
        browser::bring_up(".panel");
    }

    fn open_menu(&mut self, target: Target, at: (f64, f64)) {
        if self.menu.as_ref().is_some_and(|menu| menu.target == target) {
            self.menu = None;
            return;
        }
        let offers = self.offers(&target);
        self.target = Some(target.clone());
        self.pages.seen = None;
        self.menu = Some(Rc::new(Menu { target, at, offers }));
    }

    fn offers(&self, target: &Target) -> Vec<Offer> {
        let scene = &self.player.scene;
        match target.kind {
            Kind::Pod => {
                let is_it = |pod: &&Rc<podarium::scene::PodView>| {
                    pod.name == target.name && pod.namespace == target.namespace
                };
                scene.pods.iter().rev().find(is_it).map_or(Vec::new(), |pod| offers_for_pod(pod))
            }
            Kind::Node => {
                let node = scene.nodes.iter().find(|node| node.name == target.name);
                node.map_or(Vec::new(), offers_for_node)
            }
            _ => Vec::new(),
        }
    }

    fn close(&mut self) -> bool {
        let was_open = self.menu.is_some() || self.dialog.is_some() || self.notice.is_some();
        (self.menu, self.dialog, self.notice) = (None, None, None);
        was_open
    }

    fn open(&mut self, dialog: Dialog) {
        self.menu = None;
        self.dialog = if self.dialog == Some(dialog) { None } else { Some(dialog) };
    }

    fn open_lesson(&mut self, index: usize) {
        let Some(lesson) = LESSONS.get(index) else { return };
        self.lesson = Some(index);
        self.home = link::base() + &link::of_lesson(index);
        self.open_text(lesson.name, lesson.text);
        self.player.command(&Command::Play);
    }

    /// Opens what the page's address asks for.
    pub(super) fn open_source(&mut self, ctx: &Context<Self>) {
        match self.options.source.clone() {
            Source::Text(text, done) => {
                self.loaded("the link", Ok(text));
                self.player.mark(&done);
            }
            Source::Url(url) => {
                let link = ctx.link().clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let result = browser::fetch(&url).await;
                    link.send_message(Msg::Loaded(url, result));
                });
            }
            Source::Lesson(_) | Source::Broken(_) => self.start(),
        }
    }

    /// The address follows what is done: a reload opens the same run.
    pub(super) fn link(&mut self) {
        let tape = self.player.timeline().tape();
        if self.options.is_embedded || Rc::ptr_eq(tape, &self.linked) {
            return;
        }
        let (start, _) = self.home.split_once('#').unwrap_or((&self.home, ""));
        let is_enough = !self.is_changed() && start.len() == self.home.len();
        let address = match is_enough {
            true => self.home.clone(),
            false => start.to_owned() + &link::of_tape(tape),
        };
        self.linked = Rc::clone(tape);
        link::show(&address);
    }

    fn loaded(&mut self, from: &str, result: Result<String, String>) {
        match result {
            Ok(text) => {
                if self.open_text(from, &text) {
                    self.lesson = None;
                }
            }
            Err(error) => {
                self.notice = Some(format!(
                    "The tape {from} can't be loaded: {error}. Check the address after ?tape= and whether its server allows other pages to read it. The built-in lesson is shown instead."
                ));
            }
        }
        self.start();
    }

    /// Opens a tape; whether it is one.
    pub(super) fn open_text(&mut self, from: &str, text: &str) -> bool {
        (self.menu, self.target) = (None, None);
        self.pages.seen = None;
        let opened = self.player.load(text);
        self.notice = opened.as_ref().err().map(|error| {
            format!("The tape {from} can't be read, {error}. The built-in lesson is shown instead.")
        });
        opened.is_ok()
    }

    /// Computes what the open page of the panel shows, if anything happened since.
    pub(super) fn fill_pages(&mut self) {
        let now = (self.player.seen(), self.tab);
        self.fill_volumes();
        if self.options.is_embedded || self.pages.seen == Some(now) {
            return;
        }
        self.pages.seen = Some(now);
        match self.tab {
            Tab::Terminal => {}
            Tab::Tape => self.show_editor(),
            Tab::Events => self.pages.events = Rc::new(self.player.events()),
            Tab::Object => {
                let object = self.target.as_ref().and_then(|it| self.player.object(it));
                self.pages.object = object.map(Rc::new);
                self.pages.whys = Rc::new(self.player.whys());
            }
        }
    }
}

impl App {
    /// What is on the volumes of the object that is looked at: it changes by itself.
    fn fill_volumes(&mut self) {
        let is_shown = self.tab == Tab::Object && !self.options.is_embedded;
        let Some(object) = self.pages.object.as_ref().filter(|_| is_shown) else { return };
        let Some(target) = object.target.as_ref().filter(|_| !object.volumes.is_empty()) else {
            return;
        };
        let volumes = self.player.volumes(target);
        if volumes != object.volumes {
            self.pages.object = Some(Rc::new(ObjectView { volumes, ..(**object).clone() }));
        }
    }
}

/// From light to dark or back; what was chosen is kept for the next visit.
fn change_theme() {
    let root = browser::window().document().and_then(|it| it.document_element());
    let now = root.and_then(|root| root.get_attribute("data-theme"));
    let is_dark = match now.as_deref() {
        Some(theme) => theme == "dark",
        None => browser::media("(prefers-color-scheme: dark)"),
    };
    let theme = if is_dark { "light" } else { "dark" };
    browser::set_theme(Some(theme));
    browser::store(THEME_KEY, theme);
}
