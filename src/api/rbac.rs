//! Who may do what. Source: `staging/src/k8s.io/api/rbac/v1/types.go`.

use super::field::{Value, object};
use super::meta::ObjectMeta;

object! {
    /// `rbac.authorization.k8s.io/v1 Role`: what may be done in a namespace.
    pub struct Role {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// What is allowed.
        rules: Vec<PolicyRule> => "rules" always,
    }

    /// `rbac.authorization.k8s.io/v1 ClusterRole`: what may be done anywhere.
    pub struct ClusterRole {
        /// Which other roles it is put together from.
        aggregation_rule: Option<Value> => "aggregationRule",
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// What is allowed.
        rules: Vec<PolicyRule> => "rules" always,
    }

    /// `rbac.authorization.k8s.io/v1 RoleBinding`: gives a role to somebody, in a namespace.
    pub struct RoleBinding {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The role.
        role_ref: RoleRef => "roleRef" always,
        /// Who gets it.
        subjects: Vec<Subject> => "subjects",
    }

    /// `rbac.authorization.k8s.io/v1 ClusterRoleBinding`: gives a role to somebody, anywhere.
    pub struct ClusterRoleBinding {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The role.
        role_ref: RoleRef => "roleRef" always,
        /// Who gets it.
        subjects: Vec<Subject> => "subjects",
    }

    /// What may be done to what.
    pub struct PolicyRule {
        /// The groups of the resources; empty text for the core group.
        api_groups: Vec<String> => "apiGroups",
        /// Paths that are no resources.
        non_resource_urls: Vec<String> => "nonResourceURLs",
        /// Only objects of these names.
        resource_names: Vec<String> => "resourceNames",
        /// The resources.
        resources: Vec<String> => "resources",
        /// What may be done.
        verbs: Vec<String> => "verbs" always,
    }

    /// A role by name.
    pub struct RoleRef {
        /// `rbac.authorization.k8s.io`
        api_group: String => "apiGroup" always,
        /// `Role` or `ClusterRole`.
        kind: String => "kind" always,
        /// Its name.
        name: String => "name" always,
    }

    /// Somebody.
    pub struct Subject {
        /// `rbac.authorization.k8s.io` for users and groups.
        api_group: String => "apiGroup",
        /// `User`, `Group` or `ServiceAccount`.
        kind: String => "kind" always,
        /// The name.
        name: String => "name" always,
        /// The namespace of a ServiceAccount.
        namespace: String => "namespace",
    }
}
