//! What controllers count of the objects they own.
//!
//! A set of a thousand Pods is looked at again whenever one of them reports something. What such
//! a pass counts is kept side by side here, so that it need not visit the Pods themselves.

use crate::api::{Labels, Object, Shared, Text, Time, is_available};

/// An object in the index of an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The object.
    pub object: Object,
    /// Whether the owner is the one controller.
    pub is_controlled: bool,
    /// Whether deletion has begun.
    pub is_terminating: bool,
    /// Whether it is a Pod that has ended for good.
    pub is_terminal: bool,
    /// Since when it is a ready Pod; the year 1970 where that is not known.
    pub ready_since: Option<Time>,
    /// Its labels: equal ones of a family are mostly the same in memory.
    pub labels: Shared<Labels>,
}

impl Owned {
    /// An object of the family of `owner` (a uid), one of which is `sibling`.
    #[must_use]
    pub fn new(object: &Object, owner: &str, sibling: Option<&Self>) -> Self {
        let meta = object.meta();
        let alike = sibling.filter(|it| it.labels == meta.labels);
        let (is_terminal, ready_since) = match object {
            Object::Pod(pod) => (pod.is_terminal(), pod.ready_since()),
            _ => (false, None),
        };
        Self {
            object: object.clone(),
            is_controlled: meta.controller().is_some_and(|it| it.uid == owner),
            is_terminating: meta.is_terminating(),
            is_terminal,
            ready_since,
            labels: alike.map_or(&meta.labels, |it| &it.labels).clone(),
        }
    }

    /// Whether it is a Pod that neither has ended nor is about to.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.is_terminal && !self.is_terminating
    }

    /// The node that it counts on, if it is an active Pod of the owner.
    #[must_use]
    pub fn counts_on(&self) -> Option<&Text> {
        match &self.object {
            Object::Pod(pod) if self.is_controlled && self.is_active() => Some(&pod.spec.node_name),
            _ => None,
        }
    }

    /// Whether it is a Pod that is ready for at least `min_ready_seconds` at `now_ms`.
    #[must_use]
    pub fn is_available(&self, min_ready_seconds: i32, now_ms: i64) -> bool {
        self.ready_since.is_some_and(|it| is_available(it, min_ready_seconds, now_ms))
    }
}

/// A question about labels that is asked again and again: the last two answers are remembered, of
/// the Pods that a rollout makes and those that it replaces.
#[derive(Debug)]
pub struct ByLabels<'a, F> {
    question: F,
    last: [Option<(&'a Shared<Labels>, bool)>; 2],
}

impl<'a, F: Fn(&Labels) -> bool> ByLabels<'a, F> {
    /// Remembers nothing yet.
    pub fn new(question: F) -> Self {
        Self { question, last: [None; 2] }
    }

    /// The answer for the labels.
    pub fn ask(&mut self, labels: &'a Shared<Labels>) -> bool {
        let mut known = self.last.iter().flatten();
        if let Some((_, answer)) = known.find(|(asked, _)| Shared::is_same(asked, labels)) {
            return *answer;
        }
        let answer = (self.question)(labels);
        self.last = [Some((labels, answer)), self.last[0]];
        answer
    }
}
