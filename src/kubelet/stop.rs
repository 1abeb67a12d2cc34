//! How containers are stopped. Source: `pkg/kubelet/kuberuntime/kuberuntime_container.go`
//! `killContainer`, `kuberuntime_termination_order.go`, `pkg/kubelet/active_deadline.go`.

use super::lifecycle::{Turn, draft};
use super::worker::{Role, RunState, Worker};
use super::{Effects, Timer, finalize};
use crate::api::{ContainerStateTerminated, Pod};
use crate::client::{EventDraft, EventType, reference};
use std::rc::Rc;

/// A container that heeds SIGTERM stops this soon (milliseconds).
const STOP_MS: i64 = 700;
/// The stand-in of the transcripts ends every Pod after this long (milliseconds).
const SERIAL_STOP_MS: i64 = 1000;
/// Killed with SIGKILL.
const KILLED: i32 = 137;

/// Decides when each container that runs will have stopped: first the work, then the sidecars,
/// the last one first. Returns when all have.
pub(super) fn plan(worker: &mut Worker, grace_s: i64, now_ms: i64, is_serial: bool) -> i64 {
    let limit_ms = now_ms + grace_s.max(0) * 1000;
    let mut end_ms = now_ms;
    let order = |role: Role| i32::from(role != Role::Main);
    let mut places: Vec<usize> = (0..worker.containers.len()).collect();
    places.sort_by_key(|at| (order(worker.containers[*at].role), usize::MAX - at));
    let mut side_ms = None;
    for at in places {
        let container = &mut worker.containers[at];
        if !container.is_running() {
            continue;
        }
        if is_serial {
            container.stops = Some((now_ms + SERIAL_STOP_MS, KILLED));
            end_ms = now_ms + SERIAL_STOP_MS;
            continue;
        }
        let begin_ms = match container.role {
            Role::Main | Role::Init => now_ms,
            Role::Sidecar => side_ms.unwrap_or(end_ms),
        };
        let heeds =
            container.process.as_ref().map(|it| it.program.heeds_term(it.started_ms, now_ms));
        let natural = container.process.as_ref().and_then(|it| it.ends);
        let mut stop = match heeds.flatten() {
            Some(code) if begin_ms + STOP_MS <= limit_ms => (begin_ms + STOP_MS, code),
            _ => (limit_ms.max(begin_ms), KILLED),
        };
        if let Some(natural) = natural.filter(|it| it.0 < stop.0) {
            stop = natural;
        }
        container.stops = Some(stop);
        end_ms = end_ms.max(stop.0);
        if container.role == Role::Sidecar {
            side_ms = Some(stop.0);
        }
    }
    if is_serial { now_ms + SERIAL_STOP_MS } else { end_ms }
}

/// Tells that the containers are being stopped.
pub(super) fn announce(worker: &Worker, pod: &Rc<Pod>, effects: &mut Effects) {
    for container in worker.containers.iter().filter(|it| it.is_running()) {
        let message = format!("Stopping container {}", container.name);
        let event = draft(pod, container, EventType::Normal, "Killing", message);
        effects.events.push((worker.node.clone(), event));
    }
}

/// Sets the timers of a plan: one for all that stop last, one for each that stops earlier.
pub(super) fn set_timers(
    worker: &Worker,
    end_ms: i64,
    now_ms: i64,
    uid: &str,
    effects: &mut Effects,
) {
    let mut set = |at_ms: i64, timer: Timer| {
        effects.timers.push((at_ms - now_ms, uid.to_owned(), worker.epoch, timer));
    };
    for (at, container) in worker.containers.iter().enumerate() {
        if let Some((at_ms, _)) = container.stops.filter(|it| it.0 < end_ms) {
            set(at_ms, Timer::Killed(at));
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
        let about = reference(&crate::api::Object::Pod(Rc::clone(self.pod)));
        let event = EventDraft {
            about,
            r#type: EventType::Normal,
            reason: "DeadlineExceeded",
            message: message.to_owned(),
            name_follows: false,
        };
        self.effects.events.push((self.worker.node.clone(), event));
        self.stop_rest();
    }

    /// Whatever still runs is stopped, though nobody deletes the Pod.
    pub fn stop_rest(&mut self) {
        let grace_s = self.pod.spec.termination_grace_period_seconds.unwrap_or(30);
        let end_ms = plan(self.worker, grace_s, self.now_ms, self.is_serial);
        self.worker.stops_ms = Some(end_ms);
        self.worker.epoch += 1;
        if self.worker.containers.iter().any(|it| it.is_running()) {
            announce(self.worker, self.pod, self.effects);
        }
        let uid = self.pod.metadata.uid.clone();
        set_timers(self.worker, end_ms, self.now_ms, &uid, self.effects);
    }

    /// A container has stopped before the others.
    pub fn killed(&mut self, at: usize) {
        let Some((_, code)) = self.worker.containers[at].stops else { return };
        self.end(at, code, if code == 0 { "Completed" } else { "Error" });
        self.report();
    }

    /// All have stopped.
    pub fn stopped(&mut self) {
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
                    None => RunState::Terminated(ContainerStateTerminated {
                        exit_code: KILLED,
                        reason: "ContainerStatusUnknown".to_owned(),
                        message: "The container could not be located when the pod was terminated"
                            .to_owned(),
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
