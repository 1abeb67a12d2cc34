//! The Pod garbage collector: Pods of nodes that are gone. Source: `pkg/controller/podgc/gc_controller.go`.

use super::{Controller, Ctx};
use crate::api::{Node, Object, ObjectKey, Pod, Typed};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name.
pub(crate) const NAME: &str = "pod-garbage-collector";
/// A node must be gone for this long (milliseconds): it might only have been re-created.
const QUARANTINE_MS: i64 = 40_000;
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, delay_ms: QUARANTINE_MS, enqueue, sync, failed };

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Node(node) if event.r#type == WatchType::Deleted => {
            let pods = cache.list::<Pod>(None);
            pods.filter(|it| it.spec.node_name == node.metadata.name).map(|it| it.key()).collect()
        }
        _ => Vec::new(),
    }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(pod) = ctx.cache.typed::<Pod>(key) else { return result };
    let node = ObjectKey::new(crate::api::Kind::Node, "", &pod.spec.node_name);
    if pod.spec.node_name.is_empty() || ctx.cache.typed::<Node>(&node).is_some() {
        return result;
    }
    if !pod.is_terminal() {
        let mut failed = (**pod).clone();
        failed.status.phase = "Failed".to_owned();
        result.asks.push(Ask::new(Request::UpdateStatus(failed.into())));
    }
    let options = DeleteOptions {
        grace_period_seconds: Some(0),
        uid: Some(pod.metadata.uid.clone()),
        propagation: None,
    };
    let mut ask = Ask::new(Request::Delete(key.clone(), options));
    ask.tolerate_missing = true;
    result.asks.push(ask);
    let name = &pod.metadata.name;
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: pod.key(),
        what: format!("deleted Pod {name}"),
        because: format!("its node {} no longer exists", pod.spec.node_name),
        facts: Vec::new(),
        source: "gc_controller.go gcOrphaned",
        trigger: None,
    }));
    result
}

fn failed(_: &Ctx<'_>, _: &ObjectKey, _: &Failure) -> SyncResult {
    SyncResult { requeue_limited: true, ..SyncResult::default() }
}
