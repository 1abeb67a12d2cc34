//! What a controller remembers of a key from one pass to the next, and what the metrics API tells.

use crate::sorted::SortedMap;

/// Something that a controller has to remember: upstream keeps such things in maps of its own,
/// and loses them when it is restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of thing.
    pub what: &'static str,
    /// When it was noted (milliseconds since 1970).
    pub at_ms: i64,
    /// How much.
    pub number: i64,
}

/// A controller's notes on one key, oldest first.
pub type Notes = Vec<Note>;

/// What the containers of a Pod use, as they were last measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodMetrics {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// Over which time before that (milliseconds).
    pub window_ms: i64,
    /// Each container: its name, thousandths of a CPU, bytes.
    pub containers: Vec<(String, i64, i64)>,
}

/// What the metrics API answers: by the uid of a Pod.
pub type Metrics = SortedMap<String, PodMetrics>;
