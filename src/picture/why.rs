//! Decisions in words: who did what, and why.

use super::effect::{FIRST, Sequel};
use super::{Effect, Pod};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Whoever reads a sentence begins within so long, and takes so long for a letter (milliseconds).
pub const READING_MS: i64 = 2_000;
const LETTER_MS: i64 = 45;

/// Pods that come or are told to go so soon after it are those that a decision was about (milliseconds).
const MADE_MS: i64 = 1_000;

/// A decision that comes so soon after what set it off only carries that out (milliseconds).
const FOLLOWS_MS: i64 = 100;

/// Who was refused asks again within so long (milliseconds).
const AGAIN_MS: i64 = 10_000;

/// An object, by what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Its kind as kubectl has it: `pod`.
    pub kind: Rc<str>,
    /// Its namespace; empty where it has none.
    pub namespace: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
}

/// A decision, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When.
    #[serde(skip)]
    pub at_ms: i64,
    /// The component: `deployment-controller`.
    pub component: Rc<str>,
    /// What it is called at the beginning of a sentence: `Deployment controller`.
    pub who: Rc<str>,
    /// What it is about.
    pub about: ObjectRef,
    /// What it does.
    pub effect: Effect,
    /// The same in words, in pieces; those that are names stand out.
    pub what: Vec<(Rc<str>, bool)>,
    /// For which reason, as a sentence without its full stop.
    pub because: Rc<str>,
    /// The values the rule read: `maxSurge = 1`.
    pub facts: Vec<Rc<str>>,
    /// Where Kubernetes has the rule.
    pub source: Rc<str>,
    /// What set it off, the nearest cause first.
    pub causes: Vec<Cause>,
}

/// A change that led to a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The object that changed.
    pub object: ObjectRef,
    /// How, as the end of a sentence: `became ready`.
    pub change: Rc<str>,
}

impl Decision {
    /// The whole as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let what: String = self.what.iter().map(|(text, _)| &**text).collect();
        if self.because.is_empty() {
            return format!("{} {what}.", self.who);
        }
        format!("{} {what}. Why: {}.", self.who, self.because)
    }

    /// How long it takes to read (milliseconds).
    #[must_use]
    pub fn read_ms(&self) -> i64 {
        READING_MS + LETTER_MS * i64::try_from(self.chars()).unwrap_or(0)
    }

    /// Whether it says which node a Pod gets, or that it gets none.
    #[must_use]
    pub fn is_placement(&self) -> bool {
        matches!(self.effect, Effect::Unschedulable | Effect::Schedule | Effect::ScheduleBest)
    }

    /// Whether nothing came of what somebody asked for.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.effect.sequel() == Sequel::Nothing
    }

    /// Whether another node would have done as well, or nearly.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        self.effect == Effect::ScheduleBest
    }

    /// How much it tells. A controller's decision is what people came for: where its Pods go is told when
    /// that was read.
    #[must_use]
    pub fn weight(&self) -> u8 {
        self.effect.weight(&self.component)
    }

    /// Whether it would be told first of all and was so a moment before, the newest of `all` last: who was
    /// refused asks again and again.
    #[must_use]
    pub fn is_again(&self, all: &[Rc<Self>]) -> bool {
        let recent = all.iter().rev().take_while(|old| self.at_ms - old.at_ms < AGAIN_MS);
        let mut before = recent.filter(|old| old.at_ms < self.at_ms);
        self.weight() == FIRST && before.any(|old| self.about == old.about && self.what == old.what)
    }

    /// How long it is (characters).
    #[must_use]
    pub fn chars(&self) -> usize {
        self.what.iter().map(|it| it.0.chars().count()).sum::<usize>()
            + self.because.chars().count()
    }

    /// Whether a word stands in what was done: a name, mostly.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        let split = |char: char| char.is_whitespace() || char == ',';
        self.what.iter().any(|(text, _)| text.split(split).any(|word| word == name))
    }

    /// Whether a Pod is what it did something to: it is named, or came or went by it. How many were made
    /// or deleted is said; which ones, their owner and the moment say.
    #[must_use]
    pub fn did(&self, pod: &Pod) -> bool {
        let is_soon = |at_ms: i64| (0..MADE_MS).contains(&(at_ms - self.at_ms));
        let is_meant = match self.effect.sequel() {
            Sequel::PodsCome => is_soon(pod.spell.created_ms),
            Sequel::PodsGo => pod.spell.told_ms.is_some_and(is_soon),
            Sequel::Nothing | Sequel::Other => false,
        };
        is_meant && self.owns(pod) || self.names(&pod.name)
    }

    /// Whether a Pod belongs to what it is about or names: a ReplicaSet, its Deployment, a Job.
    fn owns(&self, pod: &Pod) -> bool {
        let Some(owner) = &pod.owner else { return false };
        let above = owner.name.strip_suffix(&*pod.template).and_then(|it| it.strip_suffix('-'));
        let is_it = |name: &str| *name == *self.about.name || self.names(name);
        is_it(&owner.name) || above.is_some_and(is_it)
    }

    /// Whether another one only carries out what this one decided: it came of what this one wrote, at once.
    #[must_use]
    pub fn leads_to(&self, other: &Self) -> bool {
        let Some(cause) = other.causes.first() else { return false };
        let is_next = (0..FOLLOWS_MS).contains(&(other.at_ms - self.at_ms));
        let moves_pods = matches!(self.effect.sequel(), Sequel::PodsCome | Sequel::PodsGo);
        let carries_out = is_next && !other.is_refusal() && moves_pods;
        carries_out && self.names(&cause.object.name)
    }

    /// Whether it is about an object or was set off by it.
    #[must_use]
    pub fn concerns(&self, kind: &str, name: &str) -> bool {
        let is_it = |object: &ObjectRef| *object.kind == *kind && *object.name == *name;
        is_it(&self.about)
            || self.names(name)
            || self.causes.last().is_some_and(|it| is_it(&it.object))
    }
}
