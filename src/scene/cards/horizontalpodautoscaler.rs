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
        desired: status.desired_replicas,
        tally: tally(scaler, &count, &load),
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

/// How many Pods, once it has looked.
fn tally(scaler: &HorizontalPodAutoscaler, count: &str, load: &str) -> Vec<Rc<str>> {
    match scaler.status.conditions.is_empty() {
        true => vec!["not looked yet".into(), load.into()],
        false => vec![count.into(), "Pods".into(), load.into()],
    }
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
