//! The programs besides kubectl: what people put behind a pipe.

use super::{awk, columns, jq, sed};
use crate::kubectl::Files;
use crate::kubelet::posix;
use crate::sorted::Sort;

/// What a program printed and how it ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::kubectl) struct Ran {
    /// Standard output.
    pub text: String,
    /// Standard error.
    pub errors: String,
    /// The exit code.
    pub code: i32,
}

impl Ran {
    pub(super) fn done(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    pub(super) fn failed(errors: String, code: i32) -> Self {
        Self { errors: errors + "\n", code, ..Self::default() }
    }
}

/// Runs a program on its input.
pub(in crate::kubectl) fn filter(words: &[String], input: &str, files: &Files) -> Ran {
    let Some((program, arguments)) = words.split_first() else { return Ran::default() };
    match program.as_str() {
        "true" | ":" => Ran::default(),
        "false" => Ran { code: 1, ..Ran::default() },
        "echo" => echo(arguments),
        "seq" => Ran::done(posix::sequence(&as_texts(arguments))),
        "test" | "[" | "[[" => {
            let words = as_texts(arguments);
            let words = match words.split_last() {
                Some((&("]" | "]]"), words)) => words,
                _ => &words,
            };
            let holds = posix::holds(words, |path| files.contains_key(path));
            Ran { code: i32::from(!holds), ..Ran::default() }
        }
        "base64" | "tr" | "cut" | "awk" | "jq" => {
            let input = |names: &[String]| text_of(program, names, input, files);
            match program.as_str() {
                "base64" => columns::base64(arguments, &input),
                "tr" => columns::tr(arguments, &input),
                "cut" => columns::cut(arguments, &input),
                "awk" => awk::awk(arguments, &input),
                _ => jq::jq(arguments, &input),
            }
        }
        "cat" | "grep" | "head" | "tail" | "wc" | "sort" | "uniq" | "sed" => {
            match Call::read(program, arguments, input, files) {
                Ok(call) => call.run(),
                Err(ran) => ran,
            }
        }
        other => Ran::failed(format!("bash: {other}: command not found"), 127),
    }
}

/// The text of the files that are named, or of the pipe.
fn text_of(program: &str, names: &[String], input: &str, files: &Files) -> Result<String, Ran> {
    if names.is_empty() {
        return Ok(input.to_owned());
    }
    let mut text = String::new();
    for name in names {
        let found = files.get(name.trim_start_matches("./"));
        let missing = || Ran::failed(format!("{program}: {name}: No such file or directory"), 1);
        text.push_str(if name == "-" { input } else { found.ok_or_else(missing)? });
    }
    Ok(text)
}

fn as_texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn echo(arguments: &[String]) -> Ran {
    match arguments.split_first() {
        Some((first, rest)) if first == "-n" => Ran::done(rest.join(" ")),
        _ => Ran::done(arguments.join(" ") + "\n"),
    }
}

/// A program's arguments, sorted out.
struct Call<'a> {
    program: &'a str,
    flags: Vec<char>,
    number: Option<i64>,
    pattern: String,
    text: String,
}

impl<'a> Call<'a> {
    fn read(
        program: &'a str,
        arguments: &[String],
        input: &str,
        files: &Files,
    ) -> Result<Self, Ran> {
        let mut call = Self {
            program,
            flags: Vec::new(),
            number: None,
            pattern: String::new(),
            text: String::new(),
        };
        let (mut patterns, mut names) = call.sort_arguments(arguments);
        if ["grep", "sed"].contains(&program) && patterns.is_empty() {
            if names.is_empty() {
                let what = if program == "grep" { "PATTERNS" } else { "SCRIPT" };
                let usage = format!("Usage: {program} [OPTION]... {what} [FILE]...");
                return Err(Ran::failed(usage, 2));
            }
            patterns.push(names.remove(0));
        }
        call.pattern = patterns.join("\n");
        call.text = text_of(program, &names, input, files)?;
        Ok(call)
    }

    /// Takes the flags; the patterns given by `-e`, and what is no flag.
    fn sort_arguments(&mut self, arguments: &[String]) -> (Vec<String>, Vec<String>) {
        let (mut patterns, mut names) = (Vec::new(), Vec::new());
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.strip_prefix('-').filter(|it| !it.is_empty()) {
                Some(flags) if self.takes_value(flags) => {
                    let mut letters = flags.chars();
                    let flag = letters.next();
                    let attached = letters.as_str();
                    let value = if attached.is_empty() {
                        rest.next().cloned().unwrap_or_default()
                    } else {
                        attached.to_owned()
                    };
                    match flag {
                        Some('e') => patterns.push(value),
                        _ => self.number = value.parse().ok(),
                    }
                }
                Some(digits) if digits.parse::<i64>().is_ok() => self.number = digits.parse().ok(),
                Some(flags) => self.flags.extend(flags.trim_start_matches('-').chars()),
                None => names.push(argument.clone()),
            }
        }
        (patterns, names)
    }

    fn takes_value(&self, flags: &str) -> bool {
        let valued = match self.program {
            "head" | "tail" => "n",
            "grep" => "emABC",
            "sed" => "e",
            "sort" => "k",
            _ => "",
        };
        flags.chars().next().is_some_and(|it| valued.contains(it))
    }

    fn on(&self, flag: char) -> bool {
        self.flags.contains(&flag)
    }

    fn run(&self) -> Ran {
        let mut lines: Vec<&str> = self.text.lines().collect();
        match self.program {
            "grep" => return self.grep(&lines),
            "wc" => return self.wc(),
            "sed" => {
                return match sed::edit(&self.pattern, &self.text) {
                    Ok(text) => Ran::done(text),
                    Err(error) => Ran::failed(error, 1),
                };
            }
            "head" | "tail" => return Ran::done(joined(self.part(&lines))),
            "sort" => self.sort(&mut lines),
            "uniq" => lines.dedup(),
            _ => {}
        }
        Ran::done(joined(&lines))
    }

    fn part<'t, 's>(&self, lines: &'t [&'s str]) -> &'t [&'s str] {
        let count = usize::try_from(self.number.unwrap_or(10).abs()).unwrap_or(usize::MAX);
        let from_end = lines.len().saturating_sub(count);
        match (self.program, self.number.is_some_and(|it| it < 0)) {
            ("head", false) => &lines[..count.min(lines.len())],
            ("head", true) => &lines[..from_end],
            _ => &lines[from_end..],
        }
    }

    fn sort(&self, lines: &mut Vec<&str>) {
        let field = usize::try_from(self.number.unwrap_or(0)).unwrap_or(0);
        let key = |line: &str| match field {
            0 => line.trim_start().to_owned(),
            n => line.split_whitespace().skip(n - 1).collect::<Vec<_>>().join(" "),
        };
        let number = |line: &str| {
            let text = key(line);
            let end = text.find(|it: char| !it.is_ascii_digit() && it != '-');
            text.split_at(end.unwrap_or(text.len())).0.parse::<i64>().unwrap_or(0)
        };
        if self.on('n') {
            lines.order_by_key(|line| number(line));
        } else {
            lines.order_by_key(|line| key(line));
        }
        if self.on('r') {
            lines.reverse();
        }
        if self.on('u') {
            lines.dedup();
        }
    }

    fn grep(&self, lines: &[&str]) -> Ran {
        let fits = |line: &&&str| self.matches(line) != self.on('v');
        let found: Vec<&str> = lines.iter().filter(fits).copied().collect();
        let text = match (self.on('q'), self.on('c')) {
            (true, _) => String::new(),
            (_, true) => format!("{}\n", found.len()),
            _ => joined(&found),
        };
        Ran { text, code: i32::from(found.is_empty()), ..Ran::default() }
    }

    /// Plain texts, joined by `|` (or `\|`), with `^` and `$` at their ends and `.*` between.
    fn matches(&self, line: &str) -> bool {
        let lower = |it: &str| if self.on('i') { it.to_ascii_lowercase() } else { it.to_owned() };
        let line = lower(line);
        if self.on('F') {
            return self.pattern.lines().any(|it| line.contains(&lower(it)));
        }
        let pattern = lower(&self.pattern).replace("\\|", "|");
        pattern.split(['|', '\n']).any(|it| matches_expression(it, &line))
    }

    fn wc(&self) -> Ran {
        let counts = [
            ('l', self.text.matches('\n').count()),
            ('w', self.text.split_whitespace().count()),
            ('c', self.text.len()),
        ];
        let wanted: Vec<String> = counts
            .iter()
            .filter(|(flag, _)| self.flags.is_empty() || self.on(*flag))
            .map(|(_, count)| count.to_string())
            .collect();
        match wanted.as_slice() {
            [one] => Ran::done(format!("{one}\n")),
            several => Ran::done(
                several
                    .iter()
                    .map(|it| format!("{it:>7} "))
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
                    + "\n",
            ),
        }
    }
}

pub(super) fn matches_expression(expression: &str, line: &str) -> bool {
    let (start, expression) = match expression.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, expression),
    };
    let (end, expression) = match expression.strip_suffix('$') {
        Some(rest) => (true, rest),
        None => (false, expression),
    };
    let expression = expression.replace("\\.", "\u{0}");
    let pieces: Vec<String> =
        expression.split(".*").map(|it| it.replace('\u{0}', ".").replace('\\', "")).collect();
    let mut rest = line;
    for (index, piece) in pieces.iter().enumerate() {
        let last = index + 1 == pieces.len();
        let found = if index == 0 && start {
            rest.starts_with(piece.as_str()).then_some(0)
        } else if last && end {
            rest.ends_with(piece.as_str()).then(|| rest.len() - piece.len())
        } else {
            rest.find(piece.as_str())
        };
        let Some(at) = found else { return false };
        rest = rest.get(at + piece.len()..).unwrap_or("");
    }
    !end || rest.is_empty()
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}
