//! Containers that end: whether and when they are started again.
//! Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` `doBackOff`,
//! `staging/src/k8s.io/client-go/util/flowcontrol/backoff.go`.

use super::lifecycle::{RELIST_MS, Turn};
use super::process::Process;
use super::stop::KILLED;
use super::storage::Storage;
use super::worker::{Role, RunState, back_off, spec_of, waiting_reason};
use super::{Timer, full_name};
use crate::api::{Container, ContainerStateTerminated, PodSpec, Text, Time, Value};
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
        let killed = container.killed;
        self.end(at, code, reason);
        if killed == Some(true) && self.worker.stops_ms.is_none() {
            self.replace(at);
            return;
        }
        self.report();
        if self.worker.stops_ms.is_some() {
            self.stop_early();
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
        if let Some(process) = &mut container.process {
            process.advance(self.storage, now_ms);
        }
        let mut end = ContainerStateTerminated {
            exit_code: code,
            finished_at: Some(Time::of_ms(now_ms)),
            reason: reason.into(),
            started_at: Some(Time::of_ms(since_ms)),
            ..ContainerStateTerminated::default()
        };
        if let Some(process) = container.process.as_ref().filter(|it| !it.id.is_empty()) {
            end.container_id = process.id.clone();
            let spec = spec_of(&self.pod.spec, at);
            end.message = spec
                .map_or(Text::default(), |it| last_words(it, process, self.storage, code).into());
        }
        container.state = RunState::Terminated(end);
        container.ready = container.role == Role::Init && code == 0;
        container.started = false;
        container.stops = None;
        if let Some(process) = &mut container.process {
            process.ended_ms = Some(now_ms);
            process.machine = None;
        }
    }

    /// The runtime has not started it.
    pub fn not_started(&mut self, at: usize, why: &str) {
        let message = format!(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: {why}"
        );
        self.event(at, EventType::Warning, "Failed", format!("Error: {message}"));
        self.end(at, 128, "StartError");
        if let RunState::Terminated(end) = &mut self.worker.containers[at].state {
            end.message = message.into();
            end.started_at = Some(Time(0));
        }
        self.report();
        self.after(RELIST_MS, Timer::Noticed(at));
    }

    fn restarts(&self, at: usize, code: i32) -> bool {
        restarts(&self.pod.spec, at, code)
    }

    /// The Pod is to be another: containers get other images or resources.
    pub fn spec_changed(&mut self) {
        self.worker.generation = self.pod.metadata.generation;
        if self.worker.stops_ms.is_some() || self.pod.metadata.is_terminating() {
            return;
        }
        let mut has_changed = self.worker.add(&self.pod.spec);
        has_changed |= self.resize();
        for at in 0..self.worker.containers.len() {
            let Some(spec) = spec_of(&self.pod.spec, at) else { continue };
            let container = &mut self.worker.containers[at];
            if container.image == spec.image {
                continue;
            }
            has_changed = true;
            container.image = spec.image.clone();
            container.backoff = back_off();
            container.pull_backoff = back_off();
            match container.state {
                RunState::Waiting { .. } if self.worker.busy != Some(at) => {
                    container.is_due = true;
                }
                RunState::Running(_) => {
                    let name = &container.name;
                    let message = format!("Container {name} definition changed, will be restarted");
                    self.stop_to_replace(at, &message);
                }
                _ => {}
            }
        }
        if has_changed {
            self.report();
            self.advance();
        }
    }

    /// A container that runs is stopped, to be started again as it is to be now.
    pub fn stop_to_replace(&mut self, at: usize, why: &str) {
        let container = &mut self.worker.containers[at];
        // It may be stopping already, for another reason.
        if container.killed.replace(true).is_some() {
            return;
        }
        let run = container.restarts;
        self.normal(at, "Killing", why);
        let grace_s = self.pod.spec.termination_grace_period_seconds.unwrap_or(30);
        let (end_ms, code) = self.plan_kill(at, grace_s);
        self.after(end_ms - self.now_ms, Timer::Exit(at, run, code));
    }

    /// The first restart comes at once, each further one after a longer wait, counted from the
    /// exit. Ten minutes of running make good.
    pub fn noticed(&mut self, at: usize) {
        let now_ms = self.now_ms;
        let container = &mut self.worker.containers[at];
        let RunState::Terminated(end) = &container.state else { return };
        let (end, finished_ms) = (end.clone(), finished_ms(end, now_ms));
        let spec = spec_of(&self.pod.spec, at);
        if spec.is_some_and(|it| follows_rule(it, "RestartAllContainers", end.exit_code)) {
            self.restart_all();
            return;
        }
        if !self.restarts(at, end.exit_code) {
            self.settle();
            return;
        }
        let container = &mut self.worker.containers[at];
        container.last = Some(end);
        if !container.backoff.waits_since(finished_ms, now_ms) {
            self.again(at, finished_ms);
            return;
        }
        let wait_ms = container.backoff.wait_ms();
        self.back_off(at, wait_ms);
        let end_ms = finished_ms + wait_ms;
        self.after(end_ms - now_ms, Timer::Again(at));
        self.remind_before(at, end_ms);
    }

    /// All containers are killed and start again from the first one on, in the same sandbox.
    /// Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` `RestartAllContainers`.
    fn restart_all(&mut self) {
        let reason = waiting_reason(&self.pod.spec);
        for at in 0..self.worker.containers.len() {
            if self.worker.containers[at].is_running() {
                let message = format!("Stopping container {}", self.worker.containers[at].name);
                self.normal(at, "Killing", &message);
                self.end(at, KILLED, "Error");
            }
            let container = &mut self.worker.containers[at];
            if let RunState::Terminated(end) = &container.state {
                container.last = Some(end.clone());
            }
            container.state = RunState::Waiting { reason, message: String::new() };
            (container.is_due, container.has_started) = (true, false);
            container.backoff = back_off();
        }
        self.worker.busy = None;
        self.report();
        self.advance();
    }

    /// While a container waits, its Pod is looked at again and again, and the wait told each time.
    /// Source: `pkg/kubelet/pod_workers.go` `completeWork`.
    fn remind_before(&mut self, at: usize, end_ms: i64) {
        if end_ms - self.now_ms > REMIND_MS {
            let run = self.worker.containers[at].restarts;
            self.after(REMIND_MS, Timer::Remind(at, run, end_ms));
        }
    }

    /// The container still waits.
    pub fn remind(&mut self, at: usize, run: i32, end_ms: i64) {
        let container = &self.worker.containers[at];
        let waits = matches!(container.state, RunState::Waiting { reason: "CrashLoopBackOff", .. });
        if waits && container.restarts == run {
            self.tell_back_off(at);
            self.remind_before(at, end_ms);
        }
    }

    /// A container that the kubelet has stopped itself is started again at once, unless the run
    /// before it has ended so lately that it has to wait. It is that run that counts: the kubelet
    /// looks at the containers as they were before it stopped this one, and neither at how this
    /// one has ended nor, where its definition has changed, at the policy.
    /// Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` `computePodActions`.
    fn replace(&mut self, at: usize) {
        let now_ms = self.now_ms;
        let container = &mut self.worker.containers[at];
        let RunState::Terminated(end) = &container.state else { return };
        let before_ms = container.last.as_ref().map(|it| finished_ms(it, now_ms));
        let waits = before_ms.is_some_and(|it| container.backoff.waits_since(it, now_ms));
        let end = end.clone();
        if waits {
            self.report();
            self.noticed(at);
            return;
        }
        self.worker.containers[at].last = Some(end);
        match before_ms {
            Some(before_ms) => self.again(at, before_ms),
            None => self.start_again(at),
        }
    }

    /// The container starts again; the next wait will be longer.
    fn again(&mut self, at: usize, event_ms: i64) {
        self.worker.containers[at].backoff.next(event_ms, self.now_ms);
        self.start_again(at);
    }

    fn start_again(&mut self, at: usize) {
        self.worker.containers[at].is_due = true;
        self.advance();
    }

    /// The back-off is over.
    pub fn waited(&mut self, at: usize) {
        let container = &self.worker.containers[at];
        if matches!(container.state, RunState::Waiting { reason: "CrashLoopBackOff", .. }) {
            let end = container.last.as_ref();
            let event_ms = end.map_or(self.now_ms, |it| finished_ms(it, self.now_ms));
            self.again(at, event_ms);
        }
    }

    fn back_off(&mut self, at: usize, delay_ms: i64) {
        let (container, pod) = (self.worker.containers[at].name.clone(), full_name(self.pod));
        let message = format!(
            "back-off {} restarting failed container={container} pod={pod}",
            go_duration(delay_ms / 1000),
        );
        self.wait(at, "CrashLoopBackOff", message);
        self.tell_back_off(at);
        self.report();
    }

    fn tell_back_off(&mut self, at: usize) {
        let (container, pod) = (&self.worker.containers[at].name, full_name(self.pod));
        let event = format!("Back-off restarting failed container {container} in pod {pod}");
        self.event(at, EventType::Warning, "BackOff", event);
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
    let is_added = at >= spec.init_containers.len() + spec.containers.len();
    let Some(container) = spec_of(spec, at).filter(|_| !is_added) else { return false };
    if follows_rule(container, "Restart", code) {
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

/// What a container leaves behind in its file for that, or else in its log.
/// Source: `pkg/kubelet/kuberuntime/kuberuntime_container.go` `getTerminationMessage`.
fn last_words(container: &Container, process: &Process, storage: &Storage, code: i32) -> String {
    let setting = |name: &str| container.rest.get(name).and_then(Value::as_str).unwrap_or("");
    let said = storage.read(&process.mounts, setting("terminationMessagePath"));
    let falls_back = setting("terminationMessagePolicy") == "FallbackToLogsOnError";
    let mut text = said.unwrap_or("").to_owned();
    if text.is_empty() && falls_back && code != 0 {
        text = process.written().map(|it| it.1).collect();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        text = lines[lines.len().saturating_sub(LAST_LINES_MAX)..].concat();
    }
    let start = text.len().saturating_sub(LAST_WORDS_MAX);
    let start = (start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.split_off(start)
}

/// A Pod that waits is looked at this often (milliseconds): each minute, or up to half a minute
/// later; this is the middle.
const REMIND_MS: i64 = 75_000;
/// No message is longer (bytes).
const LAST_WORDS_MAX: usize = 4096;
/// So many lines of a log at most.
const LAST_LINES_MAX: usize = 80;

fn follows_rule(container: &Container, action: &str, code: i32) -> bool {
    let rules = container.rest.get("restartPolicyRules").and_then(Value::as_array);
    rules.into_iter().flatten().any(|rule| {
        let codes = &rule["exitCodes"];
        let values = codes["values"].as_array();
        let is_in = values.is_some_and(|it| it.iter().any(|it| it.as_i64() == Some(code.into())));
        code != 0 && rule["action"] == action && is_in == (codes["operator"] == "In")
    })
}

/// When a run ended (milliseconds since 1970), to the second.
fn finished_ms(end: &ContainerStateTerminated, now_ms: i64) -> i64 {
    end.finished_at.map_or(now_ms, |it| it.0 * 1000)
}

/// Seconds as Go prints a duration: `10s`, `1m20s`, `5m0s`.
pub(super) fn go_duration(seconds: i64) -> String {
    if seconds < 60 { format!("{seconds}s") } else { format!("{}m{}s", seconds / 60, seconds % 60) }
}
