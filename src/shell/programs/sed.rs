//! `sed`. Source: POSIX.1-2017, Utilities; the GNU sed manual.

mod replace;
mod script;

use self::script::{Address, Command, Step, parse};
use super::{Call, Outcome};
use regex_lite::Regex;

/// A line makes at most so many steps.
const STEPS_MAX: usize = 10_000;

/// A text that is being edited.
struct Editor<'a> {
    lines: std::iter::Peekable<std::str::SplitInclusive<'a, char>>,
    number: usize,
    pattern: String,
    hold: String,
    has_end: bool,
    is_quiet: bool,
    out: String,
    appended: String,
    /// Which ranges are open, with their last line where that is a number.
    open: Vec<Option<usize>>,
    quits: Option<i32>,
    /// What is written to files, by `w`.
    memory: usize,
}

/// Edits a text by scripts.
///
/// # Errors
/// In the words of sed.
pub fn edit(
    scripts: &[String],
    text: &str,
    is_extended: bool,
    is_quiet: bool,
    memory: usize,
) -> Result<(String, i32), String> {
    let steps = parse(&scripts.join("\n"), is_extended)?;
    let mut editor = Editor {
        lines: text.split_inclusive('\n').peekable(),
        number: 0,
        pattern: String::new(),
        hold: String::new(),
        has_end: true,
        is_quiet,
        out: String::new(),
        appended: String::new(),
        open: vec![None; steps.len()],
        quits: None,
        memory,
    };
    while editor.quits.is_none() && editor.next_line() {
        editor.cycle(&steps)?;
    }
    Ok((editor.out, editor.quits.unwrap_or(0)))
}

impl Editor<'_> {
    fn next_line(&mut self) -> bool {
        let Some(line) = self.lines.next() else { return false };
        self.number += 1;
        self.has_end = line.ends_with('\n');
        self.pattern = line.strip_suffix('\n').unwrap_or(line).to_owned();
        true
    }

    fn print(&mut self) {
        self.out.push_str(&self.pattern);
        self.end_line();
    }

    fn end_line(&mut self) {
        if self.has_end || self.lines.peek().is_some() {
            self.out.push('\n');
        }
    }

    fn flush(&mut self) {
        if !self.appended.is_empty() {
            if !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push('\n');
            }
            self.out.push_str(&std::mem::take(&mut self.appended));
        }
    }

    fn end_cycle(&mut self) {
        if !self.is_quiet {
            self.print();
        }
        self.flush();
    }

    fn cycle(&mut self, steps: &[Step]) -> Result<(), String> {
        let (mut at, mut count, mut has_changed) = (0, 0, false);
        while let Some(step) = steps.get(at) {
            count += 1;
            if count > STEPS_MAX {
                return Err("sed: a loop that does not end".to_owned());
            }
            if self.out.len() + self.pattern.len() + self.hold.len() > self.memory {
                return Err("sed: couldn't re-allocate memory".to_owned());
            }
            let is_meant = self.selects(step, at) != step.is_negated;
            at += 1;
            if !is_meant {
                if let Command::Open(end) = step.command {
                    at = end;
                }
                continue;
            }
            match &step.command {
                Command::Open(_) => {}
                Command::Substitute { regex, new, number, is_all, prints } => {
                    let old = &self.pattern;
                    let text = substitute(regex, old, new, *number, *is_all, self.memory);
                    has_changed |= text.is_some();
                    if text.is_some() && *prints {
                        self.pattern = text.unwrap_or_default();
                        self.print();
                    } else if let Some(text) = text {
                        self.pattern = text;
                    }
                }
                Command::Delete => {
                    self.flush();
                    return Ok(());
                }
                Command::DeleteFirst => match self.pattern.split_once('\n') {
                    Some((_, rest)) => {
                        self.pattern = rest.to_owned();
                        at = 0;
                    }
                    None => return Ok(()),
                },
                Command::Change(text) => {
                    let is_last = self.open.get(at - 1).is_none_or(Option::is_none);
                    if step.to.is_none() || is_last || step.is_negated {
                        self.out.push_str(&format!("{text}\n"));
                    }
                    self.flush();
                    return Ok(());
                }
                Command::Next | Command::AppendNext if self.is_last() => {
                    self.quit(0, true);
                    return Ok(());
                }
                Command::Quit(code, prints) => {
                    self.quit(*code, *prints);
                    return Ok(());
                }
                Command::Branch(to, needs_change) => {
                    if !needs_change || std::mem::take(&mut has_changed) {
                        at = *to;
                    }
                }
                other => self.edit(other),
            }
        }
        self.end_cycle();
        Ok(())
    }

    fn quit(&mut self, code: i32, prints: bool) {
        if prints {
            self.end_cycle();
        }
        self.quits = Some(code);
    }

    /// What goes on with the next command, whatever comes of it.
    fn edit(&mut self, command: &Command) {
        match command {
            Command::Print => self.print(),
            Command::PrintFirst => {
                let first = self.pattern.split('\n').next().unwrap_or("").to_owned();
                self.out.push_str(&(first + "\n"));
            }
            Command::Append(text) => self.appended.push_str(&format!("{text}\n")),
            Command::Insert(text) => self.out.push_str(&format!("{text}\n")),
            Command::Translate(from, to) => {
                let turn = |it: char| {
                    from.iter()
                        .position(|from| *from == it)
                        .and_then(|at| to.get(at))
                        .copied()
                        .unwrap_or(it)
                };
                self.pattern = self.pattern.chars().map(turn).collect();
            }
            Command::Number => self.out.push_str(&format!("{}\n", self.number)),
            Command::Hold(appends) => {
                let pattern = self.pattern.clone();
                if *appends {
                    self.hold = format!("{}\n{pattern}", self.hold)
                } else {
                    self.hold = pattern
                }
            }
            Command::Get(appends) => {
                let hold = self.hold.clone();
                if *appends {
                    self.pattern = format!("{}\n{hold}", self.pattern)
                } else {
                    self.pattern = hold
                }
            }
            Command::Exchange => std::mem::swap(&mut self.pattern, &mut self.hold),
            Command::Next => {
                self.end_cycle();
                self.next_line();
            }
            Command::AppendNext => {
                let before = std::mem::take(&mut self.pattern);
                self.next_line();
                self.pattern = format!("{before}\n{}", self.pattern);
            }
            _ => {}
        }
    }

    fn is_last(&mut self) -> bool {
        self.lines.peek().is_none()
    }

    fn fits(&mut self, address: &Address) -> bool {
        match address {
            Address::Line(number) => self.number == *number,
            Address::Step(first, step) => {
                self.number >= *first && (*step == 0 || (self.number - first).is_multiple_of(*step))
            }
            Address::Last => self.is_last(),
            Address::Matches(regex) => regex.is_match(&self.pattern),
            Address::More(_) => false,
        }
    }

    fn selects(&mut self, step: &Step, at: usize) -> bool {
        let Some(from) = &step.from else { return true };
        let Some(to) = &step.to else { return self.fits(from) };
        if let Some(end) = self.open.get(at).copied().flatten() {
            let is_end = match to {
                Address::Line(_) | Address::More(_) => self.number >= end,
                other => self.fits(other),
            };
            if is_end {
                self.open[at] = None;
            }
            // A range that lies behind is only its first line.
            return !matches!(to, Address::Line(_)) || self.number <= end;
        }
        // `0,/x/` may end in the first line.
        let begins = matches!(from, Address::Line(0)) && self.number == 1;
        if begins {
            if !self.fits(to) {
                self.open[at] = Some(usize::MAX);
            }
            return true;
        }
        if !self.fits(from) {
            return false;
        }
        let end = match to {
            Address::Line(number) => *number,
            Address::More(count) => self.number + count,
            _ => usize::MAX,
        };
        if end > self.number {
            self.open[at] = Some(end);
        }
        true
    }
}

/// The text with what replaces a match; `None` where there is none.
fn substitute(
    regex: &Regex,
    text: &str,
    new: &[replace::Part],
    number: usize,
    is_all: bool,
    memory: usize,
) -> Option<String> {
    let (mut out, mut last, mut has_changed) = (String::new(), 0, false);
    for (at, found) in regex.captures_iter(text).enumerate() {
        if at + 1 < number || !is_all && at + 1 > number {
            continue;
        }
        let whole = found.get(0)?;
        out.push_str(&text[last..whole.start()]);
        replace::replace(&found, new, &mut out);
        last = whole.end();
        has_changed = true;
        if out.len() > memory {
            break;
        }
    }
    has_changed.then(|| out + &text[last..])
}

fn scripts(call: &mut Call<'_, '_>, names: &mut Vec<String>) -> Result<Vec<String>, Outcome> {
    let mut scripts = call.running.arguments.values("e");
    for file in call.running.arguments.values("f") {
        match call.file(&file) {
            Ok(text) => scripts.push(text),
            Err(why) => return Err(call.fail(&format!("couldn't open file {why}"), 1)),
        }
    }
    if scripts.is_empty() {
        if names.is_empty() {
            call.running.errors =
                "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n"
                    .to_owned();
            return Err(Outcome::Done(1));
        }
        scripts.push(names.remove(0));
    }
    Ok(scripts)
}

pub(super) fn sed(call: &mut Call<'_, '_>) -> Outcome {
    let mut names = call.operands();
    let scripts = match scripts(call, &mut names) {
        Ok(scripts) => scripts,
        Err(outcome) => return outcome,
    };
    let (is_extended, is_quiet) = (call.on("E") || call.on("r"), call.on("n"));
    let memory = call.turn.machine.limits.memory;
    let in_place = call.on("i");
    // Scripts that know of the last line, or of lines before, need the whole text.
    let needs_all = scripts.iter().any(|it| {
        it.contains([
            '$', 'N', 'n', 'G', 'H', 'h', 'x', 'q', 'Q', '=', ',', '0', '1', '2', '3', '4', '5',
            '6', '7', '8', '9',
        ])
    });
    if needs_all
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
    let texts: Vec<(String, String)> = match in_place {
        true => texts,
        false => vec![(String::new(), texts.into_iter().map(|it| it.1).collect())],
    };
    let mut code = 0;
    for (name, text) in texts {
        let edited = match edit(&scripts, &text, is_extended, is_quiet, memory) {
            Ok((edited, found)) => {
                code = found;
                edited
            }
            Err(why) => {
                let is_memory = why.contains("memory");
                call.running.errors.push_str(&(why + "\n"));
                return Outcome::Done(if is_memory { 4 } else { 1 });
            }
        };
        if !in_place {
            call.print(&edited);
            continue;
        }
        let path = call.environment().path(&name);
        let suffix = call.value("i").unwrap_or_default();
        if !suffix.is_empty() {
            let _ = call.turn.world.write(&(path.clone() + &suffix), &text, false);
        }
        if let Err(why) = call.turn.world.write(&path, &edited, false) {
            return call.fail(&format!("couldn't open file {name}: {why}"), 4);
        }
    }
    match call.end() {
        Outcome::Done(0) => Outcome::Done(code),
        Outcome::Done(_) => Outcome::Done(2),
        more => more,
    }
}
