//! From text to a template. Source: `staging/src/k8s.io/client-go/util/jsonpath/parser.go`.

use super::node::{Node, Param};
use crate::api::Value;

/// Parses a template: text, and actions between braces.
pub(super) fn template(text: &str) -> Result<Vec<Node>, String> {
    let mut nodes = Vec::new();
    let mut parser = Parser { rest: text };
    while !parser.rest.is_empty() {
        let (before, after) =
            parser.rest.split_once('{').map_or((parser.rest, None), |(a, b)| (a, Some(b)));
        if !before.is_empty() {
            nodes.push(Node::Value(before.into()));
        }
        let Some(after) = after else { break };
        parser.rest = after;
        nodes.push(Node::List(parser.action()?));
    }
    Ok(nodes)
}

/// Parses what stands inside an action. Source: `parseAction`.
fn action(text: &str) -> Result<Vec<Node>, String> {
    Parser { rest: &format!("{text}}}") }.action()
}

/// What may not stand in a name.
fn is_terminator(char: char) -> bool {
    " \t\r\n.,[]$@{}".contains(char)
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    /// Goes on up to a letter; what stood before.
    fn until(&mut self, stop: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Source: `parseInsideAction`.
    fn action(&mut self) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        loop {
            if self.eat("}") {
                return Ok(nodes);
            }
            if self.eat("[?(") {
                nodes.push(self.filter()?);
                continue;
            }
            if self.eat("..") {
                if nodes.last() == Some(&Node::Recursive) {
                    return Err("invalid multiple recursive descent".to_owned());
                }
                nodes.push(Node::Recursive);
                if self.rest.starts_with(|it: char| it == '_' || it.is_alphanumeric()) {
                    nodes.push(self.field());
                }
                continue;
            }
            let Some(char) = self.rest.chars().next().filter(|it| !"\r\n".contains(*it)) else {
                return Err("unclosed action".to_owned());
            };
            let after = self.rest.split_at(char.len_utf8()).1;
            match char {
                ' ' | '@' | '$' => self.rest = after,
                '[' => {
                    self.rest = after;
                    self.array(&mut nodes)?;
                }
                '"' | '\'' => {
                    self.rest = after;
                    nodes.push(self.quote(char)?);
                }
                '.' => {
                    self.rest = after;
                    nodes.push(self.field());
                }
                '+' | '-' | '0'..='9' => nodes.push(self.number(char)?),
                _ if char == '_' || char.is_alphanumeric() => {
                    nodes.push(match self.until(is_terminator) {
                        "true" => Node::Value(Value::Bool(true)),
                        "false" => Node::Value(Value::Bool(false)),
                        name => Node::Identifier(name.to_owned()),
                    });
                }
                _ => {
                    let code = u32::from(char);
                    return Err(format!("unrecognized character in action: U+{code:04X} '{char}'"));
                }
            }
        }
    }

    /// Source: `parseField`.
    fn field(&mut self) -> Node {
        let (mut name, mut escaped) = (String::new(), false);
        let mut end = self.rest.len();
        for (at, char) in self.rest.char_indices() {
            if !escaped && is_terminator(char) {
                end = at;
                break;
            }
            escaped = !escaped && char == '\\';
            if char != '\\' {
                name.push(char);
            }
        }
        self.rest = self.rest.split_at(end).1;
        if name == "*" { Node::Wildcard } else { Node::Field(name) }
    }

    /// Source: `parseNumber`.
    fn number(&mut self, sign: char) -> Result<Node, String> {
        let all = self.rest;
        self.eat(if "+-".contains(sign) { all.split_at(1).0 } else { "" });
        self.until(|it| it != '.' && !it.is_ascii_digit());
        let text = all.strip_suffix(self.rest).unwrap_or(all);
        let number = serde_json::from_str(text.trim_start_matches('+'));
        number.map(Node::Value).map_err(|_| format!("cannot parse number {text}"))
    }

    /// Source: `parseQuote`, `UnquoteExtend`.
    fn quote(&mut self, quote: char) -> Result<Node, String> {
        let all = self.rest;
        let mut text = String::new();
        let mut chars = all.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                '\n' => break,
                '\\' => {
                    let Some((_, escaped)) = chars.next() else { break };
                    text.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        '\\' => '\\',
                        it if it == quote => it,
                        _ => {
                            let whole = all.split(quote).next().unwrap_or(all);
                            return Err(format!(
                                "unquote string {quote}{whole}{quote} error invalid syntax"
                            ));
                        }
                    });
                }
                it if it == quote => {
                    self.rest = all.split_at(at + 1).1;
                    return Ok(Node::Value(Value::String(text)));
                }
                it => text.push(it),
            }
        }
        Err("unterminated quoted string".to_owned())
    }

    /// Source: `parseArray`.
    fn array(&mut self, nodes: &mut Vec<Node>) -> Result<(), String> {
        let text = self.until(|it| it == ']' || it == '\n');
        if !self.eat("]") {
            return Err("unterminated array".to_owned());
        }
        let parts: Vec<&str> = text.split(',').collect();
        if parts.len() > 1 {
            let each = parts.iter().map(|it| action(&format!("[{}]", it.trim_matches(' '))));
            nodes.push(Node::Union(each.collect::<Result<_, _>>()?));
            return Ok(());
        }
        let key = text.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
        if let Some(key) = key.filter(|it| !it.contains('\'')) {
            nodes.extend(action(&format!(".{key}"))?);
            return Ok(());
        }
        let text = if text == "*" { ":" } else { text };
        let invalid = || format!("invalid array index {text}");
        let mut parts = text.split(':');
        let mut part = || parts.next().map(|it| (it, it.parse::<i64>().ok()));
        let read = |part: Option<(&str, Option<i64>)>| match part {
            None | Some(("", _)) => Ok(None),
            Some((number, value)) => value.map(Some).ok_or_else(|| {
                match number.trim_start_matches('-').chars().all(|it| it.is_ascii_digit()) {
                    true => format!("array index {number} is not a number"),
                    false => invalid(),
                }
            }),
        };
        let (from, to, step) = (part(), part(), part());
        let is_single = to.is_none();
        let param = Param { from: read(from)?, to: read(to)?, step: read(step)?, is_single };
        if parts.next().is_some() {
            return Err(invalid());
        }
        nodes.push(Node::Array(param));
        Ok(())
    }

    /// Source: `parseFilter`.
    fn filter(&mut self) -> Result<Node, String> {
        let all = self.rest;
        // The first quote must have its like before the filter may close.
        let (mut open, mut closed, mut before) = (None, false, ' ');
        for (at, char) in all.char_indices() {
            match (char, open) {
                ('\n', _) => break,
                ('"' | '\'', None) => open = Some(char),
                (_, Some(quote)) if char == quote && before != '\\' => closed = true,
                (')', _) if open.is_some() == closed => {
                    let (text, rest) = all.split_at(at);
                    self.rest = rest.strip_prefix(")]").ok_or("unclosed array expect ]")?;
                    return comparison(text);
                }
                _ => {}
            }
            before = char;
        }
        Err("unterminated filter".to_owned())
    }
}

/// `@.a == "b"`, or that there is something.
fn comparison(text: &str) -> Result<Node, String> {
    let is_operator = |it: char| "!<>=".contains(it);
    let at = text.find(is_operator).filter(|it| *it > 0);
    let Some((left, tail)) = at.map(|it| text.split_at(it)) else {
        return Ok(Node::Filter(action(text)?, None));
    };
    let right = tail.trim_start_matches(is_operator);
    if right.is_empty() {
        return Ok(Node::Filter(action(text)?, None));
    }
    let operator = tail.strip_suffix(right).unwrap_or("").to_owned();
    Ok(Node::Filter(action(left)?, Some((operator, action(right)?))))
}
