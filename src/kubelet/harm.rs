//! What somebody does to machines, and to the processes of a Pod.

use super::{ContainerRun, Effects, Kubelets, Machine, Role, Timer};
use crate::api::{Pod, Text};
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

impl Machine {
    fn fault(&mut self, is_network: bool) -> &mut bool {
        if is_network { &mut self.is_cut } else { &mut self.is_down }
    }
}

impl Kubelets {
    /// Whether the node does not answer though it works: the network does not reach it.
    #[must_use]
    pub fn is_cut(&self, name: &str) -> bool {
        self.machines.get(name).is_some_and(|it| it.is_cut && !it.is_down)
    }

    /// The node stops answering: what runs on it stays as it is, or goes on where only the network fails.
    pub fn set_down(&mut self, name: &str, is_network: bool) {
        if let Some(machine) = self.machines.get_mut(name) {
            *machine.fault(is_network) = true;
        }
        self.web_until_ms = 0;
    }

    /// The node has its power or its network back; what came due meanwhile is to be done now.
    pub fn set_up(&mut self, name: &str, is_network: bool) -> Vec<(Text, u32, Timer)> {
        self.web_until_ms = 0;
        let Some(machine) = self.machines.get_mut(name) else { return Vec::new() };
        *machine.fault(is_network) = false;
        if machine.is_down {
            return Vec::new();
        }
        std::mem::take(&mut machine.missed)
    }

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
