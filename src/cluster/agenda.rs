//! What is going to happen, in the order in which it will.

use super::{Plan, Target};
use crate::api::{ObjectKey, Text};
use crate::apiserver::{Request, WatchEvent};
use crate::client::{EventDraft, Trigger};
use crate::kubelet::Timer;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Everything that can happen by itself. A closed enum: this list is the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A write reaches the watchers, with what led to it.
    Watch(Rc<WatchEvent>, Option<Rc<Trigger>>),
    /// A key comes back to a controller's queue.
    Enqueue(usize, ObjectKey),
    /// A controller works on a key.
    Sync(usize, ObjectKey),
    /// The next request of a controller's pass is answered.
    Ask(Plan),
    /// A recorder writes an event: component, host, what.
    Event(&'static str, Text, Rc<EventDraft>),
    /// The scheduler takes the next Pod.
    Schedule,
    /// The scheduler binds a Pod to a node.
    Bind(ObjectKey, Rc<str>),
    /// A Pod has waited long enough for its volumes.
    BindTimeout(ObjectKey),
    /// The scheduler deletes a Pod for another one: its uid, the node.
    Preempt(ObjectKey, Rc<str>, Rc<str>),
    /// Pods whose wait is over are tried again.
    FlushQueue,
    /// Something is due in the life of a Pod: its uid, the worker's epoch, what.
    Kubelet(Text, u32, Timer),
    /// A kubelet's request is answered.
    KubeletRequest(Text, Request),
    /// A load balancer has been made for a Service, or must go.
    Balancer(ObjectKey),
    /// The proxies learn of a Service's endpoints.
    Proxy(ObjectKey, Rc<Vec<Target>>),
    /// Requests are counted.
    Traffic,
    /// A kubelet reports the images that its node has.
    ReportImages(Rc<str>),
    /// The node controller looks at the heartbeats.
    NodeMonitor,
    /// Events whose time is over go.
    Expire,
}

/// Pending steps by time, then in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agenda {
    pending: BTreeMap<(i64, u64), Rc<Step>>,
    added: u64,
}

impl Agenda {
    /// Adds a step that is due at `at_ms` (milliseconds since 1970).
    pub fn add(&mut self, at_ms: i64, step: Step) {
        self.added += 1;
        self.pending.insert((at_ms, self.added), Rc::new(step));
    }

    /// When the next step is due.
    #[must_use]
    pub fn next_at(&self) -> Option<i64> {
        self.pending.keys().next().map(|(at_ms, _)| *at_ms)
    }

    /// Takes the next step.
    pub fn pop(&mut self) -> Option<(i64, Step)> {
        let ((at_ms, _), step) = self.pending.pop_first()?;
        Some((at_ms, Rc::unwrap_or_clone(step)))
    }

    /// What is pending, in order.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &Step)> {
        self.pending.iter().map(|((at_ms, _), step)| (*at_ms, &**step))
    }
}
