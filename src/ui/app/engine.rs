//! The page's side of the engine: whether it runs, what it was asked, what came back.

use super::{App, Deed, Msg};
use crate::ui::editor::Answer as EditorAnswer;
use crate::ui::host::{Engine, Heard};
use crate::ui::words::{acts, dialogs, engine as words};
use gloo_timers::callback::Timeout;
use podarium::picture::ObjectRef;
use podarium::protocol::{ActLine, Answer, Question, Reply, Request, Tried};
use podarium::sorted::SortedMap;
use std::collections::VecDeque;
use std::rc::Rc;

/// Whoever has waited for so long is told so (milliseconds).
const SLOW_MS: u32 = 500;
/// Where nobody asks for it, the engine is fetched after so long (milliseconds).
const PREPARE_MS: u32 = 8_000;

/// What a question was asked for.
pub enum Purpose {
    Object(ObjectRef),
    Complete,
    /// A manifest's text is checked.
    Lint(Rc<str>),
    /// A manifest was tried before it is applied: under which name, and its text.
    Apply(String, Rc<str>),
    Diff,
    Edit(ObjectRef),
    /// A link is opened.
    Link,
    Share,
}

/// Something that is to be done, in its turn.
pub struct Pending {
    pub lines: Vec<ActLine>,
    /// Its first line, as it stands on the console.
    pub what: String,
}

/// The page's side of the engine.
#[derive(Default)]
pub struct EngineSide {
    engine: Option<Engine>,
    /// The run that it was told to play.
    opened: Option<u32>,
    asked: SortedMap<u32, Purpose>,
    last_id: u32,
    /// What is being done, and what waits for it to be done.
    pub doing: Option<Pending>,
    pub pending: VecDeque<Pending>,
    /// Something is being taken back that was done before the tape was opened.
    pub undoing: bool,
    /// What is left out of the tape, where somebody asks what would be without it.
    without: Option<String>,
    /// Whether whoever waits has been told.
    pub is_slow: bool,
    timer: Option<Timeout>,
    prepare: Option<Timeout>,
}

impl EngineSide {
    /// One word for it.
    pub fn state(&self) -> &'static str {
        match (&self.engine, self.opened) {
            (None, _) => "none",
            (Some(_), None) => "starting",
            (Some(_), Some(_)) => "playing",
        }
    }

    /// The object that is asked for now.
    fn asks_object(&self) -> bool {
        self.asked.values().any(|it| matches!(it, Purpose::Object(_)))
    }

    /// What was typed and is not done yet.
    pub fn waiting_lines(&self) -> Vec<String> {
        self.doing.iter().chain(&self.pending).map(|it| it.what.clone()).collect()
    }

    /// Forgets what it was at: another tape is opened, or it has died.
    pub fn forget(&mut self) {
        self.opened = None;
        self.asked.clear();
        (self.doing, self.undoing, self.is_slow) = (None, false, false);
        self.without = None;
        self.pending.clear();
        self.timer = None;
    }

    pub fn end(&mut self) {
        self.engine = None;
        self.opened = None;
    }
}

impl App {
    /// Whether somebody waits for the engine.
    pub(super) fn is_waiting(&self) -> bool {
        let engine = &self.engine;
        engine.doing.is_some() || engine.undoing || !engine.asked.is_empty()
    }

    /// Whether time stands still because something is being done.
    pub(super) fn is_acting(&self) -> bool {
        self.engine.doing.is_some() || self.engine.undoing
    }

    fn post(&mut self, request: &Request) {
        self.engine.prepare = None;
        let send = self.send.clone();
        let start = || Engine::start(move |heard| send.emit(Msg::Heard(heard)));
        self.engine.engine.get_or_insert_with(start).post(request);
    }

    /// The engine plays the run that is shown, if it does not yet.
    pub(super) fn open_in_engine(&mut self) {
        let run = self.player.run();
        if self.engine.opened == Some(run) {
            return;
        }
        let Some(facts) = self.player.facts.clone() else { return };
        let has_film = self.player.is_whole();
        if !has_film {
            self.player.restart();
        }
        self.engine.opened = Some(run);
        let lesson = self.base.clone();
        self.post(&Request::Open { run, tape: facts.tape.clone(), lesson, has_film });
        self.be_patient();
    }

    /// After a while, says that something takes long.
    fn be_patient(&mut self) {
        if self.engine.timer.is_none() && !self.engine.is_slow {
            let send = self.send.clone();
            self.engine.timer = Some(Timeout::new(SLOW_MS, move || send.emit(Msg::Slow)));
        }
    }

    /// The engine is fetched once nothing else is to do, where somebody may want it.
    pub(super) fn prepare_later(&mut self) {
        if self.options.is_embedded || self.engine.engine.is_some() {
            return;
        }
        let send = self.send.clone();
        let later = Timeout::new(PREPARE_MS, move || send.emit(Msg::Prepare));
        self.engine.prepare = Some(later);
    }

    /// Does something here and now, or when what is being done is done.
    pub(super) fn perform(&mut self, lines: Vec<ActLine>, what: String) {
        self.engine.pending.push_back(Pending { lines, what });
        self.do_next();
    }

    fn do_next(&mut self) {
        if self.is_acting() || self.player.facts.is_none() {
            return;
        }
        let Some(next) = self.engine.pending.pop_front() else { return };
        self.open_in_engine();
        let request = self.player.act(next.lines.clone());
        self.engine.doing = Some(next);
        self.post(&request);
        self.be_patient();
    }

    pub(super) fn undo_in_engine(&mut self) {
        self.open_in_engine();
        self.engine.undoing = true;
        let request = self.player.undo_request();
        self.post(&request);
        self.be_patient();
    }

    /// The tape without something that was done in it, beside the run as it is.
    pub(super) fn without(&mut self, deed: &Deed) {
        (self.menu, self.notice, self.dropped) = (None, None, None);
        if self.is_acting() || self.player.facts.is_none() {
            return;
        }
        self.open_in_engine();
        self.engine.undoing = true;
        self.engine.without = Some(acts::without(&deed.line));
        let request = self.player.without_request(deed.entry);
        self.post(&request);
        self.be_patient();
    }

    pub(super) fn ask(&mut self, question: Question, purpose: Purpose) {
        self.open_in_engine();
        self.engine.last_id += 1;
        let id = self.engine.last_id;
        self.engine.asked.insert(id, purpose);
        let (run, at_ms) = (self.player.run(), self.player.head.position_ms());
        self.post(&Request::Ask { id, run, at_ms, question });
        self.be_patient();
    }

    /// Asks for the page of the object that is looked at, once at a time.
    pub(super) fn ask_object(&mut self) {
        if self.engine.asks_object() {
            return;
        }
        if let Some(target) = self.target.clone() {
            self.ask(Question::Object(target.clone()), Purpose::Object(target));
        }
    }

    pub(super) fn crash(&self) {
        if let Some(engine) = &self.engine.engine {
            engine.crash();
        }
    }

    pub(super) fn prepare(&mut self) {
        if self.player.facts.is_some() {
            self.open_in_engine();
        }
    }

    /// What is being computed is left as it is.
    pub(super) fn stop(&mut self) {
        let lost = self.engine.waiting_lines();
        self.engine.end();
        self.engine.forget();
        self.leave_opening();
        if !self.player.is_whole() {
            self.player.cut();
        }
        self.said = acts::STOPPED.to_owned();
        if let Some(line) = lost.first() {
            self.notice = Some(acts::stopped(line));
        }
    }

    /// What the engine says. When it speaks, the second part of the program is there.
    #[inline(never)]
    pub(super) fn heard(&mut self, heard: Heard) -> bool {
        // What was under way when somebody stopped it: nobody wants it any more.
        if self.engine.engine.is_none() {
            return false;
        }
        match heard {
            Heard::Answer(answer) => self.answered(*answer),
            Heard::Died(why) => {
                self.died(&why);
                true
            }
        }
    }

    fn answered(&mut self, answer: Answer) -> bool {
        match answer {
            Answer::Opened { run, facts } => {
                if run == self.player.run() {
                    self.player.facts = Some(Rc::new(facts));
                }
            }
            Answer::Film(span) => {
                if !self.player.grow(span) {
                    self.died(words::BAD_FILM);
                }
                self.film_came();
            }
            Answer::Acted { next, at_ms, facts, .. } => {
                let what = self.engine.doing.take().map_or_else(String::new, |it| it.what);
                if at_ms + 50 < self.player.newest_ms() {
                    self.tell_dropped(at_ms);
                }
                self.player.acted(next, at_ms, facts, what);
                self.engine.opened = Some(next);
                self.pages.seen = None;
                self.do_next();
            }
            Answer::Undone { next, at_ms, facts, .. } => {
                self.engine.undoing = false;
                let without = self.engine.without.take();
                if let Some(what) = &without {
                    self.said = acts::two_runs(what);
                    self.is_telling = true;
                }
                self.player.undone(next, at_ms, facts, without);
                self.engine.opened = Some(next);
                self.pages.seen = None;
            }
            Answer::Refused { run, error } => self.refused(run, &error),
            Answer::Reply { id, reply } => {
                if let Some(purpose) = self.engine.asked.remove(&id) {
                    self.replied(purpose, reply);
                }
            }
        }
        if !self.is_waiting() && self.player.is_whole() {
            (self.engine.timer, self.engine.is_slow) = (None, false);
        }
        true
    }

    fn refused(&mut self, run: u32, error: &str) {
        self.engine.without = None;
        if self.engine.doing.take().is_some() || std::mem::take(&mut self.engine.undoing) {
            self.notice = Some(error.to_owned());
            self.do_next();
        } else if run == self.player.run() {
            self.engine.opened = None;
            self.no_tape(error);
        }
    }

    fn replied(&mut self, purpose: Purpose, reply: Reply) {
        match (purpose, reply) {
            (Purpose::Object(target), Reply::Object(page))
                if self.target.as_ref() == Some(&target) =>
            {
                self.pages.object = page.map(|it| Rc::new(*it));
            }
            (Purpose::Complete, Reply::Completion(found)) => {
                self.completion = Some(Rc::new(found));
            }
            (Purpose::Lint(text), Reply::Lint(problems, notes)) => {
                self.editor.checked(text, problems, notes);
                self.show_editor();
            }
            (Purpose::Apply(name, text), Reply::Tried(tried)) => self.tried(&name, &text, &tried),
            (Purpose::Diff, Reply::Tried(tried)) => self.compared(&tried),
            (Purpose::Edit(target), Reply::Editable(text)) => self.opened_object(target, text),
            (Purpose::Link, Reply::Linked(read)) => self.link_read(read),
            (Purpose::Share, Reply::Shared(forms)) => self.forms = Rc::new(forms),
            _ => {}
        }
    }

    fn compared(&mut self, tried: &Tried) {
        let is_diff = tried.output.starts_with("diff ");
        let text = match &*tried.output {
            "" => dialogs::editor::SAME.to_owned(),
            output => output.to_owned(),
        };
        let has_failed = tried.has_failed && !is_diff;
        self.editor.answer = Some(EditorAnswer { text, is_diff, has_failed });
        self.show_editor();
    }

    /// The engine has died. The page stands, and goes on from before what was done last.
    fn died(&mut self, why: &str) {
        let lost = self.engine.waiting_lines();
        self.engine.end();
        self.engine.forget();
        let mut notice = words::stopped(&first_line(why));
        if let Some(line) = lost.first() {
            notice += &words::lost(line);
        } else if !self.player.is_whole() {
            match self.player.undo() {
                Some(what) => notice += &words::run_before(&what),
                None => {
                    self.player.cut();
                    self.wreck = self.player.facts.as_ref().map(|it| Rc::clone(&it.tape.text));
                }
            }
        }
        self.opening.is_film_awaited = false;
        self.notice = Some(notice);
        self.pages.seen = None;
    }
}

fn first_line(text: &str) -> String {
    // A panic says first where it was, then what.
    let line = text.lines().find(|it| !it.starts_with("panicked at")).unwrap_or(text);
    let end = if line.ends_with(['.', '!']) { "" } else { "." };
    format!("{line}{end}")
}
