//! Which part of a manifest's text is what, for its colours.

use crate::syntax::{find, has};

/// What a piece of a manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Nothing in particular.
    Plain,
    /// A field's name, with its colon.
    Key,
    /// A text in quotes.
    Text,
    /// A number, a truth value, null.
    Literal,
    /// A comment.
    Comment,
    /// A dash, a separator of documents, a brace.
    Mark,
}

impl Token {
    /// One word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Key => "key",
            Self::Text => "text",
            Self::Literal => "literal",
            Self::Comment => "comment",
            Self::Mark => "mark",
        }
    }
}

/// The pieces of one line. Together they are the line.
#[must_use]
pub fn highlight(line: &str) -> Vec<(Token, &str)> {
    let mut pieces = Vec::new();
    let body = line.trim_start();
    let (indent, _) = line.split_at(line.len() - body.len());
    push(&mut pieces, Token::Plain, indent);
    if body.starts_with("---") || body == "..." {
        push(&mut pieces, Token::Mark, body);
        return pieces;
    }
    let mut rest = body;
    while let Some(after) = rest.strip_prefix("- ") {
        push(&mut pieces, Token::Mark, &rest[..rest.len() - after.len()]);
        rest = after;
    }
    let key = key_length(rest);
    push(&mut pieces, Token::Key, &rest[..key]);
    value(&rest[key..], &mut pieces);
    pieces
}

fn push<'a>(pieces: &mut Vec<(Token, &'a str)>, token: Token, text: &'a str) {
    if !text.is_empty() {
        pieces.push((token, text));
    }
}

/// How much of a text is a key with its colon (bytes); 0 where there is none.
fn key_length(text: &str) -> usize {
    let after = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].find(quote).map_or(0, |it| it + 2),
        Some('#' | '{' | '[' | '|' | '>') | None => return 0,
        Some(_) => 0,
    };
    let colon =
        find(&text[after..], ": ").or_else(|| text[after..].strip_suffix(':').map(str::len));
    let Some(colon) = colon.map(|it| it + after) else { return 0 };
    if has(&text[..colon], " #") { 0 } else { colon + 1 }
}

fn value<'a>(text: &'a str, pieces: &mut Vec<(Token, &'a str)>) {
    let body = text.trim_start();
    push(pieces, Token::Plain, &text[..text.len() - body.len()]);
    let quoted = match body.chars().next() {
        Some(quote @ ('"' | '\'')) => body[1..].find(quote).map_or(body.len(), |it| it + 2),
        _ => 0,
    };
    push(pieces, Token::Text, &body[..quoted]);
    let rest = &body[quoted..];
    let comment = match find(rest, " #") {
        _ if rest.starts_with('#') => 0,
        Some(at) => at,
        None => rest.len(),
    };
    let (plain, comment) = rest.split_at(comment);
    push(pieces, token_of(plain), plain);
    push(pieces, Token::Comment, comment);
}

fn token_of(text: &str) -> Token {
    let text = text.trim();
    let is_number =
        text.starts_with(|it: char| it.is_ascii_digit() || it == '-') && is_decimal(text);
    match text {
        "true" | "false" | "null" | "~" => Token::Literal,
        "-" | "|" | ">" | "|-" | ">-" => Token::Mark,
        _ if is_number => Token::Literal,
        _ if text.starts_with(['{', '[', '&', '*', '!']) => Token::Mark,
        _ => Token::Plain,
    }
}

/// Whether a text is a number such as `3`, `-0.5`, `1e3`.
fn is_decimal(text: &str) -> bool {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let bare = |text: &str| digits(text.trim_start_matches(['+', '-']));
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let is_part = part.is_empty() || digits(part);
    bare(exponent) && is_part && (bare(whole) || whole.is_empty() && !part.is_empty())
}
