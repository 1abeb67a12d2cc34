//! What a component sees and how it queues: the informers' cache, work queues, expectations, the
//! event recorder. Everything here is a value; time comes in as an argument.

mod backoff;
mod cache;
mod expectations;
mod failures;
mod memory;
mod owned;
mod plan;
mod recorder;
mod workqueue;

pub use self::backoff::{Backoff, Backoffs};
pub use self::cache::{Cache, Tally};
pub use self::expectations::Expectations;
pub use self::failures::{FailureRecord, FailureRecords};
pub use self::memory::{Metrics, Note, Notes, PodMetrics};
pub use self::owned::{ByLabels, Owned};
pub use self::plan::{
    Ask, Effect, EventDraft, EventType, Fact, Failure, SyncResult, Trigger, Why, reference,
};
pub use self::recorder::{Correlator, Verdict, counted, series};
pub use self::workqueue::WorkQueue;
pub mod volumes;
