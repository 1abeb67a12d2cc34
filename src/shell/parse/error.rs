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
enum Lack {
    /// The next line: it ends with a backslash.
    Line,
    /// The lines of a here-document, up to this one; tabs before that may be left out.
    Document(String, bool),
}

/// What a line lacks to be all of a command; `None` where it is, or is wrong.
fn lacks(text: &str) -> Option<Lack> {
    if text.chars().rev().take_while(|it| *it == '\\').count() % 2 == 1 {
        return Some(Lack::Line);
    }
    let aliases = SortedMap::new();
    let mut parser = Parser::new(text, Dialect::Bash, &aliases);
    // Whatever is wrong with it is told when it runs.
    let _ = parser.list(&[]);
    parser.open.map(|(end, strips)| Lack::Document(end, strips))
}

/// How many of the lines behind a command's first belong to it: those of its here-documents, and
/// those that a backslash joins, whatever they begin with.
#[must_use]
pub fn continued(first: &str, behind: &[&str]) -> usize {
    let mut text = first.to_owned();
    let mut count = 0;
    while let Some(lack) = lacks(&text).filter(|_| count < behind.len()) {
        let rest = &behind[count..];
        let more = match lack {
            Lack::Line => 1,
            Lack::Document(end, strips) => {
                let plain = |it: &str| if strips { it.trim_start_matches('\t') } else { it } == end;
                match rest.iter().position(|it| plain(it)) {
                    Some(at) => at + 1,
                    None => break,
                }
            }
        };
        text = [&[text.as_str()], &rest[..more]].concat().join("\n");
        count += more;
    }
    count
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
