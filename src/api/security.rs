//! As whom containers run. Source: `staging/src/k8s.io/api/core/v1/types.go`.

use super::field::object;

object! {
    /// What is so of one container, before what its Pod says.
    pub struct SecurityContext {
        /// Whether it can write nowhere but on its volumes.
        read_only_root_filesystem: bool => "readOnlyRootFilesystem",
        /// The group of its processes.
        run_as_group: Option<i64> => "runAsGroup",
        /// Whether it must not start as root.
        run_as_non_root: Option<bool> => "runAsNonRoot",
        /// The user of its processes.
        run_as_user: Option<i64> => "runAsUser",
    }

    /// What is so of all containers of a Pod that don't say otherwise.
    pub struct PodSecurityContext {
        /// A further group, which volumes belong to.
        fs_group: Option<i64> => "fsGroup",
        /// The group of its processes.
        run_as_group: Option<i64> => "runAsGroup",
        /// Whether containers must not start as root.
        run_as_non_root: Option<bool> => "runAsNonRoot",
        /// The user of its processes.
        run_as_user: Option<i64> => "runAsUser",
        /// Further groups.
        supplemental_groups: Vec<i64> => "supplementalGroups",
        /// `Merge`: with those that the image has for the user; or `Strict`.
        supplemental_groups_policy: Option<String> => "supplementalGroupsPolicy",
    }
}
