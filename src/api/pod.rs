//! Pods. Source: `staging/src/k8s.io/api/core/v1/types.go`.

mod placement;
mod volumes;

pub use self::volumes::ClaimVolume;

use super::affinity::{Affinity, TopologySpreadConstraint};
use super::core::Taint;
use super::field::{Shared, Text, Value, object};
use super::intstr::IntOrString;
use super::labels::Labels;
use super::meta::{ObjectMeta, Time};
use super::quantity::ResourceList;
use super::security::{PodSecurityContext, SecurityContext};
use super::state::ContainerState;
use super::storage::{Volume, VolumeMount};
use std::rc::Rc;

object! {
    /// `v1 Pod`.
    pub struct Pod {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish; shared between the versions of a Pod, for it hardly ever changes.
        spec: Rc<PodSpec> => "spec" always,
        /// What is.
        status: PodStatus => "status" always,
    }

    /// What Pods of a workload look like.
    pub struct PodTemplateSpec {
        /// Labels and annotations of the Pods.
        metadata: TemplateMeta => "metadata" always,
        /// What the Pods are to be.
        spec: Rc<PodSpec> => "spec" always,
    }

    /// The part of the metadata that a template has.
    pub struct TemplateMeta {
        /// Copied to each Pod.
        annotations: Shared<Labels> => "annotations",
        /// Copied to each Pod.
        finalizers: Vec<String> => "finalizers",
        /// Copied to each Pod.
        labels: Shared<Labels> => "labels",
    }

    /// The wish of a Pod.
    pub struct PodSpec {
        /// Seconds after which the Pod is ended.
        active_deadline_seconds: Option<i64> => "activeDeadlineSeconds",
        /// Placement rules.
        affinity: Option<Affinity> => "affinity",
        /// Whom its containers ask for names.
        dns_policy: Text => "dnsPolicy",
        /// Whether its containers find variables of the Services; where it isn't said, they do.
        enable_service_links: Option<bool> => "enableServiceLinks",
        /// Containers that somebody has added to look into it; their targets are in `rest`.
        ephemeral_containers: Shared<Vec<Container>> => "ephemeralContainers",
        /// The name that it knows itself by; empty for its own.
        hostname: Text => "hostname",
        /// The containers.
        containers: Shared<Vec<Container>> => "containers" always,
        /// Containers that run before the others.
        init_containers: Shared<Vec<Container>> => "initContainers",
        /// The node it is bound to.
        node_name: Text => "nodeName",
        /// Labels the node must have.
        node_selector: Labels => "nodeSelector",
        /// What its sandbox needs besides its containers.
        overhead: ResourceList => "overhead",
        /// `PreemptLowerPriority` or `Never`.
        preemption_policy: Text => "preemptionPolicy",
        /// Its rank in the scheduling queue.
        priority: Option<i32> => "priority",
        /// Where its rank comes from.
        priority_class_name: Text => "priorityClassName",
        /// What all its containers together ask for and may use.
        resources: Option<ResourceRequirements> => "resources",
        /// `Always`, `OnFailure` or `Never`.
        restart_policy: Text => "restartPolicy",
        /// Who binds it.
        scheduler_name: Text => "schedulerName",
        /// What must be removed before the scheduler takes it.
        scheduling_gates: Vec<PodSchedulingGate> => "schedulingGates",
        /// As whom its containers run.
        security_context: Option<PodSecurityContext> => "securityContext",
        /// The old name of the next field, which is kept in step.
        service_account: Text => "serviceAccount",
        /// Who it is to the API server.
        service_account_name: Text => "serviceAccountName",
        /// The headless Service below which its own name is.
        subdomain: Text => "subdomain",
        /// Seconds its containers get to stop.
        termination_grace_period_seconds: Option<i64> => "terminationGracePeriodSeconds",
        /// Taints it bears.
        tolerations: Shared<Vec<Toleration>> => "tolerations",
        /// How it is to be spread.
        topology_spread_constraints: Vec<TopologySpreadConstraint> => "topologySpreadConstraints",
        /// What its containers can mount.
        volumes: Shared<Vec<Volume>> => "volumes",
    }

    /// Keeps the scheduler from taking a Pod.
    pub struct PodSchedulingGate {
        /// The name.
        name: String => "name" always,
    }

    /// One container of a Pod.
    pub struct Container {
        /// Arguments of the entry point.
        args: Vec<String> => "args",
        /// The entry point.
        command: Vec<String> => "command",
        /// Environment variables.
        env: Vec<EnvVar> => "env",
        /// The image.
        image: Text => "image",
        /// `Always`, `IfNotPresent` or `Never`.
        image_pull_policy: Text => "imagePullPolicy",
        /// The name.
        name: Text => "name" always,
        /// Ports it listens on.
        ports: Vec<ContainerPort> => "ports",
        /// Says whether it has to be started again.
        liveness_probe: Option<Probe> => "livenessProbe",
        /// Says whether it may get traffic.
        readiness_probe: Option<Probe> => "readinessProbe",
        /// What it asks for and may use.
        resources: ResourceRequirements => "resources" always,
        /// Overrides the Pod's; `Always` makes a sidecar of an init container.
        restart_policy: Text => "restartPolicy",
        /// As whom it runs.
        security_context: Option<SecurityContext> => "securityContext",
        /// Says whether it has got past its start-up.
        startup_probe: Option<Probe> => "startupProbe",
        /// Whether something may be typed for it: a shell waits for that.
        stdin: bool => "stdin",
        /// Which volumes it sees, and where.
        volume_mounts: Vec<VolumeMount> => "volumeMounts",
        /// The folder that its processes begin in; empty for the image's own.
        working_dir: Text => "workingDir",
    }

    /// An environment variable.
    pub struct EnvVar {
        /// The name.
        name: String => "name" always,
        /// The value.
        value: String => "value",
    }

    /// A port of a container.
    pub struct ContainerPort {
        /// The number inside the Pod.
        container_port: i32 => "containerPort" always,
        /// The address on the node.
        host_ip: String => "hostIP",
        /// The number on the node.
        host_port: i32 => "hostPort",
        /// A name to refer to.
        name: String => "name",
        /// `TCP`, `UDP` or `SCTP`.
        protocol: String => "protocol",
    }

    /// A question that the kubelet puts to a container.
    pub struct Probe {
        /// Failures in a row that count.
        failure_threshold: i32 => "failureThreshold",
        /// An HTTP request.
        http_get: Option<HttpGetAction> => "httpGet",
        /// Seconds before the first question.
        initial_delay_seconds: i32 => "initialDelaySeconds",
        /// Seconds between questions.
        period_seconds: i32 => "periodSeconds",
        /// Successes in a row that count.
        success_threshold: i32 => "successThreshold",
        /// Seconds the answer may take.
        timeout_seconds: i32 => "timeoutSeconds",
    }

    /// An HTTP request of a probe.
    pub struct HttpGetAction {
        /// The path.
        path: String => "path",
        /// The port, or its name.
        port: IntOrString => "port" always,
        /// `HTTP` or `HTTPS`.
        scheme: String => "scheme",
    }

    /// What a container asks for and may use.
    pub struct ResourceRequirements {
        /// At most.
        limits: ResourceList => "limits",
        /// At least.
        requests: ResourceList => "requests",
    }

    /// A taint that a Pod bears.
    pub struct Toleration {
        /// The taint's effect; empty for all.
        effect: Text => "effect",
        /// The taint's key; empty for all.
        key: Text => "key",
        /// `Exists` or `Equal`.
        operator: Text => "operator",
        /// For how long, for `NoExecute`.
        toleration_seconds: Option<i64> => "tolerationSeconds",
        /// The taint's value.
        value: Text => "value",
    }

    /// What is.
    pub struct PodStatus {
        /// PodScheduled, Ready and the like.
        conditions: Shared<Vec<PodCondition>> => "conditions",
        /// The containers, by name.
        container_statuses: Shared<Vec<ContainerStatus>> => "containerStatuses",
        /// The containers that were added, by name.
        ephemeral_container_statuses: Shared<Vec<ContainerStatus>> => "ephemeralContainerStatuses",
        /// The node's address.
        host_ip: Text => "hostIP",
        /// The same as a list.
        host_ips: Shared<Vec<PodIP>> => "hostIPs",
        /// The containers that run first, in their order.
        init_container_statuses: Shared<Vec<ContainerStatus>> => "initContainerStatuses",
        /// A sentence about the phase.
        message: Text => "message",
        /// Where other Pods are making room for it.
        nominated_node_name: Text => "nominatedNodeName",
        /// The generation that the kubelet has seen.
        observed_generation: i64 => "observedGeneration",
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
        phase: Text => "phase",
        /// The Pod's address.
        pod_ip: Text => "podIP",
        /// The same as a list.
        pod_ips: Shared<Vec<PodIP>> => "podIPs",
        /// `Guaranteed`, `Burstable` or `BestEffort`.
        qos_class: Text => "qosClass",
        /// A word about the phase.
        reason: Text => "reason",
        /// When the kubelet took it.
        start_time: Option<Time> => "startTime",
    }

    /// An address of a Pod, or of its node.
    pub struct PodIP {
        /// The address.
        ip: Text => "ip" always,
    }

    /// A condition of a Pod.
    pub struct PodCondition {
        /// When it was last asked.
        last_probe_time: Value => "lastProbeTime" always,
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: Text => "message",
        /// The generation it was computed for.
        observed_generation: i64 => "observedGeneration",
        /// A word.
        reason: Text => "reason",
        /// `True`, `False` or `Unknown`.
        status: Text => "status" always,
        /// `PodScheduled`, `Initialized`, `ContainersReady`, `Ready`, ...
        r#type: Text => "type" always,
    }

    /// What is with one container.
    pub struct ContainerStatus {
        /// What the node has granted it.
        allocated_resources: ResourceList => "allocatedResources",
        /// What the container runtime calls it.
        container_id: Text => "containerID",
        /// The image.
        image: Text => "image" always,
        /// The image's digest.
        image_id: Text => "imageID" always,
        /// How the run before this one ended.
        last_state: ContainerState => "lastState" always,
        /// The name.
        name: Text => "name" always,
        /// Whether it may get traffic.
        ready: bool => "ready" always,
        /// What it runs with.
        resources: Option<ResourceRequirements> => "resources",
        /// How often it was started again.
        restart_count: i32 => "restartCount" always,
        /// Whether it has got past its start-up.
        started: Option<bool> => "started",
        /// What it does now.
        state: ContainerState => "state" always,
    }
}

/// Whether a Pod that is ready since then is so for `min_ready_seconds`. Source: `IsPodAvailable`.
#[must_use]
pub fn is_available(ready_since: Time, min_ready_seconds: i32, now_ms: i64) -> bool {
    let since = ready_since.0;
    min_ready_seconds == 0 || since != 0 && (since + i64::from(min_ready_seconds)) * 1000 <= now_ms
}

impl Pod {
    /// Whether the condition Ready is true.
    /// Source: `pkg/api/v1/pod/util.go` `IsPodReady`.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.has_condition("Ready")
    }

    /// Since when the condition Ready is true; the year 1970 where that is not known.
    #[must_use]
    pub fn ready_since(&self) -> Option<Time> {
        let ready = self.condition("Ready").filter(|it| it.status == "True")?;
        Some(ready.last_transition_time.unwrap_or_default())
    }

    /// Whether it is ready for at least `min_ready_seconds` at `now_ms`.
    #[must_use]
    pub fn is_available(&self, min_ready_seconds: i32, now_ms: i64) -> bool {
        self.ready_since().is_some_and(|it| is_available(it, min_ready_seconds, now_ms))
    }

    /// Whether it has ended for good.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(self.status.phase.as_str(), "Succeeded" | "Failed")
    }

    /// Whether it neither has ended nor is being deleted.
    /// Source: `pkg/controller/controller_utils.go` `IsPodActive`.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.is_terminal() && !self.metadata.is_terminating()
    }

    /// Whether it is being deleted and has not ended yet.
    #[must_use]
    pub fn is_being_terminated(&self) -> bool {
        !self.is_terminal() && self.metadata.is_terminating()
    }
}

impl Container {
    /// Whether it can write nowhere but on its volumes.
    #[must_use]
    pub fn has_read_only_root(&self) -> bool {
        self.security_context.as_ref().is_some_and(|it| it.read_only_root_filesystem)
    }

    /// Whether, as an init container, it starts before the others and stays.
    /// Source: `pkg/api/v1/pod/util.go` `IsRestartableInitContainer`.
    #[must_use]
    pub fn is_sidecar(&self) -> bool {
        self.restart_policy == "Always"
    }
}

impl Toleration {
    /// Whether the Pod bears the taint.
    /// Source: `staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go`.
    #[must_use]
    pub fn tolerates(&self, taint: &Taint) -> bool {
        (self.effect.is_empty() || self.effect == taint.effect)
            && (self.key.is_empty() || self.key == taint.key)
            && match self.operator.as_str() {
                "Exists" => true,
                _ => self.value == taint.value,
            }
    }
}
