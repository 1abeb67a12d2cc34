//! The ReplicaSet controller, which serves ReplicationControllers too.
//! Source: `pkg/controller/replicaset/replica_set.go`, `pkg/controller/replication/conversion.go`.

mod ranking;
mod status;
#[cfg(test)]
mod tests;

pub use self::ranking::{PodRank, compare_for_deletion};

use super::controllerref::{self, Claimed, RefManager};
use super::pod_control::{create_pods, delete_pods};
use super::{Controller, Ctx, ROW, are, pod_from_template, pods};
use crate::api::{Kind, Object, ObjectKey, ReplicaSet, ReplicaSetStatus, ReplicationController};
use crate::apiserver::{Request, WatchEvent};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Failure, Owned, SyncResult, Tally, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "replicaset-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "ReplicaSet controller", enqueue, sync, failed, ..ROW };

/// ReplicationControllers have the same controller under another name.
const LEGACY_NAME: &str = "replication-controller";

/// The row for ReplicationControllers.
pub const LEGACY: Controller = Controller {
    name: LEGACY_NAME,
    title: "ReplicationController manager",
    enqueue: enqueue_legacy,
    sync,
    failed,
    ..ROW
};

/// At most so many Pods are created or deleted in one pass.
const BURST_REPLICAS: usize = 500;

/// What the controller works on: a ReplicaSet, or a ReplicationController seen as one.
struct Set {
    view: Rc<ReplicaSet>,
    object: Object,
}

impl std::ops::Deref for Set {
    type Target = ReplicaSet;
    fn deref(&self) -> &ReplicaSet {
        &self.view
    }
}

impl Set {
    fn find(cache: &Cache, key: &ObjectKey) -> Option<Self> {
        let object = cache.get(key)?.clone();
        let view = match &object {
            Object::ReplicaSet(set) => Rc::clone(set),
            Object::ReplicationController(it) => Rc::new(it.as_replica_set()),
            _ => return None,
        };
        Some(Self { view, object })
    }

    fn component(&self) -> &'static str {
        if self.object.kind() == Kind::ReplicaSet { NAME } else { LEGACY_NAME }
    }

    /// Asks for the status to be written.
    fn write(&self, status: ReplicaSetStatus) -> Ask {
        let object = match &self.object {
            Object::ReplicationController(it) => {
                ReplicationController { status, ..(**it).clone() }.into()
            }
            _ => ReplicaSet { status, ..(*self.view).clone() }.into(),
        };
        Ask::new(Request::UpdateStatus(object))
    }
}

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    concerned(cache, event, Kind::ReplicaSet)
}

fn enqueue_legacy(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    concerned(cache, event, Kind::ReplicationController)
}

fn concerned(cache: &Cache, event: &WatchEvent, kind: Kind) -> Vec<ObjectKey> {
    match &event.object {
        Object::Pod(_) => controllerref::concerned(cache, event, &[kind]),
        it if it.kind() == kind => vec![it.key()],
        _ => Vec::new(),
    }
}

/// One pass. Source: `syncReplicaSet`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(set) = Set::find(ctx.cache, key) else { return SyncResult::default() };
    let set = &set;
    let mut result = SyncResult::default();
    if let Some(tally) = settled(ctx, set) {
        let (managed, status) = (ctx.expectations_met, status::counted(set, tally));
        return finished(set, status::ended(set, status, managed), result);
    }
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
    finished(set, status, result)
}

/// What is counted of the set's Pods, where there is nothing to create, delete, adopt or release.
fn settled<'a>(ctx: &Ctx<'a>, set: &Set) -> Option<&'a Tally> {
    let meta = &set.metadata;
    let tally = ctx.cache.tally(&meta.uid)?;
    let is_simple = !meta.is_terminating()
        && set.spec.min_ready_seconds == 0
        && tally.strange == 0
        && (!ctx.expectations_met || tally.active == set.replicas())
        && set.spec.selector.as_ref().is_some_and(|it| it.selects(&tally.labels))
        && ctx.cache.owned(Kind::Pod, "", &meta.namespace).next().is_none();
    is_simple.then_some(tally)
}

/// The end of a pass: the status is written where it has changed.
fn finished(set: &Set, mut status: ReplicaSetStatus, mut result: SyncResult) -> SyncResult {
    if set.object.kind() == Kind::ReplicationController {
        // The legacy type has no such field.
        status.terminating_replicas = None;
    }
    if status != set.status {
        result.asks.push(set.write(status));
    }
    result
}

/// The active Pods that are the set's, and how many are on their way out; what must be asked to
/// adopt or release some.
fn claim_pods<'a>(ctx: &Ctx<'a>, set: &Set, result: &mut SyncResult) -> (Vec<Claimed<'a>>, i32) {
    let meta = &set.metadata;
    let manager = RefManager::new(set.object.clone(), set.component());
    let active = manager.claim(ctx.cache, Kind::Pod, Owned::is_active, result);
    let own = ctx.cache.owned(Kind::Pod, &meta.uid, &meta.namespace);
    let going = own.filter(|(_, it)| it.is_controlled && it.is_terminating && !it.is_terminal);
    (active, going.count().try_into().unwrap_or(i32::MAX))
}

fn manage_replicas(ctx: &Ctx<'_>, set: &Set, active: &[Claimed<'_>], result: &mut SyncResult) {
    let wished = usize::try_from(set.replicas()).unwrap_or(0);
    if active.len() < wished {
        let count = (wished - active.len()).min(BURST_REPLICAS);
        let new = || pod_from_template(&set.spec.template, &set.object);
        create_pods(&set.object, std::iter::repeat_with(new).take(count), result);
        let what = (Effect::Create, format!("created {}", pods(count)));
        explain_count(set, what, active.len(), result);
    } else if active.len() > wished {
        let count = (active.len() - wished).min(BURST_REPLICAS);
        let chosen = ranking::to_delete(ctx, set, active, count);
        delete_pods(&set.object, chosen.iter().copied(), true, result);
        let what = match chosen.as_slice() {
            [one] => format!("deleted Pod {}", one.metadata.name),
            several => format!("deleted {}", pods(several.len())),
        };
        explain_count(set, (Effect::Delete, what), active.len(), result);
    }
}

fn explain_count(set: &Set, what: (Effect, String), active: usize, result: &mut SyncResult) {
    let wished = set.replicas();
    let active = i32::try_from(active).unwrap_or(i32::MAX);
    let because = format!("{} desired and {} there", are(wished), are(active));
    let facts = vec![Fact::new("spec.replicas", wished), Fact::new("active Pods", active)];
    explain(set, what, because, facts, "replica_set.go manageReplicas", result);
}

fn explain(
    set: &Set,
    (effect, what): (Effect, String),
    because: String,
    facts: Vec<Fact>,
    source: &'static str,
    result: &mut SyncResult,
) {
    let (about, component) = (set.object.key(), set.component());
    let why = Why { component, about, effect, what, because, facts, source, trigger: None };
    result.whys.push(Rc::new(why));
}

/// When the next ready Pod becomes available, in milliseconds from now.
fn next_availability_ms(set: &Set, active: &[Claimed<'_>], now_ms: i64) -> Option<i64> {
    let min_ready_ms = i64::from(set.spec.min_ready_seconds) * 1000;
    let due = active.iter().filter_map(|pod| {
        let at = pod.ready_since?.0 * 1000 + min_ready_ms;
        (at > now_ms).then_some(at - now_ms)
    });
    Some(due.min().unwrap_or(min_ready_ms))
}

/// A refused creation or deletion is told, and shown in the status.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(set) = Set::find(ctx.cache, key) else { return result };
    let set = &set;
    let (reason, message) = match &failure.request {
        Request::Create(_) => ("FailedCreate", format!("Error creating: {}", failure.status)),
        Request::Delete(..) => ("FailedDelete", format!("Error deleting: {}", failure.status)),
        _ => return result,
    };
    result.events.push(EventDraft::warning(&set.object, reason, message));
    // The counts are those of the Pods that are there, as after any pass.
    let (active, terminating) = claim_pods(ctx, set, &mut SyncResult::default());
    let status = status::calculate(set, &active, terminating, false, ctx.now_ms);
    finished(set, status::with_failure(status, reason, failure, ctx.now_ms), result)
}
