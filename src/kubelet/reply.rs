//! What somebody who sends a request to a Pod gets.

use super::Kubelets;
use super::answer::{boot, knock};
use super::program::Port;
use super::stop::{KILLED, STOP_MS};
use super::worker::{ContainerRun, Role, Worker, spec_of};
use crate::api::{Container, Pod};

/// Whoever gets no answer for so long gives up (milliseconds).
const PATIENCE_MS: i64 = 10_000;

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// An answer.
    Good,
    /// Nobody listens: the connection is refused.
    Refused,
    /// Nothing, ever.
    Silence,
    /// An error, such as the status 503.
    Error,
}

/// The process that answers at a port: which container, and in which of its runs.
pub type Listener = (usize, i32);

fn listens(container: &Container, port: i32) -> bool {
    container.ports.iter().any(|it| it.container_port == port)
}

/// The container that a port belongs to: the one that names it, or else the first.
fn place_of(worker: &Worker, pod: &Pod, port: i32) -> Option<usize> {
    let is_main = |at: &usize| worker.containers[*at].role != Role::Init;
    let names = |at: &usize| spec_of(&pod.spec, *at).is_some_and(|it| listens(it, port));
    let mut all = (0..worker.containers.len()).filter(is_main);
    let first = |at: &usize| worker.containers[*at].role == Role::Main;
    let named = all.clone().find(names);
    named.or_else(|| all.find(first))
}

/// From when on a container that is being stopped takes no more requests. Who heeds SIGTERM
/// closes its port at once and finishes what it has begun; who does not goes on until it is
/// killed.
fn closes_ms(run: &ContainerRun) -> Option<i64> {
    let (stop_ms, code) = run.stops?;
    Some(if code == KILLED { stop_ms } else { stop_ms - STOP_MS })
}

/// What a container that runs answers, whatever it is asked; `Good` where that depends.
pub(super) fn health(worker: &Worker, pod: &Pod, at: usize, now_ms: i64) -> Reply {
    let run = &worker.containers[at];
    if run.is_hanging || worker.slow_ms > PATIENCE_MS {
        return Reply::Silence;
    }
    let is_closed = closes_ms(run).is_some_and(|it| now_ms >= it);
    let is_up = boot(pod, run).is_some_and(|it| now_ms >= it);
    if is_closed || !is_up {
        return Reply::Refused;
    }
    if worker.forced_ready == Some(false) { Reply::Error } else { Reply::Good }
}

impl Kubelets {
    /// Who would take a request to a port of a Pod, and what comes back.
    #[must_use]
    pub fn reply(&self, pod: &Pod, port: i32, now_ms: i64) -> (Option<Listener>, Reply) {
        let Some(worker) = self.worker(&pod.metadata.uid) else { return (None, Reply::Silence) };
        if self.is_down(&worker.node) {
            return (None, Reply::Silence);
        }
        let Some(at) = place_of(worker, pod, port) else { return (None, Reply::Refused) };
        let run = &worker.containers[at];
        let listener = Some((at, run.restarts));
        if !run.is_running() {
            return (None, Reply::Refused);
        }
        (listener, self.reply_of(worker, pod, at, port, now_ms))
    }

    fn reply_of(&self, worker: &Worker, pod: &Pod, at: usize, port: i32, now_ms: i64) -> Reply {
        let reply = health(worker, pod, at, now_ms);
        if reply != Reply::Good {
            return reply;
        }
        let Some(container) = spec_of(&pod.spec, at) else { return Reply::Refused };
        match knock(container, i64::from(port), None, &worker.containers[at], now_ms) {
            Port::Closed => Reply::Refused,
            Port::Status(500..) => Reply::Error,
            Port::Open | Port::Status(_) => Reply::Good,
        }
    }

    /// Whether the process that took a request is still there to answer it: what comes back if
    /// it is not.
    #[must_use]
    pub fn loses(&self, uid: &str, (at, restarts): Listener) -> Option<Reply> {
        let Some(worker) = self.worker(uid) else { return Some(Reply::Refused) };
        if self.is_down(&worker.node) {
            return Some(Reply::Silence);
        }
        let run = worker.containers.get(at)?;
        let is_same = run.is_running() && run.restarts == restarts;
        (!is_same).then_some(Reply::Refused)
    }
}
