//! Signals.

use super::{Block, Machine, Process};

impl Machine {
    /// Whether the line goes no further until a process has ended: it is not in the background.
    #[must_use]
    pub fn awaits(&self, pid: u32) -> bool {
        let is_behind = |it: &Process| match it.block {
            Block::Wait(wanted) => wanted.is_none_or(|it| it == pid),
            _ => it.behind(pid).is_some(),
        };
        pid == self.first || self.processes.values().any(is_behind)
    }

    /// A signal reaches a process: whether anything comes of it. Who has no handler ends, except
    /// for the first process of a container.
    pub fn signal(&mut self, pid: u32, name: &str) -> bool {
        let is_first = pid == self.first && !self.limits.is_interactive;
        let Some(process) = self.processes.get_mut(&pid) else { return false };
        match process.environment.traps.get(name) {
            Some(handler) if handler.is_empty() => return false,
            Some(_) if name != "KILL" => {
                process.signals.push(name.to_owned());
                return true;
            }
            _ => {}
        }
        if is_first {
            return false;
        }
        let code = if name == "KILL" {
            137
        } else if name == "INT" {
            130
        } else {
            143
        };
        self.end(pid, code);
        true
    }

    /// A process ends with what it has started.
    pub(in crate::shell) fn end(&mut self, pid: u32, code: i32) {
        let children: Vec<u32> =
            self.processes.iter().filter(|(_, it)| it.parent == pid).map(|it| *it.0).collect();
        if let Some(process) = self.processes.remove(&pid) {
            children.into_iter().for_each(|it| self.end(it, code));
            self.bury(pid, process, code);
        }
    }
}
