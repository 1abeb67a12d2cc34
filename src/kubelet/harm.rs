//! What somebody does to the processes of a Pod.

use super::{ContainerRun, Effects, Kubelets, Role};
use crate::api::Pod;
use crate::apiserver::Store;
use std::rc::Rc;

/// What can happen to the processes of a Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// They say that they are not ready.
    Unready,
    /// They say that they are ready, and whatever else was wrong is over.
    Well,
    /// They answer nothing any more, and heed no signal.
    Hang,
    /// Each answer takes so many milliseconds.
    Slow(i64),
}

impl Kubelets {
    /// The first container of the Pod that runs ends with a code, because somebody wants it to;
    /// or since it has taken too much memory.
    pub fn exit(
        &mut self,
        pod: &Rc<Pod>,
        container: Option<&str>,
        (code, is_oom): (i32, bool),
        store: &Store,
        now_ms: i64,
    ) -> Effects {
        let mut effects = Effects::default();
        self.turn(pod, store, now_ms, &mut effects, |turn| {
            let containers = &turn.worker.containers;
            let is_meant = |it: &ContainerRun| match container {
                Some(name) => it.name == name,
                None => it.role == Role::Main,
            };
            let main = containers.iter().position(|it| it.is_running() && is_meant(it));
            if let Some(at) = main.or_else(|| containers.iter().position(ContainerRun::is_running))
            {
                turn.exit(at, turn.worker.containers[at].restarts, code, is_oom);
            }
        });
        effects
    }

    /// Something happens to the processes of a Pod, because somebody wants it to.
    pub fn trouble(
        &mut self,
        pod: &Rc<Pod>,
        trouble: Trouble,
        store: &Store,
        now_ms: i64,
    ) -> Effects {
        let mut effects = Effects::default();
        self.turn(pod, store, now_ms, &mut effects, |turn| turn.suffer(trouble));
        effects
    }
}
