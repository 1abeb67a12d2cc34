//! What each message does.

use super::engine::Purpose;
use super::{App, Dialog, Msg, Tab};
use crate::ui::browser;
use crate::ui::host::host;
use crate::ui::link;
use crate::ui::words::dialogs::share as words;
use podarium::playback::{Command, SPEEDS};
use podarium::protocol::{Form, Question};
use std::rc::Rc;

/// A sentence follows the one before after so long (milliseconds): a second, and what a busy
/// machine needs to draw it.
const SENTENCE_MS: i64 = 1_100;
/// In place of the time when something was said: it is not drawn yet.
const BEING_DRAWN: i64 = i64::MAX;

impl App {
    /// Whether anything changed that can be seen.
    pub(super) fn take(&mut self, message: Msg) -> bool {
        match message {
            Msg::Head(command) => self.command(&command),
            Msg::Frame(now_ms) => return self.frame(now_ms),
            Msg::Hold(is_held) => self.hold(is_held),
            Msg::Resize(size) => return self.player.resize(size, self.options.is_embedded),
            Msg::Reset => self.reset(),
            Msg::Film(number, result) => self.film_loaded(number, result),
            Msg::Tape(number, result) => self.tape_loaded(number, result),
            Msg::Prepare => self.prepare(),
            Msg::Furnish => self.furnished += 1,
            Msg::Slow => self.engine.is_slow = true,
            Msg::Heard(heard) => return self.heard(heard),
            message => return self.asked(message),
        }
        true
    }

    /// What people ask for who do more than look. A function of its own, as it comes with the second part of
    /// the program: see xtask/src/split.rs.
    #[inline(never)]
    fn asked(&mut self, message: Msg) -> bool {
        match message {
            Msg::Do(text) => self.act(&text),
            Msg::Choose(target) => self.choose(target),
            Msg::Menu(target, at) => self.open_menu(target, at),
            Msg::Close => return self.close(),
            Msg::Tab(tab) => self.tab = tab,
            Msg::Open(dialog) => self.open(dialog),
            Msg::Share(from_here) => self.share(from_here),
            Msg::Theme => change_theme(),
            Msg::Focus(key) => self.focus = Some(key),
            Msg::Fold => self.player.fold(),
            Msg::Chain => self.is_chain_open = !self.is_chain_open,
            Msg::Twin => self.twin(),
            Msg::Without(deed) => self.without(&deed),
            Msg::Present => self.is_presenting = !self.is_presenting,
            Msg::Lesson(index) => self.choose_lesson(index),
            Msg::Edit(edit) => self.edit(edit),
            Msg::EditObject(target) => {
                self.ask(Question::Editable(target.clone()), Purpose::Edit(target));
            }
            Msg::Complete(line) => self.ask(Question::Complete(line.into()), Purpose::Complete),
            Msg::Undo => self.undo(),
            Msg::Find(word) => self.find(&word),
            Msg::Search => browser::focus(".find"),
            Msg::Redo => self.redo(),
            Msg::Live => self.command(&Command::Seek(self.player.newest_ms())),
            Msg::Prompt => {
                self.tab = Tab::Terminal;
                self.wants_prompt = true;
            }
            Msg::Notice(text) => self.notice = Some(text),
            Msg::Stop => self.stop(),
            Msg::Crash => self.crash(),
            // Those that `take` takes itself.
            Msg::Head(_) | Msg::Frame(_) | Msg::Hold(_) | Msg::Resize(_) | Msg::Reset => {}
            Msg::Film(..) | Msg::Tape(..) | Msg::Prepare | Msg::Furnish => {}
            Msg::Slow | Msg::Heard(_) => {}
        }
        true
    }

    fn frame(&mut self, now_ms: i64) -> bool {
        let passed_ms = self.frames.passed(now_ms);
        let is_running = self.is_running();
        let is_drawn = self.player.draw_strips();
        // Time stands still until what is being done is done.
        if self.is_acting() {
            return is_running || is_drawn;
        }
        if is_running {
            self.player.tick(passed_ms);
        }
        self.narrate(now_ms, is_running) || is_running || is_drawn
    }

    /// Whether time passes.
    pub(super) fn is_running(&self) -> bool {
        self.player.head.is_playing() && !self.is_held
    }

    /// Whether there is something to be said, or what was said is being drawn.
    pub(super) fn is_saying(&self) -> bool {
        self.told.0 == BEING_DRAWN || self.told_caption != self.caption()
    }

    /// How many captions have come.
    pub(super) fn caption(&self) -> usize {
        let now_ms = self.position_ms();
        self.player.reel.markers.partition_point(|it| it.at_ms <= now_ms)
    }

    /// What happens is told to those who hear the page: one sentence a second at most, captions
    /// first, and no decisions when time runs too fast for sentences. Whether there is one.
    fn narrate(&mut self, now_ms: i64, is_running: bool) -> bool {
        // The frame after: from now on it can be heard.
        if self.told.0 == BEING_DRAWN {
            self.told.0 = now_ms;
        }
        if std::mem::take(&mut self.is_telling) {
            // What else is said is heard to its end.
            self.told.0 = now_ms + 3_000;
        }
        if now_ms - self.told.0 < SENTENCE_MS {
            return false;
        }
        let caption = self.caption();
        let speed = SPEEDS.get(self.player.head.speed()).copied().unwrap_or(100);
        if std::mem::replace(&mut self.told_caption, caption) != caption {
            let marker = caption.checked_sub(1).and_then(|it| self.player.reel.markers.get(it));
            self.said = marker.map_or_else(String::new, |it| it.text.to_string());
        } else if let Some(cause) =
            self.player.cause.as_ref().filter(|_| is_running && speed <= 200)
            && self.told.1.as_ref().is_none_or(|it| *it != cause.why)
        {
            self.said = cause.why.text();
            self.told.1 = Some(Rc::clone(&cause.why));
        } else {
            return false;
        }
        self.told.0 = BEING_DRAWN;
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

    fn close(&mut self) -> bool {
        let was_open = self.menu.is_some() || self.dialog.is_some() || self.notice.is_some();
        let was_open = was_open || self.dropped.is_some() || !self.find.is_empty();
        (self.menu, self.dialog, self.notice, self.dropped) = (None, None, None, None);
        self.find = "".into();
        was_open
    }

    fn open(&mut self, dialog: Dialog) {
        self.menu = None;
        self.dialog = if self.dialog == Some(dialog) { None } else { Some(dialog) };
        if self.dialog == Some(Dialog::Share) {
            self.forms = Rc::default();
            self.share(false);
        }
    }

    /// Every form of the run, from the start or from this moment. The link of a lesson in which
    /// nothing was done is there without the engine.
    fn share(&mut self, from_here: bool) {
        let (page, at_ms) = (link::base(), self.player.head.position_ms());
        let lesson = self.lesson.filter(|_| !self.player.is_changed());
        let plain = lesson.map(|it| {
            let text = page.clone() + &link::of_lesson(it);
            let t = if it == 0 { "?t=" } else { "&t=" };
            Form {
                name: words::LINK.into(),
                meaning: words::LINK_MEANING.into(),
                file: "link.txt".into(),
                text: if from_here { format!("{text}{t}{at_ms}ms") } else { text }.into(),
            }
        });
        if self.forms.len() < 2 {
            self.forms = Rc::new(plain.into_iter().collect());
        }
        if self.player.facts.is_some() {
            self.ask(Question::Share { page: page.into(), from_here }, Purpose::Share);
        }
    }

    /// The address follows what is done: a reload opens the same run.
    pub(super) fn link(&mut self) {
        let Some(facts) = self.player.facts.clone() else { return };
        if self.options.is_embedded || self.linked.as_ref() == Some(&facts.tape) {
            return;
        }
        let (start, _) = self.home.split_once('#').unwrap_or((&self.home, ""));
        let is_enough = !self.player.is_changed() && start.len() == self.home.len();
        let address = match is_enough {
            true => self.home.clone(),
            false => format!("{start}#{}", facts.link),
        };
        self.linked = Some(facts.tape.clone());
        host().show(&address);
    }

    /// Computes what the open page of the panel shows, if anything happened since.
    pub(super) fn fill_pages(&mut self) {
        let now = (self.player.run(), self.player.seen(), self.tab);
        if self.options.is_embedded || self.pages.seen == Some(now) {
            return;
        }
        self.pages.seen = Some(now);
        match self.tab {
            Tab::Terminal => {}
            Tab::Tape => self.show_editor(),
            Tab::Events => self.pages.events = Rc::new(self.player.events()),
            Tab::Object => {
                self.pages.decisions = Rc::new(self.player.decisions());
                if let Some(target) = &self.target {
                    self.pages.about = Rc::new(self.player.decisions_about(target, 12));
                    self.ask_object();
                }
            }
        }
    }
}

/// From light to dark or back; what was chosen is kept for the next visit.
fn change_theme() {
    let theme = if host().theme() == "dark" { "light" } else { "dark" };
    host().choose(theme);
}
