//! Redirections and assignments.

use super::{Dialect, Parser, Read, SyntaxError, braces, words};
use crate::shell::syntax::{Assigned, Assignment, Piece, Redirect, RedirectKind, Word};
use std::rc::Rc;

impl Parser<'_> {
    pub(super) fn redirects(&mut self) -> Read<Rc<Vec<Redirect>>> {
        let mut redirects = Vec::new();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        Ok(Rc::new(redirects))
    }

    pub(super) fn redirect(&mut self) -> Read<Option<Redirect>> {
        self.blanks();
        let before = self.at;
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        let operator = self.peek_redirect().filter(|it| !it.starts_with('&') || digits.is_empty());
        let Some(operator) = operator.filter(|_| digits.len() < 4) else {
            self.at = before;
            return Ok(None);
        };
        self.take(operator);
        let is_input = operator.starts_with('<');
        let fd = digits.parse().unwrap_or(u32::from(!is_input));
        let kind = match operator {
            "<<" | "<<-" => return self.document(fd, operator == "<<-").map(Some),
            "<<<" => RedirectKind::HereString,
            "<" | "<>" => RedirectKind::Read,
            ">>" => RedirectKind::Append,
            "<&" | ">&" => RedirectKind::Copy,
            "&>" | "&>>" => RedirectKind::Both(operator == "&>>"),
            _ => RedirectKind::Write,
        };
        self.blanks();
        let target = self.word()?.ok_or_else(|| self.no_target())?;
        let is_number = |it: &Word| matches!(it.as_slice(), [Piece::Bare(text)] if text == "-" || text.chars().all(|it| it.is_ascii_digit()));
        // `>& FILE` is an old way of writing `&> FILE`.
        let is_old =
            operator == ">&" && digits.is_empty() && matches!(target.as_slice(), [Piece::Bare(_)]);
        let kind = if is_old && !is_number(&target) { RedirectKind::Both(false) } else { kind };
        Ok(Some(Redirect { fd, kind, target }))
    }

    pub(super) fn no_target(&mut self) -> SyntaxError {
        match self.peek_operator() {
            None | Some("\n") => SyntaxError::Unexpected("newline".to_owned()),
            Some(other) => SyntaxError::Unexpected(other.to_owned()),
        }
    }

    pub(super) fn peek_redirect(&self) -> Option<&'static str> {
        self.peek().filter(|it| "<>&".contains(*it))?;
        // `<( )` is a word.
        if self.looks_at("<(") || self.looks_at(">(") {
            return None;
        }
        let all = ["<<<", "<<-", "&>>", "<<", "<&", ">&", "<>", ">|", ">>", "&>", "<", ">"];
        all.into_iter().find(|it| self.looks_at(it))
    }

    /// The lines up to the word, which stand behind this line.
    pub(super) fn document(&mut self, fd: u32, strips_tabs: bool) -> Read<Redirect> {
        self.blanks();
        let word = self.word()?.ok_or_else(|| self.no_target())?;
        let is_plain = word.iter().any(|it| matches!(it, Piece::Quoted(_)));
        let end: String = word.iter().map(words::plain).collect();
        let rest = self.chars.get(self.at..).unwrap_or(&[]);
        let newline = rest.iter().position(|it| *it == '\n').map(|it| self.at + it + 1);
        let mut at = self.behind_documents.or(newline).unwrap_or(self.chars.len());
        let mut text = String::new();
        let mut is_open = true;
        while at < self.chars.len() {
            let line: String = self.chars[at..].iter().take_while(|it| **it != '\n').collect();
            at += line.chars().count() + 1;
            let line = if strips_tabs { line.trim_start_matches('\t') } else { &line };
            if line == end {
                is_open = false;
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        if is_open && self.open.is_none() {
            self.open = Some((end, strips_tabs));
        }
        self.behind_documents = Some(at.min(self.chars.len()));
        let target = match is_plain {
            true => vec![Piece::Quoted(text)],
            false => Parser::new(&text, self.dialect, self.aliases).document_text()?,
        };
        Ok(Redirect { fd, kind: RedirectKind::Here, target })
    }

    /// `NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(a b)`
    pub(super) fn assignment(&mut self) -> Read<Option<Assignment>> {
        let before = self.at;
        let mut name = String::new();
        while let Some(char) = self.peek().filter(|it| *it == '_' || it.is_ascii_alphanumeric()) {
            name.push(char);
            self.at += 1;
        }
        let mut index = None;
        let is_name = !name.is_empty() && !name.starts_with(|it: char| it.is_ascii_digit());
        if is_name && self.peek() == Some('[') && self.has_index_set() {
            self.at += 1;
            index = Some(self.text_until("]")?);
        }
        let is_appended = is_name && self.looks_at("+=");
        if !is_name || !(self.take("+=") || self.take("=")) {
            self.at = before;
            return Ok(None);
        }
        let value = if self.peek() == Some('(') && self.dialect == Dialect::Bash {
            self.at += 1;
            Assigned::List(self.elements()?)
        } else {
            Assigned::Text(self.word()?.unwrap_or_default())
        };
        Ok(Some(Assignment { name, index, is_appended, value }))
    }

    /// Whether a bracket at this place is closed and followed by `=`.
    pub(super) fn has_index_set(&self) -> bool {
        let rest = self.chars.get(self.at..).unwrap_or(&[]);
        let end = rest.iter().position(|it| *it == ']' || *it == '\n');
        let behind = |by: usize| end.and_then(|it| rest.get(it + by)).copied();
        behind(0) == Some(']')
            && (behind(1) == Some('=') || behind(1) == Some('+') && behind(2) == Some('='))
    }

    pub(super) fn elements(&mut self) -> Read<Vec<(Option<Word>, Word)>> {
        let mut elements = Vec::new();
        loop {
            self.newlines();
            if self.take(")") {
                return Ok(elements);
            }
            if self.peek() == Some('[') && self.has_index_set() {
                self.at += 1;
                let index = self.text_until("]")?;
                self.take("=");
                elements.push((Some(index), self.word()?.unwrap_or_default()));
                continue;
            }
            let word = self.word()?.ok_or_else(|| self.unexpected())?;
            elements.extend(braces::braces(word)?.into_iter().map(|it| (None, it)));
        }
    }
}
