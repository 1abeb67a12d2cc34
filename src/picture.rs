//! What is to be seen, as data: what the engine tells the page, and all that the page knows.
//!
//! **Invariant:** a picture knows no cluster, no browser and no framework. It says *since when* and
//! *until when*, never *how long ago*: nothing in it changes by itself, so that a run is a short
//! list of changes (a [film](crate::film)). Times are milliseconds since the tape's second 0.

mod act;
mod caption;
mod claim;
mod console;
mod effect;
mod highlight;
mod node;
mod offers;
mod plane;
mod pod;
mod snapshot;
#[cfg(test)]
mod tests;
mod why;
mod words;
mod workload;

pub use self::caption::{Caption, Inline, MARK, OUTCOME, flag, inline};
pub use self::claim::Claim;
pub use self::console::{ConsoleEntry, EventRow, Printed};
pub use self::effect::Effect;
pub use self::highlight::{Token, highlight};
pub use self::node::{Node, Share};
pub use self::offers::{
    Offer, offers_for_claim, offers_for_cluster, offers_for_node, offers_for_pod, offers_for_zone,
};
pub use self::plane::{Message, Station, parts, stations};
pub use self::pod::{
    DWELL_MS, FLIGHT_MS, LEAVE_MS, Look, Owner, Place, Pod, Spell, TRACE_MS, seen,
};
pub use self::snapshot::snapshot;
pub use self::why::{Cause, Decision, ObjectRef, READING_MS};
pub use self::words::{DAY_MS, counted, human_duration, ranked, weekday};
pub use self::workload::{Chart, Clocks, Gauge, Limits, Part, PartLook, Revision, Workload};

use std::rc::Rc;

/// The tray stays open for so long after the last Pod has left it (milliseconds of virtual time):
/// in a rollout the next one comes soon.
const TRAY_MS: i64 = 5_000;

/// The picture at a moment. Its parts are shared, so that what did not change is known by pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The moment.
    pub now_ms: i64,
    /// The nodes, in the order in which they came.
    pub nodes: Rc<Vec<Rc<Node>>>,
    /// The Pods, in the order of their creation; those that have just gone are among them.
    pub pods: Rc<Vec<Rc<Pod>>>,
    /// The claims, by namespace and name.
    pub claims: Rc<Vec<Rc<Claim>>>,
    /// The workloads, by kind and name.
    pub workloads: Rc<Vec<Rc<Workload>>>,
    /// The console.
    pub console: Rc<Vec<ConsoleEntry>>,
    /// The last decision.
    pub why: Option<Rc<Decision>>,
    /// The caption.
    pub caption: Option<Rc<Caption>>,
    /// Why the cluster stands still for good, if it does.
    pub halted: Option<Rc<str>>,
    /// So many places of those that wait for a node are shown: none when nobody has waited for a while.
    pub tray_shown: u32,
}

impl Picture {
    /// The workload that a Pod belongs to, and the revision of it that the Pod was made from.
    #[must_use]
    pub fn workload_of(&self, pod: &Pod) -> Option<(&Workload, Option<&Revision>)> {
        let owner = pod.owner.as_ref()?;
        self.workloads.iter().filter(|it| it.namespace == pod.namespace).find_map(|it| {
            if *it.name == *owner.name && it.kind.eq_ignore_ascii_case(&owner.kind) {
                return Some((&**it, it.revisions.iter().find(|set| set.template == pod.template)));
            }
            let set = it.revisions.iter().find(|set| set.name == owner.name)?;
            Some((&**it, Some(set)))
        })
    }

    /// What other objects tell of a Pod.
    #[must_use]
    pub fn beside(&self, pod: &Pod) -> Beside {
        let is_its = |it: &&Rc<Claim>| {
            it.namespace == pod.namespace && pod.claims.contains(&it.name) && !it.files.is_empty()
        };
        // Of a volume that it could not mount it has nothing.
        let has_it = pod.gone_ms.is_none() && pod.spell.ran_ms.is_some();
        let kept = self.claims.iter().find(is_its).filter(|_| has_it);
        Beside {
            requests: self.requests_to(pod),
            fails: self.fails(pod),
            late: self.late(pod),
            kept: kept.map(|it| Rc::clone(&it.files)),
            run: self.run(pod),
        }
    }

    /// Which of a CronJob's runs a Pod belongs to.
    fn run(&self, pod: &Pod) -> Option<Rc<str>> {
        let job = pod.owner.as_ref().filter(|it| *it.kind == *"Job")?;
        let is_its = |part: &&Part| {
            part.object.as_ref().is_some_and(|it| *it.kind == *"job" && it.name == job.name)
        };
        let own = self.workloads.iter().filter(|it| it.namespace == pod.namespace);
        own.flat_map(|it| &it.parts).find(is_its).map(|it| Rc::clone(&it.note))
    }

    /// Whether requests to a Pod fail.
    fn fails(&self, pod: &Pod) -> bool {
        let all = self.workloads.iter().filter(|it| it.namespace == pod.namespace);
        all.flat_map(|it| &it.failing).any(|it| *it == pod.name)
    }

    /// How many requests came to a Pod after it was told to go. `None` where none did.
    fn late(&self, pod: &Pod) -> Option<i64> {
        let all = self.workloads.iter().filter(|it| it.namespace == pod.namespace);
        let own = all.flat_map(|it| &it.late).filter(|it| it.0 == pod.name).map(|it| it.1);
        own.reduce(|sum, it| sum + it)
    }

    /// How many requests a second come to a Pod, rounded down: those to its Services are shared out among all
    /// that are ready. `None` where none come.
    fn requests_to(&self, pod: &Pod) -> Option<i64> {
        let is_it = |part: &&Part| part.object.as_ref().is_some_and(|it| *it.name == *pod.name);
        let share = |it: &Rc<Workload>| {
            let load = it.load.filter(|load| *load > 0 && it.namespace == pod.namespace)?;
            let ready = || it.parts.iter().filter(|part| part.look == PartLook::Full);
            ready().find(is_it)?;
            i64::try_from(ready().count()).ok().map(|count| load / count)
        };
        self.workloads.iter().filter_map(share).reduce(|sum, it| sum + it)
    }

    /// A Pod in a sentence.
    #[must_use]
    pub fn says(&self, pod: &Pod) -> String {
        match self.workload_of(pod) {
            Some((workload, Some(set))) => pod.says(&workload.name, set.revision),
            _ => pod.says("", 0),
        }
    }

    /// A Pod by its name.
    #[must_use]
    pub fn pod(&self, namespace: &str, name: &str) -> Option<&Rc<Pod>> {
        let is_it = |pod: &&Rc<Pod>| *pod.name == *name && *pod.namespace == *namespace;
        self.pods.iter().rev().find(is_it)
    }

    /// Works out how much room those take that wait for a node.
    #[must_use]
    pub fn with_tray(mut self) -> Self {
        let waited = |pod: &&Rc<Pod>| {
            let until_ms = pod.place.as_ref().map(|it| it.since_ms).or(pod.gone_ms);
            until_ms.is_none_or(|it| it + TRAY_MS > self.now_ms)
        };
        let places = self.pods.iter().filter(waited).map(|it| it.tray.saturating_add(1));
        self.tray_shown = places.max().unwrap_or(0);
        self
    }
}

/// What other objects tell of a Pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// How many requests a second come to it.
    pub requests: Option<i64>,
    /// Whether they fail.
    pub fails: bool,
    /// How many it took after it was told to go.
    pub late: Option<i64>,
    /// Files that it has on a volume, and that are there when it is gone.
    pub kept: Option<Rc<str>>,
    /// For when the CronJob's run was scheduled that it belongs to: `Thu`.
    pub run: Option<Rc<str>>,
}

/// The most room that a run ever needs: what is laid out for it stays where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peaks {
    /// Places for those that wait for a node, not only pass.
    pub tray: u32,
    /// So many letters are ever to be said of a node: labels, taints, conditions, an end.
    pub notes: usize,
    /// Whether anything is ever requested of a node.
    pub meters: bool,
    /// Whether there are ever claims, or Pods that want some.
    pub volumes: bool,
    /// Whether Pods ever end for good.
    pub has_discs: bool,
    /// Whether there are ever two workloads at once to choose from.
    pub has_tabs: bool,
    /// Whether there is ever another workload than the first, so that one must say which it is.
    pub has_names: bool,
    /// Places on each node, by its name.
    pub nodes: Vec<(Rc<str>, u32)>,
}

impl Peaks {
    /// How many places a node ever needs.
    #[must_use]
    pub fn of(&self, node: &Node) -> u32 {
        let peak = self.nodes.iter().find(|it| it.0 == node.name).map_or(0, |it| it.1);
        peak.max(node.slots)
    }
}
