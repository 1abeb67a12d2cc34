//! Other resources for containers that run. Source: `pkg/kubelet/allocation/allocation_manager.go`,
//! `pkg/kubelet/kuberuntime/kuberuntime_manager.go` `doPodResizeAction`,
//! `pkg/kubelet/events/pod_resize.go`.

use super::lifecycle::{RELIST_MS, Turn};
use super::worker::{RunState, spec_of};
use super::{Kubelets, Timer, admission};
use crate::api::{
    Container, Field, Node, Object, Pod, PodCondition, ResourceRequirements, Text, Time, Value,
};
use crate::client::{EventDraft, EventType};
use crate::sorted::Sort;
use serde_json::json;
use std::rc::Rc;

/// A resize on its way: what each container has, the Pod as a whole behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resize {
    /// What it has been granted.
    allocated: Vec<ResourceRequirements>,
    /// What it runs with.
    actual: Vec<ResourceRequirements>,
    /// `PodResizePending`: why it is not granted.
    pending: Option<PodCondition>,
    /// `PodResizeInProgress`: granted, and not done yet.
    progress: Option<PodCondition>,
}

impl Resize {
    /// What a Pod has now, by its status.
    fn of(pod: &Pod) -> Self {
        let spec = &pod.spec;
        let statuses = |name: &str| {
            let status = &pod.status;
            let all = status.container_statuses.iter().chain(status.init_container_statuses.iter());
            all.into_iter().find(|it| it.name == name).and_then(|it| it.resources.clone())
        };
        let containers = spec.init_containers.iter().chain(&spec.containers);
        let has = |it: &Container| statuses(&it.name).unwrap_or_else(|| it.resources.clone());
        let mut allocated: Vec<ResourceRequirements> = containers.map(has).collect();
        let whole = read(pod.status.rest.get("resources"));
        allocated.push(whole.or_else(|| spec.resources.clone()).unwrap_or_default());
        Self { actual: allocated.clone(), allocated, pending: None, progress: None }
    }

    /// What a container, or the Pod as a whole behind them, has been granted and runs with.
    pub fn at(&self, at: usize) -> Option<(&ResourceRequirements, &ResourceRequirements)> {
        self.allocated.get(at).zip(self.actual.get(at))
    }

    /// What the Pod's status says of it.
    pub fn conditions(&self) -> impl Iterator<Item = &PodCondition> {
        self.pending.iter().chain(&self.progress)
    }

    /// Whether a container has to start again for what it is to have. Where it has no limit of its
    /// own, it is that of the Pod.
    fn restarts(&self, at: usize, container: &Container) -> bool {
        let policies = container.rest.get("resizePolicy").and_then(Value::as_array);
        policies.into_iter().flatten().any(|policy| {
            let name = policy["resourceName"].as_str().unwrap_or("");
            let amounts = |of: &[ResourceRequirements]| {
                let (own, whole) = (of.get(at), of.last());
                let limit = |it: Option<&ResourceRequirements>| it?.limits.get(name).copied();
                let request = own.and_then(|it| it.requests.get(name).copied());
                (limit(own).or_else(|| limit(whole)), request)
            };
            policy["restartPolicy"] == "RestartContainer"
                && amounts(&self.allocated) != amounts(&self.actual)
        })
    }
}

fn read(value: Option<&Value>) -> Option<ResourceRequirements> {
    let mut it = ResourceRequirements::default();
    it.read(value?.clone()).ok()?;
    Some(it)
}

/// What a Pod is to have.
fn desired(pod: &Pod) -> Vec<ResourceRequirements> {
    let containers = pod.spec.init_containers.iter().chain(&pod.spec.containers);
    let whole = pod.spec.resources.clone().unwrap_or_default();
    containers.map(|it| it.resources.clone()).chain([whole]).collect()
}

/// Source: `pkg/kubelet/status/status_manager.go` `updatedPodResizeCondition`.
fn condition(
    r#type: &str,
    (reason, message): (&str, &str),
    before: Option<&PodCondition>,
    generation: i64,
    now: Time,
) -> PodCondition {
    let since = before.filter(|it| it.reason == reason).and_then(|it| it.last_transition_time);
    PodCondition {
        last_probe_time: Some(now).write().unwrap_or_default(),
        last_transition_time: since.or(Some(now)),
        message: message.into(),
        observed_generation: generation,
        reason: reason.into(),
        status: Text::word("True"),
        r#type: r#type.into(),
        ..PodCondition::default()
    }
}

impl Turn<'_> {
    /// The Pod is to have other resources than it has, or no longer; whether something has changed.
    pub(super) fn resize(&mut self) -> bool {
        let desired = desired(self.pod);
        let known = self.worker.resize.take();
        let mut resize = known.unwrap_or_else(|| Box::new(Resize::of(self.pod)));
        let (uid, generation) = (&self.pod.metadata.uid, self.pod.metadata.generation);
        let now = Time::of_ms(self.now_ms);
        self.machine.deferred.retain(|it| it != uid);
        let before = resize.pending.take();
        let mut has_changed = before.is_some();
        if resize.allocated != desired {
            has_changed = true;
            if let Some((reason, why)) = self.obstacle() {
                let is_told = before.as_ref().is_some_and(|it| {
                    (&*it.reason, &*it.message, it.observed_generation)
                        == (reason, &*why, generation)
                });
                if reason == "Deferred" {
                    self.machine.deferred.push(uid.clone());
                }
                if !is_told {
                    self.tell(EventType::Warning, reason, Some(&why));
                }
                let about = (reason, &*why);
                let pending =
                    condition("PodResizePending", about, before.as_ref(), generation, now);
                resize.pending = Some(pending);
            } else {
                resize.allocated = desired;
                let started = condition("PodResizeInProgress", ("", ""), None, generation, now);
                resize.progress = Some(started);
                self.tell(EventType::Normal, "Started", None);
                self.stop_resized(&resize);
                self.after(RELIST_MS, Timer::Resize);
            }
        }
        let is_busy = resize.pending.is_some() || resize.progress.is_some();
        self.worker.resize = Some(resize).filter(|_| is_busy);
        has_changed
    }

    /// Why the node can't give it what it asks for: never, or not now. Source: `canResizePod`.
    fn obstacle(&self) -> Option<(&'static str, String)> {
        let node = self.store.typed::<Node>("", &self.worker.node)?;
        let requests = self.pod.spec.requests();
        for (name, unit) in [("memory", 1000), ("cpu", 1)] {
            let asked = requests.get(name).map_or(0, |it| it.milli());
            let there = node.status.allocatable.get(name).map_or(0, |it| it.milli());
            if asked > there {
                let (asked, there) = (asked / unit, there / unit);
                let why = format!(
                    "Node didn't have enough capacity: {name}, requested: {asked}, capacity: {there}"
                );
                return Some(("Infeasible", why));
            }
        }
        let others: Vec<&Pod> = self.store.list_typed::<Pod>(None).map(|it| &**it).collect();
        let is_other = |it: &&Pod| {
            it.spec.node_name == self.worker.node
                && it.metadata.uid != self.pod.metadata.uid
                && !it.is_terminal()
        };
        let others: Vec<&Pod> = others.into_iter().filter(is_other).collect();
        admission::reject(self.pod, node, &others).map(|it| ("Deferred", it.1))
    }

    fn tell(&mut self, r#type: EventType, what: &str, error: Option<&str>) {
        let reason = match what {
            "Started" => "ResizeStarted",
            "Deferred" => "ResizeDeferred",
            "Infeasible" => "ResizeInfeasible",
            _ => "ResizeCompleted",
        };
        let list = |name: &str, containers: &[Container]| {
            let all = containers.iter().filter(|it| name == "containers" || it.is_sidecar());
            let all: Vec<Value> = all
                .map(|it| json!({"name": it.name, "resources": it.resources.write_always()}))
                .collect();
            if all.is_empty() {
                String::new()
            } else {
                format!("\"{name}\":{},", Value::Array(all))
            }
        };
        let spec = &self.pod.spec;
        let head = list("initContainers", &spec.init_containers);
        let all = list("containers", &spec.containers);
        let error = error.map_or(String::new(), |it| format!(",\"error\":{}", Value::from(it)));
        // What is told of a wish that is not granted is named as it stands in the condition.
        let word = if error.is_empty() { what.to_ascii_lowercase() } else { what.to_owned() };
        let generation = self.pod.metadata.generation;
        let message =
            format!("Pod resize {word}: {{{head}{all}\"generation\":{generation}{error}}}");
        let about = Object::Pod(Rc::clone(self.pod));
        let mut event = EventDraft::normal(&about, reason, message);
        event.r#type = r#type;
        self.effects.events.push((self.worker.node.clone(), event));
    }

    /// Containers that have to start again for it are stopped.
    fn stop_resized(&mut self, resize: &Resize) {
        for at in 0..self.worker.containers.len() {
            let Some(spec) = spec_of(&self.pod.spec, at) else { continue };
            if self.worker.containers[at].is_running() && resize.restarts(at, spec) {
                let message = format!("Container {} resize requires restart", spec.name);
                self.stop_to_replace(at, &message);
            }
        }
    }

    /// What has been granted takes effect; or what had to wait is tried again.
    pub(super) fn go_on_resizing(&mut self) {
        let Some(mut resize) = self.worker.resize.take() else { return };
        let whole = self.pod.spec.init_containers.len() + self.pod.spec.containers.len();
        for at in 0..=whole {
            let spec = spec_of(&self.pod.spec, at);
            let waits = spec.is_some_and(|it| resize.restarts(at, it)) && !self.has_ended(at);
            if !waits && let Some(granted) = resize.allocated.get(at).cloned() {
                resize.actual[at] = granted;
            }
        }
        // What the Pod has as a whole tells which containers have to start again.
        let is_done = resize.actual == resize.allocated;
        if is_done && resize.progress.take().is_some() {
            self.tell(EventType::Normal, "Completed", None);
        }
        self.worker.resize = Some(resize);
        self.resize();
        self.report();
    }

    /// Whether the container has ended for good.
    fn has_ended(&self, at: usize) -> bool {
        match &self.worker.containers[at].state {
            RunState::Terminated(end) => {
                !super::restart::restarts(&self.pod.spec, at, end.exit_code)
            }
            _ => false,
        }
    }

    /// A container starts with what has been granted.
    pub(super) fn start_resized(&mut self, at: usize) {
        let Some(resize) = &mut self.worker.resize else { return };
        if let Some((granted, actual)) = resize.allocated.get(at).zip(resize.actual.get_mut(at)) {
            actual.clone_from(granted);
            self.after(RELIST_MS, Timer::Resize);
        }
    }
}

impl Kubelets {
    /// Who has had to wait for room on a node is looked at again: the most important first, those
    /// that are guaranteed before others, then who has waited longest.
    pub(super) fn retry_resizes(
        &self,
        pod: &Pod,
        store: &crate::apiserver::Store,
    ) -> Vec<(i64, Text, u32, Timer)> {
        let Some(machine) = self.machines.get(pod.spec.node_name.as_str()) else {
            return Vec::new();
        };
        let others = machine.deferred.iter().filter(|it| **it != pod.metadata.uid);
        let rank = |uid: &Text| {
            let worker = self.workers.get(uid.as_str())?;
            let pod = store.typed::<Pod>(&worker.key.namespace, &worker.key.name)?;
            let is_first = pod.status.qos_class == "Guaranteed";
            Some((-i64::from(pod.spec.priority.unwrap_or(0)), !is_first, uid.clone(), worker.epoch))
        };
        let mut waiting: Vec<_> = others.filter_map(rank).collect();
        waiting.order_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        waiting.into_iter().map(|it| (0, it.2, it.3, Timer::Resize)).collect()
    }
}
