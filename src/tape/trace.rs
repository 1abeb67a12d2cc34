//! The fingerprint of a tape's run.

use super::run::Run;
use super::text::{Tape, TapeError};
use std::rc::Rc;

/// When all lines are played, what they started may take so long to settle (milliseconds).
const SETTLE_MS: i64 = 60_000;
/// A command without a timeout may block for so long (milliseconds): it might for ever.
const PATIENCE_MS: i64 = 6 * 3_600_000;
/// Behind the last line nobody waits for what blocks longer (milliseconds): it is interrupted. A
/// rollout has failed by then (`progressDeadlineSeconds`: ten minutes).
const LAST_MS: i64 = 15 * 60_000;
/// When a command begins it says until when it may take; then only when it looks again
/// (milliseconds).
const BEGINS_MS: i64 = 1_000;
/// A tape may take so long (milliseconds): a year.
pub(super) const LENGTH_MAX_MS: i64 = 366 * 86_400_000;

/// Plays a run until its tape is over and what it started has settled. A command that still blocks
/// then is interrupted.
pub fn run_to_end(run: &mut Run) {
    play_through(run, |_| ());
}

/// The same, and shows the run after each step.
pub fn play_through(run: &mut Run, mut show: impl FnMut(&Run)) {
    let (mut begun, mut since_ms, mut expected_ms) = (0, 0, 0);
    while !run.is_over() {
        if run.begun() > begun {
            (begun, since_ms, expected_ms) = (run.begun(), run.now_ms(), 0);
        }
        if run.now_ms() <= since_ms + BEGINS_MS {
            expected_ms = expected_ms.max(run.expected_ms().unwrap_or(0));
        }
        let patience_ms = if run.is_read() { LAST_MS } else { PATIENCE_MS };
        let until_ms = expected_ms.max(since_ms + patience_ms);
        match run.next_at() {
            Some(next) if next <= until_ms.min(LENGTH_MAX_MS) => drop(run.step()),
            _ => break,
        }
        show(run);
    }
    if run.is_read() {
        run.interrupt_all();
    }
    let end_ms = run.now_ms() + SETTLE_MS;
    while run.next_at().is_some_and(|next| next <= end_ms) {
        run.step();
        show(run);
    }
}

/// A number that stands for all that happens when a tape is played: equal on every platform.
///
/// # Errors
/// The text is no tape.
pub fn trace_hash(text: &str) -> Result<u64, TapeError> {
    let mut run = Run::new(Rc::new(Tape::parse(text)?));
    run_to_end(&mut run);
    Ok(run.cluster().trace_hash())
}
