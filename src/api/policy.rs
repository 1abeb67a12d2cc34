//! Budgets. Source: `staging/src/k8s.io/api/policy/v1/types.go`.

use super::field::object;
use super::intstr::IntOrString;
use super::labels::LabelSelector;
use super::meta::{ObjectMeta, Time};
use crate::sorted::SortedMap;

object! {
    /// `policy/v1 PodDisruptionBudget`.
    pub struct PodDisruptionBudget {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// How many Pods may be missing.
        spec: PodDisruptionBudgetSpec => "spec" always,
        /// How many may go now.
        status: PodDisruptionBudgetStatus => "status" always,
    }

    /// How many Pods may be missing.
    pub struct PodDisruptionBudgetSpec {
        /// At most so many are missing after an eviction.
        max_unavailable: Option<IntOrString> => "maxUnavailable",
        /// At least so many are healthy after an eviction.
        min_available: Option<IntOrString> => "minAvailable",
        /// Which Pods it protects.
        selector: Option<LabelSelector> => "selector",
        /// `IfHealthyBudget` or `AlwaysAllow`; the first where it is absent.
        unhealthy_pod_eviction_policy: String => "unhealthyPodEvictionPolicy",
    }

    /// How many Pods may go now.
    pub struct PodDisruptionBudgetStatus {
        /// `DisruptionAllowed`.
        conditions: Vec<Condition> => "conditions",
        /// Healthy Pods.
        current_healthy: i32 => "currentHealthy" always,
        /// Fewer must not be healthy.
        desired_healthy: i32 => "desiredHealthy" always,
        /// Pods whose eviction was granted and not seen yet, with the time of it.
        disrupted_pods: SortedMap<String, Time> => "disruptedPods",
        /// So many may be evicted now.
        disruptions_allowed: i32 => "disruptionsAllowed" always,
        /// So many Pods there should be.
        expected_pods: i32 => "expectedPods" always,
        /// The generation it was computed for.
        observed_generation: i64 => "observedGeneration",
    }

    /// `metav1.Condition`.
    pub struct Condition {
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime" always,
        /// A sentence.
        message: String => "message" always,
        /// The generation it was computed for.
        observed_generation: i64 => "observedGeneration",
        /// A word.
        reason: String => "reason" always,
        /// `True`, `False` or `Unknown`.
        status: String => "status" always,
        /// Its name.
        r#type: String => "type" always,
    }
}
