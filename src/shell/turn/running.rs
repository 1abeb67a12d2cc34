//! A program runs: it reads, works, writes.

use super::Turn;
use crate::shell::frame::{Frame, Running};
use crate::shell::machine::{Block, Fd};
use crate::shell::programs::{Call, Outcome};
use crate::shell::world::{Answer, Foreign, Stream};

impl Turn<'_> {
    pub(super) fn run(&mut self, mut running: Running) {
        if !running.is_started {
            if self.process.pause_ms > self.machine.now_ms {
                self.block(Block::Until(self.process.pause_ms));
                self.push(Frame::Program(running));
                return;
            }
            running.is_started = true;
        }
        self.feed(&mut running);
        // Who is asked for its name, such as by a failing write, is this program.
        if !self.flush(&mut running) {
            self.push(Frame::Program(running));
            return;
        }
        if let Some(code) = running.code {
            self.done(code);
            return;
        }
        if running.carry.contains_key("memory") {
            self.run_out_of_memory(0);
            return;
        }
        if running.program.is_none() {
            self.start_foreign(running);
            return;
        }
        let outcome = {
            let mut call = Call { turn: self, running: &mut running };
            call.work()
        };
        let held = running.out.len().max(running.input.len());
        if held > self.machine.limits.memory {
            self.too_much(running, held);
            return;
        }
        self.conclude(outcome, running);
    }

    /// A program holds more than there is.
    fn too_much(&mut self, mut running: Running, bytes: usize) {
        if !self.machine.limits.is_interactive {
            self.run_out_of_memory(bytes);
            return;
        }
        let name = running.words.first().cloned().unwrap_or_default();
        running.out.clear();
        running.input.clear();
        running.errors = format!("{name}: memory exhausted\n");
        running.code = Some(2);
        self.push(Frame::Program(running));
    }

    fn conclude(&mut self, outcome: Outcome, mut running: Running) {
        match outcome {
            Outcome::Done(code) => {
                running.code = Some(code);
                self.push(Frame::Program(running));
            }
            Outcome::More => self.push(Frame::Program(running)),
            Outcome::Input => {
                let takes_parts = running.program.is_some_and(|it| it.takes_parts);
                match self.process.fds.get(&0) {
                    Some(Fd::Read(pipe)) => {
                        let pipe = *pipe;
                        self.block(Block::Read(pipe, takes_parts));
                    }
                    _ => running.is_complete = true,
                }
                self.push(Frame::Program(running));
            }
            Outcome::Block(block) => {
                self.push(Frame::Program(running));
                self.block(block);
            }
            Outcome::Words(words) => {
                self.write_all(&mut running);
                self.start(words);
            }
            Outcome::Push(frames) => {
                self.write_all(&mut running);
                self.process.frames.extend(frames);
            }
            Outcome::Read(text) => self.read(&text),
            Outcome::Leave(leave) => {
                self.write_all(&mut running);
                self.leave(leave);
            }
            Outcome::Memory(bytes) => self.too_much(running, bytes),
        }
    }

    fn write_all(&mut self, running: &mut Running) {
        self.write(1, &std::mem::take(&mut running.out), true);
        self.write(2, &std::mem::take(&mut running.errors), true);
    }

    /// What has come through the pipe is the program's.
    fn feed(&mut self, running: &mut Running) {
        let was_fed = std::mem::take(&mut self.process.is_fed);
        let Some(Fd::Read(pipe)) = self.process.fds.get(&0) else { return };
        let pipe = *pipe;
        let reads = running.carry.contains_key("reads") || was_fed;
        if !reads || running.code.is_some() {
            return;
        }
        let is_last = !self.machine.has_writer(pipe)
            && !self.process.fds.values().any(|it| *it == Fd::Write(pipe));
        if let Some(it) = self.machine.pipes.get_mut(&pipe) {
            running.input.push_str(&std::mem::take(&mut it.text));
        }
        running.is_complete = is_last;
    }

    /// Writes what is to be written; false while it has to wait.
    fn flush(&mut self, running: &mut Running) -> bool {
        let errors = std::mem::take(&mut running.errors);
        if !errors.is_empty() {
            self.write(2, &errors, true);
        }
        if running.out.is_empty() {
            return true;
        }
        match self.write(1, &running.out, false) {
            Some(0) => {
                if let Some(Fd::Write(pipe)) = self.process.fds.get(&1) {
                    let pipe = *pipe;
                    self.block(Block::Write(pipe));
                }
                false
            }
            Some(_) => {
                running.out.clear();
                true
            }
            None => {
                let is_pipe = matches!(self.process.fds.get(&1), Some(Fd::Write(_)));
                running.code = Some(if is_pipe { 141 } else { 1 });
                running.out.clear();
                true
            }
        }
    }

    fn start_foreign(&mut self, mut running: Running) {
        let reads = !running.is_complete && self.world.reads(&running.words);
        if reads {
            running.carry.insert("reads".to_owned(), String::new());
            self.conclude(Outcome::Input, running);
            return;
        }
        let is_entry = self.is_entry();
        let foreign = Foreign {
            pid: self.pid,
            first: self.machine.first,
            words: &running.words,
            folder: &self.process.environment.folder,
            input: &running.input,
            environment: self.process.environment.exported().collect(),
            now_ms: self.machine.now_ms,
            is_entry,
            is_shown: matches!(self.process.fds.get(&1), Some(Fd::Out)),
        };
        match self.world.start(&foreign) {
            Answer::Unknown => {
                let name = running.words.first().cloned().unwrap_or_default();
                running.errors = match self.is_posix() {
                    true => format!("sh: {name}: not found\n"),
                    false if name.contains('/') => {
                        format!("bash: {name}: No such file or directory\n")
                    }
                    false => format!("bash: {name}: command not found\n"),
                };
                running.code = Some(127);
                self.push(Frame::Program(running));
            }
            Answer::Done(after_ms, code, chunks) => {
                running.code = Some(code);
                self.put(chunks, running);
                if after_ms > 0 {
                    self.block(Block::Until(self.machine.now_ms + after_ms));
                }
                self.process.pause_ms = self.machine.now_ms + self.machine.limits.pause_ms;
            }
            Answer::Forever(chunks) => {
                self.put(chunks, running);
                self.block(Block::Forever);
            }
            Answer::Waits(chunks) => {
                self.put(chunks, running);
                self.block(Block::Foreign);
            }
            Answer::TooMuch(after_ms) => {
                running.carry.insert("memory".to_owned(), String::new());
                self.push(Frame::Program(running));
                self.block(Block::Until(self.machine.now_ms + after_ms));
            }
        }
    }

    /// Whether nothing follows the program, in this process and in those that wait for it. Who
    /// reads what another one writes ends with it.
    fn is_entry(&self) -> bool {
        let first = self.machine.first;
        let reads = matches!(self.process.fds.get(&0), Some(Fd::Read(_)));
        if reads && self.pid != first {
            return false;
        }
        let (mut pid, mut parent) = (self.pid, self.process.parent);
        let mut frames = self.process.frames.as_slice();
        while frames.iter().all(Frame::is_done) {
            let waits = self.machine.processes.get(&parent).filter(|_| pid != first);
            let Some((process, rest)) = waits.and_then(|it| Some((it, it.behind(pid)?))) else {
                return true;
            };
            (pid, parent, frames) = (parent, process.parent, rest);
        }
        false
    }

    fn put(&mut self, chunks: Vec<(Stream, String)>, running: Running) {
        self.push(Frame::Program(running));
        for (stream, text) in chunks {
            self.write(if stream == Stream::Out { 1 } else { 2 }, &text, true);
        }
    }
}
