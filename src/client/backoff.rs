//! Keeping away from what fails, longer each time.
//! Source: `staging/src/k8s.io/client-go/util/flowcontrol/backoff.go`.

use crate::sorted::SortedMap;

/// The first wait (milliseconds), doubled each time.
const FIRST_MS: i64 = 1_000;
/// No wait is longer (milliseconds).
const LONGEST_MS: i64 = 15 * 60 * 1000;

/// How long to keep away from something, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    wait_ms: i64,
    since_ms: i64,
}

/// Waits by what they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backoff(SortedMap<String, Entry>);

impl Backoff {
    /// Nothing is kept away from.
    pub const NONE: Self = Self(SortedMap::new());

    /// How long the whole wait is, where it is not over yet.
    #[must_use]
    pub fn wait_ms(&self, key: &str, now_ms: i64) -> Option<i64> {
        let entry = self.0.get(key)?;
        (now_ms - entry.since_ms < entry.wait_ms).then_some(entry.wait_ms)
    }

    /// It has failed once more.
    pub fn next(&mut self, key: &str, now_ms: i64) {
        self.0.retain(|_, it| now_ms - it.since_ms <= 2 * LONGEST_MS);
        let before = self.0.get(key).map(|it| it.wait_ms);
        let wait_ms = before.map_or(FIRST_MS, |it| (it * 2).min(LONGEST_MS));
        self.0.insert(key.to_owned(), Entry { wait_ms, since_ms: now_ms });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_forgotten() {
        let mut backoff = Backoff::default();
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
