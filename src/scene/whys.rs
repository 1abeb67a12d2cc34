//! Decisions in words: who did what, and why.

use super::history::{Decision, History};
use crate::api::{Kind, ObjectKey};
use crate::client::{Trigger, Why};

/// A decision, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyView {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// Who: `Deployment controller`.
    pub who: String,
    /// Did what, in pieces; those that are names stand out.
    pub what: Vec<(String, bool)>,
    /// For which reason, as a sentence without its full stop.
    pub because: String,
    /// The values the rule read: `maxSurge = 1`.
    pub facts: Vec<String>,
    /// Where Kubernetes has the rule.
    pub source: &'static str,
}

impl WhyView {
    /// The whole as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let what: String = self.what.iter().map(|(text, _)| text.as_str()).collect();
        format!("{} {what}. Why: {}.", self.who, self.because)
    }
}

/// The last decision.
pub(super) fn last(history: &History) -> Option<WhyView> {
    history.decisions().last().map(view)
}

/// The last decisions, the newest first.
#[must_use]
pub fn recent(history: &History, count: usize) -> Vec<WhyView> {
    history.decisions().iter().rev().take(count).map(view).collect()
}

/// The last decisions that are about an object or were set off by it, the newest first.
#[must_use]
pub fn recent_of(history: &History, kind: Kind, name: &str, count: usize) -> Vec<WhyView> {
    let is_it = |key: &ObjectKey| key.kind == kind && *key.name == *name;
    let concerns = |decision: &&Decision| {
        let why = &decision.why;
        is_it(&why.about)
            || words(&why.what).any(|word| word == name)
            || why.trigger.as_ref().is_some_and(|it| is_it(&it.root().key))
    };
    history.decisions().iter().rev().filter(concerns).take(count).map(view).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_whitespace() || char == ',')
}

fn view(decision: &Decision) -> WhyView {
    let why = &*decision.why;
    WhyView {
        at_ms: decision.at_ms,
        who: super::plane::title(why.component),
        what: pieces(why),
        because: because(why),
        facts: why.facts.iter().map(|it| format!("{} = {}", it.name, it.value)).collect(),
        source: why.source,
    }
}

fn because(why: &Why) -> String {
    let rule = why.because.trim_end_matches('.');
    match &why.trigger {
        Some(trigger) => format!("{}, so {rule}", change(trigger.root())),
        None => rule.to_owned(),
    }
}

fn change(trigger: &Trigger) -> String {
    let key = &trigger.key;
    let name = match key.kind {
        Kind::Pod | Kind::ReplicaSet | Kind::Node => key.name.to_string(),
        kind => format!("{}/{}", kind.info().singular, key.name),
    };
    format!("{name} {}", trigger.change)
}

/// What was done, cut so that names of objects can be set apart.
fn pieces(why: &Why) -> Vec<(String, bool)> {
    let is_name = |word: &str| {
        word == &*why.about.name
            || word.contains('-') && word.contains(|char: char| char.is_ascii_digit())
    };
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for word in why.what.split_inclusive(' ') {
        let strong = is_name(word.trim_end_matches([' ', ',']));
        match pieces.last_mut() {
            Some((text, is_strong)) if *is_strong == strong => text.push_str(word),
            _ => pieces.push((word.to_owned(), strong)),
        }
    }
    pieces
}
