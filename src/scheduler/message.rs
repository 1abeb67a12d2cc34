//! Why a Pod has no node, as the event and the condition say it.
//! Source: `pkg/scheduler/framework/types.go` `FitError`.

use super::framework::Cycle;
use super::preemption::PostFilter;
use crate::sorted::{Sort, SortedMap};

/// Longer notes of events are cut. Source: `schedule_one.go` `truncateMessage`.
const NOTE_MAX: usize = 1024;

/// `0/3 nodes are available: 1 this, 2 that.`, sorted as texts.
pub(super) fn fit_error<'a>(count: usize, reasons: impl Iterator<Item = &'a str>) -> String {
    let mut counts: SortedMap<&str, usize> = SortedMap::new();
    for reason in reasons {
        *counts.entry(reason).or_default() += 1;
    }
    let mut texts: Vec<String> =
        counts.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    texts.order();
    let head = format!("0/{count} nodes are available:");
    if texts.is_empty() { head } else { format!("{head} {}.", texts.join(", ")) }
}

impl Cycle {
    /// Why the Pod has no node.
    #[must_use]
    pub fn message(&self) -> String {
        let count = self.verdicts.len();
        if count == 0 {
            return "no nodes available to schedule pods".to_owned();
        }
        let rejections = self.verdicts.iter().filter_map(|it| it.rejection.as_ref());
        let reasons: Vec<&str> =
            rejections.flat_map(|it| &it.reasons).map(String::as_str).collect();
        let text = if let Some(why) = &self.refused {
            format!("0/{count} nodes are available: {why}.")
        } else if reasons.first() == Some(&"pod affinity terms conflict") {
            // The whole Pod was refused, no single node.
            format!("0/{count} nodes are available: pod affinity terms conflict.")
        } else {
            fit_error(count, reasons.into_iter())
        };
        match &self.post_filter {
            PostFilter::None | PostFilter::Nominated(_) => text,
            PostFilter::Failed { why, .. } => {
                format!("{text} no new claims to deallocate, preemption: {why}")
            }
        }
    }

    /// The message as an event carries it.
    #[must_use]
    pub fn note(&self) -> String {
        let message = self.message();
        if message.len() <= NOTE_MAX {
            return message;
        }
        let mut end = NOTE_MAX - 4;
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        format!("{} ...", &message[..end])
    }

    /// The plugins that have rejected a node.
    #[must_use]
    pub fn rejected_by(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> =
            self.verdicts.iter().filter_map(|it| Some(it.rejection.as_ref()?.plugin)).collect();
        names.order();
        names.dedup();
        names
    }
}
