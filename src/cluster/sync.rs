//! How a controller's pass is carried out: its requests one after the other, each with its
//! latency, up to the first that is refused.

use super::{Cluster, REQUEST_MS, RecordKind, SYNC_MS, Step};
use crate::api::{Kind, Object, ObjectKey, Reason, Status, Text};
use crate::apiserver::{Reply, Request, WatchEvent, WatchType};
use crate::client::{Ask, Effect, Failure, Metrics, Note, SyncResult, Trigger, Why};
use crate::controllers::{CONTROLLERS, Ctx, resolve_controller};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// A pass that is being carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    controller: usize,
    key: ObjectKey,
    asks: Rc<Vec<Ask>>,
    next: usize,
    /// Versions that this pass has written: it goes on from its own writes.
    written: SortedMap<ObjectKey, Text>,
    trigger: Option<Rc<Trigger>>,
    /// Whether this is what follows a failure.
    is_aftermath: bool,
}

impl Plan {
    /// The object that the pass is over.
    #[must_use]
    pub fn key(&self) -> &ObjectKey {
        &self.key
    }
}

impl Cluster {
    pub(super) fn enqueue(
        &mut self,
        controller: usize,
        key: &ObjectKey,
        trigger: Option<Rc<Trigger>>,
    ) {
        if self.queues[controller].add(key, trigger) {
            self.later(SYNC_MS, Step::Sync(controller, key.clone()));
        }
    }

    /// Adds a key later; earlier, if that is asked for meanwhile.
    pub(super) fn enqueue_after(
        &mut self,
        controller: usize,
        key: &ObjectKey,
        delay_ms: i64,
        trigger: Option<Rc<Trigger>>,
    ) {
        let at_ms = self.now_ms + delay_ms.max(0);
        if self.queues[controller].add_at(key, at_ms, trigger) {
            self.later(delay_ms, Step::Enqueue(controller, key.clone()));
        }
    }

    pub(super) fn enqueue_due(&mut self, controller: usize, key: &ObjectKey) {
        if let Some(trigger) = self.queues[controller].due(key, self.now_ms) {
            self.enqueue(controller, key, trigger);
        }
    }

    /// Pods that a controller asked for have been seen.
    pub(super) fn observe_expectations(&mut self, event: &WatchEvent) {
        let meta = event.object.meta();
        let Some(key) = awaited_by(&event.object) else { return };
        match event.r#type {
            WatchType::Added => self.expectations.creation_observed(&key),
            _ if meta.is_terminating() || event.r#type == WatchType::Deleted => {
                self.expectations.deletion_observed(&key, &meta.uid);
            }
            _ => {}
        }
    }

    pub(super) fn sync(&mut self, controller: usize, key: &ObjectKey) {
        let Some(trigger) = self.queues[controller].get(key) else { return };
        let metrics = self.metrics_for(controller);
        let ctx = Ctx {
            cache: &self.cache,
            backoff: &self.backoffs[controller],
            expectations_met: self.expectations.satisfied(key, self.now_ms),
            now_ms: self.now_ms,
            failures: self.failures.get(key),
            notes: self.notes_of(controller, key),
            metrics: &metrics,
        };
        let result = (CONTROLLERS[controller].sync)(&ctx, key);
        if self.cache.get(key).is_none() {
            self.expectations.forget(key);
            self.failures.forget(key);
            self.notes.remove(&(controller, key.clone()));
        }
        self.start(controller, key, result, trigger, false);
    }

    fn start(
        &mut self,
        controller: usize,
        key: &ObjectKey,
        result: SyncResult,
        trigger: Option<Rc<Trigger>>,
        is_aftermath: bool,
    ) {
        let name = CONTROLLERS[controller].name;
        for why in result.whys {
            let why = Why { trigger: trigger.clone(), ..Rc::unwrap_or_clone(why) };
            self.note(RecordKind::Why(Rc::new(why)));
        }
        for draft in result.events {
            self.record_event(name, Text::default(), draft);
        }
        if let Some(notes) = result.notes {
            self.notes.insert((controller, key.clone()), notes);
        }
        for key in result.back_off {
            self.backoffs[controller].next(&key, self.now_ms);
        }
        if let Some(after_ms) = result.requeue_after_ms {
            self.enqueue_after(controller, key, after_ms, None);
        }
        if result.requeue_limited {
            self.retry(controller, key);
        }
        self.expect(key, &result.asks);
        let plan = Plan {
            controller,
            key: key.clone(),
            asks: Rc::new(result.asks),
            next: 0,
            written: SortedMap::new(),
            trigger,
            is_aftermath,
        };
        if plan.asks.is_empty() {
            self.finish(&plan, result.requeue_limited);
        } else {
            self.later(REQUEST_MS, Step::Ask(plan));
        }
    }

    fn notes_of(&self, controller: usize, key: &ObjectKey) -> &[Note] {
        self.notes.get(&(controller, key.clone())).map_or(&[], Vec::as_slice)
    }

    /// What the metrics API answers, for a controller that asks.
    fn metrics_for(&self, controller: usize) -> Metrics {
        if CONTROLLERS[controller].reads_metrics { self.metrics() } else { Metrics::new() }
    }

    fn expect(&mut self, key: &ObjectKey, asks: &[Ask]) {
        for ask in asks {
            match &ask.request {
                Request::Create(Object::Pod(_) | Object::EndpointSlice(_)) => {
                    self.expectations.expect_creation(key, self.now_ms);
                }
                Request::Delete(pod, options) if pod.kind == Kind::Pod => {
                    if let Some(uid) = &options.uid {
                        self.expectations.expect_deletion(key, uid, self.now_ms);
                    }
                }
                _ => {}
            }
        }
    }

    fn unexpect(&mut self, key: &ObjectKey, ask: &Ask) {
        match &ask.request {
            Request::Create(Object::Pod(_) | Object::EndpointSlice(_)) => {
                self.expectations.creation_observed(key)
            }
            Request::Delete(_, options) => {
                if let Some(uid) = &options.uid {
                    self.expectations.deletion_observed(key, uid);
                }
            }
            _ => {}
        }
    }

    /// The next request of a pass, with those that are sent together with it.
    pub(super) fn ask(&mut self, mut plan: Plan) {
        let mut failure = None;
        let asks = Rc::clone(&plan.asks);
        let first = plan.next;
        for ask in &asks[first..] {
            if plan.next > first && !ask.parallel {
                break;
            }
            plan.next += 1;
            if let Err(status) = self.ask_one(&mut plan, ask) {
                self.unexpect(&plan.key, ask);
                if !forgives(ask, &status) && failure.is_none() {
                    failure = Some(Failure { request: ask.request.clone(), status });
                }
            }
        }
        match failure {
            Some(failure) => self.fail(plan, &failure),
            None if plan.next < asks.len() => self.later(REQUEST_MS, Step::Ask(plan)),
            None => self.finish(&plan, false),
        }
    }

    fn ask_one(&mut self, plan: &mut Plan, ask: &Ask) -> Result<Reply, Status> {
        let name = CONTROLLERS[plan.controller].name;
        let request = with_own_version(ask.request.clone(), &plan.written);
        let request = (CONTROLLERS[plan.controller].fill_in)(self.store(), request);
        let reply = self.perform(name, request, plan.trigger.as_ref())?;
        let meta = reply.object.meta();
        plan.written.insert(reply.object.key(), meta.resource_version.clone());
        if let Some(record) = ask.record {
            self.failures.set(&plan.key, record);
        }
        if let Some(draft) = &ask.then {
            let mut draft = draft.clone();
            if draft.name_follows {
                draft.message.push_str(&meta.name);
            }
            self.record_event(name, Text::default(), draft);
        }
        Ok(reply)
    }

    /// The rest of the pass is given up; the controller says what follows, and tries again.
    fn fail(&mut self, plan: Plan, failure: &Failure) {
        for ask in &plan.asks[plan.next..] {
            self.unexpect(&plan.key, ask);
        }
        if plan.is_aftermath {
            self.retry(plan.controller, &plan.key);
            self.finish(&plan, true);
            return;
        }
        let ctx = Ctx {
            cache: &self.cache,
            expectations_met: false,
            backoff: &self.backoffs[plan.controller],
            now_ms: self.now_ms,
            failures: self.failures.get(&plan.key),
            notes: self.notes_of(plan.controller, &plan.key),
            metrics: &Metrics::new(),
        };
        let mut result = (CONTROLLERS[plan.controller].failed)(&ctx, &plan.key, failure);
        result.whys.extend(refusal(plan.controller, &plan.key, failure));
        let rest = plan.asks[plan.next..].iter().filter(|it| it.in_any_case);
        result.asks.extend(rest.cloned());
        self.start(plan.controller, &plan.key, result, plan.trigger, true);
    }

    fn retry(&mut self, controller: usize, key: &ObjectKey) {
        let delays = CONTROLLERS[controller].retry_ms;
        let delay_ms = self.queues[controller].rate_limited(key, delays);
        self.enqueue_after(controller, key, delay_ms, None);
    }

    fn finish(&mut self, plan: &Plan, failed: bool) {
        let (controller, key) = (plan.controller, &plan.key);
        if !failed && !plan.is_aftermath {
            self.queues[controller].forget(key);
        }
        if self.queues[controller].done(key) {
            self.later(SYNC_MS, Step::Sync(controller, key.clone()));
        }
    }

    /// The key of the controller of a Pod, for those who look from outside.
    #[must_use]
    pub fn controller_of(&self, object: &Object) -> Option<ObjectKey> {
        let owner = object.meta().controller()?;
        let kind = Kind::find(&owner.api_version, &owner.kind)?;
        resolve_controller(&self.cache, object, kind)
    }
}

/// What a controller could not have, with the API server's words: a quota is used up. Updates that are
/// refused are every day's conflicts, and are not told.
fn refusal(controller: usize, about: &ObjectKey, failure: &Failure) -> Option<Rc<Why>> {
    let (effect, what) = match &failure.request {
        Request::Create(object) => {
            let kind = object.key().kind.info().kind;
            (Effect::FailCreate, format!("could not create its {kind}"))
        }
        Request::Delete(key, _) => (Effect::Fail, format!("could not delete {}", key.name)),
        _ => return None,
    };
    Some(Rc::new(Why {
        component: CONTROLLERS[controller].name,
        about: about.clone(),
        effect,
        what,
        because: failure.status.to_string(),
        facts: Vec::new(),
        source: "the API server's answer",
        trigger: None,
    }))
}

/// Whose controller waits to see the object, if its kind is one that is waited for.
fn awaited_by(object: &Object) -> Option<ObjectKey> {
    if !matches!(object, Object::Pod(_) | Object::EndpointSlice(_)) {
        return None;
    }
    let (meta, owner) = (object.meta(), object.meta().controller()?);
    let kind = Kind::find(&owner.api_version, &owner.kind)?;
    Some(ObjectKey::new(kind, &meta.namespace, &owner.name))
}

/// Whether the refusal means that what was wanted is so already.
fn forgives(ask: &Ask, status: &Status) -> bool {
    let is_gone = status.reason == Reason::NotFound
        || status.reason == Reason::Conflict && matches!(ask.request, Request::Delete(..));
    ask.tolerate_missing && is_gone
}

/// A pass that has written an object goes on from that version.
fn with_own_version(request: Request, written: &SortedMap<ObjectKey, Text>) -> Request {
    let update = |mut object: Object| {
        if let Some(version) = written.get(&object.key()) {
            object.meta_mut().resource_version.clone_from(version);
        }
        object
    };
    match request {
        Request::Update(object) => Request::Update(update(object)),
        Request::UpdateStatus(object) => Request::UpdateStatus(update(object)),
        other => other,
    }
}
