//! Counts and the condition ReplicaFailure.
//! Source: `pkg/controller/replicaset/replica_set_utils.go`.

use crate::api::{Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus, Time};
use crate::client::Failure;
use std::rc::Rc;

const REPLICA_FAILURE: &str = "ReplicaFailure";

fn count<'a>(pods: impl Iterator<Item = &'a Rc<Pod>>) -> i32 {
    i32::try_from(pods.count()).unwrap_or(i32::MAX)
}

/// The status that follows from the Pods. A pass that managed its Pods has no failure.
pub(super) fn calculate(
    set: &ReplicaSet,
    active: &[Rc<Pod>],
    terminating: i32,
    managed: bool,
    now_ms: i64,
) -> ReplicaSetStatus {
    let template = &set.spec.template.metadata.labels;
    let labelled = |pod: &&Rc<Pod>| {
        template.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
    };
    let available = |pod: &&Rc<Pod>| pod.is_available(set.spec.min_ready_seconds, now_ms);
    let mut conditions = set.status.conditions.clone();
    if managed {
        conditions.retain(|it| it.r#type != REPLICA_FAILURE);
    }
    ReplicaSetStatus {
        replicas: count(active.iter()),
        fully_labeled_replicas: count(active.iter().filter(labelled)),
        ready_replicas: count(active.iter().filter(|it| it.is_ready())),
        available_replicas: count(active.iter().filter(available)),
        terminating_replicas: Some(terminating),
        observed_generation: set.metadata.generation,
        conditions,
        ..ReplicaSetStatus::default()
    }
}

/// The status with the failure, unless it shows one already.
pub(super) fn with_failure(
    set: &ReplicaSet,
    reason: &str,
    failure: &Failure,
    now_ms: i64,
) -> Option<ReplicaSetStatus> {
    let mut status = set.status.clone();
    if status.conditions.iter().any(|it| it.r#type == REPLICA_FAILURE) {
        return None;
    }
    status.conditions.push(ReplicaSetCondition {
        last_transition_time: Some(Time(now_ms.div_euclid(1000))),
        message: failure.status.to_string(),
        reason: reason.to_owned(),
        status: "True".to_owned(),
        r#type: REPLICA_FAILURE.to_owned(),
        ..ReplicaSetCondition::default()
    });
    status.observed_generation = set.metadata.generation;
    Some(status)
}
