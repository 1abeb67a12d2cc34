//! The group `autoscaling`. Source: `staging/src/k8s.io/api/autoscaling/v2/types.go`.

mod v1;

pub use self::v1::{autoscaler_from_v1, autoscaler_to_v1};

use super::field::object;
use super::meta::{ObjectMeta, Time};
use super::quantity::Quantity;

object! {
    /// `autoscaling/v2 HorizontalPodAutoscaler`.
    pub struct HorizontalPodAutoscaler {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// Between which numbers it scales what, and by which measure.
        spec: HorizontalPodAutoscalerSpec => "spec" always,
        /// What it saw and did last.
        status: HorizontalPodAutoscalerStatus => "status" always,
    }

    /// Between which numbers it scales what, and by which measure.
    pub struct HorizontalPodAutoscalerSpec {
        /// How fast it scales.
        behavior: Option<HorizontalPodAutoscalerBehavior> => "behavior",
        /// Never more Pods.
        max_replicas: i32 => "maxReplicas" always,
        /// What it measures.
        metrics: Vec<MetricSpec> => "metrics",
        /// Never fewer Pods.
        min_replicas: Option<i32> => "minReplicas",
        /// What it scales.
        scale_target_ref: CrossVersionObjectReference => "scaleTargetRef" always,
    }

    /// What is scaled.
    pub struct CrossVersionObjectReference {
        /// Group and version.
        api_version: String => "apiVersion",
        /// The kind.
        kind: String => "kind" always,
        /// The name.
        name: String => "name" always,
    }

    /// How fast it scales.
    pub struct HorizontalPodAutoscalerBehavior {
        /// Downwards.
        scale_down: Option<HPAScalingRules> => "scaleDown",
        /// Upwards.
        scale_up: Option<HPAScalingRules> => "scaleUp",
    }

    /// How fast it scales in one direction.
    pub struct HPAScalingRules {
        /// By how much in which time.
        policies: Option<Vec<HPAScalingPolicy>> => "policies",
        /// `Max`, `Min` or `Disabled`.
        select_policy: String => "selectPolicy",
        /// How far back recommendations count.
        stabilization_window_seconds: Option<i32> => "stabilizationWindowSeconds",
        /// How far the measure may be off.
        tolerance: Option<Quantity> => "tolerance",
    }

    /// By how much in which time.
    pub struct HPAScalingPolicy {
        /// The time.
        period_seconds: i32 => "periodSeconds" always,
        /// `Pods` or `Percent`.
        r#type: String => "type" always,
        /// How many.
        value: i32 => "value" always,
    }

    /// One measure.
    pub struct MetricSpec {
        /// What one container of each Pod uses.
        container_resource: Option<ContainerResourceMetricSource> => "containerResource",
        /// What the Pods use.
        resource: Option<ResourceMetricSource> => "resource",
        /// Which of the fields is set.
        r#type: String => "type" always,
    }

    /// What the Pods use.
    pub struct ResourceMetricSource {
        /// `cpu` or `memory`
        name: String => "name" always,
        /// What is aimed at.
        target: MetricTarget => "target" always,
    }

    /// What one container of each Pod uses.
    pub struct ContainerResourceMetricSource {
        /// The container.
        container: String => "container" always,
        /// `cpu` or `memory`
        name: String => "name" always,
        /// What is aimed at.
        target: MetricTarget => "target" always,
    }

    /// What is aimed at.
    pub struct MetricTarget {
        /// Percent of what the Pods ask for.
        average_utilization: Option<i32> => "averageUtilization",
        /// An amount a Pod.
        average_value: Option<Quantity> => "averageValue",
        /// `Utilization` or `AverageValue`.
        r#type: String => "type" always,
        /// An amount in all.
        value: Option<Quantity> => "value",
    }

    /// What it saw and did last.
    pub struct HorizontalPodAutoscalerStatus {
        /// `AbleToScale`, `ScalingActive`, `ScalingLimited`.
        conditions: Vec<HorizontalPodAutoscalerCondition> => "conditions",
        /// What was measured.
        current_metrics: Option<Vec<MetricStatus>> => "currentMetrics" always,
        /// How many Pods were wished when it looked.
        current_replicas: i32 => "currentReplicas",
        /// How many it wished.
        desired_replicas: i32 => "desiredReplicas" always,
        /// When it last changed the number.
        last_scale_time: Option<Time> => "lastScaleTime",
        /// The generation it was computed for.
        observed_generation: Option<i64> => "observedGeneration",
    }

    /// A condition of an autoscaler.
    pub struct HorizontalPodAutoscalerCondition {
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True` or `False`.
        status: String => "status" always,
        /// `AbleToScale`, `ScalingActive` or `ScalingLimited`.
        r#type: String => "type" always,
    }

    /// What was measured.
    pub struct MetricStatus {
        /// What one container of each Pod uses.
        container_resource: Option<ContainerResourceMetricStatus> => "containerResource",
        /// What the Pods use.
        resource: Option<ResourceMetricStatus> => "resource",
        /// Which of the fields is set.
        r#type: String => "type" always,
    }

    /// What the Pods use.
    pub struct ResourceMetricStatus {
        /// How much.
        current: MetricValueStatus => "current" always,
        /// `cpu` or `memory`
        name: String => "name" always,
    }

    /// What one container of each Pod uses.
    pub struct ContainerResourceMetricStatus {
        /// The container.
        container: String => "container" always,
        /// How much.
        current: MetricValueStatus => "current" always,
        /// `cpu` or `memory`
        name: String => "name" always,
    }

    /// How much is used.
    pub struct MetricValueStatus {
        /// Percent of what the Pods ask for.
        average_utilization: Option<i32> => "averageUtilization",
        /// An amount a Pod.
        average_value: Option<Quantity> => "averageValue",
    }
}
