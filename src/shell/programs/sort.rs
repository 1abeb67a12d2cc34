//! `sort` and `uniq`. Source: POSIX.1-2017, Utilities; the GNU coreutils manual. Letters are
//! compared by their numbers, as in the locale `C`.

use super::{Call, Outcome};
use crate::shell::number::Number;
use crate::sorted::Sort;
use std::cmp::Ordering;

/// What lines are compared by.
#[derive(Clone, Default)]
struct Key {
    from: (usize, usize),
    to: Option<(usize, usize)>,
    letters: String,
}

fn key(text: &str, globals: &str) -> Option<Key> {
    let (from, to) = match text.split_once(',') {
        Some((from, to)) => (from, Some(to)),
        None => (text, None),
    };
    let mut letters = String::new();
    let mut place = |text: &str, default: usize| {
        let end = text.find(|it: char| it.is_ascii_alphabetic()).unwrap_or(text.len());
        letters.push_str(&text[end..]);
        let (field, char) = match text[..end].split_once('.') {
            Some((field, char)) => (field.parse().ok()?, char.parse().ok()?),
            None => (text[..end].parse().ok()?, default),
        };
        Some((field, char))
    };
    let from = place(from, 1)?;
    let to = match to {
        Some(to) => Some(place(to, 0)?),
        None => None,
    };
    if from.0 == 0 {
        return None;
    }
    let letters = if letters.is_empty() { globals.to_owned() } else { letters };
    Some(Key { from, to, letters })
}

/// Where the fields of a line begin and end.
fn fields(line: &str, separator: Option<char>) -> Vec<(usize, usize)> {
    if let Some(separator) = separator {
        let mut at = 0;
        return line
            .split(separator)
            .map(|it| {
                let start = at;
                at += it.len() + separator.len_utf8();
                (start, start + it.len())
            })
            .collect();
    }
    let (mut found, mut start, mut was_blank) = (Vec::new(), 0, true);
    for (at, char) in line.char_indices() {
        let is_blank = char == ' ' || char == '\t';
        if is_blank && !was_blank {
            found.push((start, at));
            start = at;
        }
        was_blank = is_blank;
    }
    found.push((start, line.len()));
    found
}

impl Key {
    fn of<'l>(&self, line: &'l str, separator: Option<char>) -> &'l str {
        let fields = fields(line, separator);
        let skips = self.letters.contains('b');
        let blank = |at: usize| {
            let rest = &line[at..];
            at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
        };
        let start = match fields.get(self.from.0 - 1) {
            None => line.len(),
            Some((start, _)) => {
                let start = if skips { blank(*start) } else { *start };
                (start + self.from.1.saturating_sub(1)).min(line.len())
            }
        };
        let end = match self.to {
            None => line.len(),
            Some((field, char)) => match fields.get(field.max(1) - 1) {
                None => line.len(),
                Some((_, end)) if char == 0 => *end,
                Some((start, _)) => {
                    (if skips { blank(*start) } else { *start } + char).min(line.len())
                }
            },
        };
        line.get(start..end.max(start)).unwrap_or("")
    }

    fn compare(&self, a: &str, b: &str, separator: Option<char>) -> Ordering {
        let (a, b) = (self.of(a, separator), self.of(b, separator));
        let has = |it: char| self.letters.contains(it);
        let order = if has('n') || has('g') {
            let value = |it: &str| Number::prefix(it).map(|it| it.0).unwrap_or_default();
            value(a).cmp(&value(b))
        } else if has('h') {
            human(a).cmp(&human(b))
        } else if has('V') {
            by_version(a, b)
        } else if has('M') {
            month(a).cmp(&month(b))
        } else if has('f') {
            a.to_uppercase().cmp(&b.to_uppercase())
        } else if has('d') {
            let plain = |it: &str| {
                it.chars()
                    .filter(|it| it.is_alphanumeric() || it.is_whitespace())
                    .collect::<String>()
            };
            plain(a).cmp(&plain(b))
        } else {
            a.cmp(b)
        };
        if has('r') { order.reverse() } else { order }
    }
}

/// `512`, `3K`, `2.5Gi`
fn human(text: &str) -> (usize, Number) {
    let Some((number, end)) = Number::prefix(text) else { return (0, Number::default()) };
    let unit = text.get(end..).and_then(|it| it.chars().next());
    let power = unit.and_then(|it| "KMGTPE".find(it.to_ascii_uppercase())).map_or(0, |it| it + 1);
    (if number.is_zero() { 0 } else { power }, number)
}

fn month(text: &str) -> usize {
    let text: String = text.trim_start().chars().take(3).collect::<String>().to_uppercase();
    let months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    months.find(&text).filter(|_| text.len() == 3).map_or(0, |it| it / 3 + 1)
}

fn by_version(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let letters = |it: &str| it.find(|it: char| it.is_ascii_digit()).unwrap_or(it.len());
        let (x, y) = (letters(a), letters(b));
        let order = a[..x].cmp(&b[..y]);
        if order.is_ne() || (a.len() == x && b.len() == y) {
            return order.then(a.len().cmp(&b.len()));
        }
        let digits = |it: &str| it.find(|it: char| !it.is_ascii_digit()).unwrap_or(it.len());
        (a, b) = (&a[x..], &b[y..]);
        let (x, y) = (digits(a), digits(b));
        let value = |it: &str| it.trim_start_matches('0').to_owned();
        let (left, right) = (value(&a[..x]), value(&b[..y]));
        let order = left.len().cmp(&right.len()).then(left.cmp(&right));
        if order.is_ne() {
            return order;
        }
        (a, b) = (&a[x..], &b[y..]);
    }
}

/// What `-k` says.
fn keys(call: &mut Call<'_, '_>, globals: &str) -> Result<Vec<Key>, Outcome> {
    let mut keys = Vec::new();
    for text in call.running.arguments.values("k") {
        match key(&text, globals) {
            Some(key) => keys.push(key),
            None => {
                return Err(call.fail(
                    &format!("invalid number at field start: invalid count at start of ‘{text}’"),
                    2,
                ));
            }
        }
    }
    let whole = Key { from: (1, 1), to: None, letters: globals.to_owned() };
    if keys.is_empty() {
        keys.push(whole);
    }
    Ok(keys)
}

pub(super) fn sort(call: &mut Call<'_, '_>) -> Outcome {
    let globals: String = ["n", "r", "f", "b", "h", "V", "g", "d", "M"]
        .into_iter()
        .filter(|it| call.on(it))
        .collect();
    let separator = match call.value("t") {
        Some(text) if text == "\\0" => Some('\0'),
        Some(text) if text.chars().count() == 1 => text.chars().next(),
        Some(text) => return call.fail(&format!("multi-character tab ‘{text}’"), 2),
        None => None,
    };
    let keys = match keys(call, &globals) {
        Ok(keys) => keys,
        Err(outcome) => return outcome,
    };
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let by_keys = |a: &str, b: &str| {
        keys.iter()
            .map(|it| it.compare(a, b, separator))
            .find(|it| it.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    let is_stable = call.on("s") || call.on("u");
    let is_reverse = globals.contains('r');
    let last = |a: &str, b: &str| if is_reverse { b.cmp(a) } else { a.cmp(b) };
    let order = |a: &str, b: &str| {
        let order = by_keys(a, b);
        if is_stable { order } else { order.then_with(|| last(a, b)) }
    };
    if call.on("c") {
        let wrong = lines.windows(2).position(|it| order(it[0], it[1]).is_gt());
        return match wrong {
            None => Outcome::Done(0),
            Some(at) => {
                let name = names.first().map_or("-", String::as_str).to_owned();
                let why = format!("{name}:{}: disorder: {}", at + 2, lines[at + 1]);
                call.fail(&why, 1)
            }
        };
    }
    lines.order_by(|a, b| order(a, b));
    if call.on("u") {
        lines.dedup_by(|a, b| by_keys(b, a).is_eq());
    }
    let sorted: String = lines.iter().flat_map(|it| [*it, "\n"]).collect();
    match call.value("o") {
        None => call.print(&sorted),
        Some(name) => {
            let path = call.environment().path(&name);
            if let Err(why) = call.turn.world.write(&path, &sorted, false) {
                return call.fail(&format!("{name}: {why}"), 2);
            }
        }
    }
    let outcome = call.end();
    if let Outcome::Done(1) = outcome { Outcome::Done(2) } else { outcome }
}

pub(super) fn uniq(call: &mut Call<'_, '_>) -> Outcome {
    let number = |it: Option<String>| it.and_then(|it| it.parse::<usize>().ok());
    let (skipped, letters) = (number(call.value("f")), number(call.value("s")));
    let width = number(call.value("w"));
    let ignores_case = call.on("i");
    let operands = call.operands();
    let text = match call.text(operands.get(..1.min(operands.len())).unwrap_or(&[])) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let part = |line: &str| {
        let mut rest = line;
        for _ in 0..skipped.unwrap_or(0) {
            rest = rest.trim_start();
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
        }
        let kept = rest.chars().skip(letters.unwrap_or(0)).take(width.unwrap_or(usize::MAX));
        let kept: String = kept.collect();
        if ignores_case { kept.to_lowercase() } else { kept }
    };
    let mut groups: Vec<(&str, String, usize)> = Vec::new();
    for line in text.lines() {
        let part = part(line);
        match groups.last_mut().filter(|it| it.1 == part) {
            Some(group) => group.2 += 1,
            None => groups.push((line, part, 1)),
        }
    }
    for (line, _, count) in groups {
        if call.on("d") && count < 2 || call.on("u") && count > 1 {
            continue;
        }
        if call.on("c") {
            call.print(&format!("{count:>7} "));
        }
        call.print(&format!("{line}\n"));
    }
    call.end()
}
