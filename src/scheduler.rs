//! The scheduler: one Pod at a time gets the node that suits it best.
//! Source: `pkg/scheduler/schedule_one.go`, `pkg/scheduler/eventhandlers.go`.
//!
//! **Invariant:** a cycle is a pure function of the nodes as the scheduler sees them and the Pod;
//! it binds nothing and deletes nothing.

mod amounts;
mod explain;
mod framework;
mod hints;
mod message;
mod nodeinfo;
mod plugins;
mod podinfo;
mod preemption;
mod queue;
#[cfg(test)]
mod tests;

pub use self::amounts::Amounts;
pub(crate) use self::explain::first_by_key;
pub use self::explain::{Placement, explain};
pub use self::framework::{Cycle, NodeVerdict, Nominated, PluginScore, Rejection, View, schedule};
pub use self::hints::Change;
pub use self::nodeinfo::NodeInfo;
pub use self::plugins::volume_binding::{NAME as VOLUME_BINDING, VolumePlan, claim_keys};
pub use self::podinfo::PodInfo;
pub use self::preemption::{PostFilter, Preemption};
pub use self::queue::Queue;

use self::plugins::volume_binding;
use crate::api::{DEFAULT_SCHEDULER_NAME, Node, Object, ObjectKey, Pod, Text, Typed};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Cache;
use crate::sorted::{SharedIndex, SortedMap};
use std::rc::Rc;

/// The component's name in events.
pub const NAME: &str = DEFAULT_SCHEDULER_NAME;

/// What the scheduler knows: nodes with what is on them, and the Pods that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scheduler {
    /// Waiting Pods.
    pub queue: Queue,
    nodes: Vec<Rc<NodeInfo>>,
    /// How many nodes have each image.
    images: SortedMap<String, i64>,
    /// How many Pods on the nodes have rules about other Pods.
    related: usize,
    /// How many nodes are cordoned or tainted.
    marked: usize,
    /// Where each node stands among the others.
    index: SharedIndex<Text, usize>,
    /// Pods that were given a node and are not seen there yet.
    assumed: SortedMap<ObjectKey, String>,
    /// Pods that others make room for.
    nominated: Nominated,
    /// What the last cycle of each Pod has found out.
    placements: SharedIndex<ObjectKey, Rc<Placement>>,
    next_start: usize,
    /// The Pod that came last: the next is mostly like it.
    newest: Option<Rc<PodInfo>>,
}

impl Scheduler {
    /// Takes in what a watch has brought.
    pub fn observe(&mut self, cache: &Cache, event: &WatchEvent, now_ms: i64) {
        match &event.object {
            Object::Node(node) => self.observe_node(cache, event.r#type, node, now_ms),
            Object::Pod(pod) => self.observe_pod(cache, event.r#type, pod, now_ms),
            Object::PersistentVolumeClaim(claim) => {
                self.tell(cache, Change::Claim(claim), now_ms);
            }
            Object::PersistentVolume(_) | Object::StorageClass(_) => {
                self.tell(cache, Change::Volume, now_ms);
            }
            _ => {}
        }
    }

    fn observe_node(&mut self, cache: &Cache, r#type: WatchType, node: &Rc<Node>, now_ms: i64) {
        let name = &node.metadata.name;
        match (r#type, self.index.get(name.as_str()).copied()) {
            (WatchType::Deleted, Some(at)) => {
                let gone = self.nodes.remove(at);
                self.marked -= usize::from(gone.is_marked());
                self.related -= gone.with_terms.len();
                self.count_images(&gone.images, -1);
                let numbered = self.nodes.iter().enumerate();
                self.index = SharedIndex::default();
                for (at, it) in numbered {
                    self.index.insert(it.name().into(), at);
                }
                self.tell(cache, Change::NodeRemoved(node), now_ms);
            }
            (WatchType::Deleted, None) => {}
            (_, Some(at)) => {
                let (old, images) =
                    (Rc::clone(&self.nodes[at].node), Rc::clone(&self.nodes[at].images));
                let was_marked = usize::from(self.nodes[at].is_marked());
                Rc::make_mut(&mut self.nodes[at]).update(node);
                self.marked = self.marked - was_marked + usize::from(self.nodes[at].is_marked());
                let now = Rc::clone(&self.nodes[at].images);
                if !Rc::ptr_eq(&images, &now) {
                    self.count_images(&images, -1);
                    self.count_images(&now, 1);
                }
                let matters = old.spec != node.spec
                    || old.metadata.labels != node.metadata.labels
                    || old.status.allocatable != node.status.allocatable;
                if matters {
                    self.tell(cache, Change::NodeUpdated(&old, node), now_ms);
                }
            }
            (_, None) => {
                self.index.insert(name.clone(), self.nodes.len());
                let info = NodeInfo::new(Rc::clone(node));
                self.marked += usize::from(info.is_marked());
                self.count_images(&info.images, 1);
                self.nodes.push(Rc::new(info));
                self.tell(cache, Change::NodeAdded(node), now_ms);
            }
        }
    }

    fn count_images(&mut self, images: &SortedMap<String, i64>, sign: i64) {
        for name in images.keys() {
            let count = self.images.entry(name.clone()).or_insert(0);
            *count += sign;
            if *count == 0 {
                self.images.remove(name);
            }
        }
    }

    /// What is on a node changes.
    fn change_node(&mut self, at: usize, change: impl FnOnce(&mut NodeInfo)) {
        let Some(node) = self.nodes.get_mut(at).map(Rc::make_mut) else { return };
        let before = node.with_terms.len();
        change(node);
        self.related = self.related + node.with_terms.len() - before;
    }

    fn view<'a>(&'a self, cache: &'a Cache) -> View<'a> {
        let Self { nodes, images, nominated, .. } = self;
        let (has_related, has_marked) = (self.related > 0, self.marked > 0);
        View { cache, nodes, images, nominated, has_related, has_marked }
    }

    fn tell(&mut self, cache: &Cache, change: Change<'_>, now_ms: i64) {
        self.queue.retry_where(now_ms, |waiting| change.may_help(cache, waiting));
    }

    fn observe_pod(&mut self, cache: &Cache, r#type: WatchType, pod: &Rc<Pod>, now_ms: i64) {
        let key = pod.key();
        let gone = r#type == WatchType::Deleted || pod.is_terminal();
        if r#type == WatchType::Deleted {
            self.placements.remove(&key);
        }
        if pod.spec.node_name.is_empty() {
            if gone || pod.metadata.is_terminating() {
                self.queue.remove(&key);
                self.nominated.remove(&key);
                self.forget(&key);
            } else if is_ours(pod) {
                self.observe_waiting(&key, pod, now_ms);
            }
            return;
        }
        let was_assumed = self.assumed.remove(&key).is_some();
        let at = self.index.get(pod.spec.node_name.as_str()).copied();
        let known = at.and_then(|at| self.nodes[at].pods.get(&key).cloned());
        if was_assumed || known.is_none() {
            // From now on it does not wait.
            self.queue.remove(&key);
            self.nominated.remove(&key);
        }
        let Some(at) = at else { return };
        if gone {
            self.change_node(at, |it| it.remove(&key));
            // It goes once: when it has ended, or when it is deleted before that.
            if let Some(info) = known {
                self.tell(cache, Change::PodGone(&info), now_ms);
            }
            return;
        }
        let info = match &known {
            Some(known) => PodInfo::renew(known, pod),
            None => Rc::new(PodInfo::new(pod)),
        };
        let is_news = was_assumed || known.as_ref().is_none_or(|it| it.labels != info.labels);
        if known.as_ref().is_none_or(|it| !Rc::ptr_eq(it, &info)) {
            self.change_node(at, |it| it.add(Rc::clone(&info)));
        }
        if is_news {
            self.tell(cache, Change::PodPlaced(&info), now_ms);
        }
    }

    /// A Pod without a node has come, or has changed.
    fn observe_waiting(&mut self, key: &ObjectKey, pod: &Rc<Pod>, now_ms: i64) {
        let Some(waiting) = self.queue.get(key) else {
            let info = PodInfo::like(self.newest.as_ref(), pod);
            self.newest = Some(Rc::clone(&info));
            self.queue.add(info, now_ms);
            return;
        };
        let info = PodInfo::renew(&waiting.info, pod);
        let differs = waiting.info.labels != info.labels || waiting.info.spec != info.spec;
        self.queue.update(info);
        if differs && self.queue.is_unschedulable(key) {
            self.queue.retry_where(now_ms, |it| it.info.key == *key);
        }
    }

    /// The Pod counts as being on the node from now on.
    pub fn assume(&mut self, pod: &Pod, node: &str) {
        let key = pod.key();
        self.nominated.remove(&key);
        if let Some(&at) = self.index.get(node) {
            let known = self.queue.get(&key).map(|it| Rc::clone(&it.info));
            let info = known.unwrap_or_else(|| Rc::new(PodInfo::new(pod)));
            self.change_node(at, |it| it.add(info));
            self.assumed.insert(key, node.to_owned());
        }
    }

    /// The Pod was not bound after all.
    pub fn forget(&mut self, key: &ObjectKey) {
        let Some(node) = self.assumed.remove(key) else { return };
        if let Some(&at) = self.index.get(node.as_str()) {
            self.change_node(at, |it| it.remove(key));
        }
    }

    /// One cycle for a Pod.
    pub fn cycle(&mut self, cache: &Cache, pod: &Pod, now_ms: i64) -> Cycle {
        let key = pod.key();
        let known = self.queue.get(&key).map(|it| Rc::clone(&it.info));
        let info = known.unwrap_or_else(|| Rc::new(PodInfo::new(pod)));
        let cycle = schedule(self.view(cache), self.next_start, pod, &info);
        if !self.nodes.is_empty() {
            self.next_start = (self.next_start + cycle.evaluated) % self.nodes.len();
        }
        self.placements.insert(key, Placement::remembered(&cycle, now_ms));
        cycle
    }

    /// What must be done for the Pod's volumes before it can be bound to the node.
    #[must_use]
    pub fn volume_plan(&self, cache: &Cache, pod: &Pod, node: &str) -> VolumePlan {
        let node = self.node(node);
        node.and_then(|it| volume_binding::plan(cache, pod, &it.node).ok()).unwrap_or_default()
    }

    /// Room is being made for the Pod on a node. Returns the less important Pods that had been
    /// promised room there. Source: `getLowerPriorityNominatedPods`.
    pub fn nominate(&mut self, pod: &Pod, node: &str) -> Vec<ObjectKey> {
        let info = Rc::new(PodInfo::new(pod));
        let is_lower = |(_, (on, it)): &(&ObjectKey, &(String, Rc<PodInfo>))| {
            on == node && it.priority < info.priority
        };
        let lower: Vec<ObjectKey> =
            self.nominated.iter().filter(is_lower).map(|(key, _)| key.clone()).collect();
        for key in &lower {
            self.nominated.remove(key);
        }
        self.nominated.insert(pod.key(), (node.to_owned(), info));
        lower
    }

    /// No room is kept for the Pod any more.
    pub fn withdraw(&mut self, key: &ObjectKey) {
        self.nominated.remove(key);
    }

    /// What a node has on it, for the page.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&NodeInfo> {
        Some(&self.nodes[*self.index.get(name)?])
    }

    /// What the last cycle of a Pod has found out: why it is where it is, or nowhere.
    #[must_use]
    pub fn placement(&self, key: &ObjectKey) -> Option<&Rc<Placement>> {
        self.placements.get(key)
    }
}

fn is_ours(pod: &Pod) -> bool {
    pod.spec.scheduler_name == NAME && pod.spec.scheduling_gates.is_empty()
}
