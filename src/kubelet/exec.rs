//! Commands that somebody runs in a container. Source: `pkg/kubelet/server/server.go`.

use super::program::Host;
use super::storage::{Files, Storage};
use super::{Kubelets, RunState, Worker};
use crate::api::{PersistentVolume, Pod};
use crate::apiserver::WatchEvent;
use std::rc::Rc;

/// What a command in a container has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// How long it took (milliseconds).
    pub took_ms: i64,
    /// Its exit code.
    pub code: i32,
    /// What it has written.
    pub output: String,
    /// With which code the container's own process ends by what the command did.
    pub ends: Option<i32>,
}

fn sync_all(storage: &mut Storage, worker: &mut Worker, now_ms: i64) {
    let processes = worker.containers.iter_mut().filter_map(|it| it.process.as_mut());
    processes.for_each(|it| storage.sync(it, now_ms));
}

impl Kubelets {
    /// A claim or a volume has changed.
    pub fn observe_storage(&mut self, event: &WatchEvent) {
        self.storage.observe(event);
    }

    /// The Pod is gone, and what lived with it.
    pub(super) fn drop_worker(&mut self, uid: &str, now_ms: i64) {
        let mut is_down = false;
        if let Some(mut worker) = self.workers.remove(uid) {
            sync_all(&mut self.storage, Rc::make_mut(&mut worker), now_ms);
            is_down = self.is_down(&worker.node);
        }
        self.storage.forget(uid, is_down, now_ms);
    }

    /// Runs a command in a container that runs.
    ///
    /// # Errors
    /// Why it can't.
    pub fn exec(
        &mut self,
        pod: &Pod,
        container: &str,
        words: &[String],
        now_ms: i64,
    ) -> Result<Executed, String> {
        let node = &pod.spec.node_name;
        if self.is_down(node) {
            return Err(format!(
                "Error from server: error dialing backend: dial tcp: lookup {node}: no such host"
            ));
        }
        for worker in self.workers.values_mut() {
            sync_all(&mut self.storage, Rc::make_mut(worker), now_ms);
        }
        let worker = self.workers.get_mut(pod.metadata.uid.as_str()).map(Rc::make_mut);
        let host = worker.as_ref().map(|it| Host::new(pod, &it.ip, &self.zone)).unwrap_or_default();
        let run = worker.and_then(|it| it.containers.iter_mut().find(|it| it.name == container));
        let process = run
            .filter(|it| matches!(it.state, RunState::Running(_)))
            .and_then(|it| it.process.as_mut());
        let Some(process) = process else {
            return Err(format!(
                "error: unable to upgrade connection: container not found ({container:?})"
            ));
        };
        let mounts = process.attached.mounts();
        let mut before = process.attached.without_disk(process.trace(now_ms).files);
        before.extend(self.storage.view(mounts));
        let program = (*process.program).clone().on(host);
        let done = program.run_beside(words, before.clone(), now_ms);
        let Some(done) = done else {
            return Err("error: the command does not end, and nobody is there to end it".to_owned());
        };
        self.storage.apply(mounts, &before, &done.files);
        let ends = process.program.heeds_term(process.started_ms, now_ms);
        let ends = ends.filter(|_| done.ends_main);
        Ok(Executed { took_ms: done.took_ms, code: done.code, output: done.output, ends })
    }

    /// What is on a volume now: of one that is a folder of each host, on that node.
    #[must_use]
    pub fn volume_files(&self, volume: &PersistentVolume, node: &str, now_ms: i64) -> Rc<Files> {
        let mut storage = self.storage.clone();
        for worker in self.workers.values() {
            sync_all(&mut storage, &mut (**worker).clone(), now_ms);
        }
        storage.files_of(volume, node)
    }
}
