//! Pods: how each is, read off the object and what the records tell of it.

use super::history::History;
use super::track::Track;
use super::unwritten::names;
use crate::api::{ContainerStatus, JOB_COMPLETION_INDEX, Pod};
use crate::cluster::Cluster;
use crate::picture::{self, Look, Owner, Place};
use std::rc::Rc;

/// All Pods to be seen, in the order of their creation.
pub(super) fn pods(cluster: &Cluster, history: &History) -> Vec<Rc<picture::Pod>> {
    let now_ms = cluster.now_ms() - cluster.start_ms();
    let all = history.tracks.iter().map(|(id, track)| Rc::new(view(cluster, *id, track)));
    picture::seen(&all.collect::<Vec<_>>(), now_ms)
}

/// One Pod. Times are milliseconds since second 0.
pub(super) fn view(cluster: &Cluster, id: u32, track: &Track) -> picture::Pod {
    let (pod, start_ms) = (&*track.pod, cluster.start_ms());
    let (meta, spec) = (&pod.metadata, &pod.spec);
    let statuses = &pod.status.container_statuses;
    let label = |name: &str| meta.labels.get(name).map(|it| it.as_str().into());
    let template = label("pod-template-hash").or_else(|| label("controller-revision-hash"));
    let small = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    picture::Pod {
        id,
        name: Rc::clone(&track.name),
        namespace: meta.namespace.as_str().into(),
        owner: meta
            .controller()
            .map(|it| Owner { kind: it.kind.as_str().into(), name: it.name.as_str().into() }),
        template: template.unwrap_or_default(),
        group: track.group,
        hue: track.hue,
        tray: track.tray_slot,
        place: track.spot.as_ref().map(|(node, slot, since_ms)| Place {
            node: Rc::clone(node),
            slot: *slot,
            since_ms: since_ms - start_ms,
        }),
        look: track.look.clone(),
        is_active: pod.is_active(),
        spell: track.spell.since(start_ms),
        gone_ms: track.deleted_ms.map(|it| it - start_ms),
        grace_s: meta.deletion_grace_period_seconds.unwrap_or(0),
        min_ready_s: track.min_ready_s,
        ready: (small(statuses.iter().filter(|it| it.ready).count()), small(spec.containers.len())),
        restarts: statuses.iter().map(|it| it.restart_count).sum(),
        image: spec.containers.first().map_or("", |it| it.image.as_str()).into(),
        index: meta.annotations.get(JOB_COMPLETION_INDEX).and_then(|it| it.parse().ok()),
        claims: claims(pod),
        files: match track.deleted_ms {
            // Its kubelet may not have cleared up yet.
            Some(_) => Rc::default(),
            None => names(cluster.kubelets().own_files(&track.uid)),
        },
        priority: spec.priority.unwrap_or(0),
        labels: labels(pod),
        waits: waits(pod),
    }
}

/// Labels by which controllers know Pods of their own, besides those of `kubernetes.io`.
const OWN: [&str; 4] =
    ["pod-template-hash", "controller-revision-hash", "job-name", "controller-uid"];
/// So many labels are told.
const LABELS_MAX: usize = 2;

/// What a selector may find the Pod by, where it is nobody's, or its owner has not marked it as its own.
fn labels(pod: &Pod) -> Rc<str> {
    let labels = &pod.metadata.labels;
    let is_marked = OWN.iter().any(|it| labels.get(*it).is_some());
    if is_marked && pod.metadata.controller().is_some() {
        return "".into();
    }
    let is_own = |key: &str| OWN.contains(&key) || key.contains("kubernetes.io/");
    let told = labels.iter().filter(|it| !is_own(it.0.as_str())).take(LABELS_MAX);
    told.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ").into()
}

fn claims(pod: &Pod) -> Vec<Rc<str>> {
    pod.spec.claim_volumes().map(|it| it.claim_name(&pod.metadata.name).into()).collect()
}

/// How a Pod looks.
pub(super) fn look(pod: &Pod, is_bound: bool, is_gone: bool) -> Look {
    if pod.metadata.is_terminating() || is_gone {
        return Look::Terminating;
    }
    if !is_bound {
        return Look::Pending;
    }
    match pod.status.phase.as_str() {
        "Succeeded" => return Look::Done,
        "Failed" => return Look::Failing(or(&pod.status.reason, "Failed").into()),
        _ => {}
    }
    if let Some(trouble) = pod.status.container_statuses.iter().find_map(trouble) {
        return Look::Failing(trouble.into());
    }
    if pod.is_ready() {
        return Look::Ready;
    }
    match is_running(pod) {
        true => Look::Running,
        false => Look::Creating,
    }
}

/// Whether one of its containers runs.
pub(super) fn is_running(pod: &Pod) -> bool {
    pod.status.container_statuses.iter().any(|it| it.state.running.is_some())
}

fn or(text: &str, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// What is wrong with a container, if anything is.
fn trouble(status: &ContainerStatus) -> Option<String> {
    if let Some(waiting) = &status.state.waiting {
        let is_start =
            matches!(waiting.reason.as_str(), "" | "ContainerCreating" | "PodInitializing");
        return (!is_start).then(|| waiting.reason.to_string());
    }
    let ended = status.state.terminated.as_ref().filter(|it| it.exit_code != 0)?;
    Some(or(&ended.reason, "Error"))
}

/// What runs before its containers are told to end.
fn hook(pod: &Pod) -> Option<String> {
    let mut hooks =
        pod.spec.containers.iter().filter_map(|it| it.rest.get("lifecycle")?.get("preStop"));
    let hook = hooks.find(|it| !it.is_null())?;
    let seconds = hook.get("sleep").and_then(|it| it.get("seconds")?.as_i64());
    Some(seconds.map_or_else(|| "preStop".to_owned(), |it| format!("preStop sleep {it} s")))
}

fn waits(pod: &Pod) -> Rc<str> {
    if pod.metadata.is_terminating() {
        return hook(pod).unwrap_or_default().into();
    }
    let states = pod.status.container_statuses.iter().filter_map(|it| it.state.waiting.as_ref());
    let mut messages = states.map(|it| it.message.as_str());
    if let Some(message) = messages.find(|it| it.starts_with("back-off ")) {
        // `back-off 20s restarting failed container=...`
        return message.split(" restarting").next().unwrap_or_default().into();
    }
    let refused = pod.condition("PodScheduled").filter(|it| it.status == "False");
    refused.map_or("", |it| it.message.as_str()).into()
}
