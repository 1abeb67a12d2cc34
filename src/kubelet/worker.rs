//! What a kubelet remembers of a Pod.

use super::probe::Answers;
use super::process::Process;
use super::resize::Resize;
use crate::api::{Container, ContainerStateTerminated, ObjectKey, Pod, PodSpec, Text, Typed};
use crate::client::Backoff;

/// What a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Can't run yet.
    Waiting {
        /// Such as `ContainerCreating`.
        reason: &'static str,
        /// A sentence; may be empty.
        message: String,
    },
    /// Runs since (milliseconds since 1970).
    Running(i64),
    /// Has ended.
    Terminated(ContainerStateTerminated),
}

/// What a container is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs to its end before the others.
    Init,
    /// Starts before the others and stays.
    Sidecar,
    /// The work itself.
    Main,
    /// Was added to look into the Pod, and matters to nobody else.
    Ephemeral,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerRun {
    /// Its name.
    pub name: Text,
    /// Its image.
    pub image: Text,
    /// The image's full name and its digest, once it has been started.
    pub pulled: Option<(Text, Text)>,
    /// What it is there for.
    pub role: Role,
    /// What it does.
    pub state: RunState,
    /// How the run before this one ended.
    pub last: Option<ContainerStateTerminated>,
    /// Whether it answers that it is ready.
    pub ready: bool,
    /// Whether it has got past its start-up.
    pub started: bool,
    /// Whether it had got past its start-up in this or an earlier run.
    pub has_started: bool,
    /// How often it was started again.
    pub restarts: i32,
    /// Whether it is to be started as soon as its turn comes.
    pub is_due: bool,
    /// The back-off of restarts.
    pub backoff: Backoff,
    /// The back-off of pulls.
    pub pull_backoff: Backoff,
    /// Its program, while it runs and after.
    pub process: Option<Process>,
    /// The run before, which most have not had.
    pub previous: Option<Box<Process>>,
    /// What its probes have found in this run, by their kinds.
    pub answers: [Answers; 3],
    /// Why the hook after its start has failed, until it runs again or has to wait.
    pub hook_error: Option<Box<str>>,
    /// Whether it answers nothing any more.
    pub is_hanging: bool,
    /// Whether it is started again once it has been stopped, if the kubelet has it stopped itself.
    pub killed: Option<bool>,
    /// When it will have been stopped, and with which code, once it is to (milliseconds).
    pub stops: Option<(i64, i32)>,
}

impl ContainerRun {
    fn new(container: &Container, role: Role, reason: &'static str) -> Self {
        Self {
            name: container.name.clone(),
            image: container.image.clone(),
            pulled: None,
            role,
            state: RunState::Waiting { reason, message: String::new() },
            last: None,
            ready: false,
            started: false,
            has_started: false,
            restarts: 0,
            is_due: true,
            backoff: back_off(),
            pull_backoff: back_off(),
            process: None,
            previous: None,
            answers: Default::default(),
            hook_error: None,
            is_hanging: false,
            killed: None,
            stops: None,
        }
    }

    /// Whether it runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running(_))
    }

    /// The exit code, once it has ended.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        match &self.state {
            RunState::Terminated(end) => Some(end.exit_code),
            _ => None,
        }
    }

    /// Whether it can be ready while it runs.
    #[must_use]
    pub fn tells_readiness(&self) -> bool {
        !matches!(self.role, Role::Init | Role::Ephemeral)
    }

    /// Whether it waits and has never run.
    #[must_use]
    pub fn has_never_run(&self) -> bool {
        matches!(self.state, RunState::Waiting { .. }) && self.last.is_none()
    }

    /// Whether those after it may start: an init container that has succeeded, a sidecar that
    /// has got past its start-up.
    #[must_use]
    pub fn lets_others_start(&self) -> bool {
        match self.role {
            Role::Init => self.exit_code() == Some(0),
            Role::Sidecar => self.has_started,
            Role::Main | Role::Ephemeral => true,
        }
    }
}

/// One Pod on its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// The Pod.
    pub key: ObjectKey,
    /// Its node.
    pub node: Text,
    /// Raised where timers that are set become void.
    pub epoch: u32,
    /// Since when the kubelet knows it (milliseconds since 1970).
    pub since_ms: i64,
    /// Whether sandbox and network are there.
    pub has_sandbox: bool,
    /// The wait before its volumes are mounted once more (milliseconds).
    pub mount_wait_ms: i64,
    /// The node's address.
    pub host_ip: Text,
    /// Its address; empty before there is a sandbox.
    pub ip: Text,
    /// Its containers, in the order of the spec, those that run first before the others.
    pub containers: Vec<ContainerRun>,
    /// The container that is being pulled or started.
    pub busy: Option<usize>,
    /// When its containers will have stopped, once they are to (milliseconds since 1970).
    pub stops_ms: Option<i64>,
    /// Whether they have stopped.
    pub has_stopped: bool,
    /// Readiness that somebody has forced.
    pub forced_ready: Option<bool>,
    /// How long its answers take (milliseconds).
    pub slow_ms: i64,
    /// Why the kubelet itself ends the Pod: reason and message of its status.
    pub verdict: Option<(&'static str, String)>,
    /// The generation of the wish that it works for.
    pub generation: i64,
    /// Whether its status says what its containers have been granted.
    pub tells_resources: bool,
    /// Other resources on their way.
    pub resize: Option<Box<Resize>>,
}

/// The waits of a container that fails, or of a pull that does: from 10 s to 5 min.
/// Source: `pkg/kubelet/kubelet.go` `MaxContainerBackOff`.
#[must_use]
pub(super) fn back_off() -> Backoff {
    Backoff::new(10_000, 300_000)
}

/// What containers wait for that have not been started yet.
/// Source: `pkg/kubelet/kubelet_pods.go` `convertToAPIContainerStatuses`.
pub(super) fn waiting_reason(spec: &PodSpec) -> &'static str {
    match spec.init_containers.is_empty() {
        true => "ContainerCreating",
        false => "PodInitializing",
    }
}

impl Worker {
    /// A Pod that has just been seen.
    #[must_use]
    pub fn new(pod: &Pod, host_ip: Text, now_ms: i64) -> Self {
        let spec = &pod.spec;
        let reason = waiting_reason(spec);
        let role = |it: &Container| if it.is_sidecar() { Role::Sidecar } else { Role::Init };
        let first = spec.init_containers.iter().map(|it| ContainerRun::new(it, role(it), reason));
        let main = spec.containers.iter().map(|it| ContainerRun::new(it, Role::Main, reason));
        Self {
            key: pod.key(),
            node: pod.spec.node_name.clone(),
            epoch: 0,
            since_ms: now_ms,
            has_sandbox: false,
            mount_wait_ms: 0,
            host_ip,
            ip: Text::default(),
            containers: first.chain(main).collect(),
            busy: None,
            stops_ms: None,
            has_stopped: false,
            forced_ready: None,
            slow_ms: 0,
            verdict: None,
            generation: pod.metadata.generation,
            tells_resources: false,
            resize: None,
        }
    }

    /// Containers have been added to the Pod. Returns whether there are new ones.
    pub fn add(&mut self, spec: &PodSpec) -> bool {
        let known = self.containers.len();
        let all = spec.init_containers.len() + spec.containers.len();
        let new = spec.ephemeral_containers.iter().skip(known.saturating_sub(all));
        let new = new.map(|it| ContainerRun::new(it, Role::Ephemeral, "ContainerCreating"));
        self.containers.extend(new);
        self.containers.len() > known
    }

    /// The work itself.
    pub fn main(&self) -> impl Iterator<Item = &ContainerRun> {
        self.containers.iter().filter(|it| it.role == Role::Main)
    }

    /// A container by its name.
    #[must_use]
    pub fn container(&self, name: &str) -> Option<&ContainerRun> {
        self.containers.iter().find(|it| it.name == name)
    }

    /// The container that is to be started next. A container that runs first holds up those
    /// after it. Source: `kuberuntime_manager.go` `computePodActions`.
    #[must_use]
    pub fn next_to_start(&self) -> Option<usize> {
        // What was added waits for nobody.
        let is_added = |it: &ContainerRun| it.role == Role::Ephemeral && it.is_due;
        if let Some(at) = self.containers.iter().rposition(is_added) {
            return Some(at);
        }
        for (at, container) in self.containers.iter().enumerate() {
            let is_done = container.role == Role::Init && container.lets_others_start();
            if container.is_due && !is_done {
                return Some(at);
            }
            if !container.lets_others_start() {
                return None;
            }
        }
        None
    }
}

/// The container at a place of a worker's list.
#[must_use]
pub(super) fn spec_of(spec: &PodSpec, at: usize) -> Option<&Container> {
    match at.checked_sub(spec.init_containers.len()) {
        None => spec.init_containers.get(at),
        Some(at) => match at.checked_sub(spec.containers.len()) {
            None => spec.containers.get(at),
            Some(at) => spec.ephemeral_containers.get(at),
        },
    }
}
