//! Goals: what whoever watches is to bring about, what helps, and what became of it.

use super::{Job, Run};
use crate::tape::{Ask, Line, Verdict};

/// Where help is to be had.
const STUCK: &str = " Stuck? `$ hint` `$ solution`";

impl Run {
    /// The goals are judged when the tape's own lines have been played, whatever somebody put in
    /// later.
    pub(super) fn judge(&mut self) {
        let is_over = || {
            self.tape.lines.iter().skip(self.next).all(|it| it.is_recorded)
                && self.jobs.iter().all(Job::is_endless)
        };
        if self.is_judged || !self.verdicts.iter().any(|it| it.is_goal) || !is_over() {
            return;
        }
        self.is_judged = true;
        for goal in self.verdicts.iter_mut().filter(|it| it.is_goal && it.is_open()) {
            goal.end(&self.cluster);
        }
    }

    /// What became of the goals, with inline Markdown, once they were judged.
    #[must_use]
    pub fn outcome(&self) -> Option<String> {
        let goals = self.verdicts.iter().filter(|it| self.is_judged && it.is_goal);
        let start_ms = self.cluster.start_ms();
        let told = |it: &Verdict| match it.found(start_ms) {
            // When is a code of its own: who watches goes there.
            Some((found, at)) => format!("**Missed:** `{}`, but at `{at}` {found}.", it.claim),
            None => format!("**Reached:** `{}`.", it.claim),
        };
        // A line each.
        let mut lines: Vec<String> = goals.clone().map(told).collect();
        if goals.clone().any(|it| it.found(start_ms).is_some()) {
            let has = |ask| self.tape.asks(ask).next().is_some();
            let help = if has(Ask::Hint) || has(Ask::Solution) { STUCK } else { "" };
            lines.push(format!("Go back to before that, and do something about it.{help}"));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What a command prints that asks for help with the goals: each time a hint more.
    pub(super) fn help(&self, entry: usize, command: &str) -> Option<String> {
        let texts = |ask| self.tape.asks(ask).map(str::to_owned).collect::<Vec<_>>();
        let mut lines = match command.trim() {
            "hint" => texts(Ask::Hint),
            "solution" => texts(Ask::Solution),
            _ => return None,
        };
        if lines.is_empty() {
            return None;
        }
        if command.trim() == "hint" {
            let is_hint = |it: &&std::rc::Rc<super::Entry>| {
                let line = self.tape.lines.get(it.line).map(|it| &it.line);
                matches!(line, Some(Line::Command { text, .. }) if text.trim() == "hint")
            };
            let before = self.entries[..entry].iter().filter(is_hint).count();
            lines = lines.split_off(before.min(lines.len() - 1));
            lines.truncate(1);
        }
        lines.push(String::new());
        Some(lines.join("\n"))
    }
}
