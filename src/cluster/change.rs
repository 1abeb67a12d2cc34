//! What changed between two versions of an object, in words: what triggers a controller.

mod batch;

use crate::api::{Deployment, Node, Object, Pod, ReplicaSet, Text};
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
fn describe(event: &WatchEvent) -> Text {
    if let Some(change) = event.old.as_ref().and_then(|old| spec(old, &event.object)) {
        return change;
    }
    match (event.r#type, &event.old, &event.object) {
        (WatchType::Added, ..) => Text::word("was created"),
        (WatchType::Deleted, ..) => Text::word("is gone"),
        (_, Some(Object::Pod(old)), Object::Pod(new)) => pod(old, new),
        (_, Some(Object::ReplicaSet(old)), Object::ReplicaSet(new)) => replica_set(old, new),
        (_, Some(Object::Deployment(old)), Object::Deployment(new)) => deployment(old, new),
        (_, Some(Object::Node(old)), Object::Node(new)) => node(old, new),
        (_, Some(Object::Job(old)), Object::Job(new)) => batch::job(old, new),
        (_, Some(Object::CronJob(old)), Object::CronJob(new)) => batch::cron_job(old, new),
        (_, Some(old), new) if old.meta().generation != new.meta().generation => {
            Text::word("was changed")
        }
        _ => Text::word("changed"),
    }
}

fn pod(old: &Pod, new: &Pod) -> Text {
    if !old.metadata.is_terminating() && new.metadata.is_terminating() {
        return Text::word("is being deleted");
    }
    if !old.is_terminal() && new.is_terminal() {
        return new.status.phase.to_ascii_lowercase().into();
    }
    match (old.is_ready(), new.is_ready()) {
        (false, true) => return Text::word("became ready"),
        (true, false) => return Text::word("is not ready any more"),
        _ => {}
    }
    if old.spec.node_name != new.spec.node_name {
        return format!("was bound to {}", new.spec.node_name).into();
    }
    if old.metadata.labels != new.metadata.labels {
        return Text::word("has other labels now");
    }
    if old.status.phase != new.status.phase {
        return format!("turned {}", new.status.phase).into();
    }
    Text::word("reported its status")
}

fn replica_set(old: &ReplicaSet, new: &ReplicaSet) -> Text {
    let (before, after) = (&old.status, &new.status);
    if before.available_replicas != after.available_replicas {
        return format!(
            "has {} available, {} before",
            after.available_replicas, before.available_replicas
        )
        .into();
    }
    if before.replicas != after.replicas {
        return format!("has {} Pods, {} before", after.replicas, before.replicas).into();
    }
    Text::word("reported its status")
}

fn deployment(old: &Deployment, new: &Deployment) -> Text {
    match (old.spec.paused, new.spec.paused) {
        (false, true) => Text::word("was paused"),
        (true, false) => Text::word("was resumed"),
        _ if old.metadata.generation != new.metadata.generation => Text::word("was changed"),
        _ => Text::word("reported its status"),
    }
}

/// What somebody changed in how it is to be, as far as that is told for every kind.
fn spec(old: &Object, new: &Object) -> Option<Text> {
    if old.meta().generation == new.meta().generation {
        return None;
    }
    if old.template() != new.template() {
        return Some(Text::word("got a new Pod template"));
    }
    match (old.replicas(), new.replicas()) {
        (Some(old), Some(new)) if old != new => {
            Some(format!("was scaled from {old} to {new}").into())
        }
        _ => None,
    }
}

fn node(old: &Node, new: &Node) -> Text {
    match (old.is_ready(), new.is_ready()) {
        (false, true) => Text::word("became ready"),
        (true, false) => Text::word("is not ready any more"),
        _ if old.spec.unschedulable != new.spec.unschedulable => {
            Text::word(if new.spec.unschedulable { "was cordoned" } else { "was uncordoned" })
        }
        _ if old.spec.taints != new.spec.taints => Text::word("got other taints"),
        _ if old.metadata.labels != new.metadata.labels => Text::word("has other labels now"),
        _ => Text::word("reported its status"),
    }
}
