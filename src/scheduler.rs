//! The scheduler: one Pod at a time gets the node that suits it best.
//! Source: `pkg/scheduler/schedule_one.go`.
//!
//! **Invariant:** a cycle is a pure function of the nodes as the scheduler sees them and the Pod;
//! it binds nothing.

mod framework;
mod nodeinfo;
mod plugins;
mod queue;
#[cfg(test)]
mod tests;

pub use self::framework::{Cycle, NodeVerdict, PluginScore, schedule};
pub use self::nodeinfo::{NodeInfo, PodInfo};
pub use self::plugins::volume_binding::{VolumePlan, claim_keys};
pub use self::queue::Queue;

use self::plugins::volume_binding;
use crate::api::{Node, Object, ObjectKey, Pod, Typed};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Cache;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The component's name in events.
pub const NAME: &str = "default-scheduler";

/// What the scheduler knows: nodes with what is on them, and the Pods that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scheduler {
    /// Waiting Pods.
    pub queue: Queue,
    nodes: Vec<NodeInfo>,
    index: BTreeMap<String, usize>,
    /// Pods that were given a node and are not seen there yet.
    assumed: BTreeMap<ObjectKey, String>,
    next_start: usize,
    /// Pods that wait for their volumes, with their claims.
    need_volumes: BTreeMap<ObjectKey, Vec<ObjectKey>>,
}

impl Scheduler {
    /// Takes in what a watch has brought.
    pub fn observe(&mut self, event: &WatchEvent, now_ms: i64) {
        match &event.object {
            Object::Node(node) => self.observe_node(event.r#type, node, now_ms),
            Object::Pod(pod) => self.observe_pod(event.r#type, pod, now_ms),
            Object::PersistentVolumeClaim(claim) => {
                let key = claim.key();
                let waiting = self.need_volumes.iter().filter(|(_, it)| it.contains(&key));
                let pods: Vec<ObjectKey> = waiting.map(|(pod, _)| pod.clone()).collect();
                self.queue.retry_these(&pods, now_ms);
            }
            Object::PersistentVolume(_) | Object::StorageClass(_) => {
                let pods: Vec<ObjectKey> = self.need_volumes.keys().cloned().collect();
                self.queue.retry_these(&pods, now_ms);
            }
            _ => {}
        }
    }

    fn observe_node(&mut self, r#type: WatchType, node: &Rc<Node>, now_ms: i64) {
        let name = &node.metadata.name;
        match (r#type, self.index.get(name).copied()) {
            (WatchType::Deleted, Some(at)) => {
                self.nodes.remove(at);
                self.index = self
                    .nodes
                    .iter()
                    .enumerate()
                    .map(|(i, it)| (it.name().to_owned(), i))
                    .collect();
            }
            (WatchType::Deleted, None) => {}
            (_, Some(at)) => {
                if self.nodes[at].update(node) {
                    self.queue.retry_all(now_ms);
                }
            }
            (_, None) => {
                self.index.insert(name.clone(), self.nodes.len());
                self.nodes.push(NodeInfo::new(Rc::clone(node)));
                self.queue.retry_all(now_ms);
            }
        }
    }

    fn observe_pod(&mut self, r#type: WatchType, pod: &Rc<Pod>, now_ms: i64) {
        let key = pod.key();
        let gone = r#type == WatchType::Deleted || pod.is_terminal();
        if pod.spec.node_name.is_empty() {
            if gone || pod.metadata.is_terminating() {
                self.queue.remove(&key);
                self.need_volumes.remove(&key);
                self.forget(&key);
            } else if is_ours(pod) {
                // One that waits already keeps its place; one whose gates are gone joins.
                self.queue.add(key, pod.spec.priority.unwrap_or(0), now_ms);
            }
            return;
        }
        self.queue.remove(&key);
        self.assumed.remove(&key);
        let Some(&at) = self.index.get(&pod.spec.node_name) else { return };
        if gone {
            self.nodes[at].remove(&key);
            self.queue.retry_all(now_ms);
        } else {
            self.nodes[at].add(PodInfo::new(pod));
        }
    }

    /// The Pod counts as being on the node from now on.
    pub fn assume(&mut self, pod: &Pod, node: &str) {
        if let Some(&at) = self.index.get(node) {
            self.nodes[at].add(PodInfo::new(pod));
            self.assumed.insert(pod.key(), node.to_owned());
        }
    }

    /// The Pod was not bound after all.
    pub fn forget(&mut self, key: &ObjectKey) {
        let Some(node) = self.assumed.remove(key) else { return };
        if let Some(&at) = self.index.get(&node) {
            self.nodes[at].remove(key);
        }
    }

    /// One cycle for a Pod.
    pub fn cycle(&mut self, cache: &Cache, pod: &Pod) -> Cycle {
        let cycle = schedule(cache, &self.nodes, self.next_start, pod);
        if cycle.needs_volumes() {
            self.need_volumes.insert(pod.key(), claim_keys(pod).collect());
        } else {
            self.need_volumes.remove(&pod.key());
        }
        if !self.nodes.is_empty() {
            self.next_start = (self.next_start + cycle.evaluated) % self.nodes.len();
        }
        cycle
    }

    /// What must be done for the Pod's volumes before it can be bound to the node.
    #[must_use]
    pub fn volume_plan(&self, cache: &Cache, pod: &Pod, node: &str) -> VolumePlan {
        let node = self.node(node).map(|it| &it.node.metadata.labels);
        node.and_then(|it| volume_binding::plan(cache, pod, it).ok()).unwrap_or_default()
    }

    /// What a node has on it, for the page.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&NodeInfo> {
        self.nodes.get(*self.index.get(name)?)
    }
}

fn is_ours(pod: &Pod) -> bool {
    pod.spec.scheduler_name == NAME && pod.spec.scheduling_gates.is_empty()
}
