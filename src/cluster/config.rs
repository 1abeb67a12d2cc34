//! What a cluster is made from: the header of a tape.

use crate::api::{Labels, Quantity, Time};
use crate::kubelet::Registry;
use crate::sorted::SortedMap;

/// What a cluster is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The nodes, in the order in which they joined.
    pub nodes: Vec<String>,
    /// Labels by node, besides those that every node has.
    pub labels: SortedMap<String, Labels>,
    /// What each node has.
    pub cpu: Quantity,
    /// What each node has.
    pub memory: Quantity,
    /// The seed of all chance.
    pub seed: u64,
    /// Second 0 (milliseconds since 1970).
    pub start_ms: i64,
    /// Images by name, and whether there is such an image, whatever else is known of it.
    pub images: Vec<(String, bool)>,
    /// Whether the kubelets are the stand-in of the recorded transcripts.
    pub is_serial: bool,
    /// How many Pods there may be.
    pub pods_max: usize,
    /// A node that is silent for longer is not ready (milliseconds).
    pub node_monitor_grace_ms: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            nodes: ["node-1", "node-2", "node-3"].map(str::to_owned).to_vec(),
            labels: SortedMap::new(),
            cpu: Quantity::units(4),
            memory: Quantity::bytes(8 << 30),
            seed: 1,
            start_ms: Time::from_date(2026, 1, 5, 9 * 3600).0 * 1000,
            images: Vec::new(),
            is_serial: false,
            pods_max: super::PODS_MAX,
            node_monitor_grace_ms: 50_000,
        }
    }
}

impl Config {
    /// What the registries have at second 0.
    #[must_use]
    pub fn registry(&self) -> Registry {
        Registry::new(self.is_serial, &self.images)
    }
}
