//! What is noted of a run, for those who look at it.

use super::{Act, Cluster, verdict};
use crate::api::ObjectKey;
use crate::apiserver::WatchEvent;
use crate::client::Why;
use crate::scheduler::Placement;
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
    /// The scheduler decided where a Pod goes: the words for it are made when somebody looks.
    Placed(ObjectKey, Rc<Placement>),
    /// Somebody broke or mended something.
    Act(Act),
}

impl RecordKind {
    /// A decision, and why.
    #[must_use]
    pub fn why(&self) -> Option<Rc<Why>> {
        match self {
            Self::Why(why) => Some(Rc::clone(why)),
            Self::Placed(pod, placement) => Some(verdict::explain_placement(pod, placement)),
            Self::Write { .. } | Self::Act(_) => None,
        }
    }
}

impl Cluster {
    pub(super) fn note(&mut self, kind: RecordKind) {
        self.sequence += 1;
        self.records.push(Record { at_ms: self.now_ms, sequence: self.sequence, kind });
    }
}
