//! A program at work.

mod functions;
mod statements;
mod values;

use super::parse::{Expr, Pattern, Program};
use crate::shell::number::Number;
use crate::shell::pattern;
use crate::sorted::SortedMap;
use regex_lite::Regex;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Unset,
    Number(Number),
    Text(String),
    /// What was read: a number if it looks like one.
    Input(String),
}

impl Value {
    pub fn number(&self) -> Number {
        match self {
            Self::Unset => Number::default(),
            Self::Number(number) => *number,
            Self::Text(text) | Self::Input(text) => {
                Number::prefix(text).map(|it| it.0).unwrap_or_default()
            }
        }
    }

    pub fn text(&self, format: &str) -> String {
        match self {
            Self::Unset => String::new(),
            Self::Number(number) if number.is_whole() => number.fixed(0),
            Self::Number(number) => functions::format(format, &[Self::Number(*number)], "%.6g"),
            Self::Text(text) | Self::Input(text) => text.clone(),
        }
    }

    fn is_true(&self) -> bool {
        match self {
            Self::Unset => false,
            Self::Number(number) => !number.is_zero(),
            Self::Text(text) => !text.is_empty(),
            Self::Input(text) => match Number::parse(text) {
                Some(number) => !number.is_zero(),
                None => !text.is_empty(),
            },
        }
    }

    fn as_number(&self) -> Option<Number> {
        match self {
            Self::Unset => Some(Number::default()),
            Self::Number(number) => Some(*number),
            Self::Input(text) => Number::parse(text),
            Self::Text(_) => None,
        }
    }
}

/// Why statements do not go on.
enum Leave {
    Break,
    Continue,
    Next,
    Exit,
    Return(Value),
}

type Array = SortedMap<String, Value>;

/// So many steps can be made.
const STEPS_MAX: u32 = 2_000_000;
const CALLS_MAX: u32 = 100;

pub(super) struct Interpreter<'a> {
    program: &'a Program,
    variables: SortedMap<String, Value>,
    arrays: SortedMap<String, Array>,
    line: String,
    fields: Vec<String>,
    code: i32,
    /// What has been printed.
    pub out: String,
    pub errors: String,
    /// What goes into files: the name, the text, whether it is added.
    pub files: Vec<(String, String, bool)>,
    /// Which ranges are open.
    open: Vec<bool>,
    memory: usize,
    steps: u32,
    calls: u32,
    /// The names of arrays that are given to functions, with those that they stand for.
    names: Vec<(String, String)>,
    regexes: SortedMap<String, Regex>,
}

impl<'a> Interpreter<'a> {
    pub fn new(program: &'a Program, memory: usize) -> Self {
        let variables = [
            ("FS", " "),
            ("OFS", " "),
            ("ORS", "\n"),
            ("RS", "\n"),
            ("SUBSEP", "\u{1c}"),
            ("CONVFMT", "%.6g"),
            ("OFMT", "%.6g"),
            ("FILENAME", ""),
        ];
        Self {
            program,
            variables: variables
                .into_iter()
                .map(|(a, b)| (a.to_owned(), Value::Text(b.to_owned())))
                .collect(),
            arrays: SortedMap::new(),
            line: String::new(),
            fields: Vec::new(),
            code: 0,
            out: String::new(),
            errors: String::new(),
            files: Vec::new(),
            open: vec![false; program.rules.len()],
            memory,
            steps: 0,
            calls: 0,
            names: Vec::new(),
            regexes: SortedMap::new(),
        }
    }

    pub fn set_up(
        &mut self,
        separator: Option<&str>,
        sets: &[String],
        exported: &[(String, String)],
    ) {
        if let Some(separator) = separator {
            let text = if separator == "t" {
                "\t".to_owned()
            } else {
                crate::shell::escape::unescape(separator, false).0
            };
            self.variables.insert("FS".to_owned(), Value::Text(text));
        }
        for (name, value) in sets.iter().filter_map(|it| it.split_once('=')) {
            let value = crate::shell::escape::unescape(value, false).0;
            self.variables.insert(name.to_owned(), Value::Input(value));
        }
        let environment =
            exported.iter().map(|(a, b)| (a.clone(), Value::Input(b.clone()))).collect();
        self.arrays.insert("ENVIRON".to_owned(), environment);
    }

    /// What is kept from one part of the input to the next.
    pub fn save(&self, carry: &mut SortedMap<String, String>) {
        let encode = |it: &Value| match it {
            Value::Unset => "u".to_owned(),
            Value::Number(number) => format!("n{}", number.fixed(12)),
            Value::Text(text) => format!("t{text}"),
            Value::Input(text) => format!("i{text}"),
        };
        for (name, value) in self.variables.iter() {
            carry.insert(format!("v:{name}"), encode(value));
        }
        for (name, array) in self.arrays.iter() {
            for (key, value) in array.iter() {
                carry.insert(format!("a:{name}\n{key}"), encode(value));
            }
        }
        let open: String = self.open.iter().map(|it| if *it { '1' } else { '0' }).collect();
        carry.insert("open".to_owned(), open);
    }

    pub fn restore(&mut self, carry: &SortedMap<String, String>) {
        let decode = |it: &str| match it.split_at(1.min(it.len())) {
            ("n", text) => Value::Number(Number::parse(text).unwrap_or_default()),
            ("t", text) => Value::Text(text.to_owned()),
            ("i", text) => Value::Input(text.to_owned()),
            _ => Value::Unset,
        };
        for (name, text) in carry.iter() {
            if let Some(name) = name.strip_prefix("v:") {
                self.variables.insert(name.to_owned(), decode(text));
            } else if let Some((name, key)) =
                name.strip_prefix("a:").and_then(|it| it.split_once('\n'))
            {
                self.arrays
                    .entry(name.to_owned())
                    .or_default()
                    .insert(key.to_owned(), decode(text));
            }
        }
        if let Some(open) = carry.get("open") {
            self.open = open.chars().map(|it| it == '1').collect();
        }
    }

    /// Works on a text: the exit code, where the program ends by itself.
    ///
    /// # Errors
    /// What goes wrong; nothing for too much memory.
    pub fn run(
        &mut self,
        texts: &[(String, String)],
        is_first: bool,
        is_last: bool,
    ) -> Result<Option<i32>, String> {
        let program = self.program;
        let mut has_exited = false;
        if is_first {
            has_exited = matches!(self.execute(&program.begin)?, Some(Leave::Exit));
        }
        for (name, text) in texts {
            // What comes in by and by is one file.
            if name != "-" {
                self.variables.insert("FILENAME".to_owned(), Value::Text(name.clone()));
                self.variables.insert("FNR".to_owned(), Value::Number(Number::default()));
            }
            if !has_exited {
                has_exited = self.records(text)?;
            }
        }
        if is_last || has_exited {
            self.execute(&program.end)?;
            return Ok(Some(self.code));
        }
        Ok(None)
    }

    /// Whether one of them was the last to be read.
    fn records(&mut self, text: &str) -> Result<bool, String> {
        let separator = self.setting("RS");
        let records: Vec<&str> = match separator.as_str() {
            "\n" => text.lines().collect(),
            "" => text
                .split("\n\n")
                .map(|it| it.trim_matches('\n'))
                .filter(|it| !it.is_empty())
                .collect(),
            other => text.trim_end_matches('\n').split(other).collect(),
        };
        for record in records {
            self.read(record);
            if self.rules()? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn setting(&self, name: &str) -> String {
        self.variables.get(name).map(|it| it.text("%.6g")).unwrap_or_default()
    }

    fn read(&mut self, record: &str) {
        for name in ["NR", "FNR"] {
            let count = self.variables.get(name).map(Value::number).unwrap_or_default();
            let next = count.apply('+', Number::from(1)).unwrap_or_default();
            self.variables.insert(name.to_owned(), Value::Number(next));
        }
        self.set_line(record.to_owned());
    }

    fn set_line(&mut self, line: String) {
        let separator = self.setting("FS");
        self.fields = self.split(&line, &separator);
        self.variables.insert("NF".to_owned(), Value::Number(Number::of(self.fields.len())));
        self.line = line;
    }

    fn split(&mut self, text: &str, separator: &str) -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        match separator {
            " " => text.split_whitespace().map(str::to_owned).collect(),
            "" => text.chars().map(String::from).collect(),
            it if it.len() == 1 && it != "\\" => text.split(it).map(str::to_owned).collect(),
            it => match self.regex(it) {
                Ok(regex) => regex.split(text).map(str::to_owned).collect(),
                Err(_) => vec![text.to_owned()],
            },
        }
    }

    fn regex(&mut self, text: &str) -> Result<Regex, String> {
        if let Some(regex) = self.regexes.get(text) {
            return Ok(regex.clone());
        }
        let regex = pattern::posix(text, true, false)?;
        self.regexes.insert(text.to_owned(), regex.clone());
        Ok(regex)
    }

    /// The rules for a line; whether the program ends.
    fn rules(&mut self) -> Result<bool, String> {
        let program = self.program;
        for (at, (pattern, body)) in program.rules.iter().enumerate() {
            let is_meant = match pattern {
                Pattern::Always => true,
                Pattern::When(test) => self.value(test)?.is_true(),
                Pattern::Range(from, to) => {
                    let is_open = self.open.get(at).copied().unwrap_or(false);
                    if !is_open && !self.value(from)?.is_true() {
                        continue;
                    }
                    let goes_on = !self.value(to)?.is_true();
                    if let Some(open) = self.open.get_mut(at) {
                        *open = goes_on;
                    }
                    true
                }
            };
            if !is_meant {
                continue;
            }
            let Some(body) = body else {
                let line = self.line.clone() + &self.setting("ORS");
                self.out.push_str(&line);
                continue;
            };
            match self.execute(body)? {
                Some(Leave::Next) => break,
                Some(Leave::Exit) => return Ok(true),
                _ => {}
            }
        }
        Ok(false)
    }
}
