//! What stands in an action. Source: Go's `text/template/parse`.

use super::functions;
use crate::api::Value;

/// `$x := .items | len`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pipeline {
    /// Variables that are declared or set.
    pub names: Vec<String>,
    /// `=`: the variable is there already.
    pub is_assignment: bool,
    /// Each gets what the one before it gives as its last argument.
    pub commands: Vec<Command>,
    /// Where it stands in the template, and as what.
    pub at: usize,
    pub text: String,
}

/// A function with its arguments, or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub operands: Vec<Operand>,
    pub at: usize,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Operand {
    pub base: Base,
    /// The fields behind it.
    pub fields: Vec<String>,
    pub at: usize,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Dot,
    Variable(String),
    Literal(Value),
    Function(String),
    Group(Box<Pipeline>),
}

/// Reads actions, and knows which variables there are.
pub(super) struct Reader<'a> {
    text: &'a str,
    variables: Vec<String>,
    depth: usize,
}

/// Parentheses in each other are not deeper.
const DEPTH_MAX: usize = 50;

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, variables: vec!["$".to_owned()], depth: 0 }
    }

    /// What is wrong at a place of the template.
    pub fn wrong(&self, at: usize, why: impl std::fmt::Display) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        format!("template: output:{}: {why}", before.matches('\n').count() + 1)
    }

    /// Reads `text`, which stands at `at`.
    pub fn pipeline(&mut self, text: &str, at: usize, context: &str) -> Result<Pipeline, String> {
        let (names, is_assignment, body, body_at) = self.declaration(text, at);
        let mut commands = Vec::new();
        for (piece, offset) in pieces(body, '|') {
            commands.push(self.command(piece, body_at + offset, context)?);
        }
        for name in &names {
            if is_assignment && !self.variables.contains(name) {
                return Err(self.wrong(at, format!("undefined variable {name:?}")));
            }
            self.variables.push(name.clone());
        }
        let shown = body.trim();
        let at = body_at + body.len() - body.trim_start().len();
        Ok(Pipeline { names, is_assignment, commands, at, text: shown.to_owned() })
    }

    /// `$x :=`, `$i, $x :=`, `$x =`
    fn declaration<'t>(&self, text: &'t str, at: usize) -> (Vec<String>, bool, &'t str, usize) {
        let plain = (Vec::new(), false, text, at);
        if !text.trim_start().starts_with('$') {
            return plain;
        }
        let Some(sign) = text.find('=') else { return plain };
        let head = text.get(..sign).unwrap_or("");
        let (head, is_assignment) = match head.strip_suffix(':') {
            Some(head) => (head, false),
            None => (head, true),
        };
        let names: Vec<String> = head.split(',').map(|it| it.trim().to_owned()).collect();
        let is_name = |it: &String| {
            it.strip_prefix('$').is_some_and(|it| {
                !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '_')
            })
        };
        if !names.iter().all(is_name) || names.len() > 2 {
            return plain;
        }
        (names, is_assignment, text.get(sign + 1..).unwrap_or(""), at + sign + 1)
    }

    fn command(&mut self, text: &str, at: usize, context: &str) -> Result<Command, String> {
        let body = text.trim();
        let at = at + text.len() - text.trim_start().len();
        if body.is_empty() {
            return Err(self.wrong(at, format!("missing value for {context}")));
        }
        let mut operands = Vec::new();
        for (word, offset) in pieces(body, ' ') {
            if !word.trim().is_empty() {
                operands.push(self.operand(word, at + offset)?);
            }
        }
        Ok(Command { operands, at, text: body.to_owned() })
    }

    fn operand(&mut self, word: &str, at: usize) -> Result<Operand, String> {
        let of = |base, fields: &str, at| Operand {
            base,
            fields: fields.split('.').filter(|it| !it.is_empty()).map(str::to_owned).collect(),
            at,
            text: word.to_owned(),
        };
        if word.starts_with('(') {
            return self.group(word, at);
        }
        if let Some(text) = word.strip_prefix('`').and_then(|it| it.strip_suffix('`')) {
            return Ok(of(Base::Literal(Value::String(text.to_owned())), "", at));
        }
        if word.starts_with('"') {
            let text: Result<String, _> = serde_json::from_str(word);
            let text = text.map_err(|_| self.wrong(at, "invalid syntax"))?;
            return Ok(of(Base::Literal(Value::String(text)), "", at));
        }
        if word.starts_with(|it: char| it.is_ascii_digit() || "+-".contains(it)) {
            let number: Result<Value, _> = serde_json::from_str(word.trim_start_matches('+'));
            let number = number.ok().filter(Value::is_number);
            let bad = || self.wrong(at, format!("bad number syntax: {word:?}"));
            return Ok(of(Base::Literal(number.ok_or_else(bad)?), "", at));
        }
        let dot = word.find('.').unwrap_or(word.len());
        let (name, fields) = word.split_at(dot);
        // Go points at the second part of a path.
        let second = fields.get(1..).and_then(|it| it.find('.')).map_or(0, |it| it + 1);
        match name {
            "" => Ok(of(Base::Dot, fields, at + second)),
            "true" | "false" => Ok(of(Base::Literal(Value::Bool(name == "true")), fields, at)),
            "nil" => Ok(of(Base::Literal(Value::Null), fields, at)),
            name if name.starts_with('$') => {
                if !self.variables.iter().any(|it| it == name) {
                    return Err(self.wrong(at, format!("undefined variable {name:?}")));
                }
                Ok(of(Base::Variable(name.to_owned()), fields, at + dot % word.len()))
            }
            name if functions::is_known(name) => {
                Ok(of(Base::Function(name.to_owned()), fields, at))
            }
            name if name.chars().all(|it| it.is_alphanumeric() || it == '_') => {
                Err(self.wrong(at, format!("function {name:?} not defined")))
            }
            name => {
                let char = name.chars().find(|it| !it.is_alphanumeric()).unwrap_or(' ');
                Err(self.wrong(at, format!("unexpected {:?} in operand", char.to_string())))
            }
        }
    }

    /// `(len .items)`, `(index .items 0).metadata`
    fn group(&mut self, word: &str, at: usize) -> Result<Operand, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.wrong(at, "too many parentheses"));
        }
        let close = closing(word).ok_or_else(|| self.wrong(at, "unclosed left paren"))?;
        let inner = word.get(1..close).unwrap_or("");
        let pipeline = self.pipeline(inner, at + 1, "parenthesized pipeline")?;
        self.depth -= 1;
        let fields = word.get(close + 1..).unwrap_or("").split('.');
        Ok(Operand {
            base: Base::Group(Box::new(pipeline)),
            fields: fields.filter(|it| !it.is_empty()).map(str::to_owned).collect(),
            at,
            text: word.to_owned(),
        })
    }
}

fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    outside_quotes(text, |at, char| {
        depth += i32::from(char == '(') - i32::from(char == ')');
        if depth == 0 && found.is_none() {
            found = Some(at);
        }
    });
    found
}

/// Visits what stands in no quotes.
fn outside_quotes(text: &str, mut visit: impl FnMut(usize, char)) {
    let (mut quote, mut escaped) = (None, false);
    for (at, char) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some('"') if char == '\\' => escaped = true,
            Some(open) if char == open => quote = None,
            Some(_) => {}
            None if char == '"' || char == '`' => quote = Some(char),
            None => visit(at, char),
        }
    }
}

/// The pieces between the separators (a space stands for any white space) that stand in no quotes
/// and no parentheses, and where each begins.
fn pieces(text: &str, separator: char) -> Vec<(&str, usize)> {
    let mut cuts = Vec::new();
    let mut depth = 0_i32;
    outside_quotes(text, |at, char| {
        depth += i32::from(char == '(') - i32::from(char == ')');
        let is_cut = char == separator || (separator == ' ' && char.is_whitespace());
        if is_cut && depth == 0 {
            cuts.push((at, char.len_utf8()));
        }
    });
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (at, length) in cuts.into_iter().chain([(text.len(), 0)]) {
        pieces.push((text.get(from..at).unwrap_or(""), from));
        from = at + length;
    }
    pieces
}
