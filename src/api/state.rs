//! What a container does. Source: `staging/src/k8s.io/api/core/v1/types.go`.

use super::field::{Text, object};
use super::meta::Time;

object! {
    /// At most one of its fields is set.
    pub struct ContainerState {
        /// It runs.
        running: Option<ContainerStateRunning> => "running",
        /// It has ended.
        terminated: Option<ContainerStateTerminated> => "terminated",
        /// It can't run yet.
        waiting: Option<ContainerStateWaiting> => "waiting",
    }

    /// It runs.
    pub struct ContainerStateRunning {
        /// Since when.
        started_at: Option<Time> => "startedAt",
    }

    /// It has ended.
    pub struct ContainerStateTerminated {
        /// What the container runtime calls it.
        container_id: Text => "containerID",
        /// The exit code.
        exit_code: i32 => "exitCode" always,
        /// When it ended.
        finished_at: Option<Time> => "finishedAt",
        /// A sentence.
        message: Text => "message",
        /// `Completed`, `Error`, `OOMKilled`.
        reason: Text => "reason",
        /// When it had started.
        started_at: Option<Time> => "startedAt",
    }

    /// It can't run yet.
    pub struct ContainerStateWaiting {
        /// A sentence.
        message: Text => "message",
        /// `ContainerCreating`, `ImagePullBackOff`, `CrashLoopBackOff`, ...
        reason: Text => "reason",
    }
}
