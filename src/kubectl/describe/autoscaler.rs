//! HorizontalPodAutoscalers. Source: `describeHorizontalPodAutoscalerV2`.

use super::page::{Page, time};
use crate::api::{
    HPAScalingRules, HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget,
    MetricValueStatus, Value,
};
use crate::kubectl::columns::foreign_target;

pub(in crate::kubectl) fn describe(page: &mut Page, autoscaler: &HorizontalPodAutoscaler) {
    let (meta, spec, status) = (&autoscaler.metadata, &autoscaler.spec, &autoscaler.status);
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    page.field(0, "CreationTimestamp", time(meta.creation_timestamp));
    let target = &spec.scale_target_ref;
    page.field(0, "Reference", format!("{}/{}", target.kind, target.name));
    page.field(0, "Metrics", "( current / target )");
    let measured = status.current_metrics.as_deref().unwrap_or(&[]);
    for (at, metric) in spec.metrics.iter().enumerate() {
        describe_metric(page, metric, measured.get(at));
    }
    let min = spec.min_replicas.map_or_else(|| "<unset>".to_owned(), |it| it.to_string());
    page.field(0, "Min replicas", min);
    page.field(0, "Max replicas", spec.max_replicas);
    if let Some(behavior) = &spec.behavior {
        page.line(0, "Behavior:");
        rules(page, "Up", behavior.scale_up.as_ref());
        rules(page, "Down", behavior.scale_down.as_ref());
    }
    let counts =
        format!("{} current / {} desired", status.current_replicas, status.desired_replicas);
    page.field(0, &format!("{} pods", target.kind), counts);
    if !status.conditions.is_empty() {
        page.line(0, "Conditions:");
        page.line(1, "Type\tStatus\tReason\tMessage");
        page.line(1, "----\t------\t------\t-------");
        for it in &status.conditions {
            page.line(1, &format!("{}\t{}\t{}\t{}", it.r#type, it.status, it.reason, it.message));
        }
    }
}

fn describe_metric(page: &mut Page, metric: &MetricSpec, status: Option<&MetricStatus>) {
    if let Some(source) = &metric.resource {
        let current = status.and_then(|it| it.resource.as_ref()).map(|it| &it.current);
        let name = format!("resource {} on pods", source.name);
        amounts(page, &name, &source.target, current);
    } else if let Some(source) = &metric.container_resource {
        let current = status.and_then(|it| it.container_resource.as_ref()).map(|it| &it.current);
        let name = format!("resource {} of container {:?} on pods", source.name, source.container);
        amounts(page, &name, &source.target, current);
    } else {
        foreign(page, metric);
    }
}

/// Metrics that are not measured here.
fn foreign(page: &mut Page, metric: &MetricSpec) {
    let (amount, is_average) = foreign_target(metric);
    let of = |source: &str, path: &str| {
        let value = metric.rest.get(source).and_then(|it| it.pointer(path));
        value.and_then(Value::as_str).unwrap_or("").to_owned()
    };
    let aim = if is_average { "(target average value)" } else { "(target value)" };
    let what = match metric.r#type.as_str() {
        "Pods" => format!("{:?} on pods", of("pods", "/metric/name")),
        "External" => format!("{:?} {aim}", of("external", "/metric/name")),
        "Object" => {
            let object = |field: &str| of("object", &format!("/describedObject/{field}"));
            let name = of("object", "/metric/name");
            format!("{name:?} on {}/{} {aim}", object("kind"), object("name"))
        }
        other => {
            page.line(1, &format!("<unknown metric type {other:?}>"));
            return;
        }
    };
    page.line(1, &format!("{what}:\t<unknown> / {amount}"));
}

fn amounts(
    page: &mut Page,
    name: &str,
    target: &MetricTarget,
    current: Option<&MetricValueStatus>,
) {
    let unknown = || "<unknown>".to_owned();
    if let Some(aim) = target.average_value {
        let now = current.and_then(|it| it.average_value).map_or_else(unknown, |it| it.to_string());
        page.line(1, &format!("{name}:\t{now} / {aim}"));
        return;
    }
    let measured = current.and_then(|it| Some((it.average_utilization?, it.average_value?)));
    let now = measured.map_or_else(unknown, |(share, amount)| format!("{share}% ({amount})"));
    let aim = target.average_utilization.map_or_else(|| "<auto>".to_owned(), |it| format!("{it}%"));
    page.line(1, &format!("{name}  (as a percentage of request):\t{now} / {aim}"));
}

/// Source: `printDirectionBehavior`.
fn rules(page: &mut Page, direction: &str, rules: Option<&HPAScalingRules>) {
    let Some(rules) = rules else { return };
    page.line(1, &format!("Scale {direction}:"));
    if let Some(window) = rules.stabilization_window_seconds {
        page.line(2, &format!("Stabilization Window: {window} seconds"));
    }
    let policies = rules.policies.as_deref().unwrap_or(&[]);
    if !policies.is_empty() {
        page.line(2, &format!("Select Policy: {}", rules.select_policy));
        page.line(2, "Policies:");
        for it in policies {
            let (value, period) = (it.value, it.period_seconds);
            page.line(
                3,
                &format!("- Type: {}\tValue: {value}\tPeriod: {period} seconds", it.r#type),
            );
        }
    }
}
