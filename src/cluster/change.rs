//! What changed between two versions of an object, in words: what triggers a controller.

mod batch;

use crate::api::{Deployment, Node, Object, Pod, ReplicaSet};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Trigger;
use std::rc::Rc;

/// Chains of causes are cut after so many links: loops of status updates have no beginning.
const CAUSES_MAX: u32 = 6;

/// The trigger that a watch event is, with what led to it.
pub(super) fn trigger(event: &WatchEvent, cause: Option<&Rc<Trigger>>) -> Rc<Trigger> {
    let depth = std::iter::successors(cause, |it| it.cause.as_ref()).count();
    let cause = cause.filter(|_| u32::try_from(depth).unwrap_or(CAUSES_MAX) < CAUSES_MAX).cloned();
    Rc::new(Trigger { key: event.object.key(), change: describe(event), cause })
}

/// How the object changed, as the end of a sentence.
fn describe(event: &WatchEvent) -> String {
    match (event.r#type, &event.old, &event.object) {
        (WatchType::Added, ..) => "was created".to_owned(),
        (WatchType::Deleted, ..) => "is gone".to_owned(),
        (_, Some(Object::Pod(old)), Object::Pod(new)) => pod(old, new),
        (_, Some(Object::ReplicaSet(old)), Object::ReplicaSet(new)) => replica_set(old, new),
        (_, Some(Object::Deployment(old)), Object::Deployment(new)) => deployment(old, new),
        (_, Some(Object::Node(old)), Object::Node(new)) => node(old, new),
        (_, Some(Object::Job(old)), Object::Job(new)) => batch::job(old, new),
        (_, Some(Object::CronJob(old)), Object::CronJob(new)) => batch::cron_job(old, new),
        _ => "changed".to_owned(),
    }
}

fn pod(old: &Pod, new: &Pod) -> String {
    if !old.metadata.is_terminating() && new.metadata.is_terminating() {
        return "is being deleted".to_owned();
    }
    if !old.is_terminal() && new.is_terminal() {
        return new.status.phase.to_ascii_lowercase();
    }
    match (old.is_ready(), new.is_ready()) {
        (false, true) => return "became ready".to_owned(),
        (true, false) => return "is not ready any more".to_owned(),
        _ => {}
    }
    if old.spec.node_name != new.spec.node_name {
        return format!("was bound to {}", new.spec.node_name);
    }
    if old.metadata.labels != new.metadata.labels {
        return "got other labels".to_owned();
    }
    if old.status.phase != new.status.phase {
        return format!("turned {}", new.status.phase);
    }
    "reported its status".to_owned()
}

fn replica_set(old: &ReplicaSet, new: &ReplicaSet) -> String {
    if old.replicas() != new.replicas() {
        return format!("was scaled from {} to {}", old.replicas(), new.replicas());
    }
    let (before, after) = (&old.status, &new.status);
    if before.available_replicas != after.available_replicas {
        return format!(
            "has {} available, {} before",
            after.available_replicas, before.available_replicas
        );
    }
    if before.replicas != after.replicas {
        return format!("has {} Pods, {} before", after.replicas, before.replicas);
    }
    "reported its status".to_owned()
}

fn deployment(old: &Deployment, new: &Deployment) -> String {
    if old.spec.template != new.spec.template {
        return "got a new Pod template".to_owned();
    }
    if old.spec.replicas != new.spec.replicas {
        return format!("was scaled from {} to {}", old.replicas(), new.replicas());
    }
    match (old.spec.paused, new.spec.paused) {
        (false, true) => return "was paused".to_owned(),
        (true, false) => return "was resumed".to_owned(),
        _ => {}
    }
    if old.metadata.generation != new.metadata.generation {
        return "was changed".to_owned();
    }
    "reported its status".to_owned()
}

fn node(old: &Node, new: &Node) -> String {
    match (old.is_ready(), new.is_ready()) {
        (false, true) => "became ready".to_owned(),
        (true, false) => "is not ready any more".to_owned(),
        _ if old.spec.unschedulable != new.spec.unschedulable => {
            if new.spec.unschedulable { "was cordoned" } else { "was uncordoned" }.to_owned()
        }
        _ if old.spec.taints != new.spec.taints => "got other taints".to_owned(),
        _ => "reported its status".to_owned(),
    }
}
