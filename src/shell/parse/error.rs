//! What is wrong with a text, and what it lacks.

use super::{Dialect, Parser};
use crate::sorted::SortedMap;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// This stands where it can't.
    Unexpected(String),
    /// The text ends too early; what closes what is open, if it is a quote or a bracket.
    Unfinished(Option<char>),
    /// Something else.
    Other(String),
}

/// What a line lacks to be all of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The next line: it ends with a backslash.
    Line,
    /// The lines of a here-document, up to this one; tabs before that may be left out.
    Document(String, bool),
}

/// What a line lacks to be all of a command; `None` where it is, or is wrong.
#[must_use]
pub fn lacks(text: &str) -> Option<Lack> {
    if text.chars().rev().take_while(|it| *it == '\\').count() % 2 == 1 {
        return Some(Lack::Line);
    }
    let aliases = SortedMap::new();
    let mut parser = Parser::new(text, Dialect::Bash, &aliases);
    // Whatever is wrong with it is told when it runs.
    let _ = parser.list(&[]);
    parser.open.map(|(end, strips)| Lack::Document(end, strips))
}

impl SyntaxError {
    /// What a shell says of it.
    #[must_use]
    pub fn text(&self, dialect: Dialect, shell: &str) -> String {
        match (self, dialect) {
            (Self::Unexpected(token), Dialect::Bash) => {
                let token = if token == "\n" { "newline" } else { token };
                format!("{shell}: syntax error near unexpected token `{token}'\n")
            }
            (Self::Unexpected(token), Dialect::Posix) if token == "\n" || token == "newline" => {
                format!("{shell}: syntax error: unexpected newline\n")
            }
            (Self::Unexpected(token), Dialect::Posix) => {
                format!("{shell}: syntax error: unexpected \"{token}\"\n")
            }
            (Self::Unfinished(Some(quote)), Dialect::Bash) => {
                format!("{shell}: unexpected EOF while looking for matching `{quote}'\n")
            }
            (Self::Unfinished(None), Dialect::Bash) => {
                format!("{shell}: syntax error: unexpected end of file\n")
            }
            (Self::Unfinished(Some('\'' | '"')), Dialect::Posix) => {
                format!("{shell}: syntax error: unterminated quoted string\n")
            }
            (Self::Unfinished(_), Dialect::Posix) => {
                format!("{shell}: syntax error: unexpected end of file\n")
            }
            (Self::Other(why), _) => format!("{shell}: {why}\n"),
        }
    }
}
