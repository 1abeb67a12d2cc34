//! A tape in other forms: for a page of Markdown, a page of HTML, a terminal, a real cluster.
//!
//! All of it is made from the text alone; nothing here plays a tape.

mod qr;
mod shell;

pub use self::shell::shell;

use crate::shell::continued;
use crate::syntax::{Block, BlockKind, blocks_with, title};
use std::fmt::Write;

/// A form in which a tape can be taken along.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What it is called on the command line.
    pub name: &'static str,
    /// The end of the name of a file of it.
    pub end: &'static str,
    /// What it is, in Markdown.
    pub meaning: &'static str,
    write: fn(&Parts<'_>) -> String,
}

/// What the forms are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The tape.
    pub text: &'a str,
    /// The address that opens it, such as `https://example.org/podarium/#run=1...`.
    pub address: &'a str,
    /// The moment that is shown first, as tapes write times; empty for the start.
    pub start_at: &'a str,
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form {
        name: "link",
        end: "txt",
        meaning: "an address that opens it, with all that was done in it",
        write: |parts| format!("{}\n", parts.address),
    },
    Form {
        name: "tape",
        end: "tape",
        meaning: "the tape itself",
        write: |parts| parts.text.to_owned(),
    },
    Form {
        name: "fence",
        end: "md",
        meaning: "a fenced block, for Markdown",
        write: |parts| fence(parts.text),
    },
    Form {
        name: "element",
        end: "html",
        meaning: "a `<podarium-player>` with the tape in it, for HTML and Markdown",
        write: element,
    },
    Form {
        name: "iframe",
        end: "html",
        meaning: "an `<iframe>` of Podarium's page, for where no script may run",
        write: iframe,
    },
    Form {
        name: "shell",
        end: "sh",
        meaning: "a shell script for a real cluster",
        write: |parts| shell(parts.text),
    },
    Form {
        name: "qr",
        end: "svg",
        meaning: "the link as a QR code, for a lecture hall",
        write: |parts| qr::svg(parts.address).unwrap_or_default(),
    },
    Form {
        name: "transcript",
        end: "txt",
        meaning: "what was said, typed, done and printed, to read",
        write: |parts| transcript(parts.text),
    },
];

impl Form {
    /// The tape in this form.
    #[must_use]
    pub fn write(&self, parts: &Parts<'_>) -> String {
        (self.write)(parts)
    }
}

/// The blocks of a tape, each command with all of its lines.
fn blocks(text: &str) -> Vec<Block<'_>> {
    blocks_with(text, continued)
}

/// A fenced block: its fence is longer than any that stands in the tape.
#[must_use]
pub fn fence(text: &str) -> String {
    let ticks = |line: &str| line.trim_start().chars().take_while(|it| *it == '`').count();
    let longest = text.lines().map(ticks).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}podarium\n{text}{end}{fence}\n")
}

/// A text as HTML, in an element or in an attribute's quotes.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn element(parts: &Parts<'_>) -> String {
    let start = match parts.start_at {
        "" => String::new(),
        at => format!(" start-at=\"{}\"", escaped(at)),
    };
    let mut text = escaped(parts.text);
    // In Markdown, an empty line would end the element.
    while text.contains("\n\n") {
        text = text.replace("\n\n", "&#10;\n");
    }
    format!("<podarium-player{start}><pre>\n{text}</pre></podarium-player>\n")
}

/// Behind the page's address, what makes it a part of another page.
fn embedded(address: &str) -> String {
    let (before, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (page, query) = before.split_once('?').unwrap_or((before, ""));
    let sign = if query.is_empty() { "" } else { "&" };
    let hash = if fragment.is_empty() { "" } else { "#" };
    format!("{page}?embed{sign}{query}{hash}{fragment}")
}

fn iframe(parts: &Parts<'_>) -> String {
    let (title, address) = (escaped(title(parts.text)), escaped(&embedded(parts.address)));
    let title = if title.is_empty() { "Podarium".to_owned() } else { title };
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"560\" loading=\"lazy\" allow=\"fullscreen; clipboard-write\" style=\"border:0\"></iframe>\n"
    )
}

/// What was said, typed, done and printed. The outputs are those that stand in the tape.
#[must_use]
pub fn transcript(text: &str) -> String {
    let mut out = title(text).to_owned();
    if !out.is_empty() {
        let _ = write!(out, "\n{}\n", "=".repeat(out.chars().count()));
    }
    for block in blocks(text) {
        let lines = match block.kind {
            BlockKind::Claim if block.text.starts_with("ask ") => {
                format!("\n{}\n\n", block.text["ask ".len()..].trim())
            }
            BlockKind::Header | BlockKind::Claim | BlockKind::Comment => continue,
            BlockKind::Caption => format!("\n{}\n\n", block.text.trim()),
            BlockKind::File => format!("$ cat > {}\n", quoted(block.text.trim())),
            BlockKind::At => format!("(at {})\n", block.text.trim()),
            BlockKind::Act => format!("! {}\n", block.text.trim()),
            BlockKind::Command => format!("$ {}\n", block.text),
            BlockKind::Unknown => format!("{}\n", block.text),
        };
        out.push_str(&lines);
        for line in &block.body {
            let _ = writeln!(out, "{line}");
        }
    }
    out.trim_start_matches('\n').to_owned()
}

/// A word as a shell takes it, whatever is in it.
fn quoted(word: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./=:,@%+".contains(char);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests;
