//! StatefulSets, and the revisions that they and DaemonSets keep.
//! Source: `staging/src/k8s.io/api/apps/v1/types.go`.

use super::field::{Value, object};
use super::intstr::IntOrString;
use super::labels::LabelSelector;
use super::meta::ObjectMeta;
use super::pod::PodTemplateSpec;
use super::storage::PersistentVolumeClaim;

object! {
    /// `apps/v1 ControllerRevision`: one state that a workload was in, to go back to.
    pub struct ControllerRevision {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The state: a patch that restores the template.
        data: Value => "data",
        /// Rises with every change; a state that is taken up again gets a new number.
        revision: i64 => "revision" always,
    }
    /// `apps/v1 StatefulSet`.
    pub struct StatefulSet {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: StatefulSetSpec => "spec" always,
        /// What is.
        status: StatefulSetStatus => "status" always,
    }

    /// The wish of a StatefulSet. Admission fills the defaults in.
    pub struct StatefulSetSpec {
        /// Seconds a Pod must be ready to count as available.
        min_ready_seconds: i32 => "minReadySeconds",
        /// How the Pods are numbered.
        ordinals: Option<StatefulSetOrdinals> => "ordinals",
        /// What becomes of the claims.
        persistent_volume_claim_retention_policy: Option<ClaimRetentionPolicy>
            => "persistentVolumeClaimRetentionPolicy",
        /// `OrderedReady` or `Parallel`.
        pod_management_policy: String => "podManagementPolicy",
        /// How many Pods.
        replicas: Option<i32> => "replicas",
        /// How many old revisions are kept.
        revision_history_limit: Option<i32> => "revisionHistoryLimit",
        /// Which Pods are its own; never changes.
        selector: Option<LabelSelector> => "selector" always,
        /// The Service that gives the Pods their names in the network.
        service_name: String => "serviceName",
        /// What its Pods look like.
        template: PodTemplateSpec => "template" always,
        /// How Pods are replaced.
        update_strategy: StatefulSetUpdateStrategy => "updateStrategy" always,
        /// The claims that each Pod gets.
        volume_claim_templates: Vec<PersistentVolumeClaim> => "volumeClaimTemplates",
    }

    /// How the Pods are numbered.
    pub struct StatefulSetOrdinals {
        /// The number of the first.
        start: i32 => "start" always,
    }

    /// What becomes of the claims: `Retain` or `Delete`.
    pub struct ClaimRetentionPolicy {
        /// When the StatefulSet is deleted.
        when_deleted: String => "whenDeleted",
        /// When their Pods are scaled away.
        when_scaled: String => "whenScaled",
    }

    /// How Pods are replaced.
    pub struct StatefulSetUpdateStrategy {
        /// The numbers of a rolling update.
        rolling_update: Option<RollingUpdateStatefulSet> => "rollingUpdate",
        /// `RollingUpdate` or `OnDelete`.
        r#type: String => "type",
    }

    /// The numbers of a rolling update.
    pub struct RollingUpdateStatefulSet {
        /// How many Pods may be unavailable, where the feature is on.
        max_unavailable: Option<IntOrString> => "maxUnavailable" shown,
        /// Pods below this ordinal keep what they are.
        partition: Option<i32> => "partition",
    }

    /// What is.
    pub struct StatefulSetStatus {
        /// Pods ready for at least `minReadySeconds`.
        available_replicas: i32 => "availableReplicas" always,
        /// How many hash collisions there were.
        collision_count: Option<i32> => "collisionCount",
        /// Pods of the current revision.
        current_replicas: i32 => "currentReplicas",
        /// The revision that all Pods had last.
        current_revision: String => "currentRevision",
        /// The generation that the controller has seen.
        observed_generation: i64 => "observedGeneration",
        /// Ready Pods.
        ready_replicas: i32 => "readyReplicas",
        /// Pods that there are.
        replicas: i32 => "replicas" always,
        /// The revision of the newest template.
        update_revision: String => "updateRevision",
        /// Pods of the newest template.
        updated_replicas: i32 => "updatedReplicas",
    }
}

impl StatefulSet {
    /// How many Pods are wished.
    #[must_use]
    pub fn replicas(&self) -> i32 {
        self.spec.replicas.unwrap_or(1)
    }

    /// The ordinal of the first Pod.
    #[must_use]
    pub fn first_ordinal(&self) -> i32 {
        self.spec.ordinals.as_ref().map_or(0, |it| it.start)
    }
}
