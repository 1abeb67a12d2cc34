//! The Pods that wait for a node. Source: `pkg/scheduler/backend/queue/scheduling_queue.go`.

use super::podinfo::PodInfo;
use crate::api::ObjectKey;
use crate::sorted::{SharedIndex, SharedMap};
use std::cmp::Reverse;
use std::rc::Rc;

/// The first wait after a failed attempt, doubled with each further one (milliseconds).
const BACKOFF_MS: i64 = 1_000;
/// No wait is longer (milliseconds).
const BACKOFF_MAX_MS: i64 = 10_000;
/// After so long an unschedulable Pod is tried again in any case (milliseconds).
const UNSCHEDULABLE_MAX_MS: i64 = 300_000;
/// Waits that end in the same window are one: then priority decides (milliseconds).
const WINDOW_MS: i64 = 1_000;

/// Priority first, then who came first.
type Place = (Reverse<i32>, i64, u64);

/// A Pod in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What the scheduler knows of it.
    pub info: Rc<PodInfo>,
    /// The plugins that found no node for it at the last attempt.
    pub rejected_by: Vec<&'static str>,
    /// How often it was tried.
    pub attempts: u32,
    place: Place,
    tried_ms: i64,
}

impl Waiting {
    /// When the wait after the last attempt is over.
    fn due_ms(&self) -> i64 {
        let doublings = self.attempts.saturating_sub(1).min(10);
        self.tried_ms + (BACKOFF_MS << doublings).min(BACKOFF_MAX_MS)
    }
}

/// The window in which a wait ends.
fn window(due_ms: i64) -> i64 {
    due_ms.div_euclid(WINDOW_MS) * WINDOW_MS
}

/// Active, backing off, unschedulable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    pods: SharedIndex<ObjectKey, Waiting>,
    active: SharedMap<(Place, ObjectKey), ()>,
    /// By the end of the wait, then by place.
    backoff: SharedMap<(i64, Place, ObjectKey), ()>,
    /// By the last attempt, the oldest first.
    unschedulable: SharedMap<(i64, ObjectKey), ()>,
    added: u64,
}

impl Queue {
    /// A Pod without a node.
    pub fn add(&mut self, info: Rc<PodInfo>, now_ms: i64) {
        let key = info.key.clone();
        if self.pods.contains_key(&key) {
            return;
        }
        self.added += 1;
        let place = (Reverse(info.priority), now_ms, self.added);
        self.active.insert((place, key.clone()), ());
        let waiting =
            Waiting { info, rejected_by: Vec::new(), attempts: 0, place, tried_ms: now_ms };
        self.pods.insert(key, waiting);
    }

    /// What is known of a Pod in the queue.
    #[must_use]
    pub fn get(&self, key: &ObjectKey) -> Option<&Waiting> {
        self.pods.get(key)
    }

    /// The Pod has changed; whether the change may help it is for the caller to say.
    pub fn update(&mut self, info: Rc<PodInfo>) {
        if let Some(waiting) = self.pods.get_mut(&info.key) {
            waiting.info = info;
        }
    }

    /// The Pod has a node, or is gone.
    pub fn remove(&mut self, key: &ObjectKey) {
        let Some(waiting) = self.pods.remove(key) else { return };
        self.active.remove(&(waiting.place, key.clone()));
        self.backoff.remove(&(window(waiting.due_ms()), waiting.place, key.clone()));
        self.unschedulable.remove(&(waiting.tried_ms, key.clone()));
    }

    /// Whether a Pod can be tried now: with nobody active, one that backs off is.
    /// Source: `SchedulerPopFromBackoffQ`.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.active.is_empty() || !self.backoff.is_empty()
    }

    /// The next Pod to try; where none is ready, one whose wait is not over yet.
    pub fn pop(&mut self, now_ms: i64) -> Option<ObjectKey> {
        let key = match self.active.pop_first() {
            Some(((_, key), ())) => key,
            None => self.backoff.pop_first()?.0.2,
        };
        if let Some(waiting) = self.pods.get_mut(&key) {
            waiting.attempts += 1;
            waiting.tried_ms = now_ms;
        }
        Some(key)
    }

    /// No node suits the Pod: it waits for something to change that those plugins look at.
    pub fn unschedulable(&mut self, key: &ObjectKey, rejected_by: Vec<&'static str>) {
        if let Some(waiting) = self.pods.get_mut(key) {
            waiting.rejected_by = rejected_by;
            self.unschedulable.insert((waiting.tried_ms, key.clone()), ());
        }
    }

    /// Something has changed: those whom it may help are tried again, after their wait.
    /// Source: `MoveAllToActiveOrBackoffQueue`.
    pub fn retry_where(&mut self, now_ms: i64, may_help: impl Fn(&Waiting) -> bool) {
        let helped = |(_, key): &&(i64, ObjectKey)| self.pods.get(key).is_none_or(&may_help);
        let waiting: Vec<_> = self.unschedulable.keys().filter(helped).cloned().collect();
        for it in waiting {
            self.unschedulable.remove(&it);
            self.retry(it.1, now_ms);
        }
    }

    /// The Pod is tried again, after its wait.
    pub fn retry(&mut self, key: ObjectKey, now_ms: i64) {
        let Some(waiting) = self.pods.get(&key) else { return };
        let due_ms = waiting.due_ms();
        if due_ms <= now_ms {
            self.active.insert((waiting.place, key), ());
        } else {
            self.backoff.insert((window(due_ms), waiting.place, key), ());
        }
    }

    /// Lets go whose wait is over.
    pub fn flush(&mut self, now_ms: i64) {
        while self.backoff.first_key_value().is_some_and(|(it, ())| it.0 <= now_ms) {
            let Some(((_, place, key), ())) = self.backoff.pop_first() else { break };
            self.active.insert((place, key), ());
        }
        let is_overdue = |it: &(i64, ObjectKey)| now_ms - it.0 >= UNSCHEDULABLE_MAX_MS;
        while self.unschedulable.first_key_value().is_some_and(|(it, ())| is_overdue(it)) {
            let Some(((_, key), ())) = self.unschedulable.pop_first() else { break };
            self.retry(key, now_ms);
        }
    }

    /// When [`Queue::flush`] will next have something to do.
    #[must_use]
    pub fn next_flush_ms(&self) -> Option<i64> {
        let backoff = self.backoff.first_key_value().map(|(it, ())| it.0);
        let overdue = self.unschedulable.first_key_value();
        let overdue = overdue.map(|(it, ())| it.0 + UNSCHEDULABLE_MAX_MS);
        backoff.into_iter().chain(overdue).min()
    }

    /// Whether the Pod waits for something to change.
    #[must_use]
    pub fn is_unschedulable(&self, key: &ObjectKey) -> bool {
        let place = self.pods.get(key).map(|it| (it.tried_ms, key.clone()));
        place.is_some_and(|it| self.unschedulable.contains_key(&it))
    }
}
