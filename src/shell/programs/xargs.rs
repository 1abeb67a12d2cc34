//! `xargs`. Source: POSIX.1-2017, Utilities.

use super::{Call, Outcome};
use crate::shell::frame::Frame;
use crate::shell::machine::Fd;
use std::rc::Rc;

/// More calls of one `xargs` are a mistake.
const CALLS_MAX: usize = 10_000;

/// Words as `xargs` reads them: quotes and backslashes keep them together.
fn split(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (char, quote) {
            (_, Some(open)) if open == char => quote = None,
            (_, Some(_)) => word.get_or_insert_default().push(char),
            ('\'' | '"', None) => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            ('\\', None) => word.get_or_insert_default().extend(chars.next()),
            (_, None) if char.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

pub(super) fn xargs(call: &mut Call<'_, '_>) -> Outcome {
    let text = match call.whole_input() {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let mut base = call.operands();
    if base.is_empty() {
        base.push("echo".to_owned());
    }
    let separator = match (call.on("0"), call.value("d")) {
        (true, _) => Some("\0".to_owned()),
        (_, separator) => separator.map(|it| crate::shell::escape::unescape(&it, false).0),
    };
    let items = |text: &str| match &separator {
        Some(it) => text
            .trim_end_matches(it.as_str())
            .split(it.as_str())
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
        None => split(text),
    };
    let number = |flag: &str| call.value(flag).and_then(|it| it.parse::<usize>().ok());
    let place = call.value("I").or_else(|| call.on("i").then(|| "{}".to_owned()));
    let calls: Vec<Vec<String>> = if let Some(place) = place {
        let lines: Vec<String> = match separator {
            Some(_) => items(&text),
            None => text
                .lines()
                .map(|it| it.trim_start().to_owned())
                .filter(|it| !it.is_empty())
                .collect(),
        };
        let call = |line: &String| base.iter().map(|it| it.replace(&place, line)).collect();
        lines.iter().map(call).collect()
    } else if let Some(count) = number("L") {
        let lines: Vec<&str> = text.lines().filter(|it| !it.trim().is_empty()).collect();
        let chunks = lines.chunks(count.max(1));
        chunks.map(|it| [base.clone(), split(&it.join(" "))].concat()).collect()
    } else {
        let items: Vec<String> = items(&text);
        match items.is_empty() {
            true if call.on("r") => Vec::new(),
            true => vec![base],
            false => {
                let each = number("n").unwrap_or(items.len()).max(1);
                items.chunks(each).map(|it| [base.as_slice(), it].concat()).collect()
            }
        }
    };
    if calls.len() > CALLS_MAX {
        return call.fail("argument list too long", 1);
    }
    // Those who are called have nothing to read.
    let before = call.turn.process.fds.get(&0).cloned();
    call.turn.process.fds.insert(0, Fd::Null);
    call.environment().code = 0;
    Outcome::Push(vec![Frame::Fds(vec![(0, before)]), Frame::Calls(Rc::new(calls), 0, 0)])
}
