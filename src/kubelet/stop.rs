//! How containers are stopped. Source: `pkg/kubelet/kuberuntime/kuberuntime_container.go`
//! `killContainer`, `kuberuntime_termination_order.go`, `pkg/kubelet/active_deadline.go`.

use super::lifecycle::{Turn, draft};
use super::storage::Storage;
use super::worker::{ContainerRun, Role, RunState, Worker};
use super::{Effects, Timer, finalize, hook};
use crate::api::{ContainerStateTerminated, Pod, PodSpec, Text};
use crate::client::EventType;
use crate::sorted::Sort;
use std::rc::Rc;

/// A container that heeds SIGTERM stops this soon (milliseconds).
pub(super) const STOP_MS: i64 = 700;
/// The stand-in of the transcripts ends every Pod after this long (milliseconds).
const SERIAL_STOP_MS: i64 = 1000;
/// Killed with SIGKILL.
pub(super) const KILLED: i32 = 137;

/// Time to stop in, however short the grace period is (milliseconds).
const GRACE_MIN_MS: i64 = 2000;

/// When a container that is stopped from `begin_ms` on will have stopped, and with which code: the
/// hook comes first and takes its time from the grace period, then SIGTERM, at last SIGKILL.
/// And when SIGTERM reaches it.
fn one(
    run: &mut ContainerRun,
    hook_ms: i64,
    (begin_ms, limit_ms): (i64, i64),
    storage: &Storage,
) -> (i64, i32) {
    let hooked_ms = begin_ms.saturating_add(hook_ms).min(limit_ms.max(begin_ms));
    let limit_ms = limit_ms.max(hooked_ms + GRACE_MIN_MS);
    let is_hanging = run.is_hanging;
    let Some(process) = run.process.as_mut().filter(|_| !is_hanging) else {
        return (limit_ms, KILLED);
    };
    let heeds = process.on_term(storage, hooked_ms, limit_ms);
    process.term_ms = Some(hooked_ms);
    let stop = match heeds {
        // It ends by itself before that.
        Some((at_ms, code)) if at_ms < hooked_ms => (at_ms, code),
        Some((at_ms, code)) => (at_ms.max(hooked_ms + STOP_MS), code),
        None => (limit_ms, KILLED),
    };
    let own = process.ends.filter(|it| it.0 >= begin_ms && it.0 < stop.0);
    own.unwrap_or(stop)
}

/// Decides when each container that runs will have stopped: first the work, then the sidecars,
/// the last one first. Returns when all have.
pub(super) fn plan(
    worker: &mut Worker,
    spec: &PodSpec,
    grace_s: i64,
    storage: &Storage,
    (now_ms, is_serial): (i64, bool),
) -> i64 {
    let limit_ms = now_ms + grace_s.max(0) * 1000;
    let mut end_ms = if is_serial { now_ms + SERIAL_STOP_MS } else { now_ms };
    let mut places: Vec<usize> = (0..worker.containers.len()).collect();
    places.order_by_key(|at| {
        let is_sidecar = worker.containers[*at].role == Role::Sidecar;
        (is_sidecar, if is_sidecar { usize::MAX - at } else { *at })
    });
    let mut begin_ms = now_ms;
    for at in places {
        let run = &worker.containers[at];
        if !run.is_running() {
            continue;
        }
        if run.role == Role::Sidecar {
            begin_ms = end_ms;
        }
        let stop = if is_serial {
            (end_ms, KILLED)
        } else {
            let hook_ms = hook::foresee_stop(spec, at, run, storage, now_ms);
            one(&mut worker.containers[at], hook_ms, (begin_ms, limit_ms), storage)
        };
        end_ms = end_ms.max(stop.0);
        worker.containers[at].stops = Some(stop);
    }
    end_ms
}

/// Tells that the containers are being stopped.
pub(super) fn announce(
    worker: &Worker,
    pod: &Rc<Pod>,
    storage: &mut Storage,
    now_ms: i64,
    effects: &mut Effects,
) {
    for (at, container) in worker.containers.iter().enumerate().filter(|(_, it)| it.is_running()) {
        let message = format!("Stopping container {}", container.name);
        let event = draft(pod, container, EventType::Normal, "Killing", message);
        effects.events.push((worker.node.clone(), event));
        if !hook::before_stop(&pod.spec, at, container, storage, now_ms).1 {
            let message = "PreStopHook failed".to_owned();
            let event = draft(pod, container, EventType::Warning, "FailedPreStopHook", message);
            effects.events.push((worker.node.clone(), event));
        }
    }
}

/// Sets the timers of a plan: one for all that stop last, one for each that stops earlier.
pub(super) fn set_timers(
    worker: &mut Worker,
    end_ms: i64,
    now_ms: i64,
    uid: &str,
    effects: &mut Effects,
) {
    let epoch = worker.epoch;
    let mut set = |at_ms: i64, timer: Timer| {
        effects.timers.push((at_ms - now_ms, uid.into(), epoch, timer));
    };
    for (at, container) in worker.containers.iter_mut().enumerate() {
        if let Some((at_ms, _)) = container.stops.filter(|it| it.0 < end_ms) {
            set(at_ms, Timer::Killed(at));
        }
        if let Some(process) = &mut container.process {
            process.wakes_ms = process.next_ms();
            if let Some(at_ms) = process.wakes_ms {
                set(at_ms, Timer::Program(at, container.restarts, at_ms));
            }
        }
    }
    set(end_ms, Timer::Stopped);
}

impl Turn<'_> {
    /// The Pod was active for too long.
    pub fn deadline(&mut self) {
        if self.worker.stops_ms.is_some() || self.pod.is_terminal() {
            return;
        }
        let message = "Pod was active on the node longer than the specified deadline";
        self.worker.verdict = Some(("DeadlineExceeded", message.to_owned()));
        self.pod_event(EventType::Normal, "DeadlineExceeded", message.to_owned());
        self.stop_rest();
    }

    /// Whatever still runs is stopped, though nobody deletes the Pod.
    pub fn stop_rest(&mut self) {
        let grace_s = self.pod.spec.termination_grace_period_seconds.unwrap_or(30);
        let when = (self.now_ms, self.is_serial);
        let end_ms = plan(self.worker, &self.pod.spec, grace_s, self.storage, when);
        self.worker.stops_ms = Some(end_ms);
        self.worker.epoch += 1;
        if self.worker.containers.iter().any(|it| it.is_running()) {
            announce(self.worker, self.pod, self.storage, self.now_ms, self.effects);
        }
        let uid = self.pod.metadata.uid.clone();
        set_timers(self.worker, end_ms, self.now_ms, &uid, self.effects);
    }

    /// When one container will have been stopped, and with which code.
    pub fn plan_kill(&mut self, at: usize, grace_s: i64) -> (i64, i32) {
        let run = &mut self.worker.containers[at];
        let (storage, now_ms) = (&mut *self.storage, self.now_ms);
        let (hook_ms, is_good) = hook::before_stop(&self.pod.spec, at, run, storage, now_ms);
        let limit_ms = now_ms + grace_s.max(0) * 1000;
        let stop = one(run, hook_ms, (now_ms, limit_ms), storage);
        self.wake(at);
        if !is_good {
            self.event(
                at,
                EventType::Warning,
                "FailedPreStopHook",
                "PreStopHook failed".to_owned(),
            );
        }
        stop
    }

    /// A container has ended by itself while the Pod is being stopped.
    pub fn stop_early(&mut self) {
        if !self.worker.containers.iter().any(ContainerRun::is_running) {
            self.worker.epoch += 1;
            self.after(0, Timer::Stopped);
        }
    }

    /// A container has stopped before the others.
    pub fn killed(&mut self, at: usize) {
        let Some((_, code)) = self.worker.containers[at].stops else { return };
        self.end(at, code, if code == 0 { "Completed" } else { "Error" });
        self.report();
    }

    /// All have stopped. Source: `pkg/kubelet/status/status_manager.go` `TerminatePod`.
    pub fn stopped(&mut self) {
        let is_initialized = self.worker.containers.iter().all(ContainerRun::lets_others_start);
        for at in 0..self.worker.containers.len() {
            if let Some((_, code)) = self.worker.containers[at].stops {
                self.end(at, code, if code == 0 { "Completed" } else { "Error" });
            }
            let container = &mut self.worker.containers[at];
            container.ready = container.role == Role::Init && container.exit_code() == Some(0);
            container.started = false;
            // What was never started, or waits to be started again.
            if let RunState::Waiting { .. } = container.state {
                container.state = match container.last.take() {
                    Some(last) => RunState::Terminated(last),
                    // Before it is initialized nobody expects a Pod's containers to be there.
                    None if !is_initialized && !self.is_serial => continue,
                    None => RunState::Terminated(ContainerStateTerminated {
                        exit_code: KILLED,
                        reason: Text::word("ContainerStatusUnknown"),
                        message: Text::word(
                            "The container could not be located when the pod was terminated",
                        ),
                        ..ContainerStateTerminated::default()
                    }),
                };
            }
        }
        self.worker.has_stopped = true;
        self.report();
        if self.pod.metadata.is_terminating() {
            let removal = finalize(self.pod);
            self.effects.requests.extend(removal.requests);
        }
    }
}
