//! A tape being played: the cluster, the console, and how far the tape has got.
//!
//! Lines follow one another: a command starts when the one before is done, and takes 100 ms or
//! as long as it blocks. What stands right behind `@ TIME` happens at that time even while a
//! command still blocks: it is how clicks are recorded. Lines after it wait again. A command that
//! would go on for ever, such as `kubectl get --watch`, goes on until the next command.

mod goals;

use super::claim::Verdict;
use super::text::{Line, Tape, TapeLine};
use crate::cluster::{Act, Cluster, Record};
use crate::kubectl::{self, Desk, Files, Outcome, Output, Poll, Wait};
use std::rc::Rc;

/// A console command takes this long (milliseconds).
const COMMAND_MS: i64 = 100;

/// What happened on the console, or was done to the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The line of the tape, by index.
    pub line: usize,
    /// When it began (milliseconds since 1970).
    pub at_ms: i64,
    /// When it was done; `None` while it runs.
    pub done_ms: Option<i64>,
    /// What it printed, so far.
    pub output: Output,
}

#[derive(Clone, Debug, PartialEq)]
struct Job {
    entry: usize,
    state: JobState,
}

#[derive(Clone, Debug, PartialEq)]
enum JobState {
    /// Typed, and on its way.
    Starting(i64),
    Waiting(Box<Wait>),
}

impl Job {
    fn is_endless(&self) -> bool {
        matches!(&self.state, JobState::Waiting(wait) if wait.is_endless())
    }
}

/// A tape being played. A value: `clone` is a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    tape: Rc<Tape>,
    desk: Desk,
    cluster: Cluster,
    next: usize,
    entries: Vec<Rc<Entry>>,
    jobs: Vec<Job>,
    /// The store's revision when blocking commands were last looked at.
    seen_revision: u64,
    /// Whether the next line stands right behind `@ TIME`.
    is_anchored: bool,
    verdicts: Vec<Verdict>,
    /// Whether the goals have been judged.
    is_judged: bool,
}

impl Run {
    /// The tape at its second 0.
    #[must_use]
    pub fn new(tape: Rc<Tape>) -> Self {
        let desk = Desk { files: Rc::new(tape.files()), ..Desk::default() };
        let mut cluster = Cluster::new(&tape.header.config);
        cluster.take_records();
        Self {
            tape,
            desk,
            cluster,
            next: 0,
            entries: Vec::new(),
            jobs: Vec::new(),
            seen_revision: 0,
            is_anchored: false,
            verdicts: Vec::new(),
            is_judged: false,
        }
    }

    /// The tape.
    #[must_use]
    pub fn tape(&self) -> &Rc<Tape> {
        &self.tape
    }

    /// The cluster.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The tape's files, and those that commands wrote.
    #[must_use]
    pub fn files(&self) -> &Rc<Files> {
        &self.desk.files
    }

    /// Milliseconds since second 0.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.cluster.now_ms() - self.cluster.start_ms()
    }

    /// What lines leave to the lines after them.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// How many lines of the tape have begun.
    #[must_use]
    pub fn begun(&self) -> usize {
        self.next
    }

    /// What was typed and done so far, in order.
    #[must_use]
    pub fn entries(&self) -> &[Rc<Entry>] {
        &self.entries
    }

    /// Whether a command blocks.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Whether all lines have been begun.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.next >= self.tape.lines.len()
    }

    /// Whether all lines have been played and no command blocks.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.next >= self.tape.lines.len() && self.jobs.iter().all(Job::is_endless)
    }

    /// The claims that have been reached, as they stand.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The tape is over: claims about its end can be decided, and nothing is watched any longer.
    pub fn close(&mut self) {
        self.interrupt();
        for verdict in self.verdicts.iter_mut().filter(|it| it.is_open()) {
            verdict.end(&self.cluster);
        }
    }

    /// Ends what still runs, as Ctrl-C does: what it has printed stays.
    pub fn interrupt_all(&mut self) {
        const INTERRUPTED: i32 = 130;
        for at in 0..self.jobs.len() {
            let Job { entry, state: JobState::Waiting(wait) } = &self.jobs[at] else { continue };
            if !wait.is_endless() {
                let output = Output { text: wait.printed().to_owned(), code: INTERRUPTED };
                self.finish(*entry, output);
            }
        }
        self.drop_finished();
    }

    /// The same run with another tape, whose lines up to here are the same.
    pub(crate) fn with_tape(mut self, tape: &Rc<Tape>) -> Self {
        self.set_tape(tape);
        self
    }

    /// Goes on with another tape, whose lines up to here are the same.
    pub(crate) fn set_tape(&mut self, tape: &Rc<Tape>) {
        let (before, mut files) = (self.tape.files(), tape.files());
        self.tape = Rc::clone(tape);
        if before == files {
            return;
        }
        let written = self.desk.files.iter().filter(|(name, text)| before.get(*name) != Some(text));
        files.extend(written.map(|(name, text)| (name.clone(), text.clone())));
        self.desk.files = Rc::new(files);
    }

    /// When the next thing happens (milliseconds since second 0); `None` where nothing will.
    #[must_use]
    pub fn next_at(&self) -> Option<i64> {
        let start_ms = self.cluster.start_ms();
        let cluster = self.cluster.next_at().map(|it| it - start_ms);
        [cluster, self.tape_due(), self.job_due()].into_iter().flatten().min()
    }

    /// When the tape goes on, or a command gives up, whatever the cluster does by then
    /// (milliseconds since second 0); `None` where only the cluster can bring it about.
    #[must_use]
    pub fn expected_ms(&self) -> Option<i64> {
        self.tape_due().max(self.job_due())
    }

    /// When the tape goes on by itself.
    fn tape_due(&self) -> Option<i64> {
        let line = self.tape.lines.get(self.next)?;
        if let Line::At(ms) = line.line {
            return Some(ms.max(self.now_ms()));
        }
        (self.is_anchored || self.jobs.iter().all(Job::is_endless)).then(|| self.now_ms())
    }

    fn job_due(&self) -> Option<i64> {
        let start_ms = self.cluster.start_ms();
        let due = self.jobs.iter().filter_map(|job| match &job.state {
            JobState::Starting(at_ms) => Some(*at_ms),
            JobState::Waiting(wait) => wait.deadline_ms(),
        });
        due.min().map(|it| (it - start_ms).max(self.now_ms()))
    }

    /// Makes the next thing happen; what was noted. `None` where nothing is left to happen.
    pub fn step(&mut self) -> Option<Vec<Record>> {
        let now = self.next_at()?;
        let start_ms = self.cluster.start_ms();
        if self.cluster.next_at().is_some_and(|it| it - start_ms <= now) {
            // What was already due at an instant comes before what is put in then.
            self.cluster.step();
        } else {
            self.cluster.advance(start_ms + now);
            if self.job_due().is_some_and(|it| it <= now) {
                self.start_jobs();
            } else if self.tape_due().is_some_and(|it| it <= now) {
                self.play_line();
            }
        }
        self.poll_jobs();
        self.judge();
        Some(self.cluster.take_records())
    }

    /// Runs up to and including `at_ms` (milliseconds since second 0).
    pub fn run_until(&mut self, at_ms: i64, mut note: impl FnMut(Vec<Record>)) {
        while self.next_at().is_some_and(|next| next <= at_ms) {
            match self.step() {
                Some(records) => note(records),
                None => break,
            }
        }
        let start_ms = self.cluster.start_ms();
        self.cluster.advance(start_ms + at_ms);
    }

    fn play_line(&mut self) {
        let tape = Rc::clone(&self.tape);
        let Some(TapeLine { line, number, .. }) = tape.lines.get(self.next) else { return };
        let index = self.next;
        self.next += 1;
        // A file takes no time: what stands behind it is meant.
        self.is_anchored &= matches!(line, Line::File { .. } | Line::Comment(_));
        match line {
            Line::At(_) => self.is_anchored = true,
            Line::Command { .. } => {
                self.interrupt();
                let at_ms = self.cluster.now_ms() + COMMAND_MS;
                self.enter(index, None, Output::default());
                let entry = self.entries.len() - 1;
                self.jobs.push(Job { entry, state: JobState::Starting(at_ms) });
            }
            Line::Act(act) => self.act(index, act),
            Line::Claim(claim) | Line::Goal(claim) => {
                let is_goal = matches!(line, Line::Goal(_));
                self.verdicts.push(Verdict::new(claim, *number, is_goal, &self.cluster));
            }
            Line::Caption(_) | Line::File { .. } | Line::Ask(..) | Line::Comment(_) => {}
        }
    }

    fn act(&mut self, index: usize, act: &Act) {
        let output = match self.cluster.act(act) {
            Ok(()) => Output::default(),
            Err(error) => Output { text: format!("error: {error}\n"), code: 1 },
        };
        self.enter(index, Some(self.cluster.now_ms()), output);
    }

    fn enter(&mut self, line: usize, done_ms: Option<i64>, output: Output) {
        let at_ms = self.cluster.now_ms();
        self.entries.push(Rc::new(Entry { line, at_ms, done_ms, output }));
    }

    /// Commands that are typed reach the API server.
    fn start_jobs(&mut self) {
        let now_ms = self.cluster.now_ms();
        for at in 0..self.jobs.len() {
            let JobState::Starting(due) = self.jobs[at].state else { continue };
            if due > now_ms {
                continue;
            }
            let entry = self.jobs[at].entry;
            let tape = Rc::clone(&self.tape);
            let line = self.entries[entry].line;
            let Some(Line::Command { text, .. }) = tape.lines.get(line).map(|it| &it.line) else {
                continue;
            };
            let ran = match self.help(entry, text) {
                Some(text) => Outcome::Done(Output { text, code: 0 }),
                None => kubectl::run(&mut self.cluster, &mut self.desk, text),
            };
            match ran {
                Outcome::Done(output) => self.finish(entry, output),
                Outcome::Waiting(wait) => {
                    print(&mut self.entries[entry], wait.printed());
                    self.jobs[at].state = JobState::Waiting(wait);
                }
            }
        }
        self.drop_finished();
        self.seen_revision = 0;
    }

    /// Looks at blocking commands where anything has changed or time is up.
    fn poll_jobs(&mut self) {
        let now_ms = self.cluster.now_ms();
        let revision = self.cluster.revision();
        let has_changed = revision != self.seen_revision;
        self.seen_revision = revision;
        for verdict in self.verdicts.iter_mut().filter(|it| has_changed && it.is_open()) {
            verdict.observe(&self.cluster);
        }
        for at in 0..self.jobs.len() {
            let Job { entry, state: JobState::Waiting(wait) } = &mut self.jobs[at] else {
                continue;
            };
            let entry = *entry;
            if !has_changed && wait.deadline_ms().is_none_or(|it| it > now_ms) {
                continue;
            }
            match wait.poll(&mut self.cluster, &mut self.desk) {
                Poll::Done(output) => self.finish(entry, output),
                Poll::Pending => print(&mut self.entries[entry], wait.printed()),
            }
        }
        self.drop_finished();
    }

    /// Ends what would go on for ever, as Ctrl-C does.
    fn interrupt(&mut self) {
        for at in 0..self.jobs.len() {
            let Job { entry, state: JobState::Waiting(wait) } = &self.jobs[at] else { continue };
            if wait.is_endless() {
                wait.leave(&mut self.desk);
                let output = Output { text: wait.printed().to_owned(), code: 0 };
                self.finish(*entry, output);
            }
        }
        self.drop_finished();
    }

    fn finish(&mut self, entry: usize, output: Output) {
        let now_ms = self.cluster.now_ms();
        let entry = Rc::make_mut(&mut self.entries[entry]);
        entry.output = output;
        entry.done_ms = Some(now_ms);
    }

    fn drop_finished(&mut self) {
        let entries = &self.entries;
        self.jobs.retain(|job| entries[job.entry].done_ms.is_none());
    }
}

/// What a command has printed, of which the entry has the beginning: a loop prints megabytes, and
/// is asked at every step.
fn print(entry: &mut Rc<Entry>, text: &str) {
    let told = entry.output.text.len();
    if let Some(more) = text.get(told..).filter(|it| !it.is_empty()) {
        Rc::make_mut(entry).output.text.push_str(more);
    }
}
