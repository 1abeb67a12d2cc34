//! What programs use of CPU and memory.

use super::program::Program;
use super::servers::base;
use super::{Kubelets, RunState};
use crate::api::{Pod, Quantity};

/// Commands that take all the CPU that they get.
const GREEDY: &[&str] = &[
    "dd if=/dev/zero of=/dev/null",
    "cat /dev/zero",
    "cat /dev/urandom",
    "sum /dev/zero",
    "sum /dev/urandom",
    "yes > /dev/null",
    "yes >/dev/null",
    "while true; do true",
    "while true; do :",
    "while :; do :",
    "while :; do true",
    "gzip > /dev/null",
];

impl Program {
    /// What it uses all the time: thousandths of a CPU, and bytes; `None` where it is idle.
    pub(super) fn appetite(&self) -> (Option<i64>, Option<i64>) {
        let place = self.setting(self.files());
        let text = place.words.iter().chain(place.arguments).cloned().collect::<Vec<_>>().join(" ");
        if !base(place.image).contains("stress") && !text.contains("stress") {
            let is_greedy = GREEDY.iter().any(|it| text.contains(it)) || text == "yes";
            return (is_greedy.then_some(1000), None);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let value = |names: &[&str]| {
            words.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
                Some((name, value)) => names.contains(&name).then_some(value),
                None => names.contains(word).then(|| words.get(at + 1).copied())?,
            })
        };
        let number = |names: &[&str]| value(names).and_then(|it| it.parse::<i64>().ok());
        let bytes = |text: &str| Quantity::parse(text.trim_end_matches(['B', 'b'])).ok();
        let cpus = number(&["-cpus", "--cpus", "--cpu", "-c"]).unwrap_or(0);
        let hogs = number(&["--vm", "-m"]).unwrap_or(0);
        let each = value(&["--vm-bytes"]).and_then(bytes).map_or(0, |it| it.value());
        let total = value(&["-mem-total", "--mem-total"]).and_then(bytes).map(|it| it.value());
        let memory = total.or(Some(hogs.saturating_mul(each)).filter(|it| *it > 0));
        let cpu = cpus.clamp(0, 1000).saturating_add(hogs.clamp(0, 1000)) * 1000;
        (Some(cpu).filter(|it| *it > 0), memory)
    }
}

impl Kubelets {
    /// What a container's program uses: thousandths of a CPU, and bytes, where it is not idle.
    #[must_use]
    pub fn appetite(&self, pod: &Pod, container: &str) -> (Option<i64>, Option<i64>) {
        let worker = self.worker(&pod.metadata.uid);
        let run = worker.and_then(|it| it.container(container));
        let run = run.filter(|it| matches!(it.state, RunState::Running(_)));
        let Some(process) = run.and_then(|it| it.process.as_ref()) else { return (None, None) };
        process.program.appetite()
    }

    /// Whose address it is.
    #[must_use]
    pub fn uid_at(&self, ip: &str) -> Option<String> {
        let found = self.workers.in_order(|_, it| it.ip == ip && !it.has_stopped);
        found.first().map(|(uid, _)| uid.to_string())
    }

    /// What a request costs a Pod: CPU time and time (milliseconds), where that is known.
    #[must_use]
    pub fn request_costs(&self, pod: &Pod) -> Option<(i64, i64)> {
        let processes = self.worker(&pod.metadata.uid)?.main().filter_map(|it| it.process.as_ref());
        let mut costs = processes.filter_map(|it| it.program.costs_ms());
        costs.next()
    }
}
