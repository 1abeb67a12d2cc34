//! All measures of an autoscaler: the largest proposal wins.
//! Source: `computeReplicasForMetrics`, `computeReplicasForMetric`.

use super::calculator::{self, Measure, Target as Aim, Tolerance};
use super::{Pass, Target};
use crate::api::{
    ContainerResourceMetricStatus, HPAScalingRules, HorizontalPodAutoscaler, MetricSpec,
    MetricStatus, MetricTarget, MetricValueStatus, Pod, Quantity, ResourceMetricStatus, Selector,
    Value,
};
use std::rc::Rc;

/// How far a measure may be off where nobody says otherwise (thousandths).
const TOLERANCE_MILLI: i64 = 100;

/// A measure that could not be taken.
struct Invalid {
    reason: &'static str,
    error: String,
}

/// What a measure comes to.
struct Valid {
    replicas: i32,
    name: String,
    status: MetricStatus,
}

impl Pass<'_> {
    /// How many there should be by the measures alone, and which of them says so.
    pub(super) fn measure(&mut self, target: &Target) -> Option<(i32, String)> {
        let selector = target.object.pod_selector().unwrap_or_default();
        let namespace = self.autoscaler.metadata.namespace.clone();
        let pods: Vec<&Rc<Pod>> = self.ctx.cache.list_typed::<Pod>(Some(&namespace)).collect();
        let pods: Vec<&Rc<Pod>> =
            pods.into_iter().filter(|it| selector.matches(&it.metadata.labels)).collect();
        if let Some(error) = self.ambiguity(&selector, &pods) {
            self.set_condition("ScalingActive", false, "AmbiguousSelector", &error);
            self.warn("AmbiguousSelector", error.clone());
            self.warn("FailedComputeMetricsReplicas", error);
            return None;
        }
        let autoscaler = Rc::clone(self.autoscaler);
        let (mut statuses, mut best) = (Vec::new(), None::<(i32, String)>);
        let (mut first, mut invalid) = (None::<Invalid>, 0);
        for metric in &autoscaler.spec.metrics {
            match self.one(metric, target.replicas, &pods) {
                Ok(valid) => {
                    statuses.push(valid.status);
                    if best.as_ref().is_none_or(|it| valid.replicas > it.0 || it.0 == 0) {
                        best = Some((valid.replicas, valid.name));
                    }
                }
                Err(it) => {
                    statuses.push(MetricStatus::default());
                    self.warn(it.reason, it.error.clone());
                    invalid += 1;
                    first.get_or_insert(it);
                }
            }
        }
        self.status.current_metrics = Some(statuses);
        let shrinks = best.as_ref().is_none_or(|it| it.0 < target.replicas);
        if let Some(first) = first
            && (shrinks || best.is_none())
        {
            let message =
                format!("the HPA was unable to compute the replica count: {}", first.error);
            self.set_condition("ScalingActive", false, first.reason, &message);
            let all = autoscaler.spec.metrics.len();
            self.warn(
                "FailedComputeMetricsReplicas",
                format!(
                    "invalid metrics ({invalid} invalid out of {all}), first error is: {}",
                    first.error
                ),
            );
            return None;
        }
        if let Some((_, name)) = &best {
            let message =
                format!("the HPA was able to successfully calculate a replica count from {name}");
            self.set_condition("ScalingActive", true, "ValidMetricFound", &message);
        }
        best
    }

    /// Two autoscalers over the same Pods would fight. Source: `validateAndParseSelector`.
    fn ambiguity(&self, selector: &Selector, pods: &[&Rc<Pod>]) -> Option<String> {
        let namespace = &self.autoscaler.metadata.namespace;
        let all = self.ctx.cache.list_typed::<HorizontalPodAutoscaler>(Some(namespace));
        let selects = |it: &&Rc<HorizontalPodAutoscaler>| {
            let Ok(target) = Pass::new(self.ctx, it).target() else { return false };
            let own = target.object.pod_selector().unwrap_or_default();
            pods.iter().any(|pod| own.matches(&pod.metadata.labels))
        };
        let names: Vec<String> =
            all.filter(selects).map(|it| format!("{namespace}/{}", it.metadata.name)).collect();
        (names.len() > 1).then(|| {
            let names = names.join(" ");
            format!("pods by selector {selector} are controlled by multiple HPAs: [{names}]")
        })
    }

    fn one(&self, metric: &MetricSpec, current: i32, pods: &[&Rc<Pod>]) -> Result<Valid, Invalid> {
        let text = |it: &Value| it.as_str().unwrap_or("").to_owned();
        let other = |field: &str| metric.rest.get(field).cloned().unwrap_or(Value::Null);
        match metric.r#type.as_str() {
            "Resource" => {
                let source = metric.resource.clone().unwrap_or_default();
                self.resource(&source.name, None, &source.target, current, pods)
                    .map_err(|error| Invalid { reason: "FailedGetResourceMetric", error })
            }
            "ContainerResource" => {
                let source = metric.container_resource.clone().unwrap_or_default();
                let container = Some(source.container.as_str());
                self.resource(&source.name, container, &source.target, current, pods)
                    .map_err(|error| Invalid { reason: "FailedGetContainerResourceMetric", error })
            }
            "Pods" => {
                let name = text(&other("pods")["metric"]["name"]);
                Err(Invalid {
                    reason: "FailedGetPodsMetric",
                    error: format!(
                        "failed to get pods metric value: unable to get metric {name}: {NO_CUSTOM}"
                    ),
                })
            }
            "Object" => {
                let source = other("object");
                let name = text(&source["metric"]["name"]);
                let about = &source["describedObject"];
                let (kind, object) = (text(&about["kind"]), text(&about["name"]));
                let namespace = &self.autoscaler.metadata.namespace;
                Err(Invalid {
                    reason: "FailedGetObjectMetric",
                    error: format!(
                        "failed to get object metric value: unable to get metric {name}: {kind} on {namespace} {object}/{NO_CUSTOM}"
                    ),
                })
            }
            "External" => {
                let name = text(&other("external")["metric"]["name"]);
                let namespace = &self.autoscaler.metadata.namespace;
                Err(Invalid {
                    reason: "FailedGetExternalMetric",
                    error: format!(
                        "failed to get external metric {name}: unable to get external metric {namespace}/{name}/nil: unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered"
                    ),
                })
            }
            other => Err(Invalid {
                reason: "InvalidMetricSourceType",
                error: format!("unknown metric source type {other:?}"),
            }),
        }
    }

    /// Source: `computeStatusForResourceMetricGeneric`.
    fn resource(
        &self,
        resource: &str,
        container: Option<&str>,
        target: &MetricTarget,
        current: i32,
        pods: &[&Rc<Pod>],
    ) -> Result<Valid, String> {
        let (aim, what) = match (target.average_value, target.average_utilization) {
            (Some(amount), _) => (Aim::Average(amount.milli()), "usage"),
            (None, Some(share)) => (Aim::Utilization(share.into()), "utilization"),
            (None, None) => {
                return Err("invalid resource metric source: neither an average utilization target nor an average value (usage) target was set".to_owned());
            }
        };
        let measure = Measure { resource, container, target: aim };
        let (metrics, now_ms) = (self.ctx.metrics, self.ctx.now_ms);
        let proposal =
            calculator::propose(current, measure, self.tolerance(), pods, metrics, now_ms)
                .map_err(|error| format!("failed to get {resource} {what}: {error}"))?;
        let name = match (aim, container) {
            (Aim::Average(_), _) => format!("{resource} resource"),
            (_, None) => format!("{resource} resource utilization (percentage of request)"),
            (_, Some(_)) => {
                format!("{resource} container resource utilization (percentage of request)")
            }
        };
        let value = MetricValueStatus {
            average_utilization: proposal.utilization,
            average_value: Some(Quantity::from_milli(proposal.average)),
            ..MetricValueStatus::default()
        };
        Ok(Valid { replicas: proposal.replicas, name, status: status(resource, container, value) })
    }

    fn tolerance(&self) -> Tolerance {
        let behavior = self.autoscaler.spec.behavior.as_ref();
        let given = |rules: Option<&HPAScalingRules>| {
            rules.and_then(|it| it.tolerance).map_or(TOLERANCE_MILLI, Quantity::milli)
        };
        Tolerance {
            down: given(behavior.and_then(|it| it.scale_down.as_ref())),
            up: given(behavior.and_then(|it| it.scale_up.as_ref())),
        }
    }
}

/// What stands where custom metrics would come from.
const NO_CUSTOM: &str = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";

fn status(name: &str, container: Option<&str>, current: MetricValueStatus) -> MetricStatus {
    let name = name.to_owned();
    match container {
        None => MetricStatus {
            r#type: "Resource".to_owned(),
            resource: Some(ResourceMetricStatus { current, name, ..Default::default() }),
            ..MetricStatus::default()
        },
        Some(container) => MetricStatus {
            r#type: "ContainerResource".to_owned(),
            container_resource: Some(ContainerResourceMetricStatus {
                container: container.to_owned(),
                current,
                name,
                ..Default::default()
            }),
            ..MetricStatus::default()
        },
    }
}
