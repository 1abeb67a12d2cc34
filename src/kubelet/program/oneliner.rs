//! `python -c`, `perl -e`, `node -e`, `ruby -e`, `php -r`: programs of one line that sleep, print
//! and exit do so; whatever else they do takes no time.

use crate::shell::{Answer, Stream};

/// An interpreter takes so long to start (milliseconds).
const START_MS: i64 = 30;
/// What goes on until it is stopped.
const ENDLESS: &[&str] = &[
    "while True",
    "while true",
    "while 1",
    "while(1)",
    "while (1)",
    "while(true)",
    "while (true)",
    "serve_forever",
    "setInterval",
    "createServer",
    "http.server",
    "loop {",
    "loop do",
];
/// What prints, and whether it ends the line.
const PRINTS: &[(&str, bool)] = &[
    ("console.log", true),
    ("console.error", true),
    ("puts", true),
    ("say", true),
    ("echo", false),
    ("print", false),
];

/// Runs a program of one line.
pub(super) fn run(language: &str, code: &str) -> Answer {
    let (mut took_ms, mut printed) = (START_MS, Vec::new());
    for statement in statements(code) {
        let statement = statement.trim().trim_start_matches(['{', '}', ' ']);
        if ENDLESS.iter().any(|it| statement.contains(it)) {
            return Answer::Forever(printed);
        }
        if let Some(rest) = after(statement, "setTimeout") {
            let delay = rest.rsplit(',').next().unwrap_or("").trim_matches([')', ' ']);
            took_ms += delay.parse::<i64>().unwrap_or(0).clamp(0, 1 << 40);
        } else if let Some(rest) = after(statement, "sleep") {
            took_ms += seconds_ms(rest);
        } else if let Some(rest) = after(statement, "exit") {
            let number = rest.trim_matches(|it: char| !it.is_ascii_digit());
            return Answer::Done(took_ms, number.parse().unwrap_or(0), printed);
        } else if ["raise ", "throw ", "die "].iter().any(|it| statement.starts_with(it)) {
            let code = if language.starts_with("perl") || language == "php" { 255 } else { 1 };
            printed.push((Stream::Err, format!("{statement}\n")));
            return Answer::Done(took_ms, code, printed);
        } else if let Some(text) = text_of(language, statement) {
            printed.push((Stream::Out, text));
        }
    }
    Answer::Done(took_ms, 0, printed)
}

/// The parts between `;` and ends of lines that are in no quotes.
fn statements(code: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quote) = (Vec::new(), 0, None);
    for (at, char) in code.char_indices() {
        match (quote, char) {
            (Some(open), it) if it == open => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(char),
            (None, ';' | '\n') => {
                parts.extend(code.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(code.get(start..));
    parts
}

/// What stands behind a call, if the statement is one: `time.sleep(5)`, `sleep 5`.
fn after<'a>(statement: &'a str, name: &str) -> Option<&'a str> {
    let at = statement.find(name)?;
    let before = statement.get(..at)?;
    let rest = statement.get(at + name.len()..)?;
    let is_word = !before.ends_with(|it: char| it.is_alphanumeric() || "\"'_".contains(it));
    let is_call = rest.is_empty() || rest.starts_with(['(', ' ']);
    let is_first = before.chars().all(|it| it.is_alphanumeric() || "._ :".contains(it));
    (is_word && is_call && is_first && !before.starts_with("import")).then_some(rest)
}

fn seconds_ms(text: &str) -> i64 {
    let number = text.trim_matches(|it: char| !it.is_ascii_digit() && it != '.');
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let thousandths: i64 =
        format!("{part:0<3}").get(..3).and_then(|it| it.parse().ok()).unwrap_or(0);
    whole.parse::<i64>().unwrap_or(0).clamp(0, 1 << 30) * 1000 + thousandths
}

/// What a statement prints, as far as it stands there.
fn text_of(language: &str, statement: &str) -> Option<String> {
    let (rest, ends_line) =
        PRINTS.iter().find_map(|(name, ends)| Some((after(statement, name)?, *ends)))?;
    let argument = rest.trim().trim_start_matches('(').trim_end_matches(')').trim();
    let quote = argument.chars().next().filter(|it| "\"'`".contains(*it));
    let text = match quote {
        Some(quote) => argument.get(1..).and_then(|it| it.split(quote).next()).unwrap_or(""),
        None if argument.parse::<i64>().is_ok() => argument,
        None => "",
    };
    let ends_line = ends_line || language.starts_with("python") || language == "perl -l";
    let end = if ends_line { "\n" } else { "" };
    Some(text.replace("\\n", "\n").replace("\\t", "\t") + end)
}
