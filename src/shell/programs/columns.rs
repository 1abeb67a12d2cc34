//! `cut`, `tr`, `paste`: POSIX.1-2017, Utilities; `column -t` as that of util-linux.

use super::{Call, Outcome};
use crate::shell::escape::unescape;

/// `1,3-5,7-`
fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    let range = |it: &str| {
        let (from, to) = match it.split_once('-') {
            None => (it.parse().ok()?, it.parse().ok()?),
            Some(("", "")) => return None,
            Some(("", to)) => (1, to.parse().ok()?),
            Some((from, "")) => (from.parse().ok()?, usize::MAX),
            Some((from, to)) => (from.parse().ok()?, to.parse().ok()?),
        };
        (from > 0 && from <= to).then_some((from, to))
    };
    text.split(',').map(range).collect()
}

pub(super) fn cut(call: &mut Call<'_, '_>) -> Outcome {
    const HINT: &str = "\nTry 'cut --help' for more information.";
    let chars = call.value("c").or_else(|| call.value("b"));
    let fields = call.value("f");
    let Some(list) = chars.clone().or_else(|| fields.clone()) else {
        return call
            .fail(&format!("you must specify a list of bytes, characters, or fields{HINT}"), 1);
    };
    let Some(ranges) = ranges(&list) else {
        return call.fail(&format!("invalid field value ‘{list}’{HINT}"), 1);
    };
    let delimiter = call.value("d").unwrap_or_else(|| "\t".to_owned());
    if delimiter.chars().count() > 1 {
        return call.fail(&format!("the delimiter must be a single character{HINT}"), 1);
    }
    let joint = call.value("output-delimiter");
    let (is_complement, skips) = (call.on("complement"), call.on("s"));
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let is_in = |at: usize| ranges.iter().any(|it| it.0 <= at && at <= it.1) != is_complement;
    let mut out = String::new();
    for line in text.lines() {
        if chars.is_some() {
            out.extend(line.chars().enumerate().filter(|it| is_in(it.0 + 1)).map(|it| it.1));
        } else if !line.contains(&delimiter) || delimiter.is_empty() {
            if skips {
                continue;
            }
            out.push_str(line);
        } else {
            let all = line.split(delimiter.as_str()).enumerate();
            let kept: Vec<&str> = all.filter(|it| is_in(it.0 + 1)).map(|it| it.1).collect();
            out.push_str(&kept.join(joint.as_deref().unwrap_or(&delimiter)));
        }
        out.push('\n');
    }
    call.print(&out);
    call.end()
}

pub(super) fn column(call: &mut Call<'_, '_>) -> Outcome {
    let between = call.value("o").unwrap_or_else(|| "  ".to_owned());
    let separators = call.value("s");
    if !call.on("t") {
        return call.fail("only tables are made here: -t", 1);
    }
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let cells = |line| -> Vec<&str> {
        match &separators {
            Some(set) => str::split(line, |it| set.contains(it)).collect(),
            None => str::split_whitespace(line).collect(),
        }
    };
    let rows = text.lines().filter(|it| !it.trim().is_empty()).map(cells);
    let rows: Vec<Vec<&str>> = rows.collect();
    let width_of = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|it| it.chars().count()).max().unwrap_or(0)
    };
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width_of).collect();
    for row in &rows {
        let last = row.len().saturating_sub(1);
        let cell = |(at, (cell, width)): (usize, (&&str, &usize))| match at == last {
            true => (*cell).to_owned(),
            false => format!("{cell:<width$}{between}"),
        };
        let line: String = row.iter().zip(&widths).enumerate().map(cell).collect();
        call.print(&line);
        call.print("\n");
    }
    call.end()
}

pub(super) fn paste(call: &mut Call<'_, '_>) -> Outcome {
    let delimiters = call.value("d").unwrap_or_else(|| "\t".to_owned());
    let delimiters: Vec<char> = unescape(&delimiters, false).0.chars().collect();
    let names = call.operands();
    let names = if names.is_empty() { vec!["-".to_owned()] } else { names };
    let texts = match call.texts(&names) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let delimiter = |at: usize| {
        let at = at.checked_rem(delimiters.len()).unwrap_or(0);
        delimiters.get(at).map(char::to_string).unwrap_or_default()
    };
    let joined = |lines: &mut dyn Iterator<Item = &str>| {
        let mut row = String::new();
        for (at, line) in lines.enumerate() {
            row += &if at > 0 { delimiter(at - 1) } else { String::new() };
            row += line;
        }
        row + "\n"
    };
    if call.on("s") {
        for (_, text) in &texts {
            call.print(&joined(&mut text.lines()));
        }
        return call.end();
    }
    // What several share is dealt out line by line.
    let shared = names.iter().filter(|it| *it == "-").count().max(1);
    let mut seen = 0;
    let columns: Vec<Vec<&str>> = texts
        .iter()
        .map(|(name, text)| match name.as_str() {
            "-" => {
                seen += 1;
                text.lines().skip(seen - 1).step_by(shared).collect()
            }
            _ => text.lines().collect(),
        })
        .collect();
    for at in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
        let row = columns.iter().map(|it| it.get(at).copied().unwrap_or(""));
        call.print(&joined(&mut { row }));
    }
    call.end()
}

pub(super) fn tr(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let (deletes, squeezes) = (call.on("d"), call.on("s"));
    let is_inverted = call.on("c") || call.on("C");
    let sets: Vec<Vec<char>> = operands.iter().map(|it| set(it)).collect();
    let Some(from) = sets.first() else {
        return call.fail("missing operand\nTry 'tr --help' for more information.", 1);
    };
    let to = sets.get(1);
    if to.is_none() && !squeezes && !deletes {
        let last = operands.last().map_or("", String::as_str);
        let why = format!(
            "missing operand after ‘{last}’\nTwo strings must be given when translating.\nTry 'tr --help' for more information."
        );
        return call.fail(&why, 1);
    }
    let text = match call.input() {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let is_in = |it: &char| from.contains(it) != is_inverted;
    let mut out = String::with_capacity(text.len());
    let mut last = call.running.carry.get("last").and_then(|it| it.chars().next());
    for char in text.chars() {
        if deletes && is_in(&char) {
            continue;
        }
        let new = match to.filter(|_| !deletes && is_in(&char)) {
            None => char,
            Some(to) => {
                let at = from.iter().rposition(|it| *it == char).filter(|_| !is_inverted);
                at.and_then(|at| to.get(at)).or(to.last()).copied().unwrap_or(char)
            }
        };
        let counts = squeezes && to.map_or_else(|| is_in(&new), |to| to.contains(&new));
        if !(counts && last == Some(new)) {
            out.push(new);
        }
        last = Some(new);
    }
    if let Some(last) = last {
        call.running.carry.insert("last".to_owned(), last.to_string());
    }
    call.print(&out);
    call.end()
}

/// `a-z`, `\n`, `[:upper:]`
fn set(text: &str) -> Vec<char> {
    let mut plain = text.to_owned();
    for (class, letters) in [
        ("[:upper:]", "A-Z"),
        ("[:lower:]", "a-z"),
        ("[:digit:]", "0-9"),
        ("[:alpha:]", "A-Za-z"),
        ("[:alnum:]", "0-9A-Za-z"),
        ("[:xdigit:]", "0-9A-Fa-f"),
        ("[:space:]", "\\t\\n\\v\\f\\r "),
        ("[:blank:]", "\\t "),
        ("[:punct:]", "!-/:-@[-`{-~"),
        ("[:print:]", " -~"),
        ("[:cntrl:]", "\u{1}-\u{1f}\u{7f}"),
    ] {
        plain = plain.replace(class, letters);
    }
    let (mut set, mut chars) = (Vec::new(), plain.chars().peekable());
    while let Some(char) = chars.next() {
        let char = match char {
            '\\' => {
                let escaped = format!("\\{}", chars.next().unwrap_or('\\'));
                let plain = unescape(&escaped, false).0;
                plain.chars().next_back().unwrap_or('\\')
            }
            other => other,
        };
        let mut ahead = chars.clone();
        match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) if last >= char => {
                chars = ahead;
                set.extend((char..=last).take(1000));
            }
            _ => set.push(char),
        }
    }
    set
}
