//! A machine at work.

use super::{BURST, Block, Ended, Fd, Machine, Process, REST_MS, SLICE};
use crate::shell::turn::Turn;
use crate::shell::world::World;

impl Machine {
    /// Runs up to and including a moment (milliseconds since 1970), or to the end.
    pub fn run(&mut self, until_ms: i64, world: &mut dyn World) {
        while self.ended.is_none() || self.limits.is_interactive {
            self.refill();
            while self.credit > 0 && self.now_ms >= self.rests_ms {
                let Some(pid) = self.next_ready() else { break };
                self.turn(pid, world);
            }
            let next_ms = if self.credit <= 0 {
                self.rests_ms = self.now_ms + REST_MS;
                self.credit = 1;
                self.rests_ms
            } else if self.now_ms < self.rests_ms {
                self.rests_ms
            } else if self.feed() {
                continue;
            } else {
                let Some(next_ms) = self.next_wake() else { break };
                next_ms
            };
            if next_ms > until_ms {
                break;
            }
            self.now_ms = self.now_ms.max(next_ms);
        }
        if self.ended.is_none() || self.limits.is_interactive {
            self.now_ms = self.now_ms.max(until_ms);
        }
    }

    pub(super) fn refill(&mut self) {
        let passed_ms = self.now_ms - self.credit_ms;
        if passed_ms > 0 {
            let more = passed_ms.min(1_000_000) * self.limits.steps_per_second / 1000;
            self.credit = (self.credit + more).min(BURST);
            self.credit_ms = self.now_ms;
        }
    }

    pub(super) fn next_ready(&mut self) -> Option<u32> {
        let mut ready = self.processes.keys().filter(|pid| self.is_ready(**pid));
        let first = ready.clone().next().copied();
        let last = self.last;
        let next = ready.find(|pid| **pid > last).copied().or(first);
        self.last = next.unwrap_or(0);
        next
    }

    pub(super) fn is_ready(&self, pid: u32) -> bool {
        let Some(process) = self.processes.get(&pid) else { return false };
        match process.block {
            Block::Ready => true,
            Block::Until(at_ms) => self.now_ms >= at_ms,
            Block::Forever | Block::Foreign => false,
            Block::Child(child) => !self.processes.contains_key(&child),
            Block::ChildUntil(child, at_ms) => {
                self.now_ms >= at_ms || !self.processes.contains_key(&child)
            }
            Block::Wait(_) if !process.signals.is_empty() => true,
            Block::Wait(Some(child)) => !self.processes.contains_key(&child),
            Block::Wait(None) => !self.processes.values().any(|it| it.parent == pid),
            Block::Read(pipe, _) if process.is_fed => self.pipes.contains_key(&pipe),
            Block::Read(pipe, _) => self.is_full(pipe) || !self.has_writer(pipe),
            Block::Line(pipe) => {
                let has_line = self.pipes.get(&pipe).is_some_and(|it| it.text.contains('\n'));
                has_line || self.is_full(pipe) || !self.has_writer(pipe)
            }
            Block::Write(pipe) => !self.is_full(pipe) || !self.has_reader(pipe),
        }
    }

    /// Whoever is glad of a part of its input gets it, once nothing else goes on.
    pub(super) fn feed(&mut self) -> bool {
        let pipes = &self.pipes;
        let is_hungry = |it: &&mut Process| match it.block {
            Block::Read(pipe, true) => {
                !it.is_fed && pipes.get(&pipe).is_some_and(|it| it.text.contains('\n'))
            }
            _ => false,
        };
        let found = self.processes.iter_mut().map(|it| it.1).find(is_hungry);
        found.map(|it| it.is_fed = true).is_some()
    }

    pub(super) fn turn(&mut self, pid: u32, world: &mut dyn World) {
        let Some(mut process) = self.processes.remove(&pid) else { return };
        process.block = Block::Ready;
        process.environment.now_ms = self.now_ms;
        let mut turn = Turn { machine: self, process, pid, world, is_over: None };
        for _ in 0..SLICE {
            turn.machine.credit -= 1;
            turn.step();
            if turn.process.block != Block::Ready || turn.is_over.is_some() {
                break;
            }
        }
        let Turn { process, is_over, .. } = turn;
        match is_over {
            None => drop(self.processes.insert(pid, process)),
            Some(code) => self.bury(pid, process, code),
        }
    }

    /// A process has ended.
    pub(super) fn bury(&mut self, pid: u32, process: Process, code: i32) {
        if pid == self.first && self.ended.is_none() {
            self.ended = Some(Ended { at_ms: self.now_ms, code, is_memory: false });
            self.left = Some(Box::new(process.environment));
            if !self.limits.is_interactive {
                self.processes.clear();
            }
        } else if self.processes.contains_key(&process.parent) {
            self.codes.insert(pid, code);
        }
        let used = |pipe: &u32| {
            self.processes
                .values()
                .any(|it| it.uses(&Fd::Read(*pipe)) || it.uses(&Fd::Write(*pipe)))
        };
        let lost: Vec<u32> = self
            .pipes
            .iter()
            .filter(|(id, it)| !it.is_endless && !used(id))
            .map(|it| *it.0)
            .collect();
        lost.iter().for_each(|it| drop(self.pipes.remove(it)));
    }
}
