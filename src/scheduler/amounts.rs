//! Amounts of resources as the scheduler counts them.

use crate::api::ResourceList;
use crate::sorted::SortedMap;

/// Amounts: thousandths of a CPU, bytes, and whole units of anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Thousandths of a CPU.
    pub milli_cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Units by name, for other resources.
    pub other: SortedMap<String, i64>,
}

impl Amounts {
    /// From the form of the API.
    #[must_use]
    pub fn new(list: &ResourceList) -> Self {
        let other = list
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "cpu" | "memory" | "pods"))
            .map(|(name, amount)| (name.clone(), amount.value()))
            .collect();
        let cpu = list.get("cpu").copied().unwrap_or_default();
        let memory = list.get("memory").copied().unwrap_or_default();
        Self { milli_cpu: cpu.milli(), memory: memory.value(), other }
    }

    /// Adds amounts (or takes them away, with `sign` -1).
    pub(super) fn change(&mut self, amounts: &Self, sign: i64) {
        self.milli_cpu += sign * amounts.milli_cpu;
        self.memory += sign * amounts.memory;
        for (name, amount) in &amounts.other {
            *self.other.entry(name.clone()).or_default() += sign * amount;
        }
    }
}

impl Amounts {
    /// Whether there is enough for all of it.
    #[must_use]
    pub fn fits(&self, there: &Self) -> bool {
        let enough = |(name, amount): (&String, &i64)| {
            *amount == 0 || there.other.get(name).is_some_and(|it| it >= amount)
        };
        self.milli_cpu <= there.milli_cpu
            && self.memory <= there.memory
            && self.other.iter().all(enough)
    }

    /// Whether there is more of anything.
    #[must_use]
    pub fn exceeds(&self, other: &Self) -> bool {
        let more =
            |(name, amount): (&String, &i64)| *amount > other.other.get(name).copied().unwrap_or(0);
        self.milli_cpu > other.milli_cpu
            || self.memory > other.memory
            || self.other.iter().any(more)
    }
}
