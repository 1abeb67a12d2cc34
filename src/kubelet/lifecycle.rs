//! What happens when something is due in the life of a Pod.
//! Source: `pkg/kubelet/kuberuntime/{kuberuntime_manager,kuberuntime_container}.go`.

use super::dns::Zone;
use super::registry::Registry;
use super::services::Links;
use super::storage::Storage;
use super::web::Web;
use super::worker::{ContainerRun, Role, RunState, Worker, spec_of};
use super::{
    Effects, Machine, Timer, Trouble, container_reference, environment, images, status, user,
};
use crate::api::Pod;
use crate::apiserver::Store;
use crate::client::{EventDraft, EventType};
use std::rc::Rc;

/// Sandbox and network take this long (milliseconds).
pub(super) const SANDBOX_MS: i64 = 350;
/// Creating and starting a container takes this long (milliseconds).
pub(super) const START_MS: i64 = 250;
/// The runtime's events are looked at this often (milliseconds).
pub(super) const RELIST_MS: i64 = 1000;
/// A Pod whose sync has failed is looked at again after this long (milliseconds).
pub(super) const RESYNC_MS: i64 = 12_000;
/// A volume that could not be attached is tried again after so long (milliseconds).
const ATTACH_RETRY_MS: i64 = 4000;

/// An event about a container.
pub(super) fn draft(
    pod: &Rc<Pod>,
    container: &ContainerRun,
    r#type: EventType,
    reason: &'static str,
    message: String,
) -> EventDraft {
    let list = match container.role {
        Role::Main => "containers",
        Role::Ephemeral => "ephemeralContainers",
        Role::Init | Role::Sidecar => "initContainers",
    };
    let about = container_reference(pod, list, &container.name).into();
    EventDraft { about, r#type, reason, message, name_follows: false }
}

/// One thing that is due, with all it may touch.
pub(super) struct Turn<'a> {
    pub worker: &'a mut Worker,
    pub machine: &'a mut Machine,
    pub registry: &'a mut Registry,
    pub links: &'a mut Links,
    pub storage: &'a mut Storage,
    pub pod: &'a Rc<Pod>,
    pub store: &'a Store,
    pub zone: Rc<Zone>,
    pub web: Rc<Web>,
    pub now_ms: i64,
    pub is_serial: bool,
    pub effects: &'a mut Effects,
}

impl Turn<'_> {
    /// What is due happens.
    pub fn happen(&mut self, timer: Timer) {
        match timer {
            Timer::Sandbox => self.sandbox(),
            Timer::Unmounted => self.unmounted(),
            Timer::Pulled(at) => self.pulled(at),
            Timer::PullBackOff(at) => self.pull_back_off(at),
            Timer::Due(at) => self.due(at),
            Timer::Again(at) => self.waited(at),
            Timer::Remind(at, run, end_ms) => self.remind(at, run, end_ms),
            Timer::Start(at) => self.start(at),
            Timer::Ready(at, run) => self.ready(at, run),
            Timer::Probe(at, run, kind) => self.probe(at, run, kind),
            Timer::Hooked(at, run, code) => self.hooked(at, run, code),
            Timer::Exit(at, run, code) => {
                let process = self.worker.containers[at].process.as_ref();
                let is_own = process.is_some_and(|it| it.ends == Some((self.now_ms, code)));
                let is_oom = is_own && process.is_some_and(|it| it.is_greedy);
                self.exit(at, run, code, is_oom);
            }
            Timer::Program(at, run, at_ms) => self.go_on(at, run, at_ms),
            Timer::Noticed(at) => self.noticed(at),
            Timer::Deadline => self.deadline(),
            Timer::Killed(at) => self.killed(at),
            Timer::Stopped => self.stopped(),
            Timer::Resize => self.go_on_resizing(),
        }
    }

    pub fn report(&mut self) {
        status::report(self.worker, self.pod, self.now_ms, self.effects);
    }

    pub fn after(&mut self, delay_ms: i64, timer: Timer) {
        let uid = self.pod.metadata.uid.clone();
        self.effects.timers.push((delay_ms, uid, self.worker.epoch, timer));
    }

    /// The stand-in of the transcripts writes no events.
    pub fn event(&mut self, at: usize, r#type: EventType, reason: &'static str, message: String) {
        if !self.is_serial {
            let event = draft(self.pod, &self.worker.containers[at], r#type, reason, message);
            self.effects.events.push((self.worker.node.clone(), event));
        }
    }

    pub fn normal(&mut self, at: usize, reason: &'static str, message: &str) {
        self.event(at, EventType::Normal, reason, message.to_owned());
    }

    pub fn wait(&mut self, at: usize, reason: &'static str, message: String) {
        self.worker.containers[at].state = RunState::Waiting { reason, message };
    }

    fn sandbox(&mut self) {
        if !self.is_serial && !self.attach() {
            self.after(ATTACH_RETRY_MS, Timer::Sandbox);
            return;
        }
        if !self.mount() {
            return;
        }
        self.worker.ip = if self.pod.spec.is_on_host() {
            self.worker.host_ip.clone()
        } else {
            self.machine.addresses += 1;
            let (subnet, number) = (self.machine.subnet, self.machine.addresses);
            format!("10.244.{subnet}.{}", number % 253 + 1).into()
        };
        self.worker.has_sandbox = true;
        if self.is_serial {
            (0..self.worker.containers.len()).for_each(|at| self.serial_start(at));
        }
        self.report();
        self.advance();
    }

    /// Volumes that another node has must be waited for.
    fn attach(&mut self) -> bool {
        let object = crate::api::Object::Pod(Rc::clone(self.pod));
        match self.storage.attach_to_node(self.pod, &self.worker.node, self.now_ms) {
            Ok(volumes) => {
                for name in volumes {
                    let message = format!("AttachVolume.Attach succeeded for volume {name:?} ");
                    let event = EventDraft::normal(&object, "SuccessfulAttachVolume", message);
                    self.effects.attachments.push(event);
                }
                true
            }
            Err(None) => false,
            Err(Some((name, users))) => {
                let why = if users.is_empty() {
                    "Volume is already exclusively attached to one node and can't be attached to another"
                        .to_owned()
                } else {
                    format!("Volume is already used by pod(s) {}", users.join(", "))
                };
                let message = format!("Multi-Attach error for volume {name:?} {why}");
                let event = EventDraft::warning(&object, "FailedAttachVolume", message);
                self.effects.attachments.push(event);
                false
            }
        }
    }

    /// In the stand-in everything happens at once.
    fn serial_start(&mut self, at: usize) {
        self.worker.containers[at].is_due = false;
        let image = self.worker.containers[at].image.clone();
        if let Some(absence) = self.registry.ask(&image, false) {
            let message = images::back_off_message(&image, &absence.error);
            self.wait(at, "ImagePullBackOff", message);
            return;
        }
        self.run(at);
        if self.worker.containers[at].role == Role::Init {
            self.end(at, 0, "Completed");
        }
    }

    /// Whoever's turn it is starts. One container after the other is pulled and started.
    pub fn advance(&mut self) {
        let worker = &mut self.worker;
        if worker.busy.is_some() || !worker.has_sandbox || worker.stops_ms.is_some() {
            return;
        }
        let Some(at) = worker.next_to_start() else { return };
        worker.busy = Some(at);
        worker.containers[at].is_due = false;
        self.pull(at);
    }

    /// A wait is over.
    fn due(&mut self, at: usize) {
        let container = &mut self.worker.containers[at];
        if matches!(container.state, RunState::Waiting { .. }) && self.worker.busy != Some(at) {
            container.is_due = true;
            self.advance();
        }
    }

    fn start(&mut self, at: usize) {
        if let Err(error) = self.check_config(at) {
            self.event(at, EventType::Warning, "Failed", format!("Error: {error}"));
            self.after(RESYNC_MS, Timer::Due(at));
            self.give_up(at, "CreateContainerConfigError", error);
            return;
        }
        self.worker.busy = None;
        self.normal(at, "Created", "Container created");
        self.run(at);
        let container = &self.worker.containers[at];
        let ends = container.process.as_ref().and_then(|it| it.ends);
        let is_short = ends.is_some_and(|(at_ms, _)| at_ms - self.now_ms < RELIST_MS);
        if container.is_running() {
            self.normal(at, "Started", "Container started");
        }
        let has_hook = self.worker.containers[at].is_running() && self.after_start(at);
        // What ends before the runtime is looked at again is never seen running.
        if !is_short && !has_hook {
            self.report();
        }
        self.advance();
    }

    /// Whether all is there that the variables of the container come from, and who runs it may.
    fn check_config(&self, at: usize) -> Result<(), String> {
        match spec_of(&self.pod.spec, at) {
            Some(container) => {
                let from = (self.store, &*self.storage);
                user::check(container, self.pod)?;
                environment::check(container, self.pod, self.worker, from)
            }
            None => Ok(()),
        }
    }

    /// The container runs; sets what follows from that.
    fn run(&mut self, at: usize) {
        let delay = self.readiness_delay_ms();
        let forced = self.worker.forced_ready;
        let process = self.process(at);
        let spec = spec_of(&self.pod.spec, at).filter(|_| !self.is_serial);
        let has_started = spec.is_none_or(|it| it.startup_probe.is_none());
        let is_asked = spec.is_some_and(|it| it.readiness_probe.is_some());
        let refusal = process.program.refusal().filter(|_| !self.is_serial);
        let container = &mut self.worker.containers[at];
        container.restarts += i32::from(container.last.is_some());
        let run = container.restarts;
        container.state = RunState::Running(self.now_ms);
        container.pulled = Some(self.registry.names(&container.image));
        container.started = has_started;
        container.has_started |= has_started;
        container.ready = has_started && !is_asked && container.tells_readiness();
        container.ready &= forced.unwrap_or(delay == Some(0));
        (container.is_hanging, container.killed) = (false, None);
        container.hook_error = None;
        let ends = process.ends;
        container.previous = container.process.replace(process).map(Box::new);
        self.start_resized(at);
        if let Some(why) = refusal {
            self.not_started(at, &why);
            return;
        }
        self.begin_probes(at);
        if let Some(delay) = delay.filter(|it| *it > 0 && forced.is_none() && !is_asked) {
            self.after(delay, Timer::Ready(at, run));
        }
        if let Some((at_ms, code)) = ends {
            self.after(at_ms - self.now_ms, Timer::Exit(at, run, code));
        } else {
            self.wake(at);
        }
    }

    pub(super) fn annotation(&self, key: &str) -> Option<&str> {
        self.pod.metadata.annotation(key)
    }

    /// From Running to Ready, in milliseconds; `None` for never.
    fn readiness_delay_ms(&self) -> Option<i64> {
        match self.annotation("podarium.sim/ready-seconds") {
            Some("never") => return None,
            Some(text) => return text.parse::<i64>().ok().map(|it| it.max(0) * 1000),
            None => {}
        }
        Some(0)
    }

    /// Something happens to the processes.
    pub fn suffer(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Unready => self.worker.forced_ready = Some(false),
            Trouble::Well => {
                self.worker.forced_ready = Some(true);
                self.worker.slow_ms = 0;
            }
            Trouble::Hang => {}
            Trouble::Slow(delay_ms) => self.worker.slow_ms = delay_ms.max(0),
        }
        for at in 0..self.worker.containers.len() {
            let spec = spec_of(&self.pod.spec, at);
            let is_asked = !self.is_serial && spec.is_some_and(|it| it.readiness_probe.is_some());
            let container = &mut self.worker.containers[at];
            if !container.is_running() {
                continue;
            }
            match trouble {
                Trouble::Hang => container.is_hanging = true,
                Trouble::Well => container.is_hanging = false,
                _ => {}
            }
            if let (Some(ready), false) = (self.worker.forced_ready, is_asked) {
                container.ready = ready && container.started && container.tells_readiness();
            }
            self.resume_probes(at);
        }
        self.report();
    }

    fn ready(&mut self, at: usize, run: i32) {
        let container = &mut self.worker.containers[at];
        if container.is_running() && container.restarts == run && self.worker.forced_ready.is_none()
        {
            container.ready = true;
            self.report();
        }
    }
}
