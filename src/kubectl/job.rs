//! What a command can wait for.

use super::delete::Gone;
use super::failure::Failure;
use super::pods::Following;
use super::rollout::Watch;
use super::session::Streams;
use super::wait::Waiting;
use crate::cluster::Cluster;

/// A command that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// Until a moment (milliseconds since 1970).
    Sleep(i64),
    /// Until the next command of the line may start.
    Pause(i64),
    /// `rollout status`
    Rollout(Watch),
    /// `wait`
    Wait(Waiting),
    /// `logs -f`
    Follow(Following),
    /// `delete`, until everything is gone.
    Gone(Gone),
}

impl Job {
    /// Looks again; `None` while it has to wait on.
    pub fn poll(
        &mut self,
        cluster: &Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        match self {
            Self::Sleep(until) | Self::Pause(until) => {
                (cluster.now_ms() >= *until).then_some(Ok(()))
            }
            Self::Rollout(watch) => watch.poll(cluster, streams),
            Self::Wait(waiting) => waiting.poll(cluster, streams),
            Self::Follow(following) => following.poll(cluster, streams),
            Self::Gone(gone) => gone.poll(cluster),
        }
    }

    /// When it must be asked again though nothing has changed.
    pub fn deadline_ms(&self) -> Option<i64> {
        match self {
            Self::Sleep(until) | Self::Pause(until) => Some(*until),
            Self::Rollout(watch) => watch.deadline_ms(),
            Self::Wait(waiting) => waiting.deadline_ms(),
            Self::Follow(following) => following.deadline_ms(),
            Self::Gone(gone) => gone.deadline_ms(),
        }
    }
}
