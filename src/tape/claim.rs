//! Claims: what a lesson says about its run, so that `check` can verify it.
//!
//! `? available(deployment/web) >= 3` holds where it stands. With `always`, `never` or `sometimes`
//! before it, it is about the time from where it stands to the end of the tape; with `finally`,
//! about the end.

use crate::api::{
    Event, Job, Kind, Node, Object, ObjectKey, PersistentVolume, PersistentVolumeClaim, Pod,
    ReplicaSet,
};
use crate::apiserver::Store;
use crate::cluster::{Cluster, Counts};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// When a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Here,
    Always,
    Never,
    Sometimes,
    Finally,
}

const WHEN: [(&str, When); 4] = [
    ("always", When::Always),
    ("never", When::Never),
    ("sometimes", When::Sometimes),
    ("finally", When::Finally),
];

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    AtLeast,
    AtMost,
    NotEqual,
    Equal,
    Less,
    More,
}

/// Longer signs first: `>=` begins with `>`.
const COMPARE: [(&str, Compare); 6] = [
    (">=", Compare::AtLeast),
    ("<=", Compare::AtMost),
    ("!=", Compare::NotEqual),
    ("=", Compare::Equal),
    ("<", Compare::Less),
    (">", Compare::More),
];

/// Counts something; `None` where it does not exist at that moment.
type Count = fn(&Store, &str, i64) -> Option<i64>;

/// Everything that can be counted, with what it means.
pub const TERMS: &[(&str, &str, Count)] = &[
    ("available", "available Pods of a workload", |store, what, now_ms| {
        let pods = pods_of(store, what)?;
        count(pods.iter().filter(|(pod, min)| pod.is_active() && pod.is_available(*min, now_ms)))
    }),
    ("ready", "ready Pods of a workload", |store, what, _| {
        count(pods_of(store, what)?.iter().filter(|(pod, _)| pod.is_active() && pod.is_ready()))
    }),
    ("pods", "Pods of a workload that are not being deleted", |store, what, _| {
        count(pods_of(store, what)?.iter().filter(|(pod, _)| pod.is_active()))
    }),
    ("terminating", "Pods of a workload that are being deleted", |store, what, _| {
        count(pods_of(store, what)?.iter().filter(|(pod, _)| pod.metadata.is_terminating()))
    }),
    ("pending", "Pods of a workload that have no node", |store, what, _| {
        let waits = |pod: &Pod| pod.is_active() && pod.spec.node_name.is_empty();
        count(pods_of(store, what)?.iter().filter(|(pod, _)| waits(pod)))
    }),
    ("zones", "zones that Pods of a workload are in", |store, what, _| {
        count(by_zone(store, what)?.into_values().filter(|it| *it > 0))
    }),
    ("skew", "Pods in the fullest zone more than in the emptiest", |store, what, _| {
        let zones = by_zone(store, what)?;
        Some(zones.values().max()? - zones.values().min()?)
    }),
    ("restarts", "restarts of all containers of a workload", |store, what, _| {
        let pods = pods_of(store, what)?;
        let statuses = pods.iter().flat_map(|(pod, _)| &pod.status.container_statuses);
        Some(statuses.map(|it| i64::from(it.restart_count)).sum())
    }),
    ("replicas", "what is wished of a workload", |store, what, _| match object(store, what)? {
        Object::DaemonSet(it) => Some(i64::from(it.status.desired_number_scheduled)),
        other => other.replicas().map(i64::from),
    }),
    ("evictable", "Pods that a budget lets go now", |store, what, _| match object(store, what)? {
        Object::PodDisruptionBudget(it) => Some(i64::from(it.status.disruptions_allowed)),
        _ => None,
    }),
    ("on", "Pods on a node that are not being deleted", |store, what, _| {
        let pods = store.list_typed::<Pod>(None);
        count(pods.filter(|it| it.spec.node_name == what && it.is_active()))
    }),
    ("updated", "Pods of a workload's newest template", |store, what, _| {
        match object(store, what)? {
            Object::DaemonSet(it) => Some(i64::from(it.status.updated_number_scheduled)),
            Object::Deployment(it) => Some(i64::from(it.status.updated_replicas)),
            Object::StatefulSet(it) => Some(i64::from(it.status.updated_replicas)),
            _ => None,
        }
    }),
    ("replicasets", "ReplicaSets of a Deployment", |store, what, _| {
        let object = object(store, what)?;
        count(sets_of(store, object).into_iter())
    }),
    ("active", "Pods of a Job, or Jobs of a CronJob, that run", |store, what, _| {
        match object(store, what)? {
            Object::CronJob(it) => count(it.status.active.iter()),
            Object::Job(it) => Some(i64::from(it.status.active)),
            _ => None,
        }
    }),
    ("succeeded", "Pods of a Job that have succeeded", |store, what, _| {
        match object(store, what)? {
            Object::Job(it) => Some(i64::from(it.status.succeeded)),
            _ => None,
        }
    }),
    ("failed", "Pods of a Job that have failed", |store, what, _| match object(store, what)? {
        Object::Job(it) => Some(i64::from(it.status.failed)),
        _ => None,
    }),
    ("jobs", "Jobs of a CronJob that are there", |store, what, _| {
        let uid = &object(store, what)?.meta().uid;
        let is_its =
            |it: &&Rc<Job>| it.metadata.controller().is_some_and(|owner| owner.uid == *uid);
        count(store.list_typed::<Job>(None).filter(is_its))
    }),
    (
        "claims",
        "bound claims of a StatefulSet's Pods, those that are gone too",
        |store, what, _| {
            let Object::StatefulSet(set) = object(store, what)? else { return None };
            let is_its = |claim: &&Rc<PersistentVolumeClaim>| {
                let name = &claim.metadata.name;
                let own = format!("-{}-", set.metadata.name);
                let mut templates = set.spec.volume_claim_templates.iter();
                claim.is_bound()
                    && templates.any(|it| {
                        let rest = name.strip_prefix(&it.metadata.name);
                        let ordinal = rest.and_then(|it| it.strip_prefix(own.as_str()));
                        ordinal.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
                    })
            };
            count(store.list_typed(Some(&set.metadata.namespace)).filter(is_its))
        },
    ),
    ("volumes", "volumes of a class", |store, what, _| {
        let is_of = |it: &&Rc<PersistentVolume>| it.spec.storage_class_name == what;
        count(store.list_typed::<PersistentVolume>(None).filter(is_of))
    }),
    ("events", "events with a reason", |store, what, _| {
        let events = store.list_typed::<Event>(None).filter(|it| it.reason == what);
        Some(events.map(|it| i64::from(it.count.max(1))).sum())
    }),
];

/// Counts requests.
type CountRequests = fn(&Counts) -> i64;

/// What can be counted of the requests to a Service, such as `failed(service/web)`, or to all:
/// `failed requests`.
pub const REQUEST_TERMS: &[(&str, &str, CountRequests)] = &[
    ("sent", "requests sent to a Service", |it| it.sent),
    ("answered", "requests to a Service that were answered", |it| it.answered),
    ("failed", "requests to a Service that failed", Counts::failed),
    ("refused", "requests to a Service that went where nobody listens", |it| it.refused),
    ("cut-off", "requests to a Service whose Pod ended before it answered", |it| it.cut_off),
    ("timed-out", "requests to a Service that were never answered", |it| it.timed_out),
];

/// What became of the requests to a Service; to all, where none is named. None were sent where
/// nothing is known of it.
fn requests(cluster: &Cluster, what: &str) -> Option<Counts> {
    if what.is_empty() {
        return Some(cluster.traffic().total());
    }
    let key = object(cluster.store(), what)?.key();
    let load = cluster.traffic().load(&key.namespace, &key.name);
    Some(load.map(|it| *it.counts()).unwrap_or_default())
}

fn count(items: impl Iterator) -> Option<i64> {
    i64::try_from(items.count()).ok()
}

/// `deployment/web`, or `deployment/shop/web` in another namespace than `default`.
fn object<'a>(store: &'a Store, what: &str) -> Option<&'a Object> {
    let mut parts = what.split('/');
    let kind = Kind::from_resource(parts.next()?)?;
    let (first, second) = (parts.next()?, parts.next());
    let (namespace, name) = second.map_or(("default", first), |name| (first, name));
    store.get(&ObjectKey::new(kind, namespace, name))
}

fn sets_of<'a>(store: &'a Store, owner: &Object) -> Vec<&'a Rc<ReplicaSet>> {
    let uid = owner.meta().uid.clone();
    let is_its = |set: &&Rc<ReplicaSet>| {
        set.metadata.uid == uid || set.metadata.controller().is_some_and(|it| it.uid == uid)
    };
    store.list_typed::<ReplicaSet>(None).filter(is_its).collect()
}

/// The Pods of a workload, each with the seconds that it must be ready to be available.
fn pods_of<'a>(store: &'a Store, what: &str) -> Option<Vec<(&'a Rc<Pod>, i32)>> {
    let owner = object(store, what)?;
    let min_ready = owner.min_ready_seconds();
    let mut uids: Vec<&str> =
        sets_of(store, owner).iter().map(|it| it.metadata.uid.as_str()).collect();
    uids.push(&owner.meta().uid);
    let is_its = |pod: &&Rc<Pod>| {
        let owner = pod.metadata.controller().map(|it| it.uid.as_str());
        uids.contains(&pod.metadata.uid.as_str()) || owner.is_some_and(|it| uids.contains(&it))
    };
    Some(store.list_typed::<Pod>(None).filter(is_its).map(|pod| (pod, min_ready)).collect())
}

/// Reads `TERM(WHAT)`, or `TERM requests`, or `TERM requests(SERVICE)`: the term's place, first in
/// the one table, then in the other, and what it is about.
fn subject(text: &str) -> Option<(usize, String)> {
    let text = text.trim();
    let (name, argument) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim().strip_suffix(')')?.trim()),
        None if text.ends_with(" requests") => (text, ""),
        None => return None,
    };
    let of_requests = |name: &str| REQUEST_TERMS.iter().position(|it| it.0 == name);
    let place = match name.strip_suffix(" requests") {
        Some(name) => TERMS.len() + of_requests(name.trim())?,
        None => TERMS
            .iter()
            .position(|it| it.0 == name)
            .or_else(|| of_requests(name).map(|it| TERMS.len() + it))?,
    };
    Some((place, argument.to_owned()))
}

/// How many Pods of a workload are in each zone that there is.
fn by_zone(store: &Store, what: &str) -> Option<SortedMap<String, i64>> {
    const ZONE: &str = "topology.kubernetes.io/zone";
    let zone = |node: &Node| node.metadata.labels.get(ZONE).cloned();
    let mut zones: SortedMap<String, i64> =
        store.list_typed::<Node>(None).filter_map(|it| Some((zone(it)?, 0))).collect();
    for (pod, _) in pods_of(store, what)?.iter().filter(|(pod, _)| pod.is_active()) {
        let node = store.typed::<Node>("", &pod.spec.node_name);
        if let Some(count) = node.and_then(|it| zones.get_mut(&zone(it)?)) {
            *count += 1;
        }
    }
    Some(zones)
}

/// A claim that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    text: String,
    when: When,
    term: usize,
    argument: String,
    compare: Compare,
    number: i64,
}

impl Claim {
    /// Reads what follows `? ` on a tape.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            let terms = TERMS.iter().map(|(name, ..)| *name);
            let terms: Vec<&str> = terms.chain(REQUEST_TERMS.iter().map(|it| it.0)).collect();
            format!(
                "{text:?} is no claim: it wants `[always|never|sometimes|finally] TERM(WHAT) >= NUMBER`, with a term of {}, or `failed requests = 0`",
                terms.join(", ")
            )
        };
        let first = text.split_whitespace().next().unwrap_or("");
        let when = WHEN.iter().find(|(word, _)| *word == first);
        let rest = when.map_or(text, |(word, _)| text.trim_start().trim_start_matches(word));
        let sign = COMPARE.iter().find(|(sign, _)| rest.contains(sign)).ok_or_else(wrong)?;
        let (left, right) = rest.split_once(sign.0).ok_or_else(wrong)?;
        let number = right.trim().parse().map_err(|_| wrong())?;
        let (term, argument) = subject(left).ok_or_else(wrong)?;
        let when = when.map_or(When::Here, |(_, when)| *when);
        Ok(Self { text: text.to_owned(), when, term, argument, compare: sign.1, number })
    }

    /// The number that the claim is about, at a moment; `None` where its object does not exist.
    fn value(&self, cluster: &Cluster) -> Option<i64> {
        match self.term.checked_sub(TERMS.len()) {
            None => (TERMS[self.term].2)(cluster.store(), &self.argument, cluster.now_ms()),
            Some(term) => requests(cluster, &self.argument).map(|it| (REQUEST_TERMS[term].2)(&it)),
        }
    }

    fn holds(&self, value: i64) -> bool {
        match self.compare {
            Compare::AtLeast => value >= self.number,
            Compare::AtMost => value <= self.number,
            Compare::NotEqual => value != self.number,
            Compare::Equal => value == self.number,
            Compare::Less => value < self.number,
            Compare::More => value > self.number,
        }
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// A claim while its tape plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The claim.
    pub claim: Claim,
    /// The line of the tape, by number.
    pub line: usize,
    /// What was found that decides it: the number, and when (milliseconds since 1970).
    against: Option<(Option<i64>, i64)>,
    was_true: bool,
}

impl Verdict {
    /// A claim whose line has been reached.
    #[must_use]
    pub fn new(claim: &Claim, line: usize, cluster: &Cluster) -> Self {
        let mut verdict = Self { claim: claim.clone(), line, against: None, was_true: false };
        if claim.when == When::Here {
            verdict.end(cluster);
        } else {
            verdict.observe(cluster);
        }
        verdict
    }

    /// Something has changed.
    pub fn observe(&mut self, cluster: &Cluster) {
        let now_ms = cluster.now_ms();
        let Some(value) = self.claim.value(cluster) else { return };
        let holds = self.claim.holds(value);
        self.was_true |= holds;
        let fails = match self.claim.when {
            When::Always => !holds,
            When::Never => holds,
            _ => false,
        };
        if fails && self.against.is_none() {
            self.against = Some((Some(value), now_ms));
        }
    }

    /// The moment that the claim is about, or the end of the tape, has come.
    pub fn end(&mut self, cluster: &Cluster) {
        let now_ms = cluster.now_ms();
        let value = self.claim.value(cluster);
        let holds = value.is_some_and(|it| self.claim.holds(it));
        let fails = match self.claim.when {
            When::Here | When::Finally => !holds,
            When::Sometimes => !self.was_true,
            // What never existed can't have been so always.
            When::Always => value.is_none() && !self.was_true,
            When::Never => false,
        };
        if fails && self.against.is_none() {
            self.against = Some((value, now_ms));
        }
    }

    /// Whether the claim is about the end of the tape.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.claim.when != When::Here
    }

    /// Why the claim is wrong, if it is; times count from `start_ms`.
    #[must_use]
    pub fn problem(&self, start_ms: i64) -> Option<String> {
        let (value, at_ms) = self.against?;
        let found = match value {
            Some(value) => format!("it was {value}"),
            None => format!("there was no {}", self.claim.argument),
        };
        let at = super::format_time(at_ms - start_ms);
        Some(format!("? {}: {found} at {at}", self.claim.text))
    }
}
