//! What is used of each quota, counted anew when something has gone.
//! Source: `pkg/controller/resourcequota/resource_quota_controller.go`.

use super::{Controller, Ctx, ROW};
use crate::api::{
    Kind, Object, ObjectKey, Pod, Quantity, ResourceList, ResourceQuota, ResourceQuotaStatus, Typed,
};
use crate::apiserver::{Request, WatchEvent, WatchType, quota_counts, quota_usage};
use crate::client::{Ask, Cache, Effect, Fact, SyncResult, Why};
use std::rc::Rc;

const NAME: &str = "resourcequota-controller";

/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "ResourceQuota controller", enqueue, sync, ..ROW };

/// Everything is counted anew after so long in any case (milliseconds).
const RESYNC_MS: i64 = 300_000;

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match (&event.object, &event.old) {
        (Object::ResourceQuota(_), None) => vec![event.object.key()],
        (Object::ResourceQuota(new), Some(Object::ResourceQuota(old))) => {
            // Its own writes and those of admission need no count.
            if old.spec == new.spec { Vec::new() } else { vec![event.object.key()] }
        }
        (Object::Event(_), _) => Vec::new(),
        (object, old) => {
            if event.r#type == WatchType::Deleted || has_ended(object, old.as_ref()) {
                quotas(cache, object)
            } else {
                Vec::new()
            }
        }
    }
}

/// A Pod that has ended uses nothing any more.
fn has_ended(object: &Object, old: Option<&Object>) -> bool {
    let ended = |it: &Object| matches!(it, Object::Pod(pod) if pod.is_terminal());
    ended(object) && !old.is_some_and(ended)
}

/// Source: `replenishQuota`.
fn quotas(cache: &Cache, object: &Object) -> Vec<ObjectKey> {
    let namespace = &object.meta().namespace;
    if namespace.is_empty() {
        return Vec::new();
    }
    cache.list_typed::<ResourceQuota>(Some(namespace)).map(|it| it.key()).collect()
}

/// Source: `syncResourceQuota`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(quota) = ctx.cache.typed::<ResourceQuota>(key) else { return result };
    let used = count(ctx, quota);
    let status =
        ResourceQuotaStatus { hard: quota.spec.hard.clone(), used, ..quota.status.clone() };
    // Pods that end are heard of; only those whose grace is over without an end are not.
    let overdue =
        ctx.cache.list_typed::<Pod>(Some(&key.namespace)).any(|it| it.is_being_terminated());
    result.requeue_after_ms = overdue.then_some(RESYNC_MS);
    if status == quota.status {
        return result;
    }
    let facts = status.used.iter().map(|(name, amount)| Fact {
        name: "used",
        value: format!("{name} {amount} of {}", status.hard.get(name).copied().unwrap_or_default()),
    });
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: key.clone(),
        effect: Effect::UpdateStatus,
        what: "counted what is used".to_owned(),
        because: "something has come or gone that it limits".to_owned(),
        facts: facts.collect(),
        source: "resource_quota_controller.go syncResourceQuota",
        trigger: None,
    }));
    let mut updated = (**quota).clone();
    updated.status = status;
    result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
    result
}

fn count(ctx: &Ctx<'_>, quota: &ResourceQuota) -> ResourceList {
    let zero = |name: &String| (name.clone(), Quantity::default());
    let mut used: ResourceList = quota.spec.hard.keys().map(zero).collect();
    for kind in kinds(&quota.spec.hard) {
        for object in ctx.cache.list(kind, Some(&quota.metadata.namespace)) {
            if !quota_counts(quota, object) {
                continue;
            }
            for (name, amount) in quota_usage(object, ctx.now_ms) {
                if let Some(sum) = used.get_mut(&name) {
                    *sum = sum.plus(amount);
                }
            }
        }
    }
    used
}

/// The kinds that the quota may limit.
fn kinds(hard: &ResourceList) -> Vec<Kind> {
    let is_named = |kind: &Kind| {
        let (plural, count) = (kind.info().plural, format!("count/{}", kind.qualified_resource()));
        let of_claims = plural == "persistentvolumeclaims" && hard.contains_key("requests.storage");
        *kind == Kind::Pod
            || of_claims
            || hard.contains_key(&count)
            || hard.keys().any(|it| it.split('.').next() == Some(plural))
    };
    Kind::all().filter(|it| it.info().namespaced).filter(is_named).collect()
}
