//! Runs a script in virtual time.
//!
//! **Invariant:** a pure function of the script, its variables, the start and the time up to
//! which it runs; it ends after so many steps, whatever the script says.

use super::commands;
use super::host::Host;
use super::parse::{Node, Piece, Redirect, Word};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// So many commands are run at most; a script that has more runs for ever.
const STEPS_MAX: u32 = 100_000;
/// So much output is kept (bytes).
const OUTPUT_MAX: usize = 1_000_000;

/// So many shells may run in each other.
const NESTED_MAX: u32 = 8;

/// Why a script does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// It has ended, with a code.
    Exit(i32),
    /// It still runs at the time up to which it is looked at.
    Time,
    /// It runs for ever.
    Forever,
    /// It leaves a loop.
    Break,
    /// It goes on with the next turn of a loop.
    Continue,
}

/// The exit code of a command, or why there is none.
pub(super) type Flow = Result<i32, Halt>;

/// A script that runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shell {
    /// When it is in the script (milliseconds since 1970).
    pub now_ms: i64,
    /// It is not looked at beyond.
    pub until_ms: i64,
    /// Variables, those of the environment too.
    pub vars: SortedMap<String, String>,
    /// Files, by path.
    pub files: SortedMap<String, String>,
    /// What was written, when.
    pub output: Vec<(i64, String)>,
    /// Whether SIGTERM ends it, and with which code.
    pub trap: Option<i32>,
    /// Whether it runs in an image that has nothing but the usual commands.
    pub is_bare: bool,
    /// Whether the command is all that the container runs.
    pub is_entry: bool,
    /// Whether it runs beside the container's first process.
    pub is_beside: bool,
    /// Whether it has sent that process a signal that ends programs.
    pub ends_main: bool,
    /// Where it runs.
    pub host: Rc<Host>,
    /// How often a name was asked for that nobody has.
    pub misses: u32,
    /// How much memory it may take (bytes).
    pub memory: Option<i64>,
    /// Whether it has taken too much.
    pub is_killed: bool,
    /// When what runs in the background ends; `None` for never.
    jobs: Vec<Option<i64>>,
    /// What goes into a pipe, a file or a variable.
    captured: Vec<String>,
    written: usize,
    depth: u32,
    steps: u32,
    last_code: i32,
}

impl Shell {
    /// Writes to standard output.
    pub fn print(&mut self, text: &str) {
        self.written = self.written.saturating_add(text.len());
        if self.written > OUTPUT_MAX || text.is_empty() {
            return;
        }
        match self.captured.last_mut() {
            Some(captured) => captured.push_str(text),
            None => self.output.push((self.now_ms, text.to_owned())),
        }
    }

    /// Writes to standard error: not what a pipe or a variable gets.
    pub fn complain(&mut self, text: &str) {
        if !text.is_empty() {
            self.output.push((self.now_ms, text.to_owned()));
        }
    }

    /// Time passes.
    pub fn pass(&mut self, milliseconds: i64) -> Result<(), Halt> {
        let then = self.now_ms.saturating_add(milliseconds.max(0));
        if then > self.until_ms {
            return Err(Halt::Time);
        }
        self.now_ms = then;
        Ok(())
    }

    fn step(&mut self) -> Result<(), Halt> {
        self.steps += 1;
        if self.steps > STEPS_MAX { Err(Halt::Forever) } else { Ok(()) }
    }

    /// Runs a part of a script.
    pub fn run(&mut self, node: &Node, input: &str) -> Flow {
        self.step()?;
        let code = match node {
            Node::Seq(nodes) => {
                let mut code = 0;
                for node in nodes {
                    code = self.run(node, input)?;
                }
                code
            }
            Node::Chain(first, more) => {
                let mut code = self.run(first, input)?;
                for (is_and, node) in more {
                    if (code == 0) == *is_and {
                        code = self.run(node, input)?;
                    }
                }
                code
            }
            Node::Not(node) => i32::from(self.run(node, input)? == 0),
            Node::Pipe(nodes) => self.pipe(nodes, input)?,
            Node::If(branches, otherwise) => {
                self.branches(branches, otherwise.as_deref(), input)?
            }
            Node::Loop(is_until, test, body) => self.repeat(*is_until, test, body, input)?,
            Node::For(name, words, body) => self.each(name, words, body, input)?,
            Node::Background(node) => self.background(node)?,
            Node::Simple(sets, words, redirects) => self.simple(sets, words, redirects, input)?,
        };
        self.last_code = code;
        Ok(code)
    }

    /// What runs in the background goes on beside the rest.
    fn background(&mut self, node: &Node) -> Flow {
        let mut aside = self.clone();
        let flow = aside.run(node, "");
        let end = matches!(flow, Ok(_) | Err(Halt::Exit(_))).then_some(aside.now_ms);
        (self.output, self.files, self.steps) = (aside.output, aside.files, aside.steps);
        self.jobs.push(end);
        Ok(0)
    }

    /// `wait`: until nothing runs in the background.
    pub fn wait(&mut self) -> Flow {
        for end in std::mem::take(&mut self.jobs) {
            let end_ms = end.ok_or(Halt::Forever)?;
            self.pass(end_ms - self.now_ms)?;
        }
        Ok(0)
    }

    /// A shell in the shell: what it sets and where it exits is its own business.
    pub fn nest(&mut self, work: &dyn Fn(&mut Self) -> Flow) -> Flow {
        self.depth += 1;
        let vars = self.vars.clone();
        let flow = if self.depth > NESTED_MAX { Ok(2) } else { work(self) };
        self.vars = vars;
        self.depth -= 1;
        match flow {
            Err(Halt::Exit(code)) => Ok(code),
            flow => flow,
        }
    }

    /// What a part of a script writes, and how it ends.
    fn capture(&mut self, node: &Node, input: &str) -> Result<(String, i32), Halt> {
        self.captured.push(String::new());
        let flow = self.run(node, input);
        let text = self.captured.pop().unwrap_or_default();
        match flow {
            Ok(code) | Err(Halt::Exit(code)) => Ok((text, code)),
            Err(halt) => {
                // A pipe lets through what comes before the end.
                self.print(&text);
                Err(halt)
            }
        }
    }

    fn pipe(&mut self, nodes: &[Node], input: &str) -> Flow {
        let Some((last, first)) = nodes.split_last() else { return Ok(0) };
        let mut text = input.to_owned();
        for node in first {
            text = self.capture(node, &text)?.0;
        }
        self.run(last, &text)
    }

    fn branches(
        &mut self,
        branches: &[(Node, Node)],
        otherwise: Option<&Node>,
        input: &str,
    ) -> Flow {
        for (test, node) in branches {
            if self.run(test, input)? == 0 {
                return self.run(node, input);
            }
        }
        otherwise.map_or(Ok(0), |node| self.run(node, input))
    }

    /// A turn of a loop: whether there is another one.
    fn turn(&mut self, body: &Node, input: &str) -> Result<bool, Halt> {
        match self.run(body, input) {
            Ok(_) | Err(Halt::Continue) => Ok(true),
            Err(Halt::Break) => Ok(false),
            Err(halt) => Err(halt),
        }
    }

    fn repeat(&mut self, is_until: bool, test: &Node, body: &Node, input: &str) -> Flow {
        let is_endless =
            !is_until && test.is_always() && !body.mentions(&["break", "exit", "exec"]);
        if is_endless && self.until_ms == i64::MAX {
            return Err(Halt::Forever);
        }
        while (self.run(test, input)? == 0) != is_until {
            if !self.turn(body, input)? {
                break;
            }
        }
        Ok(0)
    }

    fn each(&mut self, name: &str, words: &[Word], body: &Node, input: &str) -> Flow {
        for value in self.expand(words)? {
            self.step()?;
            self.vars.insert(name.to_owned(), value);
            if !self.turn(body, input)? {
                break;
            }
        }
        Ok(0)
    }

    fn simple(
        &mut self,
        sets: &[(String, Word)],
        words: &[Word],
        redirects: &[(Redirect, Word)],
        input: &str,
    ) -> Flow {
        for (name, word) in sets {
            let value = self.text(word)?;
            self.vars.insert(name.clone(), value);
        }
        let words = self.expand(words)?;
        let mut input = input.to_owned();
        let mut target = None;
        for (kind, word) in redirects {
            let path = self.text(word)?;
            match kind {
                Redirect::Read => match self.files.get(&path) {
                    Some(text) => input.clone_from(text),
                    None => {
                        self.complain(&format!("sh: can't open '{path}': no such file\n"));
                        return Ok(1);
                    }
                },
                Redirect::Write => target = Some((path, false)),
                Redirect::Append => target = Some((path, true)),
                Redirect::Other => {}
            }
        }
        let Some((name, arguments)) = words.split_first() else {
            if let Some((path, _)) = target {
                self.files.insert(path, String::new());
            }
            return Ok(0);
        };
        let Some((path, is_appending)) = target else {
            return commands::run(self, name, arguments, &input);
        };
        self.captured.push(String::new());
        let flow = commands::run(self, name, arguments, &input);
        let text = self.captured.pop().unwrap_or_default();
        // What is written to the descriptors of the container's first process is its output.
        if path.starts_with("/dev/std") || path.starts_with("/proc/1/fd/") {
            self.print(&text);
        } else if path != "/dev/null" {
            let file = self.files.entry(path).or_default();
            if !is_appending {
                file.clear();
            }
            file.push_str(&text);
        }
        flow
    }

    /// One argument after the other.
    fn expand(&mut self, words: &[Word]) -> Result<Vec<String>, Halt> {
        let mut all = Vec::new();
        for word in words {
            let splits =
                |it: &Piece| matches!(it, Piece::Variable(_, _, false) | Piece::Command(_, false));
            let text = self.text(word)?;
            if word.iter().any(splits) {
                all.extend(text.split_whitespace().map(str::to_owned));
            } else {
                all.push(text);
            }
        }
        Ok(all)
    }

    fn text(&mut self, word: &Word) -> Result<String, Halt> {
        let mut text = String::new();
        for piece in word {
            match piece {
                Piece::Text(it) => text.push_str(it),
                Piece::Variable(name, default, _) => {
                    let value = self.variable(name);
                    match default {
                        Some(default) if value.is_empty() => text.push_str(default),
                        _ => text.push_str(&value),
                    }
                }
                Piece::Command(node, _) => {
                    let (output, code) = self.capture(node, "")?;
                    self.last_code = code;
                    text.push_str(output.trim_end_matches('\n'));
                }
                Piece::Arithmetic(it) => {
                    let value = super::arithmetic::evaluate(it, &self.vars);
                    text.push_str(&value.unwrap_or(0).to_string());
                }
            }
        }
        Ok(text)
    }

    fn variable(&self, name: &str) -> String {
        match name {
            "?" => self.last_code.to_string(),
            "$" => "1".to_owned(),
            "RANDOM" => (self.now_ms.rem_euclid(32_768)).to_string(),
            _ => self.vars.get(name).cloned().unwrap_or_default(),
        }
    }
}
