//! The TTL controller: finished Jobs go when their time is over.
//! Source: `pkg/controller/ttlafterfinished/ttlafterfinished_controller.go`.

#[cfg(test)]
mod tests;

use super::{Controller, Ctx, ROW};
use crate::api::{Job, Object, ObjectKey, Typed};
use crate::apiserver::{DeleteOptions, Propagation, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, Fact, SyncResult, Why};
use std::rc::Rc;

/// The component's name.
pub(crate) const NAME: &str = "ttl-after-finished-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "TTL-after-finished controller", enqueue, sync, ..ROW };

fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Job(job) if event.r#type != WatchType::Deleted && expires_at(job).is_some() => {
            vec![job.key()]
        }
        _ => Vec::new(),
    }
}

/// When a Job is to go (seconds since 1970); `None` where it stays. Source: `timeLeft`.
#[must_use]
pub fn expires_at(job: &Job) -> Option<i64> {
    let ttl = job.spec.ttl_seconds_after_finished?;
    let finished = job.finished().filter(|_| !job.metadata.is_terminating())?;
    Some(finished.last_transition_time?.0 + i64::from(ttl))
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(job) = ctx.cache.typed::<Job>(key) else { return result };
    let Some(expires) = expires_at(job) else { return result };
    let left_ms = expires * 1000 - ctx.now_ms;
    if left_ms > 0 {
        result.requeue_after_ms = Some(left_ms);
        return result;
    }
    let options = DeleteOptions {
        propagation: Some(Propagation::Foreground),
        uid: Some(job.metadata.uid.clone()),
        ..DeleteOptions::default()
    };
    let ask = Ask::new(Request::Delete(key.clone(), options)).tolerating_missing();
    result.asks.push(ask);
    let ttl = job.spec.ttl_seconds_after_finished.unwrap_or(0);
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: key.clone(),
        effect: Effect::Delete,
        what: format!("deleted Job {}", job.metadata.name),
        because: format!("it finished {ttl} s ago, and that is its time to live"),
        facts: vec![Fact::new("spec.ttlSecondsAfterFinished", ttl)],
        source: "ttlafterfinished_controller.go processJob",
        trigger: None,
    }));
    result
}
