//! The ReplicaSet controller. Source: `pkg/controller/replicaset/replica_set.go`.

mod ranking;
mod status;
#[cfg(test)]
mod tests;

pub use self::ranking::{PodRank, compare_for_deletion};

use super::{Controller, Ctx, Workload, controller_reference, resolve_controller};
use crate::api::{Kind, Object, ObjectKey, ObjectMeta, Pod, ReplicaSet, Selector, Typed};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, EventDraft, Fact, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "replicaset-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller = Controller { name: NAME, delay_ms: 0, enqueue, sync, failed };

/// At most so many Pods are created or deleted in one pass.
const BURST_REPLICAS: usize = 500;

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::ReplicaSet(set) => vec![set.key()],
        Object::Pod(pod) => enqueue_for_pod(cache, event, pod),
        _ => Vec::new(),
    }
}

fn enqueue_for_pod(cache: &Cache, event: &WatchEvent, pod: &Rc<Pod>) -> Vec<ObjectKey> {
    let mut keys: Vec<ObjectKey> =
        resolve_controller(cache, &event.object, Kind::ReplicaSet).into_iter().collect();
    // A Pod that was released concerns the set it left.
    let left = event.old.as_ref().and_then(|it| resolve_controller(cache, it, Kind::ReplicaSet));
    keys.extend(left.filter(|key| !keys.contains(key)));
    let is_orphan = pod.metadata.controller().is_none() && event.r#type != WatchType::Deleted;
    if is_orphan {
        let selects = |set: &&Rc<ReplicaSet>| {
            let selector = selector_of(set);
            !selector.is_empty() && selector.matches(&pod.metadata.labels)
        };
        let sets = cache.list::<ReplicaSet>(Some(&pod.metadata.namespace));
        keys.extend(sets.filter(selects).map(|it| it.key()));
    }
    keys
}

fn selector_of(set: &ReplicaSet) -> Selector {
    set.spec.selector.as_ref().map(Selector::from).unwrap_or_default()
}

/// One pass. Source: `syncReplicaSet`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(set) = ctx.cache.typed::<ReplicaSet>(key) else { return SyncResult::default() };
    let mut result = SyncResult::default();
    let (active, terminating) = claim_pods(ctx, set, &mut result);
    let mut managed = true;
    if ctx.expectations_met && !set.metadata.is_terminating() {
        manage_replicas(ctx, set, &active, &mut result);
    } else {
        managed = false;
    }
    let status = status::calculate(set, &active, terminating, managed, ctx.now_ms);
    if set.spec.min_ready_seconds > 0 && status.ready_replicas != status.available_replicas {
        result.requeue_after_ms = next_availability_ms(set, &active, ctx.now_ms);
    }
    if status != set.status {
        let mut written = (**set).clone();
        written.status = status;
        result.asks.push(Ask::new(Request::UpdateStatus(written.into())));
    }
    result
}

/// The active Pods that are the set's, and how many are on their way out; what must be asked to
/// adopt or release some. Source: `pkg/controller/controller_ref_manager.go`.
fn claim_pods(ctx: &Ctx<'_>, set: &Rc<ReplicaSet>, result: &mut SyncResult) -> (Vec<Rc<Pod>>, i32) {
    let (meta, selector) = (&set.metadata, selector_of(set));
    let (mut active, mut terminating) = (Vec::new(), 0);
    for pod in ctx.cache.owned_by::<Pod>(&meta.uid, &meta.namespace) {
        if pod.metadata.controller().is_none_or(|it| it.uid != meta.uid) {
            continue;
        }
        if pod.is_being_terminated() {
            terminating += 1;
        }
        if !pod.is_active() {
            continue;
        }
        if selector.matches(&pod.metadata.labels) {
            active.push(Rc::clone(pod));
        } else if !meta.is_terminating() {
            release(set, pod, result);
        }
    }
    let adoptable = |pod: &&Rc<Pod>| {
        pod.is_active() && !meta.is_terminating() && selector.matches(&pod.metadata.labels)
    };
    for pod in ctx.cache.owned_by::<Pod>("", &meta.namespace).filter(adoptable) {
        active.push(adopt(set, pod, result));
    }
    (active, terminating)
}

fn release(set: &ReplicaSet, pod: &Pod, result: &mut SyncResult) {
    let mut released = pod.clone();
    released.metadata.owner_references.retain(|it| it.uid != set.metadata.uid);
    let mut ask = Ask::new(Request::Update(released.into()));
    ask.tolerate_missing = true;
    result.asks.push(ask);
    let what = format!("released Pod {}", pod.metadata.name);
    let because = format!("its labels do not match {} any more", selector_of(set));
    explain(set, what, because, Vec::new(), "controller_ref_manager.go ReleasePod", result);
}

fn adopt(set: &ReplicaSet, pod: &Pod, result: &mut SyncResult) -> Rc<Pod> {
    let mut adopted = pod.clone();
    adopted.metadata.owner_references.push(controller_reference(&set.object()));
    let mut ask = Ask::new(Request::Update(adopted.clone().into()));
    ask.tolerate_missing = true;
    result.asks.push(ask);
    let what = format!("adopted Pod {}", pod.metadata.name);
    let because = format!("its labels match {} and nobody owns it", selector_of(set));
    explain(set, what, because, Vec::new(), "controller_ref_manager.go AdoptPod", result);
    Rc::new(adopted)
}

fn manage_replicas(
    ctx: &Ctx<'_>,
    set: &Rc<ReplicaSet>,
    active: &[Rc<Pod>],
    result: &mut SyncResult,
) {
    let wished = usize::try_from(set.replicas()).unwrap_or(0);
    if active.len() < wished {
        let count = (wished - active.len()).min(BURST_REPLICAS);
        create_pods(set, count, result);
        let what = format!("created {}", pods(count));
        explain_count(set, what, active.len(), result);
    } else if active.len() > wished {
        let count = (active.len() - wished).min(BURST_REPLICAS);
        let chosen = ranking::to_delete(ctx, set, active, count);
        for (index, pod) in chosen.iter().enumerate() {
            let options =
                DeleteOptions { uid: Some(pod.metadata.uid.clone()), ..Default::default() };
            let mut ask = Ask::new(Request::Delete(pod.key(), options));
            ask.parallel = index > 0;
            ask.tolerate_missing = true;
            let message = format!("Deleted pod: {}", pod.metadata.name);
            result.asks.push(ask.then(EventDraft::normal(
                &set.object(),
                "SuccessfulDelete",
                message,
            )));
        }
        let what = match chosen.as_slice() {
            [one] => format!("deleted Pod {}", one.metadata.name),
            several => format!("deleted {}", pods(several.len())),
        };
        explain_count(set, what, active.len(), result);
    }
}

/// Creates in batches of 1, 2, 4, ...: if the first is refused, the rest is not even tried.
fn create_pods(set: &Rc<ReplicaSet>, count: usize, result: &mut SyncResult) {
    let (mut batch, mut in_batch) = (1, 0);
    for _ in 0..count {
        let mut ask = Ask::new(Request::Create(pod_from_template(set).into()));
        ask.parallel = in_batch > 0;
        let mut event =
            EventDraft::normal(&set.object(), "SuccessfulCreate", "Created pod: ".to_owned());
        event.name_follows = true;
        result.asks.push(ask.then(event));
        in_batch += 1;
        if in_batch == batch {
            (batch, in_batch) = (batch * 2, 0);
        }
    }
}

/// Source: `pkg/controller/controller_utils.go` `GetPodFromTemplate`.
fn pod_from_template(set: &ReplicaSet) -> Pod {
    let template = &set.spec.template;
    Pod {
        metadata: ObjectMeta {
            generate_name: format!("{}-", set.metadata.name),
            namespace: set.metadata.namespace.clone(),
            labels: template.metadata.labels.clone(),
            annotations: template.metadata.annotations.clone(),
            owner_references: vec![controller_reference(&set.object())],
            ..ObjectMeta::default()
        },
        spec: Rc::clone(&template.spec),
        ..Pod::default()
    }
}

fn pods(count: usize) -> String {
    if count == 1 { "1 Pod".to_owned() } else { format!("{count} Pods") }
}

fn explain_count(set: &ReplicaSet, what: String, active: usize, result: &mut SyncResult) {
    let wished = set.replicas();
    let because = match active {
        0 => format!("{wished} are wished and none is there"),
        1 => format!("{wished} are wished and 1 is there"),
        _ => format!("{wished} are wished and {active} are there"),
    };
    let facts = vec![
        Fact { name: "spec.replicas", value: wished.to_string() },
        Fact { name: "active Pods", value: active.to_string() },
    ];
    explain(set, what, because, facts, "replica_set.go manageReplicas", result);
}

fn explain(
    set: &ReplicaSet,
    what: String,
    because: String,
    facts: Vec<Fact>,
    source: &'static str,
    result: &mut SyncResult,
) {
    let about = set.key();
    let why = Why { component: NAME, about, what, because, facts, source, trigger: None };
    result.whys.push(Rc::new(why));
}

/// When the next ready Pod becomes available, in milliseconds from now.
fn next_availability_ms(set: &ReplicaSet, active: &[Rc<Pod>], now_ms: i64) -> Option<i64> {
    let min_ready_ms = i64::from(set.spec.min_ready_seconds) * 1000;
    let due = active.iter().filter_map(|pod| {
        let ready = pod.condition("Ready").filter(|it| it.status == "True")?;
        let at = ready.last_transition_time?.0 * 1000 + min_ready_ms;
        (at > now_ms).then_some(at - now_ms)
    });
    Some(due.min().unwrap_or(min_ready_ms))
}

/// A refused creation or deletion is told, and shown in the status.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(set) = ctx.cache.typed::<ReplicaSet>(key) else { return result };
    let (reason, message) = match &failure.request {
        Request::Create(_) => ("FailedCreate", format!("Error creating: {}", failure.status)),
        Request::Delete(..) => ("FailedDelete", format!("Error deleting: {}", failure.status)),
        _ => return result,
    };
    result.events.push(EventDraft::warning(&set.object(), reason, message));
    if let Some(status) = status::with_failure(set, reason, failure, ctx.now_ms) {
        let mut written = (**set).clone();
        written.status = status;
        result.asks.push(Ask::new(Request::UpdateStatus(written.into())));
    }
    result
}
