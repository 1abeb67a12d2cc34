//! What Pods use, and what the metrics API tells of it: samples, as metrics-server takes them.
//! Source: `sigs.k8s.io/metrics-server` `pkg/storage/pod.go`.

use super::Cluster;
use crate::api::{Labels, Pod};
use crate::client::{Metrics, PodMetrics};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Samples are taken this often (milliseconds).
const RESOLUTION_MS: i64 = 15_000;
/// The stand-in of the transcripts takes them more often (milliseconds).
const RESOLUTION_SERIAL_MS: i64 = 2_000;
/// A sample is about this much time before it (milliseconds).
const WINDOW_MS: i64 = 15_000;
/// Two readings make a sample: a container that is younger than this has none (milliseconds).
const READINGS_MS: i64 = 10_000;
/// What a container uses that nobody asks anything of: thousandths of a CPU.
const IDLE_CPU_MILLI: i64 = 1;
/// What a container uses of memory (bytes).
const MEMORY_BYTES: i64 = 64 << 20;
/// What a node uses for itself: thousandths of a CPU.
const NODE_CPU_MILLI: i64 = 100;
/// What a node uses for itself (bytes).
const NODE_MEMORY_BYTES: i64 = 512 << 20;

/// What somebody wants Pods to use.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Usage {
    since_ms: i64,
    label: String,
    value: String,
    cpu_milli: i64,
}

/// What Pods use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Usages {
    /// By somebody's wish, oldest first.
    wished: Vec<Usage>,
    /// When the load on Services was last sampled (milliseconds since 1970).
    loads_ms: i64,
    /// What it cost each Pod then, by its uid: thousandths of a CPU.
    loads: SortedMap<String, i64>,
}

impl Usages {
    /// Pods with a label use so much from now on.
    pub fn set(&mut self, label: &str, value: &str, cpu_milli: i64, now_ms: i64) {
        // A wish that no sample can see any more makes room for the newest.
        let is_same = |it: &Usage| it.label == label && it.value == value;
        let old: Vec<i64> =
            self.wished.iter().filter(|it| is_same(it)).map(|it| it.since_ms).collect();
        let seen_from = now_ms - RESOLUTION_MS;
        let last_old = old.iter().copied().filter(|it| *it <= seen_from).max();
        self.wished.retain(|it| !is_same(it) || last_old.is_none_or(|last| it.since_ms >= last));
        let (label, value) = (label.to_owned(), value.to_owned());
        self.wished.push(Usage { since_ms: now_ms, label, value, cpu_milli });
    }

    /// What each container of a Pod with these labels uses at a moment, where somebody has said.
    fn cpu_milli(&self, labels: &Labels, at_ms: i64) -> Option<i64> {
        let applies =
            |it: &&Usage| it.since_ms <= at_ms && labels.get(&it.label) == Some(&it.value);
        self.wished.iter().rev().find(applies).map(|it| it.cpu_milli)
    }
}

/// What containers get of the CPU that they want, in a Pod that has a limit as a whole.
fn shares(pod: &Pod, wanted: &[i64]) -> Vec<i64> {
    let sum: i64 = wanted.iter().sum();
    let most = pod.spec.whole_limit("cpu").map_or(i64::MAX, |it| it.milli());
    let share = |it: &i64| if sum > most { it.saturating_mul(most) / sum } else { *it };
    wanted.iter().map(share).collect()
}

/// What a Pod's requests cost it is shared by its containers.
fn containers_of(pod: &Pod) -> i64 {
    i64::try_from(pod.spec.containers.len()).unwrap_or(1).max(1)
}

impl Cluster {
    fn sampled_ms(&self) -> i64 {
        let every = if self.config.is_serial { RESOLUTION_SERIAL_MS } else { RESOLUTION_MS };
        self.now_ms - (self.now_ms - self.config.start_ms).rem_euclid(every)
    }

    /// While there is load on Services, each sample notes what it costs the Pods.
    pub(super) fn sample_loads(&mut self) {
        let at_ms = self.sampled_ms();
        if self.usages.loads_ms >= at_ms {
            return;
        }
        let pods = self.store().list_typed::<Pod>(None);
        let loads = pods.map(|it| (it.metadata.uid.to_string(), self.load_cpu_milli(it)));
        let loads = loads.filter(|it| it.1 > 0).collect();
        self.usages.loads_ms = at_ms;
        self.usages.loads = loads;
    }

    /// What a Pod's containers use by the last sample; `None` where there is none. This is the
    /// one place that says so, for the autoscaler, `kubectl top` and the page.
    #[must_use]
    pub fn pod_usage(&self, pod: &Pod) -> Option<PodMetrics> {
        let at_ms = self.sampled_ms();
        let asked = self.usages.cpu_milli(&pod.metadata.labels, at_ms);
        let is_current = self.usages.loads_ms == at_ms;
        let load = self.usages.loads.get(pod.metadata.uid.as_str()).filter(|_| is_current);
        let cpu_milli = match (asked, load) {
            (Some(milli), _) => milli,
            (None, Some(load)) => (load / containers_of(pod)).max(IDLE_CPU_MILLI),
            // The stand-in knows only what it is told.
            (None, None) if self.config.is_serial => return None,
            (None, None) => IDLE_CPU_MILLI,
        };
        let readings_ms = if self.config.is_serial { 0 } else { READINGS_MS };
        let (mut containers, mut wanted) = (Vec::new(), Vec::new());
        for status in &pod.status.container_statuses {
            let since = status.state.running.as_ref()?.started_at?;
            if since.0 * 1000 + readings_ms > at_ms || self.kubelets.is_down(&pod.spec.node_name) {
                return None;
            }
            let (cpu, memory) = self.kubelets.appetite(pod, &status.name);
            let limits = pod.spec.containers.iter().find(|it| it.name == status.name);
            let limit = limits.and_then(|it| it.resources.limits.get("cpu"));
            let most = limit.map_or(self.config.cpu.milli(), |it| it.milli());
            let own = cpu.filter(|_| asked.is_none()).unwrap_or(0).min(most);
            let memory = memory.unwrap_or(MEMORY_BYTES);
            wanted.push(own);
            containers.push((status.name.to_string(), cpu_milli, memory));
        }
        for (container, own) in containers.iter_mut().zip(shares(pod, &wanted)) {
            container.1 = container.1.max(own);
        }
        let sample = PodMetrics { at_ms, window_ms: WINDOW_MS, containers };
        (!sample.containers.is_empty()).then_some(sample)
    }

    /// What the metrics API answers, by the uid of the Pod.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let pods = self.store().list_typed::<Pod>(None);
        let sample = |pod: &Rc<Pod>| Some((pod.metadata.uid.to_string(), self.pod_usage(pod)?));
        pods.filter_map(sample).collect()
    }

    /// What a node uses by the last sample: thousandths of a CPU, and bytes.
    #[must_use]
    pub fn node_usage(&self, name: &str) -> Option<(i64, i64)> {
        if self.kubelets.is_down(name) {
            return None;
        }
        let pods = self.store().list_typed::<Pod>(None).filter(|it| it.spec.node_name == name);
        let samples = pods.filter_map(|it| self.pod_usage(it)).flat_map(|it| it.containers);
        let own = (NODE_CPU_MILLI, NODE_MEMORY_BYTES);
        Some(samples.fold(own, |(cpu, memory), it| (cpu + it.1, memory + it.2)))
    }
}
