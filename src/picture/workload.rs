//! Workloads: what is desired, what there is, of which revisions and parts.

use super::{ObjectRef, words};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A workload, or another object that has a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// Counts the kinds in the order in which they are shown.
    pub rank: u8,
    /// Its kind as kubectl has it: `deployment`.
    pub kind: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// Its namespace.
    pub namespace: Rc<str>,
    /// Counts workloads in the order they came: which colour it shares with its Pods.
    pub hue: Option<u32>,
    /// The hash that its newest Pods carry, where that is known.
    pub template: Rc<str>,
    /// How many of its Pods are ready.
    pub ready: i32,
    /// How many are desired.
    pub desired: i32,
    /// What stands beside the title where `ready/desired` does not say it.
    pub count: Option<Rc<str>>,
    /// How it is in numbers, a line each, where `count` does not say it: `3 of 3`, `ready`.
    pub tally: Vec<Rc<str>>,
    /// How many of its Pods or requests failed.
    pub failed: i64,
    /// Whether something is lost or wrong.
    pub is_bad: bool,
    /// What it is doing, in a few words.
    pub doing: Rc<str>,
    /// Its revisions, the newest first.
    pub revisions: Vec<Revision>,
    /// How many empty ones are not in the list.
    pub revisions_left_out: u32,
    /// Between which numbers of Pods a rollout goes.
    pub limits: Option<Limits>,
    /// Its parts one by one.
    pub parts: Vec<Part>,
    /// Numbers that make a chart over time.
    pub gauges: Vec<Gauge>,
    /// A number that is aimed at, with its words.
    pub aim: Option<(i64, Rc<str>)>,
    /// The clocks that it goes by.
    pub clocks: Option<Clocks>,
    /// Requests a second that are sent to it; `None` where none can be.
    pub load: Option<i64>,
    /// The Pods, by name, at which those fail now.
    pub failing: Vec<Rc<str>>,
    /// The Pods, by name, that took requests after they were told to go, and how many.
    pub late: Vec<(Rc<str>, i64)>,
    /// When it does something next by itself.
    pub next_ms: Option<i64>,
}

impl Workload {
    /// Kind and name as kubectl has them: `deployment/web`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// By kind, then by name: `app-2` comes before `app-10`.
    pub(crate) fn order(&self) -> (u8, &str, &str, usize, &str) {
        let stem = self.name.trim_end_matches(|it: char| it.is_ascii_digit());
        (self.rank, &self.namespace, stem, self.name.len(), &self.name)
    }

    /// Whether Pods of several revisions are there; what has none always counts as such.
    #[must_use]
    pub fn rolls_out(&self) -> bool {
        self.revisions.is_empty() || self.revisions.iter().filter(|it| it.pods > 0).count() > 1
    }

    /// It as it was last, once it is deleted.
    #[must_use]
    pub fn deleted(&self) -> Self {
        Self {
            rank: self.rank,
            kind: Rc::clone(&self.kind),
            name: Rc::clone(&self.name),
            namespace: Rc::clone(&self.namespace),
            hue: self.hue,
            template: Rc::clone(&self.template),
            desired: self.desired,
            count: Some(words::DELETED.into()),
            doing: words::DELETED.into(),
            ..Self::default()
        }
    }

    /// What stands beside the title.
    #[must_use]
    pub fn count(&self) -> String {
        let count = self.count.as_deref().map(str::to_owned);
        count.unwrap_or_else(|| format!("{}/{}", self.ready, self.desired))
    }

    /// How it is in numbers, a line each: `3 of 3`, `ready`.
    pub fn tally(&self) -> impl Iterator<Item = &Rc<str>> {
        let count = self.count.iter().filter(|_| self.tally.is_empty());
        self.tally.iter().chain(count)
    }

    /// How far the clocks that it goes by are ahead of UTC at a moment (milliseconds).
    #[must_use]
    pub fn ahead_ms(&self, now_ms: i64) -> i64 {
        let Some(clocks) = &self.clocks else { return 0 };
        let turned = clocks.turn.filter(|it| it.0 <= now_ms);
        turned.map_or(clocks.ahead_ms, |it| it.1)
    }

    /// What it is doing at a moment.
    #[must_use]
    pub fn doing(&self, now_ms: i64) -> String {
        match self.next_ms {
            Some(at_ms) => {
                format!("next run in {}{}", in_words((at_ms - now_ms) / 1000), self.doing)
            }
            None => self.doing.to_string(),
        }
    }
}

/// `14 s`, `3 m`, `7 h 59 m`, `2 d 3 h`.
fn in_words(seconds: i64) -> String {
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} m"),
        (0, hours, minutes) => format!("{hours} h {minutes} m"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// A revision: a ReplicaSet of a Deployment, a ControllerRevision of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The object's name.
    pub name: Rc<str>,
    /// Its number; 0 where it has none.
    pub revision: i64,
    /// The hash that its Pods carry.
    pub template: Rc<str>,
    /// The images of its Pods.
    pub images: Rc<str>,
    /// Which colour it shares with its Pods.
    pub group: Option<u32>,
    /// How many of its Pods are ready.
    pub ready: i32,
    /// How many Pods it has that are not being deleted.
    pub pods: i32,
    /// How many are desired.
    pub desired: i32,
}

/// Between which numbers of Pods a rollout goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// `spec.replicas`.
    pub replicas: i32,
    /// So many more there may be: maxSurge.
    pub surge: i32,
    /// So many of them may be unavailable: maxUnavailable.
    pub unavailable: i32,
}

impl Limits {
    /// At most so many Pods.
    #[must_use]
    pub fn ceiling(self) -> i32 {
        self.replicas.saturating_add(self.surge)
    }

    /// At least so many available ones.
    #[must_use]
    pub fn floor(self) -> i32 {
        self.replicas.saturating_sub(self.unavailable)
    }
}

/// One of a workload's parts: an ordinal with its claim, an index, a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is called.
    pub label: Rc<str>,
    /// How it is.
    pub look: PartLook,
    /// Which colour it has.
    pub group: Option<u32>,
    /// The object behind it, if there is one.
    pub object: Option<ObjectRef>,
    /// What belongs to it: `data-mongo-0 · 1Gi`; of a run, for when it was scheduled.
    pub note: Rc<str>,
}

/// How a part is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartLook {
    /// It is ready, or runs.
    Full,
    /// It is there and not ready.
    Hollow,
    /// It is not there.
    #[default]
    Missing,
    /// It has done its work.
    Done,
    /// It has failed.
    Failed,
}

impl PartLook {
    /// One word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Hollow => "hollow",
            Self::Missing => "missing",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// It in words, for those who see no colours.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Full => "ready",
            Self::Hollow => "there, not ready",
            Self::Missing => "not there",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A number that makes a line over time: its past is in the film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// What it is: `answered`.
    pub name: Rc<str>,
    /// What it is now.
    pub value: i64,
    /// How its colour is called.
    pub tone: Rc<str>,
}

/// The clocks that a CronJob goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// How far they were ahead of UTC at its last run (milliseconds).
    pub ahead_ms: i64,
    /// When they are put forward or back, and how far ahead they are then.
    pub turn: Option<(i64, i64)>,
    /// When it runs by them, as its spec says it.
    pub schedule: Rc<str>,
    /// Where they are.
    pub zone: Rc<str>,
}

/// A word for a line's colour, and its points: moments and numbers.
pub type Line = (Rc<str>, Vec<(i64, i64)>);

/// Numbers over time, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// Each number over time.
    pub lines: Vec<Line>,
    /// From when to when.
    pub span: (i64, i64),
    /// The largest number there is room for.
    pub top: i64,
    /// A number that is aimed at, with its words.
    pub aim: Option<(i64, Rc<str>)>,
    /// All of this as a sentence.
    pub says: String,
}
