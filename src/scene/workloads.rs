//! Deployments and lonely ReplicaSets: their revisions, and how many Pods each has.

use super::cards::{Seen, may_go, tally};
use super::history::History;
use crate::api::{Deployment, PodTemplateSpec, REPLICA_FAILURE, ReplicaSet};
use crate::controllers::deployment::{is_rolling_update, max_surge, max_unavailable, revision};
use crate::picture::{Limits, Revision, Workload, counted};
use crate::sorted::Sort;
use std::rc::Rc;

/// So many empty ReplicaSets are shown; the others are counted.
const EMPTY_SETS_MAX: u32 = 2;

/// All of them, Deployments before lonely ReplicaSets.
pub(super) fn cards(seen: &Seen) -> Vec<Workload> {
    let store = seen.cluster.store();
    let mut sets: Vec<&Rc<ReplicaSet>> = store.list_typed::<ReplicaSet>(None).collect();
    sets.order_by_key(|set| std::cmp::Reverse(revision(&set.metadata)));
    let deployments = store.list_typed::<Deployment>(None);
    let mut workloads: Vec<Workload> = deployments.map(|it| deployment(seen, it, &sets)).collect();
    let alone = sets.iter().filter(|set| set.metadata.controller().is_none());
    workloads.extend(alone.map(|set| lonely(seen, set)));
    workloads
}

fn deployment(seen: &Seen, it: &Deployment, all: &[&Rc<ReplicaSet>]) -> Workload {
    let history = seen.history;
    let uid = it.metadata.uid.as_str();
    let is_own =
        |set: &&&Rc<ReplicaSet>| set.metadata.controller().is_some_and(|owner| owner.uid == uid);
    let rows: Vec<Revision> = all.iter().filter(is_own).map(|set| row(set, history)).collect();
    let ready = rows.iter().map(|row| row.ready).sum();
    let failure = it.status.condition(REPLICA_FAILURE).filter(|it| it.status == "True");
    let mut tally = in_numbers(&rows, ready, it.replicas(), failure.map(|it| &*it.reason));
    tally.extend(may_go(seen, &it.metadata.namespace, &it.spec.template));
    let doing = doing(it, &rows, ready);
    let (mut empty, mut left_out) = (0, 0);
    let mut is_newest = true;
    let mut revisions = rows;
    revisions.retain(|row| {
        let is_empty = row.desired == 0 && row.pods == 0 && !std::mem::take(&mut is_newest);
        empty += u32::from(is_empty);
        let is_kept = !is_empty || empty <= EMPTY_SETS_MAX;
        left_out += u32::from(!is_kept);
        is_kept
    });
    Workload {
        kind: "deployment".into(),
        name: it.metadata.name.as_str().into(),
        namespace: it.metadata.namespace.as_str().into(),
        hue: history.hues.of(uid),
        template: revisions.first().map(|row| Rc::clone(&row.template)).unwrap_or_default(),
        ready,
        desired: it.replicas(),
        tally,
        doing: doing.into(),
        revisions,
        revisions_left_out: left_out,
        limits: is_rolling_update(it).then(|| Limits {
            replicas: it.replicas(),
            surge: max_surge(it),
            unavailable: max_unavailable(it),
        }),
        ..Workload::default()
    }
}

/// How many are ready; why there are no more, or while a rollout has more or fewer than are desired, how many
/// there are; or how many empty ReplicaSets are kept.
fn in_numbers(rows: &[Revision], ready: i32, desired: i32, failure: Option<&str>) -> Vec<Rc<str>> {
    let pods: i32 = rows.iter().map(|it| it.pods).sum();
    let empty = rows.iter().filter(|it| it.pods == 0 && it.desired == 0);
    let empty = i64::try_from(empty.count()).unwrap_or(0);
    let mut lines = tally(ready, desired, "ready");
    match failure {
        Some(reason) => lines.push(reason.into()),
        None if pods != desired => lines.push(counted(i64::from(pods), "Pod", "Pods").into()),
        None if empty > 0 && desired > 0 => {
            lines.push(counted(empty, "empty ReplicaSet", "empty ReplicaSets").into());
        }
        None => {}
    }
    lines
}

fn doing(it: &Deployment, rows: &[Revision], ready: i32) -> String {
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

fn row(set: &ReplicaSet, history: &History) -> Revision {
    let (pods, ready) = history.counts.of(&set.metadata.uid);
    let template = set.metadata.labels.get("pod-template-hash");
    Revision {
        name: set.metadata.name.as_str().into(),
        revision: revision(&set.metadata),
        template: template.map_or("", String::as_str).into(),
        images: images(&set.spec.template).into(),
        group: history.group(&set.metadata.uid),
        ready,
        pods,
        desired: set.replicas(),
    }
}

fn images(template: &PodTemplateSpec) -> String {
    let images: Vec<&str> = template.spec.containers.iter().map(|it| it.image.as_str()).collect();
    images.join(", ")
}

fn lonely(seen: &Seen, set: &ReplicaSet) -> Workload {
    let row = row(set, seen.history);
    let failure = set.condition(REPLICA_FAILURE).filter(|it| it.status == "True");
    let failure = failure.map(|it| &*it.reason);
    let mut tally = in_numbers(std::slice::from_ref(&row), row.ready, row.desired, failure);
    tally.extend(may_go(seen, &set.metadata.namespace, &set.spec.template));
    Workload {
        rank: 1,
        kind: "replicaset".into(),
        name: row.name.clone(),
        namespace: set.metadata.namespace.as_str().into(),
        hue: seen.history.hues.of(&set.metadata.uid),
        template: Rc::clone(&row.template),
        ready: row.ready,
        desired: row.desired,
        tally,
        doing: "owned by nobody".into(),
        revisions: vec![row],
        ..Workload::default()
    }
}
