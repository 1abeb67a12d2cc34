//! Programs that run programs.

use super::{Call, Outcome};
use crate::shell::environment::Options;
use crate::shell::frame::Frame;
use crate::shell::machine::Block;
use crate::shell::parse::{Dialect, parse};
use crate::shell::syntax::List;
use std::rc::Rc;

/// A `watch` does not look more often (milliseconds).
const LEAST_MS: i64 = 100;

/// `5`, `0.5`, `2m`, `infinity`, in milliseconds; `None` for ever.
pub(super) fn duration_ms(text: &str) -> Option<Option<i64>> {
    if text == "infinity" || text == "inf" {
        return Some(None);
    }
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h', 'd']) {
        None => (text, 1000),
        Some(number) => match text.chars().next_back() {
            Some('m') => (number, 60_000),
            Some('h') => (number, 3_600_000),
            Some('d') => (number, 86_400_000),
            _ => (number, 1000),
        },
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().unwrap_or(i64::MAX) };
    let thousandths: i64 = format!("{part:0<3}").get(..3)?.parse().unwrap_or(0);
    Some(Some(whole.saturating_mul(unit).saturating_add(thousandths * (unit / 1000))))
}

pub(super) fn sleep(call: &mut Call<'_, '_>) -> Outcome {
    const HINT: &str = "\nTry 'sleep --help' for more information.";
    if call.running.carry.contains_key("slept") {
        return Outcome::Done(0);
    }
    let operands = call.operands();
    if operands.is_empty() {
        return call.fail(&format!("missing operand{HINT}"), 1);
    }
    let mut total = Some(0_i64);
    for word in &operands {
        let Some(part) = duration_ms(word) else {
            let is_posix = call.turn.is_posix();
            return match is_posix {
                true => call.fail(&format!("invalid number '{word}'"), 1),
                false => call.fail(&format!("invalid time interval ‘{word}’{HINT}"), 1),
            };
        };
        total = total.zip(part).map(|(a, b)| a.saturating_add(b));
    }
    call.keep("slept", 1);
    let now_ms = call.turn.machine.now_ms;
    Outcome::Block(match total {
        Some(ms) => Block::Until(now_ms.saturating_add(ms)),
        None => Block::Forever,
    })
}

/// A program takes the place of the one that is called.
pub(super) fn plainly(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    if operands.is_empty() {
        return call.fail("missing operand", 1);
    }
    Outcome::Words(operands)
}

pub(super) fn exec(call: &mut Call<'_, '_>) -> Outcome {
    let mut words = call.words();
    if words.first().is_some_and(|it| it == "-a") {
        words.drain(..2.min(words.len()));
    }
    let frames = &mut call.turn.process.frames;
    if words.is_empty() {
        // Redirections stay as they are.
        if matches!(frames.last(), Some(Frame::Fds(_))) {
            frames.pop();
        }
        return Outcome::Done(0);
    }
    frames.clear();
    Outcome::Words(words)
}

pub(super) fn env(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let (mut at, mut before) = (0, Vec::new());
    while let Some(word) = words.get(at) {
        at += 1;
        match word.as_str() {
            "-i" | "-" | "--ignore-environment" => {
                let names: Vec<String> =
                    call.environment().exported().map(|it| it.0.to_owned()).collect();
                for name in names {
                    before.push((name.clone(), call.environment().variables.get(&name).cloned()));
                    call.environment().restore(&name, None);
                }
            }
            "-u" => {
                let name = words.get(at).cloned().unwrap_or_default();
                at += 1;
                before.push((name.clone(), call.environment().variables.get(&name).cloned()));
                call.environment().restore(&name, None);
            }
            "--" => {}
            flag if flag.starts_with('-') => {
                return call
                    .fail(&format!("invalid option -- '{}'", flag.trim_start_matches('-')), 2);
            }
            _ => {
                let Some((name, value)) = word.split_once('=') else {
                    at -= 1;
                    break;
                };
                before.push((name.to_owned(), call.environment().variables.get(name).cloned()));
                if let Err(why) = call.environment().set(name, value.to_owned()) {
                    return call.fail(&why, 125);
                }
                call.environment().variable(name).is_exported = true;
            }
        }
    }
    let rest = words.get(at..).unwrap_or(&[]).to_vec();
    if rest.is_empty() {
        let all: String =
            call.environment().exported().map(|(a, b)| format!("{a}={b}\n")).collect();
        call.print(&all);
        for (name, old) in before.into_iter().rev() {
            call.environment().restore(&name, old);
        }
        return Outcome::Done(0);
    }
    if !before.is_empty() {
        call.turn.push(Frame::Variables(before));
    }
    Outcome::Words(rest)
}

pub(super) fn printenv(call: &mut Call<'_, '_>) -> Outcome {
    let names = call.words();
    let all: Vec<(String, String)> =
        call.environment().exported().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    if names.is_empty() {
        all.iter().for_each(|(a, b)| call.print(&format!("{a}={b}\n")));
    }
    let mut code = 0;
    for name in names {
        match all.iter().find(|it| it.0 == name) {
            Some((_, value)) => call.print(&format!("{value}\n")),
            None => code = 1,
        }
    }
    Outcome::Done(code)
}

/// What the flags of a shell say: its options, whether a text comes behind them, and where.
fn shell_options(words: &[String]) -> (Options, bool, usize) {
    let (mut options, mut is_text, mut at) = (Options::default(), false, 0);
    while let Some(flag) = words.get(at).filter(|it| it.starts_with('-') && it.len() > 1) {
        at += 1;
        if flag.starts_with("--") {
            continue;
        }
        for letter in flag.chars().skip(1) {
            match letter {
                'c' => is_text = true,
                'e' => options.exits_on_error = true,
                'u' => options.minds_unset = true,
                'x' => options.traces = true,
                'o' => {
                    options.fails_in_pipes |= words.get(at).is_some_and(|it| it == "pipefail");
                    at += 1;
                }
                _ => {}
            }
        }
    }
    (options, is_text, at)
}

/// `sh -c TEXT`, `sh FILE`, or what comes through a pipe.
pub(super) fn shell(call: &mut Call<'_, '_>) -> Outcome {
    if let Some(pid) = call.running.carry.get("pid").and_then(|it| it.parse().ok()) {
        return Outcome::Done(call.turn.machine.codes.remove(&pid).unwrap_or(127));
    }
    let name = call.name();
    let is_shell = matches!(name.as_str(), "sh" | "bash" | "ash" | "dash");
    let words = if is_shell { call.words() } else { call.running.words.clone() };
    let (options, is_text, at) = shell_options(&words);
    let mut dialect = if name == "bash" { Dialect::Bash } else { Dialect::Posix };
    let (text, name, rest) = match words.get(at) {
        Some(text) if is_text => {
            let own = words.get(at + 1).cloned();
            (text.clone(), own.unwrap_or(name), words.get(at + 2..).unwrap_or(&[]))
        }
        Some(file) => match call.file(file) {
            Ok(text) => {
                if text
                    .lines()
                    .next()
                    .is_some_and(|it| it.starts_with("#!") && it.ends_with("bash"))
                {
                    dialect = Dialect::Bash;
                }
                (text, file.clone(), words.get(at + 1..).unwrap_or(&[]))
            }
            Err(_) => {
                let says = if dialect == Dialect::Bash { "bash" } else { "sh" };
                call.running.errors = format!("{says}: {file}: No such file or directory\n");
                return Outcome::Done(127);
            }
        },
        None => match call.whole_input() {
            Ok(text) => (text, name, &[][..]),
            Err(outcome) => return outcome,
        },
    };
    let list = match parse(&text, dialect, &call.environment().aliases) {
        Ok(list) => list,
        Err(error) => {
            let says = if dialect == Dialect::Bash { "bash: -c: line 1" } else { "sh" };
            call.running.errors = error.text(dialect, says);
            return Outcome::Done(2);
        }
    };
    enter(call, (name, dialect, options), rest.to_vec(), list)
}

/// A shell in the shell: what it sets is its own business.
fn enter(
    call: &mut Call<'_, '_>,
    (name, dialect, options): (String, Dialect, Options),
    arguments: Vec<String>,
    list: Rc<List>,
) -> Outcome {
    let mut environment = call.environment().clone();
    let variables = Rc::make_mut(&mut environment.variables);
    variables.retain(|_, it| it.is_exported);
    environment.arguments = Rc::new(arguments);
    (environment.name, environment.dialect) = (name.into(), dialect);
    (environment.options, environment.code) = (options, 0);
    (environment.aliases, environment.functions) = (Rc::default(), Rc::default());
    let is_console =
        call.turn.machine.limits.is_interactive && call.turn.pid == call.turn.machine.first;
    if call.turn.process.frames.is_empty() && !is_console {
        // Nobody waits for it: it is this process.
        environment.traps = Rc::default();
        call.turn.process.environment = environment;
        return Outcome::Push(vec![Frame::List(list, 0)]);
    }
    let fds = call.turn.process.fds.clone();
    let before = std::mem::replace(&mut call.turn.process.environment, environment);
    let child = call.turn.fork(vec![Frame::List(list, 0)], fds);
    call.turn.process.environment = before;
    let Some(child) = child else { return Outcome::Done(254) };
    if let Some(process) = call.turn.machine.processes.get_mut(&child) {
        process.environment.pid = child;
    }
    call.running.carry.insert("pid".to_owned(), child.to_string());
    Outcome::Block(Block::Child(child))
}

pub(super) fn su(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let at = words.iter().position(|it| it == "-c");
    match at.and_then(|at| words.get(at + 1)) {
        Some(text) => Outcome::Words(vec!["sh".to_owned(), "-c".to_owned(), text.clone()]),
        None => Outcome::Done(0),
    }
}

pub(super) fn timeout(call: &mut Call<'_, '_>) -> Outcome {
    let now_ms = call.turn.machine.now_ms;
    if let Some(pid) = call.running.carry.get("pid").and_then(|it| it.parse().ok()) {
        if let Some(code) = call.turn.machine.codes.remove(&pid) {
            return Outcome::Done(code);
        }
        call.turn.machine.end(pid, 143);
        call.turn.machine.codes.remove(&pid);
        let is_posix = call.turn.is_posix();
        let signal = call.value("s").unwrap_or_default();
        let is_kill = signal == "KILL" || signal == "9";
        return Outcome::Done(if is_kill {
            137
        } else if is_posix {
            143
        } else {
            124
        });
    }
    let operands = call.operands();
    let Some((time, words)) = operands.split_first().filter(|it| !it.1.is_empty()) else {
        return call.fail("missing operand\nTry 'timeout --help' for more information.", 125);
    };
    let Some(limit) = duration_ms(time) else {
        return call.fail(
            &format!("invalid time interval ‘{time}’\nTry 'timeout --help' for more information."),
            125,
        );
    };
    let limit = limit.filter(|it| *it > 0).unwrap_or(i64::MAX / 2);
    let fds = call.turn.process.fds.clone();
    let Some(child) = call.turn.fork(vec![Frame::Words(words.to_vec())], fds) else {
        return Outcome::Done(254);
    };
    call.running.carry.insert("pid".to_owned(), child.to_string());
    Outcome::Block(Block::ChildUntil(child, now_ms.saturating_add(limit)))
}

pub(super) fn wait(call: &mut Call<'_, '_>) -> Outcome {
    let own = call.turn.pid;
    let words: Vec<String> = call.words().into_iter().filter(|it| !it.starts_with('-')).collect();
    if words.is_empty() {
        if call.turn.machine.processes.values().any(|it| it.parent == own) {
            return Outcome::Block(Block::Wait(None));
        }
        return Outcome::Done(0);
    }
    let mut code = 0;
    for word in words {
        let children = call.turn.machine.processes.iter().filter(|it| it.1.parent == own);
        let pid = match word.strip_prefix('%') {
            Some(number) => {
                let at = number.parse::<usize>().unwrap_or(1).saturating_sub(1);
                children.map(|it| *it.0).nth(at)
            }
            None => word.parse::<u32>().ok(),
        };
        let Some(pid) = pid else {
            return call.refuse(&format!("`{word}': not a pid or valid job spec"), 1);
        };
        if call.turn.machine.processes.contains_key(&pid) {
            return Outcome::Block(Block::Wait(Some(pid)));
        }
        match call.turn.machine.codes.get(&pid).copied() {
            Some(found) => code = found,
            None => return call.refuse(&format!("pid {pid} is not a child of this shell"), 127),
        }
    }
    Outcome::Done(code)
}

pub(super) fn jobs(call: &mut Call<'_, '_>) -> Outcome {
    let all = call.turn.jobs();
    for (at, (_, words)) in all.iter().enumerate() {
        let mark = ["+", "-", " "][(all.len() - 1 - at).min(2)];
        call.print(&format!("[{}]{mark}  Running                 {words} &\n", at + 1));
    }
    Outcome::Done(0)
}

/// Every two seconds, until somebody ends it.
pub(super) fn watch(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    if operands.is_empty() {
        return call.fail("missing operand", 1);
    }
    let every = call.value("n").and_then(|it| duration_ms(&it)).flatten().unwrap_or(2000);
    Outcome::Push(vec![Frame::Watch(operands, every.max(LEAST_MS), None, Vec::new())])
}
