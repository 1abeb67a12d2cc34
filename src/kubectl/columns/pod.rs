//! Columns of Pods, and the algorithm behind STATUS. Source: `printPod`.

use super::{AGE, Column, NAME, column, of_type, or_none, wide};
use crate::api::{ContainerState, ContainerStatus, Pod, Time};
use crate::kubectl::duration;

/// READY, STATUS and RESTARTS of a Pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::kubectl) struct Summary {
    /// The word in STATUS.
    pub reason: String,
    ready: usize,
    total: usize,
    restarts: i32,
    last_restart: Option<Time>,
}

/// Why a container has ended.
fn ended(state: &ContainerState) -> Option<String> {
    let terminated = state.terminated.as_ref()?;
    let signal = terminated.rest.get("signal").and_then(serde_json::Value::as_i64).unwrap_or(0);
    Some(match terminated.reason.as_str() {
        "" if signal != 0 => format!("Signal:{signal}"),
        "" => format!("ExitCode:{}", terminated.exit_code),
        reason => reason.to_owned(),
    })
}

impl Summary {
    /// Looks at a Pod.
    pub fn of(pod: &Pod) -> Self {
        let status = &pod.status;
        let sidecars = pod.spec.init_containers.iter().filter(|it| it.is_sidecar()).count();
        let mut summary = Self {
            reason: if status.reason.is_empty() { &status.phase } else { &status.reason }
                .to_string(),
            total: pod.spec.containers.len() + sidecars,
            ..Self::default()
        };
        let gated = pod.condition("PodScheduled").is_some_and(|it| it.reason == "SchedulingGated");
        if gated {
            "SchedulingGated".clone_into(&mut summary.reason);
        }
        let initializing = summary.init_containers(pod);
        let initialized = pod.has_condition("Initialized");
        if !initializing || initialized {
            summary.containers(pod);
        }
        if pod.metadata.is_terminating() {
            if status.reason == "NodeLost" {
                "Unknown".clone_into(&mut summary.reason);
            } else if !pod.is_terminal() {
                "Terminating".clone_into(&mut summary.reason);
            }
        }
        summary
    }

    fn count_restarts(&mut self, status: &ContainerStatus) {
        self.restarts += status.restart_count;
        let finished = status.last_state.terminated.as_ref().and_then(|it| it.finished_at);
        self.last_restart = self.last_restart.max(finished);
    }

    /// The first init container that is not done decides; whether there is one.
    fn init_containers(&mut self, pod: &Pod) -> bool {
        let (specs, statuses) = (&pod.spec.init_containers, &pod.status.init_container_statuses);
        let mut found = false;
        for (index, status) in statuses.iter().enumerate() {
            self.count_restarts(status);
            if found {
                continue;
            }
            let sidecar = specs.iter().any(|it| it.name == status.name && it.is_sidecar());
            let waiting = status.state.waiting.as_ref().map_or("", |it| &it.reason);
            match &status.state.terminated {
                Some(terminated) if terminated.exit_code == 0 => continue,
                _ if sidecar && status.started == Some(true) => {
                    self.ready += usize::from(status.ready);
                    continue;
                }
                Some(_) => {
                    self.reason = format!("Init:{}", ended(&status.state).unwrap_or_default());
                }
                None if !waiting.is_empty() && waiting != "PodInitializing" => {
                    self.reason = format!("Init:{waiting}");
                }
                None => self.reason = format!("Init:{index}/{}", specs.len()),
            }
            found = true;
        }
        found
    }

    /// From the last to the first, so that the first with a problem wins.
    fn containers(&mut self, pod: &Pod) {
        let restarts = self.sidecar_restarts(pod);
        (self.restarts, self.last_restart) = (0, None);
        restarts.into_iter().for_each(|it| self.count_restarts(it));
        let (mut running, mut error) = (false, None);
        for status in pod.status.container_statuses.iter().rev() {
            self.count_restarts(status);
            let waiting = status.state.waiting.as_ref().map_or("", |it| it.reason.as_str());
            if !waiting.is_empty() {
                waiting.clone_into(&mut self.reason);
            } else if let Some(reason) = ended(&status.state) {
                let failed = status.state.terminated.as_ref().is_some_and(|it| it.exit_code != 0);
                if failed {
                    error = Some(reason.clone());
                }
                self.reason = reason;
            } else if status.ready && status.state.running.is_some() {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" {
            self.reason = match (running, error) {
                (true, _) if pod.is_ready() => "Running".to_owned(),
                (_, Some(error)) => error,
                (true, None) => "NotReady".to_owned(),
                (false, None) => "Completed".to_owned(),
            };
        }
    }

    fn sidecar_restarts<'p>(&self, pod: &'p Pod) -> Vec<&'p ContainerStatus> {
        let is_sidecar = |status: &&ContainerStatus| {
            pod.spec.init_containers.iter().any(|it| it.name == status.name && it.is_sidecar())
        };
        pod.status.init_container_statuses.iter().filter(is_sidecar).collect()
    }

    fn restarts(&self, now_ms: i64) -> String {
        match self.last_restart {
            Some(_) if self.restarts > 0 => {
                format!("{} ({} ago)", self.restarts, duration::age(self.last_restart, now_ms))
            }
            _ => self.restarts.to_string(),
        }
    }
}

/// How many readiness gates are open. Source: `printPod`.
fn readiness_gates(pod: &Pod) -> String {
    let Some(gates) = pod.spec.rest.get("readinessGates").and_then(|it| it.as_array()) else {
        return "<none>".to_owned();
    };
    let open = gates.iter().filter(|gate| {
        let condition = gate["conditionType"].as_str().and_then(|it| pod.condition(it));
        condition.is_some_and(|it| it.status == "True")
    });
    format!("{}/{}", open.count(), gates.len())
}

pub(in crate::kubectl) const POD: &[Column] = &[
    NAME,
    column("READY", |it, _| {
        of_type(it, |it: &Pod| {
            let summary = Summary::of(it);
            format!("{}/{}", summary.ready, summary.total)
        })
    }),
    column("STATUS", |it, _| of_type(it, |it: &Pod| Summary::of(it).reason)),
    column("RESTARTS", |it, now_ms| of_type(it, |it: &Pod| Summary::of(it).restarts(now_ms))),
    AGE,
    wide("IP", |it, _| of_type(it, |it: &Pod| or_none(&it.status.pod_ip))),
    wide("NODE", |it, _| of_type(it, |it: &Pod| or_none(&it.spec.node_name))),
    wide("NOMINATED NODE", |it, _| of_type(it, |it: &Pod| or_none(&it.status.nominated_node_name))),
    wide("READINESS GATES", |it, _| of_type(it, readiness_gates)),
];
