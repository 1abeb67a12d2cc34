//! What a kubelet remembers of a Pod.

use crate::api::{Container, ContainerStateTerminated, ObjectKey, Pod, Typed};

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

/// One container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerRun {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: String,
    /// What it does.
    pub state: RunState,
    /// How the run before this one ended.
    pub last: Option<ContainerStateTerminated>,
    /// Whether it answers that it is ready.
    pub ready: bool,
    /// How often it was started again.
    pub restarts: i32,
    /// The back-off of restarts: its length, and when it was last lengthened (milliseconds).
    pub backoff: Option<(i64, i64)>,
    /// The back-off of pulls (milliseconds).
    pub pull_backoff_ms: i64,
}

impl ContainerRun {
    fn new(container: &Container) -> Self {
        Self {
            name: container.name.clone(),
            image: container.image.clone(),
            state: RunState::Waiting { reason: "ContainerCreating", message: String::new() },
            last: None,
            ready: false,
            restarts: 0,
            backoff: None,
            pull_backoff_ms: 0,
        }
    }

    /// Whether it runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running(_))
    }
}

/// One Pod on its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// The Pod.
    pub key: ObjectKey,
    /// Its node.
    pub node: String,
    /// Raised where timers that are set become void.
    pub epoch: u32,
    /// Since when the kubelet knows it (milliseconds since 1970).
    pub since_ms: i64,
    /// Whether sandbox and network are there.
    pub has_sandbox: bool,
    /// Its address; empty before there is a sandbox.
    pub ip: String,
    /// Its containers, in the order of the spec.
    pub containers: Vec<ContainerRun>,
    /// When its containers will have stopped, once they are to (milliseconds since 1970).
    pub stops_ms: Option<i64>,
    /// Whether they have stopped.
    pub has_stopped: bool,
    /// Readiness that somebody has forced.
    pub forced_ready: Option<bool>,
}

impl Worker {
    /// A Pod that has just been seen.
    #[must_use]
    pub fn new(pod: &Pod, now_ms: i64) -> Self {
        Self {
            key: pod.key(),
            node: pod.spec.node_name.clone(),
            epoch: 0,
            since_ms: now_ms,
            has_sandbox: false,
            ip: String::new(),
            containers: pod.spec.containers.iter().map(ContainerRun::new).collect(),
            stops_ms: None,
            has_stopped: false,
            forced_ready: None,
        }
    }
}
