//! A node with what is on it, kept up to date so that a cycle need not look at every Pod.
//! Source: `pkg/scheduler/framework/types.go` `NodeInfo`.

use crate::api::{Labels, Node, ObjectKey, Pod, Quantity, ResourceList, Typed};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a container without a request counts as, in the scores (thousandths of a CPU).
/// Source: `pkg/scheduler/util/pod_resources.go`.
const DEFAULT_MILLI_CPU: i64 = 100;
/// What a container without a request counts as, in the scores (bytes).
const DEFAULT_MEMORY: i64 = 200 * 1024 * 1024;

/// Amounts: thousandths of a CPU, bytes, and whole units of anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Thousandths of a CPU.
    pub milli_cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Units by name, for other resources.
    pub other: BTreeMap<String, i64>,
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

    fn change(&mut self, amounts: &Self, sign: i64) {
        self.milli_cpu += sign * amounts.milli_cpu;
        self.memory += sign * amounts.memory;
        for (name, amount) in &amounts.other {
            *self.other.entry(name.clone()).or_default() += sign * amount;
        }
    }

    fn max(&mut self, amounts: &Self) {
        self.milli_cpu = self.milli_cpu.max(amounts.milli_cpu);
        self.memory = self.memory.max(amounts.memory);
        for (name, amount) in &amounts.other {
            let it = self.other.entry(name.clone()).or_default();
            *it = (*it).max(*amount);
        }
    }
}

/// What the scheduler reads of a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodInfo {
    /// The Pod.
    pub key: ObjectKey,
    /// Its labels.
    pub labels: Rc<Labels>,
    /// What it asks for.
    pub requests: Amounts,
    /// What it counts as in the scores.
    pub scored: Amounts,
    /// Whether it is being deleted.
    pub is_terminating: bool,
    /// Ports of the node that it takes.
    pub host_ports: Vec<(String, i32)>,
}

impl PodInfo {
    /// From the Pod. Source: `component-helpers/resource/helpers.go` `PodRequests`.
    #[must_use]
    pub fn new(pod: &Pod) -> Self {
        let mut requests = Amounts::default();
        let mut scored = Amounts::default();
        for container in &pod.spec.containers {
            let list = &container.resources.requests;
            requests.change(&Amounts::new(list), 1);
            let mut filled = list.clone();
            filled.entry("cpu".to_owned()).or_insert(Quantity::from_milli(DEFAULT_MILLI_CPU));
            filled.entry("memory".to_owned()).or_insert(Quantity::bytes(DEFAULT_MEMORY));
            scored.change(&Amounts::new(&filled), 1);
        }
        for container in &pod.spec.init_containers {
            let amounts = Amounts::new(&container.resources.requests);
            requests.max(&amounts);
            scored.max(&amounts);
        }
        let ports = pod.spec.containers.iter().flat_map(|it| &it.ports);
        let host_ports = ports
            .filter(|port| port.host_port != 0)
            .map(|port| (port.protocol.clone(), port.host_port))
            .collect();
        Self {
            key: pod.key(),
            labels: Rc::new(pod.metadata.labels.clone()),
            requests,
            scored,
            is_terminating: pod.metadata.is_terminating(),
            host_ports,
        }
    }
}

/// A node with what is on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeInfo {
    /// The node.
    pub node: Rc<Node>,
    /// Its Pods.
    pub pods: BTreeMap<ObjectKey, Rc<PodInfo>>,
    /// What they ask for.
    pub requested: Amounts,
    /// What they count as in the scores.
    pub scored: Amounts,
    /// What there is for Pods.
    pub allocatable: Amounts,
    /// How many Pods there may be.
    pub pods_max: i64,
    /// How many of its Pods, not counting those being deleted, have the same labels.
    pub by_labels: BTreeMap<(Rc<str>, Rc<Labels>), i64>,
}

impl NodeInfo {
    /// A node without Pods.
    #[must_use]
    pub fn new(node: Rc<Node>) -> Self {
        let allocatable = Amounts::new(&node.status.allocatable);
        let pods_max = node.status.allocatable.get("pods").map_or(0, |it| it.value());
        Self {
            node,
            pods: BTreeMap::new(),
            requested: Amounts::default(),
            scored: Amounts::default(),
            allocatable,
            pods_max,
            by_labels: BTreeMap::new(),
        }
    }

    /// The node's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.node.metadata.name
    }

    /// Takes the node as it is now; whether anything changed that placement depends on.
    pub fn update(&mut self, node: &Rc<Node>) -> bool {
        let changed = self.node.spec != node.spec
            || self.node.metadata.labels != node.metadata.labels
            || self.node.status.allocatable != node.status.allocatable;
        self.allocatable = Amounts::new(&node.status.allocatable);
        self.pods_max = node.status.allocatable.get("pods").map_or(0, |it| it.value());
        self.node = Rc::clone(node);
        changed
    }

    /// The Pod is on the node (in this version).
    pub fn add(&mut self, pod: PodInfo) {
        self.remove(&pod.key.clone());
        self.requested.change(&pod.requests, 1);
        self.scored.change(&pod.scored, 1);
        if !pod.is_terminating {
            *self.by_labels.entry(labels_key(&pod)).or_insert(0) += 1;
        }
        self.pods.insert(pod.key.clone(), Rc::new(pod));
    }

    /// The Pod has left the node.
    pub fn remove(&mut self, key: &ObjectKey) {
        let Some(pod) = self.pods.remove(key) else { return };
        self.requested.change(&pod.requests, -1);
        self.scored.change(&pod.scored, -1);
        if !pod.is_terminating {
            let key = labels_key(&pod);
            if let Some(count) = self.by_labels.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    self.by_labels.remove(&key);
                }
            }
        }
    }
}

fn labels_key(pod: &PodInfo) -> (Rc<str>, Rc<Labels>) {
    (Rc::clone(&pod.key.namespace), Rc::clone(&pod.labels))
}
