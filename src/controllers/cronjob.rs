//! The CronJob controller: Jobs at their times. Source: `pkg/controller/cronjob/cronjob_controllerv2.go`.

mod history;
mod run;
#[cfg(test)]
mod tests;
mod timing;

pub use self::timing::next_run;

use self::timing::Timing;
use super::{Controller, Ctx, ROW, controllerref};
use crate::api::{CronJob, Job, Kind, Object, ObjectKey, Schedule, Typed, Zone};
use crate::apiserver::{Request, Store, WatchEvent};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Failure, SyncResult, Why, reference};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "cronjob-controller";
/// What a pass has written has been seen by itself after this long (milliseconds).
const SETTLE_MS: i64 = 10;
/// The annotation that says for which time a Job was made.
pub(crate) const SCHEDULED: &str = "batch.kubernetes.io/cronjob-scheduled-timestamp";
/// The controller's row in the table.
pub const CONTROLLER: Controller = Controller {
    name: NAME,
    title: "CronJob controller",
    enqueue,
    sync,
    failed,
    delay_ms,
    fill_in,
    ..ROW
};

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::CronJob(it) => vec![it.key()],
        Object::Job(_) => controllerref::owners(cache, event, &[Kind::CronJob]),
        _ => Vec::new(),
    }
}

/// Another schedule only means another time to wake up. Source: `updateCronJob`.
///
/// Upstream asks the API server itself before it wonders about a Job; here it waits for what it
/// has just written to come back.
fn delay_ms(event: &WatchEvent, key: &ObjectKey, now_ms: i64) -> i64 {
    let (Object::CronJob(new), Some(Object::CronJob(old))) = (&event.object, &event.old) else {
        return if event.object.key() == *key { 0 } else { SETTLE_MS };
    };
    let is_other =
        old.spec.schedule != new.spec.schedule || old.spec.time_zone != new.spec.time_zone;
    match schedule(new) {
        Ok(schedule) if is_other => Timing::of(new, false, now_ms).next_in_ms(&schedule, now_ms),
        _ if old.metadata.generation != new.metadata.generation => 0,
        _ => SETTLE_MS,
    }
}

/// Active Jobs that this pass has created are known by the answer to their creation.
fn fill_in(store: &Store, request: Request) -> Request {
    let Request::UpdateStatus(Object::CronJob(mut cron_job)) = request else { return request };
    if cron_job.status.active.iter().any(|it| it.uid.is_empty()) {
        let cron_job = Rc::make_mut(&mut cron_job);
        for active in cron_job.status.active.iter_mut().filter(|it| it.uid.is_empty()) {
            let key = ObjectKey::new(Kind::Job, &active.namespace, &active.name);
            if let Some(job) = store.get(&key) {
                *active = reference(job);
            }
        }
    }
    Request::UpdateStatus(Object::CronJob(cron_job))
}

/// The schedule, read in the CronJob's zone. Source: `formatSchedule`.
fn schedule(cron_job: &CronJob) -> Result<Schedule, String> {
    let spec = &cron_job.spec;
    match &spec.time_zone {
        Some(zone) if !spec.schedule.contains("TZ") => {
            Schedule::parse(&format!("TZ={zone} {}", spec.schedule))
        }
        _ => Schedule::parse(&spec.schedule),
    }
}

/// What a pass has found out, and what it asks for.
struct Pass<'a> {
    ctx: &'a Ctx<'a>,
    /// The CronJob with the status that is to be written.
    cron_job: CronJob,
    jobs: Vec<Rc<Job>>,
    changed: bool,
    result: SyncResult,
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(cron_job) = ctx.cache.typed::<CronJob>(key) else { return SyncResult::default() };
    let meta = &cron_job.metadata;
    let jobs = ctx.cache.owned_by::<Job>(&meta.uid, &meta.namespace);
    let jobs = jobs
        .filter(|it| it.metadata.controller().is_some_and(|owner| owner.uid == meta.uid))
        .cloned()
        .collect();
    let cron_job = (**cron_job).clone();
    let mut pass = Pass { ctx, cron_job, jobs, changed: false, result: SyncResult::default() };
    history::clean_up(&mut pass);
    if !history::reconcile(&mut pass) {
        // The cache is behind: nothing is decided now.
        return SyncResult { requeue_after_ms: Some(SETTLE_MS), ..SyncResult::default() };
    }
    if !pass.cron_job.metadata.is_terminating() {
        run::run(&mut pass);
    }
    if pass.changed {
        let status = Request::UpdateStatus(pass.object());
        pass.result.asks.push(Ask::new(status));
    }
    pass.result
}

/// A run whose Job exists already is that run; anything else is told and tried again.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(cron_job) = ctx.cache.get(key) else { return result };
    let event = match &failure.request {
        Request::Create(_) => match run::existing(ctx, cron_job, failure) {
            Some(found) => return found,
            None => ("FailedCreate", format!("Error creating job: {}", failure.status)),
        },
        Request::Delete(..) => ("FailedDelete", format!("Deleted job: {}", failure.status)),
        _ => return result,
    };
    result.events.push(EventDraft::warning(cron_job, event.0, event.1));
    result
}

impl Pass<'_> {
    fn object(&self) -> Object {
        self.cron_job.clone().into()
    }

    fn normal(&mut self, reason: &'static str, message: String) {
        let event = EventDraft::normal(&self.object(), reason, message);
        self.result.events.push(event);
    }

    fn warn(&mut self, reason: &'static str, message: String) {
        let event = EventDraft::warning(&self.object(), reason, message);
        self.result.events.push(event);
    }

    fn is_active(&self, uid: &str) -> bool {
        self.cron_job.status.active.iter().any(|it| it.uid == uid)
    }

    fn forget(&mut self, uid: &str) {
        self.cron_job.status.active.retain(|it| it.uid != uid);
        self.changed = true;
    }

    /// Deletes a Job of the CronJob, and its Pods after it.
    fn delete(&mut self, name: &str, uid: &str) {
        let key = ObjectKey::new(Kind::Job, &self.cron_job.metadata.namespace, name);
        let options = crate::apiserver::DeleteOptions {
            propagation: Some(crate::apiserver::Propagation::Background),
            ..Default::default()
        };
        let ask = Ask::new(Request::Delete(key, options)).tolerating_missing();
        let message = format!("Deleted job {name}");
        let event = EventDraft::normal(&self.object(), "SuccessfulDelete", message);
        self.result.asks.push(ask.then(event));
        self.forget(uid);
    }

    fn explain(
        &mut self,
        (effect, what): (Effect, String),
        because: String,
        facts: Vec<Fact>,
        source: &'static str,
    ) {
        let about = self.cron_job.key();
        let why =
            Why { component: NAME, about, effect, what, because, facts, source, trigger: None };
        self.result.whys.push(Rc::new(why));
    }
}

/// The zone that times are written in.
fn zone(cron_job: &CronJob) -> Zone {
    let name = cron_job.spec.time_zone.as_deref().unwrap_or("");
    Zone::load(name).unwrap_or_else(|_| Zone::utc())
}
