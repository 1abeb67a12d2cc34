//! The `podarium` command: play and check tapes in a terminal.

use crate::cluster::{Record, RecordKind};
use crate::lessons::LESSONS;
use crate::tape::{self, Entry, Line, Run, Tape, format_time};
use std::io::{self, Write};
use std::rc::Rc;

const USAGE: &str = "\
Podarium: a glass tank for Pods

Usage:
  podarium                 play the built-in lesson
  podarium play FILE       play a tape and print it with fresh outputs (`-`: standard input)
  podarium check FILE...   compare the outputs in tapes with fresh ones; exit 1 where they differ
  podarium help            this text

The page in the browser: cargo xtask serve
";

/// Does what the arguments say; the exit code.
///
/// # Errors
/// Standard output can't be written.
pub fn main(arguments: &[String], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => perform(LESSONS[0].text, out, err),
        ["play", file] => play(file, out, err),
        ["play", ..] => usage(err, "`podarium play` takes one file"),
        ["check"] => usage(err, "`podarium check` takes one or more files"),
        ["check", files @ ..] => check(files, out, err),
        ["help" | "--help" | "-h"] => out.write_all(USAGE.as_bytes()).map(|()| 0),
        [other, ..] => usage(err, &format!("there is no command {other:?}")),
    }
}

fn usage(err: &mut dyn Write, problem: &str) -> io::Result<u8> {
    write!(err, "error: {problem}\n\n{USAGE}")?;
    Ok(2)
}

fn read(file: &str) -> Result<String, String> {
    let text =
        if file == "-" { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|error| format!("error: {file}: {error}"))
}

fn play(file: &str, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let played = read(file)
        .and_then(|text| tape::play(&text).map_err(|error| format!("error: {file}: {error}")));
    match played {
        Ok(text) => out.write_all(text.as_bytes()).map(|()| 0),
        Err(error) => writeln!(err, "{error}").map(|()| 1),
    }
}

fn check(files: &[&str], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let mut failed = 0;
    for file in files {
        let checked = read(file).and_then(|text| {
            tape::check(file, &text).map_err(|error| format!("error: {file}: {error}"))
        });
        if let Ok(checked) = &checked {
            for note in &checked.notes {
                writeln!(out, "note    {file}: {note}")?;
            }
        }
        match checked {
            Ok(checked) if checked.problems.is_empty() => writeln!(out, "ok      {file}")?,
            Ok(checked) => {
                failed += 1;
                writeln!(out, "differs {file}")?;
                out.write_all(checked.problems.as_bytes())?;
            }
            Err(error) => {
                failed += 1;
                writeln!(err, "{error}")?;
            }
        }
    }
    writeln!(out, "{} agree, {failed} do not", files.len() - failed)?;
    Ok(u8::from(failed > 0))
}

/// Plays a tape as a lesson: captions, commands, outputs, and what was decided meanwhile.
fn perform(text: &str, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let tape = match Tape::parse(text) {
        Ok(tape) => Rc::new(tape),
        Err(error) => return writeln!(err, "error: {error}").map(|()| 1),
    };
    let mut run = Run::new(Rc::clone(&tape));
    writeln!(out, "# {}\n", tape.header.title)?;
    let mut printed = Vec::new();
    loop {
        let begun = run.begun();
        let is_over = run.is_over();
        let Some(records) = run.step() else { break };
        for line in &tape.lines[begun..run.begun()] {
            announce(&line.line, out)?;
        }
        printed.resize(run.entries().len(), 0);
        for (entry, printed) in run.entries().iter().zip(&mut printed) {
            print_output(entry, printed, out)?;
        }
        for record in records {
            explain(&record, run.cluster().start_ms(), out)?;
        }
        if is_over && run.next_at().is_none_or(|next| next > run.now_ms() + 5_000) {
            break;
        }
    }
    writeln!(out, "\nIn the browser, where you can break it and rewind it: cargo xtask serve")?;
    Ok(0)
}

fn announce(line: &Line, out: &mut dyn Write) -> io::Result<()> {
    match line {
        Line::Caption(text) => writeln!(out, "\n> {text}\n"),
        Line::Command { text, .. } => writeln!(out, "$ {text}"),
        Line::Act(act) => writeln!(out, "! {act}"),
        _ => Ok(()),
    }
}

fn print_output(entry: &Entry, printed: &mut usize, out: &mut dyn Write) -> io::Result<()> {
    let new = entry.output.text.get(*printed..).unwrap_or("");
    *printed = entry.output.text.len();
    out.write_all(new.as_bytes())
}

fn explain(record: &Record, start_ms: i64, out: &mut dyn Write) -> io::Result<()> {
    let RecordKind::Why(why) = &record.kind else { return Ok(()) };
    let at = format_time(record.at_ms - start_ms);
    writeln!(out, "      {at:>8}  {} {}: {}", why.component, why.what, why.because)
}
