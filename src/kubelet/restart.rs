//! Containers that end: whether and when they are started again.
//! Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` `doBackOff`,
//! `staging/src/k8s.io/client-go/util/flowcontrol/backoff.go`.

use super::Timer;
use super::lifecycle::{BACKOFF_MAX_MS, RELIST_MS, Turn, next_backoff};
use super::worker::{Role, RunState, spec_of};
use crate::api::{Container, ContainerStateTerminated, PodSpec, Time, Value};
use crate::client::EventType;

impl Turn<'_> {
    /// The process of a container ends, if it is still the run that is meant.
    pub fn exit(&mut self, at: usize, run: i32, code: i32, is_oom: bool) {
        let container = &self.worker.containers[at];
        if !container.is_running() || container.restarts != run {
            return;
        }
        let reason = match code {
            _ if is_oom => "OOMKilled",
            0 => "Completed",
            _ => "Error",
        };
        let is_killed = container.is_killed;
        self.end(at, code, reason);
        self.report();
        if self.worker.stops_ms.is_some() {
            self.stop_early();
            return;
        }
        if is_killed {
            self.replace(at);
            return;
        }
        if !self.is_serial || self.restarts(at, code) {
            self.after(RELIST_MS, Timer::Noticed(at));
        }
    }

    /// The container has ended.
    pub fn end(&mut self, at: usize, code: i32, reason: &str) {
        let now_ms = self.now_ms;
        let container = &mut self.worker.containers[at];
        let RunState::Running(since_ms) = container.state else { return };
        container.state = RunState::Terminated(ContainerStateTerminated {
            exit_code: code,
            finished_at: Some(Time(now_ms.div_euclid(1000))),
            reason: reason.to_owned(),
            started_at: Some(Time(since_ms.div_euclid(1000))),
            ..ContainerStateTerminated::default()
        });
        container.ready = container.role == Role::Init && code == 0;
        container.started = false;
        container.stops = None;
        if let Some(process) = &mut container.process {
            process.ended_ms = Some(now_ms);
        }
    }

    /// The image has no such command.
    pub fn not_found(&mut self, at: usize) {
        let words = spec_of(&self.pod.spec, at).map(|it| it.command.iter().chain(&it.args));
        let name = words.and_then(|mut it| it.next()).cloned().unwrap_or_default();
        let message = format!(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: {name:?}: executable file not found in $PATH"
        );
        self.event(at, EventType::Warning, "Failed", format!("Error: {message}"));
        self.end(at, 128, "StartError");
        if let RunState::Terminated(end) = &mut self.worker.containers[at].state {
            end.message = message;
            end.started_at = Some(Time(0));
        }
        self.report();
        self.after(RELIST_MS, Timer::Noticed(at));
    }

    fn restarts(&self, at: usize, code: i32) -> bool {
        restarts(&self.pod.spec, at, code)
    }

    /// Containers get other images: those that run are stopped and started again.
    pub fn spec_changed(&mut self) {
        if self.worker.stops_ms.is_some() {
            return;
        }
        for at in 0..self.worker.containers.len() {
            let Some(spec) = spec_of(&self.pod.spec, at) else { continue };
            let container = &mut self.worker.containers[at];
            if container.image == spec.image {
                continue;
            }
            container.image.clone_from(&spec.image);
            (container.backoff, container.pull_backoff_ms) = (None, 0);
            match container.state {
                RunState::Waiting { .. } if self.worker.busy != Some(at) => {
                    container.is_due = true;
                }
                RunState::Running(_) => {
                    let (name, run) = (container.name.clone(), container.restarts);
                    container.is_killed = true;
                    let message = format!("Container {name} definition changed, will be restarted");
                    self.normal(at, "Killing", &message);
                    let grace_s = self.pod.spec.termination_grace_period_seconds.unwrap_or(30);
                    let (end_ms, code) = self.plan_kill(at, grace_s);
                    self.after(end_ms - self.now_ms, Timer::Exit(at, run, code));
                }
                _ => {}
            }
        }
        self.report();
        self.advance();
    }

    /// The first restart comes at once, each further one after a longer wait, counted from the
    /// exit. Ten minutes of running make good.
    pub fn noticed(&mut self, at: usize) {
        let now_ms = self.now_ms;
        let container = &mut self.worker.containers[at];
        let RunState::Terminated(end) = &container.state else { return };
        let (code, finished_ms) = (end.exit_code, end.finished_at.map_or(now_ms, |it| it.0 * 1000));
        if !self.restarts(at, code) {
            self.settle();
            return;
        }
        let container = &mut self.worker.containers[at];
        if let RunState::Terminated(end) = &container.state {
            container.last = Some(end.clone());
        }
        let current =
            container.backoff.filter(|(_, since_ms)| finished_ms - since_ms <= 2 * BACKOFF_MAX_MS);
        let wait_ms = current.map_or(0, |(wait_ms, _)| finished_ms + wait_ms - now_ms);
        if wait_ms <= 0 {
            container.backoff = Some((next_backoff(current.map_or(0, |it| it.0)), now_ms));
            container.is_due = true;
            self.advance();
            return;
        }
        self.back_off(at, current.map_or(0, |it| it.0));
        self.after(wait_ms, Timer::Again(at));
    }

    fn back_off(&mut self, at: usize, delay_ms: i64) {
        let meta = &self.pod.metadata;
        let container = self.worker.containers[at].name.clone();
        let pod = format!("{}_{}({})", meta.name, meta.namespace, meta.uid);
        let message = format!(
            "back-off {} restarting failed container={container} pod={pod}",
            go_duration(delay_ms / 1000),
        );
        let event = format!("Back-off restarting failed container {container} in pod {pod}");
        self.wait(at, "CrashLoopBackOff", message);
        self.event(at, EventType::Warning, "BackOff", event);
        self.report();
    }

    /// The back-off is over; the next one will be longer.
    pub fn again(&mut self, at: usize) {
        let container = &mut self.worker.containers[at];
        if !matches!(container.state, RunState::Waiting { reason: "CrashLoopBackOff", .. }) {
            return;
        }
        let current = container.backoff.map_or(0, |it| it.0);
        container.backoff = Some((next_backoff(current), self.now_ms));
        container.is_due = true;
        self.advance();
    }

    /// A container that the kubelet has stopped itself is started again at once, unless the run
    /// before it has ended so lately that it has to wait.
    fn replace(&mut self, at: usize) {
        let container = &self.worker.containers[at];
        let last = container.last.as_ref().and_then(|it| it.finished_at);
        let now_ms = self.now_ms;
        let current =
            container.backoff.filter(|(_, since_ms)| now_ms - since_ms <= 2 * BACKOFF_MAX_MS);
        let waits = |wait_ms: i64| last.is_some_and(|last| now_ms - last.0 * 1000 < wait_ms);
        if current.is_some_and(|(wait_ms, _)| waits(wait_ms)) {
            self.noticed(at);
            return;
        }
        // As if what is remembered did not count for this once.
        self.worker.containers[at].backoff = None;
        self.noticed(at);
        let next_ms = next_backoff(current.map_or(0, |it| it.0));
        let container = &mut self.worker.containers[at];
        container.backoff = container.backoff.map(|_| (next_ms, now_ms));
    }

    /// A container has ended for good: the next one's turn, or nothing is left to do.
    fn settle(&mut self) {
        if self.is_over() {
            self.stop_rest();
        } else {
            self.advance();
        }
    }

    /// Whether the work is done, or can't be done any more.
    fn is_over(&self) -> bool {
        let containers = self.worker.containers.iter().enumerate();
        let is_final = |at: usize| {
            let code = self.worker.containers[at].exit_code();
            code.is_some_and(|code| !self.restarts(at, code))
        };
        let mut main = containers.clone().filter(|(_, it)| it.role == Role::Main);
        let mut first = containers.filter(|(_, it)| it.role == Role::Init);
        main.all(|(at, _)| is_final(at))
            || first.any(|(at, it)| is_final(at) && it.exit_code() != Some(0))
    }
}

/// Whether a container is started again after it has ended with the code: by its own rules, its
/// own policy, then by that of the Pod.
/// Source: `pkg/kubelet/container/helpers.go` `ShouldContainerBeRestarted`.
pub(super) fn restarts(spec: &PodSpec, at: usize, code: i32) -> bool {
    let is_init = at < spec.init_containers.len();
    let Some(container) = spec_of(spec, at) else { return false };
    if follows_rule(container, code) {
        return true;
    }
    let own = container.restart_policy.as_str();
    match if own.is_empty() { spec.restart_policy.as_str() } else { own } {
        "Never" => false,
        "OnFailure" => code != 0,
        // An init container that has done its work is not wanted again, unless it is a sidecar.
        _ => !is_init || code != 0 || container.is_sidecar(),
    }
}

fn follows_rule(container: &Container, code: i32) -> bool {
    let rules = container.rest.get("restartPolicyRules").and_then(Value::as_array);
    rules.into_iter().flatten().any(|rule| {
        let codes = &rule["exitCodes"];
        let values = codes["values"].as_array();
        let is_in = values.is_some_and(|it| it.iter().any(|it| it.as_i64() == Some(code.into())));
        code != 0 && rule["action"] == "Restart" && is_in == (codes["operator"] == "In")
    })
}

/// Seconds as Go prints a duration: `10s`, `1m20s`, `5m0s`.
pub(super) fn go_duration(seconds: i64) -> String {
    if seconds < 60 { format!("{seconds}s") } else { format!("{}m{}s", seconds / 60, seconds % 60) }
}
