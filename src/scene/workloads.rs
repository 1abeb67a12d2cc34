//! Workloads as a tree: Deployments, their ReplicaSets by revision, how many Pods each has.

use super::band::Band;
use super::cards::{Chart, Part};
use super::history::History;
use crate::api::{Deployment, PodTemplateSpec, ReplicaSet};
use crate::apiserver::Store;
use crate::controllers::deployment::{is_rolling_update, max_surge, max_unavailable, revision};
use crate::sorted::Sort;
use std::rc::Rc;

/// So many empty ReplicaSets are shown; the others are counted.
const EMPTY_SETS_MAX: usize = 2;

/// A workload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// Kind and name as kubectl has them: `deployment/web`.
    pub title: String,
    /// Its namespace.
    pub namespace: String,
    /// How many of its Pods are ready.
    pub ready: i32,
    /// How many are wished.
    pub wished: i32,
    /// What stands beside the title where `ready/wished` does not say it.
    pub count: Option<String>,
    /// Whether something is lost or wrong.
    pub is_bad: bool,
    /// What it is doing, in a few words.
    pub doing: String,
    /// Its ReplicaSets, the newest first.
    pub sets: Vec<SetRow>,
    /// How many empty ones are not in the list.
    pub sets_left_out: usize,
    /// Its numbers over time.
    pub band: Option<Rc<BandView>>,
    /// Its parts one by one.
    pub parts: Vec<Part>,
    /// Other numbers over time.
    pub chart: Option<Rc<Chart>>,
    /// Whether requests can be sent to it.
    pub takes_load: bool,
    /// Requests a second that are sent to it.
    pub load: i64,
}

/// A ReplicaSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRow {
    /// Its name.
    pub name: String,
    /// Its revision; 0 where it has none.
    pub revision: i64,
    /// The images of its Pods.
    pub images: String,
    /// Which colour it shares with its Pods.
    pub group: Option<u32>,
    /// How many of its Pods are ready.
    pub ready: i32,
    /// How many Pods it has that are not being deleted.
    pub pods: i32,
    /// How many are wished.
    pub wished: i32,
}

/// The band of a rollout, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandView {
    /// Where the drawing begins and ends (milliseconds since 1970).
    pub span_ms: (i64, i64),
    /// The moment it is drawn for.
    pub now_ms: i64,
    /// The numbers in order; the first holds from before the beginning.
    pub samples: Vec<BandPoint>,
    /// The colours of the available Pods, in the order in which each point lists them.
    pub groups: Vec<u32>,
}

/// The numbers from a moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandPoint {
    /// Since when (milliseconds since 1970).
    pub at_ms: i64,
    /// At most so many Pods.
    pub ceiling: i32,
    /// At least so many available ones.
    pub floor: i32,
    /// So many Pods there were.
    pub total: i32,
    /// So many were available, by colour.
    pub available: Vec<i32>,
}

/// All workloads, Deployments before lonely ReplicaSets.
pub(super) fn workloads(store: &Store, history: &History, now_ms: i64) -> Vec<Workload> {
    let mut sets: Vec<&Rc<ReplicaSet>> = store.list_typed::<ReplicaSet>(None).collect();
    sets.order_by_key(|set| std::cmp::Reverse(revision(&set.metadata)));
    let deployments = store.list_typed::<Deployment>(None);
    let mut workloads: Vec<Workload> =
        deployments.map(|it| deployment(it, &sets, history, now_ms)).collect();
    let alone = sets.iter().filter(|set| set.metadata.controller().is_none());
    workloads.extend(alone.map(|set| lonely(set, history)));
    workloads
}

fn deployment(
    it: &Deployment,
    all: &[&Rc<ReplicaSet>],
    history: &History,
    now_ms: i64,
) -> Workload {
    let uid = it.metadata.uid.as_str();
    let is_own =
        |set: &&&Rc<ReplicaSet>| set.metadata.controller().is_some_and(|owner| owner.uid == uid);
    let rows: Vec<SetRow> = all.iter().filter(is_own).map(|set| row(set, history)).collect();
    let ready = rows.iter().map(|row| row.ready).sum();
    let doing = doing(it, &rows, ready);
    let mut empty = 0;
    let mut is_newest = true;
    let mut sets = rows;
    let before = sets.len();
    sets.retain(|row| {
        let is_empty = row.wished == 0 && row.pods == 0 && !std::mem::take(&mut is_newest);
        empty += usize::from(is_empty);
        !is_empty || empty <= EMPTY_SETS_MAX
    });
    Workload {
        title: format!("deployment/{}", it.metadata.name),
        namespace: it.metadata.namespace.clone(),
        ready,
        wished: it.replicas(),
        doing,
        sets_left_out: before - sets.len(),
        band: history.bands.get(uid).and_then(|band| view(band, history, now_ms)).map(Rc::new),
        sets,
        ..Workload::default()
    }
}

fn doing(it: &Deployment, rows: &[SetRow], ready: i32) -> String {
    let newest = rows.first();
    let revision = newest.map_or(0, |row| row.revision);
    let is_done = newest.is_some_and(|row| row.ready >= it.replicas())
        && rows.iter().skip(1).all(|row| row.pods == 0)
        && ready == it.replicas();
    let state = match newest {
        _ if it.metadata.is_terminating() => "being deleted".to_owned(),
        None => "no ReplicaSet yet".to_owned(),
        _ if it.spec.paused => format!("paused at revision {revision}"),
        _ if is_done => format!("revision {revision} is complete"),
        _ => format!("rolling out revision {revision}"),
    };
    if is_rolling_update(it) {
        let (surge, unavailable) = (max_surge(it), max_unavailable(it));
        format!("{state} \u{b7} surge {surge} \u{b7} unavailable {unavailable}")
    } else {
        format!("{state} \u{b7} recreate")
    }
}

fn row(set: &ReplicaSet, history: &History) -> SetRow {
    let (pods, ready) = history.bands.count(&set.metadata.uid);
    SetRow {
        name: set.metadata.name.clone(),
        revision: revision(&set.metadata),
        images: images(&set.spec.template),
        group: history.group(&set.metadata.uid),
        ready,
        pods,
        wished: set.replicas(),
    }
}

fn images(template: &PodTemplateSpec) -> String {
    let images: Vec<&str> = template.spec.containers.iter().map(|it| it.image.as_str()).collect();
    images.join(", ")
}

fn lonely(set: &ReplicaSet, history: &History) -> Workload {
    let row = row(set, history);
    Workload {
        title: format!("replicaset/{}", row.name),
        namespace: set.metadata.namespace.clone(),
        ready: row.ready,
        wished: row.wished,
        doing: "owned by nobody".to_owned(),
        sets: vec![row],
        ..Workload::default()
    }
}

/// The drawing begins a little before the newest revision and leaves room for what comes.
const LEAD_MS: i64 = 1_500;
const SPAN_MIN_MS: i64 = 9_000;
const TAIL_MS: i64 = 3_000;

fn view(band: &Band, history: &History, now_ms: i64) -> Option<BandView> {
    let (first, last) = (band.samples.first()?, band.samples.last()?);
    let begin_ms = (band.since_ms - LEAD_MS).max(first.at_ms);
    let end_ms = now_ms.min(last.at_ms + TAIL_MS).max(begin_ms + SPAN_MIN_MS);
    let before = band.samples.partition_point(|it| it.at_ms <= begin_ms).saturating_sub(1);
    let shown = &band.samples[before..];
    let mut sets: Vec<Rc<str>> = Vec::new();
    for (uid, _) in shown.iter().flat_map(|it| it.available.iter().filter(|(_, count)| *count > 0))
    {
        if !sets.contains(uid) {
            sets.push(Rc::clone(uid));
        }
    }
    let count = |sample: &super::Sample, uid: &Rc<str>| {
        sample.available.iter().find(|(it, _)| it == uid).map_or(0, |(_, count)| *count)
    };
    let point = |sample: &super::Sample| BandPoint {
        at_ms: sample.at_ms,
        ceiling: sample.ceiling,
        floor: sample.floor,
        total: sample.total,
        available: sets.iter().map(|uid| count(sample, uid)).collect(),
    };
    Some(BandView {
        span_ms: (begin_ms, end_ms),
        now_ms: now_ms.min(end_ms),
        samples: shown.iter().map(point).collect(),
        groups: sets.iter().map(|uid| history.group(uid).unwrap_or(0)).collect(),
    })
}
