//! Nodes, namespaces, events. Source: `staging/src/k8s.io/api/core/v1/types.go`.

use super::field::{Text, Value, object};
use super::meta::{MicroTime, ObjectMeta, ObjectReference, Time};
use super::quantity::ResourceList;
use std::rc::Rc;

object! {
    /// `v1 Node`.
    pub struct Node {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// Taints and cordon.
        spec: NodeSpec => "spec" always,
        /// What is.
        status: NodeStatus => "status" always,
    }

    /// Taints and cordon.
    pub struct NodeSpec {
        /// What keeps Pods away.
        taints: Vec<Taint> => "taints",
        /// Cordoned: no new Pods.
        unschedulable: bool => "unschedulable",
    }

    /// What keeps Pods away from a node.
    pub struct Taint {
        /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
        effect: String => "effect" always,
        /// The key.
        key: String => "key" always,
        /// Since when.
        time_added: Option<Time> => "timeAdded",
        /// The value.
        value: String => "value",
    }

    /// What is with a node.
    pub struct NodeStatus {
        /// Its addresses.
        addresses: Vec<NodeAddress> => "addresses",
        /// What Pods may use.
        allocatable: ResourceList => "allocatable",
        /// What it has.
        capacity: ResourceList => "capacity",
        /// `Ready` and the pressures.
        conditions: Vec<NodeCondition> => "conditions",
        /// What runs on it.
        node_info: NodeSystemInfo => "nodeInfo",
    }

    /// An address of a node.
    pub struct NodeAddress {
        /// The address.
        address: String => "address" always,
        /// `InternalIP` or `Hostname`.
        r#type: String => "type" always,
    }

    /// A condition of a node.
    pub struct NodeCondition {
        /// When the kubelet last reported.
        last_heartbeat_time: Option<Time> => "lastHeartbeatTime",
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True`, `False` or `Unknown`.
        status: String => "status" always,
        /// `Ready`, `MemoryPressure`, ...
        r#type: String => "type" always,
    }

    /// What runs on a node.
    pub struct NodeSystemInfo {
        /// `amd64`
        architecture: String => "architecture",
        /// Such as `containerd://2.2.1`.
        container_runtime_version: String => "containerRuntimeVersion",
        /// The kernel.
        kernel_version: String => "kernelVersion",
        /// The kubelet.
        kubelet_version: String => "kubeletVersion",
        /// `linux`
        operating_system: String => "operatingSystem",
        /// The distribution.
        os_image: String => "osImage",
    }

    /// `v1 Namespace`.
    pub struct Namespace {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// Finalizers.
        spec: Value => "spec",
        /// The phase.
        status: NamespaceStatus => "status" always,
    }

    /// The phase of a namespace.
    pub struct NamespaceStatus {
        /// What its deletion waits for.
        conditions: Vec<NamespaceCondition> => "conditions",
        /// `Active` or `Terminating`.
        phase: String => "phase",
    }

    /// A condition of a namespace that is being deleted.
    pub struct NamespaceCondition {
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True` or `False`.
        status: String => "status" always,
        /// `NamespaceContentRemaining`, ...
        r#type: String => "type" always,
    }

    /// `v1 Event`.
    pub struct Event {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// What was done, from components that write the new form.
        action: Text => "action",
        /// How often it happened.
        count: i32 => "count",
        /// When it happened, from components that write the new form.
        event_time: Option<MicroTime> => "eventTime",
        /// When it happened first.
        first_timestamp: Option<Time> => "firstTimestamp",
        /// What it is about.
        involved_object: Rc<ObjectReference> => "involvedObject" always,
        /// When it happened last.
        last_timestamp: Option<Time> => "lastTimestamp",
        /// A sentence.
        message: Text => "message",
        /// A word.
        reason: Text => "reason",
        /// Who says so, in the new form.
        reporting_component: Text => "reportingComponent" always,
        /// Which instance of it.
        reporting_instance: Text => "reportingInstance" always,
        /// Who says so.
        source: EventSource => "source" always,
        /// `Normal` or `Warning`.
        r#type: Text => "type",
    }

    /// Who says so.
    pub struct EventSource {
        /// The component.
        component: Text => "component",
        /// The node it runs on.
        host: Text => "host",
    }
}

impl Node {
    /// Whether the condition Ready is true.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.has_condition("Ready")
    }
}
