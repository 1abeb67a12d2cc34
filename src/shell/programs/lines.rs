//! Programs that work line by line. Source: POSIX.1-2017, Utilities; the GNU coreutils manual.

use super::{Call, Outcome};
use crate::shell::machine::Block;

/// A line with its number, as `cat -n` and `nl` print it.
fn numbered(number: usize, line: &str) -> String {
    format!("{number:>6}\t{line}")
}

pub(super) fn cat(call: &mut Call<'_, '_>) -> Outcome {
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    if call.on("A") || call.on("E") || call.on("n") || call.on("b") || call.on("s") {
        let mut number = call.kept("number");
        let mut was_empty = false;
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches('\n');
            if call.on("s") && body.is_empty() && std::mem::replace(&mut was_empty, true) {
                continue;
            }
            was_empty = body.is_empty();
            let is_counted = call.on("n") || call.on("b") && !body.is_empty();
            number += usize::from(is_counted);
            let mut shown = if call.on("A") { body.replace('\t', "^I") } else { body.to_owned() };
            if (call.on("A") || call.on("E")) && line.ends_with('\n') {
                shown.push('$');
            }
            let shown = if is_counted { numbered(number, &shown) } else { shown };
            call.print(&shown);
            call.print(line.get(body.len()..).unwrap_or(""));
        }
        call.keep("number", number);
    } else {
        call.print(&text);
    }
    call.end()
}

pub(super) fn number(call: &mut Call<'_, '_>) -> Outcome {
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let counts_all = call.value("b").is_some_and(|it| it == "a");
    let mut number = call.kept("number");
    for line in text.lines() {
        if line.is_empty() && !counts_all {
            call.print("       \n");
            continue;
        }
        number += 1;
        call.print(&(numbered(number, line) + "\n"));
    }
    call.keep("number", number);
    call.end()
}

pub(super) fn reverse(call: &mut Call<'_, '_>) -> Outcome {
    let names = call.operands();
    match call.text(&names) {
        Ok(text) => {
            let lines = text.lines().map(|it| it.chars().rev().collect::<String>() + "\n");
            let text: String = lines.collect();
            call.print(&text);
            call.end()
        }
        Err(outcome) => outcome,
    }
}

pub(super) fn backwards(call: &mut Call<'_, '_>) -> Outcome {
    let names = call.operands();
    match call.text(&names) {
        Ok(text) => {
            let lines: Vec<&str> = text.split_inclusive('\n').rev().collect();
            call.print(&lines.concat());
            call.end()
        }
        Err(outcome) => outcome,
    }
}

pub(super) fn fold(call: &mut Call<'_, '_>) -> Outcome {
    let width = call.value("w").and_then(|it| it.parse().ok()).unwrap_or(80_usize).max(1);
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    for line in text.lines() {
        let mut rest: Vec<char> = line.chars().collect();
        while rest.len() > width {
            let blank = rest[..width].iter().rposition(|it| *it == ' ').map(|it| it + 1);
            let end = blank.filter(|_| call.on("s")).unwrap_or(width);
            let behind = rest.split_off(end);
            call.print(&(rest.iter().collect::<String>() + "\n"));
            rest = behind;
        }
        call.print(&(rest.iter().collect::<String>() + "\n"));
    }
    call.end()
}

/// How many, and whether all but so many (`-n -5`), or from there on (`-n +5`).
fn amount(text: &str) -> Option<(usize, char)> {
    let sign = text.chars().next().filter(|it| "+-".contains(*it)).unwrap_or(' ');
    let digits = text.trim_start_matches(['+', '-']);
    let (number, unit) = match digits.strip_suffix(['k', 'K']) {
        Some(number) => (number, 1024),
        None => (digits, 1),
    };
    number.parse::<usize>().ok().map(|it| (it.saturating_mul(unit), sign))
}

fn heading(call: &mut Call<'_, '_>, name: &str, at: usize, count: usize) {
    if count > 1 && !call.on("q") || call.on("v") {
        let name = if name == "-" { "standard input" } else { name };
        let gap = if at > 0 { "\n" } else { "" };
        call.print(&format!("{gap}==> {name} <==\n"));
    }
}

/// The count that is asked for, in lines or in bytes.
fn wanted(call: &mut Call<'_, '_>) -> Result<((usize, char), bool), Outcome> {
    let bytes = call.value("c");
    let text = bytes.clone().or_else(|| call.value("n")).or_else(|| call.value("#"));
    let text = text.unwrap_or_else(|| "10".to_owned());
    match amount(&text) {
        Some(amount) => Ok((amount, bytes.is_some())),
        None => {
            let what = if bytes.is_some() { "bytes" } else { "lines" };
            Err(call.fail(&format!("invalid number of {what}: ‘{text}’"), 1))
        }
    }
}

/// The end of so many lines, or bytes.
fn end_of(text: &str, count: usize, is_bytes: bool) -> usize {
    if is_bytes {
        return (0..=count.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
    }
    text.split_inclusive('\n').take(count).map(str::len).sum()
}

fn length(text: &str, is_bytes: bool) -> usize {
    if is_bytes { text.len() } else { text.split_inclusive('\n').count() }
}

pub(super) fn head(call: &mut Call<'_, '_>) -> Outcome {
    let ((count, sign), is_bytes) = match wanted(call) {
        Ok(wanted) => wanted,
        Err(outcome) => return outcome,
    };
    let names = call.operands();
    if sign == '-'
        && names.is_empty()
        && !call.running.is_complete
        && let Err(outcome) = call.whole_input()
    {
        return outcome;
    }
    let texts = match call.texts(&names) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let seen = call.kept("seen");
    let files = texts.len();
    for (at, (name, text)) in texts.iter().enumerate() {
        heading(call, name, at, files);
        let all = length(text, is_bytes);
        let taken = match sign {
            '-' => all.saturating_sub(count),
            _ => count.saturating_sub(seen),
        };
        call.print(&text[..end_of(text, taken, is_bytes)]);
        call.keep("seen", seen + all);
    }
    if names.is_empty() && sign != '-' && call.kept("seen") >= count {
        call.running.is_complete = true;
    }
    call.end()
}

pub(super) fn tail(call: &mut Call<'_, '_>) -> Outcome {
    let follows = call.on("f") || call.on("F");
    let names = call.operands();
    if follows && !names.is_empty() && call.running.carry.contains_key("length") {
        return follow(call, &names);
    }
    let ((count, sign), is_bytes) = match wanted(call) {
        Ok(wanted) => wanted,
        Err(outcome) => return outcome,
    };
    let texts = match call.texts(&names) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let files = names.len();
    let mut total = 0;
    for (at, (name, text)) in texts.iter().enumerate() {
        heading(call, name, at, files);
        let all = length(text, is_bytes);
        let skipped = match sign {
            '+' => count.saturating_sub(1),
            _ => all.saturating_sub(count),
        };
        call.print(&text[end_of(text, skipped, is_bytes)..]);
        total += text.len();
    }
    if follows && !names.is_empty() {
        call.keep("length", total);
        return match texts.is_empty()
            && !call.on("F")
            && call.value("f").is_none_or(|it| it != "name")
        {
            true => call.end(),
            false => Outcome::Block(Block::Until(call.turn.machine.now_ms + FOLLOW_MS)),
        };
    }
    call.end()
}

/// A file that is followed is looked at this often (milliseconds).
const FOLLOW_MS: i64 = 1000;

fn follow(call: &mut Call<'_, '_>, names: &[String]) -> Outcome {
    // One whose files never change may sleep for ever.
    let name = names.last().map_or("", String::as_str);
    if name == "/dev/null" {
        return Outcome::Block(Block::Forever);
    }
    let text: String = names.iter().filter_map(|it| call.file(it).ok()).collect();
    let seen = call.kept("length");
    let from = if text.len() < seen { 0 } else { seen };
    call.print(text.get(from..).unwrap_or(""));
    call.keep("length", text.len());
    Outcome::Block(Block::Until(call.turn.machine.now_ms + FOLLOW_MS))
}

pub(super) fn tee(call: &mut Call<'_, '_>) -> Outcome {
    let text = match call.input() {
        Ok(text) => text,
        Err(outcome) => {
            // The files are there as soon as it starts.
            if call.kept("begun") == 0 {
                call.keep("begun", 1);
                write_all(call, "", false);
            }
            return outcome;
        }
    };
    let has_begun = call.kept("begun") > 0;
    call.keep("begun", 1);
    write_all(call, &text, has_begun);
    call.print(&text);
    call.end()
}

fn write_all(call: &mut Call<'_, '_>, text: &str, has_begun: bool) {
    let appends = call.on("a") || has_begun;
    for name in call.operands() {
        let path = call.environment().path(&name);
        if path.starts_with("/dev/") {
            continue;
        }
        if let Err(why) = call.turn.world.write(&path, text, appends) {
            call.complain(&format!("{name}: {why}"));
            call.keep("code", 1);
        }
    }
}

pub(super) fn count(call: &mut Call<'_, '_>) -> Outcome {
    let names = call.operands();
    let texts = match call.texts(&names) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let order = ["l", "w", "m", "c", "L"];
    let is_plain = !order.iter().any(|it| call.on(it));
    let is_wanted: Vec<bool> = order
        .iter()
        .map(|it| if is_plain { matches!(*it, "l" | "w" | "c") } else { call.on(it) })
        .collect();
    let mut rows: Vec<([usize; 5], String)> = Vec::new();
    let mut total = [0; 5];
    for (name, text) in texts {
        let longest = text.lines().map(|it| it.chars().count()).max().unwrap_or(0);
        let counts = [
            text.matches('\n').count(),
            text.split_whitespace().count(),
            text.chars().count(),
            text.len(),
            longest,
        ];
        for (at, count) in counts.iter().enumerate() {
            total[at] = if at == 4 { total[at].max(*count) } else { total[at] + count };
        }
        rows.push((counts, if names.is_empty() { String::new() } else { format!(" {name}") }));
    }
    let is_single = rows.len() == 1 && is_wanted.iter().filter(|it| **it).count() == 1;
    if names.len() > 1 {
        rows.push((total, " total".to_owned()));
    }
    let width = match (is_single, names.is_empty()) {
        (true, _) => 1,
        (_, true) => 7,
        _ => total.iter().map(|it| it.to_string().len()).max().unwrap_or(1),
    };
    for (counts, name) in rows {
        let shown: Vec<String> = counts
            .iter()
            .zip(&is_wanted)
            .filter(|it| *it.1)
            .map(|it| format!("{:>width$}", it.0))
            .collect();
        call.print(&format!("{}{name}\n", shown.join(" ")));
    }
    call.end()
}
