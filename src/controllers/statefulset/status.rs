//! What is. Source: `stateful_set_control.go` `updateStatus`, `completeRollingUpdate`.

use super::identity::revision_of;
use crate::api::{ControllerRevision, Pod, StatefulSet, StatefulSetStatus};
use std::rc::Rc;

pub(super) fn is_created(pod: &Pod) -> bool {
    !pod.status.phase.is_empty()
}

pub(super) fn is_running_and_ready(pod: &Pod) -> bool {
    pod.status.phase == "Running" && pod.is_ready()
}

/// Source: `computeReplicaStatus`.
pub(super) fn calculate(
    set: &StatefulSet,
    pods: &[Rc<Pod>],
    current: &ControllerRevision,
    update: &ControllerRevision,
    now_ms: i64,
) -> StatefulSetStatus {
    let count = |fits: &dyn Fn(&Pod) -> bool| {
        i32::try_from(pods.iter().filter(|it| is_created(it) && fits(it)).count()).unwrap_or(0)
    };
    let of = |revision: &ControllerRevision| {
        count(&|it| !it.metadata.is_terminating() && revision_of(it) == revision.metadata.name)
    };
    StatefulSetStatus {
        observed_generation: set.metadata.generation,
        current_revision: current.metadata.name.to_string(),
        update_revision: update.metadata.name.to_string(),
        collision_count: Some(set.status.collision_count.unwrap_or(0)),
        replicas: count(&|_| true),
        ready_replicas: count(&is_running_and_ready),
        available_replicas: count(&|it| {
            is_running_and_ready(it) && it.is_available(set.spec.min_ready_seconds, now_ms)
        }),
        current_replicas: of(current),
        updated_replicas: of(update),
        rest: set.status.rest.clone(),
    }
}

/// When all Pods are of the new revision, it is the current one.
pub(super) fn complete(set: &StatefulSet, status: &mut StatefulSetStatus) {
    let wished = set.replicas();
    if set.spec.update_strategy.r#type == "RollingUpdate"
        && status.updated_replicas == wished
        && status.ready_replicas == wished
        && status.replicas == wished
    {
        status.current_replicas = status.updated_replicas;
        status.current_revision.clone_from(&status.update_revision);
    }
}

/// When the next ready Pod becomes available, in milliseconds from now.
pub(super) fn next_availability_ms(set: &StatefulSet, pods: &[Rc<Pod>], now_ms: i64) -> i64 {
    let min_ready_ms = i64::from(set.spec.min_ready_seconds) * 1000;
    let due = pods.iter().filter_map(|pod| {
        let ready = pod.condition("Ready").filter(|it| it.status == "True")?;
        let at = ready.last_transition_time?.0 * 1000 + min_ready_ms;
        (at > now_ms).then_some(at - now_ms)
    });
    due.min().unwrap_or(min_ready_ms)
}
