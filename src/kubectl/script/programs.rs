//! Programs of the shell that are about time and variables.

use super::{Desk, Ended, execute};
use crate::api::Time;
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

/// `date`, `date +%s`, `date +%H:%M:%S`. The cluster's time zone is UTC.
pub(super) fn date(arguments: &[String], now_ms: i64) -> String {
    let format = arguments.iter().find_map(|it| it.strip_prefix('+'));
    let format = format.unwrap_or("%a %b %e %H:%M:%S UTC %Y");
    // Mon, 05 Jan 2026 09:00:00 +0000
    let long = Time(now_ms.div_euclid(1000)).rfc1123();
    let words: Vec<&str> = long.split(' ').collect();
    let word = |at: usize| words.get(at).copied().unwrap_or("");
    let iso = Time(now_ms.div_euclid(1000)).to_string();
    let part = |from: usize, to: usize| iso.get(from..to).unwrap_or("").to_owned();
    let (mut out, mut chars) = (String::new(), format.chars());
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        match chars.next() {
            Some('s') => out.push_str(&now_ms.div_euclid(1000).to_string()),
            Some('N') => out.push_str(&format!("{:03}000000", now_ms.rem_euclid(1000))),
            Some('Y') => out.push_str(&part(0, 4)),
            Some('m') => out.push_str(&part(5, 7)),
            Some('d') => out.push_str(&part(8, 10)),
            Some('e') => out.push_str(&format!("{:>2}", part(8, 10).trim_start_matches('0'))),
            Some('H') => out.push_str(&part(11, 13)),
            Some('M') => out.push_str(&part(14, 16)),
            Some('S') => out.push_str(&part(17, 19)),
            Some('F') => out.push_str(&part(0, 10)),
            Some('T') => out.push_str(&part(11, 19)),
            Some('R') => out.push_str(&part(11, 16)),
            Some('a') => out.push_str(word(0).trim_end_matches(',')),
            Some('b') => out.push_str(word(2)),
            Some('Z') => out.push_str("UTC"),
            Some('z') => out.push_str("+0000"),
            Some('%') => out.push('%'),
            Some(other) => out.extend(['%', other]),
            None => out.push('%'),
        }
    }
    out + "\n"
}
