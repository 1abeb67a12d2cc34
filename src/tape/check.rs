//! Playing a tape to its end, and comparing what it printed with what stands in it.

use super::advice;
use super::normal::{normal_form, readable_form};
use super::run::{Entry, Run};
use super::text::{Ask, Line, Tape, TapeError, TapeLine};
use super::trace::{play_through, run_to_end};
use crate::kubectl::{LintProblem, assumed, not_simulated};
use crate::shell::continued;
use crate::sorted::Sort;
use crate::syntax::begins;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;

/// Something that is wrong with a tape.
pub type Problem = TapeError;

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Everything that is wrong, as [`Checked::found`] says it, with the name of the tape before
    /// each; empty where all agrees.
    pub problems: String,
    /// Everything that is wrong, by line. A line 0 is the tape as a whole.
    pub found: Vec<Problem>,
    /// What stands in its manifests and is not simulated, and what is assumed of their images, a
    /// line each: no problem, but good to know.
    pub notes: Vec<Problem>,
}

/// The tape with fresh outputs below all commands.
///
/// # Errors
/// The text is no tape: its first error.
pub fn play(text: &str) -> Result<String, TapeError> {
    refresh(text, true)
}

/// The tape with fresh outputs, below `all` commands or those that have one; all else stays as it
/// is written.
///
/// # Errors
/// The text is no tape: its first error.
pub fn refresh(text: &str, all: bool) -> Result<String, TapeError> {
    replay(text, all).map(|it| it.0)
}

/// The same, and what is wrong with the tape whatever outputs stand in it: claims that don't hold,
/// acts that can't be done, lines that are never reached.
///
/// # Errors
/// The text is no tape: its first error.
pub fn replay(text: &str, all: bool) -> Result<(String, Vec<Problem>), TapeError> {
    let mut run = Run::new(Rc::new(Tape::parse(text)?));
    run_to_end(&mut run);
    run.close();
    let mut found = Vec::new();
    unplayed(&run, &mut found);
    found.order_by(|a, b| a.line.cmp(&b.line));
    let place = |entry: &Entry| run.tape().lines.get(entry.line).map(|it| it.number);
    let outputs: BTreeMap<usize, &str> =
        run.entries().iter().filter_map(|it| Some((place(it)?, it.output.text.as_str()))).collect();
    let lines: Vec<&str> = text.lines().collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < lines.len() {
        let (first, number) = (lines[at], at + 1);
        // What is written on several lines is one command; its output stands behind them all.
        let command = first.strip_prefix("$ ");
        let more = command.map_or(0, |it| continued(it, &lines[number..]));
        for line in &lines[at..number + more] {
            let _ = writeln!(out, "{line}");
        }
        at = number + more;
        let body = lines[at..].iter().take_while(|it| !begins(it)).count();
        let body = &lines[at..at + body];
        let length = body.len() - body.iter().rev().take_while(|it| it.trim().is_empty()).count();
        let is_command = command.is_some() && (all || length > 0);
        if let Some(output) = outputs.get(&number).filter(|_| is_command) {
            for line in output.lines() {
                let _ = writeln!(out, "{line}");
            }
            at += length;
        }
    }
    Ok((out, found))
}

/// Compares the outputs in a tape with fresh ones. A command without an output must not fail.
///
/// # Errors
/// The text is no tape: its first error.
pub fn check(name: &str, text: &str) -> Result<Checked, TapeError> {
    Tape::parse(text)?;
    Ok(examine(name, 0, text))
}

/// Finds everything that is wrong with a tape that stands below line `above` of a file: what
/// can't be read, or, where all can be, what it prints otherwise than it says.
#[must_use]
pub fn examine(name: &str, above: usize, text: &str) -> Checked {
    let (tape, mut found) = Tape::read(text);
    found.extend(tape.warnings.iter().cloned());
    let mut notes = Vec::new();
    if found.len() == tape.warnings.len() {
        notes = self::notes(&tape, above);
        let mut run = Run::new(Rc::new(tape));
        let mut begun_ms = Vec::new();
        play_through(&mut run, |run| begun_ms.resize(run.begun(), run.now_ms()));
        run.close();
        compare(&run, &mut found);
        unplayed(&run, &mut found);
        found.extend(challenge(&run, text));
        notes.extend(advice::late(run.tape(), &begun_ms, above));
        if !found.is_empty() {
            // Perhaps this is why; a lesson about a wrong manifest needs no note.
            notes.extend(advice::wrong_manifests(run.tape(), above));
        }
        notes.order_by(|a, b| a.line.cmp(&b.line));
    }
    found.order_by(|a, b| a.line.cmp(&b.line));
    let mut problems = String::new();
    for problem in &mut found {
        let place =
            if problem.line > 0 { format!(":{}", problem.line + above) } else { String::new() };
        problem.line += if problem.line > 0 { above } else { 0 };
        let _ = writeln!(problems, "{name}{place}: {}", problem.text.trim_end());
    }
    Checked { problems, found, notes }
}

/// What was printed otherwise than it stands there.
fn compare(run: &Run, found: &mut Vec<Problem>) {
    for entry in run.entries() {
        let (output, line) = (&entry.output, &run.tape().lines[entry.line]);
        let mut report = |text| found.push(Problem { line: line.number, text });
        match &line.line {
            Line::Command { expected, .. } if !expected.is_empty() => {
                report_difference(line, &output.text, &mut report);
            }
            Line::Command { text, .. } if output.code != 0 => {
                let code = output.code;
                report(format!(
                    "$ {text}\nfails with exit code {code}; where that is meant, its output has to stand below it:\n{}",
                    output.text
                ));
            }
            _ => {}
        }
    }
}

fn report_difference(line: &TapeLine, printed: &str, report: &mut impl FnMut(String)) {
    let Line::Command { text, .. } = &line.line else { return };
    let expected = printed.lines().map(str::to_owned).collect();
    let fresh = Line::Command { text: text.clone(), expected };
    let (want, got) = (normal_form(&line.line.to_string()), normal_form(&fresh.to_string()));
    if want != got {
        let (want, got) =
            (readable_form(&line.line.to_string()), readable_form(&fresh.to_string()));
        let diff = TextDiff::from_lines(&want, &got);
        let mut diff = diff.unified_diff();
        let diff = diff.header("as it stands", "as it plays");
        report(format!("$ {text}\n{diff}"));
    }
}

/// Where the run has stopped before its end.
fn unreached(run: &Run, found: &mut Vec<Problem>) {
    let lines = &run.tape().lines;
    let mut report = |line, text| found.push(Problem { line, text });
    if let Some(reason) = run.cluster().halted() {
        report(0, reason.to_string());
    }
    for line in lines.iter().skip(run.begun()) {
        if !matches!(line.line, Line::Comment(_)) {
            report(line.number, format!("never reached: {}", line.line));
        }
    }
    for entry in run.entries().iter().filter(|it| it.done_ms.is_none()) {
        let line = &lines[entry.line];
        report(line.number, format!("never ended: {}", line.line));
    }
}

/// What could not be played, or is not understood, is a problem, not a success.
fn unplayed(run: &Run, found: &mut Vec<Problem>) {
    unreached(run, found);
    let lines = &run.tape().lines;
    let mut report = |line, text| found.push(Problem { line, text });
    for entry in run.entries().iter().filter(|it| it.output.code != 0) {
        let TapeLine { line: Line::Act(act), number, .. } = &lines[entry.line] else { continue };
        let why = entry.output.text.trim_start_matches("error: ").trim_end();
        let others = advice::others(run.tape(), entry.line, act);
        report(*number, format!("! {act}: {why}{others}"));
    }
    let start_ms = run.cluster().start_ms();
    for verdict in run.verdicts().iter().filter(|it| !it.is_goal) {
        if let Some(problem) = verdict.problem(start_ms) {
            report(verdict.line, problem);
        }
    }
}

/// A goal that is missed wants a solution: the same tape with those lines put in must reach it.
fn challenge(run: &Run, text: &str) -> Vec<Problem> {
    let missed = missed(run);
    let of_solution = |it: &TapeLine| match &it.line {
        Line::Ask(Ask::Solution, line) => Some((it.number, line.trim_start().to_owned())),
        _ => None,
    };
    let solution: BTreeMap<usize, String> =
        run.tape().lines.iter().filter_map(of_solution).collect();
    if missed.is_empty() || solution.is_empty() {
        return missed;
    }
    let put_in = |(index, line): (usize, &str)| {
        solution.get(&(index + 1)).map_or(line, String::as_str).to_owned() + "\n"
    };
    let lines: String = text.lines().enumerate().map(put_in).collect();
    let mut solved = match Tape::parse(&lines) {
        Ok(tape) => Run::new(Rc::new(tape)),
        Err(error) => return vec![error],
    };
    run_to_end(&mut solved);
    solved.close();
    let mut problems = self::missed(&solved);
    unreached(&solved, &mut problems);
    for entry in solved.entries().iter().filter(|it| it.output.code != 0) {
        let number = solved.tape().lines.get(entry.line).map_or(0, |it| it.number);
        if let Some(line) = solution.get(&number) {
            let text = format!("? solution {line}\n{}", entry.output.text);
            problems.push(Problem { line: number, text });
        }
    }
    problems.iter_mut().for_each(|it| it.text.insert_str(0, "with the solution, "));
    problems
}

fn missed(run: &Run) -> Vec<Problem> {
    let start_ms = run.cluster().start_ms();
    let goals = run.verdicts().iter().filter(|it| it.is_goal);
    let missed = goals.filter_map(|it| Some((it.line, it.problem(start_ms)?)));
    missed.map(|(line, text)| Problem { line, text }).collect()
}

/// What the tape's manifests say that nothing comes of, and what is assumed of their images.
fn notes(tape: &Tape, above: usize) -> Vec<Problem> {
    let registry = tape.header.config.registry();
    of_files(tape, above, |_, text| {
        let mut notes = not_simulated(text);
        notes.extend(assumed(text, &registry));
        notes
    })
}

/// What is said of the files of a tape, each with its own line.
pub(super) fn of_files(
    tape: &Tape,
    above: usize,
    said: impl Fn(&str, &str) -> Vec<LintProblem>,
) -> Vec<Problem> {
    let of_file = |line: &TapeLine| {
        let Line::File { name, text } = &line.line else { return Vec::new() };
        let problem = |it: LintProblem| {
            let text = format!("{name}:{}: {}", it.line, it.message);
            Problem { line: line.number + above + it.line, text }
        };
        said(name, text).into_iter().map(problem).collect::<Vec<_>>()
    };
    tape.lines.iter().flat_map(of_file).collect()
}
