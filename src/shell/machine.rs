//! Processes that run in virtual time.
//!
//! **Invariant:** a value; what it does depends on nothing but itself, the world and the time up to
//! which it runs, and each virtual second costs a bounded number of steps.

mod run;
mod signals;

use super::environment::Environment;
use super::frame::{Frame, Running};
use super::syntax::List;
use super::turn::Turn;
use super::world::{Stream, World};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// A pipe holds so much before whoever writes has to wait (bytes).
const PIPE_MAX: usize = 65_536;
/// So many steps can be made at one moment.
const BURST: i64 = 20_000;
/// Who has made them all rests so long (milliseconds).
const REST_MS: i64 = 1000;
/// So many processes can be there.
const PROCESSES_MAX: usize = 200;
/// A process makes so many steps before another one's turn comes.
const SLICE: u32 = 1000;

/// How a machine differs from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So much may be held in memory (bytes).
    pub memory: usize,
    /// So many steps can be made in each second by who never rests.
    pub steps_per_second: i64,
    /// Each turn of a `while` takes so long (milliseconds).
    pub turn_ms: i64,
    /// After a program of the place the next one starts so much later (milliseconds).
    pub pause_ms: i64,
    /// Whether somebody sits before it: background jobs are announced, and too much memory ends
    /// a command, not all.
    pub is_interactive: bool,
}

/// What was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// Where.
    pub stream: Stream,
    /// What.
    pub text: String,
}

/// How the first process has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// The exit code.
    pub code: i32,
    /// Whether it had taken too much memory.
    pub is_memory: bool,
}

/// What a descriptor stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fd {
    Null,
    Out,
    Err,
    Read(u32),
    Write(u32),
    File(Rc<str>),
    Closed,
}

/// What a process waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Ready,
    Until(i64),
    Forever,
    Child(u32),
    ChildUntil(u32, i64),
    /// `wait`: for one, or for all; a signal ends it.
    Wait(Option<u32>),
    /// For input; whether parts of it are welcome.
    Read(u32, bool),
    /// For a line of input.
    Line(u32),
    Write(u32),
    Foreign,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Process {
    pub parent: u32,
    pub environment: Environment,
    pub frames: Vec<Frame>,
    pub fds: SortedMap<u32, Fd>,
    pub block: Block,
    /// No program starts earlier (milliseconds since 1970).
    pub pause_ms: i64,
    /// Whether it may go on with a part of its input.
    pub is_fed: bool,
    /// Signals that wait for their handlers.
    pub signals: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pipe {
    pub text: String,
    pub is_endless: bool,
}

/// Processes, their pipes, and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// How far it has got (milliseconds since 1970).
    pub now_ms: i64,
    pub(super) limits: Limits,
    pub(super) processes: SortedMap<u32, Process>,
    pub(super) pipes: SortedMap<u32, Pipe>,
    /// The exit codes of processes whose parents have not asked yet.
    pub(super) codes: SortedMap<u32, i32>,
    pub(super) first: u32,
    next_pid: u32,
    next_pipe: u32,
    last: u32,
    printed: Vec<Printed>,
    ended: Option<Ended>,
    credit: i64,
    credit_ms: i64,
    /// Nobody makes a step earlier (milliseconds since 1970).
    rests_ms: i64,
    /// What was sent to processes that are not here: which, and which signal.
    pub(super) sent: Vec<(u32, String)>,
    /// The environment that the first process has left.
    left: Option<Box<Environment>>,
}

impl Machine {
    /// A machine whose first process has the number and the environment.
    #[must_use]
    pub fn new(pid: u32, mut environment: Environment, limits: Limits, now_ms: i64) -> Self {
        environment.pid = pid;
        environment.bytes_max = limits.memory;
        environment.now_ms = now_ms;
        let fds = SortedMap::from([(0, Fd::Null), (1, Fd::Out), (2, Fd::Err)]);
        let process = Process {
            parent: 0,
            environment,
            frames: Vec::new(),
            fds,
            block: Block::Ready,
            pause_ms: 0,
            is_fed: false,
            signals: Vec::new(),
        };
        Self {
            now_ms,
            limits,
            processes: SortedMap::from([(pid, process)]),
            pipes: SortedMap::new(),
            codes: SortedMap::new(),
            first: pid,
            next_pid: pid + 6,
            next_pipe: 1,
            last: 0,
            printed: Vec::new(),
            ended: None,
            credit: BURST,
            credit_ms: now_ms,
            rests_ms: i64::MIN,
            sent: Vec::new(),
            left: None,
        }
    }

    /// The first process runs a program.
    #[must_use]
    pub fn running(mut self, words: Vec<String>) -> Self {
        self.push(Frame::Words(words));
        self
    }

    /// The first process runs commands.
    #[must_use]
    pub fn executing(mut self, list: Rc<List>) -> Self {
        self.push(Frame::List(list, 0));
        self
    }

    /// The first process reads this.
    #[must_use]
    pub fn reading(mut self, text: String) -> Self {
        let pipe = self.new_pipe(text);
        if let Some(process) = self.processes.get_mut(&self.first) {
            process.fds.insert(0, Fd::Read(pipe));
        }
        self
    }

    fn push(&mut self, frame: Frame) {
        if let Some(process) = self.processes.get_mut(&self.first) {
            process.frames.push(frame);
        }
    }

    /// How the first process has ended.
    #[must_use]
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// The environment of the first process: as it is, or as it was left.
    #[must_use]
    pub fn environment(&self) -> Option<&Environment> {
        let running = self.processes.get(&self.first).map(|it| &it.environment);
        running.or(self.left.as_deref())
    }

    /// Whether no process is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.processes.is_empty()
    }

    /// What was printed since this was last asked.
    pub fn take_printed(&mut self) -> Vec<Printed> {
        std::mem::take(&mut self.printed)
    }

    /// What was sent to processes that are not here.
    pub fn take_sent(&mut self) -> Vec<(u32, String)> {
        std::mem::take(&mut self.sent)
    }

    /// The program that is all that the first process runs.
    #[must_use]
    pub fn entry(&self) -> Option<&[String]> {
        match self.processes.get(&self.first)?.frames.as_slice() {
            [Frame::Program(running)] => Some(&running.words),
            _ => None,
        }
    }

    /// Programs of the place that whoever runs the machine has to answer for.
    #[must_use]
    pub fn waiting(&self) -> Vec<u32> {
        let waits = self.processes.iter().filter(|(_, it)| it.block == Block::Foreign);
        waits.map(|it| *it.0).collect()
    }

    /// When something happens next by itself (milliseconds since 1970); `None` where nothing does.
    #[must_use]
    pub fn wakes_ms(&self) -> Option<i64> {
        if self.processes.keys().any(|pid| self.is_ready(*pid)) {
            return Some(self.rests_ms.max(self.now_ms));
        }
        self.next_wake()
    }

    fn next_wake(&self) -> Option<i64> {
        let until = |it: &Process| match it.block {
            Block::Until(at_ms) | Block::ChildUntil(_, at_ms) => Some(at_ms),
            _ => None,
        };
        self.processes.values().filter_map(until).min().map(|it| it.max(self.rests_ms))
    }

    pub(super) fn is_full(&self, pipe: u32) -> bool {
        self.pipes.get(&pipe).is_some_and(|it| !it.is_endless && it.text.len() >= PIPE_MAX)
    }

    fn uses(&self, wanted: &Fd) -> bool {
        self.processes.values().any(|it| it.uses(wanted))
    }

    pub(super) fn has_writer(&self, pipe: u32) -> bool {
        self.uses(&Fd::Write(pipe))
    }

    pub(super) fn has_reader(&self, pipe: u32) -> bool {
        self.uses(&Fd::Read(pipe)) || self.pipes.get(&pipe).is_some_and(|it| it.is_endless)
    }

    /// All processes end: they have taken too much memory.
    pub(super) fn run_out_of_memory(&mut self) {
        self.ended = Some(Ended { at_ms: self.now_ms, code: 137, is_memory: true });
        self.processes.clear();
    }

    pub(super) fn new_pipe(&mut self, text: String) -> u32 {
        self.next_pipe += 1;
        self.pipes.insert(self.next_pipe, Pipe { text, is_endless: false });
        self.next_pipe
    }

    /// A new process; `None` where there are too many.
    pub(super) fn add(&mut self, process: Process) -> Option<u32> {
        if self.processes.len() >= PROCESSES_MAX {
            return None;
        }
        self.next_pid += 1;
        self.processes.insert(self.next_pid, process);
        Some(self.next_pid)
    }

    pub(super) fn print(&mut self, stream: Stream, text: &str) {
        if text.is_empty() {
            return;
        }
        let now_ms = self.now_ms;
        self.printed.push(Printed { at_ms: now_ms, stream, text: text.to_owned() });
    }

    /// A program of the place prints.
    pub fn answer(&mut self, pid: u32, chunks: Vec<(Stream, String)>, world: &mut dyn World) {
        let Some(mut process) = self.processes.remove(&pid) else { return };
        for (stream, text) in chunks {
            let fd = if stream == Stream::Out { 1 } else { 2 };
            let mut turn = Turn { machine: self, process, pid, world, is_over: None };
            turn.write(fd, &text, true);
            process = turn.process;
        }
        self.processes.insert(pid, process);
    }

    /// A program of the place is done.
    pub fn finish(&mut self, pid: u32, code: i32) {
        let pause_ms = self.now_ms + self.limits.pause_ms;
        let Some(process) = self.processes.get_mut(&pid) else { return };
        if let Some(Frame::Program(running)) = process.frames.last_mut() {
            running.code = Some(code);
            process.block = Block::Ready;
            process.pause_ms = pause_ms;
        }
    }

    /// Whether what the first process does goes on for ever, as `while true` does that nothing in
    /// it ends.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        let mut next = self.processes.get(&self.first);
        while let Some(it) = next {
            if it.block == Block::Forever || it.frames.iter().any(Frame::is_endless) {
                return true;
            }
            let Block::Child(pid) = it.block else { return false };
            next = self.processes.get(&pid);
        }
        false
    }

    /// Whether something ends after a time, as `timeout` says.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.processes.values().any(|it| matches!(it.block, Block::ChildUntil(..)))
    }
}

impl Process {
    fn uses(&self, wanted: &Fd) -> bool {
        let saved = self.frames.iter().filter_map(|it| match it {
            Frame::Fds(fds) => Some(fds),
            _ => None,
        });
        self.fds.values().any(|it| it == wanted)
            || saved.flatten().any(|it| it.1.as_ref() == Some(wanted))
    }

    /// What it does when the process has ended that it waits for; `None` where it doesn't.
    pub(super) fn behind(&self, child: u32) -> Option<&[Frame]> {
        let (last, rest) = self.frames.split_last()?;
        let is_awaited = match last {
            Frame::Pipeline(pids, _) => pids.contains(&child),
            Frame::Child(pid) => *pid == child,
            Frame::Collect(pid, ..) if *pid == child => return Some(&self.frames),
            Frame::Program(_) => match self.block {
                Block::Child(pid) | Block::ChildUntil(pid, _) => pid == child,
                _ => false,
            },
            _ => false,
        };
        is_awaited.then_some(rest)
    }

    /// The program that it runs.
    pub(super) fn running(&self) -> Option<&Running> {
        match self.frames.last() {
            Some(Frame::Program(running)) => Some(running),
            _ => None,
        }
    }
}
