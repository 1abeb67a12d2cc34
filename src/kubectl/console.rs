//! The console: a shell in which `kubectl` is a program, and which may wait.

mod place;

use self::place::Place;
use super::forward::Forwarding;
use super::job::Job;
use super::paths::Files;
use super::session::Streams;
use crate::cluster::Cluster;
use crate::shell::{Dialect, Environment, Limits, Machine, parse};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// What a command takes: milliseconds between two commands of one line, and a turn of a loop.
const COMMAND_MS: i64 = 100;
/// The number of the shell's process.
const PID: u32 = 4242;
/// What lines of the console can do.
const LIMITS: Limits = Limits {
    memory: 8 << 20,
    steps_per_second: 20_000,
    turn_ms: COMMAND_MS,
    pause_ms: COMMAND_MS,
    is_interactive: true,
};

/// What a finished line printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Both streams, in the order printed; ends with a newline unless it is empty.
    pub text: String,
    /// The exit code.
    pub code: i32,
}

/// What came of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done(Output),
    /// It waits.
    Waiting(Box<Wait>),
}

/// What came of asking a waiting line again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll {
    /// It still waits.
    Pending,
    /// It is done; the output is the whole output.
    Done(Output),
}

/// A line that waits: its processes, what they printed, what those of kubectl wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    machine: Machine,
    jobs: SortedMap<u32, Job>,
    shown: String,
}

/// What lines leave to the lines after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// The tape's files, and those that commands wrote.
    pub files: Rc<Files>,
    /// Variables, functions, aliases; `None` before the first line.
    pub shell: Option<Rc<Environment>>,
    /// What forwards ports in the background.
    pub forwards: Vec<Forwarding>,
}

impl Desk {
    fn environment(&self, now_ms: i64) -> Environment {
        if let Some(shell) = &self.shell {
            return (**shell).clone();
        }
        let mut environment = Environment {
            name: "bash".into(),
            folder: "/".into(),
            started_ms: now_ms,
            ..Environment::default()
        };
        for (name, text) in [
            ("HOME", "~"),
            ("HOSTNAME", "podarium"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("SHELL", "/bin/bash"),
            ("USER", "root"),
        ] {
            environment.set_up(name, text);
        }
        environment
    }
}

/// Executes one line of the console at this instant, as far as it goes without waiting. It may
/// write files.
pub fn run(cluster: &mut Cluster, desk: &mut Desk, line: &str) -> Outcome {
    let now_ms = cluster.now_ms();
    let mut environment = desk.environment(now_ms);
    let list = match parse(line, Dialect::Bash, &environment.aliases) {
        Ok(list) => list,
        Err(error) => {
            let text = error.text(Dialect::Bash, "bash");
            environment.code = if text.contains("bad substitution") { 1 } else { 2 };
            let code = environment.code;
            desk.shell = Some(Rc::new(environment));
            return Outcome::Done(Output { text, code });
        }
    };
    let left = u32::try_from(desk.forwards.len()).unwrap_or(0);
    let machine = Machine::new(PID + 10 * left, environment, LIMITS, now_ms).executing(list);
    let mut wait = Wait { machine, jobs: SortedMap::new(), shown: String::new() };
    match wait.poll(cluster, desk) {
        Poll::Done(output) => Outcome::Done(output),
        Poll::Pending => Outcome::Waiting(Box::new(wait)),
    }
}

impl Wait {
    /// Looks again. To be called after every step of the engine that changed the store, and at
    /// [`Wait::deadline_ms`].
    pub fn poll(&mut self, cluster: &mut Cluster, desk: &mut Desk) -> Poll {
        let was_over = self.machine.ended().is_some();
        let pids: Vec<u32> = self.jobs.keys().copied().collect();
        for pid in pids {
            self.ask(pid, cluster, desk);
        }
        let mut place = Place { cluster, desk, jobs: &mut self.jobs };
        let now_ms = place.cluster.now_ms();
        self.machine.run(now_ms, &mut place);
        for printed in self.machine.take_printed() {
            self.shown.push_str(&printed.text);
        }
        if !was_over && self.machine.ended().is_some() {
            desk.shell = self.machine.environment().map(|it| Rc::new(it.clone()));
        }
        match self.machine.is_empty() {
            true => Poll::Done(self.output()),
            false => Poll::Pending,
        }
    }

    /// What a kubectl waits for may have come.
    fn ask(&mut self, pid: u32, cluster: &mut Cluster, desk: &mut Desk) {
        if !self.machine.waiting().contains(&pid) {
            self.jobs.remove(&pid);
            return;
        }
        let Some(job) = self.jobs.get_mut(&pid) else { return };
        let mut streams = Streams::default();
        let result = job.poll(cluster, &mut streams);
        let mut chunks = streams.take();
        let code = result.map(|it| place::conclude(it, &mut chunks));
        let mut place = Place { cluster, desk, jobs: &mut self.jobs };
        self.machine.run(place.cluster.now_ms(), &mut place);
        self.machine.answer(pid, chunks, &mut place);
        if let Some(code) = code {
            self.jobs.remove(&pid);
            self.machine.finish(pid, code);
        }
    }

    /// Nobody looks at it any longer. What it forwards in the background goes on.
    pub fn leave(&self, desk: &mut Desk) {
        let jobs = self.jobs.values().filter(|_| self.is_background());
        desk.forwards.extend(jobs.filter_map(Job::forwarding).cloned());
    }

    fn output(&self) -> Output {
        let newline = if self.shown.is_empty() || self.shown.ends_with('\n') { "" } else { "\n" };
        let code = self.machine.ended().map_or(0, |it| it.code);
        Output { text: format!("{}{newline}", self.shown), code }
    }

    /// The moment (milliseconds since 1970) at which it must be asked even if nothing changed.
    #[must_use]
    pub fn deadline_ms(&self) -> Option<i64> {
        let jobs = self.jobs.values().filter_map(Job::deadline_ms);
        jobs.chain(self.machine.wakes_ms()).min()
    }

    /// Whether it goes on until somebody ends it, as `kubectl get --watch` does.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        self.is_background()
            || self.machine.is_endless()
            || !self.machine.is_timed()
                && self.jobs.iter().any(|it| it.1.is_endless() && self.machine.awaits(*it.0))
    }

    /// Whether nothing of it is left but what runs in the background.
    #[must_use]
    pub fn is_background(&self) -> bool {
        self.machine.ended().is_some()
    }

    /// All output so far.
    #[must_use]
    pub fn printed(&self) -> &str {
        &self.shown
    }
}
