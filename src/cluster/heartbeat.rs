//! Heartbeats: leases that kubelets renew, and what their absence leads to.
//!
//! A renewal that arrives changes nothing that anybody decides by, so it isn't simulated: a Lease
//! is stored when a node joins, falls silent or comes back, and who reads one in between is shown
//! the renewal that has happened by then ([`Cluster::as_seen`]). Idle time costs nothing.
//! Source: `pkg/kubelet/kubelet_node_status.go`, `staging/src/k8s.io/component-helpers/apimachinery/lease`.

use super::{Cluster, Step};
use crate::api::{
    Kind, Lease, LeaseSpec, MicroTime, Node, NodeCondition, Object, ObjectKey, ObjectMeta, Text,
    Time,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::EventDraft;
use crate::controllers::nodelifecycle;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Where leases of nodes are.
const NAMESPACE: &str = "kube-node-lease";
/// A kubelet renews its lease this often (milliseconds).
const RENEW_MS: i64 = 10_000;
/// The stand-in of the transcripts renews more often (milliseconds).
const RENEW_SERIAL_MS: i64 = 5_000;
/// A lease that is older than this may be taken (seconds).
const LEASE_S: i32 = 40;
/// The status is looked at this often (milliseconds).
const STATUS_MS: i64 = 10_000;
/// The whole status is reported this often though nothing has changed (milliseconds).
const REPORT_MS: i64 = 300_000;

/// What a kubelet says when a condition is well again. Source: `pkg/kubelet/nodestatus/setters.go`.
fn news_of(condition: &str) -> Option<&'static str> {
    Some(match condition {
        "MemoryPressure" => "NodeHasSufficientMemory",
        "DiskPressure" => "NodeHasNoDiskPressure",
        "PIDPressure" => "NodeHasSufficientPID",
        "Ready" => "NodeReady",
        _ => return None,
    })
}

/// When nodes report.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heartbeats {
    /// When each node that reports began to (milliseconds since 1970).
    since_ms: SortedMap<String, i64>,
    /// Nodes that don't: when it will be noticed (milliseconds since 1970).
    silent: SortedMap<String, i64>,
}

impl Cluster {
    fn renew_ms(&self) -> i64 {
        if self.config.is_serial { RENEW_SERIAL_MS } else { RENEW_MS }
    }

    /// The last moment up to now at which a node that reports did something that it does
    /// regularly.
    fn last_beat_ms(&self, name: &str, every_ms: i64) -> Option<i64> {
        let since_ms = *self.heartbeats.since_ms.get(name)?;
        Some(self.now_ms - (self.now_ms - since_ms).rem_euclid(every_ms))
    }

    /// The lease of a node that begins to report now.
    pub(super) fn new_lease(&mut self, name: &str) -> Lease {
        self.heartbeats.silent.remove(name);
        self.heartbeats.since_ms.insert(name.to_owned(), self.now_ms);
        Lease {
            metadata: ObjectMeta {
                name: name.into(),
                namespace: NAMESPACE.into(),
                ..ObjectMeta::default()
            },
            spec: LeaseSpec {
                holder_identity: name.to_owned(),
                lease_duration_seconds: Some(LEASE_S),
                renew_time: Some(MicroTime(self.now_ms)),
                ..LeaseSpec::default()
            },
            ..Lease::default()
        }
    }

    /// A node reports from now on.
    pub(super) fn begin_heartbeats(&mut self, name: &str) {
        let lease = self.new_lease(name);
        let key = ObjectKey::new(Kind::Lease, NAMESPACE, name);
        let is_there = self.store().get(&key).is_some();
        let request =
            if is_there { Request::Update(lease.into()) } else { Request::Create(lease.into()) };
        let _ = self.perform(crate::kubelet::NAME, request, None);
        let now = Time::of_ms(self.now_ms);
        let mut news = Vec::new();
        self.update_node(crate::kubelet::NAME, name, |node| {
            let before =
                std::mem::replace(&mut node.status.conditions, super::nodes::conditions(now));
            for condition in &mut node.status.conditions {
                let same = |it: &&NodeCondition| {
                    it.r#type == condition.r#type && it.status == condition.status
                };
                match before.iter().find(same) {
                    Some(same) => condition.last_transition_time = same.last_transition_time,
                    None => news.extend(news_of(&condition.r#type)),
                }
            }
        });
        for reason in news {
            self.tell_of_node(name, reason, 0);
        }
    }

    /// The kubelet tells of its node. Source: `recordNodeStatusEvent`.
    fn tell_of_node(&mut self, name: &str, reason: &'static str, delay_ms: i64) {
        let key = Self::node_key(name);
        let Some(node) = self.store().get(&key).filter(|_| !self.config.is_serial) else { return };
        let message = format!("Node {name} status is now: {reason}");
        let mut draft = EventDraft::normal(node, reason, message);
        // Kubelets take the name of their node for its uid.
        Rc::make_mut(&mut draft.about).uid = name.into();
        self.later(delay_ms + 1, Step::Event(crate::kubelet::NAME, name.into(), Rc::new(draft)));
    }

    /// Cordoning is noticed with the next status. Source: `recordNodeSchedulableEvent`.
    fn watch_cordon(&mut self, old: &Node, new: &Node) {
        let name = &new.metadata.name;
        if old.spec.unschedulable == new.spec.unschedulable {
            return;
        }
        let Some(last_ms) = self.last_beat_ms(name, STATUS_MS) else { return };
        let cordoned = new.spec.unschedulable;
        let reason = if cordoned { "NodeNotSchedulable" } else { "NodeSchedulable" };
        self.tell_of_node(name, reason, last_ms + STATUS_MS - self.now_ms);
    }

    /// A node does not report any more. The controller notices its last renewal when it next
    /// looks, and gives up on it a grace period later.
    pub(super) fn end_heartbeats(&mut self, name: &str) {
        let Some(last_ms) = self.last_beat_ms(name, self.renew_ms()) else { return };
        let key = ObjectKey::new(Kind::Lease, NAMESPACE, name);
        for object in
            [self.store().get(&key).cloned(), self.store().get(&Self::node_key(name)).cloned()]
                .into_iter()
                .flatten()
        {
            // What has only been shown so far is now the last that is known.
            let request = match self.as_seen(&object) {
                it @ Object::Node(_) => Request::UpdateStatus(it),
                it => Request::Update(it),
            };
            let _ = self.perform(crate::kubelet::NAME, request, None);
        }
        self.heartbeats.since_ms.remove(name);
        let seen_ms = nodelifecycle::looks_ms(last_ms, self.config.start_ms);
        self.give_up_at(name, seen_ms + self.config.node_monitor_grace_ms);
    }

    /// The machine is gone, not only its object.
    pub(super) fn forget_heartbeats(&mut self, name: &str) {
        self.heartbeats.since_ms.remove(name);
        self.heartbeats.silent.remove(name);
    }

    fn give_up_at(&mut self, name: &str, at_ms: i64) {
        self.heartbeats.silent.insert(name.to_owned(), at_ms);
        self.agenda.add(at_ms.max(self.now_ms), Step::NodeMonitor);
    }

    /// Nodes that are silent for too long are not known to be ready.
    pub(super) fn monitor_nodes(&mut self) {
        let is_due = |(_, at_ms): &(&String, &i64)| **at_ms <= self.now_ms;
        let names: Vec<String> =
            self.heartbeats.silent.iter().filter(is_due).map(|(name, _)| name.clone()).collect();
        for name in names {
            let Some(Object::Node(node)) = self.store().get(&Self::node_key(&name)) else {
                continue;
            };
            let node = std::rc::Rc::clone(node);
            let Some(lost) = nodelifecycle::give_up(&node, self.now_ms) else { continue };
            let _ = self.perform(nodelifecycle::NAME, Request::UpdateStatus(lost.into()), None);
            if node.is_ready() {
                let event = nodelifecycle::not_ready_event(&node);
                self.record_event(nodelifecycle::NAME, Text::default(), event);
            }
        }
    }

    /// A node's object has come or gone: the controller registers it, and a node without a
    /// kubelet had better report soon.
    pub(super) fn watch_node(&mut self, event: &WatchEvent) {
        let Object::Node(node) = &event.object else { return };
        if event.r#type == WatchType::Modified {
            if let Some(Object::Node(old)) = &event.old {
                self.watch_cordon(old, node);
                if old.status.capacity != node.status.capacity {
                    self.plan_report(&node.metadata.name);
                }
            }
            return;
        }
        let draft = nodelifecycle::membership_event(node, event.r#type == WatchType::Added);
        self.record_event(nodelifecycle::NAME, Text::default(), draft);
        let name = &node.metadata.name;
        if event.r#type == WatchType::Added && !self.heartbeats.since_ms.contains_key(name.as_str())
        {
            self.give_up_at(name, self.now_ms + nodelifecycle::STARTUP_GRACE_MS);
        }
    }

    /// The object as a client that reads it now sees it: with the heartbeats up to now.
    #[must_use]
    pub fn as_seen(&self, object: &Object) -> Object {
        let name = &object.meta().name;
        match object {
            Object::Lease(lease) if object.meta().namespace == NAMESPACE => {
                let Some(renewed_ms) = self.last_beat_ms(name, self.renew_ms()) else {
                    return object.clone();
                };
                let mut lease = (**lease).clone();
                lease.spec.renew_time = Some(MicroTime(renewed_ms));
                lease.into()
            }
            Object::Node(node) => {
                let Some(reported_ms) = self.last_beat_ms(name, REPORT_MS) else {
                    return object.clone();
                };
                let mut node = (**node).clone();
                for condition in &mut node.status.conditions {
                    condition.last_heartbeat_time = Some(Time::of_ms(reported_ms));
                }
                node.into()
            }
            Object::Other(other) => super::flows::as_seen(&self.apiserver, other),
            _ => object.clone(),
        }
    }

    fn update_node(&mut self, component: &'static str, name: &str, change: impl FnOnce(&mut Node)) {
        let Some(Object::Node(node)) = self.store().get(&Self::node_key(name)) else { return };
        let mut node = (**node).clone();
        change(&mut node);
        let _ = self.perform(component, Request::UpdateStatus(node.into()), None);
    }
}
