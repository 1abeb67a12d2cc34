//! Pods: where each is, what it looks like, and what is to be said of it.

use super::words::pod as words;
use super::words::ranked;
use crate::syntax::{has, parse_time};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A Pod that is gone fades for so long where it was (milliseconds of virtual time).
pub const LEAVE_MS: i64 = 700;
/// Where it was a trace is left for so long, unless somebody is there already.
pub const TRACE_MS: i64 = 6_000;
/// Among more Pods than this nobody looks for traces.
const TRACED_MAX: usize = 24;
/// A Pod waits so long in the tray after it was given a node: one must see where it starts.
pub const DWELL_MS: i64 = 120;
/// Its way from the tray to its node takes so long (milliseconds of virtual time).
pub const FLIGHT_MS: i64 = 600;

/// Whose a Pod is: its controller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Such as `ReplicaSet`.
    pub kind: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
}

/// The place of a Pod on a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The node's name.
    pub node: Rc<str>,
    /// Its place there: nobody else's while it lives.
    pub slot: u32,
    /// When it was bound.
    pub since_ms: i64,
}

/// How a Pod is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// It has no node yet.
    Pending,
    /// Its containers are being made.
    Creating,
    /// It runs and is not ready.
    Running,
    /// It is ready.
    Ready,
    /// It is being deleted.
    Terminating,
    /// Something is wrong: the word that kubectl has for it.
    Failing(Rc<str>),
    /// It has done its work.
    Done,
}

impl Look {
    /// One word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Creating => "creating",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Terminating => "terminating",
            Self::Failing(_) => "crash",
            Self::Done => "done",
        }
    }

    /// The sign that is drawn beside it.
    #[must_use]
    pub fn mark(&self) -> Option<char> {
        match self {
            Self::Failing(_) => Some('!'),
            Self::Done => Some('\u{2713}'),
            _ => None,
        }
    }
}

/// When what happened in a Pod's life; `None` for what has not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// It was created.
    pub created_ms: i64,
    /// Its first container ran.
    pub ran_ms: Option<i64>,
    /// It became ready, for the last time.
    pub ready_ms: Option<i64>,
    /// It was told to go.
    pub told_ms: Option<i64>,
    /// It had ended for good.
    pub ended_ms: Option<i64>,
    /// It began to look as it does now.
    pub look_ms: i64,
}

/// A Pod in the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pod {
    /// By which it is known while it lives: counts Pods in the order of their creation.
    #[serde(skip)]
    pub id: u32,
    /// Its name.
    pub name: Rc<str>,
    /// Its namespace.
    pub namespace: Rc<str>,
    /// Its controller.
    pub owner: Option<Owner>,
    /// Which of its owner's templates it was made from: the hash in its labels.
    pub template: Rc<str>,
    /// Counts owners and templates in the order they came.
    pub group: u32,
    /// Counts workloads in the order they came: which colour it shares with all Pods of its
    /// workload; `None` where nobody owns it.
    pub hue: Option<u32>,
    /// Its place among those that wait for a node.
    pub tray: u32,
    /// Its place on a node, once it has one.
    pub place: Option<Place>,
    /// How it is.
    pub look: Look,
    /// Whether its owner counts it: it has neither ended nor been told to go.
    pub is_active: bool,
    /// When what happened.
    pub spell: Spell,
    /// Since when it is gone.
    pub gone_ms: Option<i64>,
    /// It may take so long to go (seconds).
    pub grace_s: i64,
    /// Its owner counts it as available when it has been ready for so long (seconds).
    pub min_ready_s: i32,
    /// How many of its containers are ready, and how many it has.
    pub ready: (u16, u16),
    /// How often its containers were started again.
    pub restarts: i32,
    /// The image of its first container.
    pub image: Rc<str>,
    /// The index of an Indexed Job that it works on.
    pub index: Option<i32>,
    /// The claims it uses.
    pub claims: Vec<Rc<str>>,
    /// The files that its containers have written and that go with it, the first of them: `orders`.
    pub files: Rc<str>,
    /// Its priority; 0 is everybody's.
    pub priority: i32,
    /// Its labels, where they are all that says who may count it: it is nobody's, or its owner knows it by
    /// no mark of its own.
    pub labels: Rc<str>,
    /// Why no node takes it; how long its container waits before it is started again: `back-off 20s`; what
    /// comes before its end: `preStop sleep 5 s`.
    pub waits: Rc<str>,
}

impl Pod {
    /// What is written on it: the end of its name.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.rsplit('-').next().unwrap_or(&self.name)
    }

    /// In how many seconds its container is started again, where it waits for that.
    #[must_use]
    pub fn again_s(&self, now_ms: i64) -> Option<i64> {
        let (since_ms, wait_ms) = self.back_off()?;
        Some(((since_ms + wait_ms - now_ms) / 1000).max(0))
    }

    /// Since when its container waits to be started again, and for how long (milliseconds).
    fn back_off(&self) -> Option<(i64, i64)> {
        Some((self.spell.look_ms, parse_time(self.waits.strip_prefix("back-off ")?)?))
    }

    /// How full it is drawn (thousandths, in steps); `None` where it is not drawn in part. While its containers are made nobody knows how
    /// long it will take: half of what is left in each further second. While it leaves, what is left
    /// of the time it is given: `deletionGracePeriodSeconds`; while it waits to be started again,
    /// what is left of the back-off.
    #[must_use]
    pub fn filled(&self, now_ms: i64) -> Option<u32> {
        let is_partly = matches!(self.look, Look::Creating | Look::Terminating);
        (self.gone_ms.is_none() && (is_partly || self.again_s(now_ms).is_some()))
            .then(|| self.share(now_ms))
    }

    fn share(&self, now_ms: i64) -> u32 {
        let grace_ms = self.grace_s.max(1).saturating_mul(1000);
        let wait = self.spell.told_ms.map(|it| (it, grace_ms)).or_else(|| self.back_off());
        if let Some((since_ms, wait_ms)) = wait {
            return (1000 - thousandths(now_ms - since_ms, wait_ms.max(1))).div_ceil(50) * 50;
        }
        let since_ms = self.place.as_ref().map_or(now_ms, |it| it.since_ms);
        let passed_ms = (now_ms - since_ms).max(0);
        u32::try_from(1000 * passed_ms / (passed_ms + 900) / 50 * 50).unwrap_or(0)
    }

    /// How much of the way from the tray to its node is done (thousandths); `None` while it waits.
    #[must_use]
    pub fn flown(&self, now_ms: i64) -> Option<u32> {
        let place = self.place.as_ref()?;
        Some(thousandths(now_ms - place.since_ms - DWELL_MS, FLIGHT_MS))
    }

    /// How far it has faded (thousandths); `None` while it is there.
    #[must_use]
    pub fn faded(&self, now_ms: i64) -> Option<u32> {
        self.gone_ms.map(|it| thousandths(now_ms - it, LEAVE_MS))
    }

    /// Whether it waits for a node.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.place.is_none() && self.gone_ms.is_none()
    }

    /// Whether it can be seen at a moment, if nobody is in its place.
    #[must_use]
    pub fn is_seen(&self, now_ms: i64) -> bool {
        // Whoever had ended had left its place before.
        let has_place = self.place.is_some() && self.spell.ended_ms.is_none();
        let stays_ms = if has_place { TRACE_MS } else { LEAVE_MS };
        self.gone_ms.is_none_or(|it| it + stays_ms > now_ms)
    }

    /// Whether it is only a trace any more.
    fn is_trace(&self, now_ms: i64) -> bool {
        self.gone_ms.is_some_and(|it| it + LEAVE_MS <= now_ms)
    }

    /// Whether another one has come into its place.
    fn is_followed(&self, all: &[Rc<Self>]) -> bool {
        let Some(place) = &self.place else { return false };
        let places = all.iter().filter_map(|it| it.place.as_ref());
        places
            .filter(|it| it.since_ms > place.since_ms)
            .any(|it| it.slot == place.slot && it.node == place.node)
    }

    /// Whether it is what somebody looks for: a word of its name, namespace, node, image or state,
    /// in small letters.
    #[must_use]
    pub fn is_found(&self, word: &str) -> bool {
        let place = self.place.as_ref().map_or("", |it| &*it.node);
        let owner = self.owner.as_ref().map_or("", |it| &*it.name);
        let reason = match &self.look {
            Look::Failing(reason) => reason.to_ascii_lowercase(),
            look => look.word().to_owned(),
        };
        [&*self.name, &*self.namespace, place, owner, &*self.image, &*reason]
            .iter()
            .any(|it| has(it, word))
    }

    /// Whether its owner counts it as available.
    #[must_use]
    pub fn is_available(&self, now_ms: i64) -> bool {
        let waits_ms = i64::from(self.min_ready_s) * 1000;
        let since = self.spell.ready_ms.filter(|_| self.look == Look::Ready);
        since.is_some_and(|it| it + waits_ms <= now_ms)
    }

    /// Whether time alone changes how it is drawn.
    #[must_use]
    pub fn is_moving(&self, now_ms: i64) -> bool {
        self.gone_ms.is_some() && !self.is_trace(now_ms)
            || self.look == Look::Creating
            || self.flown(now_ms).is_some_and(|it| it < 1000)
    }

    /// All of this as a sentence; `revision` is that of its workload it is of, 0 where it is of none.
    #[must_use]
    pub fn says(&self, workload: &str, revision: i64) -> String {
        let how = match &self.look {
            _ if self.gone_ms.is_some() => words::GONE.to_owned(),
            Look::Pending if self.waits.is_empty() => words::PENDING.to_owned(),
            Look::Pending => words::pending(&self.waits),
            Look::Creating => words::CREATING.to_owned(),
            Look::Running => words::RUNNING.to_owned(),
            Look::Ready => words::READY.to_owned(),
            Look::Terminating => words::TERMINATING.to_owned(),
            Look::Failing(reason) => reason.to_string(),
            Look::Done => words::DONE.to_owned(),
        };
        let again = words::restarted(self.restarts.into());
        let how = words::labelled(&ranked(&how, self.priority), &self.labels);
        let place = self.place.as_ref().map_or(String::new(), |it| words::on(&it.node));
        words::says(&self.name, &place, &self.belongs(workload, revision), &how, &again)
    }

    /// Whose it is: `, revision 2 of web`.
    fn belongs(&self, workload: &str, revision: i64) -> String {
        match &self.owner {
            None => String::new(),
            Some(_) if revision > 0 => words::revision(revision, workload),
            Some(owner) => words::of(&owner.kind, &owner.name),
        }
    }
}

/// Those that are seen at a moment.
#[must_use]
pub fn seen<'a>(all: impl IntoIterator<Item = &'a Rc<Pod>>, now_ms: i64) -> Vec<Rc<Pod>> {
    let mut seen: Vec<Rc<Pod>> = all.into_iter().filter(|it| it.is_seen(now_ms)).cloned().collect();
    let hidden: Vec<u32> = seen
        .iter()
        .filter(|it| it.is_trace(now_ms) && (seen.len() > TRACED_MAX || it.is_followed(&seen)))
        .map(|it| it.id)
        .collect();
    if !hidden.is_empty() {
        seen.retain(|it| !hidden.contains(&it.id));
    }
    seen
}

fn thousandths(part_ms: i64, whole_ms: i64) -> u32 {
    u32::try_from((part_ms * 1000 / whole_ms).clamp(0, 1000)).unwrap_or(0)
}
