//! From a line to commands. Source: POSIX.1-2017, Shell Command Language.

use std::iter::Peekable;
use std::str::Chars;

/// One program with its arguments.
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

#[derive(Debug)]
enum Token {
    Word(String),
    Operator(&'static str),
}

/// Reads a line.
///
/// # Errors
/// What bash says.
pub(in crate::kubectl) fn parse(line: &str) -> Result<Vec<Pipeline>, String> {
    let mut pipelines = Vec::new();
    let mut pipeline = Pipeline { link: Link::Always, commands: Vec::new() };
    let mut command = Command::default();
    for token in tokens(line)? {
        match token {
            Token::Word(word) => command.words.push(word),
            Token::Operator("2>&1") => command.errors_join = true,
            Token::Operator("2>/dev/null") => command.errors_vanish = true,
            Token::Operator(">/dev/null") => command.output_vanishes = true,
            Token::Operator(operator) => {
                if command.words.is_empty() {
                    return Err(unexpected(operator));
                }
                pipeline.commands.push(std::mem::take(&mut command));
                let link = match operator {
                    "|" => continue,
                    "&&" => Link::IfDone,
                    "||" => Link::IfFailed,
                    _ => Link::Always,
                };
                let next = Pipeline { link, commands: Vec::new() };
                pipelines.push(std::mem::replace(&mut pipeline, next));
            }
        }
    }
    let waits = !pipeline.commands.is_empty() || pipeline.link != Link::Always;
    if command.words.is_empty() && waits {
        return Err("bash: syntax error: unexpected end of file".to_owned());
    }
    if !command.words.is_empty() {
        pipeline.commands.push(command);
        pipelines.push(pipeline);
    }
    Ok(pipelines)
}

fn unexpected(token: &str) -> String {
    format!("bash: syntax error near unexpected token `{token}'")
}

fn tokens(line: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.peek().copied() {
        match char {
            ' ' | '\t' => drop(chars.next()),
            '#' => break,
            '\n' | ';' => {
                chars.next();
                tokens.push(Token::Operator(";"));
            }
            '|' | '&' => {
                chars.next();
                let doubled = chars.next_if_eq(&char).is_some();
                tokens.push(Token::Operator(match (char, doubled) {
                    ('|', false) => "|",
                    ('|', true) => "||",
                    ('&', true) => "&&",
                    _ => return Err(unexpected("&")),
                }));
            }
            '(' | ')' => return Err(unexpected(&char.to_string())),
            _ => match redirection(&mut chars)? {
                Some(operator) => tokens.push(Token::Operator(operator)),
                None => tokens.push(Token::Word(word(&mut chars)?)),
            },
        }
    }
    Ok(tokens)
}

/// The redirections that make sense without files.
fn redirection(chars: &mut Peekable<Chars<'_>>) -> Result<Option<&'static str>, String> {
    let rest: String = chars.clone().collect();
    let forms = [
        ("2>&1", "2>&1"),
        ("2>/dev/null", "2>/dev/null"),
        ("2> /dev/null", "2>/dev/null"),
        ("1>/dev/null", ">/dev/null"),
        (">/dev/null", ">/dev/null"),
        ("> /dev/null", ">/dev/null"),
    ];
    for (form, operator) in forms {
        if rest.starts_with(form) {
            chars.by_ref().take(form.chars().count()).for_each(drop);
            return Ok(Some(operator));
        }
    }
    match rest.chars().next() {
        Some(char @ ('<' | '>')) => {
            Err(format!("bash: `{char}': files of the tape can't be redirected"))
        }
        _ => Ok(None),
    }
}

fn word(chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut word = String::new();
    while let Some(char) = chars.peek().copied() {
        match char {
            ' ' | '\t' | '\n' | ';' | '|' | '&' | '(' | ')' | '<' | '>' => break,
            _ => drop(chars.next()),
        }
        match char {
            '\'' => single_quoted(chars, &mut word)?,
            '"' => double_quoted(chars, &mut word)?,
            // A backslash at the end of a line joins it with the next.
            '\\' => word.extend(chars.next().filter(|it| *it != '\n')),
            other => word.push(other),
        }
    }
    Ok(word)
}

fn unclosed(quote: char) -> String {
    format!("bash: unexpected EOF while looking for matching `{quote}'")
}

fn single_quoted(chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), String> {
    for char in chars.by_ref() {
        match char {
            '\'' => return Ok(()),
            other => word.push(other),
        }
    }
    Err(unclosed('\''))
}

fn double_quoted(chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), String> {
    while let Some(char) = chars.next() {
        match char {
            '"' => return Ok(()),
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => return Err(unclosed('"')),
            },
            other => word.push(other),
        }
    }
    Err(unclosed('"'))
}
