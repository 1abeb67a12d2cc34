//! From what Pods use to how many there should be. Numbers are compared as fractions: no floating
//! point. Source: `pkg/controller/podautoscaler/replica_calculator.go`.

use crate::api::Pod;
use crate::client::Metrics;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// A Pod that is younger may still be starting up (milliseconds).
const CPU_INITIALIZATION_MS: i64 = 300_000;
/// A Pod that was not ready so soon after its start has never been (milliseconds).
const READINESS_DELAY_MS: i64 = 30_000;

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure<'a> {
    /// `cpu` or `memory`
    pub resource: &'a str,
    /// Only this container of each Pod.
    pub container: Option<&'a str>,
    /// What is aimed at.
    pub target: Target,
}

/// What is aimed at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// Percent of what the Pods ask for.
    Utilization(i64),
    /// Thousandths a Pod.
    Average(i64),
}

/// How far a measure may be off, in thousandths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tolerance {
    pub down: i64,
    pub up: i64,
}

/// What comes of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub replicas: i32,
    /// Percent of what the Pods ask for, where that is aimed at.
    pub utilization: Option<i32>,
    /// Thousandths a Pod.
    pub average: i64,
}

/// How what is used compares with what is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ratio {
    used: i64,
    aim: i64,
}

impl Ratio {
    fn is_above(self) -> bool {
        self.used > self.aim
    }

    fn is_below(self) -> bool {
        self.used < self.aim
    }

    fn is_within(self, tolerance: Tolerance) -> bool {
        let (used, aim) = (i128::from(self.used) * 1000, i128::from(self.aim));
        aim * i128::from(1000 - tolerance.down) <= used
            && used <= aim * i128::from(1000 + tolerance.up)
    }

    /// So many Pods times the ratio, rounded up.
    fn times(self, pods: usize) -> i32 {
        let product = i128::from(self.used) * i128::try_from(pods).unwrap_or(0);
        let aim = i128::from(self.aim.max(1));
        i32::try_from(product.div_euclid(aim) + i128::from(product.rem_euclid(aim) != 0))
            .unwrap_or(i32::MAX)
    }
}

/// What a Pod counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// It is measured and counts.
    Ready,
    /// It is starting up: what it uses says nothing yet.
    Unready,
    /// Nothing is known of it.
    Missing,
    /// It is going.
    Ignored,
}

/// Source: `groupPods`.
pub(super) fn group(pod: &Pod, sample: Option<Sample>, resource: &str, now_ms: i64) -> Group {
    if pod.metadata.is_terminating() || pod.status.phase == "Failed" {
        return Group::Ignored;
    }
    if pod.status.phase == "Pending" {
        return Group::Unready;
    }
    let Some(sample) = sample else { return Group::Missing };
    if resource != "cpu" {
        return Group::Ready;
    }
    let (Some(ready), Some(start)) = (pod.condition("Ready"), pod.status.start_time) else {
        return Group::Unready;
    };
    let since_ms = ready.last_transition_time.map_or(0, |it| it.0 * 1000);
    let start_ms = start.0 * 1000;
    let is_unready = if start_ms + CPU_INITIALIZATION_MS > now_ms {
        ready.status == "False" || sample.at_ms < since_ms + sample.window_ms
    } else {
        ready.status == "False" && start_ms + READINESS_DELAY_MS > since_ms
    };
    if is_unready { Group::Unready } else { Group::Ready }
}

/// What a Pod uses: thousandths, when, over which time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub used: i64,
    pub at_ms: i64,
    pub window_ms: i64,
}

/// Source: `GetResourceMetric`.
fn samples(
    pods: &[&Rc<Pod>],
    metrics: &Metrics,
    measure: Measure<'_>,
) -> Result<SortedMap<String, Sample>, String> {
    let mut samples = SortedMap::new();
    for pod in pods {
        let Some(known) = metrics.get(pod.metadata.uid.as_str()) else { continue };
        let own = known.containers.iter().filter(|it| measure.container.is_none_or(|c| c == it.0));
        let mut used = None;
        for (_, cpu_milli, bytes) in own {
            let amount = if measure.resource == "memory" { bytes * 1000 } else { *cpu_milli };
            used = Some(used.unwrap_or(0) + amount);
        }
        let name = &pod.metadata.name;
        match (used, measure.container) {
            (Some(used), _) => {
                let sample = Sample { used, at_ms: known.at_ms, window_ms: known.window_ms };
                samples.insert(name.to_string(), sample);
            }
            (None, Some(container)) => {
                let namespace = &pod.metadata.namespace;
                return Err(format!(
                    "container {container} not present in metrics for pod {namespace}/{name}"
                ));
            }
            (None, None) => {}
        }
    }
    let known = ["cpu", "memory"].contains(&measure.resource);
    if samples.is_empty() || !known {
        return Err("no metrics returned from resource metrics API".to_owned());
    }
    Ok(samples)
}

/// What the containers of a Pod ask for, in thousandths. Source: `calculateRequests`.
pub(super) fn request(pod: &Pod, resource: &str, container: Option<&str>) -> Result<i64, String> {
    let whole = pod.spec.resources.as_ref().and_then(|it| it.requests.get(resource));
    if let (None, Some(whole)) = (container, whole) {
        return Ok(whole.milli());
    }
    let sidecars = pod.spec.init_containers.iter().filter(|it| it.is_sidecar());
    let mut sum = 0;
    for it in pod.spec.containers.iter().chain(sidecars) {
        if container.is_some_and(|name| name != it.name) {
            continue;
        }
        let Some(amount) = it.resources.requests.get(resource) else {
            let name = &pod.metadata.name;
            return Err(format!(
                "missing request for {resource} in container {} of Pod {name}",
                it.name
            ));
        };
        sum += amount.milli();
    }
    Ok(sum)
}

/// A Pod's part in the sums: what it uses, and what it asks for.
type Part = (i64, i64);

/// Source: `pkg/controller/podautoscaler/metrics/utilization.go`.
fn ratio(parts: &SortedMap<&str, Part>, target: Target) -> Result<(Ratio, Proposal), String> {
    let used: i64 = parts.values().map(|it| it.0).sum();
    let average = used / i64::try_from(parts.len().max(1)).unwrap_or(1);
    let proposal = Proposal { replicas: 0, utilization: None, average };
    match target {
        Target::Average(aim) => Ok((Ratio { used: average, aim }, proposal)),
        Target::Utilization(aim) => {
            let asked: i64 = parts.values().map(|it| it.1).sum();
            if asked == 0 {
                return Err("no metrics returned matched known pods".to_owned());
            }
            let share = i64::try_from(i128::from(used) * 100 / i128::from(asked));
            let share = share.unwrap_or(i64::MAX);
            let utilization = Some(i32::try_from(share).unwrap_or(i32::MAX));
            Ok((Ratio { used: share, aim }, Proposal { utilization, ..proposal }))
        }
    }
}

/// How many there should be. Source: `GetResourceReplicas`, `calcPlainMetricReplicas`.
pub(super) fn propose(
    current: i32,
    measure: Measure<'_>,
    tolerance: Tolerance,
    pods: &[&Rc<Pod>],
    metrics: &Metrics,
    now_ms: i64,
) -> Result<Proposal, String> {
    let resource = measure.resource;
    let samples = samples(pods, metrics, measure)
        .map_err(|error| format!("unable to get metrics for resource {resource}: {error}"))?;
    let (mut parts, mut ready) = (SortedMap::new(), 0_usize);
    let (mut missing, mut unready): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for pod in pods {
        let name = pod.metadata.name.as_str();
        let sample = samples.get(name).copied();
        match group(pod, sample, resource, now_ms) {
            Group::Ready => {
                ready += 1;
                parts.insert(name, (sample.map_or(0, |it| it.used), 0));
            }
            Group::Unready => unready.push(name),
            Group::Missing => missing.push(name),
            Group::Ignored => {}
        }
    }
    if parts.is_empty() {
        return Err("did not receive metrics for targeted pods (pods might be unready)".to_owned());
    }
    let mut requests = SortedMap::new();
    if let Target::Utilization(_) = measure.target {
        for pod in pods {
            let asked = request(pod, resource, measure.container)?;
            requests.insert(pod.metadata.name.as_str(), asked);
        }
    }
    let asked = |name: &str| requests.get(name).copied().unwrap_or(0);
    parts.iter_mut().for_each(|(name, part)| part.1 = asked(name));
    let (usage, proposal) = ratio(&parts, measure.target)?;
    let stay = Proposal { replicas: current, ..proposal };
    let grows_unready = !unready.is_empty() && usage.is_above();
    if !grows_unready && missing.is_empty() {
        let replicas = if usage.is_within(tolerance) { current } else { usage.times(ready) };
        return Ok(Proposal { replicas, ..proposal });
    }
    // What is not known is assumed to be against the change.
    for name in missing {
        let assumed = match measure.target {
            _ if !usage.is_below() => 0,
            Target::Utilization(aim) => asked(name) * aim.max(100) / 100,
            Target::Average(aim) => aim,
        };
        if usage.is_below() || usage.is_above() {
            parts.insert(name, (assumed, asked(name)));
        }
    }
    if grows_unready {
        parts.extend(unready.iter().map(|name| (*name, (0, asked(name)))));
    }
    let (assumed, _) = ratio(&parts, measure.target)?;
    let turned = usage.is_below() && assumed.is_above() || usage.is_above() && assumed.is_below();
    if assumed.is_within(tolerance) || turned {
        return Ok(stay);
    }
    let replicas = assumed.times(parts.len());
    let contradicts =
        assumed.is_below() && replicas > current || assumed.is_above() && replicas < current;
    Ok(if contradicts { stay } else { Proposal { replicas, ..proposal } })
}
