//! From letters to tokens.

use crate::shell::escape::unescape;
use crate::shell::number::Number;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Number),
    Text(String),
    Regex(String),
    Name(String),
    /// A name with a bracket right behind it.
    Called(String),
    Sign(&'static str),
}

impl Token {
    pub fn text(&self) -> String {
        match self {
            Self::Number(number) => number.general(6),
            Self::Text(text) | Self::Regex(text) | Self::Name(text) | Self::Called(text) => {
                text.clone()
            }
            Self::Sign("\n") => "end of line".to_owned(),
            Self::Sign(sign) => (*sign).to_owned(),
        }
    }
}

const SIGNS: [&str; 41] = [
    "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "==", "!=", "<=", ">=", "!~", ">>",
    "**", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", "<", ">", "|",
    "?", ":", "~", "$", "=", "\n",
];
const KEYWORDS: [&str; 14] = [
    "if", "else", "while", "for", "do", "print", "printf", "return", "exit", "in", "delete",
    "next", "function", "getline",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        if char == ' ' || char == '\t' || char == '\r' {
            rest = &rest[1..];
        } else if let Some(behind) = rest.strip_prefix("\\\n") {
            rest = behind;
        } else if char == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if char == '"' {
            let (body, behind) = until(&rest[1..], '"').ok_or("non-terminated string")?;
            tokens.push(Token::Text(unescape(&body, false).0));
            rest = behind;
        } else if char == '/' && begins_regex(tokens.last()) {
            let (body, behind) =
                until(&rest[1..], '/').ok_or("non-terminated regular expression")?;
            tokens.push(Token::Regex(body.replace("\\/", "/")));
            rest = behind;
        } else if char.is_ascii_digit() || char == '.' {
            let (number, length) = Number::prefix(rest).ok_or("syntax error at .")?;
            tokens.push(Token::Number(number));
            rest = &rest[length..];
        } else if char.is_alphabetic() || char == '_' {
            let end =
                rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            rest = behind;
            let is_called = rest.starts_with('(') && !KEYWORDS.contains(&name);
            tokens.push(if is_called {
                Token::Called(name.to_owned())
            } else {
                Token::Name(name.to_owned())
            });
        } else {
            let sign = SIGNS.into_iter().find(|it| rest.starts_with(it));
            let sign = sign.ok_or_else(|| format!("syntax error at or near {char}"))?;
            rest = &rest[sign.len()..];
            tokens.push(Token::Sign(sign));
        }
    }
    Ok(tokens)
}

/// Whether a slash begins an expression and does not divide.
fn begins_regex(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]" | "$" | "++" | "--"),
        Some(Token::Name(name)) => KEYWORDS.contains(&name.as_str()),
        _ => false,
    }
}

fn until(text: &str, end: char) -> Option<(String, &str)> {
    let mut body = String::new();
    let (mut is_escaped, mut is_set) = (false, false);
    for (at, char) in text.char_indices() {
        if char == end && !is_escaped && !(is_set && end == '/') {
            return Some((body, &text[at + 1..]));
        }
        if char == '\n' && end == '/' {
            return None;
        }
        if !is_escaped {
            is_set = char == '[' || is_set && char != ']';
        }
        is_escaped = char == '\\' && !is_escaped;
        body.push(char);
    }
    None
}
