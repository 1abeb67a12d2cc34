//! `kubectl run -i`: what the container prints, until it ends.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/run/run.go` `handleAttachPod`, `pkg/cmd/attach/attach.go`.

use super::failure::Failure;
use super::flags::flags;
use super::pods::Asked;
use super::resource::Query;
use super::session::{Ran, Session, Step, Streams};
use super::{logs, pods};
use crate::api::{Kind, ObjectKey, Pod, Status};
use crate::apiserver::{DeleteOptions, Propagation, Request};
use crate::cluster::Cluster;
use crate::kubelet::no_host;
use std::rc::Rc;

/// A Pod must run after this long (milliseconds).
const RUNNING_MS: i64 = 60_000;
/// What is said before the first line.
const GREETING: &str = "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The Pod is to run, or to have ended.
    Starting,
    /// What comes after this moment (milliseconds since 1970) is not printed yet.
    Streaming(i64),
    /// Its exit code is to be known.
    Ending,
}

flags! {
    /// What each command has that attaches somebody.
    pub(super) struct AttachingFlags {
        quiet: switch "quiet" / "q";
        pod_running_timeout: duration "pod-running-timeout";
    }
}

flags! {
    /// Source: `AttachOptions`.
    pub(super) struct AttachFlags<'a> {
        [attaching: AttachingFlags]
        container: text "container" / "c";
        tty: switch "tty" / "t";
        _: "stdin/i detach-keys=text";
    }
}

/// `kubectl attach`: what a container prints from now on.
pub(super) fn attach(session: &mut Session<'_>, flags: &AttachFlags<'_>) -> Ran<Attached> {
    let word = match session.args.words.as_slice() {
        [] => return Err(Failure::text("at least 1 argument is required for attach")),
        [word] => word.clone(),
        [kind, name] => format!("{kind}/{name}"),
        more => {
            let (count, all) = (more.len(), more.join(" "));
            return Err(Failure::text(format!(
                "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {count}: [{all}]"
            )));
        }
    };
    let Some(pod) = pods::found(session, Query::default(), &word)?.into_iter().next() else {
        return Ok(Step::Done);
    };
    if pod.is_terminal() {
        let phase = &pod.status.phase;
        return Err(Failure::text(format!(
            "cannot attach a container in a completed pod; current phase is {phase}"
        )));
    }
    let quiet = flags.attaching.quiet;
    let asked = Asked { container: flags.container, quiet, all: false };
    let container = pods::container(session, &pod, asked)?;
    let mut all = pod.spec.containers.iter();
    let has_tty = all.any(|it| it.name == container && it.rest.get("tty") == Some(&true.into()));
    if !quiet && flags.tty && !has_tty {
        session.streams.err(&format!(
            "error: Unable to use a TTY - container {container} did not allocate one\n"
        ));
    }
    session.streams.err(if quiet { "" } else { GREETING });
    if pod.spec.node_name.is_empty() {
        return Err(Failure::plain(no_host(&pod)));
    }
    let mut attached = Attached::new(session, flags.attaching, &pod.metadata.name).of(container);
    attached.stage = Stage::Streaming(session.now_ms());
    attached.is_endless = true;
    Ok(Step::Block(attached))
}

/// A Pod to whose output somebody is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attached {
    pod: ObjectKey,
    /// Which of its containers; empty: the first.
    container: String,
    stage: Stage,
    /// Whether it is a Pod that was there before, and may never end.
    is_endless: bool,
    is_quiet: bool,
    /// Whether the Pod goes with it: `--rm`.
    pub(super) removes: bool,
    /// Whether its exit code is that of the command.
    pub(super) wants_code: bool,
    /// Whether what it is attached to is a prompt: nobody types, and it is left at once.
    pub(super) is_prompt: bool,
    timeout_ms: i64,
    deadline_ms: i64,
}

fn is_ephemeral(pod: &Pod, container: &str) -> bool {
    pod.spec.ephemeral_containers.iter().any(|it| it.name == container)
}

/// Whether somebody can be attached: the Pod of `run` is ready, the container that `debug` names
/// has begun, whatever becomes of it. Source: `podRunningAndReady`, `DebugOptions.waitForContainer`.
fn begins(cluster: &Cluster, pod: &Pod, container: &str) -> bool {
    if container.is_empty() {
        return pod.is_ready();
    }
    let worker = cluster.kubelets().worker(&pod.metadata.uid);
    worker.and_then(|it| it.container(container)).is_some_and(|it| it.process.is_some())
}

impl Attached {
    /// To a Pod, from its beginning on.
    pub fn new(session: &Session<'_>, flags: AttachingFlags, name: &str) -> Self {
        let timeout_ms = flags.pod_running_timeout.unwrap_or(RUNNING_MS);
        Self {
            pod: ObjectKey::new(Kind::Pod, session.namespace(), name),
            container: String::new(),
            stage: Stage::Starting,
            is_endless: false,
            is_quiet: flags.quiet,
            removes: false,
            wants_code: false,
            is_prompt: false,
            timeout_ms,
            deadline_ms: session.now_ms() + timeout_ms,
        }
    }

    /// To another container than the first.
    pub fn of(self, container: String) -> Self {
        Self { container, ..self }
    }

    /// Whether somebody attached to what may never end.
    pub fn is_endless(&self) -> bool {
        self.is_endless
    }

    /// When it must be looked at again though nothing has changed (milliseconds since 1970).
    pub fn deadline_ms(&self) -> Option<i64> {
        match self.stage {
            Stage::Streaming(seen_ms) => Some(seen_ms + 1000),
            _ => Some(self.deadline_ms),
        }
    }

    /// Looks again; `None` while there is more to come.
    pub fn poll(
        &mut self,
        cluster: &mut Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        let result = self.look(cluster, streams)?;
        if self.removes {
            let options =
                DeleteOptions { propagation: Some(Propagation::Background), ..Default::default() };
            let gone = cluster.request(Request::Delete(self.pod.clone(), options)).is_ok();
            if gone && !self.is_quiet {
                let ObjectKey { namespace, name, .. } = &self.pod;
                streams.out(&format!("pod {:?} deleted from {namespace} namespace\n", &**name));
            }
        }
        Some(result)
    }

    fn look(&mut self, cluster: &Cluster, streams: &mut Streams) -> Option<Result<(), Failure>> {
        let (now_ms, key) = (cluster.now_ms(), &self.pod);
        let Some(pod) = cluster.store().typed::<Pod>(&key.namespace, &key.name).map(Rc::clone)
        else {
            return Some(Err(Status::not_found(Kind::Pod, "").into()));
        };
        let own = self.container.clone();
        let container = match own.as_str() {
            "" => pod.spec.containers.first().map_or("", |it| it.name.as_str()),
            name => name,
        };
        let text = |after_ms| logs::printed_after(cluster, &pod, container, after_ms);
        if self.stage == Stage::Starting && pod.is_terminal() {
            streams.out(&text(i64::MIN));
            self.end(now_ms);
        } else if self.stage == Stage::Starting && begins(cluster, &pod, &own) {
            self.stage = Stage::Streaming(i64::MIN);
            streams.err(if self.is_quiet { "" } else { GREETING });
            if self.is_prompt {
                let name = &pod.metadata.name;
                let again = format!("using 'kubectl attach {name} -c {container} -i -t'");
                let text = match is_ephemeral(&pod, container) {
                    true => format!(
                        "Session ended, the ephemeral container will not be restarted but may be reattached {again} if it is still running\n"
                    ),
                    false => {
                        format!("Session ended, resume {again} command when the pod is running\n")
                    }
                };
                let is_told = !self.is_quiet && pod.spec.restart_policy == "Always";
                streams.out(if is_told { text.as_str() } else { "" });
                return Some(Ok(()));
            }
        }
        if let Stage::Streaming(seen_ms) = self.stage {
            streams.out(&text(seen_ms));
            let worker = cluster.kubelets().worker(&pod.metadata.uid);
            let process = worker.and_then(|it| it.container(container)?.process.as_ref());
            if process.is_some_and(|it| it.ended_ms.is_none()) {
                self.stage = Stage::Streaming(now_ms);
                return None;
            }
            self.end(now_ms);
        }
        if self.stage == Stage::Ending {
            let outcome = self.outcome(&pod);
            if outcome.is_some() {
                return outcome;
            }
        }
        let is_late = now_ms >= self.deadline_ms;
        is_late.then(|| Err(Failure::text("timed out waiting for the condition")))
    }

    fn end(&mut self, now_ms: i64) {
        self.stage = Stage::Ending;
        self.deadline_ms = now_ms + self.timeout_ms;
    }

    fn outcome(&self, pod: &Pod) -> Option<Result<(), Failure>> {
        if !self.wants_code || pod.status.phase == "Succeeded" {
            return Some(Ok(()));
        }
        if pod.status.phase != "Failed" || pod.spec.restart_policy == "OnFailure" {
            return None;
        }
        let end = pod.status.container_statuses.first().and_then(|it| it.state.terminated.as_ref());
        let (namespace, name) = (&pod.metadata.namespace, &pod.metadata.name);
        Some(Err(match end {
            Some(end) => Failure::plain(format!(
                "pod {namespace}/{name} terminated ({})\n{}",
                end.reason, end.message
            ))
            .with_code(end.exit_code),
            None => Failure::text(format!("pod {namespace}/{name} failed with unknown exit code")),
        }))
    }
}
