//! What happens when something is due in the life of a Pod.
//! Source: `pkg/kubelet/kuberuntime/{kuberuntime_manager,kuberuntime_container}.go`.

use super::worker::{ContainerRun, RunState, Worker};
use super::{Effects, Machine, Timer, container_reference, finalize, images, status};
use crate::api::{ContainerStateTerminated, Pod, Time};
use crate::client::{EventDraft, EventType};
use std::rc::Rc;

/// Sandbox and network take this long (milliseconds).
pub(super) const SANDBOX_MS: i64 = 350;
/// Creating and starting a container takes this long (milliseconds).
const START_MS: i64 = 250;
/// The runtime's events are looked at this often (milliseconds).
const RELIST_MS: i64 = 1000;
/// A container that heeds SIGTERM stops this soon (milliseconds).
const STOP_MS: i64 = 700;
/// The stand-in of the transcripts ends every Pod after this long (milliseconds).
const SERIAL_STOP_MS: i64 = 1000;
/// The first wait of a back-off (milliseconds), doubled each time.
const BACKOFF_MS: i64 = 10_000;
/// No wait is longer (milliseconds).
const BACKOFF_MAX_MS: i64 = 300_000;

/// How long the containers take to stop.
pub(super) fn stop_after_ms(worker: &Worker, grace_s: i64, is_serial: bool) -> i64 {
    if is_serial {
        return SERIAL_STOP_MS;
    }
    let runs = worker.containers.iter().any(ContainerRun::is_running);
    if runs { STOP_MS.min(grace_s * 1000) } else { 0 }
}

/// Tells that the containers are being stopped.
pub(super) fn announce_stop(worker: &Worker, pod: &Rc<Pod>, effects: &mut Effects) {
    for container in worker.containers.iter().filter(|it| it.is_running()) {
        let message = format!("Stopping container {}", container.name);
        let event = draft(pod, &container.name, EventType::Normal, "Killing", message);
        effects.events.push((worker.node.clone(), event));
    }
}

fn draft(
    pod: &Rc<Pod>,
    container: &str,
    r#type: EventType,
    reason: &'static str,
    message: String,
) -> EventDraft {
    let about = container_reference(pod, container);
    EventDraft { about, r#type, reason, message, name_follows: false }
}

/// One thing that is due, with all it may touch.
pub(super) struct Turn<'a> {
    pub worker: &'a mut Worker,
    pub machine: &'a mut Machine,
    pub pod: &'a Rc<Pod>,
    pub now_ms: i64,
    pub is_serial: bool,
    pub effects: &'a mut Effects,
}

impl Turn<'_> {
    pub fn happen(&mut self, timer: Timer) {
        match timer {
            Timer::Sandbox => self.sandbox(),
            Timer::Pull(at) => self.pull(at),
            Timer::Pulled(at) => self.pulled(at),
            Timer::PullBackOff(at) => self.pull_back_off(at),
            Timer::Start(at) => self.start(at),
            Timer::Ready(at, run) => self.ready(at, run),
            Timer::Exit(at, run, code) => self.exit(at, run, code),
            Timer::Noticed(at) => self.noticed(at),
            Timer::Stopped => self.stopped(),
        }
    }

    fn report(&mut self) {
        status::report(self.worker, self.pod, self.now_ms, self.effects);
    }

    fn after(&mut self, delay_ms: i64, timer: Timer) {
        let uid = self.pod.metadata.uid.clone();
        self.effects.timers.push((delay_ms, uid, self.worker.epoch, timer));
    }

    /// The stand-in of the transcripts writes no events.
    fn event(&mut self, at: usize, r#type: EventType, reason: &'static str, message: String) {
        if !self.is_serial {
            let event = draft(self.pod, &self.worker.containers[at].name, r#type, reason, message);
            self.effects.events.push((self.worker.node.clone(), event));
        }
    }

    fn normal(&mut self, at: usize, reason: &'static str, message: &str) {
        self.event(at, EventType::Normal, reason, message.to_owned());
    }

    fn wait(&mut self, at: usize, reason: &'static str, message: String) {
        self.worker.containers[at].state = RunState::Waiting { reason, message };
    }

    fn sandbox(&mut self) {
        self.machine.addresses += 1;
        let (subnet, number) = (self.machine.subnet, self.machine.addresses);
        self.worker.ip = format!("10.244.{subnet}.{}", number % 253 + 1);
        self.worker.has_sandbox = true;
        if self.is_serial {
            (0..self.worker.containers.len()).for_each(|at| self.serial_start(at));
        } else if !self.worker.containers.is_empty() {
            self.pull(0);
        }
        self.report();
    }

    /// In the stand-in everything happens at once.
    fn serial_start(&mut self, at: usize) {
        let image = self.worker.containers[at].image.clone();
        if images::is_missing(&image) {
            let message = back_off_message(&image);
            self.wait(at, "ImagePullBackOff", message);
        } else {
            self.run(at);
        }
    }

    fn pull(&mut self, at: usize) {
        let image = self.worker.containers[at].image.clone();
        let policy = self.pod.spec.containers.get(at).map(|it| it.image_pull_policy.clone());
        let is_present = self.machine.images.has(&image);
        match (policy.as_deref(), is_present) {
            (Some("Never"), false) => {
                let message =
                    format!("Container image {image:?} is not present with pull policy of Never");
                self.event(at, EventType::Warning, "ErrImageNeverPull", message.clone());
                self.wait(at, "ErrImageNeverPull", message);
                self.report();
            }
            (Some("IfNotPresent" | "Never"), true) => {
                let message = format!(
                    "Container image {image:?} already present on machine and can be accessed by the pod"
                );
                self.normal(at, "Pulled", &message);
                self.after(START_MS, Timer::Start(at));
            }
            _ => {
                self.normal(at, "Pulling", &format!("Pulling image {image:?}"));
                let (wait_ms, _) = self.machine.images.pull(&image, self.now_ms);
                self.after(wait_ms, Timer::Pulled(at));
            }
        }
    }

    fn pulled(&mut self, at: usize) {
        let image = self.worker.containers[at].image.clone();
        if images::is_missing(&image) {
            self.pull_failed(at, &image);
            return;
        }
        self.machine.images.add(&image);
        let seconds = |ms: i64| format!("{}.{:03}s", ms / 1000, ms % 1000);
        let (bytes, took) = (images::size_bytes(&image), 300 + images::size_bytes(&image) / 40_000);
        let message = format!(
            "Successfully pulled image {image:?} in {took} ({took} including waiting). Image size: {bytes} bytes.",
            took = seconds(took)
        );
        self.normal(at, "Pulled", &message);
        self.after(START_MS, Timer::Start(at));
    }

    fn pull_failed(&mut self, at: usize, image: &str) {
        let error = images::pull_error(image);
        let message = format!("Failed to pull image {image:?}: {error}");
        self.event(at, EventType::Warning, "Failed", message);
        self.event(at, EventType::Warning, "Failed", "Error: ErrImagePull".to_owned());
        self.wait(at, "ErrImagePull", error);
        let container = &mut self.worker.containers[at];
        container.pull_backoff_ms = next_backoff(container.pull_backoff_ms);
        let retry_ms = container.pull_backoff_ms;
        self.after(RELIST_MS, Timer::PullBackOff(at));
        self.after(retry_ms + 2 * RELIST_MS, Timer::Pull(at));
        self.report();
    }

    fn pull_back_off(&mut self, at: usize) {
        let image = self.worker.containers[at].image.clone();
        self.normal(at, "BackOff", &format!("Back-off pulling image {image:?}"));
        self.event(at, EventType::Warning, "Failed", "Error: ImagePullBackOff".to_owned());
        self.wait(at, "ImagePullBackOff", back_off_message(&image));
        self.report();
    }

    fn start(&mut self, at: usize) {
        self.normal(at, "Created", "Container created");
        self.normal(at, "Started", "Container started");
        self.run(at);
        let next = at + 1;
        let starts_next = self.worker.containers.get(next).is_some_and(|it| {
            matches!(it.state, RunState::Waiting { reason: "ContainerCreating", .. })
        });
        if starts_next {
            self.pull(next);
        }
        self.report();
    }

    /// The container runs; sets what follows from that.
    fn run(&mut self, at: usize) {
        let delay = self.readiness_delay_ms(at);
        let forced = self.worker.forced_ready;
        let container = &mut self.worker.containers[at];
        container.restarts += i32::from(container.last.is_some());
        let run = container.restarts;
        container.state = RunState::Running(self.now_ms);
        container.ready = forced.unwrap_or(delay == Some(0));
        if let Some(delay) = delay.filter(|it| *it > 0 && forced.is_none()) {
            self.after(delay, Timer::Ready(at, run));
        }
        let seconds = self.annotation("podarium.sim/run-seconds").and_then(|it| it.parse().ok());
        if let Some(seconds) = seconds.filter(|it: &i64| *it >= 0) {
            let code = self.annotation("podarium.sim/exit-code").and_then(|it| it.parse().ok());
            self.after(seconds * 1000, Timer::Exit(at, run, code.unwrap_or(0)));
        }
    }

    fn annotation(&self, key: &str) -> Option<&str> {
        self.pod.metadata.annotation(key)
    }

    /// From Running to Ready, in milliseconds; `None` for never.
    fn readiness_delay_ms(&self, at: usize) -> Option<i64> {
        match self.annotation("podarium.sim/ready-seconds") {
            Some("never") => return None,
            Some(text) => return text.parse::<i64>().ok().map(|it| it.max(0) * 1000),
            None => {}
        }
        let probe = self.pod.spec.containers.get(at).and_then(|it| it.readiness_probe.as_ref());
        Some(probe.map_or(0, |probe| {
            // The first question on a tick of the probe's own clock after the initial delay.
            let successes = i64::from(probe.success_threshold.max(1));
            let first = i64::from(probe.initial_delay_seconds.max(0)) * 1000 + 300;
            first + (successes - 1) * i64::from(probe.period_seconds.max(1)) * 1000
        }))
    }

    fn ready(&mut self, at: usize, run: i32) {
        let container = &mut self.worker.containers[at];
        if container.is_running() && container.restarts == run && self.worker.forced_ready.is_none()
        {
            container.ready = true;
            self.report();
        }
    }

    fn exit(&mut self, at: usize, run: i32, code: i32) {
        let container = &mut self.worker.containers[at];
        let RunState::Running(since_ms) = container.state else { return };
        if container.restarts != run {
            return;
        }
        let reason = match code {
            0 => "Completed",
            137 => "OOMKilled",
            _ => "Error",
        };
        container.state = RunState::Terminated(ContainerStateTerminated {
            exit_code: code,
            finished_at: Some(Time(self.now_ms.div_euclid(1000))),
            reason: reason.to_owned(),
            started_at: Some(Time(since_ms.div_euclid(1000))),
            ..ContainerStateTerminated::default()
        });
        container.ready = false;
        self.report();
        if self.restarts(code) {
            self.after(RELIST_MS, Timer::Noticed(at));
        }
    }

    fn restarts(&self, code: i32) -> bool {
        match self.pod.spec.restart_policy.as_str() {
            "Never" => false,
            "OnFailure" => code != 0,
            _ => true,
        }
    }

    /// The first restart comes at once, each further one after a longer wait, counted from the
    /// exit. Ten minutes of running make good. Source: `kuberuntime_manager.go` `doBackOff`.
    fn noticed(&mut self, at: usize) {
        let (name, now_ms) = (self.pod.metadata.name.clone(), self.now_ms);
        let container = &mut self.worker.containers[at];
        let RunState::Terminated(end) = &container.state else { return };
        let finished_ms = end.finished_at.map_or(now_ms, |it| it.0 * 1000);
        let current = container.backoff.filter(|(_, at)| finished_ms - at <= 2 * BACKOFF_MAX_MS);
        container.last = Some(end.clone());
        let (wait_ms, next_ms) = match current {
            None => (0, BACKOFF_MS),
            Some((wait, _)) => (wait, next_backoff(wait)),
        };
        container.backoff = Some((next_ms, now_ms));
        if wait_ms == 0 {
            self.after(START_MS, Timer::Start(at));
            return;
        }
        let container_name = container.name.clone();
        let message = format!(
            "back-off {} restarting failed container={container_name} pod={name}_{}({})",
            go_duration(wait_ms / 1000),
            self.pod.metadata.namespace,
            self.pod.metadata.uid
        );
        let event = format!(
            "Back-off restarting failed container {container_name} in pod {name}_{}({})",
            self.pod.metadata.namespace, self.pod.metadata.uid
        );
        self.wait(at, "CrashLoopBackOff", message);
        self.event(at, EventType::Warning, "BackOff", event);
        self.report();
        self.after((finished_ms + wait_ms - now_ms).max(0) + START_MS, Timer::Start(at));
    }

    fn stopped(&mut self) {
        let now = Time(self.now_ms.div_euclid(1000));
        let code = if self.is_serial { 137 } else { 0 };
        for container in &mut self.worker.containers {
            let started_at = match &container.state {
                RunState::Running(since_ms) => Some(Time(since_ms.div_euclid(1000))),
                RunState::Terminated(_) => continue,
                RunState::Waiting { .. } => None,
            };
            let exit_code = if started_at.is_some() { code } else { 137 };
            container.ready = false;
            container.state = RunState::Terminated(ContainerStateTerminated {
                exit_code,
                finished_at: started_at.and(Some(now)),
                reason: reason_of_stop(exit_code, started_at.is_some()).to_owned(),
                started_at,
                ..ContainerStateTerminated::default()
            });
        }
        self.worker.has_stopped = true;
        self.report();
        let removal = finalize(self.pod);
        self.effects.requests.extend(removal.requests);
    }
}

fn reason_of_stop(code: i32, has_run: bool) -> &'static str {
    match (code, has_run) {
        (_, false) => "ContainerStatusUnknown",
        (0, _) => "Completed",
        _ => "Error",
    }
}

fn next_backoff(current_ms: i64) -> i64 {
    if current_ms == 0 { BACKOFF_MS } else { (current_ms * 2).min(BACKOFF_MAX_MS) }
}

fn back_off_message(image: &str) -> String {
    format!("Back-off pulling image {image:?}: ErrImagePull: {}", images::pull_error(image))
}

/// Seconds as Go prints a duration: `10s`, `1m20s`, `5m0s`.
fn go_duration(seconds: i64) -> String {
    if seconds < 60 { format!("{seconds}s") } else { format!("{}m{}s", seconds / 60, seconds % 60) }
}
