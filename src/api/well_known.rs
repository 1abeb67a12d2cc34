//! Labels, taints, finalizers and a name that several components know.
//! Source: `staging/src/k8s.io/api/core/v1/{well_known_labels,well_known_taints}.go`,
//! `staging/src/k8s.io/api/batch/v1/types.go`,
//! `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go`.

/// The label with a node's own name.
pub const LABEL_HOSTNAME: &str = "kubernetes.io/hostname";
/// The label with the zone that a node lies in.
pub const LABEL_TOPOLOGY_ZONE: &str = "topology.kubernetes.io/zone";

/// The taint of a node whose kubelet says that it is not ready.
pub const TAINT_NODE_NOT_READY: &str = "node.kubernetes.io/not-ready";
/// The taint of a node whose kubelet says nothing.
pub const TAINT_NODE_UNREACHABLE: &str = "node.kubernetes.io/unreachable";
/// The taint of a cordoned node.
pub const TAINT_NODE_UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";
/// The taint of a node that is short of memory.
pub const TAINT_NODE_MEMORY_PRESSURE: &str = "node.kubernetes.io/memory-pressure";
/// The taint of a node that is short of disk.
pub const TAINT_NODE_DISK_PRESSURE: &str = "node.kubernetes.io/disk-pressure";
/// The taint of a node that has no routes.
pub const TAINT_NODE_NETWORK_UNAVAILABLE: &str = "node.kubernetes.io/network-unavailable";
/// The taint of a node that is short of process ids.
pub const TAINT_NODE_PID_PRESSURE: &str = "node.kubernetes.io/pid-pressure";
/// The taint by which somebody says that a node is off for good.
pub const TAINT_NODE_OUT_OF_SERVICE: &str = "node.kubernetes.io/out-of-service";

/// The label and annotation with the index of a Pod of an indexed Job.
pub const JOB_COMPLETION_INDEX: &str = "batch.kubernetes.io/job-completion-index";
/// The label with the name of a Pod's Job.
pub const JOB_NAME_LABEL: &str = "batch.kubernetes.io/job-name";
/// The label with the uid of a Pod's Job.
pub const CONTROLLER_UID_LABEL: &str = "batch.kubernetes.io/controller-uid";

/// The finalizer of an owner whose objects are to stay.
pub const FINALIZER_ORPHAN_DEPENDENTS: &str = "orphan";
/// The finalizer of an owner whose objects are to go first.
pub const FINALIZER_DELETE_DEPENDENTS: &str = "foregroundDeletion";

/// The scheduler of a Pod that names none. Source: `types.go` `DefaultSchedulerName`.
pub const DEFAULT_SCHEDULER_NAME: &str = "default-scheduler";
