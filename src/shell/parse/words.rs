//! From letters to words. Source: POSIX.1-2017, Shell Command Language, 2.2 and 2.6.

use super::{META, Parser, Read, SyntaxError};
use crate::shell::syntax::{Index, Operator, Parameter, Piece, Word};
use std::rc::Rc;

fn is_name(char: char) -> bool {
    char == '_' || char.is_ascii_alphanumeric()
}

pub(super) fn push_bare(pieces: &mut Word, char: char) {
    match pieces.last_mut() {
        Some(Piece::Bare(text)) => text.push(char),
        _ => pieces.push(Piece::Bare(char.to_string())),
    }
}

fn push_quoted(pieces: &mut Word, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Quoted(before)) => before.push_str(text),
        _ => pieces.push(Piece::Quoted(text.to_owned())),
    }
}

/// The letters of a word that has no dollars.
pub(super) fn plain(piece: &Piece) -> &str {
    match piece {
        Piece::Bare(text) | Piece::Quoted(text) => text,
        _ => "",
    }
}

impl Parser<'_> {
    /// The word at this place.
    pub(super) fn word(&mut self) -> Read<Option<Word>> {
        let mut pieces = Word::new();
        let start = self.at;
        while let Some(char) = self.peek() {
            if pieces.is_empty() && (self.looks_at("<(") || self.looks_at(">(")) {
                self.at += 2;
                let list = self.bracketed()?;
                pieces.push(Piece::File(Rc::new(list)));
                continue;
            }
            if META.contains(char) {
                break;
            }
            self.piece(&mut pieces)?;
        }
        Ok((self.at > start).then_some(pieces))
    }

    /// What begins with this letter is added to the word.
    pub(super) fn piece(&mut self, pieces: &mut Word) -> Read<()> {
        let Some(char) = self.next() else { return Ok(()) };
        match char {
            '\\' => match self.next() {
                Some('\n') => {}
                Some(letter) => push_quoted(pieces, &letter.to_string()),
                None => push_quoted(pieces, "\\"),
            },
            '\'' => {
                let text = self.until_quote()?;
                push_quoted(pieces, &text);
            }
            '"' => self.double_quoted(pieces)?,
            '$' if self.take("'") => {
                let text = self.escaped()?;
                push_quoted(pieces, &text);
            }
            '$' if self.looks_at("\"") => {}
            '$' => self.dollar(pieces, false)?,
            '`' => self.backticks(pieces, false)?,
            other => push_bare(pieces, other),
        }
        Ok(())
    }

    fn until_quote(&mut self) -> Read<String> {
        let mut text = String::new();
        loop {
            match self.next() {
                Some('\'') => return Ok(text),
                Some(char) => text.push(char),
                None => return Err(SyntaxError::Unfinished(Some('\''))),
            }
        }
    }

    /// `$'...'`
    fn escaped(&mut self) -> Read<String> {
        let mut text = String::new();
        loop {
            match self.next() {
                Some('\'') => return Ok(crate::shell::escape::unescape(&text, false).0),
                Some('\\') => {
                    let letter = self.next().unwrap_or('\\');
                    text.extend(if letter == '\'' { vec!['\''] } else { vec!['\\', letter] });
                }
                Some(char) => text.push(char),
                None => return Err(SyntaxError::Unfinished(Some('\''))),
            }
        }
    }

    fn double_quoted(&mut self, pieces: &mut Word) -> Read<()> {
        push_quoted(pieces, "");
        loop {
            match self.next() {
                Some('"') => return Ok(()),
                Some(char) => self.quoted_letter(char, "\"\\$`", pieces)?,
                None => return Err(SyntaxError::Unfinished(Some('"'))),
            }
        }
    }

    /// A here-document, whose quotes are letters like others.
    pub(super) fn document_text(&mut self) -> Read<Word> {
        let mut pieces = vec![Piece::Quoted(String::new())];
        while let Some(char) = self.next() {
            self.quoted_letter(char, "\\$`", &mut pieces)?;
        }
        Ok(pieces)
    }

    fn quoted_letter(&mut self, char: char, escapable: &str, pieces: &mut Word) -> Read<()> {
        match char {
            '\\' => match self.next() {
                Some('\n') => {}
                Some(letter) if escapable.contains(letter) => {
                    push_quoted(pieces, &letter.to_string());
                }
                Some(letter) => push_quoted(pieces, &format!("\\{letter}")),
                None => push_quoted(pieces, "\\"),
            },
            '$' => self.dollar(pieces, true)?,
            '`' => self.backticks(pieces, true)?,
            other => push_quoted(pieces, other.encode_utf8(&mut [0; 4])),
        }
        Ok(())
    }

    fn backticks(&mut self, pieces: &mut Word, is_quoted: bool) -> Read<()> {
        let mut text = String::new();
        loop {
            match self.next() {
                Some('`') => break,
                Some('\\') if matches!(self.peek(), Some('`' | '\\' | '$')) => {
                    text.extend(self.next());
                }
                Some(char) => text.push(char),
                None => return Err(SyntaxError::Unfinished(Some('`'))),
            }
        }
        let mut inner = Parser::new(&text, self.dialect, self.aliases);
        inner.depth = self.depth;
        let list = inner.deeper(|it| it.list(&[]))?;
        if inner.peek().is_some() {
            return Err(inner.unexpected());
        }
        pieces.push(Piece::Command(Rc::new(list), is_quoted));
        Ok(())
    }

    fn dollar(&mut self, pieces: &mut Word, is_quoted: bool) -> Read<()> {
        if self.looks_at("((")
            && let Some(text) = self.try_expression()?
        {
            pieces.push(Piece::Arithmetic(Rc::new(text), is_quoted));
            return Ok(());
        }
        if self.take("(") {
            let list = self.bracketed()?;
            pieces.push(Piece::Command(Rc::new(list), is_quoted));
            return Ok(());
        }
        if self.take("{") {
            let parameter = self.deeper(|it| it.parameter(is_quoted))?;
            pieces.push(Piece::Parameter(Rc::new(parameter), is_quoted));
            return Ok(());
        }
        let mut name = String::new();
        match self.peek() {
            Some(char) if "?#@*$!-".contains(char) || char.is_ascii_digit() => {
                name.extend(self.next());
            }
            _ => {
                while let Some(char) = self.peek().filter(|it| is_name(*it)) {
                    name.push(char);
                    self.at += 1;
                }
            }
        }
        if name.is_empty() {
            push_quoted(pieces, "$");
        } else {
            let parameter = Parameter { name, index: None, operator: Operator::None };
            pieces.push(Piece::Parameter(Rc::new(parameter), is_quoted));
        }
        Ok(())
    }

    /// What stands in `${ }`.
    fn parameter(&mut self, is_quoted: bool) -> Read<Parameter> {
        let start = self.at;
        let mut operator = Operator::None;
        if self.peek() == Some('#') && self.ahead(1) != Some('}') {
            self.at += 1;
            operator = Operator::Length;
        } else if self.peek() == Some('!') && self.ahead(1).is_some_and(is_name) {
            self.at += 1;
            operator = Operator::Indirect;
        }
        let mut name = String::new();
        match self.peek() {
            Some(char) if "?#@*$!-".contains(char) => name.extend(self.next()),
            _ => {
                while let Some(char) = self.peek().filter(|it| is_name(*it)) {
                    name.push(char);
                    self.at += 1;
                }
            }
        }
        let mut index = None;
        if self.take("[") {
            index = Some(match self.peek() {
                Some(all @ ('@' | '*')) if self.ahead(1) == Some(']') => {
                    self.at += 2;
                    Index::All(all == '@')
                }
                _ => Index::At(self.text_until("]")?),
            });
        }
        if operator == Operator::Indirect {
            if matches!(index, Some(Index::All(_))) {
                operator = Operator::Keys;
            } else if self.looks_at("*}") || self.looks_at("@}") {
                self.at += 1;
                operator = Operator::Names;
            }
        }
        if operator == Operator::None {
            operator = self.operator(is_quoted)?;
        }
        let ends = self.take("}");
        if name.is_empty() || !ends {
            let mut rest = self.chars.get(start..).unwrap_or(&[]).iter();
            if !rest.clone().any(|it| *it == '}') {
                return Err(SyntaxError::Unfinished(Some('}')));
            }
            let text: String = rest.by_ref().take_while(|it| **it != '}').collect();
            return Err(SyntaxError::Other(format!("${{{text}}}: bad substitution")));
        }
        Ok(Parameter { name, index, operator })
    }

    fn operator(&mut self, is_quoted: bool) -> Read<Operator> {
        let has_colon =
            self.peek() == Some(':') && self.ahead(1).is_some_and(|it| "-=?+".contains(it));
        self.at += usize::from(has_colon);
        let Some(sign) = self.peek().filter(|it| *it != '}') else { return Ok(Operator::None) };
        self.at += 1;
        Ok(match sign {
            '-' | '=' | '?' | '+' => Operator::Or(has_colon, sign, self.operand("}", is_quoted)?),
            ':' => {
                let offset = self.operand(":}", true)?;
                let length = if self.take(":") { Some(self.operand("}", true)?) } else { None };
                Operator::Slice(offset, length)
            }
            '#' | '%' => {
                let is_longest = self.take(sign.encode_utf8(&mut [0; 4]));
                Operator::Trim(sign == '%', is_longest, self.operand("}", false)?)
            }
            '/' => {
                let is_all = self.take("/");
                let anchor = match self.peek() {
                    Some(it @ ('#' | '%')) if !is_all => {
                        self.at += 1;
                        it
                    }
                    _ => '/',
                };
                let pattern = self.operand("/}", false)?;
                let new = if self.take("/") { self.operand("}", is_quoted)? } else { Word::new() };
                Operator::Replace(anchor, is_all, pattern, new)
            }
            '^' | ',' => {
                let is_all = self.take(sign.encode_utf8(&mut [0; 4]));
                Operator::Case(sign == '^', is_all)
            }
            '@' if self.take("Q") => Operator::Quote,
            _ => {
                self.at -= 1;
                Operator::None
            }
        })
    }

    /// The word of an operator up to one of the letters, which stays.
    fn operand(&mut self, ends: &str, is_quoted: bool) -> Read<Word> {
        let mut pieces = Word::new();
        while let Some(char) = self.peek() {
            if ends.contains(char) {
                return Ok(pieces);
            }
            match char {
                '\'' if is_quoted => {
                    self.at += 1;
                    push_quoted(&mut pieces, "'");
                }
                '$' | '`' if is_quoted => {
                    self.at += 1;
                    self.quoted_letter(char, "", &mut pieces)?;
                }
                _ => self.piece(&mut pieces)?,
            }
        }
        Err(SyntaxError::Unfinished(Some('}')))
    }

    /// The text of an expression up to the sign, which is taken.
    pub(super) fn text_until(&mut self, end: &str) -> Read<Word> {
        let (mut pieces, mut depth) = (Word::new(), 0_u32);
        loop {
            if depth == 0 && self.take(end) {
                return Ok(pieces);
            }
            let Some(char) = self.next() else { return Err(SyntaxError::Unfinished(Some(')'))) };
            match char {
                '(' | '[' => depth += 1,
                ')' | ']' if depth == 0 => {
                    return Err(SyntaxError::Unexpected(char.to_string()));
                }
                ')' | ']' => depth -= 1,
                '"' => continue,
                '\'' => {
                    let text = self.until_quote()?;
                    push_quoted(&mut pieces, &text);
                    continue;
                }
                _ => {}
            }
            self.quoted_letter(char, "\\$`\"", &mut pieces)?;
        }
    }
}
