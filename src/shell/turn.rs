//! A process goes on: one step at a time.

mod command;
mod compound;
mod pipeline;
mod redirect;
mod running;

use super::frame::Frame;
use super::machine::{Block, Fd, Machine, Process};
use super::parse::{Dialect, parse};
use super::syntax::{Command, List};
use super::world::{Stream, World};
use std::rc::Rc;

/// Functions within each other are not deeper.
const FRAMES_MAX: usize = 2000;

/// How a part of a script is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Exit(i32),
    Return(i32),
    Break(u32),
    Continue(u32),
}

/// A process at work: it is out of the machine meanwhile.
pub(super) struct Turn<'a> {
    pub machine: &'a mut Machine,
    pub process: Process,
    pub pid: u32,
    pub world: &'a mut dyn World,
    /// The exit code, once it has ended.
    pub is_over: Option<i32>,
}

impl Turn<'_> {
    pub fn push(&mut self, frame: Frame) {
        self.process.frames.push(frame);
    }

    pub fn block(&mut self, block: Block) {
        self.process.block = block;
    }

    /// The next thing that there is to do is done.
    pub fn step(&mut self) {
        let is_between = !matches!(
            self.process.frames.last(),
            Some(Frame::Program(_) | Frame::Child(_) | Frame::Pipeline(..) | Frame::Collect(..))
        );
        let waits = self
            .process
            .running()
            .is_some_and(|it| it.words.first().is_some_and(|it| it == "wait"));
        if (is_between || waits) && !self.process.signals.is_empty() {
            self.handle_signal(waits);
            return;
        }
        if self.process.frames.len() > FRAMES_MAX {
            self.complain("maximum function nesting level exceeded");
            self.leave(Leave::Exit(1));
            return;
        }
        match self.process.frames.pop() {
            Some(frame) => self.go_on(frame),
            None => self.finish(),
        }
    }

    fn go_on(&mut self, frame: Frame) {
        match frame {
            Frame::List(list, at) => {
                if let Some(item) = list.0.get(at).cloned() {
                    if at + 1 < list.0.len() {
                        self.push(Frame::List(list, at + 1));
                    }
                    if item.is_background {
                        self.background(&item.pipelines);
                    } else {
                        self.push(Frame::Items(item.pipelines, 0));
                    }
                }
            }
            Frame::Items(items, at) => self.item(items, at),
            Frame::Negate => {
                let code = i32::from(self.process.environment.code == 0);
                self.process.environment.code = code;
            }
            Frame::Timed(since_ms) => {
                let took_ms = self.machine.now_ms - since_ms;
                let (minutes, rest) = (took_ms / 60_000, took_ms % 60_000);
                let text = format!(
                    "\nreal\t{minutes}m{}.{:03}s\nuser\t0m0.000s\nsys\t0m0.000s\n",
                    rest / 1000,
                    rest % 1000
                );
                self.write(2, &text, true);
            }
            Frame::Pipeline(pids, codes) => self.join(&pids, codes),
            Frame::Simple(simple, results) => self.simple(simple, results),
            Frame::Head(compound, results) => self.head(compound, results),
            Frame::Redirected(compound, redirects, results) => {
                self.redirected(compound, redirects, results);
            }
            Frame::For(compound, values, at) => self.next_value(compound, values, at),
            Frame::Loop(compound, phase, code) => self.repeat(compound, phase, code),
            Frame::Count(compound, phase, results) => self.count(compound, phase, results),
            Frame::If(compound, at, is_tested) => self.branch(compound, at, is_tested),
            Frame::Case(compound, at) => self.case(&compound, at),
            Frame::Collect(child, pipe, is_file) => self.collect(child, pipe, is_file),
            Frame::Child(child) => {
                let code = self.machine.codes.remove(&child).unwrap_or(127);
                self.done(code);
            }
            Frame::Words(words) => self.start(words),
            Frame::Command(command) => self.command(&command),
            Frame::Calls(calls, at, worst) => self.call(calls, at, worst),
            Frame::Watch(words, every_ms, last, results) => {
                self.watch(words, every_ms, last, results);
            }
            Frame::Program(running) => self.run(running),
            Frame::Code(code) => self.process.environment.code = code,
            frame => self.clean_up(frame),
        }
    }

    /// What a frame leaves behind when it goes.
    fn clean_up(&mut self, frame: Frame) {
        match frame {
            Frame::Fds(fds) => {
                for (fd, before) in fds.into_iter().rev() {
                    match before {
                        Some(it) => drop(self.process.fds.insert(fd, it)),
                        None => drop(self.process.fds.remove(&fd)),
                    }
                }
            }
            Frame::Function(arguments, locals) => {
                self.process.environment.arguments = arguments;
                self.put_back(locals);
            }
            Frame::Variables(before) => self.put_back(before),
            Frame::Source(Some(arguments)) => self.process.environment.arguments = arguments,
            _ => {}
        }
    }

    fn put_back(&mut self, variables: Vec<(String, Option<super::environment::Variable>)>) {
        for (name, before) in variables.into_iter().rev() {
            self.process.environment.restore(&name, before);
        }
    }

    /// Nothing is left to do.
    fn finish(&mut self) {
        let code = self.process.environment.code;
        // A line of the console is not the end of its shell.
        let stays = self.machine.limits.is_interactive && self.pid == self.machine.first;
        let handler = match stays || self.process.environment.traps.is_empty() {
            true => None,
            false => Rc::make_mut(&mut self.process.environment.traps).remove("EXIT"),
        };
        match handler.filter(|it| !it.is_empty()) {
            Some(text) => {
                self.push(Frame::Code(code));
                self.read(&text);
            }
            None => self.is_over = Some(code),
        }
    }

    fn handle_signal(&mut self, is_waiting: bool) {
        let name = self.process.signals.remove(0);
        if is_waiting {
            self.process.frames.pop();
            self.process.environment.code = 143;
        }
        let code = self.process.environment.code;
        let handler = self.process.environment.traps.get(&name).cloned();
        self.push(Frame::Code(code));
        self.read(&handler.unwrap_or_default());
    }

    /// A text is read and executed.
    pub fn read(&mut self, text: &str) {
        let environment = &self.process.environment;
        match parse(text, environment.dialect, &environment.aliases) {
            Ok(list) => self.push(Frame::List(list, 0)),
            Err(error) => {
                let text = error.text(environment.dialect, environment.says());
                self.write(2, &text, true);
                self.process.environment.code = 2;
            }
        }
    }

    /// Leaves what the process is in the middle of.
    pub fn leave(&mut self, leave: Leave) {
        match leave {
            Leave::Exit(code) => {
                while let Some(frame) = self.process.frames.pop() {
                    self.clean_up(frame);
                }
                self.process.environment.code = code;
            }
            Leave::Return(code) => {
                self.process.environment.code = code;
                while let Some(frame) = self.process.frames.pop() {
                    let is_call = frame.is_call();
                    self.clean_up(frame);
                    if is_call {
                        break;
                    }
                }
            }
            Leave::Break(levels) | Leave::Continue(levels) => {
                let frames = &self.process.frames;
                let from = frames.iter().rposition(Frame::is_call).unwrap_or(0);
                let loops = frames.iter().skip(from).filter(|it| it.is_loop()).count();
                let mut left = usize::try_from(levels).unwrap_or(1).min(loops);
                while left > 0 {
                    let Some(frame) = self.process.frames.pop() else { break };
                    left -= usize::from(frame.is_loop());
                    if left == 0 && matches!(leave, Leave::Continue(_)) {
                        self.push(match frame {
                            Frame::Loop(it, _, code) => Frame::Loop(it, 2, code),
                            other => other,
                        });
                        break;
                    }
                    self.clean_up(frame);
                }
                self.process.environment.code = 0;
            }
        }
    }

    /// A command has ended: with `set -e` a failure ends it all.
    pub fn done(&mut self, code: i32) {
        self.process.environment.code = code;
        if code == 0 || self.process.frames.iter().any(Frame::is_test) {
            return;
        }
        if self.process.environment.options.exits_on_error {
            self.leave(Leave::Exit(code));
        }
        let handler = self.process.environment.traps.get("ERR").cloned();
        if let Some(text) = handler {
            self.push(Frame::Code(code));
            self.read(&text);
        }
    }

    /// `bash: ...`
    pub fn complain(&mut self, text: &str) {
        let text = format!("{}: {text}\n", self.process.environment.says());
        self.write(2, &text, true);
    }

    /// Writes to a descriptor: how much of it (bytes), or `None` where nobody reads it. What must
    /// go goes even where a pipe is full.
    pub fn write(&mut self, fd: u32, text: &str, must: bool) -> Option<usize> {
        match self.process.fds.get(&fd).cloned().unwrap_or(Fd::Closed) {
            Fd::Null | Fd::Read(_) => {}
            Fd::Closed => return Some(text.len()),
            Fd::Out => self.machine.print(Stream::Out, text),
            Fd::Err => self.machine.print(Stream::Err, text),
            Fd::File(path) => {
                if let Err(why) = self.world.write(&path, text, true) {
                    let name = self.process.running().and_then(|it| it.words.first()).cloned();
                    let name = name.unwrap_or_else(|| "echo".to_owned());
                    if fd == 1 {
                        self.write(2, &format!("{name}: write error: {why}\n"), true);
                    }
                    return None;
                }
            }
            Fd::Write(pipe) => {
                if !must && self.machine.is_full(pipe) {
                    return Some(0);
                }
                if !self.machine.has_reader(pipe)
                    && !self.process.fds.values().any(|it| *it == Fd::Read(pipe))
                {
                    return None;
                }
                if let Some(pipe) = self.machine.pipes.get_mut(&pipe) {
                    pipe.text.push_str(text);
                    let held = pipe.text.len();
                    if held > self.machine.limits.memory {
                        pipe.text.clear();
                        self.run_out_of_memory(held);
                    }
                }
            }
        }
        Some(text.len())
    }

    /// A command and what it leads to.
    fn command(&mut self, command: &Command) {
        match command {
            Command::Simple(simple) => self.push(Frame::Simple(Rc::clone(simple), Vec::new())),
            Command::Compound(compound, redirects) if redirects.is_empty() => {
                self.compound(compound);
            }
            Command::Compound(compound, redirects) => {
                let (compound, redirects) = (Rc::clone(compound), Rc::clone(redirects));
                self.push(Frame::Redirected(compound, redirects, Vec::new()));
            }
            Command::Function(name, body) => {
                let functions = Rc::make_mut(&mut self.process.environment.functions);
                functions.insert(name.clone(), Rc::clone(body));
                self.process.environment.code = 0;
            }
        }
    }

    /// What commands print comes back as a result of the frame on top.
    pub fn substitute(&mut self, list: &Rc<List>, is_file: bool) {
        let pipe = self.machine.new_pipe(String::new());
        if let Some(it) = self.machine.pipes.get_mut(&pipe) {
            it.is_endless = true;
        }
        let mut fds = self.process.fds.clone();
        fds.insert(1, Fd::Write(pipe));
        match self.fork(vec![Frame::List(Rc::clone(list), 0)], fds) {
            Some(child) => {
                self.push(Frame::Collect(child, pipe, is_file));
                self.block(Block::Child(child));
            }
            None => self.leave(Leave::Exit(254)),
        }
    }

    fn collect(&mut self, child: u32, pipe: u32, is_file: bool) {
        self.process.environment.code = self.machine.codes.remove(&child).unwrap_or(0);
        let mut text = self.machine.pipes.remove(&pipe).unwrap_or_default().text;
        if is_file {
            let number = 63 - i32::try_from(pipe % 50).unwrap_or(0);
            let path = format!("/dev/fd/{number}");
            let _ = self.world.write(&path, &text, false);
            text = path;
        } else {
            text.truncate(text.trim_end_matches('\n').len());
        }
        if let Some(results) = self.process.frames.last_mut().and_then(Frame::results) {
            results.push(text);
        }
    }

    /// There is no memory for so much (bytes): the container ends, or the command does.
    pub fn run_out_of_memory(&mut self, bytes: usize) {
        if !self.machine.limits.is_interactive {
            self.machine.run_out_of_memory();
            self.is_over = Some(137);
            return;
        }
        let text = format!("xrealloc: cannot allocate {bytes} bytes");
        self.complain(&text);
        self.leave(Leave::Exit(2));
    }

    /// Whether this is read as `sh` reads it.
    pub fn is_posix(&self) -> bool {
        self.process.environment.dialect == Dialect::Posix
    }
}
