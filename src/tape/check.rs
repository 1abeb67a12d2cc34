//! Playing a tape to its end, and comparing what it printed with what stands in it.

use super::normal::normal_form;
use super::run::Run;
use super::text::{Line, Tape, TapeError};
use super::trace::run_to_end;
use similar::TextDiff;
use std::fmt::Write;
use std::rc::Rc;

/// What a comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// A unified diff of the normal forms, and whatever else is wrong; empty where all agrees.
    pub problems: String,
    /// What stands in its manifests and is not simulated, and what is assumed of their images, a
    /// line each: no problem, but good to know.
    pub notes: Vec<String>,
}

/// The tape with fresh outputs.
///
/// # Errors
/// The text is no tape.
pub fn play(text: &str) -> Result<String, TapeError> {
    let mut run = Run::new(Rc::new(Tape::parse(text)?));
    run_to_end(&mut run);
    let mut tape = (**run.tape()).clone();
    for entry in run.entries() {
        if let Line::Command { expected, .. } = &mut tape.lines[entry.line].line {
            *expected = entry.output.text.lines().map(str::to_owned).collect();
        }
    }
    Ok(tape.to_string())
}

/// Compares the outputs in a tape with fresh ones. A command without an output must not fail.
///
/// # Errors
/// The text is no tape.
pub fn check(name: &str, text: &str) -> Result<Checked, TapeError> {
    let mut run = Run::new(Rc::new(Tape::parse(text)?));
    run_to_end(&mut run);
    let wanted = (**run.tape()).clone();
    let mut got = wanted.clone();
    let mut problems = String::new();
    for entry in run.entries() {
        let output = &entry.output;
        let line = &mut got.lines[entry.line];
        match &mut line.line {
            Line::Command { expected, .. } if expected.is_empty() && output.code == 0 => {}
            Line::Command { expected, text } if expected.is_empty() => {
                let _ = writeln!(problems, "{name}:{}: $ {text}", line.number);
                problems.push_str(&output.text);
            }
            Line::Command { expected, .. } => {
                *expected = output.text.lines().map(str::to_owned).collect();
            }
            _ if output.code != 0 => {
                let _ = write!(problems, "{name}:{}: {}", line.number, output.text);
            }
            _ => {}
        }
    }
    run.close();
    unplayed(name, &run, &mut problems);
    let (want, got) = (normal_form(&wanted.to_string()), normal_form(&got.to_string()));
    if want != got {
        let diff = TextDiff::from_lines(&want, &got);
        let header = (format!("{name} as it stands"), format!("{name} as it plays"));
        let _ = write!(problems, "{}", diff.unified_diff().header(&header.0, &header.1));
    }
    Ok(Checked { problems, notes: notes(run.tape()) })
}

/// What could not be played, or is not understood, is a problem, not a success.
fn unplayed(name: &str, run: &Run, problems: &mut String) {
    let lines = &run.tape().lines;
    if let Some(reason) = run.cluster().halted() {
        let _ = writeln!(problems, "{name}: {reason}");
    }
    for line in lines.iter().skip(run.begun()) {
        let _ = write!(problems, "{name}:{}: never reached: {}", line.number, line.line);
    }
    for entry in run.entries().iter().filter(|it| it.done_ms.is_none()) {
        let line = &lines[entry.line];
        let _ = write!(problems, "{name}:{}: never ended: {}", line.number, line.line);
    }
    let start_ms = run.cluster().start_ms();
    for verdict in run.verdicts() {
        if let Some(problem) = verdict.problem(start_ms) {
            let _ = writeln!(problems, "{name}:{}: {problem}", verdict.line);
        }
    }
}

/// What the tape's manifests say that nothing comes of, and what is assumed of their images.
fn notes(tape: &Tape) -> Vec<String> {
    let registry = tape.header.config.registry();
    let of_file = |(name, text): (&String, &String)| {
        let mut notes = crate::kubectl::not_simulated(text);
        notes.extend(crate::kubectl::assumed(text, &registry));
        let line = |it: crate::kubectl::LintProblem| format!("{name}:{}: {}", it.line, it.message);
        notes.into_iter().map(line).collect::<Vec<_>>()
    };
    tape.files().iter().flat_map(of_file).collect()
}
