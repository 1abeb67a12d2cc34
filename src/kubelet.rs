//! A model of the kubelets: what happens to Pods on their nodes, and when.
//! Source: `pkg/kubelet/kubelet.go`, `pkg/kubelet/pod_workers.go`.
//!
//! **Invariant:** a kubelet never writes; it returns the requests it would send, with the timers
//! it sets. With `kubelet: serial` the times are those of the stand-in that the recorded
//! transcripts were made with.

mod admission;
mod answer;
mod appetite;
mod config;
mod dns;
mod environment;
mod exec;
mod fetch;
mod harm;
mod hook;
mod images;
mod launch;
mod lifecycle;
mod mount;
mod phase;
mod probe;
mod process;
mod program;
mod pull;
mod refresh;
mod registry;
mod reply;
mod resize;
mod restart;
mod servers;
mod services;
mod status;
mod stop;
mod storage;
#[cfg(test)]
mod tests;
mod token;
mod user;
mod web;
mod worker;

pub use self::dns::{Answer as NameAnswer, SERVER as DNS_SERVER, Zone};
pub use self::exec::{Executed, no_host};
pub use self::fetch::{Fetched, Pages};
pub use self::harm::Trouble;
pub use self::probe::{Answers, ProbeKind};
pub use self::process::{Log, Process};
pub use self::program::{Program, no_exec};
pub use self::registry::{Absence, Registry};
pub use self::reply::{Listener, Reply};
pub use self::resize::Resize;
pub use self::storage::{Files, JOURNAL, Storage};
pub use self::web::Web;
pub use self::worker::{ContainerRun, Role, RunState, Worker};

use self::images::Images;
use crate::api::{ObjectKey, Pod, Text, Typed};
use crate::apiserver::{Request, Store, WatchEvent, WatchType};
use crate::client::{EventDraft, Why};
use crate::sorted::SharedIndex;
use std::rc::Rc;

/// A request is answered after this long (milliseconds), unless somebody says otherwise.
pub const REQUEST_MS: i64 = 20;
/// The component's name in events.
pub const NAME: &str = "kubelet";

/// Something that is due in a Pod's life.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Sandbox and network are there.
    Sandbox,
    /// The volumes have not been mounted for a long time.
    Unmounted,
    /// The image of a container has been pulled, or can't be.
    Pulled(usize),
    /// Pulling has failed for now.
    PullBackOff(usize),
    /// A wait is over: try once more.
    Due(usize),
    /// The back-off of a container that ended is over.
    Again(usize),
    /// The back-off, in the run after so many restarts, is told once more; when it ends
    /// (milliseconds since 1970).
    Remind(usize, i32, i64),
    /// The container is created and started.
    Start(usize),
    /// The container answers that it is ready, in the run after so many restarts.
    Ready(usize, i32),
    /// A probe is due, in the run after so many restarts.
    Probe(usize, i32, ProbeKind),
    /// The hook after the start is done, in the run after so many restarts, with a code.
    Hooked(usize, i32, i32),
    /// The container ends, in the run after so many restarts, with a code.
    Exit(usize, i32, i32),
    /// The container's process goes on, in the run after so many restarts, at this moment
    /// (milliseconds since 1970).
    Program(usize, i32, i64),
    /// The exit has been noticed: restart at once, or wait.
    Noticed(usize),
    /// The Pod may not be active any longer.
    Deadline,
    /// A container has stopped before the others.
    Killed(usize),
    /// The containers have stopped.
    Stopped,
    /// Other resources take effect, or what had to wait for them is tried again.
    Resize,
}

/// What a kubelet wants done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// To the API server.
    pub requests: Vec<Request>,
    /// To the recorder, with the node they come from.
    pub events: Vec<(Text, EventDraft)>,
    /// Due after so many milliseconds: the Pod's uid, the worker's epoch, what.
    pub timers: Vec<(i64, Text, u32, Timer)>,
    /// To the recorder, from those who attach volumes to nodes.
    pub attachments: Vec<EventDraft>,
    /// Services that were asked over HTTP, with the Pods, by their addresses, that have answered.
    pub asked: Vec<(ObjectKey, String)>,
    /// Why.
    pub whys: Vec<Rc<Why>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Machine {
    is_down: bool,
    /// Whether no network reaches it: what runs on it goes on, and nobody hears of it.
    is_cut: bool,
    images: Images,
    /// What came due while the node was down.
    missed: Vec<(Text, u32, Timer)>,
    /// The Pods that wait for room to be given more.
    deferred: Vec<Text>,
    subnet: i64,
    addresses: i64,
}

/// All kubelets of the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kubelets {
    is_serial: bool,
    /// In serial mode: when the last Pod in line turns Running.
    line_ms: i64,
    machines: SharedIndex<Text, Machine>,
    zone: Rc<Zone>,
    web: Rc<Web>,
    /// When that has to be looked at again (milliseconds since 1970).
    web_until_ms: i64,
    workers: SharedIndex<Text, Rc<Worker>>,
    storage: Storage,
    registry: Registry,
    links: services::Links,
}

impl Kubelets {
    /// Kubelets with realistic times, or the serial stand-in, and what they pull from.
    #[must_use]
    pub fn new(is_serial: bool, registry: Registry) -> Self {
        Self { is_serial, registry, ..Self::default() }
    }

    /// A node joins.
    pub fn add_node(&mut self, name: &str) {
        let subnet = i64::try_from(self.machines.len()).unwrap_or(0) + 1;
        self.machines.insert(name.into(), Machine { subnet, ..Machine::default() });
        self.storage.furnish(name);
    }

    /// A node leaves, with all that ran on it.
    pub fn remove_node(&mut self, name: &str, now_ms: i64) {
        self.machines.remove(name);
        let there = self.workers.in_order(|_, it| it.node == name);
        let uids: Vec<Text> = there.into_iter().map(|(uid, _)| uid.clone()).collect();
        uids.iter().for_each(|uid| self.drop_worker(uid, now_ms));
    }

    /// Whether the node does not answer.
    #[must_use]
    pub fn is_down(&self, name: &str) -> bool {
        self.machines.get(name).is_none_or(|it| it.is_down || it.is_cut)
    }

    /// The worker of a Pod, for the page.
    #[must_use]
    pub fn worker(&self, uid: &str) -> Option<&Worker> {
        self.workers.get(uid).map(|it| &**it)
    }

    /// A Pod of one of the nodes has changed.
    pub fn observe(&mut self, event: &WatchEvent, store: &Store, now_ms: i64) -> Effects {
        let crate::api::Object::Pod(pod) = &event.object else { return Effects::default() };
        let uid = &pod.metadata.uid;
        if event.r#type == WatchType::Deleted {
            self.drop_worker(uid, now_ms);
            let timers = self.retry_resizes(pod, store);
            return Effects { timers, ..Effects::default() };
        }
        if pod.spec.node_name.is_empty() || self.is_down(&pod.spec.node_name) {
            return Effects::default();
        }
        let mut effects = self.take(pod, store, now_ms);
        if pod.metadata.generation > 1 || pod.is_terminal() {
            effects.timers.extend(self.retry_resizes(pod, store));
        }
        effects
    }

    /// Sees to a Pod: starts it where it is new, ends it where it is to go.
    pub fn take(&mut self, pod: &Rc<Pod>, store: &Store, now_ms: i64) -> Effects {
        let uid = &pod.metadata.uid;
        let mut effects = Effects::default();
        match self.workers.get(uid.as_str()).map(|it| it.generation) {
            None if pod.is_terminal() => {
                return if pod.metadata.is_terminating() { finalize(pod) } else { effects };
            }
            None => self.admit(pod, store, now_ms, &mut effects),
            // The Pod is to be another than the one that is seen to.
            Some(generation) if !self.is_serial && generation < pod.metadata.generation => {
                self.turn(pod, store, now_ms, &mut effects, |turn| turn.spec_changed());
            }
            Some(_) => {}
        }
        if pod.metadata.is_terminating() {
            self.terminate(pod, now_ms, &mut effects);
        }
        effects
    }

    fn admit(&mut self, pod: &Rc<Pod>, store: &Store, now_ms: i64, effects: &mut Effects) {
        if let Some(rejection) = self.rejection(pod, store) {
            status::reject(pod, rejection, now_ms, effects);
            return;
        }
        let uid = pod.metadata.uid.clone();
        let subnet = self.machines.get(pod.spec.node_name.as_str()).map_or(0, |it| it.subnet);
        let mut worker = Worker::new(pod, format!("172.18.0.{}", subnet + 1).into(), now_ms);
        worker.tells_resources = !self.is_serial;
        worker.add(&pod.spec);
        let delay = if self.is_serial {
            // One Pod a second, over all nodes, in the order in which they were bound.
            self.line_ms = (self.line_ms + 1000).max(now_ms + 1000);
            self.line_ms - now_ms
        } else {
            lifecycle::SANDBOX_MS
        };
        effects.timers.push((delay, uid.clone(), worker.epoch, Timer::Sandbox));
        if let Some(seconds) = pod.spec.active_deadline_seconds {
            let due_ms = seconds.saturating_mul(1000);
            effects.timers.push((due_ms, uid.clone(), worker.epoch, Timer::Deadline));
        }
        status::report(&worker, pod, now_ms, effects);
        self.workers.insert(uid, Rc::new(worker));
    }

    /// Reports a Pod as it is, whatever somebody else has made of its status meanwhile.
    pub fn report_again(&mut self, pod: &Rc<Pod>, now_ms: i64) -> Effects {
        let mut effects = Effects::default();
        if let Some(worker) = self.workers.get(pod.metadata.uid.as_str()) {
            status::report(worker, pod, now_ms, &mut effects);
        }
        effects
    }

    /// What is due in the life of a Pod. Timers set for an earlier epoch are void.
    pub fn timer(
        &mut self,
        uid: &str,
        epoch: u32,
        timer: Timer,
        pod: &Rc<Pod>,
        store: &Store,
        now_ms: i64,
    ) -> Effects {
        let mut effects = Effects::default();
        if matches!(timer, Timer::Start(_) | Timer::Program(..)) && web::asks_the_web(&pod.spec) {
            self.renew_web(store, now_ms);
        }
        let Some(worker) = self.workers.get(uid) else { return effects };
        if worker.epoch == epoch {
            match self.machines.get_mut(worker.node.as_str()) {
                Some(machine) if machine.is_down => {
                    machine.missed.push((pod.metadata.uid.clone(), epoch, timer));
                }
                _ => self.turn(pod, store, now_ms, &mut effects, |turn| turn.happen(timer)),
            }
        }
        effects
    }

    /// Something happens to a Pod now, unless its node is down.
    fn turn(
        &mut self,
        pod: &Rc<Pod>,
        store: &Store,
        now_ms: i64,
        effects: &mut Effects,
        happen: impl FnOnce(&mut lifecycle::Turn<'_>),
    ) {
        let Some(worker) = self.workers.get_mut(pod.metadata.uid.as_str()) else { return };
        let worker = Rc::make_mut(worker);
        let Some(machine) = self.machines.get_mut(worker.node.as_str()) else { return };
        if !machine.is_down {
            let (zone, web) = (Rc::clone(&self.zone), Rc::clone(&self.web));
            let is_serial = self.is_serial;
            let (storage, registry) = (&mut self.storage, &mut self.registry);
            happen(&mut lifecycle::Turn {
                worker,
                machine,
                registry,
                links: &mut self.links,
                storage,
                pod,
                store,
                zone,
                web,
                now_ms,
                is_serial,
                effects,
            });
        }
    }

    fn terminate(&mut self, pod: &Rc<Pod>, now_ms: i64, effects: &mut Effects) {
        let is_serial = self.is_serial;
        let Some(worker) = self.workers.get_mut(pod.metadata.uid.as_str()) else { return };
        let worker = Rc::make_mut(worker);
        if worker.has_stopped {
            effects.requests.extend(finalize(pod).requests);
            return;
        }
        let grace_s = pod.metadata.deletion_grace_period_seconds.unwrap_or(30);
        let before: Vec<_> = worker.containers.iter().map(|it| it.stops).collect();
        let when = (now_ms, is_serial);
        let due_ms = stop::plan(worker, &pod.spec, grace_s, &self.storage, when);
        if worker.stops_ms.is_some_and(|it| it <= due_ms) {
            for (container, stops) in worker.containers.iter_mut().zip(before) {
                container.stops = stops;
            }
            return;
        }
        let is_first = worker.stops_ms.is_none();
        worker.stops_ms = Some(due_ms);
        worker.epoch += 1;
        if is_first && !is_serial {
            stop::announce(worker, pod, &mut self.storage, now_ms, effects);
        }
        stop::set_timers(worker, due_ms, now_ms, &pod.metadata.uid, effects);
    }
}

/// Asks for the Pod to be removed: nothing of it is left on the node.
fn finalize(pod: &Pod) -> Effects {
    let options = crate::apiserver::DeleteOptions {
        grace_period_seconds: Some(0),
        uid: Some(pod.metadata.uid.clone()),
        propagation: None,
    };
    let request = Request::Delete(pod.key(), options);
    Effects { requests: vec![request], ..Effects::default() }
}

/// A reference to a container of a Pod, as the kubelet's events carry it.
fn container_reference(pod: &Rc<Pod>, list: &str, container: &str) -> crate::api::ObjectReference {
    let object = crate::api::Object::Pod(Rc::clone(pod));
    let mut reference = crate::client::reference(&object);
    reference.field_path = crate::api::Text::concat(&["spec.", list, "{", container, "}"]);
    reference
}

/// What the kubelet calls a Pod. Source: `pkg/kubelet/util/format/pod.go` `Pod`.
fn full_name(pod: &Pod) -> String {
    let meta = &pod.metadata;
    format!("{}_{}({})", meta.name, meta.namespace, meta.uid)
}

/// The key of the Pod that a worker is for.
#[must_use]
pub fn key_of(worker: &Worker) -> &ObjectKey {
    &worker.key
}
