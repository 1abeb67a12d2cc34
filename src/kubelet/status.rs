//! What a kubelet reports of a Pod. Source: `pkg/kubelet/kubelet_pods.go` `getPhase`,
//! `pkg/kubelet/status/generate.go`.

use super::worker::{ContainerRun, RunState, Worker};
use super::{Effects, images};
use crate::api::{
    ContainerState, ContainerStateRunning, ContainerStateWaiting, ContainerStatus, Pod,
    PodCondition, PodStatus, Time, Value,
};
use crate::apiserver::Request;

/// Asks for the status to be written, if it is not what is stored.
pub(super) fn report(worker: &Worker, pod: &Pod, now_ms: i64, effects: &mut Effects) {
    let status = compute(worker, pod, Time(now_ms.div_euclid(1000)));
    if status == pod.status {
        return;
    }
    let mut updated = pod.clone();
    updated.status = status;
    // A kubelet patches: it does not lose to somebody who has changed labels meanwhile.
    updated.metadata.resource_version.clear();
    effects.requests.push(Request::UpdateStatus(updated.into()));
}

/// The whole status.
pub(super) fn compute(worker: &Worker, pod: &Pod, now: Time) -> PodStatus {
    let phase = phase(worker, pod);
    let mut statuses: Vec<ContainerStatus> = worker.containers.iter().map(container).collect();
    statuses.sort_by(|a, b| a.name.cmp(&b.name));
    let mut status = PodStatus {
        phase: phase.to_owned(),
        container_statuses: statuses,
        host_ip: host_ip(&worker.ip),
        pod_ip: worker.ip.clone(),
        qos_class: pod.status.qos_class.clone(),
        start_time: pod.status.start_time.or(Some(now)),
        observed_generation: pod.metadata.generation,
        ..PodStatus::default()
    };
    if !worker.ip.is_empty() {
        let ips = |ip: &str| serde_json::json!([{ "ip": ip }]);
        status.rest.insert("podIPs".to_owned(), ips(&status.pod_ip));
        status.rest.insert("hostIPs".to_owned(), ips(&status.host_ip));
    }
    status.conditions = conditions(worker, pod, phase, now);
    status
}

fn host_ip(pod_ip: &str) -> String {
    let subnet = pod_ip.split('.').nth(2);
    subnet.map_or(String::new(), |subnet| format!("172.18.0.{}", subnet.parse().unwrap_or(0) + 1))
}

fn phase(worker: &Worker, pod: &Pod) -> &'static str {
    if pod.is_terminal() {
        return if pod.status.phase == "Failed" { "Failed" } else { "Succeeded" };
    }
    let containers = &worker.containers;
    let never_ran =
        |it: &ContainerRun| matches!(it.state, RunState::Waiting { .. }) && it.last.is_none();
    let exit = |it: &ContainerRun| match &it.state {
        RunState::Terminated(end) => Some(end.exit_code),
        _ => it.last.as_ref().map(|end| end.exit_code),
    };
    let all_succeeded = || containers.iter().all(|it| exit(it) == Some(0));
    if worker.has_stopped {
        return if all_succeeded() { "Succeeded" } else { "Failed" };
    }
    if containers.iter().any(never_ran) {
        return "Pending";
    }
    let policy = pod.spec.restart_policy.as_str();
    let restarts = policy == "Always" || policy == "OnFailure" && !all_succeeded();
    if restarts || containers.iter().any(ContainerRun::is_running) {
        "Running"
    } else if all_succeeded() {
        "Succeeded"
    } else {
        "Failed"
    }
}

fn container(run: &ContainerRun) -> ContainerStatus {
    let mut state = ContainerState::default();
    match &run.state {
        RunState::Waiting { reason, message } => {
            state.waiting = Some(ContainerStateWaiting {
                message: message.clone(),
                reason: (*reason).to_owned(),
                ..ContainerStateWaiting::default()
            });
        }
        RunState::Running(since_ms) => {
            state.running = Some(ContainerStateRunning {
                started_at: Some(Time(since_ms.div_euclid(1000))),
                ..ContainerStateRunning::default()
            });
        }
        RunState::Terminated(end) => state.terminated = Some(end.clone()),
    }
    let last_state = ContainerState { terminated: run.last.clone(), ..ContainerState::default() };
    let has_run = run.is_running() || run.last.is_some() || state.terminated.is_some();
    ContainerStatus {
        image: if has_run { images::full_name(&run.image) } else { run.image.clone() },
        image_id: if has_run { images::image_id(&run.image) } else { String::new() },
        last_state,
        name: run.name.clone(),
        ready: run.ready,
        restart_count: run.restarts,
        started: Some(run.is_running()),
        state,
        ..ContainerStatus::default()
    }
}

fn conditions(worker: &Worker, pod: &Pod, phase: &str, now: Time) -> Vec<PodCondition> {
    let is_over = matches!(phase, "Succeeded" | "Failed");
    let unready: Vec<&str> =
        worker.containers.iter().filter(|it| !it.ready).map(|it| it.name.as_str()).collect();
    let (reason, message) = match phase {
        "Succeeded" => ("PodCompleted", String::new()),
        "Failed" => ("PodFailed", String::new()),
        _ if unready.is_empty() => ("", String::new()),
        _ => (
            "ContainersNotReady",
            format!("containers with unready status: [{}]", unready.join(" ")),
        ),
    };
    let ready = !is_over && unready.is_empty();
    let ready = |r#type: &'static str| (r#type, ready, reason, message.clone());
    let wanted = [
        ("PodReadyToStartContainers", worker.has_sandbox && !is_over, "", String::new()),
        (
            "Initialized",
            true,
            if phase == "Succeeded" { "PodCompleted" } else { "" },
            String::new(),
        ),
        ready("Ready"),
        ready("ContainersReady"),
        ("PodScheduled", true, "", String::new()),
    ];
    let names: Vec<&str> = wanted.iter().map(|it| it.0).collect();
    // What other components have set stands first.
    let foreign = pod.status.conditions.iter().filter(|it| !names.contains(&it.r#type.as_str()));
    let own = wanted.iter().map(|(r#type, value, reason, message)| {
        let status = if *value { "True" } else { "False" };
        let before = pod.condition(r#type).filter(|it| it.status == status);
        PodCondition {
            last_probe_time: Value::Null,
            last_transition_time: before.and_then(|it| it.last_transition_time).or(Some(now)),
            message: message.clone(),
            observed_generation: pod.metadata.generation,
            reason: (*reason).to_owned(),
            status: status.to_owned(),
            r#type: (*r#type).to_owned(),
            ..PodCondition::default()
        }
    });
    foreign.cloned().chain(own).collect()
}
