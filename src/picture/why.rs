//! Decisions in words: who did what, and why.

use super::Pod;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Whoever reads a sentence begins within so long, and takes so long for a letter (milliseconds).
pub const READING_MS: i64 = 2_000;
const LETTER_MS: i64 = 45;

/// Pods that come so soon after it are those that a decision has made (milliseconds).
const MADE_MS: i64 = 1_000;

const SCHEDULER: &str = "default-scheduler";

/// The components whose decisions tell less than others'; the first only write down what others did.
pub(super) const WEIGHTS: [(&str, u8); 7] = [
    ("endpoint-slice-controller", 0),
    ("resourcequota-controller", 0),
    (SCHEDULER, 1),
    ("controllermanager", 1),
    ("node-controller", 1),
    ("persistentvolume-controller", 1),
    ("csi-provisioner", 1),
];

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

impl ObjectRef {
    /// Whether it is no object of Kubernetes: a zone, the cluster as a whole, or something that was done.
    #[must_use]
    pub fn is_place(&self) -> bool {
        matches!(&*self.kind, "zone" | "cluster" | "act")
    }
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
    /// Did what, in pieces; those that are names stand out.
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
        *self.component == *SCHEDULER && self.weight() == 1
    }

    /// How much it tells. A controller's decision is what people came for: where its Pods go is told when
    /// that was read, and who has to make room for one is told first of all.
    #[must_use]
    pub fn weight(&self) -> u8 {
        if self.source.starts_with("default_preemption") {
            return 3;
        }
        let row = WEIGHTS.iter().find(|it| *it.0 == *self.component);
        row.map_or(2, |it| it.1)
    }

    /// How long it is (characters).
    #[must_use]
    pub fn chars(&self) -> usize {
        self.what.iter().map(|it| it.0.chars().count()).sum::<usize>()
            + self.because.chars().count()
    }

    /// Whether it says what was done to it.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        let split = |char: char| char.is_whitespace() || char == ',';
        self.what.iter().any(|(text, _)| text.split(split).any(|word| word == name))
    }

    /// Whether a Pod is what it did something to: it is named, or was made by it. How many were made is
    /// said; which ones, their owner and their age say.
    #[must_use]
    pub fn did(&self, pod: &Pod) -> bool {
        let makes = self.what.first().is_some_and(|it| it.0.starts_with("created "));
        let is_new = (0..MADE_MS).contains(&(pod.spell.created_ms - self.at_ms));
        let is_own = || pod.owner.as_ref().is_some_and(|it| it.name == self.about.name);
        makes && is_new && is_own() || self.names(&pod.name)
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
