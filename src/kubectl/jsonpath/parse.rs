//! From text to a template. Source: `staging/src/k8s.io/client-go/util/jsonpath/parser.go`.

use super::{Constant, Node, Operand, Step};
use std::iter::Peekable;
use std::str::Chars;

/// Ranges inside ranges deeper than this are refused.
const MAX_DEPTH: usize = 32;

pub(super) fn template(text: &str) -> Result<Vec<Node>, String> {
    let mut rest = text;
    let nodes = nodes(&mut rest, 0)?;
    if rest.is_empty() { Ok(nodes) } else { Err("not in range, nothing to end".to_owned()) }
}

/// Nodes up to the end, or up to the `{end}` of the range they are in.
fn nodes(rest: &mut &str, depth: usize) -> Result<Vec<Node>, String> {
    if depth > MAX_DEPTH {
        return Err("ranges are nested too deeply".to_owned());
    }
    let mut nodes = Vec::new();
    while !rest.is_empty() {
        let Some(open) = rest.find('{') else {
            nodes.push(Node::Text(std::mem::take(rest).to_owned()));
            break;
        };
        let (text, tail) = rest.split_at(open);
        if !text.is_empty() {
            nodes.push(Node::Text(text.to_owned()));
        }
        let close = closing_brace(tail).ok_or("unclosed action")?;
        let action = tail.get(1..close).unwrap_or("").trim();
        let after = tail.get(close + 1..).unwrap_or("");
        if action == "end" {
            // The range takes its `{end}` away; without a range it stays, as an error.
            *rest = if depth > 0 { after } else { tail };
            return Ok(nodes);
        }
        *rest = after;
        if let Some(list) = action.strip_prefix("range ") {
            let steps = path(list.trim())?;
            nodes.push(Node::Range(steps, self::nodes(rest, depth + 1)?));
        } else {
            nodes.push(action_node(action)?);
        }
    }
    Ok(nodes)
}

/// Where the brace at the start of the text closes, quotes considered.
fn closing_brace(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (index, char) in text.char_indices().skip(1) {
        match (quote, char) {
            _ if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '}') => return Some(index),
            (None, _) => {}
        }
    }
    None
}

fn action_node(action: &str) -> Result<Node, String> {
    if action.starts_with(['"', '\'']) {
        let mut chars = action.chars().peekable();
        return Ok(Node::Text(quoted(&mut chars)?));
    }
    if action.starts_with(|it: char| it.is_ascii_digit()) {
        return Ok(Node::Text(action.to_owned()));
    }
    Ok(Node::Path(path(action)?))
}

/// A quoted text, its escapes resolved.
fn quoted(chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let quote = chars.next();
    let mut text = String::new();
    while let Some(char) = chars.next() {
        match char {
            char if Some(char) == quote => return Ok(text),
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    Err("unterminated quoted string".to_owned())
}

fn path(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(char) = chars.peek().copied() {
        match char {
            ' ' => drop(chars.next()),
            '$' => {
                chars.next();
                steps.push(Step::Root);
            }
            '@' => drop(chars.next()),
            '.' => {
                chars.next();
                if chars.next_if_eq(&'.').is_some() {
                    steps.push(Step::Recursive);
                }
                field(&mut chars, &mut steps);
            }
            '[' => steps.push(bracket(&mut chars)?),
            '*' => {
                chars.next();
                steps.push(Step::Wildcard);
            }
            other if first && (other.is_alphanumeric() || other == '_') => {
                return Err(format!("unrecognized identifier {text}"));
            }
            other => {
                let code = u32::from(other);
                return Err(format!("unrecognized character in action: U+{code:04X} '{other}'"));
            }
        }
        first = false;
    }
    Ok(steps)
}

fn field(chars: &mut Peekable<Chars<'_>>, steps: &mut Vec<Step>) {
    let mut name = String::new();
    while let Some(char) = chars.peek().copied() {
        match char {
            '.' | '[' | ']' | ' ' | '(' | ')' | '=' | '!' | '<' | '>' | '{' | '}' => break,
            '\\' => {
                chars.next();
                name.extend(chars.next());
            }
            other => {
                name.push(other);
                chars.next();
            }
        }
    }
    match name.as_str() {
        "" => {}
        "*" => steps.push(Step::Wildcard),
        _ => steps.push(Step::Fields(vec![name])),
    }
}

/// What stands between brackets.
fn bracket(chars: &mut Peekable<Chars<'_>>) -> Result<Step, String> {
    chars.next();
    let (mut text, mut depth, mut quote) = (String::new(), 0_usize, None);
    loop {
        let Some(char) = chars.next() else { return Err("unterminated array".to_owned()) };
        match (quote, char) {
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '[' | '(') => depth += 1,
            (None, ']') if depth == 0 => break,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        text.push(char);
    }
    let text = text.trim();
    if text == "*" {
        return Ok(Step::Wildcard);
    }
    if let Some(filter) = text.strip_prefix("?(").and_then(|it| it.strip_suffix(')')) {
        return self::filter(filter.trim());
    }
    if text.starts_with('?') {
        return Err("unterminated filter".to_owned());
    }
    let invalid = || format!("invalid array index {text}");
    if text.starts_with(['\'', '"']) {
        let names = text.split(',').map(|part| quoted(&mut part.trim().chars().peekable()));
        return Ok(Step::Fields(names.collect::<Result<_, _>>()?));
    }
    if text.contains(':') {
        return slice(text).ok_or_else(invalid);
    }
    let numbers: Result<Vec<i64>, _> = text.split(',').map(|it| it.trim().parse()).collect();
    numbers.map(Step::Indices).map_err(|_| invalid())
}

fn slice(text: &str) -> Option<Step> {
    let mut parts = text.split(':').map(str::trim);
    let mut bound = || match parts.next() {
        None | Some("") => Some(None),
        Some(number) => number.parse::<i64>().ok().map(Some),
    };
    let (from, to, step) = (bound()?, bound()?, bound()?);
    Some(Step::Slice(from, to, step.unwrap_or(1)))
}

fn filter(text: &str) -> Result<Step, String> {
    for operator in ["==", "!=", "<=", ">=", "<", ">"] {
        if let Some((left, right)) = split_outside_quotes(text, operator) {
            let right = Some((operator.to_owned(), operand(right.trim())?));
            return Ok(Step::Filter(operand(left.trim())?, right));
        }
    }
    Ok(Step::Filter(operand(text)?, None))
}

fn split_outside_quotes<'t>(text: &'t str, operator: &str) -> Option<(&'t str, &'t str)> {
    let mut quote = None;
    for (index, char) in text.char_indices() {
        match (quote, char) {
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, _) => {
                let rest = text.get(index..).unwrap_or("");
                if let Some(right) = rest.strip_prefix(operator) {
                    return Some((text.get(..index).unwrap_or(""), right));
                }
            }
        }
    }
    None
}

fn operand(text: &str) -> Result<Operand, String> {
    if text.starts_with(['"', '\'']) {
        let text = quoted(&mut text.chars().peekable())?;
        return Ok(Operand::Constant(Constant::Text(text)));
    }
    match text {
        "true" => return Ok(Operand::Constant(Constant::Bool(true))),
        "false" => return Ok(Operand::Constant(Constant::Bool(false))),
        _ => {}
    }
    let numeric = |it: char| it.is_ascii_digit() || it == '-' || it == '.';
    if !text.starts_with('.') && !text.is_empty() && text.chars().all(numeric) {
        return Ok(Operand::Constant(Constant::Number(text.to_owned())));
    }
    Ok(Operand::Path(path(text)?))
}
