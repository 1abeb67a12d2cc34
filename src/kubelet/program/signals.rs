//! Signals that a command sends.

use super::shell::Shell;

/// `kill`, `kill -TERM`, `kill -s INT`: of the processes of a container only the first is known.
/// It gets no signal that it has no handler for, so that nobody can kill it from inside.
pub(super) fn kill(shell: &mut Shell, words: &[&str]) -> i32 {
    let mut targets: Vec<&str> = Vec::new();
    let mut signal = "TERM";
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("s") => signal = words.next().copied().unwrap_or(signal),
            Some(name) => signal = name,
            None => targets.push(word),
        }
    }
    for target in &targets {
        if *target != "1" {
            shell.complain(&format!("sh: can't kill pid {target}: No such process\n"));
            return 1;
        }
    }
    let signal = signal.trim_start_matches("SIG");
    shell.ends_main |= matches!(signal, "TERM" | "INT" | "QUIT" | "15" | "2" | "3");
    i32::from(targets.is_empty())
}
