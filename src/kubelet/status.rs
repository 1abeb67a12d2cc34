//! What a kubelet reports of a Pod. Source: `pkg/kubelet/kubelet_pods.go` `convertStatusToAPIStatus`,
//! `pkg/kubelet/status/generate.go`.

use super::admission::Rejection;
use super::worker::{ContainerRun, Role, RunState, Worker, spec_of};
use super::{Effects, images, phase};
use crate::api::{
    ContainerState, ContainerStateRunning, ContainerStateWaiting, ContainerStatus, Field, Object,
    Pod, PodCondition, PodIP, PodStatus, ResourceRequirements, Shared, Text, Time, Value,
};
use crate::apiserver::Request;
use crate::client::{EventDraft, EventType, reference};
use crate::sorted::Sort;
use std::rc::Rc;

/// Asks for the status to be written, if it is not what is stored.
pub(super) fn report(worker: &Worker, pod: &Pod, now_ms: i64, effects: &mut Effects) {
    let status = compute(worker, pod, Time::of_ms(now_ms));
    if status == pod.status {
        return;
    }
    let (spec, rest) = (Rc::clone(&pod.spec), pod.rest.clone());
    let mut updated = Pod { metadata: pod.metadata.clone(), spec, status, rest };
    // A kubelet patches: it does not lose to somebody who has changed labels meanwhile.
    updated.metadata.resource_version.clear();
    effects.requests.push(Request::UpdateStatus(updated.into()));
}

/// The Pod is turned away. Source: `pkg/kubelet/kubelet.go` `rejectPod`.
pub(super) fn reject(
    pod: &Rc<Pod>,
    (reason, message): Rejection,
    now_ms: i64,
    effects: &mut Effects,
) {
    let about = reference(&Object::Pod(Rc::clone(pod))).into();
    let event = EventDraft {
        about,
        r#type: EventType::Warning,
        reason,
        message: message.clone(),
        name_follows: false,
    };
    effects.events.push((pod.spec.node_name.clone(), event));
    let mut updated = (**pod).clone();
    updated.status.phase = Text::word("Failed");
    updated.status.reason = Text::word(reason);
    updated.status.message = format!("Pod was rejected: {message}").into();
    updated.status.start_time = Some(Time::of_ms(now_ms));
    updated.status.observed_generation = pod.metadata.generation;
    updated.metadata.resource_version.clear();
    effects.requests.push(Request::UpdateStatus(updated.into()));
}

/// The whole status.
pub(super) fn compute(worker: &Worker, pod: &Pod, now: Time) -> PodStatus {
    let phase = phase::of(worker, pod);
    let of_role = |roles: &'static [Role]| {
        let all = worker.containers.iter().enumerate();
        let of_role = all.filter(move |(_, it)| roles.contains(&it.role));
        // There are thousands of them, mostly of one container: no room is left behind it.
        let status = |(at, run): (usize, &ContainerRun)| {
            let own = spec_of(&pod.spec, at).filter(|_| run.role != Role::Ephemeral);
            container(run, own.and_then(|it| resources(worker, at, &it.resources)))
        };
        let mut statuses = Vec::with_capacity(of_role.clone().count());
        statuses.extend(of_role.map(status));
        statuses
    };
    let mut statuses = of_role(&[Role::Main]);
    statuses.order_by(|a, b| a.name.cmp(&b.name));
    let (reason, message) = match &worker.verdict {
        Some((reason, message)) => (Text::word(reason), message.into()),
        None => (pod.status.reason.clone(), pod.status.message.clone()),
    };
    let mut status = PodStatus {
        phase: Text::word(phase),
        container_statuses: statuses.into(),
        init_container_statuses: of_role(&[Role::Init, Role::Sidecar]).into(),
        ephemeral_container_statuses: of_role(&[Role::Ephemeral]).into(),
        message,
        reason,
        host_ip: worker.host_ip.clone(),
        host_ips: addresses(&worker.host_ip, &pod.status.host_ips),
        pod_ip: worker.ip.clone(),
        pod_ips: addresses(&worker.ip, &pod.status.pod_ips),
        qos_class: pod.status.qos_class.clone(),
        start_time: pod.status.start_time.or(Some(now)),
        observed_generation: pod.metadata.generation,
        ..PodStatus::default()
    };
    let whole = pod.spec.init_containers.len() + pod.spec.containers.len();
    if let Some(own) = &pod.spec.resources
        && let Some((granted, actual)) = resources(worker, whole, own)
    {
        if let Some(requests) = granted.requests.write() {
            status.rest.insert("allocatedResources".to_owned(), requests);
        }
        status.rest.insert("resources".to_owned(), actual.write_always());
    }
    status.conditions = conditions(worker, pod, phase, now).into();
    status
}

/// An address as a list; the one of the status before where that says the same.
fn addresses(ip: &Text, before: &Shared<Vec<PodIP>>) -> Shared<Vec<PodIP>> {
    if ip.is_empty() || before.iter().map(|it| &it.ip).eq([ip]) {
        return if ip.is_empty() { Shared::default() } else { before.clone() };
    }
    vec![PodIP { ip: ip.clone(), ..PodIP::default() }].into()
}

/// What a container, or the Pod as a whole behind them, has been granted and runs with.
/// Source: `pkg/kubelet/kubelet_pods.go` `convertContainerStatusResources`.
fn resources<'a>(
    worker: &'a Worker,
    at: usize,
    own: &'a ResourceRequirements,
) -> Option<(&'a ResourceRequirements, &'a ResourceRequirements)> {
    let changed = worker.resize.as_ref().and_then(|it| it.at(at));
    changed.or(Some((own, own))).filter(|_| worker.tells_resources)
}

fn container(
    run: &ContainerRun,
    resources: Option<(&ResourceRequirements, &ResourceRequirements)>,
) -> ContainerStatus {
    let mut state = ContainerState::default();
    match &run.state {
        RunState::Waiting { reason, message } => {
            state.waiting = Some(ContainerStateWaiting {
                message: message.into(),
                reason: Text::word(reason),
                ..ContainerStateWaiting::default()
            });
        }
        RunState::Running(since_ms) => {
            state.running = Some(ContainerStateRunning {
                started_at: Some(Time::of_ms(*since_ms)),
                ..ContainerStateRunning::default()
            });
        }
        RunState::Terminated(end) => state.terminated = Some(end.clone()),
    }
    let mut last_state =
        ContainerState { terminated: run.last.clone(), ..ContainerState::default() };
    // What has failed to start and will be started again waits.
    if let Some(message) = run.hook_error.as_ref().filter(|_| state.terminated.is_some()) {
        last_state.terminated = state.terminated.take();
        state.waiting = Some(ContainerStateWaiting {
            message: (&**message).into(),
            reason: Text::word("PostStartHookError"),
            ..ContainerStateWaiting::default()
        });
    }
    let has_run = run.is_running() || last_state.terminated.is_some() || state.terminated.is_some();
    let image = if has_run { run.pulled.clone() } else { None };
    let (image, image_id) = image.unwrap_or_else(|| match has_run {
        true => images::names(&run.image),
        false => (run.image.clone(), Text::default()),
    });
    ContainerStatus {
        allocated_resources: resources.map(|it| it.0.requests.clone()).unwrap_or_default(),
        container_id: run.process.as_ref().map(|it| it.id.clone()).unwrap_or_default(),
        image,
        image_id,
        last_state,
        name: run.name.clone(),
        ready: run.ready,
        resources: resources.map(|it| it.1.clone()),
        restart_count: run.restarts,
        started: match run.role {
            Role::Ephemeral => None,
            role => Some(run.started && role != Role::Init),
        },
        state,
        ..ContainerStatus::default()
    }
}

/// Why the readiness gates are not open; `None` where they are, or there are none.
/// Source: `pkg/kubelet/status/generate.go` `GeneratePodReadyCondition`.
fn gates_message(pod: &Pod) -> Option<String> {
    let gates = pod.spec.rest.get("readinessGates")?.as_array()?;
    let closed = gates.iter().filter_map(|gate| {
        let name = gate["conditionType"].as_str()?;
        match pod.condition(name) {
            None => Some(format!(
                "corresponding condition of pod readiness gate {name:?} does not exist."
            )),
            Some(it) if it.status != "True" => Some(format!(
                "the status of pod readiness gate {name:?} is not \"True\", but {}",
                it.status
            )),
            Some(_) => None,
        }
    });
    let messages: Vec<String> = closed.collect();
    (!messages.is_empty()).then(|| messages.join(", "))
}

fn conditions(worker: &Worker, pod: &Pod, phase: &str, now: Time) -> Vec<PodCondition> {
    let is_over = matches!(phase, "Succeeded" | "Failed");
    let unready = worker.containers.iter().filter(|it| it.tells_readiness() && !it.ready);
    // Sidecars come first, as they do in the list.
    let unready: Vec<&str> = unready.map(|it| it.name.as_str()).collect();
    let incomplete = worker.containers.iter().filter(|it| !it.lets_others_start());
    let incomplete: Vec<&str> = incomplete.map(|it| it.name.as_str()).collect();
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
    let gates = if ready { gates_message(pod) } else { None };
    let all_ready = ("ContainersReady", ready, reason, message.clone());
    let pod_ready = match gates {
        Some(message) => ("Ready", false, "ReadinessGatesNotReady", message),
        None => ("Ready", ready, reason, message),
    };
    let initialized = match phase {
        "Succeeded" => ("Initialized", true, "PodCompleted", String::new()),
        _ if incomplete.is_empty() => ("Initialized", true, "", String::new()),
        _ => {
            let message = format!("containers with incomplete status: [{}]", incomplete.join(" "));
            ("Initialized", false, "ContainersNotInitialized", message)
        }
    };
    let wanted = [
        ("PodReadyToStartContainers", worker.has_sandbox && !is_over, "", String::new()),
        initialized,
        pod_ready,
        all_ready,
        ("PodScheduled", true, "", String::new()),
    ];
    let is_own = |name: &str| {
        wanted.iter().any(|it| it.0 == name)
            || matches!(name, "PodResizePending" | "PodResizeInProgress")
    };
    // What other components have set stands first.
    let foreign = pod.status.conditions.iter().filter(|it| !is_own(&it.r#type));
    let own = wanted.iter().map(|(r#type, value, reason, message)| {
        let status = if *value { "True" } else { "False" };
        let before = pod.condition(r#type).filter(|it| it.status == status);
        PodCondition {
            last_probe_time: Value::Null,
            last_transition_time: before.and_then(|it| it.last_transition_time).or(Some(now)),
            message: message.into(),
            observed_generation: pod.metadata.generation,
            reason: Text::word(reason),
            status: Text::word(status),
            r#type: Text::word(r#type),
            ..PodCondition::default()
        }
    });
    let resize = worker.resize.iter().flat_map(|it| it.conditions());
    let others: Vec<&PodCondition> = foreign.chain(resize).collect();
    // There are thousands of them: no room is left behind it.
    let mut conditions = Vec::with_capacity(others.len() + wanted.len());
    conditions.extend(others.into_iter().cloned());
    conditions.extend(own);
    conditions
}
