//! The band of a rollout: how many Pods of a Deployment there were and how many of them were
//! available, over time, between what it allows at most and at least.

use crate::api::{Deployment, Object, Pod, ReplicaSet};
use crate::apiserver::{WatchEvent, WatchType};
use crate::controllers::deployment::{max_surge, min_available, revision};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// The numbers of a Deployment from a moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Since when (milliseconds since 1970).
    pub at_ms: i64,
    /// At most so many Pods: replicas + maxSurge.
    pub ceiling: i32,
    /// At least so many available ones: replicas - maxUnavailable.
    pub floor: i32,
    /// So many Pods there were; those being deleted do not count.
    pub total: i32,
    /// So many of them were available, by ReplicaSet (its uid), in the order of their creation.
    pub available: Vec<(Rc<str>, i32)>,
}

impl Sample {
    /// How many were available in all.
    #[must_use]
    pub fn available_total(&self) -> i32 {
        self.available.iter().map(|(_, count)| count).sum()
    }
}

/// The numbers of a Deployment over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// When the newest revision began (milliseconds since 1970).
    pub since_ms: i64,
    /// What changed, in order.
    pub samples: Vec<Sample>,
    revision: i64,
}

/// What is counted of a ReplicaSet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SetCount {
    deployment: Rc<str>,
    total: i32,
    ready: i32,
    /// Given where Pods must be ready for a while: then time counts, and only the set knows.
    reported: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Limits {
    ceiling: i32,
    floor: i32,
    sets: Vec<Rc<str>>,
}

/// The bands of all Deployments, by their uid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bands {
    bands: SortedMap<Rc<str>, Band>,
    limits: SortedMap<Rc<str>, Limits>,
    sets: SortedMap<Rc<str>, SetCount>,
    /// What each Pod counts as: its set, and whether it is ready.
    pods: SortedMap<Rc<str>, (Rc<str>, bool)>,
}

impl Bands {
    /// The band of a Deployment.
    pub fn get(&self, deployment_uid: &str) -> Option<&Band> {
        self.bands.get(deployment_uid)
    }

    /// How many Pods a ReplicaSet has that are not being deleted, and how many of them are ready.
    pub fn count(&self, set_uid: &str) -> (i32, i32) {
        self.sets.get(set_uid).map_or((0, 0), |it| (it.total, it.ready))
    }

    pub fn write(&mut self, at_ms: i64, event: &WatchEvent) {
        let is_gone = event.r#type == WatchType::Deleted;
        let deployment = if let Object::Pod(pod) = &event.object {
            self.write_pod(pod, is_gone)
        } else if let Object::ReplicaSet(set) = &event.object {
            self.write_set(at_ms, set, is_gone)
        } else if let Object::Deployment(deployment) = &event.object {
            Some(self.write_deployment(deployment, is_gone))
        } else {
            None
        };
        if let Some(deployment) = deployment {
            self.sample(at_ms, &deployment);
        }
    }

    fn write_deployment(&mut self, deployment: &Deployment, is_gone: bool) -> Rc<str> {
        let uid: Rc<str> = deployment.metadata.uid.as_str().into();
        if is_gone {
            self.limits.remove(&uid);
            self.bands.remove(&uid);
            return uid;
        }
        let limits = self.limits.entry(Rc::clone(&uid)).or_default();
        limits.ceiling = deployment.replicas() + max_surge(deployment);
        limits.floor = min_available(deployment);
        uid
    }

    fn write_set(&mut self, at_ms: i64, set: &ReplicaSet, is_gone: bool) -> Option<Rc<str>> {
        let uid: Rc<str> = set.metadata.uid.as_str().into();
        let deployment: Rc<str> =
            set.metadata.controller().map_or("", |owner| owner.uid.as_str()).into();
        let count = self.sets.entry(Rc::clone(&uid)).or_insert_with(|| SetCount {
            deployment: Rc::clone(&deployment),
            total: 0,
            ready: 0,
            reported: None,
        });
        count.deployment = Rc::clone(&deployment);
        count.reported = (set.spec.min_ready_seconds > 0).then_some(set.status.available_replicas);
        let limits = self.limits.get_mut(&deployment)?;
        if is_gone {
            limits.sets.retain(|it| *it != uid);
        } else if !limits.sets.contains(&uid) {
            limits.sets.push(uid);
        }
        let band = self.bands.entry(Rc::clone(&deployment)).or_default();
        let revision = revision(&set.metadata);
        if revision > band.revision {
            band.revision = revision;
            band.since_ms = at_ms;
        }
        Some(deployment)
    }

    fn write_pod(&mut self, pod: &Pod, is_gone: bool) -> Option<Rc<str>> {
        let uid = pod.metadata.uid.as_str();
        let before = self.pods.remove(uid);
        if let Some((set, ready)) = &before {
            self.add(set, -1, -i32::from(*ready));
        }
        let owner = pod.metadata.controller().map(|owner| owner.uid.as_str());
        let now = owner.filter(|_| !is_gone && pod.is_active());
        let set: Option<Rc<str>> = now.map(Into::into);
        if let Some(set) = &set {
            self.add(set, 1, i32::from(pod.is_ready()));
            self.pods.insert(uid.into(), (Rc::clone(set), pod.is_ready()));
        }
        let set = set.or(before.map(|it| it.0))?;
        self.sets.get(&set).map(|it| Rc::clone(&it.deployment))
    }

    fn add(&mut self, set: &Rc<str>, total: i32, ready: i32) {
        if let Some(count) = self.sets.get_mut(set) {
            count.total += total;
            count.ready += ready;
        }
    }

    fn sample(&mut self, at_ms: i64, deployment: &Rc<str>) {
        let Some(limits) = self.limits.get(deployment) else { return };
        let counts = || limits.sets.iter().filter_map(|uid| Some((uid, self.sets.get(uid)?)));
        let sample = Sample {
            at_ms,
            ceiling: limits.ceiling,
            floor: limits.floor,
            total: counts().map(|(_, count)| count.total).sum(),
            available: counts()
                .map(|(uid, count)| (Rc::clone(uid), count.reported.unwrap_or(count.ready)))
                .collect(),
        };
        let samples = &mut self.bands.entry(Rc::clone(deployment)).or_default().samples;
        match samples.last_mut() {
            Some(last) if Sample { at_ms, ..last.clone() } == sample => {}
            Some(last) if last.at_ms == at_ms => *last = sample,
            _ => samples.push(sample),
        }
    }
}
