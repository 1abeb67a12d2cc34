//! From a script to steps.

use super::replace::{Part, parts};
use crate::shell::pattern;
use regex_lite::Regex;

/// Which lines are meant.
pub(super) enum Address {
    Line(usize),
    /// `1~2`
    Step(usize, usize),
    Last,
    Matches(Regex),
    /// `+3`
    More(usize),
}

/// What is done.
pub(super) enum Command {
    Substitute {
        regex: Regex,
        new: Vec<Part>,
        number: usize,
        is_all: bool,
        prints: bool,
    },
    Delete,
    DeleteFirst,
    Print,
    PrintFirst,
    Append(String),
    Insert(String),
    Change(String),
    Translate(Vec<char>, Vec<char>),
    Number,
    Next,
    AppendNext,
    Quit(i32, bool),
    Hold(bool),
    Get(bool),
    Exchange,
    /// Where to; whether only after a substitution.
    Branch(usize, bool),
    /// `{`, and the place behind its `}`.
    Open(usize),
}

/// A command with the lines that it is for.
pub(super) struct Step {
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub is_negated: bool,
    pub command: Command,
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    is_extended: bool,
    last: Option<String>,
}

/// Reads a script.
///
/// # Errors
/// In the words of sed.
pub(super) fn parse(text: &str, is_extended: bool) -> Result<Vec<Step>, String> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, is_extended, last: None };
    let (mut steps, mut open, mut labels, mut branches) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    loop {
        reader.skip(" \t\n;");
        if reader.peek().is_none() {
            break;
        }
        let from = reader.address()?;
        let mut to = None;
        if from.is_some() && reader.take(',') {
            reader.skip(" \t");
            let is_plus = reader.take('+');
            to = reader.address()?;
            if is_plus && let Some(Address::Line(count)) = to {
                to = Some(Address::More(count));
            }
            if to.is_none() {
                return Err(reader.error("unexpected `,'"));
            }
        }
        reader.skip(" \t");
        let mut is_negated = false;
        while reader.take('!') {
            is_negated = true;
            reader.skip(" \t");
        }
        let Some(letter) = reader.next() else { return Err(reader.error("missing command")) };
        let command = match letter {
            '#' => {
                reader.line();
                continue;
            }
            ':' => {
                labels.push((reader.label(), steps.len()));
                continue;
            }
            '{' => {
                open.push(steps.len());
                Command::Open(0)
            }
            '}' => {
                let at = open.pop().ok_or_else(|| reader.error("unexpected `}'"))?;
                let end = steps.len();
                if let Some(Step { command: Command::Open(to), .. }) = steps.get_mut(at) {
                    *to = end;
                }
                continue;
            }
            'b' | 't' => {
                branches.push((steps.len(), reader.label()));
                Command::Branch(0, letter == 't')
            }
            letter => reader.command(letter)?,
        };
        steps.push(Step { from, to, is_negated, command });
    }
    if !open.is_empty() {
        return Err("sed: -e expression #1, char 0: unmatched `{'".to_owned());
    }
    join(&mut steps, branches, &labels)?;
    Ok(steps)
}

/// Branches lead to their labels.
fn join(
    steps: &mut [Step],
    branches: Vec<(usize, String)>,
    labels: &[(String, usize)],
) -> Result<(), String> {
    let end = steps.len();
    for (at, label) in branches {
        let found = labels.iter().find(|it| it.0 == label).map(|it| it.1);
        let to = match label.as_str() {
            "" => end,
            _ => found.ok_or_else(|| {
                format!("sed: -e expression #1, char {at}: can't find label for jump to `{label}'")
            })?,
        };
        if let Some(Step { command: Command::Branch(place, _), .. }) = steps.get_mut(at) {
            *place = to;
        }
    }
    Ok(())
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    fn take(&mut self, char: char) -> bool {
        let is_there = self.peek() == Some(char);
        self.at += usize::from(is_there);
        is_there
    }

    fn skip(&mut self, letters: &str) {
        while self.peek().is_some_and(|it| letters.contains(it)) {
            self.at += 1;
        }
    }

    fn error(&self, what: &str) -> String {
        format!("sed: -e expression #1, char {}: {what}", self.at)
    }

    fn number(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        digits.parse().ok()
    }

    fn line(&mut self) -> String {
        let mut text = String::new();
        while let Some(char) = self.next().filter(|it| *it != '\n') {
            text.push(char);
        }
        text
    }

    fn label(&mut self) -> String {
        self.skip(" \t");
        let mut text = String::new();
        while let Some(char) = self.peek().filter(|it| !"\n;}".contains(*it)) {
            text.push(char);
            self.at += 1;
        }
        text.trim().to_owned()
    }

    fn address(&mut self) -> Result<Option<Address>, String> {
        if let Some(number) = self.number() {
            if self.take('~') {
                return Ok(Some(Address::Step(number, self.number().unwrap_or(0))));
            }
            return Ok(Some(Address::Line(number)));
        }
        if self.take('$') {
            return Ok(Some(Address::Last));
        }
        let delimiter = match self.peek() {
            Some('/') => '/',
            Some('\\') => {
                self.at += 1;
                self.peek().unwrap_or('/')
            }
            _ => return Ok(None),
        };
        self.at += 1;
        let text = self.until(delimiter).ok_or_else(|| self.error("unterminated address regex"))?;
        let ignores_case = self.take('I');
        Ok(Some(Address::Matches(self.regex(text, ignores_case)?)))
    }

    /// The text up to the delimiter; that stands for itself behind a backslash.
    fn until(&mut self, delimiter: char) -> Option<String> {
        let (mut text, mut is_set) = (String::new(), false);
        loop {
            match self.next()? {
                '\\' => match self.next()? {
                    letter if letter == delimiter => text.push(letter),
                    letter => text.extend(['\\', letter]),
                },
                '[' if !is_set => {
                    is_set = true;
                    text.push('[');
                    if self.take('^') {
                        text.push('^');
                    }
                    if self.take(']') {
                        text.push(']');
                    }
                }
                char if char == delimiter && !is_set => return Some(text),
                char => {
                    is_set &= char != ']';
                    text.push(char);
                }
            }
            // A bracket that is never closed is a letter like others.
            if is_set && !self.chars.iter().skip(self.at).any(|it| *it == ']') {
                is_set = false;
            }
        }
    }

    fn regex(&mut self, text: String, ignores_case: bool) -> Result<Regex, String> {
        // An empty expression is the one before it.
        let text = match (text.is_empty(), &self.last) {
            (true, Some(last)) => last.clone(),
            (true, None) => return Err(self.error("no previous regular expression")),
            _ => text,
        };
        let regex = pattern::posix(&text, self.is_extended, ignores_case);
        self.last = Some(text);
        regex.map_err(|why| self.error(&why))
    }

    fn command(&mut self, letter: char) -> Result<Command, String> {
        Ok(match letter {
            's' => self.substitute()?,
            'y' => {
                let delimiter = self.next().unwrap_or('/');
                let unterminated = "unterminated `y' command";
                let from = self.until(delimiter).ok_or_else(|| self.error(unterminated))?;
                let to = self.until(delimiter).ok_or_else(|| self.error(unterminated))?;
                let plain = |it: &str| -> Vec<char> {
                    it.replace("\\n", "\n").replace("\\\\", "\\").chars().collect()
                };
                let (from, to) = (plain(&from), plain(&to));
                if from.len() != to.len() {
                    return Err(self.error("strings for `y' command are different lengths"));
                }
                Command::Translate(from, to)
            }
            'd' => Command::Delete,
            'D' => Command::DeleteFirst,
            'p' => Command::Print,
            'P' => Command::PrintFirst,
            'a' => Command::Append(self.text()),
            'i' => Command::Insert(self.text()),
            'c' => Command::Change(self.text()),
            '=' => Command::Number,
            'n' => Command::Next,
            'N' => Command::AppendNext,
            'q' | 'Q' => {
                self.skip(" \t");
                let code = self.number().and_then(|it| i32::try_from(it).ok()).unwrap_or(0);
                Command::Quit(code, letter == 'q')
            }
            'h' | 'H' => Command::Hold(letter == 'H'),
            'g' | 'G' => Command::Get(letter == 'G'),
            'x' => Command::Exchange,
            'z' => Command::Translate(Vec::new(), Vec::new()),
            other => return Err(self.error(&format!("unknown command: `{other}'"))),
        })
    }

    /// What stands behind `a`, `i` and `c`.
    fn text(&mut self) -> String {
        self.skip(" \t");
        if self.take('\\') {
            // On the same line the backslash keeps the blanks behind it.
            let text = self.at;
            self.skip(" \t");
            if !self.take('\n') {
                self.at = text;
            }
        }
        let mut text = String::new();
        while let Some(char) = self.next() {
            match char {
                '\n' => break,
                '\\' => match self.next() {
                    Some('t') => text.push('\t'),
                    Some('n') => text.push('\n'),
                    Some(letter) => text.push(letter),
                    None => {}
                },
                other => text.push(other),
            }
        }
        text
    }

    fn substitute(&mut self) -> Result<Command, String> {
        let unterminated = "unterminated `s' command";
        let delimiter = self.next().ok_or_else(|| self.error(unterminated))?;
        let old = self.until(delimiter).ok_or_else(|| self.error(unterminated))?;
        let mut new = String::new();
        loop {
            match self.next().ok_or_else(|| self.error(unterminated))? {
                '\\' => match self.next() {
                    Some(letter) if letter == delimiter && letter != '&' => new.push(letter),
                    letter => new.extend(['\\', letter.unwrap_or('\\')]),
                },
                char if char == delimiter => break,
                char => new.push(char),
            }
        }
        let (mut is_all, mut prints, mut ignores_case, mut number) = (false, false, false, 1);
        loop {
            if let Some(count) = self.number() {
                number = count.max(1);
                continue;
            }
            match self.peek() {
                Some('g') => is_all = true,
                Some('p') => prints = true,
                Some('i' | 'I') => ignores_case = true,
                None | Some('\n' | ';' | '}' | ' ' | '\t' | '#') => break,
                Some(_) => {
                    self.at += 1;
                    return Err(self.error("unknown option to `s'"));
                }
            }
            self.at += 1;
        }
        let regex = self.regex(old, ignores_case)?;
        let new = parts(&new);
        let groups = regex.captures_len();
        for part in &new {
            if let Part::Group(at) = part
                && *at >= groups
            {
                return Err(self.error(&format!("invalid reference \\{at} on `s' command's RHS")));
            }
        }
        Ok(Command::Substitute { regex, new, number, is_all, prints })
    }
}
