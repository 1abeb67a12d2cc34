//! The Pods that wait for a node. Source: `pkg/scheduler/backend/queue/scheduling_queue.go`.

use super::podinfo::PodInfo;
use crate::api::ObjectKey;
use crate::sorted::{SortedMap, SortedSet};
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

/// Active, backing off, unschedulable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    pods: SortedMap<ObjectKey, Waiting>,
    active: SortedSet<(Place, ObjectKey)>,
    /// By the end of the wait, then by place.
    backoff: SortedSet<(i64, Place, ObjectKey)>,
    unschedulable: SortedSet<ObjectKey>,
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
        self.active.insert((place, key.clone()));
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
        self.backoff.retain(|(.., it)| it != key);
        self.unschedulable.remove(key);
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
            Some((_, key)) => key,
            None => self.backoff.pop_first()?.2,
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
            self.unschedulable.insert(key.clone());
        }
    }

    /// Something has changed: those whom it may help are tried again, after their wait.
    /// Source: `MoveAllToActiveOrBackoffQueue`.
    pub fn retry_where(&mut self, now_ms: i64, may_help: impl Fn(&Waiting) -> bool) {
        let helped = |key: &&ObjectKey| self.pods.get(*key).is_none_or(&may_help);
        let keys: Vec<ObjectKey> = self.unschedulable.iter().filter(helped).cloned().collect();
        for key in keys {
            self.unschedulable.remove(&key);
            self.retry(key, now_ms);
        }
    }

    /// The Pod is tried again, after its wait.
    pub fn retry(&mut self, key: ObjectKey, now_ms: i64) {
        let Some(waiting) = self.pods.get(&key) else { return };
        let doublings = waiting.attempts.saturating_sub(1).min(10);
        let due = waiting.tried_ms + (BACKOFF_MS << doublings).min(BACKOFF_MAX_MS);
        if due <= now_ms {
            self.active.insert((waiting.place, key));
        } else {
            let window = due.div_euclid(WINDOW_MS) * WINDOW_MS;
            self.backoff.insert((window, waiting.place, key));
        }
    }

    /// Lets go whose wait is over.
    pub fn flush(&mut self, now_ms: i64) {
        while let Some((due, place, key)) = self.backoff.pop_first() {
            if due > now_ms {
                self.backoff.insert((due, place, key));
                break;
            }
            self.active.insert((place, key));
        }
        let is_overdue = |key: &&ObjectKey| {
            let tried = self.pods.get(*key).map_or(now_ms, |it| it.tried_ms);
            now_ms - tried >= UNSCHEDULABLE_MAX_MS
        };
        let overdue: Vec<ObjectKey> =
            self.unschedulable.iter().filter(is_overdue).cloned().collect();
        for key in overdue {
            self.unschedulable.remove(&key);
            self.retry(key, now_ms);
        }
    }

    /// When [`Queue::flush`] will next have something to do.
    #[must_use]
    pub fn next_flush_ms(&self) -> Option<i64> {
        let backoff = self.backoff.first().map(|(due, ..)| *due);
        let tried = |key: &ObjectKey| self.pods.get(key).map(|it| it.tried_ms);
        let overdue = self.unschedulable.iter().filter_map(tried).min();
        let overdue = overdue.map(|tried| tried + UNSCHEDULABLE_MAX_MS);
        backoff.into_iter().chain(overdue).min()
    }

    /// Whether the Pod waits for something to change.
    #[must_use]
    pub fn is_unschedulable(&self, key: &ObjectKey) -> bool {
        self.unschedulable.contains(key)
    }
}
