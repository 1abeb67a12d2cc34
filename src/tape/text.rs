//! Reading and writing the text of a tape.

use super::claim::Claim;
use super::header::Header;
use crate::cluster::Act;
use std::collections::BTreeMap;
use std::fmt::Write;

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
}

const MARKS: [&str; 6] = ["$ ", "! ", "> ", "? ", "@ ", "--- "];

impl Tape {
    /// Reads a tape.
    ///
    /// # Errors
    /// The first line that can't be understood.
    pub fn parse(text: &str) -> Result<Self, TapeError> {
        if text.len() > BYTES_MAX {
            let text = format!("a tape has at most {BYTES_MAX} bytes, this has {}", text.len());
            return Err(TapeError { line: 1, text });
        }
        let mut tape = Self::default();
        let lines: Vec<&str> = text.lines().map(|it| it.trim_end_matches('\r')).collect();
        let mut at = 0;
        while at < lines.len() {
            at = tape.read(&lines, at).map_err(|text| TapeError { line: at + 1, text })?;
        }
        Ok(tape)
    }

    /// Reads what begins at a line; the line after it.
    fn read(&mut self, lines: &[&str], at: usize) -> Result<usize, String> {
        let line = lines[at];
        let next = at + 1;
        if line.trim().is_empty() {
            return Ok(next);
        }
        if let Some(header) = line.strip_prefix('#') {
            self.read_header(line, header)?;
            return Ok(next);
        }
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        let end = next + lines[next..].iter().take_while(|it| !begins(it)).count();
        let (line, next) = match mark {
            ">" => {
                self.caption(at + 1, rest);
                return Ok(next);
            }
            "---" => {
                let text = lines[next..end].iter().map(|it| format!("{it}\n")).collect();
                (Line::File { name: rest.trim().to_owned(), text }, end)
            }
            "$" => {
                let expected = lines[next..end].iter().map(|it| (*it).to_owned()).collect();
                (Line::Command { text: rest.to_owned(), expected }, end)
            }
            "!" => (Line::Act(Act::parse(rest)?), next),
            "@" => {
                let time = parse_time(rest.trim());
                (Line::At(time.ok_or_else(|| format!("{rest:?} is no time such as 1m30s"))?), next)
            }
            "?" => (Line::Claim(Claim::parse(rest.trim())?), next),
            _ => return Err(unknown(line)),
        };
        self.lines.push(TapeLine { number: at + 1, line, is_recorded: false });
        Ok(next)
    }

    fn read_header(&mut self, line: &str, header: &str) -> Result<(), String> {
        if !self.lines.is_empty() {
            return Err("a header line stands before all others".to_owned());
        }
        let Some((key, value)) = header.split_once(':') else {
            return Err(format!("{line:?} is no header: it wants `# key: value`"));
        };
        self.header_text.push(line.to_owned());
        self.header.set(key.trim(), value.trim())
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
        self.lines.iter().filter_map(file).collect()
    }
}

/// Whether a line begins something new.
#[must_use]
pub fn begins(line: &str) -> bool {
    MARKS.iter().any(|mark| line.starts_with(mark))
}

fn unknown(line: &str) -> String {
    let shown: String = line.chars().take(60).collect();
    format!(
        "{shown:?} begins with none of the marks `# key: value`, `> caption`, `--- FILE`, `$ command`, `! act`, `@ TIME`, `? claim`"
    )
}

/// Milliseconds of `90`, `1m30s`, `2.5s`, `1h`, `250ms`.
#[must_use]
pub fn parse_time(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 32 {
        return None;
    }
    if text.chars().all(|char| char.is_ascii_digit() || char == '.') {
        return scaled(text, 1000);
    }
    let (mut rest, mut total) = (text, 0_i64);
    while !rest.is_empty() {
        let digits = rest.find(|char: char| !(char.is_ascii_digit() || char == '.'))?;
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let factor = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        total = total.checked_add(scaled(number, factor)?)?;
        rest = tail;
    }
    Some(total)
}

/// A decimal number times a factor, rounded down.
fn scaled(number: &str, factor: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    let thousandths =
        whole.parse::<i64>().ok()?.checked_mul(1000)? + fraction.parse::<i64>().ok()?;
    Some(thousandths.checked_mul(factor)? / 1000)
}

/// A time as tapes have it: `1m30s`, `2.5s`, `0s`.
#[must_use]
pub fn format_time(ms: i64) -> String {
    let (hours, minutes, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms % 60_000);
    let mut text = String::new();
    if hours > 0 {
        let _ = write!(text, "{hours}h");
    }
    if minutes > 0 {
        let _ = write!(text, "{minutes}m");
    }
    if rest > 0 || text.is_empty() {
        let _ = write!(text, "{}", rest / 1000);
        if rest % 1000 > 0 {
            let fraction = format!("{:03}", rest % 1000);
            let _ = write!(text, ".{}", fraction.trim_end_matches('0'));
        }
        text.push('s');
    }
    text
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
        }
    }
}
