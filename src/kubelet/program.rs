//! What the process of a container does, if nobody disturbs it: a small model of images, of
//! commands and of `sh -c`.
//!
//! **Invariant:** a pure function of the program, its environment, the start and the time up to
//! which it is looked at. Nothing of it is kept but what it was started with.

mod arithmetic;
mod clock;
mod commands;
mod host;
mod images;
mod lex;
mod names;
mod parse;
pub mod posix;
mod shell;
mod signals;
#[cfg(test)]
mod tests;
mod texts;

pub use self::host::{Host, hostname};
use self::shell::{Halt, Shell};
use crate::api::Container;
use crate::sorted::{Sort, SortedMap};
use std::rc::Rc;

/// A program with its environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The command and its arguments; empty for what the image runs by itself.
    words: Vec<String>,
    image: String,
    environment: SortedMap<String, String>,
    /// How much memory it may take (bytes).
    memory: Option<i64>,
    /// What is mounted.
    files: SortedMap<String, String>,
    /// Where it is.
    host: Rc<Host>,
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Never, by itself.
    Never,
    /// After so many milliseconds, with a code.
    Exit(i64, i32),
    /// It takes too much memory after so many milliseconds.
    OutOfMemory(i64),
    /// It can't even be started.
    NotFound,
}

/// What a program answers at a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// It answers that all is well.
    Open,
    /// It does not listen there.
    Closed,
    /// It answers with this status code.
    Status(u16),
}

/// What a program has done up to some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it has written: when (milliseconds since 1970), and the text.
    pub output: Vec<(i64, String)>,
    /// Its files.
    pub files: SortedMap<String, String>,
}

/// What a command has done that ran beside a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// How long it took (milliseconds).
    pub took_ms: i64,
    /// Its exit code.
    pub code: i32,
    /// What it has written.
    pub output: String,
    /// The files as it left them.
    pub files: SortedMap<String, String>,
    /// Whether it has sent the container's first process a signal that ends programs.
    pub ends_main: bool,
}

impl Program {
    /// The program of a container.
    #[must_use]
    pub fn new(
        container: &Container,
        environment: SortedMap<String, String>,
        files: SortedMap<String, String>,
    ) -> Self {
        let words = container.command.iter().chain(&container.args);
        let words: Vec<String> = words.map(|it| substitute(it, &environment)).collect();
        // Arguments alone go to the program of the image, unless they are a command themselves.
        let has_own = container.command.is_empty()
            && images::takes_arguments(&container.image)
            && !words.first().is_some_and(|it| commands::is_known(it))
            && !images::fails_later(&container.image, &words);
        Self {
            words: if has_own { Vec::new() } else { words },
            image: container.image.clone(),
            environment,
            memory: container.resources.limits.get("memory").map(|it| it.value()),
            files,
            ..Self::default()
        }
    }

    /// The same with more files that it finds when it starts.
    #[must_use]
    pub fn with_files(mut self, files: &SortedMap<String, String>) -> Self {
        self.files.extend(files.iter().map(|(path, text)| (path.clone(), text.clone())));
        self
    }

    /// The files that it finds when it starts.
    #[must_use]
    pub fn files(&self) -> SortedMap<String, String> {
        self.files.clone()
    }

    /// Whether SIGTERM ends it, and with which code: the first process of a container ignores
    /// signals that it has no handler for.
    #[must_use]
    pub fn heeds_term(&self, started_ms: i64, now_ms: i64) -> Option<i32> {
        let shell = match self.shell(started_ms, now_ms) {
            Ok(shell) => shell.0,
            Err(code) => return Some(code),
        };
        let first = self.words.first().map_or("", |it| it.rsplit('/').next().unwrap_or(it));
        let is_deaf = matches!(
            first,
            "sh" | "bash" | "ash" | "dash" | "sleep" | "tail" | "cat" | "timeout" | "ping" | "yes"
        );
        shell.trap.or(if is_deaf { None } else { Some(images::term_code(&self.image)) })
    }

    /// When and how it ends, if it is left alone.
    #[must_use]
    pub fn ending(&self, started_ms: i64) -> Ending {
        match self.shell(started_ms, i64::MAX) {
            Err(_) => Ending::Never,
            Ok((_, Err(Halt::Exit(128)))) if self.is_missing() => Ending::NotFound,
            Ok((shell, Err(Halt::Exit(_)))) if shell.is_killed => {
                Ending::OutOfMemory(shell.now_ms - started_ms)
            }
            Ok((shell, Ok(code) | Err(Halt::Exit(code)))) => {
                Ending::Exit(shell.now_ms - started_ms, code)
            }
            Ok((_, Err(_))) => Ending::Never,
        }
    }

    /// What it has done up to `until_ms`.
    #[must_use]
    pub fn trace(&self, started_ms: i64, until_ms: i64) -> Trace {
        let Ok((mut shell, _)) = self.shell(started_ms, until_ms) else {
            return Trace { output: Vec::new(), files: self.files.clone() };
        };
        let now_ms = shell.now_ms.max(until_ms.min(shell.now_ms));
        shell.output.retain(|(at, _)| *at <= until_ms.max(now_ms));
        shell.output.order_by_key(|(at, _)| *at);
        Trace { output: shell.output, files: shell.files }
    }

    /// A command run beside it, as a probe or a hook does: how long it takes, its code, what it
    /// writes. `None` for a command that does not end.
    #[must_use]
    pub fn beside(
        &self,
        words: &[String],
        started_ms: i64,
        now_ms: i64,
    ) -> Option<(i64, i32, String)> {
        let files = self.trace(started_ms, now_ms).files;
        let done = self.run_beside(words, files, now_ms)?;
        Some((done.took_ms, done.code, done.output))
    }

    /// A command run beside it, with the files that it finds and leaves.
    #[must_use]
    pub fn run_beside(
        &self,
        words: &[String],
        files: SortedMap<String, String>,
        now_ms: i64,
    ) -> Option<Aside> {
        let program = Self { words: words.to_vec(), ..self.clone() };
        let mut shell = program.new_shell(now_ms, i64::MAX);
        shell.files = files;
        shell.files.extend(self.host.files());
        shell.is_entry = false;
        shell.is_beside = true;
        let flow = program.execute(&mut shell);
        let (Ok(code) | Err(Halt::Exit(code))) = flow else { return None };
        Some(Aside {
            took_ms: shell.now_ms - now_ms,
            code,
            output: shell.output.into_iter().map(|(_, text)| text).collect(),
            files: shell.files,
            ends_main: shell.ends_main,
        })
    }

    /// The same program in a certain place.
    #[must_use]
    pub fn on(self, host: Host) -> Self {
        Self { host: Rc::new(host), ..self }
    }

    /// Whether it looks up names.
    #[must_use]
    pub fn asks_names(&self) -> bool {
        let script = self.words.last().filter(|_| self.is_script());
        script.and_then(|it| parse::parse(it)).is_some_and(|it| commands::asks_names(&it))
    }

    /// Whether what it answers may change by itself.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.is_script() || images::fails_later(&self.image, &self.words)
    }

    fn is_script(&self) -> bool {
        let name = self.words.first().map(|it| it.rsplit('/').next().unwrap_or(it));
        matches!(name, Some("sh" | "bash" | "ash" | "dash"))
    }

    /// What it answers at a port, so many milliseconds after its start.
    #[must_use]
    pub fn port(&self, port: i64, path: &str, is_plain: bool, after_ms: i64) -> Port {
        if images::fails_later(&self.image, &self.words) {
            return if after_ms < 10_000 { Port::Open } else { Port::Status(500) };
        }
        let is_serving = match self.words.first() {
            None => true,
            Some(_) if self.is_script() => {
                let script = self.words.last().and_then(|it| parse::parse(it));
                script.is_none_or(|it| commands::may_serve(&it))
            }
            Some(name) => !commands::is_known(name),
        };
        match is_serving {
            false => Port::Closed,
            true if is_plain && self.words.is_empty() => images::port(&self.image, port, path),
            true => Port::Open,
        }
    }

    /// Whether the command is none that the image has.
    fn is_missing(&self) -> bool {
        images::is_bare(&self.image) && self.words.first().is_some_and(|it| !commands::is_known(it))
    }

    fn new_shell(&self, started_ms: i64, until_ms: i64) -> Shell {
        let mut shell = Shell::default();
        shell.now_ms = started_ms;
        shell.until_ms = until_ms;
        shell.vars.clone_from(&self.environment);
        shell.files.clone_from(&self.files);
        shell.memory = self.memory;
        shell.host = Rc::clone(&self.host);
        shell.files.extend(self.host.files());
        shell.is_bare = images::is_bare(&self.image);
        shell.is_entry = true;
        shell
    }

    fn execute(&self, shell: &mut Shell) -> Result<i32, Halt> {
        if self.is_missing() {
            return Err(Halt::Exit(128));
        }
        let (name, arguments) = self.words.split_first().ok_or(Halt::Forever)?;
        let is_shell = matches!(name.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash"));
        shell.is_entry &= !is_shell;
        commands::run(shell, name, arguments, "")
    }

    /// The shell after the program has run, and how it stopped; the exit code on SIGTERM where
    /// it is a server.
    #[allow(clippy::type_complexity)]
    fn shell(&self, started_ms: i64, until_ms: i64) -> Result<(Shell, Result<i32, Halt>), i32> {
        if self.words.is_empty() {
            let text = images::one_shot(&self.image);
            let text = text.ok_or_else(|| images::term_code(&self.image))?;
            let mut shell = self.new_shell(started_ms, until_ms);
            shell.print(text);
            return Ok((shell, Ok(0)));
        }
        let mut shell = self.new_shell(started_ms, until_ms);
        let flow = self.execute(&mut shell);
        Ok((shell, flow))
    }
}

/// `$(NAME)` in commands and arguments; `$$` stands for a dollar sign.
/// Source: `third_party/forked/golang/expansion/expand.go`.
pub fn substitute(text: &str, environment: &SortedMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let name = rest.strip_prefix('(').and_then(|it| it.split_once(')'));
        match name.and_then(|(name, after)| Some((environment.get(name)?, after))) {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => out.push('$'),
        }
    }
    out + rest
}
