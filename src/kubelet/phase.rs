//! The phase of a Pod. Source: `pkg/kubelet/kubelet_pods.go` `getPhase`,
//! `pkg/kubelet/status/status_manager.go` `mergePodStatus`.

use super::restart;
use super::worker::{ContainerRun, Role, RunState, Worker};
use crate::api::Pod;

/// The phase to report. A Pod has not ended while one of its containers runs.
pub(super) fn of(worker: &Worker, pod: &Pod) -> &'static str {
    if pod.is_terminal() {
        return if pod.status.phase == "Failed" { "Failed" } else { "Succeeded" };
    }
    let phase = if worker.verdict.is_some() { "Failed" } else { of_containers(worker, pod) };
    let is_over = matches!(phase, "Succeeded" | "Failed");
    if is_over && worker.containers.iter().any(ContainerRun::is_running) {
        return if pod.status.phase == "Running" { "Running" } else { "Pending" };
    }
    phase
}

/// How a container has ended last, wherever it says so.
fn last_code(container: &ContainerRun) -> Option<i32> {
    container.exit_code().or_else(|| container.last.as_ref().map(|end| end.exit_code))
}

fn of_containers(worker: &Worker, pod: &Pod) -> &'static str {
    let restarts = |at: usize, code: i32| restart::restarts(&pod.spec, at, code);
    let mut first = worker.containers.iter().enumerate().filter(|it| it.1.role == Role::Init);
    let has_failed = |it: &ContainerRun| last_code(it).filter(|code| *code != 0);
    if first.any(|(at, it)| has_failed(it).is_some_and(|code| !restarts(at, code))) {
        return "Failed";
    }
    let has_begun = worker.main().any(|it| !it.has_never_run());
    let holds_up = |it: &ContainerRun| match it.role {
        Role::Init => !it.lets_others_start() && !worker.has_stopped,
        Role::Sidecar => !it.lets_others_start() && !has_begun,
        Role::Main | Role::Ephemeral => false,
    };
    let all_succeeded = || worker.main().all(|it| last_code(it) == Some(0));
    if worker.has_stopped {
        return if all_succeeded() { "Succeeded" } else { "Failed" };
    }
    if worker.containers.iter().any(holds_up) || worker.main().any(ContainerRun::has_never_run) {
        return "Pending";
    }
    let is_running = worker.main().any(|it| matches!(it.state, RunState::Running(_)));
    let mut main = worker.containers.iter().enumerate().filter(|it| it.1.role == Role::Main);
    // Whatever ended it, it is about to start again.
    let comes = |at: usize, it: &ContainerRun| it.is_due || worker.busy == Some(at);
    let goes_on = |at: usize, it: &ContainerRun| {
        comes(at, it) || last_code(it).is_some_and(|code| restarts(at, code))
    };
    if is_running || main.any(|(at, it)| goes_on(at, it)) {
        "Running"
    } else if all_succeeded() {
        "Succeeded"
    } else {
        "Failed"
    }
}
