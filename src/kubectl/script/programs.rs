//! Programs of the shell that are about time and variables.

use super::{Desk, Ended, execute};
use crate::cluster::Cluster;
use crate::kubectl::duration;
use crate::kubectl::job::Job;
use crate::kubectl::session::{Step, Stream, Streams};
use crate::kubectl::shell::Command;
use std::rc::Rc;

/// `export NAME=value`, `unset NAME`
pub(super) fn set(is_export: bool, arguments: &[String], desk: &mut Desk) {
    let variables = Rc::make_mut(&mut desk.variables);
    for argument in arguments {
        match argument.split_once('=') {
            Some((name, value)) if is_export => {
                variables.insert(name.to_owned(), value.to_owned());
            }
            _ if !is_export => drop(variables.remove(argument)),
            _ => {}
        }
    }
}

/// `timeout 5 kubectl get pods -w`
pub(super) fn timed(
    arguments: &[String],
    command: &Command,
    input: String,
    cluster: &mut Cluster,
    desk: &mut Desk,
    streams: &mut Streams,
) -> Result<Step, Ended> {
    let (Some((time, words)), false) = (arguments.split_first(), arguments.len() < 2) else {
        streams.err("timeout: missing operand\nTry 'timeout --help' for more information.\n");
        return Err(Ended::Code(125));
    };
    let milliseconds = sleep(std::slice::from_ref(time)).map_err(|_| {
        streams.err(&format!("timeout: invalid time interval ‘{time}’\n"));
        Ended::Code(125)
    })?;
    let until = cluster.now_ms().saturating_add(milliseconds);
    let inner = Command { words: words.to_vec(), input: None, output: None, ..command.clone() };
    let (step, mut printed) = execute(&inner, input, cluster, desk);
    for (stream, text) in printed.take() {
        match stream {
            Stream::Out => streams.out(&text),
            Stream::Err => streams.err(&text),
        }
    }
    Ok(match step? {
        Step::Done => Step::Done,
        Step::Block(job) => Step::Block(Job::Timed(until, Box::new(job))),
    })
}

/// Milliseconds of `sleep 5`, `sleep 1.5`, `sleep 2m`.
pub(super) fn sleep(arguments: &[String]) -> Result<i64, String> {
    const HINT: &str = "Try 'sleep --help' for more information.\n";
    if arguments.is_empty() {
        return Err(format!("sleep: missing operand\n{HINT}"));
    }
    let mut total: i64 = 0;
    for argument in arguments {
        let (number, unit) = match argument.strip_suffix(['s', 'm', 'h', 'd']) {
            Some(number) => (number, argument.chars().next_back().unwrap_or('s')),
            None => (argument.as_str(), 's'),
        };
        let scale = match unit {
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => 86_400_000,
            _ => 1000,
        };
        let invalid = || format!("sleep: invalid time interval ‘{argument}’\n{HINT}");
        let part = duration::decimal(number, scale).ok_or_else(invalid)?;
        total = total.checked_add(part).ok_or_else(invalid)?;
    }
    Ok(total)
}
