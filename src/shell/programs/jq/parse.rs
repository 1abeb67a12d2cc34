//! From a text to a filter.

mod terms;

use super::json::Value;
use std::rc::Rc;

/// A filter.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    Identity,
    Recurse,
    Literal(Value),
    /// `"a\(.b)"`, and how what is put in is written.
    Text(Vec<(String, Option<Filter>)>, String),
    /// `@base64`
    Format(String),
    Field(Box<Filter>, Box<Filter>),
    Slice(Box<Filter>, Option<Box<Filter>>, Option<Box<Filter>>),
    Each(Box<Filter>),
    Try(Box<Filter>, Option<Box<Filter>>),
    Pipe(Box<Filter>, Box<Filter>),
    Both(Box<Filter>, Box<Filter>),
    Binary(&'static str, Box<Filter>, Box<Filter>),
    Assign(&'static str, Box<Filter>, Box<Filter>),
    Negate(Box<Filter>),
    Array(Option<Box<Filter>>),
    Object(Vec<(Filter, Filter)>),
    If(Box<Filter>, Box<Filter>, Option<Box<Filter>>),
    Reduce(Box<Filter>, String, Box<Filter>, Box<Filter>),
    Foreach(Box<Filter>, String, Box<Filter>, Box<Filter>, Option<Box<Filter>>),
    As(Box<Filter>, Vec<(Vec<Filter>, String)>, Box<Filter>),
    Variable(String),
    Call(String, Vec<Filter>),
    /// `def f(a): b;` in front of the rest.
    Define(String, Rc<(Vec<String>, Filter)>, Box<Filter>),
}

type Read<T> = Result<T, String>;

const DEPTH_MAX: u32 = 60;
const BINARY: [(&[&str], bool); 6] = [
    (&["or"], false),
    (&["and"], false),
    (&["==", "!=", "<=", ">=", "<", ">"], false),
    (&["+", "-"], false),
    (&["*", "/", "%"], false),
    (&[], false),
];

/// Reads a filter.
///
/// # Errors
/// Where it goes wrong.
pub(super) fn parse(text: &str) -> Read<Filter> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
    parser.blanks();
    if parser.peek().is_none() {
        return Ok(Filter::Identity);
    }
    let filter = parser.pipe()?;
    match parser.peek() {
        None => Ok(filter),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: u32,
}

fn is_name(char: char) -> bool {
    char == '_' || char.is_ascii_alphanumeric()
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(char) = self.peek() {
            if char == '#' {
                while self.peek().is_some_and(|it| it != '\n') {
                    self.at += 1;
                }
            } else if char.is_whitespace() {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn looks_at(&self, text: &str) -> bool {
        let is_there =
            text.chars().enumerate().all(|(by, it)| self.chars.get(self.at + by) == Some(&it));
        let is_word = text.chars().all(is_name);
        let behind = self.chars.get(self.at + text.len()).copied();
        is_there && !(is_word && behind.is_some_and(is_name))
    }

    fn take(&mut self, text: &str) -> bool {
        let is_there = self.looks_at(text);
        if is_there {
            self.at += text.len();
            self.blanks();
        }
        is_there
    }

    fn expect(&mut self, text: &str) -> Read<()> {
        if self.take(text) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> String {
        match self.peek() {
            None => "syntax error, unexpected end of file".to_owned(),
            Some(char) if is_name(char) => {
                let rest = self.chars.iter().skip(self.at);
                let word: String = rest.take_while(|it| is_name(**it)).collect();
                format!("syntax error, unexpected IDENT ({word})")
            }
            Some(char) => format!("syntax error, unexpected '{char}'"),
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("too many brackets".to_owned());
        }
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn pipe(&mut self) -> Read<Filter> {
        self.deeper(|it| {
            it.blanks();
            if it.take("def") {
                let name = it.name()?;
                let mut names = Vec::new();
                if it.take("(") {
                    loop {
                        it.take("$");
                        names.push(it.name()?);
                        if !it.take(";") {
                            break;
                        }
                    }
                    it.expect(")")?;
                }
                it.expect(":")?;
                let body = it.pipe()?;
                it.expect(";")?;
                let rest = it.pipe()?;
                return Ok(Filter::Define(name, Rc::new((names, body)), Box::new(rest)));
            }
            let left = it.comma()?;
            if it.take("as") {
                let mut names = Vec::new();
                it.pattern(&mut Vec::new(), &mut names)?;
                it.expect("|")?;
                return Ok(Filter::As(Box::new(left), names, Box::new(it.pipe()?)));
            }
            if !it.looks_at("|=") && it.take("|") {
                return Ok(Filter::Pipe(Box::new(left), Box::new(it.pipe()?)));
            }
            Ok(left)
        })
    }

    /// `$a`, `[$a, $b]`, `{a: $b, $c}`
    fn pattern(
        &mut self,
        path: &mut Vec<Filter>,
        names: &mut Vec<(Vec<Filter>, String)>,
    ) -> Read<()> {
        if self.take("$") {
            names.push((path.clone(), self.name()?));
            return Ok(());
        }
        let is_list = self.take("[");
        if !is_list {
            self.expect("{")?;
        }
        for at in 0_usize.. {
            let key = if is_list {
                Filter::Literal(Value::from(at))
            } else if self.take("$") {
                let name = self.name()?;
                path.push(Filter::Literal(Value::String(name.clone())));
                names.push((path.clone(), name));
                path.pop();
                if !self.take(",") {
                    break;
                }
                continue;
            } else {
                let key = Filter::Literal(Value::String(self.name()?));
                self.expect(":")?;
                key
            };
            path.push(key);
            self.deeper(|it| it.pattern(path, names))?;
            path.pop();
            if !self.take(",") {
                break;
            }
        }
        self.expect(if is_list { "]" } else { "}" })
    }

    fn comma(&mut self) -> Read<Filter> {
        let mut left = self.assignment()?;
        while self.take(",") {
            left = Filter::Both(Box::new(left), Box::new(self.assignment()?));
        }
        Ok(left)
    }

    fn assignment(&mut self) -> Read<Filter> {
        let left = self.alternative()?;
        for sign in ["|=", "+=", "-=", "*=", "//=", "/="] {
            if self.take(sign) {
                return Ok(Filter::Assign(sign, Box::new(left), Box::new(self.alternative()?)));
            }
        }
        if !self.looks_at("==") && self.take("=") {
            return Ok(Filter::Assign("=", Box::new(left), Box::new(self.alternative()?)));
        }
        Ok(left)
    }

    fn alternative(&mut self) -> Read<Filter> {
        let left = self.binary(0)?;
        if !self.looks_at("//=") && self.take("//") {
            let right = self.deeper(Self::alternative)?;
            return Ok(Filter::Binary("//", Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn binary(&mut self, level: usize) -> Read<Filter> {
        let Some((signs, _)) = BINARY.get(level).filter(|it| !it.0.is_empty()) else {
            return self.postfix();
        };
        let mut left = self.binary(level + 1)?;
        loop {
            let Some(sign) = signs.iter().find(|it| self.looks_at(it)) else { return Ok(left) };
            let next = self.chars.get(self.at + sign.len()).copied();
            let is_other =
                sign.len() == 1 && next == Some('=') || *sign == "/" && next == Some('/');
            if is_other && !matches!(*sign, "<" | ">") {
                return Ok(left);
            }
            self.take(sign);
            left = Filter::Binary(sign, Box::new(left), Box::new(self.binary(level + 1)?));
        }
    }
}
