//! HorizontalPodAutoscalers: what is aimed at, what is, and the replicas over time.

use super::{Card, Chart, Workload, card};
use crate::api::HorizontalPodAutoscaler;
use crate::cluster::Cluster;
use crate::scene::history::{History, Scaled};
use std::rc::Rc;

/// So much is drawn (milliseconds).
const SPAN_MS: i64 = 600_000;

impl Card for HorizontalPodAutoscaler {
    const PLACE: u8 = 6;

    fn cards(cluster: &Cluster, history: &History) -> Vec<Workload> {
        let scalers = cluster.store().list_typed::<HorizontalPodAutoscaler>(None);
        scalers.map(|it| one(cluster, history, it)).collect()
    }
}

fn one(cluster: &Cluster, history: &History, scaler: &HorizontalPodAutoscaler) -> Workload {
    let (meta, spec, status) = (&scaler.metadata, &scaler.spec, &scaler.status);
    let count = if status.current_replicas == status.desired_replicas {
        status.current_replicas.to_string()
    } else {
        format!("{} \u{2192} {}", status.current_replicas, status.desired_replicas)
    };
    let samples = history.scaled(&meta.uid);
    let target = target_of(scaler);
    let now = samples.last().and_then(|it| it.utilization);
    let load = match (now, target) {
        (Some(now), Some(target)) => format!("{now} % of {target} %"),
        (Some(now), None) => format!("{now} %"),
        (None, Some(target)) => format!("unknown of {target} %"),
        (None, None) => "custom target".to_owned(),
    };
    let (min, max) = (spec.min_replicas.unwrap_or(1), spec.max_replicas);
    let of = &spec.scale_target_ref;
    Workload {
        ready: status.current_replicas,
        wished: status.desired_replicas,
        count: Some(count),
        doing: format!(
            "{}/{} \u{b7} {load} \u{b7} {min} to {max} Pods",
            of.kind.to_ascii_lowercase(),
            of.name
        ),
        chart: (!samples.is_empty()).then(|| Rc::new(chart(samples, scaler, cluster.now_ms()))),
        ..card("horizontalpodautoscaler", meta)
    }
}

/// The utilisation that is aimed at, in percent.
fn target_of(scaler: &HorizontalPodAutoscaler) -> Option<i32> {
    let sources = scaler.spec.metrics.iter().filter_map(|it| it.resource.as_ref());
    sources.filter_map(|it| it.target.average_utilization).next()
}

fn chart(samples: &[Scaled], scaler: &HorizontalPodAutoscaler, now_ms: i64) -> Chart {
    let begin = samples[0].at_ms.max(now_ms - SPAN_MS);
    let max = i64::from(scaler.spec.max_replicas).max(1);
    // Both lines share the height: utilisation as a share of twice the target.
    let target = i64::from(target_of(scaler).unwrap_or(50).max(1));
    let shown = || samples.iter().filter(move |it| it.at_ms >= begin);
    let replicas = steps(shown().map(|it| (it.at_ms, i64::from(it.replicas) * 100)), now_ms);
    let load = shown().filter_map(|it| Some((it.at_ms, i64::from(it.utilization?))));
    let load = steps(load.map(|(at, it)| (at, it * max * 50 / target)), now_ms);
    Chart {
        lines: vec![("good", load), ("ink", replicas)],
        span: (begin, now_ms.max(begin + 60_000)),
        top: max * 100,
        limit: Some((max * 50, format!("{target} %"))),
        says: format!("Replicas and utilisation over time, {} now", scaler.status.current_replicas),
    }
}

/// A number holds until the next one.
fn steps(points: impl Iterator<Item = (i64, i64)>, now_ms: i64) -> Vec<(i64, i64)> {
    let mut line: Vec<(i64, i64)> = Vec::new();
    for (at, value) in points {
        if let Some((_, before)) = line.last().copied() {
            line.push((at, before));
        }
        line.push((at, value));
    }
    if let Some((_, last)) = line.last().copied() {
        line.push((now_ms, last));
    }
    line
}
