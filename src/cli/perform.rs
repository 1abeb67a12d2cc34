//! A tape as a lesson, in a terminal.

use super::{FINE, WRONG};
use crate::cluster::Record;
use crate::tape::{Entry, Line, Run, Tape, format_time};
use std::io::{self, Write};
use std::rc::Rc;

/// Plays a tape as a lesson: captions, commands, outputs, and what was decided meanwhile.
pub(super) fn perform(text: &str, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let tape = match Tape::parse(text) {
        Ok(tape) => Rc::new(tape),
        Err(error) => return writeln!(err, "error: {error}").map(|()| WRONG),
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
    Ok(FINE)
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
    let Some(why) = record.kind.why() else { return Ok(()) };
    let at = format_time(record.at_ms - start_ms);
    writeln!(out, "      {at:>8}  {} {}: {}", why.component, why.what, why.because)
}
