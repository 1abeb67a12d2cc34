//! A queue of keys in which each stands once, and none is worked on twice at a time.
//! Source: `staging/src/k8s.io/client-go/util/workqueue`.

use super::plan::Trigger;
use crate::api::ObjectKey;
use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

/// The keys of one controller. The agenda holds when they are due; this says which may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkQueue {
    /// Keys that are added later, each at one moment: the earliest that was asked for.
    delayed: SortedMap<ObjectKey, Delayed>,
    waiting: SortedMap<ObjectKey, Option<Rc<Trigger>>>,
    processing: SortedSet<ObjectKey>,
    failures: SortedMap<ObjectKey, u32>,
}

/// When a key is to be added, and what asked for it last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Delayed {
    at_ms: i64,
    trigger: Option<Rc<Trigger>>,
}

impl WorkQueue {
    /// Adds a key at a moment. Returns whether that moment must be kept: the key was not to be
    /// added earlier anyway. Source: `delaying_queue.go` `insert`.
    pub fn add_at(&mut self, key: &ObjectKey, at_ms: i64, trigger: Option<Rc<Trigger>>) -> bool {
        let Some(delayed) = self.delayed.get_mut(key) else {
            self.delayed.insert(key.clone(), Delayed { at_ms, trigger });
            return true;
        };
        delayed.trigger = trigger.or_else(|| delayed.trigger.take());
        let is_earlier = at_ms < delayed.at_ms;
        delayed.at_ms = at_ms.min(delayed.at_ms);
        is_earlier
    }

    /// A moment has come. What asked for the key; `None` where it has been added before.
    pub fn due(&mut self, key: &ObjectKey, now_ms: i64) -> Option<Option<Rc<Trigger>>> {
        if self.delayed.get(key)?.at_ms > now_ms {
            return None;
        }
        self.delayed.remove(key).map(|it| it.trigger)
    }

    /// Adds a key with what brought it here. Returns whether a worker must be told: the key did
    /// not wait already and is not being worked on.
    pub fn add(&mut self, key: &ObjectKey, trigger: Option<Rc<Trigger>>) -> bool {
        if let Some(waiting) = self.waiting.get_mut(key) {
            // The latest is what the controller will see first.
            *waiting = trigger.or_else(|| waiting.take());
            return false;
        }
        self.waiting.insert(key.clone(), trigger);
        !self.processing.contains(key)
    }

    /// Takes a key out to work on it; `None` where it does not wait any more.
    pub fn get(&mut self, key: &ObjectKey) -> Option<Option<Rc<Trigger>>> {
        let trigger = self.waiting.remove(key)?;
        self.processing.insert(key.clone());
        Some(trigger)
    }

    /// The work is done. Returns whether the key was added meanwhile and must be worked on again.
    pub fn done(&mut self, key: &ObjectKey) -> bool {
        self.processing.remove(key);
        self.waiting.contains_key(key)
    }

    /// All went well: the next error starts with the shortest delay.
    pub fn forget(&mut self, key: &ObjectKey) {
        self.failures.remove(key);
    }

    /// How long to wait after one more error, in milliseconds: from the first to the longest delay.
    pub fn rate_limited(&mut self, key: &ObjectKey, (first_ms, max_ms): (i64, i64)) -> i64 {
        let failures = self.failures.entry(key.clone()).or_default();
        let delay = first_ms << (*failures).min(30);
        *failures += 1;
        delay.min(max_ms)
    }
}
