//! A queue of keys in which each stands once, and none is worked on twice at a time.
//! Source: `staging/src/k8s.io/client-go/util/workqueue`.

use super::plan::Trigger;
use crate::api::ObjectKey;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The first delay after an error, doubled with each further one (milliseconds).
const BASE_DELAY_MS: i64 = 5;
/// No delay is longer (milliseconds).
const MAX_DELAY_MS: i64 = 1_000_000;
/// The keys of one controller. The agenda holds when they are due; this says which may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkQueue {
    waiting: BTreeMap<ObjectKey, Option<Rc<Trigger>>>,
    processing: BTreeSet<ObjectKey>,
    failures: BTreeMap<ObjectKey, u32>,
}

impl WorkQueue {
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

    /// How long to wait after one more error, in milliseconds.
    pub fn rate_limited(&mut self, key: &ObjectKey) -> i64 {
        let failures = self.failures.entry(key.clone()).or_default();
        let delay = BASE_DELAY_MS << (*failures).min(30);
        *failures += 1;
        delay.min(MAX_DELAY_MS)
    }
}
