//! `read`, `mapfile`, `getopts`. Source: POSIX.1-2017, Utilities.

use super::{Call, Outcome};
use crate::shell::environment::{Environment, Value};
use crate::shell::machine::{Block, Fd};
use std::rc::Rc;

/// How `read` reads.
struct Options {
    is_raw: bool,
    array: Option<String>,
    end: char,
    count: Option<usize>,
    fd: u32,
    names: Vec<String>,
}

fn options(words: &[String]) -> Result<Options, String> {
    let mut options =
        Options { is_raw: false, array: None, end: '\n', count: None, fd: 0, names: Vec::new() };
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let Some(letters) = word.strip_prefix('-').filter(|_| options.names.is_empty()) else {
            options.names.push(word.clone());
            continue;
        };
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            match letter {
                'r' => options.is_raw = true,
                's' | 'e' => {}
                'a' | 'd' | 'n' | 'N' | 'p' | 't' | 'u' => {
                    let attached = letters.as_str().to_owned();
                    let value = match attached.is_empty() {
                        true => rest.next().cloned().unwrap_or_default(),
                        false => attached,
                    };
                    match letter {
                        'a' => options.array = Some(value),
                        'd' => options.end = value.chars().next().unwrap_or('\0'),
                        'n' | 'N' => options.count = value.parse().ok(),
                        'u' => options.fd = value.parse().unwrap_or(0),
                        _ => {}
                    }
                    break;
                }
                other => return Err(format!("-{other}: invalid option")),
            }
        }
    }
    Ok(options)
}

pub(super) fn read(call: &mut Call<'_, '_>) -> Outcome {
    let options = match options(&call.words()) {
        Ok(options) => options,
        Err(why) => return call.refuse(&why, 2),
    };
    let pipe = match call.turn.process.fds.get(&options.fd) {
        Some(Fd::Read(pipe)) => Some(*pipe),
        _ => None,
    };
    let (text, code) = match pipe {
        None => (String::new(), 1),
        Some(pipe) => {
            let is_last = !call.turn.machine.has_writer(pipe);
            let Some(held) = call.turn.machine.pipes.get_mut(&pipe) else {
                return Outcome::Done(1);
            };
            match end_of(&held.text, &options) {
                Some((length, end)) => {
                    let rest = held.text.split_off(end);
                    let mut line = std::mem::replace(&mut held.text, rest);
                    line.truncate(length);
                    (line, 0)
                }
                None if !is_last => return Outcome::Block(Block::Line(pipe)),
                None => (std::mem::take(&mut held.text), 1),
            }
        }
    };
    match assign(call.environment(), &text, &options) {
        Ok(()) => Outcome::Done(code),
        Err(why) => call.refuse(&why, 1),
    }
}

/// Where the line ends, and where the next one begins.
fn end_of(text: &str, options: &Options) -> Option<(usize, usize)> {
    if let Some(count) = options.count {
        let at = text
            .char_indices()
            .nth(count)
            .map(|it| it.0)
            .or_else(|| (text.chars().count() == count).then_some(text.len()));
        return at.map(|it| (it, it));
    }
    let mut is_escaped = false;
    for (at, char) in text.char_indices() {
        if char == options.end && !is_escaped {
            return Some((at, at + char.len_utf8()));
        }
        is_escaped = char == '\\' && !is_escaped && !options.is_raw;
    }
    None
}

fn assign(environment: &mut Environment, line: &str, options: &Options) -> Result<(), String> {
    let separators = environment.get("IFS").unwrap_or_else(|| " \t\n".to_owned());
    // A backslash keeps the letter behind it from separating.
    let mut letters: Vec<(char, bool)> = Vec::new();
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if char == '\\' && !options.is_raw {
            letters.extend(chars.next().filter(|it| *it != '\n').map(|it| (it, true)));
        } else {
            letters.push((char, false));
        }
    }
    let separates = |it: &(char, bool)| !it.1 && separators.contains(it.0);
    let is_blank = |it: &(char, bool)| separates(it) && it.0.is_whitespace();
    let text = |it: &[(char, bool)]| it.iter().map(|it| it.0).collect::<String>();
    let names = match (&options.array, options.names.is_empty()) {
        (None, true) => return environment.set("REPLY", text(&letters)),
        (Some(_), _) => &[][..],
        (None, false) => &options.names[..],
    };
    let start = letters.iter().position(|it| !is_blank(it)).unwrap_or(letters.len());
    let end = letters.iter().rposition(|it| !is_blank(it)).map_or(start, |it| it + 1);
    let mut rest = letters.get(start..end).unwrap_or(&[]);
    let mut fields = Vec::new();
    while !rest.is_empty() {
        if !names.is_empty() && fields.len() + 1 == names.len() {
            fields.push(text(rest));
            break;
        }
        let end = rest.iter().position(separates).unwrap_or(rest.len());
        fields.push(text(&rest[..end]));
        let mut next = end + rest[end..].iter().take_while(|it| is_blank(it)).count();
        next += usize::from(rest.get(next).is_some_and(separates));
        next += rest[next..].iter().take_while(|it| is_blank(it)).count();
        rest = &rest[next..];
    }
    if let Some(array) = &options.array {
        let fields = fields.into_iter().enumerate();
        let list = fields.map(|(at, it)| (i64::try_from(at).unwrap_or(0), it)).collect();
        return environment.put(array, Value::List(Rc::new(list)));
    }
    let mut fields = fields.into_iter();
    names.iter().try_for_each(|it| environment.set(it, fields.next().unwrap_or_default()))
}

/// `mapfile -t lines`
pub(super) fn mapfile(call: &mut Call<'_, '_>) -> Outcome {
    let text = match call.whole_input() {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let (strips, limit) = (call.on("t"), call.value("n").and_then(|it| it.parse().ok()));
    let skipped = call.value("s").and_then(|it| it.parse().ok()).unwrap_or(0);
    let name = call.operands().into_iter().next().unwrap_or_else(|| "MAPFILE".to_owned());
    let lines = text.split_inclusive('\n').skip(skipped).take(limit.unwrap_or(usize::MAX));
    let lines = lines.map(|it| if strips { it.trim_end_matches('\n') } else { it }.to_owned());
    let list = lines.enumerate().map(|(at, it)| (i64::try_from(at).unwrap_or(0), it)).collect();
    match call.environment().put(&name, Value::List(Rc::new(list))) {
        Ok(()) => Outcome::Done(0),
        Err(why) => call.refuse(&why, 1),
    }
}

/// `getopts ab: name`
pub(super) fn getopts(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let [known, name, more @ ..] = words.as_slice() else {
        return call.refuse("usage: getopts optstring name [arg ...]", 2);
    };
    let arguments = match more {
        [] => call.environment().arguments.to_vec(),
        more => more.to_vec(),
    };
    let index = |it: Option<String>| it.and_then(|it| it.parse::<usize>().ok()).unwrap_or(1).max(1);
    let mut at = index(call.environment().get("OPTIND"));
    let inside = index(call.environment().get("OPTPOS"));
    let word = arguments.get(at - 1).cloned().unwrap_or_default();
    let letter = word.chars().nth(inside).filter(|_| word.starts_with('-') && word != "--");
    let Some(letter) = letter else {
        let _ = call.environment().set(name, "?".to_owned());
        return Outcome::Done(1);
    };
    let rest: String = word.chars().skip(inside + 1).collect();
    let mut next = if rest.is_empty() { 1 } else { inside + 1 };
    at += usize::from(rest.is_empty());
    let place = known.find(letter).filter(|_| letter != ':');
    let takes_value = place.is_some_and(|it| known[it..].chars().nth(1) == Some(':'));
    let mut value = None;
    if takes_value {
        value = if rest.is_empty() { arguments.get(at - 1).cloned() } else { Some(rest.clone()) };
        at += 1;
        next = 1;
    }
    let is_bad = place.is_none() || takes_value && value.is_none();
    if is_bad && !known.starts_with(':') {
        let what = if place.is_none() { "illegal option" } else { "option requires an argument" };
        let name = call.environment().name.to_string();
        call.running.errors.push_str(&format!("{name}: {what} -- {letter}\n"));
    }
    let found = match (place, is_bad) {
        (None, _) => "?".to_owned(),
        (_, true) => if known.starts_with(':') { ":" } else { "?" }.to_owned(),
        _ => letter.to_string(),
    };
    let value = if is_bad && known.starts_with(':') { Some(letter.to_string()) } else { value };
    let environment = call.environment();
    let _ = environment.set(name, found);
    let _ = environment.set("OPTARG", value.unwrap_or_default());
    let _ = environment.set("OPTIND", at.to_string());
    let _ = environment.set("OPTPOS", next.to_string());
    Outcome::Done(0)
}
