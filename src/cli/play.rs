//! A played tape as data.

use super::placed;
use crate::scene::Filming;
use crate::stage;
use crate::tape::{
    Ask, Entry, Line, Problem, Run, Tape, TapeError, TapeLine, play_through, replay,
};
use serde_json::{Value, json};
use std::io::Write;
use std::rc::Rc;

/// A played tape in a format; what an author should know of it is told besides.
///
/// # Errors
/// The text is no tape: its first error.
pub(super) fn play(
    name: &str,
    text: &str,
    format: &str,
    err: &mut dyn Write,
) -> Result<String, String> {
    let played = match format {
        "json" => json(text),
        "svg" => svg(text),
        _ => return self::text(name, 0, text, err),
    };
    let warnings = Tape::parse(text).map(|it| it.warnings).unwrap_or_default();
    warn(name, 0, &warnings, err);
    played.map_err(|error| format!("error: {}", placed(name, 0, &error)))
}

/// A tape with fresh outputs, which stands below so many lines of its file.
///
/// # Errors
/// The text is no tape: its first error.
pub(super) fn text(
    name: &str,
    above: usize,
    text: &str,
    err: &mut dyn Write,
) -> Result<String, String> {
    let warnings = Tape::parse(text).map(|it| it.warnings).unwrap_or_default();
    warn(name, above, &warnings, err);
    let replayed = replay(text, true);
    let (new, found) =
        replayed.map_err(|error| format!("error: {}", placed(name, above, &error)))?;
    warn(name, above, &found, err);
    Ok(new)
}

/// Tells it; who can't be told plays on.
fn warn(name: &str, above: usize, problems: &[Problem], err: &mut dyn Write) {
    problems.iter().for_each(|it| drop(writeln!(err, "warning: {}", placed(name, above, it))));
}

/// A picture of a good moment.
///
/// # Errors
/// The text is no tape: its first error.
fn svg(text: &str) -> Result<String, TapeError> {
    let film = Filming::of(Rc::new(Tape::parse(text)?));
    Ok(stage::poster(&film, stage::good_moment(&film)))
}

/// The played tape as JSON: each line with when it began (milliseconds of virtual time), what it
/// printed, and whether a claim holds.
///
/// # Errors
/// The text is no tape: its first error.
fn json(text: &str) -> Result<String, TapeError> {
    let mut run = Run::new(Rc::new(Tape::parse(text)?));
    let mut begun_ms: Vec<i64> = Vec::new();
    play_through(&mut run, |run| begun_ms.resize(run.begun(), run.now_ms()));
    run.close();
    let lines: Vec<Value> = run
        .tape()
        .lines
        .iter()
        .enumerate()
        .filter_map(|(at, it)| line(&run, &begun_ms, at, it))
        .collect();
    let value = json!({
        "title": run.tape().header.title,
        "duration": run.now_ms(),
        "hash": format!("{:016x}", run.cluster().trace_hash()),
        "lines": lines,
    });
    Ok(format!("{value:#}\n"))
}

fn line(run: &Run, begun_ms: &[i64], at: usize, line: &TapeLine) -> Option<Value> {
    let entry = run.entries().iter().find(|it| it.line == at);
    let start_ms = run.cluster().start_ms();
    let mut value = match &line.line {
        Line::Caption(text) => json!({"type": "caption", "text": text}),
        Line::File { name, text } => json!({"type": "file", "name": name, "text": text}),
        Line::Command { text, .. } => {
            printed(json!({"type": "command", "text": text}), entry.map(Rc::as_ref), start_ms)
        }
        Line::Act(act) => printed(
            json!({"type": "act", "text": act.to_string()}),
            entry.map(Rc::as_ref),
            start_ms,
        ),
        Line::Claim(claim) | Line::Goal(claim) => {
            let verdict = run.verdicts().iter().find(|it| it.line == line.number);
            let problem = verdict.and_then(|it| it.problem(start_ms));
            json!({
                "type": if matches!(line.line, Line::Goal(_)) { "goal" } else { "claim" }, "text": claim.to_string(),
                "holds": verdict.is_some() && problem.is_none(), "problem": problem,
            })
        }
        Line::Ask(Ask::Question, text) => json!({"type": "question", "text": text}),
        Line::At(_) | Line::Ask(..) | Line::Comment(_) => return None,
    };
    value["line"] = json!(line.number);
    value["time"] = json!(begun_ms.get(at));
    Some(value)
}

/// What became of a command or an act; nothing of one that was never reached.
fn printed(mut value: Value, entry: Option<&Entry>, start_ms: i64) -> Value {
    value["output"] = json!(entry.map(|it| it.output.text.as_str()));
    value["code"] = json!(entry.map(|it| it.output.code));
    value["done"] = json!(entry.and_then(|it| it.done_ms).map(|it| it - start_ms));
    value
}
