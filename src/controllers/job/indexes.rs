//! Sets of indexes, as `status.completedIndexes` writes them: `0,2-4,6,7`.
//! Source: `pkg/controller/job/indexed_job_utils.go`.

use crate::api::{JOB_COMPLETION_INDEX, Pod};
use crate::sorted::{Sort, SortedSet};

/// Indexes as ordered intervals, both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intervals(Vec<(i32, i32)>);

impl Intervals {
    /// Reads a list; what is beyond `completions` or can't be read is left out.
    #[must_use]
    pub fn parse(text: &str, completions: i32) -> Self {
        let mut result: Vec<(i32, i32)> = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let Ok(first) = first.parse::<i32>() else { continue };
            if first >= completions {
                break;
            }
            let last = last.split('-').next().unwrap_or("");
            let Ok(last) = last.parse::<i32>() else { continue };
            let last = last.min(completions - 1);
            match result.last_mut() {
                Some(before) if before.1 == first - 1 => before.1 = last,
                _ => result.push((first, last)),
            }
        }
        Self(result)
    }

    /// The set with more indexes.
    #[must_use]
    pub fn with(&self, indexes: &SortedSet<i32>) -> Self {
        self.merge(&Self(indexes.iter().map(|it| (*it, *it)).collect()))
    }

    /// Both sets in one.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        let mut all: Vec<(i32, i32)> = self.0.iter().chain(&other.0).copied().collect();
        all.order();
        let mut result: Vec<(i32, i32)> = Vec::new();
        for (first, last) in all {
            match result.last_mut() {
                Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
                _ => result.push((first, last)),
            }
        }
        Self(result)
    }

    /// How many indexes.
    #[must_use]
    pub fn total(&self) -> i32 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// Whether an index is among them.
    #[must_use]
    pub fn has(&self, index: i32) -> bool {
        let at = self.0.partition_point(|(_, last)| *last < index);
        self.0.get(at).is_some_and(|(first, _)| *first <= index)
    }

    /// The lowest indexes below `completions` that are not among them, at most so many.
    #[must_use]
    pub fn gaps(&self, count: usize, completions: i32) -> Vec<i32> {
        let mut result = Vec::new();
        let mut candidate = 0;
        let end = [(completions, completions)];
        for (first, last) in self.0.iter().chain(&end) {
            while candidate < completions.min(*first) && result.len() < count {
                result.push(candidate);
                candidate += 1;
            }
            candidate = candidate.max(last.saturating_add(1));
        }
        result
    }
}

/// Two in a row are separated by a comma, three are a range.
impl std::fmt::Display for Intervals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (first, last)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            match last - first {
                0 => write!(f, "{comma}{first}")?,
                1 => write!(f, "{comma}{first},{last}")?,
                _ => write!(f, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

/// The index of a Pod; `None` where it has none that makes sense.
pub(super) fn index_of(pod: &Pod) -> Option<i32> {
    pod.metadata.annotation(JOB_COMPLETION_INDEX)?.parse().ok().filter(|it| *it >= 0)
}

/// The indexes of Pods.
pub(super) fn indexes_of<'a>(pods: impl Iterator<Item = &'a Pod>) -> SortedSet<i32> {
    pods.filter_map(index_of).collect()
}

/// The name's beginning, cut so that index and suffix fit.
pub(super) fn generate_name(job: &str, index: i32) -> String {
    const MAX: usize = 58;
    let suffix = format!("-{index}-");
    let kept: String = job.chars().take(MAX - suffix.len()).collect();
    format!("{kept}{suffix}")
}
