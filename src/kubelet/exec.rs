//! Commands that somebody runs in a container. Source: `pkg/kubelet/server/server.go`.

use super::fetch::{Fetched, Pages, fetch};
use super::program::Host;
use super::storage::Files;
use super::{Kubelets, RunState};
use crate::api::{ObjectKey, PersistentVolume, Pod};
use crate::apiserver::{Store, WatchEvent};
use crate::shell::Stream;
use std::rc::Rc;

/// A command that takes longer (milliseconds) does not end.
const LIMIT_MS: i64 = 600_000;

/// What a command in a container has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// How long it took (milliseconds).
    pub took_ms: i64,
    /// Its exit code.
    pub code: i32,
    /// What it has written, and where.
    pub printed: Vec<(Stream, String)>,
    /// With which code the container's own process ends by what the command did.
    pub ends: Option<i32>,
    /// The Services that it has asked over HTTP, with the Pods, by their addresses, that have
    /// answered.
    pub asked: Vec<(ObjectKey, String)>,
    /// Whether the container has no such program.
    pub is_missing: bool,
}

/// What the API server says to whoever wants something of a Pod that has no node.
/// Source: `pkg/registry/core/pod/strategy.go` `streamLocation`.
#[must_use]
pub fn no_host(pod: &Pod) -> String {
    let name = &pod.metadata.name;
    format!("Error from server (BadRequest): pod {name} does not have a host assigned")
}

impl Kubelets {
    /// A claim or a volume has changed.
    pub fn observe_storage(&mut self, event: &WatchEvent) {
        self.storage.observe(event);
    }

    /// The Pod is gone, and what lived with it.
    pub(super) fn drop_worker(&mut self, uid: &str, now_ms: i64) {
        let worker = self.workers.remove(uid);
        let is_down = worker.is_some_and(|it| self.is_down(&it.node));
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
        store: &Store,
        now_ms: i64,
    ) -> Result<Executed, String> {
        let node = &pod.spec.node_name;
        if node.is_empty() {
            return Err(no_host(pod));
        }
        if self.is_down(node) {
            return Err(format!(
                "Error from server: error dialing backend: dial tcp: lookup {node}: no such host"
            ));
        }
        if words.iter().any(|it| super::web::asks(it)) {
            self.web_until_ms = now_ms;
            self.renew_web(store, now_ms);
        }
        let (zone, web) = (Rc::clone(&self.zone), Rc::clone(&self.web));
        let worker = self.workers.get_mut(pod.metadata.uid.as_str()).map(Rc::make_mut);
        let run = worker.and_then(|it| {
            let run = it.containers.iter_mut().find(|it| it.name == container)?;
            Some((run, &it.ip))
        });
        let process = run.and_then(|(run, ip)| {
            let is_running = matches!(run.state, RunState::Running(_));
            let process = run.process.as_mut().filter(|_| is_running)?;
            process.refresh(pod, ip, &zone, &web);
            Some(process)
        });
        let Some(process) = process else {
            return Err(format!(
                "error: unable to upgrade connection: container not found ({container:?})"
            ));
        };
        process.advance(&mut self.storage, now_ms);
        let disks = (&mut self.storage, process.mounts.as_slice());
        let Some(done) = process.program.beside(words, disks, (now_ms, LIMIT_MS)) else {
            return Err("error: the command does not end, and nobody is there to end it".to_owned());
        };
        let ends = process.on_term(&self.storage, now_ms, now_ms);
        let ends = ends.filter(|_| done.ends_main).map(|it| it.1);
        let (took_ms, code, printed) = (done.took_ms, done.code, done.printed);
        self.web_until_ms = now_ms;
        let (asked, is_missing) = (done.asked, done.is_missing);
        Ok(Executed { took_ms, code, printed, ends, asked, is_missing })
    }

    /// `curl` or `wget` with these arguments, on a computer beside the nodes; where the address of
    /// a Pod is given, a port there leads into it.
    pub fn fetch(
        &mut self,
        (name, words, into): (&str, &[&str], Option<&str>),
        store: &Store,
        at: (i64, Pages<'_>),
    ) -> Option<Fetched> {
        self.web_until_ms = at.0;
        self.renew_web(store, at.0);
        let mut host = Host::outside(&self.web);
        if let Some(address) = into {
            host = host.at(address);
        }
        fetch(&host, name, words, at)
    }

    /// What is on a volume now: of one that is a folder of each host, on that node.
    #[must_use]
    pub fn volume_files(&self, volume: &PersistentVolume, node: &str) -> Rc<Files> {
        self.storage.files_of(volume, node)
    }

    /// Rises whenever a process makes a file or removes one. What goes with a container or a Pod doesn't count:
    /// their objects tell of that.
    #[must_use]
    pub fn files_revision(&self) -> u64 {
        self.storage.revision()
    }

    /// What the containers of a Pod have written that goes with them, or with it.
    pub fn own_files(&self, uid: &str) -> impl Iterator<Item = &Files> {
        let containers = self.worker(uid).into_iter().flat_map(|it| &it.containers);
        let mounts = containers.filter_map(|it| it.process.as_ref()).flat_map(|it| &*it.mounts);
        mounts.filter_map(|it| self.storage.disk(it.own_disk()?))
    }
}
