//! The engine: time, agenda, step, acts of nature. Knows all components; they don't know it.
//!
//! **Invariants:** a cluster is a value, equal clusters have equal futures; everything that
//! happens is a [`Step`] of one agenda ordered by time and sequence; nothing reads a clock or
//! draws chance except from the seeded generator.

mod act;
mod agenda;
mod change;
mod cloud;
mod config;
mod events;
mod expiry;
mod flows;
mod heartbeat;
mod images;
mod limits;
mod metrics;
mod nature;
mod network;
mod nodes;
mod record;
mod requests;
mod scheduling;
mod sync;
mod trace;
mod traffic;
mod verdict;
mod volumes;

pub use self::act::{ACTS, Act, ActForm};
pub use self::agenda::{Agenda, Step};
pub use self::config::Config;
pub use self::limits::{OBJECTS_MAX, PODS_MAX};
pub use self::record::{Record, RecordKind};
pub use self::trace::Trace;
pub use self::traffic::{Counts, Load, Sample, Target, Traffic};

use self::heartbeat::Heartbeats;
use self::metrics::Usages;
use self::sync::Plan;
use crate::api::{Kind, Object, ObjectKey, Pod, Status, Text};
use crate::apiserver::{self, ApiServer, Reply, Request, Store, WatchEvent};
use crate::client::{
    Backoffs, Cache, Correlator, Expectations, FailureRecords, Notes, Trigger, WorkQueue,
};
use crate::controllers::CONTROLLERS;
use crate::kubelet::{self, Effects, Kubelets};
use crate::scheduler::Scheduler;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// A write reaches the watchers after this long (milliseconds).
const WATCH_MS: i64 = 4;
/// A key is worked on so long after it was queued (milliseconds).
const SYNC_MS: i64 = 1;
/// A request of a component takes this long (milliseconds).
const REQUEST_MS: i64 = 3;
/// A scheduling cycle takes this long (milliseconds).
const CYCLE_MS: i64 = 1;
/// So many steps at one instant are a loop, not a cluster.
const STEPS_PER_INSTANT_MAX: u32 = 200_000;

/// The whole simulated world. A value: `clone` is a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    now_ms: i64,
    config: Rc<Config>,
    apiserver: ApiServer,
    cache: Cache,
    queues: Vec<WorkQueue>,
    /// Of each controller, what it keeps away from.
    backoffs: Vec<Backoffs>,
    expectations: Expectations,
    failures: FailureRecords,
    correlator: Correlator,
    traffic: Traffic,
    scheduler: Scheduler,
    is_scheduling: bool,
    /// Pods that have a node and wait for their volumes.
    bindings: SortedMap<ObjectKey, volumes::Binding>,
    /// When the scheduling queue is next looked through.
    flush_planned_ms: Option<i64>,
    kubelets: Kubelets,
    agenda: Agenda,
    at_this_instant: u32,
    halted: Option<String>,
    trace: Trace,
    records: Vec<Record>,
    sequence: u64,
    /// What controllers remember of a key.
    notes: SortedMap<(usize, ObjectKey), Notes>,
    heartbeats: Heartbeats,
    leases: expiry::Leases,
    usages: Usages,
}

impl Cluster {
    /// A cluster at its second 0: its nodes are ready, nothing runs.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let mut cluster = Self {
            now_ms: config.start_ms,
            config: Rc::new(config.clone()),
            apiserver: ApiServer::new(config.seed),
            cache: Cache::default(),
            queues: CONTROLLERS.iter().map(|_| WorkQueue::default()).collect(),
            backoffs: CONTROLLERS.iter().map(|_| Backoffs::default()).collect(),
            expectations: Expectations::default(),
            failures: FailureRecords::default(),
            correlator: Correlator::default(),
            traffic: Traffic::default(),
            scheduler: Scheduler::default(),
            is_scheduling: false,
            bindings: SortedMap::new(),
            flush_planned_ms: None,
            kubelets: Kubelets::new(config.is_serial, config.registry()),
            agenda: Agenda::default(),
            at_this_instant: 0,
            halted: None,
            trace: Trace::default(),
            records: Vec::new(),
            sequence: 0,
            notes: SortedMap::new(),
            heartbeats: Heartbeats::default(),
            leases: expiry::Leases::default(),
            usages: Usages::default(),
        };
        cluster.bootstrap();
        cluster
    }

    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// Second 0, in milliseconds since 1970.
    #[must_use]
    pub fn start_ms(&self) -> i64 {
        self.config.start_ms
    }

    /// What the cluster was made from.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is stored.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.apiserver.store()
    }

    /// The scheduler's view of the nodes.
    #[must_use]
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }

    /// The kubelets.
    #[must_use]
    pub fn kubelets(&self) -> &Kubelets {
        &self.kubelets
    }

    /// A number that stands for all that has happened: equal runs have equal ones.
    #[must_use]
    pub fn trace_hash(&self) -> u64 {
        self.trace.hash()
    }

    /// Why the cluster stands still for good, if it does.
    #[must_use]
    pub fn halted(&self) -> Option<&str> {
        self.halted.as_deref()
    }

    /// Takes what has been noted since the last call.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// A request of a client outside the control plane, at this instant.
    ///
    /// # Errors
    /// The API server's own answer; nothing has changed then.
    pub fn request(&mut self, request: Request) -> Result<Reply, Status> {
        self.perform(requests::CLIENT, request, None)
    }

    /// What a request would lead to, without doing it.
    ///
    /// # Errors
    /// As [`Cluster::request`].
    pub fn dry_run(&self, request: Request) -> Result<Reply, Status> {
        self.apiserver.dry_run(self.now_ms, request)
    }

    /// When the next step is due (milliseconds since 1970); `None` where nothing is.
    #[must_use]
    pub fn next_at(&self) -> Option<i64> {
        if self.halted.is_some() { None } else { self.agenda.next_at() }
    }

    /// Makes the next step happen. Returns whether there was one.
    pub fn step(&mut self) -> bool {
        if self.halted.is_some() {
            return false;
        }
        let Some((at_ms, step)) = self.agenda.pop() else { return false };
        if at_ms > self.now_ms {
            self.now_ms = at_ms;
            self.at_this_instant = 0;
        }
        self.at_this_instant += 1;
        if self.at_this_instant > STEPS_PER_INSTANT_MAX {
            self.halted = Some(format!(
                "more than {STEPS_PER_INSTANT_MAX} steps in one millisecond: the cluster stands still"
            ));
            return false;
        }
        self.trace.step(at_ms, &step);
        self.settle_traffic();
        self.happen(step);
        true
    }

    /// Runs up to and including `at_ms` (milliseconds since 1970).
    pub fn run_until(&mut self, at_ms: i64) {
        while self.next_at().is_some_and(|next| next <= at_ms) {
            self.step();
        }
        self.advance(at_ms);
    }

    /// Time passes and nothing is due.
    pub fn advance(&mut self, at_ms: i64) {
        if at_ms > self.now_ms {
            self.now_ms = at_ms;
            self.at_this_instant = 0;
        }
    }

    /// All effects of the simulation are in this one function and those it calls.
    fn happen(&mut self, step: Step) {
        match step {
            Step::Watch(event, cause) => self.deliver(&event, cause.as_ref()),
            Step::Enqueue(controller, key) => self.enqueue_due(controller, &key),
            Step::Sync(controller, key) => self.sync(controller, &key),
            Step::Ask(plan) => self.ask(plan),
            Step::Event(component, host, draft) => self.write_event(component, &host, &draft),
            Step::Schedule => self.schedule_one(),
            Step::Bind(key, node) => self.bind(&key, node),
            Step::BindTimeout(key) => self.bind_timeout(&key),
            Step::Preempt(key, by, node) => self.preempt(&key, &by, &node),
            Step::FlushQueue => self.flush_scheduling_queue(),
            Step::Kubelet(uid, epoch, timer) => self.kubelet_timer(&uid, epoch, timer),
            Step::KubeletRequest(node, request) => self.kubelet_request(&node, request),
            Step::Balancer(key) => self.provide_balancer(&key),
            Step::Proxy(key, route) => self.set_route(&key, &route),
            Step::Traffic => self.tick_traffic(),
            Step::ReportImages(node) => self.report_images(&node),
            Step::NodeMonitor => self.monitor_nodes(),
            Step::Expire => self.expire_events(),
        }
    }

    fn later(&mut self, delay_ms: i64, step: Step) {
        self.agenda.add(self.now_ms + delay_ms.max(0), step);
    }

    /// Sends a request to the API server; what changed reaches the watchers a little later.
    fn perform(
        &mut self,
        component: &'static str,
        request: Request,
        cause: Option<&Rc<Trigger>>,
    ) -> Result<Reply, Status> {
        self.check_limits(&request)?;
        if let Request::Evict(key, options) = &request {
            return self.evict(component, key, options, cause);
        }
        let verb = request.verb();
        self.name_writer(component);
        let reply = self.apiserver.request(self.now_ms, request)?;
        for event in self.apiserver.take_side_writes() {
            self.publish(apiserver::NAME, "update status of", event, cause);
        }
        if let Some(event) = &reply.event {
            self.publish(component, verb, event.clone(), cause);
        }
        Ok(reply)
    }

    /// A watch event reaches the components.
    fn deliver(&mut self, event: &Rc<WatchEvent>, cause: Option<&Rc<Trigger>>) {
        self.cache.apply(event);
        self.observe_expectations(event);
        for (index, controller) in CONTROLLERS.iter().enumerate() {
            let keys = (controller.enqueue)(&self.cache, event);
            // Hardly any change concerns a controller: a list of nothing need not be gone through.
            if keys.is_empty() {
                continue;
            }
            for key in keys {
                let delay_ms = (controller.delay_ms)(event, &key, self.now_ms);
                if delay_ms > 0 {
                    self.enqueue_after(index, &key, delay_ms, cause.cloned());
                } else {
                    self.enqueue(index, &key, cause.cloned());
                }
            }
        }
        self.scheduler.observe(&self.cache, event, self.now_ms);
        self.wake_scheduler();
        self.observe_endpoints(event);
        self.observe_service(event);
        self.watch_node(event);
        self.observe_bindings(event);
        self.kubelets.observe_storage(event);
        self.kubelets.observe_config(event, self.apiserver.store(), self.now_ms);
        self.kubelets.observe_names(event, self.apiserver.store(), self.now_ms);
        if event.object.kind() == Kind::Pod {
            let effects = self.kubelets.observe(event, self.apiserver.store(), self.now_ms);
            self.carry_out(effects);
        }
    }

    /// The Pod that a kubelet sees to.
    fn live_pod(&self, uid: &str) -> Option<Rc<Pod>> {
        let key = &self.kubelets.worker(uid)?.key;
        let Object::Pod(pod) = self.store().get(key)? else { return None };
        (pod.metadata.uid == uid).then(|| Rc::clone(pod))
    }

    fn kubelet_timer(&mut self, uid: &str, epoch: u32, timer: kubelet::Timer) {
        let Some(pod) = self.live_pod(uid) else { return };
        let effects =
            self.kubelets.timer(uid, epoch, timer, &pod, self.apiserver.store(), self.now_ms);
        self.carry_out(effects);
        self.plan_image_report(&pod.spec.node_name);
    }

    fn kubelet_request(&mut self, node: &str, request: Request) {
        if !self.kubelets.is_down(node) {
            // Who is gone needs no status; anything else the next report will mend.
            let _ = self.perform(kubelet::NAME, request, None);
        }
    }

    /// What kubelets want done.
    fn carry_out(&mut self, effects: Effects) {
        for (delay_ms, uid, epoch, timer) in effects.timers {
            self.later(delay_ms, Step::Kubelet(uid, epoch, timer));
        }
        for (node, draft) in effects.events {
            // Who can't be heard tells nothing.
            if !self.kubelets.is_cut(&node) {
                self.record_event(kubelet::NAME, node, draft);
            }
        }
        for draft in effects.attachments {
            self.record_event("attachdetach-controller", "".into(), draft);
        }
        self.count_requests(&effects.asked);
        for why in effects.whys {
            self.note(RecordKind::Why(why));
        }
        for request in effects.requests {
            let node = match &request {
                Request::UpdateStatus(Object::Pod(pod)) => pod.spec.node_name.clone(),
                _ => self.node_of(&request.key()),
            };
            self.later(1, Step::KubeletRequest(node, request));
        }
    }

    fn node_of(&self, key: &ObjectKey) -> Text {
        match self.store().get(key) {
            Some(Object::Pod(pod)) => pod.spec.node_name.clone(),
            _ => Text::default(),
        }
    }
}
