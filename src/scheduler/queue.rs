//! The Pods that wait for a node. Source: `pkg/scheduler/backend/queue/scheduling_queue.go`.

use crate::api::ObjectKey;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The first wait after a failed attempt, doubled with each further one (milliseconds).
const BACKOFF_MS: i64 = 1_000;
/// No wait is longer (milliseconds).
const BACKOFF_MAX_MS: i64 = 10_000;
/// After so long an unschedulable Pod is tried again in any case (milliseconds).
const UNSCHEDULABLE_MAX_MS: i64 = 300_000;

/// Priority first, then who came first.
type Place = (Reverse<i32>, i64, u64);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    place: Place,
    attempts: u32,
    tried_ms: i64,
}

/// Active, backing off, unschedulable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    pods: BTreeMap<ObjectKey, Waiting>,
    active: BTreeSet<(Place, ObjectKey)>,
    backoff: BTreeSet<(i64, ObjectKey)>,
    unschedulable: BTreeSet<ObjectKey>,
    added: u64,
}

impl Queue {
    /// A Pod without a node.
    pub fn add(&mut self, key: ObjectKey, priority: i32, now_ms: i64) {
        if self.pods.contains_key(&key) {
            return;
        }
        self.added += 1;
        let place = (Reverse(priority), now_ms, self.added);
        self.active.insert((place, key.clone()));
        self.pods.insert(key, Waiting { place, attempts: 0, tried_ms: now_ms });
    }

    /// The Pod has a node, or is gone.
    pub fn remove(&mut self, key: &ObjectKey) {
        let Some(waiting) = self.pods.remove(key) else { return };
        self.active.remove(&(waiting.place, key.clone()));
        self.backoff.retain(|(_, it)| it != key);
        self.unschedulable.remove(key);
    }

    /// Whether a Pod can be tried now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.active.is_empty() || !self.backoff.is_empty()
    }

    /// The next Pod to try; where none is ready, one whose wait is not over yet.
    pub fn pop(&mut self, now_ms: i64) -> Option<ObjectKey> {
        let ready = self.active.pop_first().map(|(_, key)| key);
        let key = ready.or_else(|| self.backoff.pop_first().map(|(_, key)| key))?;
        if let Some(waiting) = self.pods.get_mut(&key) {
            waiting.attempts += 1;
            waiting.tried_ms = now_ms;
        }
        Some(key)
    }

    /// No node suits the Pod: it waits for something to change.
    pub fn unschedulable(&mut self, key: &ObjectKey) {
        if self.pods.contains_key(key) {
            self.unschedulable.insert(key.clone());
        }
    }

    /// Something has changed: every Pod that waited is tried again, after its wait.
    pub fn retry_all(&mut self, now_ms: i64) {
        for key in std::mem::take(&mut self.unschedulable) {
            self.retry(key, now_ms);
        }
    }

    /// Something has changed that may help these Pods.
    pub fn retry_these(&mut self, keys: &[ObjectKey], now_ms: i64) {
        for key in keys {
            if self.unschedulable.remove(key) {
                self.retry(key.clone(), now_ms);
            }
        }
    }

    fn retry(&mut self, key: ObjectKey, now_ms: i64) {
        let Some(waiting) = self.pods.get(&key) else { return };
        let doublings = waiting.attempts.saturating_sub(1).min(10);
        let due = waiting.tried_ms + (BACKOFF_MS << doublings).min(BACKOFF_MAX_MS);
        if due <= now_ms {
            self.active.insert((waiting.place, key));
        } else {
            self.backoff.insert((due, key));
        }
    }

    /// Lets go whose wait is over.
    pub fn flush(&mut self, now_ms: i64) {
        while let Some((due, key)) = self.backoff.pop_first() {
            if due > now_ms {
                self.backoff.insert((due, key));
                break;
            }
            if let Some(waiting) = self.pods.get(&key) {
                self.active.insert((waiting.place, key));
            }
        }
        let overdue: Vec<ObjectKey> = self
            .unschedulable
            .iter()
            .filter(|key| {
                let tried = self.pods.get(*key).map_or(now_ms, |it| it.tried_ms);
                now_ms - tried >= UNSCHEDULABLE_MAX_MS
            })
            .cloned()
            .collect();
        for key in overdue {
            self.unschedulable.remove(&key);
            self.retry(key, now_ms);
        }
    }

    /// When [`Queue::flush`] will next have something to do.
    #[must_use]
    pub fn next_flush_ms(&self) -> Option<i64> {
        let backoff = self.backoff.first().map(|(due, _)| *due);
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
