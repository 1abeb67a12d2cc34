//! Node cards.

use super::words::{self, node as said};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// How much of something is asked for, of how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Requested by the node's Pods (thousandths of a CPU, or bytes).
    pub used: i64,
    /// Allocatable on the node.
    pub of: i64,
}

impl Share {
    /// In percent.
    #[must_use]
    pub fn percent(self) -> u32 {
        let percent = self.used.saturating_mul(100).checked_div(self.of).unwrap_or(0);
        u32::try_from(percent.max(0)).unwrap_or(0)
    }
}

/// A node in the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its name.
    pub name: Rc<str>,
    /// Its zone, where it has one.
    pub zone: Option<Rc<str>>,
    /// Its labels, without those that every node has: `gpu=true`.
    pub labels: Vec<Rc<str>>,
    /// Its taints, as kubectl writes them: `gpu=true:NoSchedule`.
    pub taints: Vec<Rc<str>>,
    /// Conditions that are not as they should be: `MemoryPressure`.
    pub conditions: Vec<Rc<str>>,
    /// Whether the control plane holds it to be ready.
    pub is_ready: bool,
    /// Since when it has stopped answering, known to the control plane or not.
    pub down_ms: Option<i64>,
    /// Whether it works, and only the network does not reach it.
    pub is_cut: bool,
    /// Whether it takes no new Pods.
    pub is_cordoned: bool,
    /// When its first Pod is evicted, where that is to be.
    pub evicts_ms: Option<i64>,
    /// How many Pods are bound to it.
    pub pods: u32,
    /// How much of its CPU is asked for.
    pub cpu: Share,
    /// How much of its memory is asked for.
    pub memory: Share,
    /// So many places for Pods it has needed so far.
    pub slots: u32,
}

impl Node {
    /// How it is, in a few words.
    #[must_use]
    pub fn status(&self) -> String {
        let ready = match (self.is_ready, self.down_ms.is_some()) {
            (true, false) => said::READY,
            (true, true) => said::SILENT,
            (false, _) => said::NOT_READY,
        };
        let cut = if self.is_cut { said::CUT } else { "" };
        let cordoned = if self.is_cordoned { said::CORDONED } else { "" };
        format!("{ready}{cut}{cordoned}")
    }

    /// What is written on its card, with what it is: labels, taints, conditions. What the control
    /// plane itself marks is told by the card's look.
    pub fn chips(&self) -> impl Iterator<Item = (&'static str, &Rc<str>)> {
        let own = self.taints.iter().filter(|it| !it.starts_with("node.kubernetes.io/"));
        let labels = self.labels.iter().map(|it| ("", it));
        labels
            .chain(own.map(|it| ("taint", it)))
            .chain(self.conditions.iter().map(|it| ("bad", it)))
    }

    /// Seconds until its first Pod is evicted.
    #[must_use]
    pub fn evicts_in_s(&self, now_ms: i64) -> Option<i64> {
        self.evicts_ms.map(|it| (it - now_ms).div_euclid(1000)).filter(|it| *it >= 0)
    }

    /// All of this as a sentence.
    #[must_use]
    pub fn says(&self) -> String {
        let pods = words::counted(self.pods.into(), "Pod", "Pods");
        let (cpu, memory) = (self.cpu.percent(), self.memory.percent());
        said::says(&self.name, &self.status(), &pods, cpu, memory)
    }
}
