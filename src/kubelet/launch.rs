//! The processes of containers: started, and woken as time goes on.

use super::lifecycle::{RELIST_MS, Turn};
use super::process::{Log, Process};
use super::program::{Host, Program, substitute};
use super::storage::Mount;
use super::worker::{Role, spec_of};
use super::{Timer, config, environment, images};
use crate::api::{Container, Text, Value};
use std::borrow::Cow;
use std::rc::Rc;

/// No program is quicker (milliseconds).
const SHORTEST_MS: i64 = 30;

impl Turn<'_> {
    /// A timer is set to when the container's process goes on.
    pub fn wake(&mut self, at: usize) {
        let run = &mut self.worker.containers[at];
        let Some(process) = &mut run.process else { return };
        let next_ms = process.next_ms();
        if next_ms == process.wakes_ms {
            return;
        }
        process.wakes_ms = next_ms;
        let number = run.restarts;
        if let Some(at_ms) = next_ms {
            self.after(at_ms - self.now_ms, Timer::Program(at, number, at_ms));
        }
    }

    /// The container's process goes on.
    pub(super) fn go_on(&mut self, at: usize, number: i32, at_ms: i64) {
        let run = &mut self.worker.containers[at];
        let Some(process) = run.process.as_mut().filter(|it| it.wakes_ms == Some(at_ms)) else {
            return;
        };
        if run.restarts != number {
            return;
        }
        process.wakes_ms = None;
        process.refresh(self.pod, &self.worker.ip, &self.zone, &self.web);
        let ended = process.advance(self.storage, self.now_ms);
        self.effects.asked.append(&mut process.asked);
        let is_planned = run.stops.is_some() || run.killed.is_some() || process.ends.is_some();
        match ended {
            Some(ended) if !is_planned => self.exit(at, number, ended.code, ended.is_memory),
            Some(_) => {}
            None => self.wake(at),
        }
    }

    /// What the container runs from now on.
    pub(super) fn process(&mut self, at: usize) -> Process {
        let is_main = self.worker.containers[at].role == Role::Main;
        let seconds = self.annotation("podarium.sim/run-seconds").and_then(|it| it.parse().ok());
        let seconds = seconds.filter(|it: &i64| *it >= 0 && is_main);
        let ends = seconds.map(|seconds| {
            let code = self.annotation("podarium.sim/exit-code").and_then(|it| it.parse().ok());
            (self.now_ms + seconds.saturating_mul(1000), code.unwrap_or(0))
        });
        let mounts = self.open_volumes(at);
        let pod = self.pod;
        let program = match spec_of(&pod.spec, at) {
            Some(container) if !self.is_serial => {
                let container = &self.with_paths(container);
                let links = self.links.of(self.pod, self.store);
                let from = (self.store, &*self.storage);
                let environment = environment::of(container, self.pod, self.worker, from, &links);
                let files = config::files(container, self.pod, self.store);
                let host = Host::new(self.pod, &self.worker.ip, &self.zone).among(&self.web);
                let program = Program::new(container, environment.unwrap_or_default(), files);
                let is_step = self.worker.containers[at].role == Role::Init;
                program.within(&pod.spec).on(host).as_step(is_step)
            }
            _ => Program::default(),
        };
        let machine = match ends.is_none() && program.refusal().is_none() && !self.is_serial {
            true => program.start(self.now_ms).map(Box::new),
            false => None,
        };
        let id = if self.is_serial { Text::default() } else { self.container_id(at) };
        let mut process = Process {
            program: Rc::new(program),
            greets: machine.is_none() && !self.is_serial,
            machine,
            log: Log::default(),
            id,
            mounts: Rc::new(mounts),
            started_ms: self.now_ms,
            ended_ms: None,
            ends,
            is_greedy: false,
            wakes_ms: None,
            term_ms: None,
            asked: Vec::new(),
            renewed: None,
        };
        // What ends soon is known at once.
        if let Some(ended) = process.foresee(self.storage, self.now_ms + RELIST_MS) {
            process.ends = Some((ended.at_ms.max(self.now_ms + SHORTEST_MS), ended.code));
            process.is_greedy = ended.is_memory;
        }
        process.advance(self.storage, self.now_ms);
        self.effects.asked.append(&mut process.asked);
        process
    }

    pub(super) fn container_id(&self, at: usize) -> Text {
        let (run, uid) = (&self.worker.containers[at], &self.pod.metadata.uid);
        let text = Text::concat(&[uid, "/", &run.name, "/", &self.now_ms.to_string()]);
        Text::concat(&["containerd://", &images::digits(&text)])
    }

    /// A container whose `subPathExpr`s are the paths that they stand for.
    /// Source: `pkg/kubelet/container/helpers.go` `ExpandContainerVolumeMounts`.
    fn with_paths<'c>(&mut self, container: &'c Container) -> Cow<'c, Container> {
        let mut paths = container.volume_mounts.iter().map(|it| it.rest.at("subPathExpr"));
        if paths.all(Value::is_null) {
            return Cow::Borrowed(container);
        }
        let links = self.links.of(self.pod, self.store);
        let from = (self.store, &*self.storage);
        let all = environment::of(container, self.pod, self.worker, from, &links);
        let (all, mut container) = (all.unwrap_or_default(), container.clone());
        for mount in &mut container.volume_mounts {
            if let Some(path) = mount.rest.at("subPathExpr").as_str() {
                mount.sub_path = substitute(path, &all).into();
            }
        }
        Cow::Owned(container)
    }

    /// The volumes of a container.
    pub(super) fn open_volumes(&mut self, at: usize) -> Vec<Mount> {
        let run = &self.worker.containers[at];
        let number = run.restarts + i32::from(run.last.is_some());
        let is_main = run.role == Role::Main;
        let pod = self.pod;
        let spec = spec_of(&pod.spec, at).map(|it| self.with_paths(it));
        let node = &self.worker.node;
        let mounts = spec.map(|it| self.storage.mounts(pod, &it, node, number));
        let mounts = mounts.unwrap_or_default();
        if is_main {
            self.storage.sign(&mounts, &self.pod.metadata.name, node, self.now_ms);
        }
        mounts
    }
}
