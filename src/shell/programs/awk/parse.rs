//! From a text to a program.

mod expressions;
mod lex;

use self::lex::{Token, tokens};
use crate::shell::number::Number;
use crate::sorted::SortedMap;
use regex_lite::Regex;
use std::rc::Rc;

/// What comes to a value.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Number(Number),
    Text(String),
    Regex(Regex),
    Field(Box<Expr>),
    Variable(String),
    Element(String, Vec<Expr>),
    /// `=`, or the sign before it.
    Assign(char, Box<Expr>, Box<Expr>),
    Choice(Box<Expr>, Box<Expr>, Box<Expr>),
    Both(bool, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Compare(&'static str, Box<Expr>, Box<Expr>),
    Matches(bool, Box<Expr>, Box<Expr>),
    In(Vec<Expr>, String),
    Compute(char, Box<Expr>, Box<Expr>),
    Join(Box<Expr>, Box<Expr>),
    /// By how much; whether before it is looked at.
    Step(i64, bool, Box<Expr>),
    Call(String, Vec<Expr>),
}

/// What is done.
#[derive(Clone, Debug)]
pub(super) enum Statement {
    /// Whether by a format; what; where to, and whether it is added.
    Print(bool, Vec<Expr>, Option<(Expr, bool)>),
    Expr(Expr),
    If(Expr, Vec<Statement>, Vec<Statement>),
    /// Whether the body comes first.
    While(bool, Expr, Vec<Statement>),
    For(Option<Box<Statement>>, Option<Expr>, Option<Box<Statement>>, Vec<Statement>),
    ForIn(String, String, Vec<Statement>),
    Block(Vec<Statement>),
    Next,
    Exit(Option<Expr>),
    Break,
    Continue,
    Return(Option<Expr>),
    Delete(String, Vec<Expr>),
}

/// When a rule is for a line.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Always,
    When(Expr),
    Range(Expr, Expr),
}

pub(super) type Function = (Vec<String>, Vec<Statement>);

#[derive(Debug, Default)]
pub(super) struct Program {
    pub begin: Vec<Statement>,
    pub rules: Vec<(Pattern, Option<Vec<Statement>>)>,
    pub end: Vec<Statement>,
    pub functions: SortedMap<String, Rc<Function>>,
}

type Read<T> = Result<T, String>;

const DEPTH_MAX: u32 = 60;
const FUNCTIONS: [&str; 21] = [
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "tolower", "toupper",
    "int", "sqrt", "system", "close", "rand", "srand", "systime", "strftime", "fflush", "exp",
    "log",
];

/// Reads a program.
///
/// # Errors
/// Where it goes wrong.
pub(super) fn parse(text: &str) -> Read<Program> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, in_print: false };
    let mut program = Program::default();
    loop {
        parser.skip_ends();
        if parser.peek().is_none() {
            return Ok(program);
        }
        if parser.take_word("BEGIN") {
            program.begin.extend(parser.block()?);
        } else if parser.take_word("END") {
            program.end.extend(parser.block()?);
        } else if parser.take_word("function") || parser.take_word("func") {
            let name = parser.name()?;
            parser.expect("(")?;
            let mut names = Vec::new();
            while !parser.take(")") {
                names.push(parser.name()?);
                parser.take(",");
            }
            parser.skip_lines();
            let body = parser.block()?;
            program.functions.insert(name, Rc::new((names, body)));
        } else {
            let pattern = if parser.looks_at("{") {
                Pattern::Always
            } else {
                let first = parser.expr()?;
                match parser.take(",") {
                    true => Pattern::Range(first, parser.expr()?),
                    false => Pattern::When(first),
                }
            };
            let body = if parser.looks_at("{") { Some(parser.block()?) } else { None };
            program.rules.push((pattern, body));
        }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// Whether `>` is a redirection.
    in_print: bool,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn looks_at(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(it)) if *it == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_there = self.looks_at(sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_there = matches!(self.peek(), Some(Token::Name(it)) if it == word);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.take(sign) { Ok(()) } else { Err(self.error()) }
    }

    fn error(&self) -> String {
        match self.peek() {
            Some(token) => format!("line 1: syntax error at or near {}", token.text()),
            None => "line 1: syntax error at or near end of file".to_owned(),
        }
    }

    fn name(&mut self) -> Read<String> {
        match self.tokens.get(self.at) {
            Some(Token::Name(name) | Token::Called(name)) => {
                self.at += 1;
                Ok(name.clone())
            }
            _ => Err(self.error()),
        }
    }

    fn skip_lines(&mut self) {
        while self.take("\n") {}
    }

    fn skip_ends(&mut self) {
        while self.take("\n") || self.take(";") {}
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("program nested too deeply".to_owned());
        }
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn block(&mut self) -> Read<Vec<Statement>> {
        self.expect("{")?;
        let mut statements = Vec::new();
        loop {
            self.skip_ends();
            if self.take("}") {
                return Ok(statements);
            }
            statements.push(self.deeper(Self::statement)?);
        }
    }

    /// One statement, or several in braces.
    fn body(&mut self) -> Read<Vec<Statement>> {
        self.skip_lines();
        if self.looks_at("{") {
            return self.deeper(Self::block);
        }
        if self.take(";") {
            return Ok(Vec::new());
        }
        Ok(vec![self.deeper(Self::statement)?])
    }

    fn statement(&mut self) -> Read<Statement> {
        if self.looks_at("{") {
            return Ok(Statement::Block(self.block()?));
        }
        let word = match self.peek() {
            Some(Token::Name(word) | Token::Called(word)) => word.clone(),
            _ => String::new(),
        };
        let statement = match word.as_str() {
            "if" => return self.r#if(),
            "for" => return self.r#for(),
            "while" => {
                self.at += 1;
                self.expect("(")?;
                let test = self.expr()?;
                self.expect(")")?;
                return Ok(Statement::While(false, test, self.body()?));
            }
            "do" => {
                self.at += 1;
                let body = self.body()?;
                self.skip_ends();
                if !self.take_word("while") {
                    self.at += usize::from(
                        matches!(self.peek(), Some(Token::Called(it)) if it == "while"),
                    );
                }
                self.expect("(")?;
                let test = self.expr()?;
                self.expect(")")?;
                Statement::While(true, test, body)
            }
            _ => self.simple()?,
        };
        let is_end =
            self.take(";") || self.take("\n") || self.looks_at("}") || self.peek().is_none();
        if is_end { Ok(statement) } else { Err(self.error()) }
    }

    fn r#if(&mut self) -> Read<Statement> {
        self.at += 1;
        self.expect("(")?;
        let test = self.expr()?;
        self.expect(")")?;
        let yes = self.body()?;
        let before = self.at;
        self.skip_ends();
        if self.take_word("else") {
            return Ok(Statement::If(test, yes, self.body()?));
        }
        self.at = before;
        Ok(Statement::If(test, yes, Vec::new()))
    }

    fn r#for(&mut self) -> Read<Statement> {
        self.at += 1;
        self.expect("(")?;
        if let (
            Some(Token::Name(name)),
            Some(Token::Name(word)),
            Some(Token::Name(array)),
            Some(Token::Sign(")")),
        ) = (
            self.tokens.get(self.at),
            self.tokens.get(self.at + 1),
            self.tokens.get(self.at + 2),
            self.tokens.get(self.at + 3),
        ) && word == "in"
        {
            let (name, array) = (name.clone(), array.clone());
            self.at += 4;
            return Ok(Statement::ForIn(name, array, self.body()?));
        }
        let first = if self.looks_at(";") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(";")?;
        let test = if self.looks_at(";") { None } else { Some(self.expr()?) };
        self.expect(";")?;
        let step = if self.looks_at(")") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(")")?;
        Ok(Statement::For(first, test, step, self.body()?))
    }

    fn is_end(&self) -> bool {
        self.peek().is_none() || ["\n", ";", "}", ">", ">>", "|"].iter().any(|it| self.looks_at(it))
    }

    fn simple(&mut self) -> Read<Statement> {
        for (word, statement) in [
            ("next", Statement::Next),
            ("break", Statement::Break),
            ("continue", Statement::Continue),
        ] {
            if self.take_word(word) {
                return Ok(statement);
            }
        }
        if self.take_word("exit") {
            return Ok(Statement::Exit(if self.is_end() { None } else { Some(self.expr()?) }));
        }
        if self.take_word("return") {
            return Ok(Statement::Return(if self.is_end() { None } else { Some(self.expr()?) }));
        }
        if self.take_word("delete") {
            let name = self.name()?;
            let index = if self.take("[") { self.list("]")? } else { Vec::new() };
            return Ok(Statement::Delete(name, index));
        }
        let called = |it: &Self, word: &str| match it.peek() {
            Some(Token::Name(name) | Token::Called(name)) => name == word,
            _ => false,
        };
        let is_format = called(self, "printf");
        if !is_format && !called(self, "print") {
            return Ok(Statement::Expr(self.expr()?));
        }
        self.at += 1;
        let was_print = std::mem::replace(&mut self.in_print, true);
        let what = self.printed();
        self.in_print = was_print;
        let what = what?;
        let appends = self.looks_at(">>");
        let target = if self.take(">") || self.take(">>") {
            Some((self.join()?, appends))
        } else if self.looks_at("|") {
            return Err("a pipe to another program is not known here".to_owned());
        } else {
            None
        };
        Ok(Statement::Print(is_format, what, target))
    }

    /// What is printed; it may stand in brackets.
    fn printed(&mut self) -> Read<Vec<Expr>> {
        if self.is_end() {
            return Ok(Vec::new());
        }
        let before = self.at;
        if self.take("(") {
            let was_print = std::mem::replace(&mut self.in_print, false);
            let list = self.list(")");
            self.in_print = was_print;
            if let Ok(list) = list
                && self.is_end()
            {
                return Ok(list);
            }
            self.at = before;
        }
        let mut list = vec![self.expr()?];
        while self.take(",") {
            self.skip_lines();
            list.push(self.expr()?);
        }
        Ok(list)
    }
}
