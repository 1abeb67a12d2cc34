//! What a claim can count.

use super::{FORM, WHEN};
use crate::api::{
    Event, Job, Kind, LABEL_TOPOLOGY_ZONE, Node, Object, ObjectKey, PersistentVolume,
    PersistentVolumeClaim, Pod, ReplicaSet,
};
use crate::apiserver::Store;
use crate::cluster::{Cluster, Counts};
use crate::sorted::SortedMap;
use crate::syntax::no_such;
use std::rc::Rc;

/// Counts something; `None` where it does not exist at that moment.
type Count = fn(&Store, &str, i64) -> Option<i64>;

/// Everything that can be counted: what it is called, of what it is, and what it means.
pub const TERMS: &[(&str, &str, &str, Count)] = &[
    ("available", "deployment/web", "available Pods of a workload", |store, what, now_ms| {
        let pods = pods_of(store, what)?;
        count(pods.iter().filter(|(pod, min)| pod.is_active() && pod.is_available(*min, now_ms)))
    }),
    ("ready", "statefulset/db", "ready Pods of a workload", |store, what, _| {
        count(pods_of(store, what)?.iter().filter(|(pod, _)| pod.is_active() && pod.is_ready()))
    }),
    (
        "pods",
        "daemonset/agent",
        "Pods of a workload that are not being deleted",
        |store, what, _| count(pods_of(store, what)?.iter().filter(|(pod, _)| pod.is_active())),
    ),
    (
        "terminating",
        "deployment/web",
        "Pods of a workload that are being deleted",
        |store, what, _| {
            count(pods_of(store, what)?.iter().filter(|(pod, _)| pod.metadata.is_terminating()))
        },
    ),
    ("pending", "deployment/web", "Pods of a workload that have no node", |store, what, _| {
        let waits = |pod: &Pod| pod.is_active() && pod.spec.node_name.is_empty();
        count(pods_of(store, what)?.iter().filter(|(pod, _)| waits(pod)))
    }),
    ("zones", "deployment/web", "zones that Pods of a workload are in", |store, what, _| {
        count(by_zone(store, what)?.into_values().filter(|it| *it > 0))
    }),
    (
        "skew",
        "deployment/web",
        "Pods in the fullest zone more than in the emptiest",
        |store, what, _| {
            let zones = by_zone(store, what)?;
            Some(zones.values().max()? - zones.values().min()?)
        },
    ),
    ("restarts", "deployment/web", "restarts of all containers of a workload", |store, what, _| {
        let pods = pods_of(store, what)?;
        let statuses = pods.iter().flat_map(|(pod, _)| &pod.status.container_statuses);
        Some(statuses.map(|it| i64::from(it.restart_count)).sum())
    }),
    ("replicas", "deployment/web", "what is wished of a workload", |store, what, _| match object(
        store, what,
    )? {
        Object::DaemonSet(it) => Some(i64::from(it.status.desired_number_scheduled)),
        other => other.replicas().map(i64::from),
    }),
    ("evictable", "pdb/web", "Pods that a budget lets go now", |store, what, _| {
        match object(store, what)? {
            Object::PodDisruptionBudget(it) => Some(i64::from(it.status.disruptions_allowed)),
            _ => None,
        }
    }),
    ("on", "node-1", "Pods on a node that are not being deleted", |store, what, _| {
        let pods = store.list_typed::<Pod>(None);
        count(pods.filter(|it| it.spec.node_name == what && it.is_active()))
    }),
    ("updated", "deployment/web", "Pods of a workload's newest template", |store, what, _| {
        match object(store, what)? {
            Object::DaemonSet(it) => Some(i64::from(it.status.updated_number_scheduled)),
            Object::Deployment(it) => Some(i64::from(it.status.updated_replicas)),
            Object::StatefulSet(it) => Some(i64::from(it.status.updated_replicas)),
            _ => None,
        }
    }),
    ("replicasets", "deployment/web", "ReplicaSets of a Deployment", |store, what, _| {
        let object = object(store, what)?;
        count(sets_of(store, object).into_iter())
    }),
    ("active", "job/report", "Pods of a Job, or Jobs of a CronJob, that run", |store, what, _| {
        match object(store, what)? {
            Object::CronJob(it) => count(it.status.active.iter()),
            Object::Job(it) => Some(i64::from(it.status.active)),
            _ => None,
        }
    }),
    (
        "succeeded",
        "job/report",
        "Pods of a Job that have succeeded",
        |store, what, _| match object(store, what)? {
            Object::Job(it) => Some(i64::from(it.status.succeeded)),
            _ => None,
        },
    ),
    ("failed", "job/report", "Pods of a Job that have failed", |store, what, _| {
        match object(store, what)? {
            Object::Job(it) => Some(i64::from(it.status.failed)),
            _ => None,
        }
    }),
    ("jobs", "cronjob/nightly", "Jobs of a CronJob that are there", |store, what, _| {
        let uid = &object(store, what)?.meta().uid;
        let is_its =
            |it: &&Rc<Job>| it.metadata.controller().is_some_and(|owner| owner.uid == *uid);
        count(store.list_typed::<Job>(None).filter(is_its))
    }),
    (
        "claims",
        "statefulset/db",
        "bound claims of a StatefulSet's Pods, those that are gone too",
        |store, what, _| {
            let Object::StatefulSet(set) = object(store, what)? else { return None };
            let is_its = |claim: &&Rc<PersistentVolumeClaim>| {
                let name = &claim.metadata.name;
                let own = format!("-{}-", set.metadata.name);
                let mut templates = set.spec.volume_claim_templates.iter();
                claim.is_bound()
                    && templates.any(|it| {
                        let rest = name.strip_prefix(it.metadata.name.as_str());
                        let ordinal = rest.and_then(|it| it.strip_prefix(own.as_str()));
                        ordinal.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
                    })
            };
            count(store.list_typed(Some(&set.metadata.namespace)).filter(is_its))
        },
    ),
    ("volumes", "standard", "volumes of a class", |store, what, _| {
        let is_of = |it: &&Rc<PersistentVolume>| it.spec.storage_class_name == what;
        count(store.list_typed::<PersistentVolume>(None).filter(is_of))
    }),
    ("events", "FailedScheduling", "events with a reason", |store, what, _| {
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
pub(super) fn requests(cluster: &Cluster, what: &str) -> Option<Counts> {
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

fn is_service(what: &str) -> bool {
    let kind = what.split_once('/').and_then(|it| Kind::from_resource(it.0));
    kind == Some(Kind::Service)
}

/// Reads `TERM(WHAT)`, or `TERM requests`, or `TERM requests(SERVICE)`: the term's place, first in
/// the one table, then in the other, and what it is about; or what is wrong with it.
pub(super) fn subject(text: &str) -> Result<(usize, String), String> {
    let text = text.trim();
    let (name, argument) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim().strip_suffix(')').ok_or(FORM)?.trim()),
        None if text.ends_with(" requests") => (text, ""),
        None => return Err(FORM.to_owned()),
    };
    let requests = || REQUEST_TERMS.iter().map(|it| it.0);
    let of_requests = |name: &str| Some(TERMS.len() + requests().position(|it| it == name)?);
    let place = match name.strip_suffix(" requests") {
        Some(name) => of_requests(name.trim()),
        // Requests, like Jobs, have `failed`: the kind says which is meant.
        None if is_service(argument) && requests().any(|it| it == name) => of_requests(name),
        None => TERMS.iter().position(|it| it.0 == name).or_else(|| of_requests(name)),
    };
    if let Some(place) = place {
        return Ok((place, argument.to_owned()));
    }
    let (what, word, names): (_, _, Vec<&str>) = match name.split_once(' ') {
        Some((word, rest)) if rest != "requests" => {
            ("word", word, WHEN.iter().map(|it| it.0).filter(|it| !it.is_empty()).collect())
        }
        _ => {
            let term = name.trim_end_matches(" requests");
            ("term", term, TERMS.iter().map(|it| it.0).chain(requests()).collect())
        }
    };
    Err(no_such(what, word, &names))
}

/// How many Pods of a workload are in each zone that there is.
fn by_zone(store: &Store, what: &str) -> Option<SortedMap<String, i64>> {
    let zone = |node: &Node| node.metadata.labels.get(LABEL_TOPOLOGY_ZONE).cloned();
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
