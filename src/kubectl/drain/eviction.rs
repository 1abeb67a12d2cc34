//! The Pods of one node on their way out, all at once, each at its own pace.

use super::filters::skips;
use crate::api::{Object, ObjectKey, Pod, Reason, Status, Typed};
use crate::apiserver::{DeleteOptions, Request};
use crate::cluster::Cluster;
use crate::kubectl::session::Streams;
use std::rc::Rc;

/// A budget that says no is asked again after this long (milliseconds).
const RETRY_MS: i64 = 5_000;
/// Whether a Pod is gone is looked at this often (milliseconds).
const LOOK_MS: i64 = 1_000;

/// Where a Pod is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// To be evicted at a moment.
    Asking(i64),
    /// Evicted; to be looked at at a moment.
    Leaving(i64),
    /// Gone, or given up.
    Over,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Leaver {
    key: ObjectKey,
    uid: String,
    state: State,
}

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Waits,
    Done,
    Failed(Vec<String>),
}

/// The Pods of one node on their way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Eviction {
    pods: Vec<Leaver>,
    options: DeleteOptions,
    uses_eviction: bool,
    /// When to give up, and how the time allowed is written.
    timeout: Option<(i64, String)>,
    skip_after_s: i64,
    errors: Vec<String>,
}

impl Eviction {
    pub fn new(
        pods: &[Rc<Pod>],
        options: DeleteOptions,
        uses_eviction: bool,
        timeout: Option<(i64, String)>,
        skip_after_s: i64,
        now_ms: i64,
    ) -> Self {
        let leaver = |pod: &Rc<Pod>| Leaver {
            key: pod.key(),
            uid: pod.metadata.uid.to_string(),
            state: State::Asking(now_ms),
        };
        let pods = pods.iter().map(leaver).collect();
        Self { pods, options, uses_eviction, timeout, skip_after_s, errors: Vec::new() }
    }

    /// The next moment at which something is to be done.
    pub fn next_ms(&self) -> Option<i64> {
        let due = |it: &Leaver| match it.state {
            State::Asking(at_ms) | State::Leaving(at_ms) => Some(at_ms),
            State::Over => None,
        };
        self.pods.iter().filter_map(due).min()
    }

    pub fn poll(&mut self, cluster: &mut Cluster, streams: &mut Streams) -> Progress {
        let now_ms = cluster.now_ms();
        // All say what they are about to do before the first of them is answered.
        let is_due = |it: &Leaver| matches!(it.state, State::Asking(at_ms) if at_ms <= now_ms);
        let due: Vec<usize> = (0..self.pods.len()).filter(|at| is_due(&self.pods[*at])).collect();
        for leaver in due.iter().map(|at| &self.pods[*at]).filter(|_| self.uses_eviction) {
            let (namespace, name) = (&leaver.key.namespace, &leaver.key.name);
            streams.out(&format!("evicting pod {namespace}/{name}\n"));
        }
        for at in due {
            self.pods[at].state = self.ask(at, cluster, streams);
        }
        for at in 0..self.pods.len() {
            if matches!(self.pods[at].state, State::Leaving(at_ms) if at_ms <= now_ms) {
                self.pods[at].state = self.look(at, cluster, streams);
            }
        }
        if self.next_ms().is_some() {
            Progress::Waits
        } else if self.errors.is_empty() {
            Progress::Done
        } else {
            Progress::Failed(std::mem::take(&mut self.errors))
        }
    }

    /// The time allowed, if it has passed.
    fn timed_out(&self, now_ms: i64) -> Option<String> {
        let (end_ms, text) = self.timeout.as_ref()?;
        (now_ms >= *end_ms).then(|| text.clone())
    }

    fn ask(&mut self, at: usize, cluster: &mut Cluster, streams: &mut Streams) -> State {
        let now_ms = cluster.now_ms();
        let key = self.pods[at].key.clone();
        let (name, namespace) = (key.name.to_string(), key.namespace.to_string());
        if self.uses_eviction
            && let Some(limit) = self.timed_out(now_ms)
        {
            self.errors.push(format!(
                "error when evicting pods/{name:?} -n {namespace:?}: global timeout reached: {limit}"
            ));
            return State::Over;
        }
        let options = self.options.clone();
        let request = if self.uses_eviction {
            Request::Evict(key, options)
        } else {
            Request::Delete(key, options)
        };
        match cluster.request(request) {
            Ok(_) => State::Leaving(now_ms),
            Err(status) => self.refused(&status, &namespace, &name, now_ms, streams),
        }
    }

    fn refused(
        &mut self,
        status: &Status,
        namespace: &str,
        name: &str,
        now_ms: i64,
        streams: &mut Streams,
    ) -> State {
        let message = &status.message;
        match status.reason {
            Reason::NotFound if self.uses_eviction => State::Over,
            Reason::NotFound => State::Leaving(now_ms),
            Reason::TooManyRequests => {
                streams.err(&format!(
                    "error when evicting pods/{name:?} -n {namespace:?} (will retry after 5s): {message}\n"
                ));
                State::Asking(now_ms + RETRY_MS)
            }
            _ if self.uses_eviction => {
                self.errors
                    .push(format!("error when evicting pods/{name:?} -n {namespace:?}: {message}"));
                State::Over
            }
            _ => {
                self.errors.push(message.clone());
                State::Over
            }
        }
    }

    fn look(&mut self, at: usize, cluster: &Cluster, streams: &mut Streams) -> State {
        let (now_ms, leaver) = (cluster.now_ms(), &self.pods[at]);
        let (name, namespace) = (&leaver.key.name, &leaver.key.namespace);
        let found = match cluster.store().get(&leaver.key) {
            Some(Object::Pod(pod)) if pod.metadata.uid == leaver.uid => pod,
            _ => {
                let verb = if self.uses_eviction { "evicted" } else { "deleted" };
                streams.out(&format!("pod/{name} {verb}\n"));
                return State::Over;
            }
        };
        if skips(found, self.skip_after_s, now_ms) {
            streams.out(&format!(
                "pod {:?} has DeletionTimestamp older than {} seconds, skipping\n",
                &**name, self.skip_after_s
            ));
            return State::Over;
        }
        if let Some(limit) = self.timed_out(now_ms) {
            let error = format!("global timeout reached: {limit}");
            self.errors.push(if self.uses_eviction {
                format!(
                    "error when waiting for pod {:?} in namespace {:?} to terminate: {error}",
                    &**name, &**namespace
                )
            } else {
                error
            });
            return State::Over;
        }
        State::Leaving(now_ms + LOOK_MS)
    }
}
