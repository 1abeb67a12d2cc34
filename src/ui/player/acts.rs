//! What is done in a run, taken back and done again: each is the film of another run.

use super::Player;
use crate::ui::undo::Side;
use crate::ui::words::acts as words;
use podarium::film::Film;
use podarium::playback::Command;
use podarium::protocol::{ActLine, Request, TapeFacts};
use std::rc::Rc;

impl Player {
    /// What to ask for so that something is done here and now.
    pub fn act(&mut self, lines: Vec<ActLine>) -> Request {
        self.last_run += 1;
        Request::Act { run: self.run, next: self.last_run, at_ms: self.head.position_ms(), lines }
    }

    /// Something was done at a moment: the film up to there is also that of another run.
    pub fn acted(&mut self, next: u32, at_ms: i64, facts: TapeFacts, what: String) {
        let before = Side {
            film: self.film.clone(),
            facts: self.facts.clone(),
            run: self.run,
            at_ms,
            newest_ms: self.newest_ms,
            what,
        };
        if at_ms + 50 < self.newest_ms {
            self.keep(self.film.clone());
        }
        self.acts.act(before);
        self.run = next;
        self.facts = Some(Rc::new(facts));
        self.film.truncate(at_ms);
        self.newest_ms = at_ms;
        self.head.command(&Command::Seek(at_ms), &self.reel);
        self.rewound();
        self.command(&Command::Play);
    }

    /// Another future begins: the run that had been watched is kept beside it.
    fn keep(&mut self, film: Film) {
        let mut other = Self { room: self.room, ..Self::new() };
        other.show(film);
        self.other = Some(Box::new(other));
    }

    /// Both runs are shown beside each other, or not any more. Whether there are two.
    pub fn twin(&mut self) -> bool {
        self.is_twin = !self.is_twin && self.other.is_some();
        self.refresh();
        self.other.is_some()
    }

    /// What to ask for so that what was done before the tape was opened is taken back.
    pub fn undo_request(&mut self) -> Request {
        self.last_run += 1;
        Request::Undo { run: self.run, next: self.last_run }
    }

    /// What to ask for so that the tape is played without something that was done in it.
    pub fn without_request(&mut self, entry: u32) -> Request {
        self.last_run += 1;
        let at_ms = self.head.position_ms();
        Request::Without { run: self.run, next: self.last_run, at_ms, entry }
    }

    /// Another run is shown, without what was done last; or without something that is named, beside
    /// the run with it.
    pub fn undone(&mut self, next: u32, at_ms: i64, facts: TapeFacts, without: Option<String>) {
        (self.other, self.is_twin) = (None, without.is_some());
        if self.is_twin {
            self.keep(self.film.clone());
        }
        let mut film = self.film.clone();
        film.truncate(0);
        let after = Side {
            film: std::mem::replace(&mut self.film, film),
            facts: self.facts.replace(Rc::new(facts)),
            run: std::mem::replace(&mut self.run, next),
            at_ms,
            newest_ms: std::mem::replace(&mut self.newest_ms, at_ms),
            what: without.clone().unwrap_or_else(|| words::LAST.to_owned()),
        };
        match without {
            Some(_) => self.acts.act(after),
            None => self.acts.undone(after),
        }
        self.restart();
        self.head.stop_at(at_ms);
    }

    /// The film is made anew from its beginning.
    pub fn restart(&mut self) {
        self.film = Film::new(self.film.head.clone());
        self.rewound();
    }

    /// The film ends where it is: nobody makes more of it.
    pub fn cut(&mut self) {
        self.film.end_ms = Some(self.film.until_ms);
        self.rewound();
    }

    /// Takes back what was done last, and goes to where it happened; what it was, if anything.
    pub fn undo(&mut self) -> Option<String> {
        let before = self.acts.last_done()?;
        let after = self.go_to(before);
        let what = after.what.clone();
        self.acts.undone(after);
        Some(what)
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

    /// Shows the run on the other side of an act from where it was done; returns this one.
    fn go_to(&mut self, other: Side) -> Side {
        (self.other, self.is_twin) = (None, false);
        let Side { film, facts, run, at_ms, newest_ms, what } = other;
        let here = Side {
            film: std::mem::replace(&mut self.film, film),
            facts: std::mem::replace(&mut self.facts, facts),
            run: std::mem::replace(&mut self.run, run),
            at_ms,
            newest_ms: std::mem::replace(&mut self.newest_ms, newest_ms),
            what,
        };
        self.rewound();
        self.command(&Command::Seek(at_ms));
        here
    }

    pub fn can_undo(&self) -> bool {
        self.acts.can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.acts.can_redo()
    }
}
