//! Label selectors as the API server reads them.
//! Source: `staging/src/k8s.io/apimachinery/pkg/labels/selector.go`.

use crate::api::{Requirement, Selector, SelectorOperator, Value};
use crate::sorted::{Sort, SortedSet};
use serde_json::json;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    End,
    Word(String),
    Symbol(&'static str),
    /// What the lexer says of symbols that mean nothing.
    Error(String),
}

const SYMBOLS: [&str; 9] = ["==", "!=", "=", "!", "(", ")", ",", ">", "<"];
const KEY_FORM: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_FORM: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/// Reads `app=web,tier in (a,b),!old`.
///
/// # Errors
/// The parser's words.
pub(super) fn parse(text: &str) -> Result<Selector, String> {
    let mut parser = Parser { tokens: scan(text), at: 0 };
    let mut requirements = Vec::new();
    loop {
        match parser.peek() {
            Token::Word(_) | Token::Symbol("!") => {}
            Token::End => break,
            other => {
                let found = other.literal();
                return Err(format!(
                    "found '{found}', expected: !, identifier, or 'end of string'"
                ));
            }
        }
        let requirement = parser.requirement();
        requirements.push(requirement.map_err(|it| format!("unable to parse requirement: {it}"))?);
        match parser.next() {
            Token::End => break,
            Token::Symbol(",") => match parser.peek() {
                Token::Word(_) | Token::Symbol("!") => {}
                other => {
                    let found = other.literal();
                    return Err(format!("found '{found}', expected: identifier after ','"));
                }
            },
            other => {
                let found = other.literal();
                return Err(format!("found '{found}', expected: ',' or 'end of string'"));
            }
        }
    }
    requirements.order_by(|a, b| a.key.cmp(&b.key));
    Ok(Selector { requirements })
}

/// Reads the selector of an object. Source: `metav1.ParseToLabelSelector`.
///
/// # Errors
/// The parser's words, or an operator that objects don't have.
pub(super) fn of_object(text: &str) -> Result<Value, String> {
    let parsed = parse(text)
        .map_err(|why| format!("couldn't parse the selector string \"{text}\": {why}"))?;
    let mut selector = json!({});
    for Requirement { key, operator, values } in parsed.requirements {
        let operator = match operator {
            SelectorOperator::Equals => {
                selector["matchLabels"][key] = json!(values.concat());
                continue;
            }
            SelectorOperator::NotEquals => {
                return Err("\"!=\" is not a valid label selector operator".to_owned());
            }
            SelectorOperator::In => "In",
            SelectorOperator::NotIn => "NotIn",
            SelectorOperator::Exists => "Exists",
            SelectorOperator::DoesNotExist => "DoesNotExist",
        };
        let mut expression = json!({"key": key, "operator": operator});
        if !values.is_empty() {
            expression["values"] = json!(values);
        }
        match &mut selector["matchExpressions"] {
            Value::Array(all) => all.push(expression),
            none => *none = json!([expression]),
        }
    }
    Ok(selector)
}

fn is_symbol(char: char) -> bool {
    "=!(),><".contains(char)
}

fn scan(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(first) = rest.chars().next() else { break };
        let length = if is_symbol(first) {
            let run: &str = rest.split(|it| !is_symbol(it)).next().unwrap_or("");
            match SYMBOLS.iter().find(|it| run.starts_with(**it)) {
                Some(symbol) => {
                    tokens.push(Token::Symbol(symbol));
                    symbol.len()
                }
                None => {
                    tokens.push(Token::Error(format!("error expected: keyword found '{run}'")));
                    run.len()
                }
            }
        } else {
            let ends = |it: char| is_symbol(it) || " \t\r\n".contains(it);
            let word: &str = rest.split(ends).next().unwrap_or("");
            tokens.push(Token::Word(word.to_owned()));
            word.len()
        };
        rest = rest.get(length..).unwrap_or("");
    }
    tokens.push(Token::End);
    tokens
}

impl Token {
    fn literal(&self) -> &str {
        match self {
            Self::End => "",
            Self::Word(text) | Self::Error(text) => text,
            Self::Symbol(symbol) => symbol,
        }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let mut token = self.next();
        let is_absence = token == Token::Symbol("!");
        if is_absence {
            token = self.next();
        }
        let Token::Word(key) = token else {
            return Err(format!("found '{}', expected: identifier", token.literal()));
        };
        if !is_key(&key) {
            return Err(format!("<nil>: Invalid value: {key:?}: {KEY_FORM}"));
        }
        let of = |operator, values: Vec<String>| Requirement { key: key.clone(), operator, values };
        if matches!(self.peek(), Token::End | Token::Symbol(",")) && !is_absence {
            return Ok(of(SelectorOperator::Exists, Vec::new()));
        }
        if is_absence {
            return Ok(of(SelectorOperator::DoesNotExist, Vec::new()));
        }
        let (operator, values) = match self.next() {
            Token::Word(word) if word == "in" => (SelectorOperator::In, self.set()?),
            Token::Word(word) if word == "notin" => (SelectorOperator::NotIn, self.set()?),
            Token::Symbol("=" | "==") => (SelectorOperator::Equals, self.one()?),
            Token::Symbol("!=") => (SelectorOperator::NotEquals, self.one()?),
            Token::Symbol(sign @ (">" | "<")) => {
                return Err(format!("'{sign}' is more than this simulator's selectors can do"));
            }
            other => {
                let found = other.literal();
                return Err(format!("found '{found}', expected: in, notin, =, ==, !=, gt, lt"));
            }
        };
        let values: Vec<String> = values.into_iter().collect();
        for (index, value) in values.iter().enumerate() {
            if !is_value(value) {
                let place = format!("values[{index}][{key}]");
                return Err(format!("{place}: Invalid value: {value:?}: {VALUE_FORM}"));
            }
        }
        Ok(of(operator, values))
    }

    /// What stands behind `=`.
    fn one(&mut self) -> Result<SortedSet<String>, String> {
        if matches!(self.peek(), Token::End | Token::Symbol(",")) {
            return Ok(SortedSet::from([String::new()]));
        }
        match self.next() {
            Token::Word(value) => Ok(SortedSet::from([value])),
            other => Err(format!("found '{}', expected: identifier", other.literal())),
        }
    }

    /// What stands behind `in`.
    fn set(&mut self) -> Result<SortedSet<String>, String> {
        let open = self.next();
        if open != Token::Symbol("(") {
            return Err(format!("found '{}' expected: '('", open.literal()));
        }
        let first = self.peek().clone();
        let mut values = SortedSet::new();
        match first {
            Token::Word(_) | Token::Symbol(",") => self.list(&mut values)?,
            Token::Symbol(")") => drop(values.insert(String::new())),
            other => {
                let found = other.literal();
                return Err(format!("found '{found}', expected: ',', ')' or identifier"));
            }
        }
        match self.next() {
            Token::Symbol(")") => Ok(values),
            _ => Err(format!("found '{}', expected: ')'", first.literal())),
        }
    }

    fn list(&mut self, values: &mut SortedSet<String>) -> Result<(), String> {
        loop {
            match self.next() {
                Token::Word(value) => {
                    values.insert(value);
                    match self.peek() {
                        Token::Symbol(",") => {}
                        Token::Symbol(")") => return Ok(()),
                        other => {
                            let found = other.literal();
                            return Err(format!("found '{found}', expected: ',' or ')'"));
                        }
                    }
                }
                Token::Symbol(",") => {
                    if values.is_empty() || *self.peek() == Token::Symbol(",") {
                        values.insert(String::new());
                    }
                    if *self.peek() == Token::Symbol(")") {
                        values.insert(String::new());
                        return Ok(());
                    }
                }
                other => {
                    let found = other.literal();
                    return Err(format!("found '{found}', expected: ',', or identifier"));
                }
            }
        }
    }
}

/// Letters, digits, `-`, `_` and `.`, none of the signs at an end.
fn is_name(text: &str) -> bool {
    let allowed = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    let edge = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
    text.len() <= 63
        && text.chars().all(allowed)
        && edge(text.chars().next())
        && edge(text.chars().next_back())
}

fn is_key(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => {
            is_name(name) && prefix.split('.').all(|it| is_name(it) && it == it.to_lowercase())
        }
        None => is_name(key),
    }
}

fn is_value(value: &str) -> bool {
    value.is_empty() || is_name(value)
}
