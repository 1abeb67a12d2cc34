//! How often in a row the Pods of a Job have failed: what the Job controller keeps in mind.
//! Source: `pkg/controller/job/backoff_utils.go` `backoffStore`.

use crate::api::ObjectKey;
use crate::sorted::SortedMap;

/// What is known of the latest failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailureRecord {
    /// Failures since the last success.
    pub failures: i32,
    /// When the last of them was (seconds since 1970).
    pub last: Option<i64>,
}

/// Records by Job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureRecords(SortedMap<ObjectKey, FailureRecord>);

impl FailureRecords {
    /// The record of a Job, as it was last written.
    #[must_use]
    pub fn get(&self, key: &ObjectKey) -> FailureRecord {
        self.0.get(key).copied().unwrap_or_default()
    }

    /// Keeps a record in mind.
    pub fn set(&mut self, key: &ObjectKey, record: FailureRecord) {
        if record == FailureRecord::default() {
            self.0.remove(key);
        } else {
            self.0.insert(key.clone(), record);
        }
    }

    /// The Job is gone.
    pub fn forget(&mut self, key: &ObjectKey) {
        self.0.remove(key);
    }
}
