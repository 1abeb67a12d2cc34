//! HorizontalPodAutoscalers: what is aimed at, what is, and the replicas over time.

use super::{Card, Seen, card};
use crate::api::{HorizontalPodAutoscaler, Kind};
use crate::picture::{Gauge, Limits, Workload};
use crate::scene::history::{History, Scaled};
use std::rc::Rc;

impl Card for HorizontalPodAutoscaler {
    const PLACE: u8 = 6;
    const INPUTS: &[Kind] = &[Kind::HorizontalPodAutoscaler];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let scalers = seen.cluster.store().list_typed::<HorizontalPodAutoscaler>(None);
        scalers.map(|it| one(seen.history, it)).collect()
    }
}

fn one(history: &History, scaler: &HorizontalPodAutoscaler) -> Workload {
    let (meta, spec, status) = (&scaler.metadata, &scaler.spec, &scaler.status);
    let count = if status.current_replicas == status.desired_replicas {
        status.current_replicas.to_string()
    } else {
        format!("{} \u{2192} {}", status.current_replicas, status.desired_replicas)
    };
    let seen = history.scaled(&meta.uid);
    let target = target_of(scaler);
    let now = seen.and_then(|it| it.utilization);
    let measured = measured(now, target, scaler);
    let load = measured.join(", ");
    let (min, max) = (spec.min_replicas.unwrap_or(1), spec.max_replicas);
    let of = &spec.scale_target_ref;
    Workload {
        ready: status.current_replicas,
        desired: status.desired_replicas,
        tally: tally(scaler, &count, &measured),
        count: Some(count.into()),
        doing: format!(
            "{}/{} \u{b7} {load} \u{b7} {min} to {max} Pods",
            of.kind.to_ascii_lowercase(),
            of.name
        )
        .into(),
        gauges: seen.map_or_else(Vec::new, |it| gauges(it, scaler)),
        limits: Some(Limits { replicas: max, surge: 0, unavailable: max - min }),
        aim: Some((i64::from(max) * 50, format!("{} %", target.unwrap_or(50)).into())),
        ..card("horizontalpodautoscaler", meta)
    }
}

/// How many Pods, once it has looked, and what it goes by.
fn tally(scaler: &HorizontalPodAutoscaler, count: &str, measured: &[String]) -> Vec<Rc<str>> {
    let first = match scaler.status.conditions.is_empty() {
        true => "not looked yet".into(),
        false => format!("{count} Pods").into(),
    };
    let measured = measured.iter().map(|it| Rc::from(it.as_str()));
    std::iter::once(first).chain(measured).collect()
}

/// What is used, and what is aimed at: `CPU 100 %`, `target 50 %`.
fn measured(
    now: Option<i32>,
    target: Option<i32>,
    scaler: &HorizontalPodAutoscaler,
) -> Vec<String> {
    let name = scaler.spec.metrics.iter().find_map(|it| it.resource.as_ref()).map(|it| &*it.name);
    let name = if name == Some("cpu") { "CPU" } else { name.unwrap_or("use") };
    let now = now.map(|it| format!("{name} {it} %"));
    let target = target.map(|it| format!("target {it} %"));
    let all: Vec<String> = now.into_iter().chain(target).collect();
    if all.is_empty() { vec!["custom target".to_owned()] } else { all }
}

/// The utilisation that is aimed at, in percent.
fn target_of(scaler: &HorizontalPodAutoscaler) -> Option<i32> {
    let sources = scaler.spec.metrics.iter().filter_map(|it| it.resource.as_ref());
    sources.filter_map(|it| it.target.average_utilization).next()
}

/// Both lines share the height: utilisation as a share of twice the target.
fn gauges(seen: Scaled, scaler: &HorizontalPodAutoscaler) -> Vec<Gauge> {
    let max = i64::from(scaler.spec.max_replicas).max(1);
    let target = i64::from(target_of(scaler).unwrap_or(50).max(1));
    let gauge = |name: &str, value, tone: &str| {
        let (name, tone) = (name.into(), tone.into());
        Gauge { name, value, tone }
    };
    let load = i64::from(seen.utilization.unwrap_or(0)) * max * 50 / target;
    vec![
        gauge("utilisation", load, "good"),
        gauge("replicas", i64::from(seen.replicas) * 100, "ink"),
    ]
}
