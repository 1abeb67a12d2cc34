//! The grammar of the little `sh` that containers run.
//!
//! **Invariant:** never panics; what it can't read is an error, as in `sh`.

use super::lex::{Token, tokens};

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it stands.
    Text(String),
    /// `$NAME`; with what stands for it if it is empty; whether it is quoted.
    Variable(String, Option<String>, bool),
    /// `$(...)`; whether it is quoted.
    Command(Box<Node>, bool),
    /// `$((...))`
    Arithmetic(String),
}

/// What becomes one argument, or several when it is not quoted.
pub(super) type Word = Vec<Piece>;

/// Where output goes, or input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `<`
    Read,
    /// `2>`, which is of no interest here.
    Other,
}

/// A command, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// One command: assignments, words, redirections.
    Simple(Vec<(String, Word)>, Vec<Word>, Vec<(Redirect, Word)>),
    /// One after the other.
    Seq(Vec<Node>),
    /// `&&` (true) and `||`: the first, then what follows.
    Chain(Box<Node>, Vec<(bool, Node)>),
    /// `!`
    Not(Box<Node>),
    /// `|`
    Pipe(Vec<Node>),
    /// `if`, its branches, `else`.
    If(Vec<(Node, Node)>, Option<Box<Node>>),
    /// `while` or `until`: whether it runs until the test holds; the test; the body.
    Loop(bool, Box<Node>, Box<Node>),
    /// `for`
    For(String, Vec<Word>, Box<Node>),
    /// `&`
    Background(Box<Node>),
}

impl Node {
    /// Whether a command of one of the names is anywhere in it.
    pub fn mentions(&self, names: &[&str]) -> bool {
        self.any_command(&|name| names.contains(&name))
    }

    /// Whether the name of any command in it is as wanted.
    pub fn any_command(&self, wanted: &dyn Fn(&str) -> bool) -> bool {
        let word = |word: &Word| matches!(&word[..], [Piece::Text(it)] if wanted(it));
        let any = |it: &Self| it.any_command(wanted);
        match self {
            Self::Simple(_, words, _) => words.first().is_some_and(word),
            Self::Seq(nodes) | Self::Pipe(nodes) => nodes.iter().any(any),
            Self::Chain(first, more) => any(first) || more.iter().any(|(_, it)| any(it)),
            Self::Loop(_, a, b) => any(a) || any(b),
            Self::Not(it) | Self::Background(it) | Self::For(_, _, it) => any(it),
            Self::If(branches, otherwise) => {
                branches.iter().any(|(a, b)| any(a) || any(b))
                    || otherwise.as_ref().is_some_and(|it| any(it))
            }
        }
    }

    /// Whether it is nothing but what always succeeds, as a test of a loop.
    pub fn is_always(&self) -> bool {
        match self {
            Self::Seq(nodes) if nodes.len() == 1 => nodes[0].is_always(),
            Self::Simple(..) => self.mentions(&["true", ":", "sleep"]),
            _ => false,
        }
    }
}

/// So deep may a script be nested.
const DEPTH_MAX: u32 = 40;

/// Reads a script; `None` is a syntax error.
pub(super) fn parse(text: &str) -> Option<Node> {
    parse_nested(text, 0)
}

pub(super) fn parse_nested(text: &str, depth: u32) -> Option<Node> {
    if depth > DEPTH_MAX {
        return None;
    }
    let mut parser = Parser { tokens: tokens(text, depth)?, at: 0, depth };
    let node = parser.list(&[])?;
    (parser.at == parser.tokens.len()).then_some(node)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_op(&self, op: &str) -> bool {
        matches!(self.peek(), Some(Token::Op(it)) if *it == op)
    }

    fn take_op(&mut self, op: &str) -> bool {
        let found = self.is_op(op);
        self.at += usize::from(found);
        found
    }

    fn is_word(&self, names: &[&str]) -> bool {
        let Some(Token::Word(word)) = self.peek() else { return false };
        matches!(&word[..], [Piece::Text(it)] if names.contains(&&**it))
    }

    fn take_word(&mut self, name: &str) -> bool {
        let found = self.is_word(&[name]);
        self.at += usize::from(found);
        found
    }

    fn skip_breaks(&mut self) {
        while self.is_op("\n") || self.is_op(";") {
            self.at += 1;
        }
    }

    /// Commands up to one of the words, or to `)` or the end.
    fn list(&mut self, ends: &[&str]) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        let mut nodes = Vec::new();
        self.skip_breaks();
        while self.peek().is_some() && !self.is_op(")") && !self.is_word(ends) {
            let node = self.and_or()?;
            if self.take_op("&") {
                nodes.push(Node::Background(Box::new(node)));
            } else {
                nodes.push(node);
                if !self.is_op(";") && !self.is_op("\n") {
                    break;
                }
            }
            self.skip_breaks();
        }
        self.depth -= 1;
        Some(Node::Seq(nodes))
    }

    fn and_or(&mut self) -> Option<Node> {
        let first = self.pipe()?;
        let mut more = Vec::new();
        loop {
            let is_and = self.is_op("&&");
            if !is_and && !self.is_op("||") {
                break;
            }
            self.at += 1;
            while self.take_op("\n") {}
            more.push((is_and, self.pipe()?));
        }
        Some(if more.is_empty() { first } else { Node::Chain(Box::new(first), more) })
    }

    fn pipe(&mut self) -> Option<Node> {
        let mut is_negated = false;
        while self.take_word("!") {
            is_negated = !is_negated;
        }
        let node = self.piped()?;
        Some(if is_negated { Node::Not(Box::new(node)) } else { node })
    }

    fn piped(&mut self) -> Option<Node> {
        let mut nodes = vec![self.command()?];
        while self.take_op("|") {
            while self.take_op("\n") {}
            nodes.push(self.command()?);
        }
        if nodes.len() == 1 { nodes.pop() } else { Some(Node::Pipe(nodes)) }
    }

    fn command(&mut self) -> Option<Node> {
        if self.take_op("(") {
            let node = self.list(&[])?;
            return self.take_op(")").then_some(node);
        }
        if self.take_word("{") {
            let node = self.list(&["}"])?;
            return self.take_word("}").then_some(node);
        }
        if self.take_word("if") {
            return self.branches();
        }
        if self.is_word(&["while", "until"]) {
            let is_until = self.is_word(&["until"]);
            self.at += 1;
            let test = Box::new(self.list(&["do"])?);
            return Some(Node::Loop(is_until, test, Box::new(self.body()?)));
        }
        if self.take_word("for") {
            return self.for_loop();
        }
        if self.is_word(&["do", "done", "then", "else", "elif", "fi", "}"]) {
            return None;
        }
        self.simple()
    }

    fn branches(&mut self) -> Option<Node> {
        let mut branches = Vec::new();
        loop {
            let test = self.list(&["then"])?;
            if !self.take_word("then") {
                return None;
            }
            branches.push((test, self.list(&["elif", "else", "fi"])?));
            if self.take_word("elif") {
                continue;
            }
            let otherwise = match self.take_word("else") {
                true => Some(Box::new(self.list(&["fi"])?)),
                false => None,
            };
            return self.take_word("fi").then_some(Node::If(branches, otherwise));
        }
    }

    fn for_loop(&mut self) -> Option<Node> {
        let Some(Token::Word(word)) = self.peek().cloned() else { return None };
        let [Piece::Text(name)] = &word[..] else { return None };
        self.at += 1;
        let mut words = Vec::new();
        if self.take_word("in") {
            while let Some(Token::Word(word)) = self.peek() {
                words.push(word.clone());
                self.at += 1;
            }
        }
        self.skip_breaks();
        Some(Node::For(name.clone(), words, Box::new(self.body()?)))
    }

    fn body(&mut self) -> Option<Node> {
        if !self.take_word("do") {
            return None;
        }
        let node = self.list(&["done"])?;
        self.take_word("done").then_some(node)
    }

    fn simple(&mut self) -> Option<Node> {
        let (mut sets, mut words, mut redirects) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            match self.peek().cloned() {
                Some(Token::Word(word)) => {
                    self.at += 1;
                    match assignment(&word).filter(|_| words.is_empty()) {
                        Some(set) => sets.push(set),
                        None => words.push(word),
                    }
                }
                Some(Token::Redirect(kind)) => {
                    self.at += 1;
                    let Some(Token::Word(target)) = self.peek().cloned() else { return None };
                    self.at += 1;
                    redirects.push((kind, target));
                }
                _ => break,
            }
        }
        let is_empty = sets.is_empty() && words.is_empty() && redirects.is_empty();
        (!is_empty).then_some(Node::Simple(sets, words, redirects))
    }
}

/// `NAME=value`, as a name and the word after it.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let Piece::Text(first) = word.first()? else { return None };
    let (name, rest) = first.split_once('=')?;
    let is_name = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
        && name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    let mut value = vec![Piece::Text(rest.to_owned())];
    value.extend(word[1..].iter().cloned());
    is_name.then(|| (name.to_owned(), value))
}
