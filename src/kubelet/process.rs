//! One run of a container's program.

use super::dns::Zone;
use super::program::{Host, Place, Program};
use super::storage::{Files, Mount, Storage};
use super::web::Web;
use crate::api::{ObjectKey, Pod, Text};
use crate::shell::{Ended, Machine};
use std::borrow::Cow;
use std::rc::Rc;

/// So much of a log is kept (bytes). Source: `containerLogMaxSize` is 10Mi; we keep less.
const LOG_MAX: usize = 2 << 20;
/// So many pieces of a log are in one part, which copies share.
const PART: usize = 64;

/// What a process has written: when (milliseconds since 1970), and the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    parts: Vec<Rc<Vec<(i64, String)>>>,
    last: Vec<(i64, String)>,
    bytes: usize,
}

impl Log {
    pub(super) fn push(&mut self, at_ms: i64, text: String) {
        self.bytes += text.len();
        self.last.push((at_ms, text));
        if self.last.len() >= PART {
            self.parts.push(Rc::new(std::mem::take(&mut self.last)));
        }
        while self.bytes > LOG_MAX && !self.parts.is_empty() {
            let first = self.parts.remove(0);
            self.bytes -= first.iter().map(|it| it.1.len()).sum::<usize>();
        }
    }

    /// The pieces after a moment, the oldest first, and the one before: it may have begun a line.
    fn after(&self, after_ms: i64) -> impl Iterator<Item = &(i64, String)> {
        let is_before =
            |part: &Rc<Vec<(i64, String)>>| part.last().is_none_or(|it| it.0 <= after_ms);
        let from = self.parts.partition_point(is_before).saturating_sub(1);
        let pieces = || self.parts[from..].iter().flat_map(|it| it.iter()).chain(&self.last);
        let before = pieces().take_while(|it| it.0 <= after_ms).count();
        pieces().skip(before.saturating_sub(1))
    }
}

/// One run of a container's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// What runs.
    pub program: Rc<Program>,
    /// Where it is with that; `None` for the image's own program.
    pub machine: Option<Box<Machine>>,
    /// What it has written, without what an image's own program says first.
    pub log: Log,
    /// Whether it is the image's own program, which greets.
    pub greets: bool,
    /// What the runtime calls it; empty in the stand-in.
    pub id: Text,
    /// Its volumes.
    pub mounts: Rc<Vec<Mount>>,
    /// Since when (milliseconds since 1970).
    pub started_ms: i64,
    /// Up to when; `None` while it runs.
    pub ended_ms: Option<i64>,
    /// When it ends, and with which code, as far as that is known.
    pub ends: Option<(i64, i32)>,
    /// Whether it ends because it takes too much memory.
    pub is_greedy: bool,
    /// The moment that a timer is set to, for it to go on (milliseconds since 1970).
    pub wakes_ms: Option<i64>,
    /// When SIGTERM reaches it (milliseconds since 1970).
    pub term_ms: Option<i64>,
    /// The Services that it has asked over HTTP since somebody looked, with the Pods, by their
    /// addresses, that have answered.
    pub asked: Vec<(ObjectKey, String)>,
    /// The files that its volumes turn to, and when (milliseconds since 1970).
    pub renewed: Option<(i64, Rc<Files>)>,
}

impl Process {
    /// What it has written, the oldest first, and when (milliseconds since 1970). The greeting is
    /// worded here: hardly anybody reads it.
    pub fn written(&self) -> impl Iterator<Item = (i64, Cow<'_, str>)> {
        self.written_after(i64::MIN)
    }

    /// The same from about a moment on: whoever follows a log does not read all of it each time.
    pub fn written_after(&self, after_ms: i64) -> impl Iterator<Item = (i64, Cow<'_, str>)> {
        let greeting = self.greets.then(|| self.program.greeting(self.started_ms));
        let greeting = greeting.filter(|it| !it.is_empty());
        let greeting = greeting.map(|it| (self.started_ms, Cow::Owned(it)));
        greeting.into_iter().chain(self.log.after(after_ms).map(|it| (it.0, Cow::Borrowed(&*it.1))))
    }

    /// It goes on up to a moment (milliseconds since 1970), or to its end.
    pub fn advance(&mut self, storage: &mut Storage, until_ms: i64) -> Option<Ended> {
        if self.ended_ms.is_some() {
            return None;
        }
        if let Some((at_ms, files)) = self.renewed.take_if(|it| it.0 <= until_ms) {
            self.run(storage, at_ms);
            Rc::make_mut(&mut self.program).set_files(files);
        }
        self.run(storage, until_ms)
    }

    fn run(&mut self, storage: &mut Storage, until_ms: i64) -> Option<Ended> {
        let machine = self.machine.as_mut()?;
        let mut place = Place::new(&self.program, storage, &self.mounts);
        if let Some(term_ms) = self.term_ms.filter(|it| *it <= until_ms) {
            machine.run(term_ms, &mut place);
            machine.signal(1, "TERM");
            self.term_ms = None;
        }
        machine.run(until_ms, &mut place);
        self.asked.append(&mut place.asked);
        for printed in machine.take_printed() {
            self.log.push(printed.at_ms, printed.text);
        }
        machine.ended()
    }

    /// How it ends if it is left alone up to a moment (milliseconds since 1970).
    #[must_use]
    pub fn foresee(&self, storage: &Storage, until_ms: i64) -> Option<Ended> {
        self.machine.as_ref()?;
        let (mut ahead, mut storage) = (self.clone(), storage.clone());
        ahead.advance(&mut storage, until_ms)
    }

    /// When and with which code it ends on SIGTERM at a moment, if it does before the limit
    /// (milliseconds since 1970).
    #[must_use]
    pub fn on_term(&self, storage: &Storage, at_ms: i64, limit_ms: i64) -> Option<(i64, i32)> {
        let Some(machine) = &self.machine else {
            return self.program.term_code(None).map(|code| (at_ms, code));
        };
        let (mut ahead, mut storage) = (self.clone(), storage.clone());
        if let Some(ended) = ahead.advance(&mut storage, at_ms) {
            return Some((ended.at_ms, ended.code));
        }
        let entry = ahead.machine.as_ref().and_then(|it| it.entry());
        if let Some(code) = entry.and_then(|it| self.program.term_code(Some(it))) {
            return Some((at_ms, code));
        }
        if machine.ended().is_some() {
            return None;
        }
        ahead.term_ms = Some(at_ms);
        let ended = ahead.advance(&mut storage, limit_ms)?;
        Some((ended.at_ms, ended.code))
    }

    /// When it goes on by itself (milliseconds since 1970).
    #[must_use]
    pub fn next_ms(&self) -> Option<i64> {
        let machine = self.machine.as_ref().filter(|_| self.ended_ms.is_none())?;
        if machine.ended().is_some() {
            return None;
        }
        machine.wakes_ms().into_iter().chain(self.term_ms).min()
    }

    /// Whether it may end by itself.
    #[must_use]
    pub fn may_end(&self) -> bool {
        let goes_on =
            self.machine.as_ref().is_some_and(|it| !it.is_endless() && it.wakes_ms().is_some());
        self.ends.is_some() || goes_on
    }

    /// What it knows of names and of those who answer is brought up to date.
    pub fn refresh(&mut self, pod: &Pod, address: &str, zone: &Rc<Zone>, web: &Rc<Web>) {
        let host = self.program.host();
        if !Rc::ptr_eq(&host.zone, zone) || !Rc::ptr_eq(&host.web, web) {
            let program = (*self.program).clone().on(Host::new(pod, address, zone).among(web));
            self.program = Rc::new(program);
        }
    }
}
