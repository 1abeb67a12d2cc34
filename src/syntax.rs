//! What a tape's text looks like, for those who write lines of it and don't play it.

mod near;

pub use self::near::{distance, no_such};
use crate::sorted::SortedMap;
use std::fmt::Write;

/// What begins a comment: no manifest, no table and no message of kubectl has such a line.
pub const COMMENT: &str = "%%";

/// Where a part of a text begins. The standard library's search is longer than the texts are, and
/// more than a kilobyte of the page.
#[must_use]
pub fn find(text: &str, part: &str) -> Option<usize> {
    (0..=text.len()).find(|at| text.as_bytes()[*at..].starts_with(part.as_bytes()))
}

/// Whether a text has such a part.
#[must_use]
pub fn has(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// A mark that begins a line of a tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it begins.
    pub kind: BlockKind,
    /// What the line begins with.
    pub mark: &'static str,
    /// What follows it.
    pub rest: &'static str,
    /// What the line means, in Markdown.
    pub meaning: &'static str,
}

/// Every mark, and what a line with it means. Headers stand before all others.
pub const MARKS: &[Mark] = &[
    Mark {
        kind: BlockKind::Header,
        mark: "# ",
        rest: "key: value",
        meaning: "header: what the cluster is made from",
    },
    Mark {
        kind: BlockKind::Caption,
        mark: "> ",
        rest: "text",
        meaning: "a caption, with inline Markdown; a marker on the timeline. Consecutive lines are one caption",
    },
    Mark {
        kind: BlockKind::File,
        mark: "--- ",
        rest: "NAME",
        meaning: "a file follows, up to the next line that begins with a mark. A bare `---` is YAML's separator of documents",
    },
    Mark {
        kind: BlockKind::Command,
        mark: "$ ",
        rest: "command",
        meaning: "a console command; the lines below it are its output, compared by `check`. `$ sleep 30`: so many seconds pass",
    },
    Mark { kind: BlockKind::Act, mark: "! ", rest: "act", meaning: "an act of nature" },
    Mark {
        kind: BlockKind::At,
        mark: "@ ",
        rest: "TIME",
        meaning: "nothing until virtual time TIME, such as `1m30s`; what stands right behind it happens then, even while a command still blocks",
    },
    Mark {
        kind: BlockKind::Claim,
        mark: "? ",
        rest: "claim",
        meaning: "a claim that `check` verifies",
    },
    Mark {
        kind: BlockKind::Comment,
        mark: COMMENT,
        rest: " text",
        meaning: "a comment, for those who read the tape",
    },
];

/// What a line that begins with `? ` and one of these words says to whoever thinks or acts along.
/// They are apart from [`MARKS`]: who only reads where lines begin needs none of it.
pub const ASKS: &[Mark] = &[
    Mark {
        kind: BlockKind::Claim,
        mark: "? ask ",
        rest: "question",
        meaning: "a question, shown as a caption is until the next one answers it. Nothing waits for an answer",
    },
    Mark {
        kind: BlockKind::Claim,
        mark: "? goal ",
        rest: "claim",
        meaning: "a claim that whoever watches is to bring about: it is judged when the last line has been played, and said then. `check` wants it to hold, or to hold with the solution",
    },
    Mark {
        kind: BlockKind::Claim,
        mark: "? hint ",
        rest: "text",
        meaning: "helps to reach the goals: `$ hint` prints the first one, then the next",
    },
    Mark {
        kind: BlockKind::Claim,
        mark: "? solution ",
        rest: "line",
        meaning: "a line that would reach the goals if it stood there, printed by `$ solution`. `check` plays it",
    },
];

/// Whether a line begins something new. A header does not: in an output, `# ` is a text.
///
/// Behind the dashes a name must stand: with a comment or blanks they are YAML's separator, which
/// belongs to the file.
#[must_use]
pub fn begins(line: &str) -> bool {
    let Some(it) = MARKS[1..].iter().find(|it| line.starts_with(it.mark)) else { return false };
    let rest = line.get(it.mark.len()..).unwrap_or("").trim_start();
    it.mark != "--- " || !(rest.is_empty() || rest.starts_with('#'))
}

/// What a block of a tape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// `# key: value`.
    Header,
    /// `> text`; consecutive ones are one.
    Caption,
    /// `--- NAME` with the file's lines.
    File,
    /// `$ command` with its output.
    Command,
    /// `! act`.
    Act,
    /// `@ TIME`.
    At,
    /// `? claim`.
    Claim,
    /// `%% text`.
    Comment,
    /// A line that is no line of a tape.
    Unknown,
}

/// A line that begins with a mark, and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// What it is.
    pub kind: BlockKind,
    /// What follows the mark; of a command of several lines, all of them.
    pub text: String,
    /// The lines of a file, or of an output without the empty ones at its end.
    pub body: Vec<&'a str>,
}

/// The blocks of a tape, for those who need not know where a command of several lines ends and its
/// output begins.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    blocks_with(text, |_, _| 0)
}

/// The blocks of a tape. How many of the lines behind a command's first belong to it is for a shell to
/// say.
#[must_use]
pub fn blocks_with(text: &str, continued: fn(&str, &[&str]) -> usize) -> Vec<Block<'_>> {
    let lines: Vec<&str> = text.lines().map(|it| it.trim_end_matches('\r')).collect();
    let (mut blocks, mut at): (Vec<Block<'_>>, usize) = (Vec::new(), 0);
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.trim().is_empty() {
            continue;
        }
        let marked = MARKS[1..].iter().find_map(|it| Some((it.kind, line.strip_prefix(it.mark)?)));
        let header = line.strip_prefix('#').map(|it| (BlockKind::Header, it.trim()));
        let (kind, text) = marked.or(header).unwrap_or((BlockKind::Unknown, line));
        let (mut text, mut body) = (text.to_owned(), Vec::<&str>::new());
        if kind == BlockKind::Command {
            let more = continued(&text, &lines[at..]);
            lines[at..at + more].iter().for_each(|line| text.extend(["\n", line]));
            at += more;
        }
        if matches!(kind, BlockKind::File | BlockKind::Command) {
            body.extend(lines[at..].iter().take_while(|it| !begins(it)));
            at += body.len();
        }
        if kind == BlockKind::Command {
            let empty = body.iter().rev().take_while(|it| it.trim().is_empty()).count();
            body.truncate(body.len() - empty);
        }
        match blocks.last_mut() {
            Some(before) if kind == BlockKind::Caption && before.kind == kind => {
                before.text.extend([" ", &text]);
            }
            _ => blocks.push(Block { kind, text, body }),
        }
    }
    blocks
}

impl std::fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = MARKS.iter().find(|it| it.kind == self.kind).map_or("", |it| it.mark);
        writeln!(f, "{mark}{}", self.text)?;
        self.body.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
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

/// The files that stand in a tape's text, by name: of two of one name, the last.
#[must_use]
pub fn files(tape: &str) -> SortedMap<String, String> {
    let mut files = SortedMap::new();
    let mut open: Option<(String, String)> = None;
    for line in tape.lines() {
        if begins(line) {
            files.extend(open.take());
            let name = line.strip_prefix("--- ").map(str::trim);
            open = name.map(|name| (name.to_owned(), String::new()));
        } else if let Some((_, text)) = &mut open {
            text.push_str(line);
            text.push('\n');
        }
    }
    files.extend(open);
    files
}

/// The title in a tape's header: of two, the last.
#[must_use]
pub fn title(tape: &str) -> &str {
    let is_head =
        |line: &&str| line.trim().is_empty() || line.starts_with('#') || line.starts_with(COMMENT);
    let headers = tape.lines().take_while(is_head).filter(|line| line.starts_with('#'));
    let pairs = headers.filter_map(|line| line.trim_start_matches('#').split_once(':'));
    pairs.filter(|it| it.0.trim() == "title").last().map_or("", |it| it.1.trim())
}
