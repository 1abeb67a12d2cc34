//! Counts and the condition ReplicaFailure.
//! Source: `pkg/controller/replicaset/replica_set_utils.go`.

use super::super::controllerref::Claimed;
use crate::api::{REPLICA_FAILURE, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus, Time};
use crate::client::{ByLabels, Failure, Tally};

/// The status that follows from the Pods. A pass that managed its Pods has no failure.
pub(super) fn calculate(
    set: &ReplicaSet,
    active: &[Claimed<'_>],
    terminating: i32,
    managed: bool,
    now_ms: i64,
) -> ReplicaSetStatus {
    let mut conditions = set.status.conditions.clone();
    if managed {
        conditions.retain(|it| it.r#type != REPLICA_FAILURE);
    }
    let mut status = ReplicaSetStatus {
        terminating_replicas: Some(terminating),
        observed_generation: set.metadata.generation,
        conditions,
        ..ReplicaSetStatus::default()
    };
    let template = &set.spec.template.metadata.labels;
    let mut has_all =
        ByLabels::new(|labels| template.iter().all(|(key, value)| labels.get(key) == Some(value)));
    for pod in active {
        let is_available = pod.is_available(set.spec.min_ready_seconds, now_ms);
        status.replicas += 1;
        status.fully_labeled_replicas += i32::from(has_all.ask(&pod.labels));
        status.ready_replicas += i32::from(pod.ready_since.is_some());
        status.available_replicas += i32::from(is_available);
    }
    status
}

/// The counts of a set whose Pods are all alike.
pub(super) fn counted(set: &ReplicaSet, tally: &Tally) -> ReplicaSetStatus {
    let template = &set.spec.template.metadata.labels;
    let has_all = template.iter().all(|(key, value)| tally.labels.get(key) == Some(value));
    ReplicaSetStatus {
        terminating_replicas: Some(tally.terminating),
        replicas: tally.active,
        fully_labeled_replicas: if has_all { tally.active } else { 0 },
        ready_replicas: tally.ready,
        available_replicas: tally.ready,
        ..ReplicaSetStatus::default()
    }
}

/// The status with what doesn't depend on the Pods.
pub(super) fn ended(
    set: &ReplicaSet,
    mut status: ReplicaSetStatus,
    managed: bool,
) -> ReplicaSetStatus {
    status.observed_generation = set.metadata.generation;
    status.conditions = set.status.conditions.clone();
    if managed {
        status.conditions.retain(|it| it.r#type != REPLICA_FAILURE);
    }
    status
}

/// The status with the failure, unless it shows one already.
pub(super) fn with_failure(
    mut status: ReplicaSetStatus,
    reason: &str,
    failure: &Failure,
    now_ms: i64,
) -> ReplicaSetStatus {
    if status.conditions.iter().any(|it| it.r#type == REPLICA_FAILURE) {
        return status;
    }
    status.conditions.push(ReplicaSetCondition {
        last_transition_time: Some(Time::of_ms(now_ms)),
        message: failure.status.to_string(),
        reason: reason.to_owned(),
        status: "True".to_owned(),
        r#type: REPLICA_FAILURE.to_owned(),
        ..ReplicaSetCondition::default()
    });
    status
}
