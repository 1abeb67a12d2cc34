//! What a controller has asked for and not seen yet: it does not count Pods before it has.
//! Source: `pkg/controller/controller_utils.go` `UIDTrackingControllerExpectations`.

use crate::api::ObjectKey;
use crate::sorted::{SortedMap, SortedSet};

/// After this long, whatever was expected is given up on (milliseconds).
const TIMEOUT_MS: i64 = 5 * 60 * 1000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Expected {
    creations: i64,
    deletions: SortedSet<String>,
    since_ms: i64,
}

/// Expectations by the object whose controller has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectations(SortedMap<ObjectKey, Expected>);

impl Expectations {
    /// Whether everything asked for has been seen, or so much time has passed that it won't be.
    #[must_use]
    pub fn satisfied(&self, key: &ObjectKey, now_ms: i64) -> bool {
        self.0.get(key).is_none_or(|it| {
            it.creations <= 0 && it.deletions.is_empty() || now_ms - it.since_ms > TIMEOUT_MS
        })
    }

    /// A Pod is about to be created.
    pub fn expect_creation(&mut self, key: &ObjectKey, now_ms: i64) {
        let expected = self.0.entry(key.clone()).or_default();
        expected.creations += 1;
        expected.since_ms = now_ms;
    }

    /// A Pod is about to be deleted.
    pub fn expect_deletion(&mut self, key: &ObjectKey, uid: &str, now_ms: i64) {
        let expected = self.0.entry(key.clone()).or_default();
        expected.deletions.insert(uid.to_owned());
        expected.since_ms = now_ms;
    }

    /// A Pod has been seen, or could not be created.
    pub fn creation_observed(&mut self, key: &ObjectKey) {
        if let Some(expected) = self.0.get_mut(key) {
            expected.creations -= 1;
            self.drop_fulfilled(key);
        }
    }

    /// A Pod has been seen going, or could not be deleted.
    pub fn deletion_observed(&mut self, key: &ObjectKey, uid: &str) {
        if let Some(expected) = self.0.get_mut(key) {
            expected.deletions.remove(uid);
            self.drop_fulfilled(key);
        }
    }

    fn drop_fulfilled(&mut self, key: &ObjectKey) {
        if self.0.get(key).is_some_and(|it| it.creations <= 0 && it.deletions.is_empty()) {
            self.0.remove(key);
        }
    }

    /// The object is gone.
    pub fn forget(&mut self, key: &ObjectKey) {
        self.0.remove(key);
    }
}
