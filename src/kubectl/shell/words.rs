//! From a line to words. Source: POSIX.1-2017, Shell Command Language.

use super::parse::unexpected;
use std::iter::Peekable;
use std::str::Chars;

/// Stands before the line of a `$( )` in a word: what comes of it is split into words.
const SPLIT: char = '\u{1}';
/// The same inside of double quotes: what comes of it is one piece.
const WHOLE: char = '\u{2}';
/// Stands behind the line.
const END: char = '\u{3}';
/// Stands before the name of a variable, in the place of a line.
const VARIABLE: char = '\u{4}';
const MARKS: [char; 4] = [SPLIT, WHOLE, END, VARIABLE];
/// More in one line are a mistake.
const SUBSTITUTIONS_MAX: usize = 20;

/// A piece of a line.
#[derive(Debug)]
pub(super) enum Token {
    /// A word, without its quotes.
    Word(String),
    /// `;`, `|`, `&&`, `||`, `2>&1` or the end of a line.
    Operator(&'static str),
    /// `>`, `>>`, `2>`, `2>>` or `<`, and the file.
    File(&'static str, String),
}

/// Whether this can be a variable's name.
pub(super) fn is_name(text: &str) -> bool {
    let letter = |it: char| it == '_' || it.is_ascii_alphabetic();
    text.starts_with(letter) && text.chars().all(|it| letter(it) || it.is_ascii_digit())
}

/// The words and operators of a line.
///
/// # Errors
/// What bash says.
pub(super) fn tokens(line: &str) -> Result<Vec<Token>, String> {
    if line.matches("$(").count() > SUBSTITUTIONS_MAX {
        return Err("bash: command substitution: too many of them in one line".to_owned());
    }
    let line: String = line.chars().filter(|it| !MARKS.contains(it)).collect();
    let mut tokens = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.peek().copied() {
        match char {
            ' ' | '\t' => drop(chars.next()),
            '#' => while chars.next_if(|it| *it != '\n').is_some() {},
            '\n' | ';' => {
                chars.next();
                tokens.push(Token::Operator(if char == ';' { ";" } else { "\n" }));
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
                Some(token) => tokens.push(token),
                None => tokens.push(Token::Word(word(&mut chars)?)),
            },
        }
    }
    Ok(tokens)
}

/// `2>&1`, `> FILE`, `>> FILE`, `2> FILE`, `< FILE`
fn redirection(chars: &mut Peekable<Chars<'_>>) -> Result<Option<Token>, String> {
    let head: String = chars.clone().take(4).collect();
    if head == "2>&1" {
        chars.by_ref().take(4).for_each(drop);
        return Ok(Some(Token::Operator("2>&1")));
    }
    const FORMS: [(&str, &str); 7] = [
        ("2>>", "2>>"),
        ("2>", "2>"),
        ("1>>", ">>"),
        ("1>", ">"),
        (">>", ">>"),
        (">", ">"),
        ("<", "<"),
    ];
    if head.starts_with("<<") {
        return Err("bash: a here-document is more than one line; put it into a file".to_owned());
    }
    let Some((form, operator)) = FORMS.iter().find(|it| head.starts_with(it.0)) else {
        return Ok(None);
    };
    chars.by_ref().take(form.len()).for_each(drop);
    while chars.next_if(|it| *it == ' ' || *it == '\t').is_some() {}
    let file = word(chars)?;
    if file.is_empty() {
        return Err(unexpected("newline"));
    }
    Ok(Some(Token::File(operator, file)))
}

fn word(chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut word = String::new();
    while let Some(char) = chars.peek().copied() {
        match char {
            ' ' | '\t' | '\n' | ';' | '|' | '&' | '(' | ')' | '<' | '>' => break,
            _ => drop(chars.next()),
        }
        match char {
            '$' => dollar(chars, SPLIT, &mut word)?,
            '\'' => single_quoted(chars, &mut word)?,
            '"' => double_quoted(chars, &mut word)?,
            // A backslash at the end of a line joins it with the next.
            '\\' => word.extend(chars.next().filter(|it| *it != '\n')),
            other => word.push(other),
        }
    }
    Ok(word)
}

/// `$( )`, `$NAME`, `${NAME}`, `${NAME:-default}` or `$?`; any other dollar sign is one.
fn dollar(chars: &mut Peekable<Chars<'_>>, mark: char, word: &mut String) -> Result<(), String> {
    let letter = |it: &char| *it == '_' || it.is_ascii_alphanumeric();
    let mut name = String::new();
    match chars.peek().copied() {
        Some('(') => {
            chars.next();
            return substitution(chars, mark, word);
        }
        Some('?') => name.extend(chars.next()),
        Some('{') => {
            chars.next();
            while let Some(char) = chars.next_if(|it| *it != '}') {
                name.push(char);
            }
            chars.next().ok_or_else(|| unclosed('}'))?;
            let plain = name.split_once(":-").map_or(name.as_str(), |it| it.0);
            if !is_name(plain) {
                return Err(format!("bash: ${{{name}}}: bad substitution"));
            }
        }
        Some(first) if letter(&first) && !first.is_ascii_digit() => {
            while let Some(char) = chars.next_if(letter) {
                name.push(char);
            }
        }
        _ => {
            word.push('$');
            return Ok(());
        }
    }
    word.extend([mark, VARIABLE]);
    word.push_str(&name);
    word.push(END);
    Ok(())
}

/// What stands for a part of a word.
pub(in crate::kubectl) enum Part<'a> {
    /// The line of a `$( )`.
    Line(&'a str),
    /// A variable, and what it is worth where there is none.
    Variable(&'a str, &'a str),
}

/// Takes the line up to the parenthesis that closes it.
fn substitution(
    chars: &mut Peekable<Chars<'_>>,
    mark: char,
    word: &mut String,
) -> Result<(), String> {
    word.push(mark);
    let (mut depth, mut quote) = (1_usize, None);
    while let Some(char) = chars.next() {
        match (char, quote) {
            ('\\', None | Some('"')) => {
                word.push(char);
                word.extend(chars.next());
                continue;
            }
            ('\'' | '"', None) => quote = Some(char),
            (_, Some(open)) if open == char => quote = None,
            ('(', None) => depth += 1,
            (')', None) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            word.push(END);
            return Ok(());
        }
        word.push(char);
    }
    Err(unclosed(')'))
}

/// The words with what their `$( )` print, and their variables are worth, in its place.
///
/// # Errors
/// What stands in one fails to run.
pub(in crate::kubectl) fn expand(
    words: &[String],
    mut run: impl FnMut(Part<'_>) -> Result<String, String>,
) -> Result<Vec<String>, String> {
    let mut expanded = Vec::new();
    for word in words {
        if !word.contains([SPLIT, WHOLE]) {
            expanded.push(word.clone());
            continue;
        }
        let (mut current, mut rest) = (Some(String::new()), word.as_str());
        while let Some(at) = rest.find([SPLIT, WHOLE]) {
            let is_split = rest.get(at..).is_some_and(|it| it.starts_with(SPLIT));
            let text = current.get_or_insert_default();
            text.push_str(rest.get(..at).unwrap_or(""));
            let inner = rest.get(at + 1..).unwrap_or("");
            let (line, after) = inner.split_once(END).unwrap_or((inner, ""));
            let printed = run(match line.strip_prefix(VARIABLE) {
                Some(name) => name
                    .split_once(":-")
                    .map_or(Part::Variable(name, ""), |(name, or)| Part::Variable(name, or)),
                None => Part::Line(line),
            })?;
            let printed = printed.trim_end_matches('\n');
            if is_split {
                split(printed, &mut current, &mut expanded);
            } else {
                text.push_str(printed);
            }
            rest = after;
        }
        if !rest.is_empty() {
            current.get_or_insert_default().push_str(rest);
        }
        expanded.extend(current.filter(|it| !it.is_empty() || word.contains(WHOLE)));
    }
    Ok(expanded)
}

/// Puts printed words behind the word that is being made; the last may go on.
fn split(printed: &str, current: &mut Option<String>, words: &mut Vec<String>) {
    for (index, piece) in printed.split_whitespace().enumerate() {
        if index > 0 {
            words.extend(current.take());
        }
        current.get_or_insert_default().push_str(piece);
    }
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
            '$' => dollar(chars, WHOLE, word)?,
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
