//! Pipelines, and processes of their own.

use super::Turn;
use crate::shell::environment::Value;
use crate::shell::frame::Frame;
use crate::shell::machine::{Block, Fd, Process};
use crate::shell::syntax::Pipeline;
use crate::sorted::SortedMap;
use std::rc::Rc;

impl Turn<'_> {
    pub(super) fn item(&mut self, items: Rc<Vec<(bool, Pipeline)>>, mut at: usize) {
        while let Some((is_and, pipeline)) = items.get(at) {
            let runs = at == 0 || (self.process.environment.code == 0) == *is_and;
            at += 1;
            if runs {
                let pipeline = pipeline.clone();
                // Behind the last there is nothing: the program may take the shell's place.
                if at < items.len() {
                    self.push(Frame::Items(items, at));
                }
                self.pipeline(&pipeline);
                return;
            }
        }
    }

    pub(super) fn pipeline(&mut self, pipeline: &Pipeline) {
        if pipeline.is_timed {
            self.push(Frame::Timed(self.machine.now_ms));
        }
        if pipeline.is_negated {
            self.push(Frame::Negate);
        }
        if let [command] = pipeline.commands.as_slice() {
            self.command(command);
            return;
        }
        let mut pids = Vec::new();
        let mut input = self.process.fds.get(&0).cloned().unwrap_or(Fd::Null);
        for (at, command) in pipeline.commands.iter().enumerate() {
            let is_last = at + 1 == pipeline.commands.len();
            let mut fds = self.process.fds.clone();
            fds.insert(0, input);
            input = Fd::Null;
            if !is_last {
                let pipe = self.machine.new_pipe(String::new());
                fds.insert(1, Fd::Write(pipe));
                input = Fd::Read(pipe);
            }
            if let Some(pid) = self.fork(vec![Frame::Command(command.clone())], fds) {
                pids.push(pid);
            }
        }
        self.push(Frame::Pipeline(Rc::new(pids), Vec::new()));
    }

    /// A pipe is done when all its processes are.
    pub(super) fn join(&mut self, pids: &Rc<Vec<u32>>, mut codes: Vec<i32>) {
        while let Some(pid) = pids.get(codes.len()).copied() {
            if self.machine.processes.contains_key(&pid) {
                self.push(Frame::Pipeline(Rc::clone(pids), codes));
                self.block(Block::Child(pid));
                return;
            }
            codes.push(self.machine.codes.remove(&pid).unwrap_or(141));
        }
        let texts = codes.iter().enumerate();
        let list = texts.map(|(at, it)| (i64::try_from(at).unwrap_or(0), it.to_string())).collect();
        let list = Value::List(Rc::new(list));
        let _ = self.process.environment.put("PIPESTATUS", list);
        let last = codes.last().copied().unwrap_or(0);
        let worst = codes.iter().rev().copied().find(|it| *it != 0).unwrap_or(0);
        let fails = self.process.environment.options.fails_in_pipes;
        self.done(if fails { worst } else { last });
    }

    /// What a process of its own does; its number, or `None` where there are too many.
    pub fn fork(&mut self, frames: Vec<Frame>, fds: SortedMap<u32, Fd>) -> Option<u32> {
        let mut environment = self.process.environment.clone();
        environment.traps = Rc::default();
        let process = Process {
            parent: self.pid,
            environment,
            frames,
            fds,
            block: Block::Ready,
            pause_ms: self.process.pause_ms,
            is_fed: false,
            signals: Vec::new(),
        };
        let pid = self.machine.add(process);
        if pid.is_none() {
            self.complain("fork: retry: Resource temporarily unavailable");
        }
        pid
    }

    /// What runs in the background: processes and their commands, those that earlier lines have left
    /// first. Their places are the numbers of jobs.
    pub fn jobs(&self) -> Vec<(u32, String)> {
        let own = self.machine.processes.iter().filter(|it| it.1.parent == self.pid);
        let words = |it: &Process| it.running().map(|it| it.words.join(" ")).unwrap_or_default();
        self.world.left().into_iter().chain(own.map(|(pid, it)| (*pid, words(it)))).collect()
    }

    pub(super) fn background(&mut self, pipelines: &Rc<Vec<(bool, Pipeline)>>) {
        let mut fds = self.process.fds.clone();
        fds.insert(0, Fd::Null);
        let pid = self.fork(vec![Frame::Items(Rc::clone(pipelines), 0)], fds);
        self.process.environment.background = pid.or(self.process.environment.background);
        self.process.environment.code = if pid.is_some() { 0 } else { 254 };
        if let Some(pid) =
            pid.filter(|_| self.machine.limits.is_interactive && self.pid == self.machine.first)
        {
            let jobs = self.jobs().len();
            self.write(2, &format!("[{jobs}] {pid}\n"), true);
        }
    }
}
