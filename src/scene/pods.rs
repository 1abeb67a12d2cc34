//! Pods: where each is, what it looks like, and what is to be said of it.

use super::history::{DWELL_MS, FLIGHT_MS, History, LEAVE_MS, Track};
use crate::api::{ContainerStatus, Pod, ReplicaSet};
use crate::apiserver::Store;
use crate::controllers::deployment::revision;
use std::rc::Rc;

/// Where a Pod is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// It waits for a node, in this place.
    Tray(u32),
    /// On its way from the tray.
    Flight {
        /// Its place in the tray.
        from: u32,
        /// Its node's name.
        node: Rc<str>,
        /// Its place there.
        slot: u32,
        /// How much of the way is done, in thousandths.
        done: u32,
    },
    /// On its node.
    Node {
        /// The node's name.
        node: Rc<str>,
        /// Its place there.
        slot: u32,
    },
}

/// What a Pod looks like: how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// It has no node yet.
    Pending,
    /// Its containers are being made; how full it is drawn, in thousandths.
    Creating(u32),
    /// It runs and is not ready.
    Running,
    /// It is ready.
    Ready,
    /// It is being deleted.
    Terminating,
    /// Something is wrong: the word that kubectl has for it.
    Failing(String),
    /// It has done its work.
    Done,
}

impl Look {
    /// One word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Creating(_) => "creating",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Terminating => "terminating",
            Self::Failing(_) => "crash",
            Self::Done => "done",
        }
    }

    /// The sign that is drawn beside it.
    #[must_use]
    pub fn mark(&self) -> Option<char> {
        match self {
            Self::Failing(_) => Some('!'),
            Self::Done => Some('\u{2713}'),
            _ => None,
        }
    }
}

/// A Pod in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// By which it is known while it lives.
    pub uid: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// Its namespace.
    pub namespace: Rc<str>,
    /// What is written on it.
    pub label: Rc<str>,
    /// Which colour it shares with its siblings: counts owners in the order they came.
    pub group: u32,
    /// Where it is.
    pub place: Place,
    /// How it is.
    pub look: Look,
    /// How far it has faded, in thousandths; `None` while it is there.
    pub gone: Option<u32>,
    /// All of this as a sentence.
    pub says: String,
}

/// All Pods to be seen at a moment (milliseconds since 1970), in the order of their creation.
pub(super) fn pods(store: &Store, history: &History, now_ms: i64) -> Vec<Rc<PodView>> {
    let is_seen = |track: &&Track| track.deleted_ms.is_none_or(|it| it + LEAVE_MS > now_ms);
    let seen = history.tracks.values().filter(is_seen);
    seen.map(|track| Rc::new(view(store, track, now_ms))).collect()
}

fn view(store: &Store, track: &Track, now_ms: i64) -> PodView {
    let pod = &*track.pod;
    let look = look(track, now_ms);
    let label = track.name.rsplit('-').next().unwrap_or(&track.name);
    PodView {
        uid: Rc::clone(&track.uid),
        name: Rc::clone(&track.name),
        namespace: pod.metadata.namespace.as_str().into(),
        label: label.into(),
        group: track.group,
        place: place(track, now_ms),
        gone: track.deleted_ms.map(|it| thousandths(now_ms - it, LEAVE_MS)),
        says: says(store, pod, &look, track.deleted_ms.is_some()),
        look,
    }
}

fn thousandths(part_ms: i64, whole_ms: i64) -> u32 {
    u32::try_from((part_ms * 1000 / whole_ms).clamp(0, 1000)).unwrap_or(0)
}

fn place(track: &Track, now_ms: i64) -> Place {
    let from = track.tray_slot;
    let Some((node, slot, since_ms)) = &track.spot else { return Place::Tray(from) };
    let (node, slot) = (Rc::clone(node), *slot);
    match thousandths(now_ms - since_ms - DWELL_MS, FLIGHT_MS) {
        1000.. => Place::Node { node, slot },
        done => Place::Flight { from, node, slot, done },
    }
}

fn look(track: &Track, now_ms: i64) -> Look {
    let pod = &*track.pod;
    if pod.metadata.is_terminating() || track.deleted_ms.is_some() {
        return Look::Terminating;
    }
    let Some((_, _, since_ms)) = &track.spot else { return Look::Pending };
    match pod.status.phase.as_str() {
        "Succeeded" => return Look::Done,
        "Failed" => return Look::Failing(or(&pod.status.reason, "Failed")),
        _ => {}
    }
    let statuses = pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
    if let Some(trouble) = statuses.filter_map(trouble).next() {
        return Look::Failing(trouble);
    }
    if pod.is_ready() {
        return Look::Ready;
    }
    if pod.status.container_statuses.iter().any(|it| it.state.running.is_some()) {
        return Look::Running;
    }
    // Nobody knows how long it will take: half of what is left in each further second, in steps
    // of 5 % so that the picture is not drawn anew for nothing.
    let passed_ms = (now_ms - since_ms).max(0);
    Look::Creating(u32::try_from(1000 * passed_ms / (passed_ms + 900) / 50 * 50).unwrap_or(0))
}

fn or(text: &str, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// What is wrong with a container, if anything is.
fn trouble(status: &ContainerStatus) -> Option<String> {
    if let Some(waiting) = &status.state.waiting {
        let is_start =
            matches!(waiting.reason.as_str(), "" | "ContainerCreating" | "PodInitializing");
        return (!is_start).then(|| waiting.reason.clone());
    }
    let ended = status.state.terminated.as_ref().filter(|it| it.exit_code != 0)?;
    Some(or(&ended.reason, "Error"))
}

fn says(store: &Store, pod: &Pod, look: &Look, is_gone: bool) -> String {
    let node = pod.spec.node_name.as_str();
    let how = match look {
        _ if is_gone => "is gone".to_owned(),
        Look::Pending => waits(pod),
        Look::Creating(_) => "its containers are being created".to_owned(),
        Look::Running => "running, not ready".to_owned(),
        Look::Ready => "running and ready".to_owned(),
        Look::Terminating => "is being deleted".to_owned(),
        Look::Failing(reason) => reason.clone(),
        Look::Done => "completed".to_owned(),
    };
    let restarts: i32 = pod.status.container_statuses.iter().map(|it| it.restart_count).sum();
    let again = match restarts {
        0 => String::new(),
        1 => ", restarted once".to_owned(),
        _ => format!(", restarted {restarts} times"),
    };
    let place = if node.is_empty() { String::new() } else { format!(" on {node}") };
    format!("Pod {}{place}{}: {how}{again}", pod.metadata.name, belongs(store, pod))
}

fn waits(pod: &Pod) -> String {
    let refused = pod.condition("PodScheduled").filter(|it| it.status == "False");
    match refused {
        Some(condition) => format!("waits for a node; {}", condition.message),
        None => "waits for a node".to_owned(),
    }
}

/// Whose it is: `, revision 2 of web`.
fn belongs(store: &Store, pod: &Pod) -> String {
    let Some(owner) = pod.metadata.controller() else { return String::new() };
    let set = store.typed::<ReplicaSet>(&pod.metadata.namespace, &owner.name);
    let above = set.and_then(|set| Some((revision(&set.metadata), set.metadata.controller()?)));
    match above {
        Some((revision, deployment)) => format!(", revision {revision} of {}", deployment.name),
        None => format!(", of {} {}", owner.kind, owner.name),
    }
}
