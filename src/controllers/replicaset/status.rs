//! Counts and the condition ReplicaFailure.
//! Source: `pkg/controller/replicaset/replica_set_utils.go`.

use crate::api::{Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus, Time};
use crate::client::Failure;
use std::rc::Rc;

const REPLICA_FAILURE: &str = "ReplicaFailure";

/// The status that follows from the Pods. A pass that managed its Pods has no failure.
pub(super) fn calculate(
    set: &ReplicaSet,
    active: &[Rc<Pod>],
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
    for pod in active {
        let labels = &pod.metadata.labels;
        let has_all = || template.iter().all(|(key, value)| labels.get(key) == Some(value));
        status.replicas += 1;
        status.fully_labeled_replicas += i32::from(template == labels || has_all());
        if pod.is_ready() {
            status.ready_replicas += 1;
            let is_available = pod.is_available(set.spec.min_ready_seconds, now_ms);
            status.available_replicas += i32::from(is_available);
        }
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
        last_transition_time: Some(Time(now_ms.div_euclid(1000))),
        message: failure.status.to_string(),
        reason: reason.to_owned(),
        status: "True".to_owned(),
        r#type: REPLICA_FAILURE.to_owned(),
        ..ReplicaSetCondition::default()
    });
    status
}
