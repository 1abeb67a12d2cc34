//! From the text of a template to its pieces. Source: Go's `text/template/parse`.

use super::expression::{Pipeline, Reader};

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Print(Pipeline),
    Branch(Pipeline, Keyword, Vec<Piece>, Vec<Piece>),
}

/// What a branch does with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    If,
    With,
    Range,
}

/// Branches in each other are not deeper.
const DEPTH_MAX: usize = 100;

/// What is open: what it began with, what stands in it, and what stood before its `else`.
struct Open {
    head: Option<(Pipeline, Keyword)>,
    pieces: Vec<Piece>,
    first: Option<Vec<Piece>>,
    /// Whether its `end` closes the one around it too, as that of `else if` does.
    is_chained: bool,
}

impl Open {
    fn new(head: Option<(Pipeline, Keyword)>, is_chained: bool) -> Self {
        Self { head, pieces: Vec::new(), first: None, is_chained }
    }
}

pub(super) fn template(text: &str) -> Result<Vec<Piece>, String> {
    let mut stack = vec![Open::new(None, false)];
    let (mut at, mut trims) = (0, false);
    let mut reader = Reader::new(text);
    while let Some(found) = text.get(at..).and_then(|it| it.find("{{")) {
        let start = at + found + 2;
        let before = text.get(at..at + found).unwrap_or("");
        let inner = text.get(start..).unwrap_or("");
        let dashed = inner.starts_with("- ") || inner.starts_with("-\n");
        push_text(&mut stack, before, trims, dashed);
        let end = start + action_end(inner).map_err(|why| reader.wrong(start, why))?;
        let action = text.get(start..end).unwrap_or("");
        trims = action.ends_with(" -") || action.ends_with("\n-");
        let from = start + if dashed { 2 } else { 0 };
        let to = if trims { end - 2 } else { end };
        at = end + 2;
        let action = text.get(from..to.max(from)).unwrap_or("");
        take(&mut stack, action, from, &mut reader)?;
        if stack.len() > DEPTH_MAX {
            return Err(reader.wrong(from, "too many branches in each other"));
        }
    }
    push_text(&mut stack, text.get(at..).unwrap_or(""), trims, false);
    match stack.pop() {
        Some(last) if stack.is_empty() => Ok(last.pieces),
        _ => Err(reader.wrong(text.len(), "unexpected EOF")),
    }
}

fn push_text(stack: &mut [Open], text: &str, trims_start: bool, trims_end: bool) {
    let text = if trims_start { text.trim_start() } else { text };
    let text = if trims_end { text.trim_end() } else { text };
    if let Some(top) = stack.last_mut().filter(|_| !text.is_empty()) {
        top.pieces.push(Piece::Text(text.to_owned()));
    }
}

/// Where an action ends: at the braces that stand in no quotes.
fn action_end(text: &str) -> Result<usize, &'static str> {
    if text.trim_start_matches("- ").starts_with("/*") {
        return text
            .find("*/")
            .and_then(|at| Some(at + text.get(at..)?.find("}}")?))
            .ok_or("unclosed comment");
    }
    let (mut quote, mut escaped) = (None, false);
    for (at, char) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some('"') if char == '\\' => escaped = true,
            Some('"') if char == '\n' => return Err("unterminated quoted string"),
            Some(open) if char == open => quote = None,
            Some(_) => {}
            None if char == '"' || char == '`' => quote = Some(char),
            None if text.get(at..).is_some_and(|it| it.starts_with("}}")) => return Ok(at),
            None => {}
        }
    }
    Err(match quote {
        Some('"') => "unterminated quoted string",
        Some(_) => "unterminated raw quoted string",
        None => "unclosed action",
    })
}

fn take(
    stack: &mut Vec<Open>,
    action: &str,
    at: usize,
    reader: &mut Reader<'_>,
) -> Result<(), String> {
    let body = action.trim_start();
    let at = at + action.len() - body.len();
    let body = body.trim_end();
    let letters = body.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(body.len());
    let (word, rest) = body.split_at(letters);
    let rest_at = at + letters;
    match word {
        _ if body.starts_with("/*") => {}
        "if" => open(stack, Keyword::If, rest, rest_at, reader, false)?,
        "with" => open(stack, Keyword::With, rest, rest_at, reader, false)?,
        "range" => open(stack, Keyword::Range, rest, rest_at, reader, false)?,
        "else" => {
            let Some(top) = stack.last_mut().filter(|it| it.head.is_some() && it.first.is_none())
            else {
                return Err(reader.wrong(at, "unexpected {{else}}"));
            };
            top.first = Some(std::mem::take(&mut top.pieces));
            let inner = rest.trim_start();
            let skipped = rest_at + rest.len() - inner.len();
            for (name, keyword) in [("if", Keyword::If), ("with", Keyword::With)] {
                if let Some(after) = inner.strip_prefix(name) {
                    open(stack, keyword, after, skipped + name.len(), reader, true)?;
                    break;
                }
            }
        }
        "end" => close(stack).ok_or_else(|| reader.wrong(at, "unexpected {{end}}"))?,
        _ => {
            let pipeline = reader.pipeline(body, at, "command")?;
            if let Some(top) = stack.last_mut() {
                top.pieces.push(Piece::Print(pipeline));
            }
        }
    }
    Ok(())
}

fn open(
    stack: &mut Vec<Open>,
    keyword: Keyword,
    rest: &str,
    at: usize,
    reader: &mut Reader<'_>,
    is_chained: bool,
) -> Result<(), String> {
    let context = match keyword {
        Keyword::If => "if",
        Keyword::With => "with",
        Keyword::Range => "range",
    };
    let pipeline = reader.pipeline(rest, at, context)?;
    stack.push(Open::new(Some((pipeline, keyword)), is_chained));
    Ok(())
}

fn close(stack: &mut Vec<Open>) -> Option<()> {
    loop {
        let closed = stack.pop()?;
        let (pipeline, keyword) = closed.head?;
        let (body, other) = match closed.first {
            Some(first) => (first, closed.pieces),
            None => (closed.pieces, Vec::new()),
        };
        let piece = Piece::Branch(pipeline, keyword, body, other);
        stack.last_mut()?.pieces.push(piece);
        if !closed.is_chained {
            return Some(());
        }
    }
}
