//! What a controller is, and what a pass of one may read.

use crate::api::{ObjectKey, Time};
use crate::apiserver::{Request, Store, WatchEvent};
use crate::client::{Backoffs, Cache, Failure, FailureRecord, Metrics, Note, SyncResult};

/// What a pass may read.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    /// The informers' cache.
    pub cache: &'a Cache,
    /// Whether the controller has seen all that it asked for earlier.
    pub expectations_met: bool,
    /// What the controller keeps away from for a while.
    pub backoff: &'a Backoffs,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
    /// What the controller has kept in mind of the object's failures.
    pub failures: FailureRecord,
    /// What the controller remembers of the key.
    pub notes: &'a [Note],
    /// What the metrics API answers.
    pub metrics: &'a Metrics,
}

/// What the metrics API answers where nothing is measured.
static NO_METRICS: Metrics = Metrics::new();
/// What a controller keeps away from that has not failed yet.
static NO_BACKOFF: Backoffs = Backoffs::NONE;

impl<'a> Ctx<'a> {
    /// A pass of a controller that waits for nothing and remembers nothing.
    #[must_use]
    pub fn new(cache: &'a Cache, now_ms: i64) -> Self {
        Self {
            cache,
            expectations_met: true,
            now_ms,
            backoff: &NO_BACKOFF,
            failures: FailureRecord::default(),
            notes: &[],
            metrics: &NO_METRICS,
        }
    }

    /// The second that it is.
    #[must_use]
    pub fn now(&self) -> Time {
        Time::of_ms(self.now_ms)
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Controller {
    /// The component's name, as its events have it.
    pub name: &'static str,
    /// What it is called in a sentence.
    pub title: &'static str,
    /// How long a key waits after an event that concerns it, at a moment (milliseconds since 1970).
    pub delay_ms: fn(&WatchEvent, &ObjectKey, i64) -> i64,
    /// The first delay after an error, doubled with each further one, and the longest
    /// (milliseconds).
    pub retry_ms: (i64, i64),
    /// Whether it asks the metrics API.
    pub reads_metrics: bool,
    /// Fills in what a request takes from the answers to earlier ones of the same pass.
    pub fill_in: fn(&Store, Request) -> Request,
    /// Which objects a watch event concerns.
    pub enqueue: fn(&Cache, &WatchEvent) -> Vec<ObjectKey>,
    /// One pass over one object.
    pub sync: fn(&Ctx<'_>, &ObjectKey) -> SyncResult,
    /// What follows when a request of a pass is refused.
    pub failed: fn(&Ctx<'_>, &ObjectKey, &Failure) -> SyncResult,
}

/// What is so where a row says nothing else.
pub(crate) const ROW: Controller = Controller {
    name: "",
    title: "",
    delay_ms: |_, _, _| 0,
    // Source: `workqueue/default_rate_limiters.go`.
    retry_ms: (5, 1_000_000),
    reads_metrics: false,
    fill_in: |_, request| request,
    enqueue: |_, _| Vec::new(),
    sync: |_, _| SyncResult::default(),
    failed: try_again,
};

/// What follows a refused request where there is nothing to tell: another pass, a little later.
fn try_again(_: &Ctx<'_>, _: &ObjectKey, _: &Failure) -> SyncResult {
    SyncResult { requeue_limited: true, ..SyncResult::default() }
}
