//! Opening a tape: from a link, a file beside the page, or elsewhere.

use super::engine::Purpose;
use super::{App, Msg};
use crate::ui::browser;
use crate::ui::link;
use crate::ui::options::Source;
use crate::ui::words::opening as words;
use gloo_timers::callback::Timeout;
use podarium::film::Film;
use podarium::lessons::LESSONS;
use podarium::playback::Command;
use podarium::protocol::{LessonText, Linked, Question, TapeFacts, TapeText};
use podarium::syntax;
use std::rc::Rc;

/// A tape larger than this is not loaded (bytes): the engine would refuse it.
const TAPE_MAX: u32 = 8 << 20;
/// A film larger than this is not loaded (bytes): the engine makes it.
const FILM_MAX: u32 = 32 << 20;
/// Loading is given up after so long (milliseconds).
const LOAD_MS: u32 = 30_000;

/// What is being opened.
#[derive(Default)]
pub struct Opening {
    /// Counts what was opened: what comes too late is known by its number.
    number: u32,
    /// What is loaded from elsewhere.
    pub from: Option<String>,
    /// No picture has come yet.
    pub is_film_awaited: bool,
    /// The film could not be loaded.
    has_no_film: bool,
    /// The link that is read once the lesson is here that it is to.
    link: Option<Rc<str>>,
    /// Playing begins when there is one.
    starts: bool,
    limit: Option<Timeout>,
}

impl App {
    /// Opens what the page's address asks for.
    pub(super) fn open_source(&mut self) {
        match self.options.source.clone() {
            Source::Lesson(index) => self.open_lesson(index),
            Source::Link(link) => {
                self.begin();
                self.opening.from = Some(words::THE_LINK.to_owned());
                self.read_link(link.into(), None);
            }
            Source::Url(url) => {
                self.begin();
                self.opening.from = Some(url.clone());
                self.load_tape(&url);
            }
            Source::Broken(why) => {
                self.open_lesson(0);
                self.notice = Some(why);
            }
        }
    }

    fn read_link(&mut self, fragment: Rc<str>, lesson: Option<Rc<str>>) {
        self.opening.link = Some(Rc::clone(&fragment));
        self.ask(Question::Link { fragment, lesson }, Purpose::Link);
    }

    /// A link was read: the run is opened, or the lesson fetched that it began as.
    pub(super) fn link_read(&mut self, read: Result<Linked, Rc<str>>) {
        match read {
            Ok(Linked::Run { tape, at_ms }) => {
                self.opening.link = None;
                if self.options.start_ms == 0 {
                    self.options.start_ms = at_ms;
                }
                self.has_text(&tape.text, tape.done);
                self.open_in_engine();
            }
            Ok(Linked::Lesson(name)) if LESSONS.iter().any(|it| it.name == &*name) => {
                self.load_tape(&format!("lessons/{name}.tape"));
                self.base = Some(LessonText { name, text: Rc::default() });
            }
            Ok(Linked::Lesson(name)) => {
                self.leave_opening();
                self.notice = Some(words::link_to_none(&name));
            }
            Err(error) => {
                self.leave_opening();
                self.notice = Some(error.to_string());
            }
        }
    }

    pub(super) fn open_lesson(&mut self, index: usize) {
        let Some(lesson) = LESSONS.get(index) else { return };
        self.begin();
        self.lesson = Some(index);
        let file = |end: &str| format!("lessons/{}.{end}", lesson.name);
        self.load(&file("film"), FILM_MAX, Msg::Film);
        self.load_tape(&file("tape"));
    }

    pub(super) fn choose_lesson(&mut self, index: usize) {
        let Some(lesson) = LESSONS.get(index) else { return };
        self.open_lesson(index);
        self.opening.starts = true;
        self.home = link::base() + &link::of_lesson(index);
        // The address is shown as soon as the tape is here.
        self.linked = Some(TapeText::default());
        self.said = words::opened(lesson.title);
    }

    /// Opens a tape that is here. What it is from stands in the notice, should it be none.
    pub(super) fn open_text(&mut self, from: &str, text: &str, done: Vec<u32>) {
        self.begin();
        self.opening.from = Some(from.to_owned());
        self.opening.is_film_awaited = true;
        self.has_text(text, done);
        self.open_in_engine();
    }

    /// An empty stage, for what comes.
    fn begin(&mut self) {
        self.engine.forget();
        self.player.clear();
        (self.menu, self.target, self.lesson) = (None, None, None);
        (self.notice, self.dropped, self.wreck, self.dialog) = (None, None, None, None);
        self.base = None;
        self.pages.seen = None;
        self.told_caption = 0;
        let number = self.opening.number + 1;
        self.opening =
            Opening { number, is_film_awaited: true, starts: true, ..Opening::default() };
    }

    fn load_tape(&mut self, url: &str) {
        self.load(url, TAPE_MAX, Msg::Tape);
        let send = self.send.clone();
        let number = self.opening.number;
        self.opening.limit = Some(Timeout::new(LOAD_MS, move || {
            let error = words::too_slow(LOAD_MS / 1000);
            send.emit(Msg::Tape(number, Err(error)));
        }));
    }

    fn load(&self, url: &str, max: u32, told: fn(u32, Result<Vec<u8>, String>) -> Msg) {
        let (send, number, url) = (self.send.clone(), self.opening.number, url.to_owned());
        wasm_bindgen_futures::spawn_local(async move {
            let result = browser::fetch(&url, max).await;
            send.emit(told(number, result));
        });
    }

    /// The film of a lesson has come: nothing else is needed to watch it.
    pub(super) fn film_loaded(&mut self, number: u32, result: Result<Vec<u8>, String>) {
        if number != self.opening.number || !self.opening.is_film_awaited {
            return;
        }
        match result.ok().and_then(|bytes| Film::from_bytes(&bytes).ok()) {
            Some(film) => {
                self.player.show(film);
                self.film_came();
                self.check_film();
                self.prepare_later();
            }
            // Without a film, or with one of another version, the engine makes it.
            None => {
                self.opening.has_no_film = true;
                self.open_in_engine();
            }
        }
        self.opening.limit = self.opening.limit.take().filter(|_| self.player.facts.is_none());
    }

    pub(super) fn tape_loaded(&mut self, number: u32, result: Result<Vec<u8>, String>) {
        if number != self.opening.number || self.player.facts.is_some() {
            return;
        }
        self.opening.limit = None;
        let text = result
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| words::NO_TEXT.to_owned()));
        match text {
            Ok(text) if self.opening.link.is_some() => {
                let text: Rc<str> = text.into();
                self.base = self.base.take().map(|it| LessonText { text: Rc::clone(&text), ..it });
                if let Some(link) = self.opening.link.take() {
                    self.read_link(link, Some(text));
                }
            }
            Ok(text) => {
                let lesson = self.lesson.and_then(|it| LESSONS.get(it));
                let is_lesson = lesson.is_some();
                self.base =
                    lesson.map(|it| LessonText { name: it.name.into(), text: (*text).into() });
                self.has_text(&text, Vec::new());
                // A lesson's film is on its way.
                if !is_lesson || self.opening.has_no_film {
                    self.open_in_engine();
                } else if !self.opening.is_film_awaited {
                    self.check_film();
                }
            }
            Err(error) if self.lesson.is_some() && !self.opening.is_film_awaited => {
                // The film can be watched all the same.
                self.notice = Some(words::film_only(&error));
            }
            Err(error) => self.no_load(&error),
        }
    }

    /// A film of another tape than the one beside it is not shown.
    fn check_film(&mut self) {
        let Some(facts) = self.player.facts.clone() else { return };
        if !self.player.has_film_of(&facts.tape.text) {
            self.player.show(Film::default());
            self.opening.is_film_awaited = true;
            self.open_in_engine();
        }
    }

    fn has_text(&mut self, text: &str, done: Vec<u32>) {
        let files = syntax::files(text);
        let file = |(name, text): (String, String)| (name.into(), text.into());
        self.player.facts = Some(Rc::new(TapeFacts {
            title: syntax::title(text).into(),
            files: files.into_iter().map(file).collect(),
            tape: TapeText { text: text.into(), done },
            link: Rc::default(),
        }));
        if self.linked.is_none() {
            self.linked = self.player.facts.as_ref().map(|it| it.tape.clone());
        }
    }

    /// There is a first picture: what the address asks for is done.
    pub(super) fn film_came(&mut self) {
        let is_there = self.player.is_whole() || self.player.reel.end_ms > self.options.start_ms;
        if !self.opening.is_film_awaited || !is_there {
            return;
        }
        self.opening.is_film_awaited = false;
        self.opening.from = None;
        if let Some(notch) = self.options.speed.take() {
            self.player.command(&Command::Speed(notch));
        }
        let start_ms = std::mem::take(&mut self.options.start_ms);
        if start_ms > 0 {
            self.player.command(&Command::Seek(start_ms));
        }
        if self.options.autoplay && self.opening.starts {
            self.player.command(&Command::Play);
        }
    }

    fn no_load(&mut self, error: &str) {
        let from = self.opening.from.clone().unwrap_or_else(|| words::LESSONS_TAPE.to_owned());
        self.leave_opening();
        self.notice = Some(words::not_loaded(&from, error));
    }

    /// What was opened is no tape: its text is shown, and an empty stage.
    pub(super) fn no_tape(&mut self, error: &str) {
        let from = self.opening.from.clone().unwrap_or_else(|| words::LESSONS_TAPE.to_owned());
        self.leave_opening();
        self.wreck = self.player.facts.as_ref().map(|it| Rc::clone(&it.tape.text));
        self.notice = Some(words::no_tape(&from, error));
    }

    /// Nothing is awaited any more.
    pub(super) fn leave_opening(&mut self) {
        self.opening = Opening { number: self.opening.number + 1, ..Opening::default() };
    }
}
