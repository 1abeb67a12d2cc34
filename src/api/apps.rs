//! The group `apps`. Source: `staging/src/k8s.io/api/apps/v1/types.go`.

use super::field::object;
use super::intstr::IntOrString;
use super::labels::{LabelSelector, Labels};
use super::meta::{ObjectMeta, Time};
use super::pod::PodTemplateSpec;

/// The type of the condition that Pods could not be created or deleted.
pub const REPLICA_FAILURE: &str = "ReplicaFailure";

object! {
    /// `v1 ReplicationController`, the ReplicaSet of old.
    pub struct ReplicationController {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: ReplicationControllerSpec => "spec" always,
        /// What is.
        status: ReplicaSetStatus => "status" always,
    }

    /// The wish of a ReplicationController.
    pub struct ReplicationControllerSpec {
        /// Seconds a Pod must be ready to count as available.
        min_ready_seconds: i32 => "minReadySeconds",
        /// How many Pods.
        replicas: Option<i32> => "replicas",
        /// Labels of the Pods that are its own.
        selector: Labels => "selector",
        /// What its Pods look like.
        template: Option<PodTemplateSpec> => "template",
    }

    /// `apps/v1 Deployment`.
    pub struct Deployment {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: DeploymentSpec => "spec" always,
        /// What is.
        status: DeploymentStatus => "status" always,
    }

    /// The wish of a Deployment. Admission fills the defaults in.
    pub struct DeploymentSpec {
        /// Seconds a Pod must be ready to count as available.
        min_ready_seconds: i32 => "minReadySeconds",
        /// No rollout while true.
        paused: bool => "paused",
        /// Seconds without progress after which the rollout is reported as failed.
        progress_deadline_seconds: Option<i32> => "progressDeadlineSeconds",
        /// How many Pods.
        replicas: Option<i32> => "replicas",
        /// How many old ReplicaSets are kept.
        revision_history_limit: Option<i32> => "revisionHistoryLimit",
        /// Which Pods are its own; never changes.
        selector: Option<LabelSelector> => "selector" always,
        /// How Pods are replaced.
        strategy: DeploymentStrategy => "strategy" always,
        /// What its Pods look like.
        template: PodTemplateSpec => "template" always,
    }

    /// How Pods are replaced.
    pub struct DeploymentStrategy {
        /// The numbers of a rolling update.
        rolling_update: Option<RollingUpdateDeployment> => "rollingUpdate",
        /// `RollingUpdate` or `Recreate`.
        r#type: String => "type",
    }

    /// The numbers of a rolling update.
    pub struct RollingUpdateDeployment {
        /// How many Pods more than wished there may be.
        max_surge: Option<IntOrString> => "maxSurge",
        /// How many Pods fewer than wished may be available.
        max_unavailable: Option<IntOrString> => "maxUnavailable",
    }

    /// What is.
    pub struct DeploymentStatus {
        /// Pods ready for at least `minReadySeconds`.
        available_replicas: i32 => "availableReplicas",
        /// How many hash collisions there were.
        collision_count: Option<i32> => "collisionCount",
        /// Available, Progressing, ReplicaFailure.
        conditions: Vec<DeploymentCondition> => "conditions",
        /// The generation that the controller has seen.
        observed_generation: i64 => "observedGeneration",
        /// Ready Pods.
        ready_replicas: i32 => "readyReplicas",
        /// Pods that are not being deleted.
        replicas: i32 => "replicas",
        /// Pods that are being deleted.
        terminating_replicas: Option<i32> => "terminatingReplicas",
        /// Pods missing from what is wished.
        unavailable_replicas: i32 => "unavailableReplicas",
        /// Pods of the newest template.
        updated_replicas: i32 => "updatedReplicas",
    }

    /// A condition of a Deployment.
    pub struct DeploymentCondition {
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// When the condition was last written.
        last_update_time: Option<Time> => "lastUpdateTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True`, `False` or `Unknown`.
        status: String => "status" always,
        /// `Available`, `Progressing` or `ReplicaFailure`.
        r#type: String => "type" always,
    }

    /// `apps/v1 ReplicaSet`.
    pub struct ReplicaSet {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: ReplicaSetSpec => "spec" always,
        /// What is.
        status: ReplicaSetStatus => "status" always,
    }

    /// The wish of a ReplicaSet.
    pub struct ReplicaSetSpec {
        /// Seconds a Pod must be ready to count as available.
        min_ready_seconds: i32 => "minReadySeconds",
        /// How many Pods.
        replicas: Option<i32> => "replicas",
        /// Which Pods are its own; never changes.
        selector: Option<LabelSelector> => "selector" always,
        /// What its Pods look like.
        template: PodTemplateSpec => "template",
    }

    /// What is.
    pub struct ReplicaSetStatus {
        /// Pods ready for at least `minReadySeconds`.
        available_replicas: i32 => "availableReplicas",
        /// ReplicaFailure.
        conditions: Vec<ReplicaSetCondition> => "conditions",
        /// Pods that have all labels of the template.
        fully_labeled_replicas: i32 => "fullyLabeledReplicas",
        /// The generation that the controller has seen.
        observed_generation: i64 => "observedGeneration",
        /// Ready Pods.
        ready_replicas: i32 => "readyReplicas",
        /// Pods that are not being deleted.
        replicas: i32 => "replicas" always,
        /// Pods that are being deleted.
        terminating_replicas: Option<i32> => "terminatingReplicas",
    }

    /// A condition of a ReplicaSet.
    pub struct ReplicaSetCondition {
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True`, `False` or `Unknown`.
        status: String => "status" always,
        /// `ReplicaFailure`.
        r#type: String => "type" always,
    }
}

impl Deployment {
    /// How many Pods are wished.
    #[must_use]
    pub fn replicas(&self) -> i32 {
        self.spec.replicas.unwrap_or(1)
    }
}

impl ReplicationController {
    /// The ReplicaSet that does the same: one controller serves both.
    /// Source: `pkg/controller/replication/conversion.go`.
    #[must_use]
    pub fn as_replica_set(&self) -> ReplicaSet {
        let selector =
            LabelSelector { match_labels: self.spec.selector.clone(), ..LabelSelector::default() };
        ReplicaSet {
            metadata: self.metadata.clone(),
            spec: ReplicaSetSpec {
                min_ready_seconds: self.spec.min_ready_seconds,
                replicas: self.spec.replicas,
                selector: Some(selector),
                template: self.spec.template.clone().unwrap_or_default(),
                ..ReplicaSetSpec::default()
            },
            status: self.status.clone(),
            ..ReplicaSet::default()
        }
    }
}

impl ReplicaSet {
    /// How many Pods are wished.
    #[must_use]
    pub fn replicas(&self) -> i32 {
        self.spec.replicas.unwrap_or(1)
    }
}
