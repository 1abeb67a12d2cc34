//! What a namespace may use, and which Pods come first.
//! Source: `staging/src/k8s.io/api/core/v1/types.go`, `staging/src/k8s.io/api/scheduling/v1/types.go`.

use super::field::object;
use super::meta::ObjectMeta;
use super::quantity::ResourceList;

object! {
    /// `v1 ResourceQuota`.
    pub struct ResourceQuota {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// The limits.
        spec: ResourceQuotaSpec => "spec" always,
        /// What is used of them.
        status: ResourceQuotaStatus => "status" always,
    }

    /// The limits of a namespace.
    pub struct ResourceQuotaSpec {
        /// At most so much, by resource.
        hard: ResourceList => "hard",
        /// Which Pods count, by their priority class and the like.
        scope_selector: Option<ScopeSelector> => "scopeSelector",
        /// Which Pods count: all of these must hold.
        scopes: Vec<String> => "scopes",
    }

    /// Which Pods count.
    pub struct ScopeSelector {
        /// All of these must hold.
        match_expressions: Vec<ScopedResourceSelectorRequirement> => "matchExpressions",
    }

    /// One condition on the Pods that count.
    pub struct ScopedResourceSelectorRequirement {
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        operator: String => "operator" always,
        /// `PriorityClass`, `BestEffort`, ...
        scope_name: String => "scopeName" always,
        /// What to compare with.
        values: Vec<String> => "values",
    }

    /// What is used.
    pub struct ResourceQuotaStatus {
        /// The limits that are enforced.
        hard: ResourceList => "hard",
        /// What is used of them.
        used: ResourceList => "used",
    }

    /// `v1 LimitRange`.
    pub struct LimitRange {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// The limits.
        spec: LimitRangeSpec => "spec",
    }

    /// The limits of each container, Pod or claim.
    pub struct LimitRangeSpec {
        /// The limits.
        limits: Vec<LimitRangeItem> => "limits" always,
    }

    /// Limits of one type of thing.
    pub struct LimitRangeItem {
        /// The limit of a container that names none.
        default: ResourceList => "default",
        /// The request of a container that names none.
        default_request: ResourceList => "defaultRequest",
        /// At most so much.
        max: ResourceList => "max",
        /// The limit may be so many times the request.
        max_limit_request_ratio: ResourceList => "maxLimitRequestRatio",
        /// At least so much.
        min: ResourceList => "min",
        /// `Container`, `Pod` or `PersistentVolumeClaim`.
        r#type: String => "type" always,
    }

    /// `scheduling.k8s.io/v1 PriorityClass`.
    pub struct PriorityClass {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// What it is for.
        description: String => "description",
        /// Whether Pods that name no class are of this one.
        global_default: bool => "globalDefault",
        /// Whether its Pods may push others out: `PreemptLowerPriority` or `Never`.
        preemption_policy: String => "preemptionPolicy",
        /// The rank of its Pods.
        value: i32 => "value" always,
    }
}
