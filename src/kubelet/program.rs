//! What the process of a container does: the command of the Pod's template or of the image, run by
//! the shell's machine, among the files and the names that the container sees.

mod commands;
mod host;
mod images;
mod names;
mod oneliner;
mod pi;
mod place;
mod python;
#[cfg(test)]
mod tests;

pub use self::host::Host;
pub use self::images::no_exec;
pub use self::names::is_outside;
pub(super) use self::place::Place;

use super::servers::{self, Setting};
use super::storage::{Mount, Storage};
use super::user::User;
use crate::api::{Container, ObjectKey, Text};
use crate::shell::{Dialect, Environment, Limits, Machine, Stream, absolute, parse};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// The first process of a container.
const INIT: u32 = 1;
/// The first process of a command that runs beside it.
const ASIDE: u32 = 31;
/// No process gets more memory than this (bytes), whatever the container may have: the simulator
/// has to hold it. Who needs more is out of memory.
const MEMORY_MAX: i64 = 4 << 20;
/// A shell itself takes so much (bytes).
const SHELL_BYTES: usize = 1 << 16;

/// A program with its environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// The command and its arguments; empty for what the image runs by itself.
    words: Vec<String>,
    /// What the image's own program gets.
    arguments: Vec<String>,
    image: Text,
    /// What the kubelet gives it; the runtime adds some, see [`Program::variables`].
    environment: Rc<SortedMap<String, String>>,
    /// How much memory it may take (bytes).
    memory: Option<i64>,
    /// What is mounted.
    files: Rc<SortedMap<String, String>>,
    /// Where volumes are mounted.
    folders: Vec<String>,
    /// The folder that its processes begin in, as the Pod says it; empty for `/`.
    folder: Text,
    /// Whether its input is open, though nobody types anything.
    is_open: bool,
    is_read_only: bool,
    /// Whether others wait for its end: it is an init container's.
    is_step: bool,
    /// Who its processes are, as far as the container says.
    user: User,
    /// Where it is.
    host: Rc<Host>,
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

/// What a command has done that ran beside a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// How long it took (milliseconds).
    pub took_ms: i64,
    /// Its exit code.
    pub code: i32,
    /// What it has written, and where.
    pub printed: Vec<(Stream, String)>,
    /// Whether it has sent the container's first process a signal that ends programs.
    pub ends_main: bool,
    /// The Services that it has asked over HTTP, with the Pods that have answered.
    pub asked: Vec<(ObjectKey, String)>,
    /// Whether there is no such program.
    pub is_missing: bool,
}

impl Program {
    /// The program of a container.
    #[must_use]
    pub fn new(
        container: &Container,
        environment: Rc<SortedMap<String, String>>,
        files: SortedMap<String, String>,
    ) -> Self {
        let words = container.command.iter().chain(&container.args);
        let words: Vec<String> = words.map(|it| substitute(it, &environment)).collect();
        // Arguments alone go to the program of the image, unless they are a command themselves.
        let has_own = container.command.is_empty()
            && images::takes_arguments(&container.image)
            && !words.first().is_some_and(|it| commands::is_known(it))
            && !images::fails_later(&container.image, &words)
            && servers::version(&container.image, &words).is_none();
        let (words, arguments) = if has_own { (Vec::new(), words) } else { (words, Vec::new()) };
        Self {
            words,
            arguments,
            folders: container.volume_mounts.iter().map(|it| it.mount_path.to_string()).collect(),
            image: container.image.clone(),
            environment,
            folder: container.working_dir.clone(),
            memory: container.resources.limits.get("memory").map(|it| it.value()),
            files: Rc::new(files),
            is_open: container.stdin,
            is_read_only: container.has_read_only_root(),
            user: User::of_container(container),
            ..Self::default()
        }
    }

    /// The same program in a certain place.
    #[must_use]
    pub fn on(self, host: Host) -> Self {
        Self { host: Rc::new(host), ..self }
    }

    /// Where it is.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The machine that runs it; `None` for the image's own program, which serves until it is
    /// stopped.
    #[must_use]
    pub fn start(&self, now_ms: i64) -> Option<Machine> {
        let words = match self.words.is_empty() {
            _ if self.is_open
                && images::awaits_commands(&self.image, &self.words, &self.arguments) =>
            {
                return None;
            }
            false => self.words.clone(),
            true => self.own_words(now_ms)?,
        };
        Some(self.machine(INIT, now_ms).running(words))
    }

    /// What its processes find in their environment: what the runtime gives every one of them, and
    /// the kubelet's. What the runtime gives does not take the place of `$(NAME)`.
    fn variables(&self) -> SortedMap<String, String> {
        let mut all: SortedMap<String, String> = [
            ("HOSTNAME", &*self.host.hostname),
            ("HOME", "/root"),
            ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        all.extend(SortedMap::clone(&self.environment));
        all
    }

    fn machine(&self, pid: u32, now_ms: i64) -> Machine {
        let mut environment = Environment {
            name: "sh".into(),
            folder: self.folder().into(),
            dialect: if images::is_bare(&self.image) { Dialect::Posix } else { Dialect::Bash },
            has_dash: images::has_dash(&self.image),
            started_ms: now_ms,
            ..Environment::default()
        };
        self.variables().iter().for_each(|(name, text)| environment.set_up(name, text));
        let limit = self.memory.unwrap_or(MEMORY_MAX).clamp(0, MEMORY_MAX);
        let limits = Limits {
            memory: environment.bytes + SHELL_BYTES + usize::try_from(limit).unwrap_or(0),
            steps_per_second: 200,
            turn_ms: 0,
            pause_ms: 0,
            is_interactive: false,
        };
        Machine::new(pid, environment, limits, now_ms)
    }

    /// A command that runs beside it, as a probe, a hook or `kubectl exec` does; `None` for one
    /// that does not end within so many milliseconds.
    #[must_use]
    pub fn beside(
        &self,
        words: &[String],
        (storage, mounts): (&mut Storage, &[Mount]),
        (now_ms, limit_ms): (i64, i64),
    ) -> Option<Aside> {
        let mut machine = self.machine(ASIDE, now_ms).running(words.to_vec());
        let mut place = Place::new(self, storage, mounts);
        machine.run(now_ms.saturating_add(limit_ms), &mut place);
        let ended = machine.ended()?;
        let ends = |it: &(u32, String)| matches!(it.1.as_str(), "TERM" | "INT" | "QUIT");
        Some(Aside {
            took_ms: ended.at_ms - now_ms,
            code: ended.code,
            asked: place.asked,
            is_missing: place.is_missing,
            ends_main: machine.take_sent().iter().any(ends),
            printed: machine.take_printed().into_iter().map(|it| (it.stream, it.text)).collect(),
        })
    }

    /// With which code it ends on SIGTERM, where it is the program of the image or a server; `None`
    /// for programs that have no handler: the first process of a container does not get what it
    /// does not handle.
    #[must_use]
    pub fn term_code(&self, entry: Option<&[String]>) -> Option<i32> {
        let first = entry.and_then(|it| it.first()).map(|it| it.rsplit('/').next().unwrap_or(it));
        if entry.is_none_or(<[String]>::is_empty) && servers::base(&self.image) == "pause" {
            return Some(0);
        }
        let is_deaf = first.is_some_and(|it| crate::shell::by_name(it).is_some() || it == "ping");
        (!is_deaf).then(|| self.setting(&self.files).server().map_or(143, |it| it.term_code))
    }

    /// Whether what it answers may change by itself.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.script().is_some() || images::fails_later(&self.image, &self.words)
    }

    /// What a shell is told to do.
    fn script(&self) -> Option<&str> {
        let name = self.words.first().map(|it| it.rsplit('/').next().unwrap_or(it));
        let is_shell = matches!(name, Some("sh" | "bash" | "ash" | "dash"));
        self.words.last().filter(|_| is_shell).map(String::as_str)
    }

    /// The program in its setting, with the files that there are now.
    pub(super) fn setting<'a>(&'a self, files: &'a SortedMap<String, String>) -> Setting<'a> {
        Setting {
            image: &self.image,
            words: &self.words,
            arguments: &self.arguments,
            environment: &self.environment,
            files,
            folders: &self.folders,
            is_read_only: self.is_read_only,
            hostname: &self.host.hostname,
            address: self.host.address(),
        }
    }

    /// Its volumes have changed.
    pub fn set_files(&mut self, files: Rc<SortedMap<String, String>>) {
        self.files = files;
    }

    /// The files of its image and its configuration.
    #[must_use]
    pub fn files(&self) -> &SortedMap<String, String> {
        &self.files
    }

    /// What an image's own program prints when it starts.
    #[must_use]
    pub fn greeting(&self, now_ms: i64) -> String {
        match self.words.is_empty() {
            true => self.setting(&self.files).greeting(now_ms),
            false => String::new(),
        }
    }

    /// What a request costs it: CPU time and time (milliseconds), where that is known.
    #[must_use]
    pub fn costs_ms(&self) -> Option<(i64, i64)> {
        self.setting(&self.files).server()?.costs_ms
    }

    /// What it answers at a port, so many milliseconds after its start; what to a path, where one
    /// is asked for. Who has volumes may be configured to listen anywhere.
    #[must_use]
    pub fn port(
        &self,
        port: i64,
        look: Option<(&str, &SortedMap<String, String>)>,
        is_configured: bool,
        after_ms: i64,
    ) -> Port {
        if images::fails_later(&self.image, &self.words) {
            return if after_ms < 10_000 { Port::Open } else { Port::Status(500) };
        }
        let is_serving = match (self.words.first(), self.script()) {
            (None, _) => images::one_shot(&self.image).is_none(),
            (_, Some(script)) => parse(script, Dialect::Bash, &SortedMap::new())
                .map_or(true, |it| commands::may_serve(&it)),
            (Some(name), _) => !commands::is_known(name),
        };
        if !is_serving {
            return Port::Closed;
        }
        let setting = self.setting(look.map_or(&self.files, |it| it.1));
        let is_known = setting.serves_files() || !is_configured;
        if is_known && setting.listens(port) == Some(false) {
            return Port::Closed;
        }
        match look.filter(|_| setting.serves_files()) {
            Some((target, _)) => {
                let asked = servers::Asked { target, host: "", port, client: "", now_ms: 0 };
                match setting.respond(&asked).status {
                    200..400 => Port::Open,
                    status => Port::Status(status),
                }
            }
            None => Port::Open,
        }
    }

    /// Whether the image is one of somebody's own, where a program has its folder.
    fn is_own(&self) -> bool {
        images::takes_arguments(&self.image)
    }

    /// The command of its first process. A shell that has one command to run becomes it.
    fn command_line(&self) -> String {
        match self.script() {
            Some(script) if !script.contains(['\n', ';', '&', '|']) => script.to_owned(),
            _ if self.words.is_empty() => servers::base(&self.image).to_owned(),
            _ => self.words.join(" "),
        }
    }

    /// The folder that its processes begin in.
    #[must_use]
    pub fn folder(&self) -> String {
        absolute("/", &self.folder)
    }

    /// Why the runtime does not start it: its folder is a relative path, or the command is none
    /// that the image has. Source: `github.com/opencontainers/runc/utils_linux.go`
    /// `validateProcessSpec`; `libcontainer/standard_init_linux.go`.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        if !self.folder.is_empty() && !self.folder.starts_with('/') {
            return Some("Cwd must be an absolute path".to_owned());
        }
        let first = self.words.first().filter(|it| !images::may_have(&self.image, it));
        let name = first.filter(|it| !commands::is_known(it))?;
        Some(format!(
            "unable to start container process: error during container init: {}",
            images::no_program(name)
        ))
    }
}

/// What a program prints, on either stream.
fn said(text: impl Into<String>) -> Vec<(Stream, String)> {
    vec![(Stream::Out, text.into())]
}

/// `$(NAME)` in commands and arguments; `$$` stands for a dollar sign. What grows beyond what an
/// environment can hold is cut: each variable may name those before it, twice and more.
/// Source: `third_party/forked/golang/expansion/expand.go`.
pub fn substitute(text: &str, environment: &SortedMap<String, String>) -> String {
    /// Linux takes no longer text in an environment (bytes), `MAX_ARG_STRLEN`.
    const LENGTH_MAX: usize = 128 << 10;
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$').filter(|_| out.len() < LENGTH_MAX) {
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
    let end = (0..=LENGTH_MAX.saturating_sub(out.len()).min(rest.len())).rev();
    out + &rest[..end.into_iter().find(|at| rest.is_char_boundary(*at)).unwrap_or(0)]
}
