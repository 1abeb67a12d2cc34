//! One pass over a DaemonSet: what it works on, and the order of its parts.
//! Source: `updateDaemonSet`, `syncNodes`.

use super::super::Ctx;
use super::{nodes, should_run, target_node};
use crate::api::{DaemonSet, Node, Object, Pod};
use crate::client::SyncResult;
use crate::controllers::pod_control::{create_pods, delete_pods};
use crate::sorted::{Sort, SortedMap};
use std::rc::Rc;

/// At most so many Pods are created, and as many deleted, in one pass.
const BURST: usize = 250;

/// One pass.
pub(super) struct Pass<'a> {
    pub ctx: &'a Ctx<'a>,
    pub set: &'a Rc<DaemonSet>,
    /// All nodes, by name.
    pub nodes: Vec<&'a Rc<Node>>,
    /// The set's Pods by their node. Those that have ended and are being deleted count no more.
    pub pods: SortedMap<String, Vec<Rc<Pod>>>,
    /// The hash of the newest revision.
    pub hash: String,
    pub result: SyncResult,
}

impl<'a> Pass<'a> {
    pub fn new(
        ctx: &'a Ctx<'a>,
        set: &'a Rc<DaemonSet>,
        pods: Vec<Rc<Pod>>,
        result: SyncResult,
    ) -> Self {
        let mut by_node: SortedMap<String, Vec<Rc<Pod>>> = SortedMap::new();
        for pod in pods {
            if pod.is_terminal() && pod.metadata.is_terminating() {
                continue;
            }
            if let Some(node) = target_node(&pod) {
                by_node.entry(node.to_owned()).or_default().push(pod);
            }
        }
        for pods in by_node.values_mut() {
            // Those that have their node first, then the oldest.
            pods.order_by_key(|it| {
                let meta = &it.metadata;
                (it.spec.node_name.is_empty(), meta.creation_timestamp, meta.name.clone())
            });
        }
        let nodes = ctx.cache.list_typed::<Node>(None).collect();
        Self { ctx, set, nodes, pods: by_node, hash: String::new(), result }
    }

    pub fn run(mut self) -> SyncResult {
        let history = self.construct_history();
        if !self.ctx.expectations_met {
            // Only the status: what was asked for has not all been seen.
            self.write_status(false);
            return self.result;
        }
        let asked = self.manage();
        // A rolling update goes on from a set that has all its Pods.
        if !asked && self.set.spec.update_strategy.r#type == "RollingUpdate" {
            self.rolling_update();
        }
        self.clean_history(&history);
        self.write_status(true);
        self.result
    }

    pub fn should_run(&self, node: &Node) -> bool {
        should_run(self.set, node).0
    }

    /// Whether the Pod is of the newest template. Source: `IsPodUpdated`.
    pub fn is_updated(&self, pod: &Pod) -> bool {
        let labels = &pod.metadata.labels;
        let is_generation = labels
            .get(nodes::GENERATION_LABEL)
            .is_some_and(|it| *it == self.set.template_generation().to_string());
        is_generation || self.has_newest_hash(pod)
    }

    pub fn has_newest_hash(&self, pod: &Pod) -> bool {
        let hash = pod.metadata.labels.get(super::history::REVISION_LABEL);
        hash.is_some_and(|it| *it == self.hash)
    }

    pub fn is_available(&self, pod: &Pod) -> bool {
        pod.is_available(self.set.spec.min_ready_seconds, self.ctx.now_ms)
    }

    pub fn object(&self) -> Object {
        Object::DaemonSet(Rc::clone(self.set))
    }

    /// Another pass after so many milliseconds at the latest.
    pub fn look_again(&mut self, after_ms: i64) {
        let planned = self.result.requeue_after_ms;
        self.result.requeue_after_ms = Some(planned.map_or(after_ms, |it| it.min(after_ms)));
    }

    /// Asks for Pods to be created, and for others to be deleted.
    /// Source: `syncNodes`.
    pub fn sync_nodes(&mut self, delete: &[Rc<Pod>], create: &[String]) {
        let (object, set, hash) = (self.object(), self.set, &self.hash);
        let new = create.iter().take(BURST).map(|node| nodes::new_pod(set, node, hash));
        create_pods(&object, new, &mut self.result);
        let old = delete.iter().take(BURST).map(|it| &**it);
        delete_pods(&object, old, true, &mut self.result);
    }
}
