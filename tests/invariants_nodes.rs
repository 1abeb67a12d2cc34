//! What holds of budgets and autoscalers after every step of every tape.

use podarium::api::{HorizontalPodAutoscaler, Object, Pod, PodDisruptionBudget};
use podarium::apiserver::{Store, WatchEvent, protects};
use podarium::cluster::{Record, RecordKind};
use podarium::tape::Run;
use std::rc::Rc;

const AUTOSCALER: &str = "horizontal-pod-autoscaler";

fn is_evicted(pod: &Pod) -> bool {
    let target = pod.condition("DisruptionTarget");
    target.is_some_and(|it| it.reason == "EvictionByEvictionAPI") && pod.metadata.is_terminating()
}

/// A Pod that was healthy goes by way of eviction only where enough others are.
fn check_budget(store: &Store, event: &WatchEvent, place: &str) {
    let (Object::Pod(pod), Some(Object::Pod(old))) = (&event.object, &event.old) else { return };
    if !is_evicted(pod) || old.metadata.is_terminating() || !old.is_ready() {
        return;
    }
    for budget in store.list_typed::<PodDisruptionBudget>(None).filter(|it| protects(it, pod)) {
        let is_healthy =
            |it: &&Rc<Pod>| protects(budget, it) && it.is_ready() && !it.metadata.is_terminating();
        let healthy = store.list_typed::<Pod>(None).filter(is_healthy).count();
        let desired = usize::try_from(budget.status.desired_healthy).unwrap();
        let name = &budget.metadata.name;
        assert!(healthy >= desired, "{place}: budget {name} wants {desired}, {healthy} are left");
    }
}

/// An autoscaler wishes no fewer than its minimum and no more than its maximum.
fn check_autoscaler(store: &Store, event: &WatchEvent, place: &str) {
    let Some(replicas) = event.object.replicas() else { return };
    let meta = event.object.meta();
    for it in store.list_typed::<HorizontalPodAutoscaler>(Some(&meta.namespace)) {
        let target = &it.spec.scale_target_ref;
        if target.kind != event.object.kind().info().kind || target.name != meta.name {
            continue;
        }
        let (min, max) = (it.spec.min_replicas.unwrap_or(1), it.spec.max_replicas);
        let name = &it.metadata.name;
        assert!((min..=max).contains(&replicas), "{place}: {name} wished {replicas}");
    }
}

pub fn check(run: &Run, record: &Record, place: &str) {
    let RecordKind::Write { component, event, .. } = &record.kind else { return };
    let store = run.cluster().store();
    check_budget(store, event, place);
    if *component == AUTOSCALER {
        check_autoscaler(store, event, place);
    }
}
