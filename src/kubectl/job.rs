//! All that a command can wait for. Each is the command's own, and none of them knows the others.

use super::attach::Attached;
use super::delete::Gone;
use super::drain::Drain;
use super::failure::Failure;
use super::forward::Forwarding;
use super::get::Watching;
use super::logs::Following;
use super::replace::Replacing;
use super::rollout::Watch;
use super::session::Streams;
use super::wait::Waiting;
use crate::cluster::Cluster;
use std::convert::Infallible;

/// A command that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// `rollout status`
    Rollout(Watch),
    /// `wait`
    Wait(Waiting),
    /// `logs -f`
    Follow(Following),
    /// `delete`, until everything is gone.
    Gone(Gone),
    /// `drain`
    Drain(Box<Drain>),
    /// `get --watch`
    Watch(Box<Watching>),
    /// `replace --force`: what takes the place of what goes.
    Replace(Box<Replacing>),
    /// `run -i`, `attach`
    Attach(Box<Attached>),
    /// `port-forward`
    Forward(Box<Forwarding>),
}

impl From<Infallible> for Job {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

macro_rules! jobs {
    ($( $of:ty: $job:expr; )*) => { $(
        impl From<$of> for Job {
            fn from(it: $of) -> Self {
                $job(it.into())
            }
        }
    )* };
}

jobs! {
    Watch: Self::Rollout;
    Waiting: Self::Wait;
    Following: Self::Follow;
    Gone: Self::Gone;
    Drain: Self::Drain;
    Watching: Self::Watch;
    Replacing: Self::Replace;
    Attached: Self::Attach;
    Forwarding: Self::Forward;
}

impl Job {
    /// What it forwards.
    pub fn forwarding(&self) -> Option<&Forwarding> {
        if let Self::Forward(it) = self { Some(it) } else { None }
    }

    /// Looks again; `None` while it has to wait on.
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        match self {
            Self::Rollout(watch) => watch.poll(cluster, streams),
            Self::Wait(waiting) => waiting.poll(cluster, streams),
            Self::Follow(following) => following.poll(cluster, streams),
            Self::Gone(gone) => gone.poll(cluster),
            Self::Drain(drain) => drain.poll(cluster, streams),
            Self::Watch(watching) => watching.poll(cluster, streams),
            Self::Replace(replacing) => replacing.poll(cluster, streams),
            Self::Attach(attached) => attached.poll(cluster, streams),
            Self::Forward(forwarding) => forwarding.poll(cluster),
        }
    }

    /// When it must be asked again though nothing has changed.
    pub fn deadline_ms(&self) -> Option<i64> {
        match self {
            Self::Rollout(watch) => watch.deadline_ms(),
            Self::Wait(waiting) => waiting.deadline_ms(),
            Self::Follow(following) => following.deadline_ms(),
            Self::Gone(gone) => gone.deadline_ms(),
            Self::Drain(drain) => drain.deadline_ms(),
            Self::Watch(watching) => watching.deadline_ms(),
            Self::Replace(replacing) => replacing.deadline_ms(),
            Self::Attach(attached) => attached.deadline_ms(),
            Self::Forward(_) => None,
        }
    }

    /// Whether it goes on until somebody ends it.
    pub fn is_endless(&self) -> bool {
        match self {
            Self::Watch(_) | Self::Follow(_) => self.deadline_ms().is_none(),
            Self::Forward(_) => true,
            Self::Attach(attached) => attached.is_endless(),
            _ => false,
        }
    }
}
