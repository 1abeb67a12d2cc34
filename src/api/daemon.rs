//! DaemonSets. Source: `staging/src/k8s.io/api/apps/v1/types.go`.

use super::field::object;
use super::intstr::IntOrString;
use super::labels::LabelSelector;
use super::meta::ObjectMeta;
use super::pod::PodTemplateSpec;

object! {
    /// `apps/v1 DaemonSet`: a Pod on every node.
    pub struct DaemonSet {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: DaemonSetSpec => "spec" always,
        /// What is.
        status: DaemonSetStatus => "status" always,
    }

    /// The wish of a DaemonSet.
    pub struct DaemonSetSpec {
        /// Seconds a Pod must be ready to count as available.
        min_ready_seconds: i32 => "minReadySeconds",
        /// How many old revisions are kept.
        revision_history_limit: Option<i32> => "revisionHistoryLimit",
        /// Which Pods are its own; never changes.
        selector: Option<LabelSelector> => "selector" always,
        /// What its Pods look like.
        template: PodTemplateSpec => "template" always,
        /// How Pods are replaced.
        update_strategy: DaemonSetUpdateStrategy => "updateStrategy" always,
    }

    /// How Pods are replaced.
    pub struct DaemonSetUpdateStrategy {
        /// The numbers of a rolling update.
        rolling_update: Option<RollingUpdateDaemonSet> => "rollingUpdate",
        /// `RollingUpdate` or `OnDelete`.
        r#type: String => "type",
    }

    /// The numbers of a rolling update.
    pub struct RollingUpdateDaemonSet {
        /// On how many nodes there may be a new Pod beside the old one.
        max_surge: Option<IntOrString> => "maxSurge",
        /// On how many nodes the Pod may be unavailable.
        max_unavailable: Option<IntOrString> => "maxUnavailable",
    }

    /// What is, counted in nodes.
    pub struct DaemonSetStatus {
        /// How many hash collisions there were.
        collision_count: Option<i32> => "collisionCount",
        /// That should have a Pod and have one.
        current_number_scheduled: i32 => "currentNumberScheduled" always,
        /// That should have a Pod.
        desired_number_scheduled: i32 => "desiredNumberScheduled" always,
        /// Whose Pod is ready for at least `minReadySeconds`.
        number_available: i32 => "numberAvailable",
        /// That should not have a Pod and have one.
        number_misscheduled: i32 => "numberMisscheduled" always,
        /// Whose Pod is ready.
        number_ready: i32 => "numberReady" always,
        /// Whose Pod is missing or not available.
        number_unavailable: i32 => "numberUnavailable",
        /// The generation that the controller has seen.
        observed_generation: i64 => "observedGeneration",
        /// Whose Pod is of the newest template.
        updated_number_scheduled: i32 => "updatedNumberScheduled",
    }
}

/// The annotation in which the API server counts the changes of the template.
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

impl DaemonSet {
    /// How often the template has changed, beginning with 1; 0 where it is not known.
    #[must_use]
    pub fn template_generation(&self) -> i64 {
        self.metadata.annotation(TEMPLATE_GENERATION).and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// Notes how often the template has changed.
    pub fn set_template_generation(&mut self, generation: i64) {
        let key = TEMPLATE_GENERATION.to_owned();
        self.metadata.annotations.insert(key, generation.to_string());
    }
}
