//! Columns of HorizontalPodAutoscalers. Source: `printHorizontalPodAutoscaler`.

use super::{AGE, Column, NAME, column, of_type};
use crate::api::{
    HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus, Value,
};

/// No more measures are shown.
const METRICS_MAX: usize = 2;

fn reference(it: &HorizontalPodAutoscaler) -> String {
    format!("{}/{}", it.spec.scale_target_ref.kind, it.spec.scale_target_ref.name)
}

/// Source: `formatHPAMetrics`.
fn targets(it: &HorizontalPodAutoscaler) -> String {
    let metrics = &it.spec.metrics;
    if metrics.is_empty() {
        return "<none>".to_owned();
    }
    let statuses = it.status.current_metrics.as_deref().unwrap_or(&[]);
    let shown = metrics.iter().enumerate().take(METRICS_MAX);
    let texts: Vec<String> = shown.map(|(at, metric)| one(metric, statuses.get(at))).collect();
    let more = match metrics.len().saturating_sub(METRICS_MAX) {
        0 => String::new(),
        count => format!(" + {count} more..."),
    };
    format!("{}{more}", texts.join(", "))
}

fn one(metric: &MetricSpec, status: Option<&MetricStatus>) -> String {
    if let Some(source) = &metric.resource {
        let current = status.and_then(|it| it.resource.as_ref()).map(|it| &it.current);
        return amounts(&source.name, &source.target, current);
    }
    if let Some(source) = &metric.container_resource {
        let current = status.and_then(|it| it.container_resource.as_ref()).map(|it| &it.current);
        return amounts(&source.name, &source.target, current);
    }
    match foreign_target(metric) {
        (amount, true) if metric.r#type != "Pods" => format!("<unknown>/{amount} (avg)"),
        (amount, _) => format!("<unknown>/{amount}"),
    }
}

/// What a metric that is not measured here aims at, and whether that is an average.
pub(in crate::kubectl) fn foreign_target(metric: &MetricSpec) -> (String, bool) {
    let target = metric.rest.values().map(|it| &it["target"]).find(|it| it.is_object());
    let amount = |name: &str| match target.and_then(|it| it.get(name)) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let average = amount("averageValue");
    let is_average = average.is_some();
    (average.or_else(|| amount("value")).unwrap_or_else(|| "<nil>".to_owned()), is_average)
}

fn amounts(name: &str, target: &MetricTarget, current: Option<&MetricValueStatus>) -> String {
    let unknown = || "<unknown>".to_owned();
    if let Some(aim) = target.average_value {
        let now = current.and_then(|it| it.average_value).map_or_else(unknown, |it| it.to_string());
        return format!("{name}: {now}/{aim}");
    }
    let percent = |it: i32| format!("{it}%");
    let now = current.and_then(|it| it.average_utilization).map_or_else(unknown, percent);
    let aim = target.average_utilization.map_or_else(|| "<auto>".to_owned(), percent);
    format!("{name}: {now}/{aim}")
}

fn min(it: &HorizontalPodAutoscaler) -> String {
    it.spec.min_replicas.map_or_else(|| "<unset>".to_owned(), |it| it.to_string())
}

pub(in crate::kubectl) const AUTOSCALER: &[Column] = &[
    NAME,
    column("REFERENCE", |it, _| of_type(it, reference)),
    column("TARGETS", |it, _| of_type(it, targets)),
    column("MINPODS", |it, _| of_type(it, min)),
    column("MAXPODS", |it, _| {
        of_type(it, |it: &HorizontalPodAutoscaler| it.spec.max_replicas.to_string())
    }),
    column("REPLICAS", |it, _| {
        of_type(it, |it: &HorizontalPodAutoscaler| it.status.current_replicas.to_string())
    }),
    AGE,
];
