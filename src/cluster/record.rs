//! What is noted of a run, for those who look at it.

use super::Act;
use crate::apiserver::WatchEvent;
use crate::client::Why;
use std::rc::Rc;

/// One note.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// Rises with every record of a run.
    pub sequence: u64,
    /// What.
    pub kind: RecordKind,
}

/// What is noted.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordKind {
    /// An object was written.
    Write {
        /// By whom.
        component: &'static str,
        /// The request's verb.
        verb: &'static str,
        /// What the watchers will hear.
        event: Rc<WatchEvent>,
    },
    /// A component decided something.
    Why(Rc<Why>),
    /// Somebody broke or mended something.
    Act(Act),
}
