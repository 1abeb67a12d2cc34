//! The words and signs of a script.

use super::parse::{Piece, Redirect, Word, parse_nested};

/// A word or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    Op(&'static str),
    Redirect(Redirect),
}

/// The longer ones first.
const OPS: [&str; 9] = ["&&", "||", ";;", ";", "&", "|", "(", ")", "\n"];
const REDIRECTS: [(&str, Redirect); 8] = [
    ("2>&1", Redirect::Other),
    ("2>", Redirect::Other),
    ("1>&2", Redirect::Other),
    (">&2", Redirect::Other),
    ("&>", Redirect::Write),
    (">>", Redirect::Append),
    (">", Redirect::Write),
    ("<", Redirect::Read),
];

/// Splits a script; `None` where a quote or a parenthesis is open at its end.
pub(super) fn tokens(text: &str, depth: u32) -> Option<Vec<Token>> {
    let mut lexer = Lexer { rest: text, depth };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token()? {
        tokens.extend(token);
    }
    Some(tokens)
}

struct Lexer<'a> {
    rest: &'a str,
    depth: u32,
}

impl Lexer<'_> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next_char(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    /// Tokens that come next, if any: `None` inside for the end, outside for an error.
    #[allow(clippy::option_option)]
    fn token(&mut self) -> Option<Option<Vec<Token>>> {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
            if self.rest.starts_with('#') {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
            } else if !self.eat("\\\n") {
                break;
            }
        }
        if self.rest.is_empty() {
            return Some(None);
        }
        for (sign, kind) in REDIRECTS {
            if self.eat(sign) {
                // A copy of a descriptor has no target.
                let is_copy = sign.ends_with(['1', '2']);
                return Some(Some(if is_copy { vec![] } else { vec![Token::Redirect(kind)] }));
            }
        }
        for op in OPS {
            if self.eat(op) {
                return Some(Some(vec![Token::Op(op)]));
            }
        }
        Some(Some(vec![Token::Word(self.word()?)]))
    }

    fn word(&mut self) -> Option<Word> {
        let mut word = Word::new();
        while let Some(next) = self.rest.chars().next() {
            match next {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => break,
                '\'' => {
                    self.next_char();
                    let end = self.rest.find('\'')?;
                    push(&mut word, &self.rest[..end]);
                    self.rest = &self.rest[end + 1..];
                }
                '"' => {
                    self.next_char();
                    self.quoted(&mut word)?;
                }
                '\\' => {
                    self.next_char();
                    let next = self.next_char().unwrap_or('\\');
                    if next != '\n' {
                        push(&mut word, next.encode_utf8(&mut [0; 4]));
                    }
                }
                '$' | '`' => word.push(self.expansion(false)?),
                _ => {
                    self.next_char();
                    push(&mut word, next.encode_utf8(&mut [0; 4]));
                }
            }
        }
        Some(word)
    }

    fn quoted(&mut self, word: &mut Word) -> Option<()> {
        push(word, "");
        loop {
            match self.rest.chars().next()? {
                '"' => {
                    self.next_char();
                    return Some(());
                }
                '\\' => {
                    self.next_char();
                    let next = self.next_char()?;
                    if !matches!(next, '"' | '\\' | '$' | '`' | '\n') {
                        push(word, "\\");
                    }
                    if next != '\n' {
                        push(word, next.encode_utf8(&mut [0; 4]));
                    }
                }
                '$' | '`' => word.push(self.expansion(true)?),
                next => {
                    self.next_char();
                    push(word, next.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn expansion(&mut self, is_quoted: bool) -> Option<Piece> {
        if self.eat("`") {
            let end = self.rest.find('`')?;
            let node = parse_nested(&self.rest[..end], self.depth + 1)?;
            self.rest = &self.rest[end + 1..];
            return Some(Piece::Command(Box::new(node), is_quoted));
        }
        self.next_char();
        if self.eat("((") {
            let inside = self.up_to_close(2)?;
            return Some(Piece::Arithmetic(inside.to_owned()));
        }
        if self.eat("(") {
            let depth = self.depth + 1;
            let inside = self.up_to_close(1)?;
            let node = parse_nested(inside, depth)?;
            return Some(Piece::Command(Box::new(node), is_quoted));
        }
        if self.eat("{") {
            let end = self.rest.find('}')?;
            let inside = &self.rest[..end];
            self.rest = &self.rest[end + 1..];
            let (name, default) = match inside.split_once(":-").or_else(|| inside.split_once('-')) {
                Some((name, default)) => (name, Some(default.to_owned())),
                None => (inside, None),
            };
            return Some(Piece::Variable(name.to_owned(), default, is_quoted));
        }
        let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
        let end = match self.rest.chars().next() {
            Some('?' | '$' | '!' | '#' | '@' | '*' | '0'..='9') => 1,
            _ => self.rest.find(|it| !is_part(it)).unwrap_or(self.rest.len()),
        };
        let name = &self.rest[..end];
        self.rest = &self.rest[end..];
        Some(match name {
            "" => Piece::Text("$".to_owned()),
            _ => Piece::Variable(name.to_owned(), None, is_quoted),
        })
    }

    /// What stands before the parentheses that close so many that are open.
    fn up_to_close(&mut self, open: usize) -> Option<&str> {
        let mut depth = open;
        let mut quote = None;
        let mut is_escaped = false;
        for (at, next) in self.rest.char_indices() {
            match (quote, next) {
                _ if is_escaped => is_escaped = false,
                (None | Some('"'), '\\') => is_escaped = true,
                (Some(open), _) if open == next => quote = None,
                (None, '\'' | '"') => quote = Some(next),
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inside = self.rest.get(..(at + 1).checked_sub(open)?)?;
                self.rest = &self.rest[at + 1..];
                return Some(inside);
            }
        }
        None
    }
}

/// Adds text to a word.
fn push(word: &mut Word, text: &str) {
    match word.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => word.push(Piece::Text(text.to_owned())),
    }
}
