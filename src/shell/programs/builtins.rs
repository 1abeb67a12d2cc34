//! Commands that steer a shell. Source: POSIX.1-2017, Shell Command Language, 2.14; the Bash manual.

use super::{Call, Leave, Outcome, by_name};
use crate::shell::arithmetic;
use crate::shell::frame::Frame;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// What no program is, though the table has it.
const BUILTINS: &str = " . : [ alias break builtin cd command continue declare echo eval exec exit export false getopts jobs kill let local mapfile printf pwd read readarray readonly return set shift shopt source test trap true type typeset ulimit umask unalias unset wait ";
const SIGNALS: [(&str, &str); 8] = [
    ("0", "EXIT"),
    ("1", "HUP"),
    ("2", "INT"),
    ("3", "QUIT"),
    ("9", "KILL"),
    ("10", "USR1"),
    ("12", "USR2"),
    ("15", "TERM"),
];

pub(super) fn is_builtin(name: &str) -> bool {
    BUILTINS.contains(&format!(" {name} "))
}

pub(super) fn succeed(_: &mut Call<'_, '_>) -> Outcome {
    Outcome::Done(0)
}

pub(super) fn fail(_: &mut Call<'_, '_>) -> Outcome {
    Outcome::Done(1)
}

pub(super) fn eval(call: &mut Call<'_, '_>) -> Outcome {
    call.environment().code = 0;
    Outcome::Read(call.words().join(" "))
}

pub(super) fn source(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let Some((name, arguments)) = words.split_first() else {
        return call.refuse("filename argument required", 2);
    };
    let path = call.environment().path(name);
    let Some(text) = call.turn.world.read(&path).map(str::to_owned) else {
        let says = call.environment().says();
        call.running.errors = format!("{says}: {name}: No such file or directory\n");
        return Outcome::Done(1);
    };
    let mut before = None;
    if !arguments.is_empty() {
        let new = Rc::new(arguments.to_vec());
        before = Some(std::mem::replace(&mut call.environment().arguments, new));
    }
    call.turn.push(Frame::Source(before));
    call.environment().code = 0;
    Outcome::Read(text)
}

fn code_of(call: &mut Call<'_, '_>) -> Result<i32, Outcome> {
    match call.words().first() {
        None => Ok(call.environment().code),
        Some(word) => match word.parse::<i64>() {
            Ok(code) => Ok(i32::try_from(code.rem_euclid(256)).unwrap_or(0)),
            Err(_) => Err(call.refuse(&format!("{word}: numeric argument required"), 2)),
        },
    }
}

pub(super) fn exit(call: &mut Call<'_, '_>) -> Outcome {
    let code = code_of(call).unwrap_or(2);
    Outcome::Leave(Leave::Exit(code))
}

pub(super) fn leave_function(call: &mut Call<'_, '_>) -> Outcome {
    if !call.turn.process.frames.iter().any(Frame::is_call) {
        return call.refuse("can only `return' from a function or sourced script", 2);
    }
    match code_of(call) {
        Ok(code) => Outcome::Leave(Leave::Return(code)),
        Err(outcome) => outcome,
    }
}

pub(super) fn leave_loop(call: &mut Call<'_, '_>) -> Outcome {
    let levels = call.words().first().and_then(|it| it.parse().ok()).unwrap_or(1);
    Outcome::Leave(match call.name().as_str() {
        "break" => Leave::Break(levels),
        _ => Leave::Continue(levels),
    })
}

pub(super) fn alias(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let aliases = Rc::clone(&call.environment().aliases);
    let line = |name: &str, text: &str| format!("alias {name}='{}'\n", text.replace('\'', "'\\''"));
    if words.is_empty() {
        aliases.iter().for_each(|(name, text)| call.print(&line(name, text)));
    }
    let mut code = 0;
    for word in words {
        match (word.split_once('='), aliases.get(&word)) {
            (Some((name, text)), _) => {
                let aliases = Rc::make_mut(&mut call.environment().aliases);
                aliases.insert(name.to_owned(), text.to_owned());
            }
            (None, Some(text)) => call.print(&line(&word, text)),
            (None, None) => {
                call.refuse(&format!("{word}: not found"), 1);
                code = 1;
            }
        }
    }
    Outcome::Done(code)
}

pub(super) fn unalias(call: &mut Call<'_, '_>) -> Outcome {
    if call.on("a") {
        call.environment().aliases = Rc::default();
    }
    for name in call.operands() {
        Rc::make_mut(&mut call.environment().aliases).remove(&name);
    }
    Outcome::Done(0)
}

pub(super) fn cd(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let old = call.environment().get("OLDPWD");
    let target = match words.iter().find(|it| !matches!(it.as_str(), "-P" | "-L" | "--")) {
        None => call.environment().get("HOME").unwrap_or_else(|| "/".to_owned()),
        Some(word) if word == "-" => old.unwrap_or_else(|| "/".to_owned()),
        Some(word) => word.clone(),
    };
    let target = if target == "~" { "/".to_owned() } else { target };
    let path = call.environment().path(&target);
    if !call.turn.world.is_folder(&path) {
        let why = match call.turn.world.read(&path) {
            Some(_) => "Not a directory",
            None => "No such file or directory",
        };
        return call.refuse(&format!("{target}: {why}"), 1);
    }
    if words.iter().any(|it| it == "-") {
        call.print(&format!("{path}\n"));
    }
    let before = (*call.environment().folder).to_owned();
    let _ = call.environment().set("OLDPWD", before);
    call.environment().folder = path.as_str().into();
    Outcome::Done(0)
}

pub(super) fn pwd(call: &mut Call<'_, '_>) -> Outcome {
    let folder = format!("{}\n", call.environment().folder);
    call.print(&folder);
    Outcome::Done(0)
}

/// Where a name leads to: what kind it is, and what `command -v` prints.
fn lookup(call: &mut Call<'_, '_>, name: &str) -> Option<(&'static str, String)> {
    let environment = call.environment();
    if let Some(text) = environment.aliases.get(name) {
        return Some(("alias", format!("alias {name}='{text}'")));
    }
    if environment.functions.contains_key(name) {
        return Some(("function", name.to_owned()));
    }
    if is_builtin(name) {
        return Some(("builtin", name.to_owned()));
    }
    let is_there = by_name(name).is_some() || call.turn.world.has(name);
    is_there.then(|| ("file", format!("/usr/bin/{name}")))
}

pub(super) fn command(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    if !call.on("v") && !call.on("V") {
        return Outcome::Words(operands);
    }
    let mut code = 1;
    for name in operands {
        if let Some((_, text)) = lookup(call, &name) {
            call.print(&format!("{text}\n"));
            code = 0;
        }
    }
    Outcome::Done(code)
}

pub(super) fn which(call: &mut Call<'_, '_>) -> Outcome {
    let mut code = 0;
    for name in call.operands() {
        match lookup(call, &name) {
            Some(("file", path)) => call.print(&format!("{path}\n")),
            Some(("builtin", _)) if by_name(&name).is_some_and(|it| is_program_too(it.name)) => {
                call.print(&format!("/usr/bin/{name}\n"));
            }
            _ => code = 1,
        }
    }
    Outcome::Done(code)
}

fn is_program_too(name: &str) -> bool {
    matches!(name, "echo" | "false" | "kill" | "printf" | "pwd" | "test" | "true" | "[")
}

pub(super) fn r#type(call: &mut Call<'_, '_>) -> Outcome {
    let mut code = 0;
    for name in call.operands() {
        let text = match lookup(call, &name) {
            Some((kind, _)) if call.on("t") => kind.to_owned(),
            Some(("alias", text)) => {
                let text = text.split_once('=').map_or("", |it| it.1).trim_matches('\'');
                format!("{name} is aliased to `{text}'")
            }
            Some(("function", _)) => format!("{name} is a function"),
            Some(("builtin", _)) => format!("{name} is a shell builtin"),
            Some((_, path)) => format!("{name} is {path}"),
            None => {
                if !call.on("t") {
                    call.refuse(&format!("{name}: not found"), 1);
                }
                code = 1;
                continue;
            }
        };
        call.print(&format!("{text}\n"));
    }
    Outcome::Done(code)
}

fn signal_name(word: &str) -> String {
    let word = word.trim_start_matches("SIG");
    let found = SIGNALS.iter().find(|it| it.0 == word).map(|it| it.1);
    found.unwrap_or(word).to_owned()
}

pub(super) fn trap(call: &mut Call<'_, '_>) -> Outcome {
    let words: Vec<String> = call.words().into_iter().filter(|it| it != "--").collect();
    let traps = Rc::clone(&call.environment().traps);
    let Some((action, names)) = words.split_first().filter(|it| *it.0 != "-p") else {
        for (name, text) in traps.iter() {
            let sig = if name == "EXIT" || name == "ERR" { "" } else { "SIG" };
            call.print(&format!("trap -- '{text}' {sig}{name}\n"));
        }
        return Outcome::Done(0);
    };
    let new: &mut SortedMap<String, String> = Rc::make_mut(&mut call.environment().traps);
    if names.is_empty() {
        new.remove(&signal_name(action));
    }
    for name in names.iter().map(|it| signal_name(it)) {
        match action.as_str() {
            "-" => drop(new.remove(&name)),
            _ => drop(new.insert(name, action.clone())),
        }
    }
    Outcome::Done(0)
}

/// Of the processes of a container only the first can be reached from outside.
pub(super) fn kill(call: &mut Call<'_, '_>) -> Outcome {
    let (mut name, mut targets) = ("TERM".to_owned(), Vec::new());
    let mut words = call.words().into_iter();
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("l") => {
                call.print("HUP INT QUIT KILL USR1 USR2 TERM\n");
                return Outcome::Done(0);
            }
            Some("s" | "n") => name = words.next().unwrap_or_default(),
            Some("-") => {}
            Some(it) if targets.is_empty() => name = it.to_owned(),
            _ => targets.push(word),
        }
    }
    if targets.is_empty() {
        return call.refuse("usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ...", 2);
    }
    let (name, mut code) = (signal_name(&name), 0);
    for target in targets {
        let own = call.turn.pid;
        let jobs: Vec<u32> = call.turn.jobs().into_iter().map(|it| it.0).collect();
        let pid = match target.strip_prefix('%') {
            Some(number) => {
                let at = number.parse::<usize>().unwrap_or(jobs.len()).wrapping_sub(1);
                jobs.get(at).copied().ok_or("no such job")
            }
            None => target.parse().map_err(|_| "arguments must be process or job IDs"),
        };
        let pid = match pid {
            Ok(pid) => pid,
            Err(why) => {
                code = 1;
                call.refuse(&format!("{target}: {why}"), 1);
                continue;
            }
        };
        let is_there = pid == own || call.turn.machine.processes.contains_key(&pid);
        if name == "0" || name == "EXIT" {
            code = i32::from(!is_there && !jobs.contains(&pid));
        } else if pid == own {
            let handler = call.environment().traps.get(&name).cloned();
            match handler {
                Some(text) if text.is_empty() => {}
                Some(_) => call.turn.process.signals.push(name.clone()),
                // The first process of a container gets no signal that it has no handler for.
                None if pid == 1 => {}
                None => return Outcome::Leave(Leave::Exit(if name == "KILL" { 137 } else { 143 })),
            }
        } else if is_there {
            call.turn.machine.signal(pid, &name);
        } else if jobs.contains(&pid) {
            call.turn.world.end(pid);
        } else if pid == 1 && !call.turn.machine.limits.is_interactive {
            call.turn.machine.sent.push((pid, name.clone()));
        } else {
            code = 1;
            call.refuse(&format!("({pid}) - No such process"), 1);
        }
    }
    Outcome::Done(code)
}

pub(super) fn r#let(call: &mut Call<'_, '_>) -> Outcome {
    let mut value = 0;
    for word in call.words() {
        match arithmetic::evaluate(&word, call.environment()) {
            Ok(found) => value = found,
            Err(why) => return call.refuse(&why, 1),
        }
    }
    Outcome::Done(i32::from(value == 0))
}
