//! Counts and conditions. Source: `pkg/controller/deployment/{sync,progress}.go`.

use super::fenceposts::{max_unavailable, replica_count};
use crate::api::{
    Deployment, DeploymentCondition, DeploymentStatus, REPLICA_FAILURE, ReplicaSet, Time,
};
use std::rc::Rc;

pub(super) const AVAILABLE: &str = "Available";
pub(super) const PROGRESSING: &str = "Progressing";
pub(super) const NEW_RS_AVAILABLE: &str = "NewReplicaSetAvailable";
pub(super) const TIMED_OUT: &str = "ProgressDeadlineExceeded";

/// The value of a deadline or a limit that means "none".
const UNLIMITED: i32 = i32::MAX;

pub(super) fn has_progress_deadline(deployment: &Deployment) -> bool {
    deployment.spec.progress_deadline_seconds.is_some_and(|it| it != UNLIMITED)
}

pub(super) fn has_revision_history_limit(deployment: &Deployment) -> bool {
    deployment.spec.revision_history_limit.is_some_and(|it| it != UNLIMITED)
}

pub(super) fn condition(
    r#type: &str,
    status: &str,
    reason: &str,
    message: String,
    now: Time,
) -> DeploymentCondition {
    DeploymentCondition {
        last_transition_time: Some(now),
        last_update_time: Some(now),
        message,
        reason: reason.to_owned(),
        status: status.to_owned(),
        r#type: r#type.to_owned(),
        ..DeploymentCondition::default()
    }
}

/// Sets a condition, unless status and reason are what they were. A changed one moves to the end.
pub fn set_condition(status: &mut DeploymentStatus, mut condition: DeploymentCondition) {
    if let Some(current) = status.condition(&condition.r#type) {
        if current.status == condition.status && current.reason == condition.reason {
            return;
        }
        if current.status == condition.status {
            condition.last_transition_time = current.last_transition_time;
        }
    }
    remove_condition(status, &condition.r#type.clone());
    status.conditions.push(condition);
}

/// Removes the condition of a type.
pub fn remove_condition(status: &mut DeploymentStatus, r#type: &str) {
    status.conditions.retain(|it| it.r#type != r#type);
}

/// The counts, and whether enough is available.
pub(super) fn calculate(
    deployment: &Deployment,
    all: &[Rc<ReplicaSet>],
    new: Option<&Rc<ReplicaSet>>,
    now: Time,
) -> DeploymentStatus {
    let sum = |field: fn(&ReplicaSet) -> i32| all.iter().map(|it| field(it)).sum::<i32>();
    let available = sum(|it| it.status.available_replicas);
    let terminating: Option<i32> = all.iter().map(|it| it.status.terminating_replicas).sum();
    let mut status = DeploymentStatus {
        observed_generation: deployment.metadata.generation,
        replicas: sum(|it| it.status.replicas),
        updated_replicas: new.map_or(0, |it| it.status.replicas),
        ready_replicas: sum(|it| it.status.ready_replicas),
        available_replicas: available,
        unavailable_replicas: (replica_count(all) - available).max(0),
        terminating_replicas: terminating,
        collision_count: deployment.status.collision_count,
        conditions: deployment.status.conditions.clone(),
        ..DeploymentStatus::default()
    };
    let enough = available >= deployment.replicas() - max_unavailable(deployment);
    let (value, reason, message) = if enough {
        ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
        ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    };
    set_condition(&mut status, condition(AVAILABLE, value, reason, message.to_owned(), now));
    status
}

/// Whether the rollout is done, by the given status.
#[must_use]
pub fn is_complete(deployment: &Deployment, status: &DeploymentStatus) -> bool {
    let wished = deployment.replicas();
    status.updated_replicas == wished
        && status.replicas == wished
        && status.available_replicas == wished
        && status.observed_generation >= deployment.metadata.generation
}

/// Whether the new status is nearer to the end than the stored one.
#[must_use]
pub fn is_progressing(deployment: &Deployment, new: &DeploymentStatus) -> bool {
    let old = &deployment.status;
    let old_rest = old.replicas - old.updated_replicas;
    let new_rest = new.replicas - new.updated_replicas;
    new.updated_replicas > old.updated_replicas
        || new_rest < old_rest
        || new.ready_replicas > old.ready_replicas
        || new.available_replicas > old.available_replicas
}

/// Whether there was no progress for longer than the deadline.
#[must_use]
pub fn is_timed_out(deployment: &Deployment, status: &DeploymentStatus, now_ms: i64) -> bool {
    let Some(current) = status.condition(PROGRESSING) else { return false };
    match current.reason.as_str() {
        NEW_RS_AVAILABLE => false,
        TIMED_OUT => true,
        _ => deadline_ms(deployment, current).is_some_and(|deadline| deadline < now_ms),
    }
}

/// When progress must have been made (milliseconds since 1970).
pub(super) fn deadline_ms(deployment: &Deployment, current: &DeploymentCondition) -> Option<i64> {
    let seconds = i64::from(deployment.spec.progress_deadline_seconds?);
    Some((current.last_update_time.unwrap_or_default().0 + seconds) * 1000)
}

/// The condition Progressing, as it follows from the new status.
pub(super) fn set_progressing(
    deployment: &Deployment,
    new: Option<&Rc<ReplicaSet>>,
    status: &mut DeploymentStatus,
    now_ms: i64,
) {
    if !has_progress_deadline(deployment) {
        remove_condition(status, PROGRESSING);
        return;
    }
    let current = deployment.status.condition(PROGRESSING);
    let was_complete = current.is_some_and(|it| it.reason == NEW_RS_AVAILABLE);
    if was_complete && status.replicas == status.updated_replicas {
        // Pods that are lost after a rollout don't make it one again.
        return;
    }
    let subject = match new {
        Some(new) => format!("ReplicaSet {:?}", new.metadata.name),
        None => format!("Deployment {:?}", deployment.metadata.name),
    };
    let now = Time::of_ms(now_ms);
    let progressing = |value, reason, end: &str| {
        condition(PROGRESSING, value, reason, format!("{subject} {end}"), now)
    };
    if is_complete(deployment, status) {
        let done = progressing("True", NEW_RS_AVAILABLE, "has successfully progressed.");
        set_condition(status, done);
    } else if is_progressing(deployment, status) {
        let mut going = progressing("True", "ReplicaSetUpdated", "is progressing.");
        if let Some(current) = current.filter(|it| it.status == "True") {
            going.last_transition_time = current.last_transition_time;
        }
        // Written even when it says the same: its time is what the deadline counts from.
        remove_condition(status, PROGRESSING);
        set_condition(status, going);
    } else if is_timed_out(deployment, status, now_ms) {
        set_condition(status, progressing("False", TIMED_OUT, "has timed out progressing."));
    }
}

/// Takes over the failure of a set to make its Pods: of the new set first, else of an old one.
pub(super) fn set_replica_failure(
    all: &[Rc<ReplicaSet>],
    new: Option<&Rc<ReplicaSet>>,
    status: &mut DeploymentStatus,
) {
    let mut sets = new.into_iter().chain(all);
    let failure = sets.find_map(|set| set.condition(REPLICA_FAILURE));
    match failure {
        None => remove_condition(status, REPLICA_FAILURE),
        Some(failure) => {
            let condition = DeploymentCondition {
                last_transition_time: failure.last_transition_time,
                last_update_time: failure.last_transition_time,
                message: failure.message.clone(),
                reason: failure.reason.clone(),
                status: failure.status.clone(),
                r#type: failure.r#type.clone(),
                ..DeploymentCondition::default()
            };
            set_condition(status, condition);
        }
    }
}
