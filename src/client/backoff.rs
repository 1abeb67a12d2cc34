//! Waits that double. Source: `staging/src/k8s.io/client-go/util/flowcontrol/backoff.go`.

use crate::sorted::SortedMap;

/// How long to wait after something has failed again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backoff {
    first_ms: i64,
    longest_ms: i64,
    /// The wait, and since when it is so long (milliseconds since 1970).
    entry: Option<(i64, i64)>,
}

impl Backoff {
    /// Nothing has failed yet. What does is waited for so long at first, so long at most
    /// (milliseconds).
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

/// The first wait of a controller (milliseconds).
const FIRST_MS: i64 = 1_000;
/// No wait of a controller is longer (milliseconds).
const LONGEST_MS: i64 = 15 * 60 * 1000;

/// What a controller keeps away from, longer each time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backoffs(SortedMap<String, Backoff>);

impl Backoffs {
    /// Nothing is kept away from.
    pub const NONE: Self = Self(SortedMap::new());

    /// How long the whole wait is, where it is not over yet (milliseconds).
    #[must_use]
    pub fn wait_ms(&self, key: &str, now_ms: i64) -> Option<i64> {
        let backoff = self.0.get(key)?;
        backoff.waits_since_update(now_ms).then(|| backoff.wait_ms())
    }

    /// It has failed once more.
    pub fn next(&mut self, key: &str, now_ms: i64) {
        self.0.retain(|_, it| it.counts(now_ms).is_some());
        let new = || Backoff::new(FIRST_MS, LONGEST_MS);
        self.0.entry(key.to_owned()).or_insert_with(new).next(now_ms, now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_forgotten() {
        let mut backoff = Backoffs::default();
        assert_eq!(backoff.wait_ms("it", 0), None);
        for (now_ms, wait_ms) in [(0, 1_000), (1_000, 2_000), (3_000, 4_000)] {
            backoff.next("it", now_ms);
            assert_eq!(backoff.wait_ms("it", now_ms + wait_ms - 1), Some(wait_ms));
            assert_eq!(backoff.wait_ms("it", now_ms + wait_ms), None);
        }
        (0..20).for_each(|_| backoff.next("it", 10_000));
        assert_eq!(backoff.wait_ms("it", 10_000), Some(LONGEST_MS));
        let late = 10_001 + 2 * LONGEST_MS;
        backoff.next("it", late);
        assert_eq!(backoff.wait_ms("it", late), Some(FIRST_MS));
    }
}
