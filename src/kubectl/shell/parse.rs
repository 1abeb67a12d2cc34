//! From words to commands. Source: POSIX.1-2017, Shell Command Language, 2.9 and 2.10.

use super::words::{Token, is_name, tokens};
use std::collections::VecDeque;
use std::rc::Rc;

/// One program with its arguments, or a loop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::kubectl) struct Command {
    /// The program first.
    pub words: Vec<String>,
    /// `2>&1`
    pub errors_join: bool,
    /// `2>/dev/null`
    pub errors_vanish: bool,
    /// `>/dev/null`
    pub output_vanishes: bool,
    /// `NAME=value` before the program, or alone.
    pub variables: Vec<(String, String)>,
    /// `> FILE`, and whether it is `>>`.
    pub output: Option<(String, bool)>,
    /// `< FILE`
    pub input: Option<String>,
    /// What stands in the place of a program.
    pub compound: Option<Compound>,
}

/// Commands that steer others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) enum Compound {
    /// `for NAME in WORDS; do BODY; done`
    For(Rc<For>),
    /// `while TEST; do BODY; done`
    While(Rc<While>),
    /// What follows the test of a `while`.
    Turn(Rc<While>),
    /// `if TEST; then BODY; elif ...; fi`, from one of its branches on.
    If(Rc<If>, usize),
    /// What follows the test of a branch.
    Then(Rc<If>, usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) struct For {
    pub name: String,
    pub words: Vec<String>,
    pub body: Vec<Pipeline>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) struct While {
    /// `until`: as long as the test fails.
    pub is_until: bool,
    pub test: Vec<Pipeline>,
    pub body: Vec<Pipeline>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) struct If {
    /// Test and body; the test of `else` is empty.
    pub branches: Vec<(Vec<Pipeline>, Vec<Pipeline>)>,
}

/// How a pipeline hangs on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kubectl) enum Link {
    /// `;`
    Always,
    /// `&&`
    IfDone,
    /// `||`
    IfFailed,
}

/// Programs joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) struct Pipeline {
    /// When it runs.
    pub link: Link,
    /// Left to right.
    pub commands: Vec<Command>,
}

/// Words that are no programs where a program could stand.
const KEYWORDS: [&str; 6] = ["do", "done", "then", "elif", "else", "fi"];
/// Loops in each other are not deeper.
const DEPTH_MAX: u32 = 8;

/// Reads a line.
///
/// # Errors
/// What bash says.
pub(in crate::kubectl) fn parse(line: &str) -> Result<Vec<Pipeline>, String> {
    let mut parser = Parser { tokens: tokens(line)?.into(), depth: 0 };
    parser.list(&[])
}

struct Parser {
    tokens: VecDeque<Token>,
    depth: u32,
}

impl Parser {
    fn word(&self) -> Option<&str> {
        match self.tokens.front() {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn operator(&self) -> Option<&'static str> {
        match self.tokens.front() {
            Some(Token::Operator(operator)) => Some(operator),
            _ => None,
        }
    }

    fn skip_lines(&mut self) {
        while self.operator() == Some("\n") {
            self.tokens.pop_front();
        }
    }

    /// Pipelines up to one of the words, which stays, or to the end of the line.
    fn list(&mut self, ends: &[&str]) -> Result<Vec<Pipeline>, String> {
        let (mut pipelines, mut link) = (Vec::new(), Link::Always);
        loop {
            self.skip_lines();
            let is_end = self.word().is_some_and(|it| ends.contains(&it));
            if (is_end || self.tokens.is_empty()) && link == Link::Always {
                break;
            }
            let commands = self.pipeline()?;
            pipelines.push(Pipeline { link, commands });
            link = match self.operator() {
                Some("&&") => Link::IfDone,
                Some("||") => Link::IfFailed,
                Some(_) => Link::Always,
                None => break,
            };
            self.tokens.pop_front();
        }
        match self.word() {
            Some(word) if !ends.contains(&word) => Err(unexpected(word)),
            None if !ends.is_empty() => Err(unfinished()),
            _ => Ok(pipelines),
        }
    }

    fn pipeline(&mut self) -> Result<Vec<Command>, String> {
        let mut commands = vec![self.command()?];
        while self.operator() == Some("|") {
            self.tokens.pop_front();
            self.skip_lines();
            commands.push(self.command()?);
        }
        if commands.len() > 1 && commands.iter().any(|it| it.compound.is_some()) {
            return Err("bash: a loop can't be part of a pipe here".to_owned());
        }
        Ok(commands)
    }

    fn command(&mut self) -> Result<Command, String> {
        let compound = match self.word() {
            Some("for") => Some(self.nested(Self::r#for)?),
            Some("while") => Some(self.nested(|it| it.r#while(false))?),
            Some("until") => Some(self.nested(|it| it.r#while(true))?),
            Some("if") => Some(self.nested(Self::r#if)?),
            Some(word) if KEYWORDS.contains(&word) => return Err(unexpected(word)),
            _ => None,
        };
        match compound {
            Some(it) => Ok(Command { compound: Some(it), ..Command::default() }),
            None => self.simple(),
        }
    }

    fn simple(&mut self) -> Result<Command, String> {
        let mut command = Command::default();
        while let Some(token) = self.tokens.pop_front() {
            match token {
                Token::Word(word) => command.take_word(word),
                Token::File(operator, file) => command.redirect(operator, file)?,
                Token::Operator("2>&1") => command.errors_join = true,
                Token::Operator(operator) if command.is_empty() => {
                    return Err(unexpected(operator));
                }
                operator => {
                    self.tokens.push_front(operator);
                    break;
                }
            }
        }
        if command.is_empty() { Err(unfinished()) } else { Ok(command) }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Compound, String>,
    ) -> Result<Compound, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("bash: too many loops in each other".to_owned());
        }
        self.tokens.pop_front();
        let compound = read(self);
        self.depth -= 1;
        compound
    }

    fn expect(&mut self, keyword: &str) -> Result<(), String> {
        match self.tokens.pop_front() {
            Some(Token::Word(word)) if word == keyword => Ok(()),
            Some(Token::Word(word) | Token::File(_, word)) => Err(unexpected(&word)),
            Some(Token::Operator(operator)) => Err(unexpected(operator)),
            None => Err(unfinished()),
        }
    }

    /// A list that must not be empty, and the word behind it.
    fn block(&mut self, end: &str) -> Result<Vec<Pipeline>, String> {
        let list = self.list(&[end])?;
        if list.is_empty() {
            return Err(unexpected(end));
        }
        self.expect(end)?;
        Ok(list)
    }

    fn r#for(&mut self) -> Result<Compound, String> {
        let Some(Token::Word(name)) = self.tokens.pop_front() else { return Err(unfinished()) };
        if !is_name(&name) {
            return Err(format!("bash: `{name}': not a valid identifier"));
        }
        self.expect("in")?;
        let mut words = Vec::new();
        while let Some(word) = self.word() {
            words.push(word.to_owned());
            self.tokens.pop_front();
        }
        if matches!(self.operator(), Some(";" | "\n")) {
            self.tokens.pop_front();
        }
        self.skip_lines();
        self.expect("do")?;
        let body = self.block("done")?;
        Ok(Compound::For(Rc::new(For { name, words, body })))
    }

    fn r#while(&mut self, is_until: bool) -> Result<Compound, String> {
        let test = self.block("do")?;
        let body = self.block("done")?;
        Ok(Compound::While(Rc::new(While { is_until, test, body })))
    }

    fn r#if(&mut self) -> Result<Compound, String> {
        let mut branches = Vec::new();
        loop {
            let test = self.block("then")?;
            branches.push((test, self.list(&["elif", "else", "fi"])?));
            match self.tokens.pop_front() {
                Some(Token::Word(word)) if word == "elif" => {}
                Some(Token::Word(word)) if word == "else" => {
                    branches.push((Vec::new(), self.block("fi")?));
                    break;
                }
                _ => break,
            }
        }
        Ok(Compound::If(Rc::new(If { branches }), 0))
    }
}

impl Command {
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.output.is_none() && self.variables.is_empty()
    }

    fn take_word(&mut self, word: String) {
        if self.words.is_empty()
            && let Some((name, value)) = word.split_once('=')
            && is_name(name)
        {
            self.variables.push((name.to_owned(), value.to_owned()));
        } else {
            self.words.push(word);
        }
    }

    fn redirect(&mut self, operator: &str, file: String) -> Result<(), String> {
        match (operator, file.as_str()) {
            ("<", "/dev/null") => self.input = Some(String::new()),
            ("<", _) => self.input = Some(file),
            (">" | ">>", "/dev/null") => self.output_vanishes = true,
            (">" | ">>", _) => self.output = Some((file, operator == ">>")),
            (_, "/dev/null") => self.errors_vanish = true,
            _ => return Err(format!("bash: {file}: errors can't go to a file here")),
        }
        Ok(())
    }
}

fn unfinished() -> String {
    "bash: syntax error: unexpected end of file".to_owned()
}

/// What bash says of something that stands where it can't.
pub(super) fn unexpected(token: &str) -> String {
    let token = if token == "\n" { "newline" } else { token };
    format!("bash: syntax error near unexpected token `{token}'")
}
