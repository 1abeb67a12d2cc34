//! Captions, and the little Markdown in them.

/// The number of the caption that says what became of the goals.
pub const OUTCOME: u32 = u32::MAX;
/// The number of a moment that is no caption, but has a flag as one.
pub const MARK: u32 = u32::MAX - 1;

/// What stands on a caption's flag.
#[must_use]
pub fn flag(number: u32) -> String {
    match number {
        0 => "?".to_owned(),
        OUTCOME => "!".to_owned(),
        MARK => "\u{2022}".to_owned(),
        _ => number.to_string(),
    }
}

/// The caption at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// Its number, from 1; 0 for a question, [`OUTCOME`] for what became of the goals.
    pub number: u32,
    /// How many there are.
    pub count: u32,
    /// What it says.
    pub text: Vec<Inline>,
    /// The same as it was written.
    pub source: std::rc::Rc<str>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// As it is.
    Text(String),
    /// `**bold**`
    Bold(String),
    /// `*italic*`
    Italic(String),
    /// `` `code` ``
    Code(String),
}

/// Reads inline Markdown. A mark without its partner is a character like any other.
#[must_use]
pub fn inline(text: &str) -> Vec<Inline> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match spanned(rest) {
            Some(found) => found,
            None => {
                plain.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
        };
        if !plain.is_empty() {
            pieces.push(Inline::Text(std::mem::take(&mut plain)));
        }
        pieces.push(piece);
        rest = after;
    }
    if !plain.is_empty() {
        pieces.push(Inline::Text(plain));
    }
    pieces
}

/// What a text begins with, if it begins with a mark that has its partner.
fn spanned(text: &str) -> Option<(Inline, &str)> {
    type Make = fn(String) -> Inline;
    let make: [(&str, Make); 3] =
        [("`", Inline::Code), ("**", Inline::Bold), ("*", Inline::Italic)];
    make.into_iter().find_map(|(mark, make)| {
        let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
        let is_one = !inner.is_empty() && !inner.starts_with(' ') && !inner.ends_with(' ');
        is_one.then(|| (make(inner.to_owned()), after))
    })
}
