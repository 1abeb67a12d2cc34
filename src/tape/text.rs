//! Reading and writing the text of a tape.

use super::claim::Claim;
use super::header::{Header, HeaderError};
use crate::cluster::Act;
use crate::shell::continued;
use crate::syntax::{COMMENT, MARKS, begins, format_time, parse_time};
use std::collections::BTreeMap;

/// What is wrong with a tape, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapeError {
    /// The line's number, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub text: String,
}

impl std::fmt::Display for TapeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// A tape longer than this is refused (bytes).
const BYTES_MAX: usize = 8 << 20;

/// What a line of a tape says.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A caption; consecutive ones are one.
    Caption(String),
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// A console command, with the output that stands below it.
    Command {
        /// The command, without the prompt.
        text: String,
        /// The output that is expected; what `check` compares.
        expected: Vec<String>,
    },
    /// An act of nature.
    Act(Act),
    /// Nothing until so many milliseconds after second 0.
    At(i64),
    /// What `check` verifies.
    Claim(Claim),
    /// A claim that whoever watches is to bring about.
    Goal(Claim),
    /// What is said to whoever thinks along.
    Ask(Ask, String),
    /// A line that nothing comes of, as it was written: a comment, or a claim that can't be read.
    Comment(String),
}

/// What is said to whoever thinks along, besides captions and goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A question that the next caption answers.
    Question,
    /// What helps to reach the goals.
    Hint,
    /// A line that would reach them.
    Solution,
}

impl Ask {
    const WORDS: [(&'static str, Self); 3] =
        [("ask ", Self::Question), ("hint ", Self::Hint), ("solution ", Self::Solution)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|it| it.1 == self).map_or("", |it| it.0)
    }
}

/// The line of a tape that a typed text is: a command, or an act where it begins with `! `.
///
/// # Errors
/// It is an act that there is not.
pub fn typed(text: &str) -> Result<Line, String> {
    let text = text.trim();
    if let Some(act) = text.strip_prefix('!') {
        return Act::parse(act.trim()).map(Line::Act);
    }
    let command = text.strip_prefix("$ ").unwrap_or(text).trim();
    // A tape's line has no end in its middle.
    let text = command.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if command.contains(['\n', '\r']) { text } else { command.to_owned() };
    Ok(Line::Command { text, expected: Vec::new() })
}

/// The tape without what was put in last while it played, and when that was (milliseconds since
/// second 0); `None` where nothing was.
#[must_use]
pub fn without_last(tape: &Tape) -> Option<(i64, Tape)> {
    let lines = &tape.lines;
    let is_start = |it: &TapeLine| it.is_recorded && matches!(it.line, Line::At(_));
    let start = lines.iter().rposition(is_start)?;
    let more = lines[start + 1..].iter().take_while(|it| it.is_recorded).count();
    let Line::At(at_ms) = lines[start].line else { return None };
    let mut tape = tape.clone();
    tape.lines.drain(start..=start + more);
    Some((at_ms, tape))
}

/// The tape without a line of it; `None` where it has no such line. What was left out stays as a comment,
/// which counts as put in: the tape is another one.
#[must_use]
pub fn without(tape: &Tape, index: usize) -> Option<Tape> {
    let mut tape = tape.clone();
    let line = tape.lines.get_mut(index)?;
    let what = match &line.line {
        Line::Command { text, .. } => format!("$ {}", text.lines().next().unwrap_or_default()),
        Line::Act(act) => format!("! {act}"),
        _ => return None,
    };
    line.line = Line::Comment(format!("{COMMENT} without: {what}"));
    line.is_recorded = true;
    Some(tape)
}

/// A line with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct TapeLine {
    /// Its number in the text, from 1; 0 for one that was added while the tape played.
    pub number: usize,
    /// What it says.
    pub line: Line,
    /// Whether somebody added it while the tape played.
    pub is_recorded: bool,
}

/// A tape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tape {
    /// Title and cluster.
    pub header: Header,
    /// The header as it was written.
    pub header_text: Vec<String>,
    /// What happens.
    pub lines: Vec<TapeLine>,
    /// What is not understood and does no harm: a reader is told, an author has to mend it.
    pub warnings: Vec<TapeError>,
}

impl Tape {
    /// Reads a tape.
    ///
    /// # Errors
    /// The first line that can't be understood.
    pub fn parse(text: &str) -> Result<Self, TapeError> {
        let (tape, errors) = Self::read(text);
        match errors.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(tape),
        }
    }

    /// All of a tape that can be understood, with every error of it in order.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<TapeError>) {
        let (mut tape, mut errors) = (Self::default(), Vec::new());
        if text.len() > BYTES_MAX {
            let text = format!("a tape has at most {BYTES_MAX} bytes, this has {}", text.len());
            return (tape, vec![TapeError { line: 1, text }]);
        }
        // What some editors begin a text with.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<&str> = text.lines().map(|it| it.trim_end_matches('\r')).collect();
        let mut at = 0;
        while at < lines.len() {
            match tape.read_line(&lines, at) {
                Ok(next) => at = next,
                Err(text) => {
                    errors.push(TapeError { line: at + 1, text });
                    at += 1;
                    // What follows a line without a mark is no better.
                    let line = lines[at - 1];
                    let is_unmarked =
                        !begins(line) && !line.starts_with('#') && crowded(line).is_none();
                    let rest = lines[at..].iter();
                    let more = rest.take_while(|it| !begins(it) && !it.starts_with('#')).count();
                    at += if is_unmarked { more } else { 0 };
                }
            }
        }
        (tape, errors)
    }

    /// Reads what begins at a line; the line after it.
    fn read_line(&mut self, lines: &[&str], at: usize) -> Result<usize, String> {
        let line = lines[at];
        let next = at + 1;
        if line.trim().is_empty() {
            return Ok(next);
        }
        if line.starts_with('#') {
            self.read_header(line, at + 1)?;
            return Ok(next);
        }
        if line.starts_with(COMMENT) {
            self.comment(at + 1, line);
            return Ok(next);
        }
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        let end = next + lines[next..].iter().take_while(|it| !begins(it)).count();
        let (line, next) = match mark {
            ">" => {
                self.caption(at + 1, rest);
                return Ok(next);
            }
            "---" if rest.trim().is_empty() => {
                return Err("a file has a name: `--- web.yaml`".to_owned());
            }
            "---" => {
                let text = lines[next..end].iter().map(|it| format!("{it}\n")).collect();
                (Line::File { name: rest.trim().to_owned(), text }, end)
            }
            "$" => {
                let more = next + continued(rest, &lines[next..]);
                let text = [&[rest], &lines[next..more]].concat().join("\n");
                let end = more + lines[more..].iter().take_while(|it| !begins(it)).count();
                (Line::Command { text, expected: output(&lines[more..end]) }, end)
            }
            "!" => (Line::Act(Act::parse(rest)?), next),
            "@" => {
                let time = parse_time(rest.trim());
                let time = time.ok_or_else(|| format!("{rest:?} is no time such as 1m30s"))?;
                if time > super::trace::LENGTH_MAX_MS {
                    let longest = format_time(super::trace::LENGTH_MAX_MS);
                    return Err(format!("{rest:?} is never reached: a tape ends after {longest}"));
                }
                (Line::At(time), next)
            }
            "?" => (self.question(at + 1, line, rest.trim()), next),
            _ => return Err(unknown(line)),
        };
        self.lines.push(TapeLine { number: at + 1, line, is_recorded: false });
        Ok(next)
    }

    fn read_header(&mut self, line: &str, number: usize) -> Result<(), String> {
        if !self.lines.is_empty() {
            return Err(
                "a header line stands before all others; a comment begins with %%".to_owned()
            );
        }
        self.header_text.push(line.to_owned());
        let mut warn = |text| self.warnings.push(TapeError { line: number, text });
        let Some((key, value)) = line.trim_start_matches('#').split_once(':') else {
            warn(format!("{line:?} is no header `# key: value`; a comment begins with %%"));
            return Ok(());
        };
        match self.header.set(key.trim(), value.trim()) {
            Ok(()) => Ok(()),
            Err(HeaderError::Unknown(text)) => {
                warn(text);
                Ok(())
            }
            Err(HeaderError::Wrong(text)) => Err(text),
        }
    }

    /// A claim, or what else begins with a question mark.
    fn question(&mut self, number: usize, line: &str, rest: &str) -> Line {
        let asked =
            Ask::WORDS.iter().find_map(|(word, ask)| Some((*ask, rest.strip_prefix(word)?)));
        if let Some((ask, text)) = asked {
            return Line::Ask(ask, text.trim().to_owned());
        }
        let goal = rest.strip_prefix("goal ");
        match Claim::parse(goal.unwrap_or(rest).trim()) {
            Ok(claim) if goal.is_some() => Line::Goal(claim),
            Ok(claim) => Line::Claim(claim),
            Err(text) => {
                self.warnings.push(TapeError { line: number, text });
                Line::Comment(line.to_owned())
            }
        }
    }

    /// What is said to whoever thinks along, in order.
    pub fn asks(&self, of: Ask) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(move |it| match &it.line {
            Line::Ask(ask, text) if *ask == of => Some(text.as_str()),
            _ => None,
        })
    }

    /// A comment stays where it is: among the headers, or among the lines.
    fn comment(&mut self, number: usize, line: &str) {
        if self.lines.is_empty() {
            self.header_text.push(line.to_owned());
            return;
        }
        let line = Line::Comment(line.to_owned());
        self.lines.push(TapeLine { number, line, is_recorded: false });
    }

    fn caption(&mut self, number: usize, text: &str) {
        if let Some(TapeLine { line: Line::Caption(before), .. }) = self.lines.last_mut() {
            before.push(' ');
            before.push_str(text);
            return;
        }
        let line = Line::Caption(text.to_owned());
        self.lines.push(TapeLine { number, line, is_recorded: false });
    }

    /// The files by name.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, String> {
        let file = |line: &TapeLine| match &line.line {
            Line::File { name, text } => Some((name.clone(), text.clone())),
            _ => None,
        };
        crate::sorted::tree_of(self.lines.iter().filter_map(file))
    }
}

/// An output without the empty lines at its end: they only set it off from what follows.
fn output(lines: &[&str]) -> Vec<String> {
    let empty = lines.iter().rev().take_while(|it| it.trim().is_empty()).count();
    lines[..lines.len() - empty].iter().map(|it| (*it).to_owned()).collect()
}

/// The mark that a line begins with, where only the space behind it is missing.
fn crowded(line: &str) -> Option<&'static str> {
    let mut marks = MARKS.iter().map(|it| it.mark.trim_end());
    marks.find(|it| line.starts_with(it) && !line[it.len()..].starts_with([' ', '-']))
}

fn unknown(line: &str) -> String {
    let shown: String = line.chars().take(60).collect();
    if let Some(mark) = crowded(line) {
        return format!("behind {mark} a space is missing: {shown:?}");
    }
    let marks: Vec<String> = MARKS.iter().map(|it| format!("`{}{}`", it.mark, it.rest)).collect();
    format!("{shown:?} begins with none of the marks {}", marks.join(", "))
}

impl std::fmt::Display for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.header_text {
            writeln!(f, "{line}")?;
        }
        for line in &self.lines {
            write!(f, "{}", line.line)?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Caption(text) => writeln!(f, "> {text}"),
            Self::File { name, text } => write!(f, "--- {name}\n{text}"),
            Self::Command { text, expected } => {
                writeln!(f, "$ {text}")?;
                expected.iter().try_for_each(|line| writeln!(f, "{line}"))
            }
            Self::Act(act) => writeln!(f, "! {act}"),
            Self::At(ms) => writeln!(f, "@ {}", format_time(*ms)),
            Self::Claim(text) => writeln!(f, "? {text}"),
            Self::Goal(claim) => writeln!(f, "? goal {claim}"),
            Self::Ask(ask, text) => writeln!(f, "? {}{text}", ask.word()),
            Self::Comment(line) => writeln!(f, "{line}"),
        }
    }
}
