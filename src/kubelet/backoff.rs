//! Waits that double. Source: `staging/src/k8s.io/client-go/util/flowcontrol/backoff.go`.

/// The first wait of a container or a pull (milliseconds).
const FIRST_MS: i64 = 10_000;
/// No wait is longer (milliseconds).
const LONGEST_MS: i64 = 300_000;

/// How long to wait after something has failed again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backoff {
    first_ms: i64,
    longest_ms: i64,
    /// The wait, and since when it is so long (milliseconds since 1970).
    entry: Option<(i64, i64)>,
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new(FIRST_MS, LONGEST_MS)
    }
}

impl Backoff {
    /// Nothing has failed yet.
    #[must_use]
    pub fn new(first_ms: i64, longest_ms: i64) -> Self {
        Self { first_ms, longest_ms, entry: None }
    }

    /// The wait (milliseconds).
    #[must_use]
    pub fn wait_ms(&self) -> i64 {
        self.entry.map_or(0, |it| it.0)
    }

    /// What has been remembered for longer than twice the longest wait does not count.
    fn counts(&self, event_ms: i64) -> Option<(i64, i64)> {
        self.entry.filter(|(_, since_ms)| event_ms - since_ms <= 2 * self.longest_ms)
    }

    /// The wait that follows an event becomes longer.
    pub fn next(&mut self, event_ms: i64, now_ms: i64) {
        let wait_ms = match self.counts(event_ms) {
            None => self.first_ms,
            Some((wait_ms, _)) => (wait_ms * 2).min(self.longest_ms),
        };
        self.entry = Some((wait_ms, now_ms));
    }

    /// Whether the wait after an event is not over.
    #[must_use]
    pub fn waits_since(&self, event_ms: i64, now_ms: i64) -> bool {
        self.counts(event_ms).is_some_and(|(wait_ms, _)| now_ms - event_ms < wait_ms)
    }

    /// Whether the wait since it became so long is not over.
    #[must_use]
    pub fn waits_since_update(&self, event_ms: i64) -> bool {
        self.counts(event_ms).is_some_and(|(wait_ms, since_ms)| event_ms - since_ms < wait_ms)
    }
}
