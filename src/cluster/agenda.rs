//! What is going to happen, in the order in which it will.

use super::{Plan, Target};
use crate::api::{ObjectKey, Text};
use crate::apiserver::{Request, WatchEvent};
use crate::client::{EventDraft, Trigger};
use crate::kubelet::Timer;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
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
    /// A load balancer has been made for a Service, or must go; or the Service itself is missed.
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

/// A step and when it is due: what comes first is the greatest.
#[derive(Clone, Debug)]
struct Due {
    /// When (milliseconds since 1970), and below that the number in which it was added: one
    /// comparison decides.
    key: i128,
    step: Rc<Step>,
}

impl Due {
    fn at_ms(&self) -> i64 {
        (self.key >> 64) as i64
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key)
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Due {}

/// Pending steps by time, then in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    pending: BinaryHeap<Due>,
    added: u64,
}

impl PartialEq for Agenda {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |it: &Self| it.pending.clone().into_sorted_vec();
        let (own, others) = (sorted(self), sorted(other));
        let same = |(a, b): (&Due, &Due)| a == b && a.step == b.step;
        own.len() == others.len() && own.iter().zip(&others).all(same)
    }
}

impl Agenda {
    /// Adds a step that is due at `at_ms` (milliseconds since 1970).
    pub fn add(&mut self, at_ms: i64, step: Step) {
        self.added += 1;
        let key = i128::from(at_ms) << 64 | i128::from(self.added);
        self.pending.push(Due { key, step: Rc::new(step) });
    }

    /// When the next step is due.
    #[must_use]
    pub fn next_at(&self) -> Option<i64> {
        self.pending.peek().map(Due::at_ms)
    }

    /// Takes the next step.
    pub fn pop(&mut self) -> Option<(i64, Step)> {
        let due = self.pending.pop()?;
        Some((due.at_ms(), Rc::unwrap_or_clone(due.step)))
    }
}
