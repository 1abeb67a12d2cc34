//! From a line to commands. Source: POSIX.1-2017, Shell Command Language.

use std::iter::Peekable;
use std::str::Chars;

/// Stands before the line of a `$( )` in a word: what comes of it is split into words.
const SPLIT: char = '\u{1}';
/// The same inside of double quotes: what comes of it is one piece.
const WHOLE: char = '\u{2}';
/// Stands behind the line.
const END: char = '\u{3}';
const MARKS: [char; 3] = [SPLIT, WHOLE, END];
/// More in one line are a mistake.
const SUBSTITUTIONS_MAX: usize = 20;

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
    /// `NAME=value` before the program.
    pub variables: Vec<(String, String)>,
    /// `> FILE`, and whether it is `>>`.
    pub output: Option<(String, bool)>,
    /// `< FILE`
    pub input: Option<String>,
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
    /// `>`, `>>`, `2>`, `2>>` or `<`, and the file.
    File(&'static str, String),
}

/// Reads a line.
///
/// # Errors
/// What bash says.
pub(in crate::kubectl) fn parse(line: &str) -> Result<Vec<Pipeline>, String> {
    if line.matches("$(").count() > SUBSTITUTIONS_MAX {
        return Err("bash: command substitution: too many of them in one line".to_owned());
    }
    let line: String = line.chars().filter(|it| !MARKS.contains(it)).collect();
    let line = line.as_str();
    let mut pipelines = Vec::new();
    let mut pipeline = Pipeline { link: Link::Always, commands: Vec::new() };
    let mut command = Command::default();
    for token in tokens(line)? {
        match token {
            Token::Word(word) => command.take_word(word),
            Token::File(operator, file) => command.redirect(operator, file)?,
            Token::Operator("2>&1") => command.errors_join = true,
            Token::Operator(operator) => {
                if command.is_empty() {
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
    if command.is_empty() && waits {
        return Err("bash: syntax error: unexpected end of file".to_owned());
    }
    if !command.is_empty() {
        pipeline.commands.push(command);
        pipelines.push(pipeline);
    }
    Ok(pipelines)
}

impl Command {
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.output.is_none() && self.variables.is_empty()
    }

    fn take_word(&mut self, word: String) {
        if self.words.is_empty()
            && let Some((name, value)) = word.split_once('=')
            && is_name(name)
        {
            self.variables.push((name.to_owned(), value.to_owned()));
        } else {
            self.words.push(word);
        }
    }

    fn redirect(&mut self, operator: &str, file: String) -> Result<(), String> {
        match (operator, file.as_str()) {
            ("<", "/dev/null") => self.input = Some(String::new()),
            ("<", _) => self.input = Some(file),
            (">" | ">>", "/dev/null") => self.output_vanishes = true,
            (">" | ">>", _) => self.output = Some((file, operator == ">>")),
            (_, "/dev/null") => self.errors_vanish = true,
            _ => return Err(format!("bash: {file}: errors can't go to a file here")),
        }
        Ok(())
    }
}

/// Whether this can be a variable's name.
fn is_name(text: &str) -> bool {
    let letter = |it: char| it == '_' || it.is_ascii_alphabetic();
    text.starts_with(letter) && text.chars().all(|it| letter(it) || it.is_ascii_digit())
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
            '$' if chars.next_if_eq(&'(').is_some() => substitution(chars, SPLIT, &mut word)?,
            '\'' => single_quoted(chars, &mut word)?,
            '"' => double_quoted(chars, &mut word)?,
            // A backslash at the end of a line joins it with the next.
            '\\' => word.extend(chars.next().filter(|it| *it != '\n')),
            other => word.push(other),
        }
    }
    Ok(word)
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

/// The words with what their `$( )` print in its place.
///
/// # Errors
/// What stands in one fails to run.
pub(in crate::kubectl) fn expand(
    words: &[String],
    mut run: impl FnMut(&str) -> Result<String, String>,
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
            let printed = run(line)?;
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
            '$' if chars.next_if_eq(&'(').is_some() => substitution(chars, WHOLE, word)?,
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
