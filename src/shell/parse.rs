//! From a text to commands. Source: POSIX.1-2017, Shell Command Language, 2.9 and 2.10.

mod braces;
mod compound;
mod error;
mod redirect;
mod words;

pub use self::error::{SyntaxError, continued};

use super::syntax::{Command, Item, List, Piece, Pipeline, Redirect, RedirectKind, Simple, Word};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// How a shell differs from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `bash`
    #[default]
    Bash,
    /// `sh`, as Alpine and Debian have it: no arrays, no braces.
    Posix,
}

type Read<T> = Result<T, SyntaxError>;

/// Commands within each other are not deeper.
const DEPTH_MAX: u32 = 40;
/// The letters that end a word.
const META: &str = " \t\n;|&()<>";
const OPERATORS: [&str; 21] = [
    ";;&", "<<<", "<<-", "&>>", "&&", "||", ";;", ";&", "<<", "<&", ">&", "<>", ">|", ">>", "&>",
    "|&", ";", "|", "&", "(", ")",
];
const KEYWORDS: [&str; 11] =
    ["do", "done", "then", "elif", "else", "fi", "esac", "in", "}", "]]", "function"];
/// Builtins whose arguments may be assignments.
const DECLARES: [&str; 5] = ["export", "local", "declare", "typeset", "readonly"];
/// So many expressions can be in one text.
const TRIES_MAX: u32 = 10_000;
/// Aliases within each other.
const ALIASES_MAX: usize = 50;

/// Reads a script.
///
/// # Errors
/// What stands where it can't.
pub fn parse(
    text: &str,
    dialect: Dialect,
    aliases: &SortedMap<String, String>,
) -> Result<Rc<List>, SyntaxError> {
    let mut parser = Parser::new(text, dialect, aliases);
    let list = parser.list(&[])?;
    match parser.peek_operator() {
        Some(operator) => Err(SyntaxError::Unexpected(operator.to_owned())),
        None => Ok(Rc::new(list)),
    }
}

/// A text that is read.
pub(super) struct Parser<'a> {
    chars: Vec<char>,
    at: usize,
    /// Where the text goes on behind the here-documents of this line.
    behind_documents: Option<usize>,
    /// The end of the first here-document that has none, and whether tabs are left out.
    open: Option<(String, bool)>,
    dialect: Dialect,
    aliases: &'a SortedMap<String, String>,
    aliased: usize,
    depth: u32,
    /// How often `((` was taken for the beginning of an expression.
    tries: u32,
}

impl<'a> Parser<'a> {
    pub(super) fn new(
        text: &str,
        dialect: Dialect,
        aliases: &'a SortedMap<String, String>,
    ) -> Self {
        let chars = text.chars().collect();
        Self {
            chars,
            at: 0,
            behind_documents: None,
            open: None,
            dialect,
            aliases,
            aliased: 0,
            depth: 0,
            tries: 0,
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn ahead(&self, by: usize) -> Option<char> {
        self.chars.get(self.at + by).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    fn looks_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(by, it)| self.ahead(by) == Some(it))
    }

    fn take(&mut self, text: &str) -> bool {
        let is_there = self.looks_at(text);
        self.at += if is_there { text.chars().count() } else { 0 };
        is_there
    }

    /// What begins with `((` is an expression, or commands in brackets: both are tried, but what
    /// is nested can't be tried again and again.
    fn try_expression(&mut self) -> Read<Option<Word>> {
        self.tries += 1;
        if self.tries > TRIES_MAX {
            return Err(SyntaxError::Other("too many expressions in brackets".to_owned()));
        }
        let before = self.at;
        self.at += 2;
        let tries = self.tries;
        match self.deeper(|it| it.text_until("))")) {
            Ok(text) => Ok(Some(text)),
            Err(error) if self.tries > tries.max(TRIES_MAX) => Err(error),
            Err(_) => {
                self.at = before;
                Ok(None)
            }
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(SyntaxError::Other("commands nested too deeply".to_owned()));
        }
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Blanks, joined lines, comments.
    fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.ahead(1) == Some('\n') => self.at += 2,
                Some('#') => {
                    while self.peek().is_some_and(|it| it != '\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn newline(&mut self) -> bool {
        self.blanks();
        if self.peek() != Some('\n') {
            return false;
        }
        self.at = self.behind_documents.take().unwrap_or(self.at + 1);
        true
    }

    fn newlines(&mut self) {
        while self.newline() {}
    }

    /// The operator at this place; a redirection is none.
    fn peek_operator(&mut self) -> Option<&'static str> {
        self.blanks();
        if self.peek() == Some('\n') {
            return Some("\n");
        }
        self.peek().filter(|it| META.contains(*it))?;
        OPERATORS.into_iter().find(|it| self.looks_at(it))
    }

    fn take_operator(&mut self, operator: &str) -> bool {
        self.peek_operator() == Some(operator) && self.take(operator)
    }

    /// The word at this place if it is without quotes and dollars.
    fn peek_word(&mut self) -> String {
        self.blanks();
        let rest = self.chars.get(self.at..).unwrap_or(&[]);
        rest.iter().take(40).take_while(|it| !META.contains(**it)).collect()
    }

    fn take_keyword(&mut self, word: &str) -> bool {
        self.peek_word() == word && self.take(word)
    }

    fn expect(&mut self, word: &str) -> Read<()> {
        self.newlines();
        if self.take_keyword(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&mut self) -> SyntaxError {
        if let Some(operator) = self.peek_operator() {
            return SyntaxError::Unexpected(operator.to_owned());
        }
        match self.peek_word() {
            word if word.is_empty() && self.peek().is_none() => SyntaxError::Unfinished(None),
            word if word.is_empty() => SyntaxError::Unexpected("newline".to_owned()),
            word => SyntaxError::Unexpected(word),
        }
    }

    /// Commands up to one of the words, which stays, to a bracket or to the end.
    fn list(&mut self, ends: &[&str]) -> Read<List> {
        let mut items = Vec::new();
        loop {
            self.newlines();
            let word = self.peek_word();
            let is_end = word.is_empty() && self.peek().is_none();
            if is_end || ends.contains(&word.as_str()) || self.is_closing() {
                break;
            }
            let pipelines = Rc::new(self.item()?);
            let is_background = self.take_operator("&");
            let goes_on = is_background || self.take_operator(";") || self.newline();
            items.push(Item { pipelines, is_background });
            if !goes_on {
                break;
            }
        }
        let word = self.peek_word();
        match (ends.is_empty(), self.peek()) {
            (false, None) => Err(SyntaxError::Unfinished(None)),
            (false, _) if !ends.contains(&word.as_str()) => Err(self.unexpected()),
            (false, _) if items.is_empty() && !ends.contains(&"esac") => Err(self.unexpected()),
            _ => Ok(List(items)),
        }
    }

    fn is_closing(&mut self) -> bool {
        matches!(self.peek_operator(), Some(")" | ";;" | ";&" | ";;&"))
    }

    fn item(&mut self) -> Read<Vec<(bool, Pipeline)>> {
        let mut pipelines = vec![(true, self.pipeline()?)];
        loop {
            let is_and = match self.peek_operator() {
                Some("&&") => true,
                Some("||") => false,
                _ => return Ok(pipelines),
            };
            self.at += 2;
            self.newlines();
            pipelines.push((is_and, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Read<Pipeline> {
        let (mut is_negated, mut is_timed) = (false, false);
        loop {
            if self.take_keyword("!") {
                is_negated = !is_negated;
            } else if self.take_keyword("time") {
                is_timed = true;
                self.take_keyword("-p");
            } else {
                break;
            }
        }
        let mut commands = vec![self.command()?];
        loop {
            let joins_errors = match self.peek_operator() {
                Some("|") => false,
                Some("|&") => true,
                _ => break,
            };
            if joins_errors {
                join_errors(commands.last_mut());
            }
            self.at += if joins_errors { 2 } else { 1 };
            self.newlines();
            commands.push(self.command()?);
        }
        Ok(Pipeline { is_negated, is_timed, commands })
    }

    fn command(&mut self) -> Read<Command> {
        self.expand_alias();
        if let Some(compound) = self.deeper(Self::compound)? {
            return Ok(compound);
        }
        let word = self.peek_word();
        if KEYWORDS.contains(&word.as_str()) {
            return Err(SyntaxError::Unexpected(word));
        }
        if let Some(name) = self.function_name(&word) {
            self.newlines();
            let body = self.deeper(Self::command)?;
            return Ok(Command::Function(name, Rc::new(body)));
        }
        self.simple().map(|it| Command::Simple(Rc::new(it)))
    }

    /// `name()`
    fn function_name(&mut self, word: &str) -> Option<String> {
        let is_name = |it: char| it.is_alphanumeric() || "_-.:".contains(it);
        if word.is_empty() || !word.chars().all(is_name) {
            return None;
        }
        let before = self.at;
        self.at += word.chars().count();
        self.blanks();
        if self.take("(") {
            self.blanks();
            if self.take(")") {
                return Some(word.to_owned());
            }
        }
        self.at = before;
        None
    }

    fn expand_alias(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        loop {
            let word = self.peek_word();
            let Some(text) = self.aliases.get(&word) else { return };
            if seen.contains(&word) || self.aliased > ALIASES_MAX {
                return;
            }
            self.aliased += 1;
            let end = self.at + word.chars().count();
            self.chars.splice(self.at..end, text.chars());
            seen.push(word);
        }
    }

    fn simple(&mut self) -> Read<Simple> {
        let mut simple = Simple::default();
        loop {
            self.blanks();
            if let Some(redirect) = self.redirect()? {
                simple.redirects.push(redirect);
                continue;
            }
            let is_first = simple.words.is_empty();
            let declares = simple.words.first().is_some_and(is_declaring);
            if (is_first || declares)
                && let Some(assignment) = self.assignment()?
            {
                if is_first { &mut simple.sets } else { &mut simple.declares }.push(assignment);
                continue;
            }
            match self.word()? {
                Some(word) if self.dialect == Dialect::Bash => {
                    simple.words.extend(braces::braces(word)?);
                }
                Some(word) => simple.words.push(word),
                None => break,
            }
        }
        let is_empty =
            simple.words.is_empty() && simple.sets.is_empty() && simple.redirects.is_empty();
        if is_empty || self.peek() == Some('(') {
            return Err(self.unexpected());
        }
        Ok(simple)
    }
}

fn is_declaring(word: &Word) -> bool {
    matches!(word.as_slice(), [Piece::Bare(text)] if DECLARES.contains(&text.as_str()))
}

/// `|&`
fn join_errors(command: Option<&mut Command>) {
    let redirect =
        Redirect { fd: 2, kind: RedirectKind::Copy, target: vec![Piece::Bare("1".to_owned())] };
    match command {
        Some(Command::Simple(it)) => Rc::make_mut(it).redirects.push(redirect),
        Some(Command::Compound(_, it)) => Rc::make_mut(it).push(redirect),
        _ => {}
    }
}
