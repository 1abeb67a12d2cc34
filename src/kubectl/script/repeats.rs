//! Programs that run others again and again: `xargs` and `watch`.

use super::{Desk, Script, advance};
use crate::cluster::Cluster;
use crate::kubectl::duration;
use crate::kubectl::shell::{self, Command, Link, Pipeline};
use std::rc::Rc;

/// More calls of one `xargs` are a mistake.
const CALLS_MAX: usize = 1000;
/// A `watch` does not look more often (milliseconds).
const LEAST_MS: i64 = 100;

impl Script {
    /// Whether the program that is to run now only says what to run. An `xargs` in the middle of a
    /// pipe is one call.
    pub(super) fn is_repeated(&self) -> bool {
        let Some(command) = self.running.front() else { return false };
        match command.words.first().map(String::as_str) {
            Some("xargs") => self.running.len() == 1,
            Some("watch") => true,
            _ => false,
        }
    }

    /// Puts what is to run in its place; the moment to go on at, if that is not now.
    pub(super) fn repeat(
        &mut self,
        command: &Command,
        cluster: &mut Cluster,
        desk: &mut Desk,
    ) -> Option<i64> {
        let arguments = command.words.get(1..).unwrap_or(&[]);
        if command.words.first().is_some_and(|it| it == "xargs") {
            self.running.pop_front();
            let piped = std::mem::take(&mut self.piped);
            self.code = 0;
            for words in calls(arguments, &piped).into_iter().rev() {
                self.put(Command { words, ..command.clone() });
            }
            return None;
        }
        Some(self.watch(command, arguments, cluster, desk))
    }

    fn put(&mut self, command: Command) {
        self.pipelines.push_front(Pipeline { link: Link::Always, commands: vec![command] });
    }

    /// Runs a command every two seconds until somebody ends it, and shows what it prints when that
    /// has changed: the console can't wipe the screen.
    fn watch(
        &mut self,
        command: &Command,
        arguments: &[String],
        cluster: &mut Cluster,
        desk: &mut Desk,
    ) -> i64 {
        let (mut seconds, mut at) = ("2", 0);
        while let Some(flag) = arguments.get(at).filter(|it| it.starts_with('-')) {
            at += 1;
            if flag == "-n" || flag == "--interval" {
                seconds = arguments.get(at).map_or("2", String::as_str);
                at += 1;
            } else if let Some(value) = flag.strip_prefix("-n") {
                seconds = value;
            }
        }
        let every = duration::decimal(seconds, 1000).unwrap_or(2000).max(LEAST_MS);
        let line = arguments.get(at..).unwrap_or(&[]).join(" ");
        let shown = match printed(&line, cluster, desk) {
            Ok(text) => text,
            Err(why) => why + "\n",
        };
        self.running.clear();
        self.piped.clear();
        let before = command.input.as_deref();
        if before != Some(&shown) {
            let head = match before {
                None => format!("Every {}.{}s: {line}\n\n", every / 1000, every % 1000 / 100),
                Some(_) => "\n".to_owned(),
            };
            self.shown.push_str(&head);
            self.shown.push_str(&shown);
        }
        self.is_endless = true;
        // What it printed last stands where its input would: it reads none.
        self.put(Command { input: Some(shown), ..command.clone() });
        cluster.now_ms() + every
    }
}

/// What a line prints that ends at once.
fn printed(line: &str, cluster: &mut Cluster, desk: &mut Desk) -> Result<String, String> {
    let waits = || format!("watch: `{line}' waits; only what ends at once can be watched");
    if line.split_whitespace().any(|it| it == "watch") {
        return Err(waits());
    }
    let pipelines = shell::parse(line)?;
    let script = Script { pipelines: pipelines.into(), ..Script::default() };
    let variables = Rc::clone(&desk.variables);
    let script = advance(script, cluster, desk);
    desk.variables = variables;
    let script = script.map_err(|_| waits())?;
    Ok(script.output().text)
}

/// The calls that `xargs` makes of what it reads.
pub(super) fn calls(arguments: &[String], piped: &str) -> Vec<Vec<String>> {
    let (mut each, mut place, mut skips_empty, mut at) = (usize::MAX, None, false, 0);
    while let Some(flag) = arguments.get(at).filter(|it| it.starts_with('-')) {
        at += 1;
        let (name, attached) = flag.split_at(2.min(flag.len()));
        let mut value = || {
            if attached.is_empty() {
                at += 1;
                arguments.get(at - 1).map_or("", String::as_str)
            } else {
                attached
            }
        };
        match name {
            "-n" | "-L" => each = value().parse().unwrap_or(1).max(1),
            "-I" => place = Some(value().to_owned()),
            "-P" => drop(value()),
            "-r" => skips_empty = true,
            _ => {}
        }
    }
    let mut base = arguments.get(at..).unwrap_or(&[]).to_vec();
    // One in another would read nothing.
    if base.first().is_none_or(|it| it == "xargs") {
        base = vec!["echo".to_owned()];
    }
    let plain = |text: &str| text.chars().filter(|it| !it.is_control()).collect::<String>();
    if let Some(place) = place {
        let lines = piped.lines().map(str::trim).filter(|it| !it.is_empty()).take(CALLS_MAX);
        let call = |line: &str| base.iter().map(|it| it.replace(&place, &plain(line))).collect();
        return lines.map(call).collect();
    }
    let words: Vec<String> = piped.split_whitespace().map(plain).collect();
    if words.is_empty() {
        return if skips_empty { Vec::new() } else { vec![base] };
    }
    let call = |words: &[String]| [base.as_slice(), words].concat();
    words.chunks(each.min(words.len())).take(CALLS_MAX).map(call).collect()
}
