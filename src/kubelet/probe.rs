//! When a container is asked how it is, and what follows from the answers.
//! Source: `pkg/kubelet/prober/{prober_manager,worker,prober}.go`.
//!
//! A question whose answer can't change is not put again: the next one is put when something
//! happens to the container, at the time at which it would have been put.

use super::Timer;
use super::answer::{Answer, answer, is_steady};
use super::lifecycle::Turn;
use super::worker::{Role, RunState, spec_of};
use crate::api::{Container, Probe};
use crate::client::EventType;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProbeKind {
    /// Whether it has got past its start-up.
    Startup,
    /// Whether it may get traffic.
    Readiness,
    /// Whether it has to be started again.
    Liveness,
}

/// Every kind, in the order in which they matter.
pub(super) const PROBE_KINDS: [ProbeKind; 3] =
    [ProbeKind::Startup, ProbeKind::Readiness, ProbeKind::Liveness];

impl ProbeKind {
    /// What a container has to be asked.
    pub(super) fn of(self, container: &Container) -> Option<&Probe> {
        match self {
            Self::Startup => container.startup_probe.as_ref(),
            Self::Readiness => container.readiness_probe.as_ref(),
            Self::Liveness => container.liveness_probe.as_ref(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Startup => "Startup",
            Self::Readiness => "Readiness",
            Self::Liveness => "Liveness",
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Startup => 0,
            Self::Readiness => 1,
            Self::Liveness => 2,
        }
    }
}

/// The answers of one probe to one run of a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// When it is asked next (milliseconds since 1970).
    pub next_ms: Option<i64>,
    /// When it was asked last.
    pub last_ms: Option<i64>,
    /// Whether it is not asked any more in this run.
    pub is_held: bool,
    in_a_row: i32,
    was_good: bool,
}

/// The kubelet sees that a container runs, and asks at once whether it is ready (milliseconds).
const NOTICE_MS: i64 = 300;

impl Turn<'_> {
    /// A container runs: its probes begin. Those for readiness and liveness wait for the start-up.
    pub fn begin_probes(&mut self, at: usize) {
        self.worker.containers[at].answers = Default::default();
        if self.is_serial || self.worker.containers[at].role == Role::Init {
            return;
        }
        for kind in PROBE_KINDS {
            let waits = self.worker.containers[at].started == (kind == ProbeKind::Startup);
            if !waits {
                self.plan_first(at, kind);
            }
        }
    }

    /// Probes of start-up and liveness keep to the clock of the Pod; those of readiness to that of
    /// the container.
    fn plan_first(&mut self, at: usize, kind: ProbeKind) {
        let Some(container) = spec_of(&self.pod.spec, at) else { return };
        let Some(probe) = kind.of(container) else { return };
        let RunState::Running(since_ms) = self.worker.containers[at].state else { return };
        let period_ms = i64::from(probe.period_seconds.max(1)) * 1000;
        let delay_ms = i64::from(probe.initial_delay_seconds.max(0)) * 1000;
        let earliest_ms = (since_ms.div_euclid(1000) * 1000 + delay_ms).max(self.now_ms);
        let clock_ms = match kind {
            ProbeKind::Readiness => self.now_ms + NOTICE_MS,
            _ => self.worker.since_ms,
        };
        self.ask_at(at, kind, next_tick(clock_ms, period_ms, earliest_ms));
    }

    fn ask_at(&mut self, at: usize, kind: ProbeKind, at_ms: i64) {
        let run = self.worker.containers[at].restarts;
        self.worker.containers[at].answers[kind.place()].next_ms = Some(at_ms);
        self.after(at_ms - self.now_ms, Timer::Probe(at, run, kind));
    }

    /// Something has happened to the container: questions that were not put any more are again.
    pub fn resume_probes(&mut self, at: usize) {
        let Some(container) = spec_of(&self.pod.spec, at) else { return };
        let periods = PROBE_KINDS.map(|kind| kind.of(container).map(|it| it.period_seconds.max(1)));
        for (kind, period) in PROBE_KINDS.into_iter().zip(periods) {
            let answers = self.worker.containers[at].answers[kind.place()];
            let (Some(period), Some(last_ms)) = (period, answers.last_ms) else { continue };
            if answers.next_ms.is_none() && !answers.is_held {
                self.ask_at(
                    at,
                    kind,
                    next_tick(last_ms, i64::from(period) * 1000, self.now_ms + 1),
                );
            }
        }
    }

    /// A question is put.
    pub fn probe(&mut self, at: usize, run: i32, kind: ProbeKind) {
        let run_now = &mut self.worker.containers[at];
        let answers = &mut run_now.answers[kind.place()];
        if !matches!(run_now.state, RunState::Running(_))
            || run_now.restarts != run
            // What came due while the node was down is asked once it is back.
            || answers.next_ms.is_none_or(|it| it > self.now_ms)
        {
            return;
        }
        answers.next_ms = None;
        answers.last_ms = Some(self.now_ms);
        let pod = std::rc::Rc::clone(self.pod);
        let Some(container) = spec_of(&pod.spec, at) else { return };
        let Some(probe) = kind.of(container) else { return };
        let answer = answer(self.worker, &pod, at, kind, self.storage, self.now_ms);
        let period_ms = i64::from(probe.period_seconds.max(1)) * 1000;
        if let Answer::Unknown(why) = answer {
            // Source: `pkg/kubelet/prober/worker.go` `doProbe`: such a result is thrown away.
            let message =
                format!("{} probe errored and resulted in unknown state: {why}", kind.word());
            self.event(at, EventType::Warning, "Unhealthy", message);
            return self.ask_at(at, kind, self.now_ms + period_ms);
        }
        let is_good = answer == Answer::Good;
        let answers = &mut self.worker.containers[at].answers[kind.place()];
        answers.in_a_row = if answers.was_good == is_good { answers.in_a_row + 1 } else { 1 };
        answers.was_good = is_good;
        let in_a_row = answers.in_a_row;
        if let Answer::Bad(why) = answer {
            let message = format!("{} probe failed: {why}", kind.word());
            self.event(at, EventType::Warning, "Unhealthy", message);
        }
        let threshold = if is_good { probe.success_threshold } else { probe.failure_threshold };
        let counts = in_a_row >= threshold.max(1);
        let is_final = is_good && counts && is_steady(self.worker, &pod, at, kind, self.now_ms);
        let ends =
            counts && (kind == ProbeKind::Startup || kind == ProbeKind::Liveness && !is_good);
        if ends {
            self.worker.containers[at].answers[kind.place()].is_held = true;
        } else if !is_final {
            self.ask_at(at, kind, self.now_ms + period_ms);
        }
        if counts {
            self.conclude(at, kind, is_good, probe);
        }
    }

    /// The answers have reached a threshold.
    fn conclude(&mut self, at: usize, kind: ProbeKind, is_good: bool, probe: &Probe) {
        let container = &mut self.worker.containers[at];
        match (kind, is_good) {
            (ProbeKind::Readiness, _) if container.ready != is_good => {
                container.ready = is_good;
                self.report();
            }
            (ProbeKind::Startup, true) => {
                container.started = true;
                container.has_started = true;
                let has_probe =
                    spec_of(&self.pod.spec, at).is_some_and(|it| it.readiness_probe.is_some());
                self.worker.containers[at].ready =
                    self.worker.forced_ready.unwrap_or(true) && !has_probe;
                self.plan_first(at, ProbeKind::Readiness);
                self.plan_first(at, ProbeKind::Liveness);
                self.report();
                self.advance();
            }
            (ProbeKind::Startup | ProbeKind::Liveness, false) => {
                let grace_s = probe.rest.get("terminationGracePeriodSeconds");
                self.kill(at, kind, grace_s.and_then(serde_json::Value::as_i64));
            }
            _ => {}
        }
    }

    /// A container that does not answer is stopped, and started again where it may be.
    fn kill(&mut self, at: usize, kind: ProbeKind, grace_s: Option<i64>) {
        let container = &self.worker.containers[at];
        let (name, run) = (container.name.clone(), container.restarts);
        let policy = self.pod.spec.restart_policy.as_str();
        let restarts = policy != "Never" || container.role == Role::Sidecar;
        let suffix = if restarts { ", will be restarted" } else { "" };
        let probe = kind.word().to_ascii_lowercase();
        self.normal(at, "Killing", &format!("Container {name} failed {probe} probe{suffix}"));
        let grace_s = grace_s.or(self.pod.spec.termination_grace_period_seconds).unwrap_or(30);
        let (end_ms, code) = self.plan_kill(at, grace_s);
        self.worker.containers[at].killed = Some(restarts);
        self.after(end_ms - self.now_ms, Timer::Exit(at, run, code));
    }
}

/// The first tick of a clock at or after a time.
fn next_tick(clock_ms: i64, period_ms: i64, earliest_ms: i64) -> i64 {
    let behind = earliest_ms - clock_ms;
    let ticks = behind.div_euclid(period_ms) + i64::from(behind.rem_euclid(period_ms) > 0);
    clock_ms + ticks.max(0) * period_ms
}
