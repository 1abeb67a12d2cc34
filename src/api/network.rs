//! Services and where they lead. Source: `staging/src/k8s.io/api/core/v1/types.go`,
//! `staging/src/k8s.io/api/discovery/v1/types.go`.

use super::field::{Value, object};
use super::intstr::IntOrString;
use super::labels::{LabelSelector, Labels};
use super::meta::{ObjectMeta, ObjectReference};
use super::pod::Pod;

object! {
    /// `v1 Service`: one name and address for several Pods.
    pub struct Service {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: ServiceSpec => "spec" always,
        /// What is.
        status: ServiceStatus => "status" always,
    }

    /// The wish of a Service.
    pub struct ServiceSpec {
        /// Whether a load balancer leads to ports of the nodes.
        allocate_load_balancer_node_ports: Option<bool> => "allocateLoadBalancerNodePorts",
        /// Its address; `None` for a headless Service.
        cluster_ip: String => "clusterIP",
        /// The same, for several families.
        cluster_ips: Vec<String> => "clusterIPs",
        /// Addresses from elsewhere that lead here too.
        external_ips: Vec<String> => "externalIPs",
        /// The name that an ExternalName Service stands for.
        external_name: String => "externalName",
        /// `Cluster` or `Local`, for traffic from outside.
        external_traffic_policy: String => "externalTrafficPolicy" shown,
        /// Where a load balancer asks for local endpoints.
        health_check_node_port: i32 => "healthCheckNodePort",
        /// `Cluster` or `Local`, for traffic from within.
        internal_traffic_policy: Option<String> => "internalTrafficPolicy" shown,
        /// `IPv4`.
        ip_families: Vec<String> => "ipFamilies",
        /// `SingleStack`.
        ip_family_policy: Option<String> => "ipFamilyPolicy",
        /// Who is to make the load balancer.
        load_balancer_class: Option<String> => "loadBalancerClass",
        /// What it listens on.
        ports: Vec<ServicePort> => "ports",
        /// Whether Pods count as endpoints before they are ready.
        publish_not_ready_addresses: bool => "publishNotReadyAddresses",
        /// Labels of the Pods that it leads to.
        selector: Labels => "selector",
        /// `None` or `ClientIP`.
        session_affinity: String => "sessionAffinity",
        /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
        r#type: String => "type",
    }

    /// A port that a Service listens on.
    pub struct ServicePort {
        /// A name, needed where there are several.
        name: String => "name",
        /// The number on every node.
        node_port: i32 => "nodePort",
        /// The number at the Service's address.
        port: i32 => "port" always,
        /// `TCP`, `UDP` or `SCTP`.
        protocol: String => "protocol",
        /// The number or name of the Pods' port.
        target_port: IntOrString => "targetPort" always,
    }

    /// What is with a Service.
    pub struct ServiceStatus {
        /// Where the load balancer is.
        load_balancer: LoadBalancerStatus => "loadBalancer" always,
    }

    /// Where the load balancer is.
    pub struct LoadBalancerStatus {
        /// Its addresses.
        ingress: Vec<LoadBalancerIngress> => "ingress",
    }

    /// An address of a load balancer.
    pub struct LoadBalancerIngress {
        /// A name instead of an address.
        hostname: String => "hostname",
        /// The address.
        ip: String => "ip",
        /// `VIP` or `Proxy`.
        ip_mode: Option<String> => "ipMode",
    }

    /// `discovery.k8s.io/v1 EndpointSlice`: at most a hundred endpoints of a Service.
    pub struct EndpointSlice {
        /// `IPv4`.
        address_type: String => "addressType" always,
        /// The endpoints.
        endpoints: Option<Vec<Endpoint>> => "endpoints" always,
        /// Name, labels, owner.
        metadata: ObjectMeta => "metadata" always,
        /// The ports, the same for all of its endpoints.
        ports: Option<Vec<EndpointPort>> => "ports" always,
    }

    /// One endpoint: usually a Pod.
    pub struct Endpoint {
        /// Its addresses.
        addresses: Vec<String> => "addresses" always,
        /// Whether it may get traffic.
        conditions: EndpointConditions => "conditions",
        /// Its name below that of a headless Service.
        hostname: Option<String> => "hostname",
        /// The node it runs on.
        node_name: Option<String> => "nodeName",
        /// The Pod.
        target_ref: Option<ObjectReference> => "targetRef",
        /// The node's zone.
        zone: Option<String> => "zone",
    }

    /// Whether an endpoint may get traffic.
    pub struct EndpointConditions {
        /// It is to get traffic.
        ready: Option<bool> => "ready",
        /// It could answer, though it may be on its way out.
        serving: Option<bool> => "serving",
        /// It is on its way out.
        terminating: Option<bool> => "terminating",
    }

    /// A port of endpoints.
    pub struct EndpointPort {
        /// The Service's name for it.
        name: Option<String> => "name",
        /// The number in the Pods.
        port: Option<i32> => "port",
        /// `TCP`, `UDP` or `SCTP`.
        protocol: Option<String> => "protocol",
    }

    /// `v1 Endpoints`: all endpoints of a Service in one object, as it was before slices.
    pub struct Endpoints {
        /// The Service's name.
        metadata: ObjectMeta => "metadata" always,
        /// Addresses by their ports.
        subsets: Vec<EndpointSubset> => "subsets",
    }

    /// Addresses that have the same ports.
    pub struct EndpointSubset {
        /// Those that are ready.
        addresses: Vec<EndpointAddress> => "addresses",
        /// Those that are not.
        not_ready_addresses: Vec<EndpointAddress> => "notReadyAddresses",
        /// The ports.
        ports: Vec<EndpointPort> => "ports",
    }

    /// An address.
    pub struct EndpointAddress {
        /// Its name below that of a headless Service.
        hostname: String => "hostname",
        /// The address.
        ip: String => "ip" always,
        /// The node it is on.
        node_name: Option<String> => "nodeName",
        /// The Pod.
        target_ref: Option<ObjectReference> => "targetRef",
    }
}

/// The label of a slice that names its Service.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";

object! {
    /// `networking.k8s.io/v1 NetworkPolicy`: which traffic some Pods accept and send.
    /// Source: `staging/src/k8s.io/api/networking/v1/types.go`.
    pub struct NetworkPolicy {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The desired state.
        spec: NetworkPolicySpec => "spec",
    }

    /// The desired state of a NetworkPolicy.
    pub struct NetworkPolicySpec {
        /// What the Pods send.
        egress: Vec<NetworkPolicyRule> => "egress",
        /// What the Pods accept.
        ingress: Vec<NetworkPolicyRule> => "ingress",
        /// The Pods it is about; an empty selector means all of the namespace.
        pod_selector: LabelSelector => "podSelector" always,
        /// `Ingress`, `Egress` or both: in which direction the Pods are isolated.
        policy_types: Vec<String> => "policyTypes",
    }

    /// `NetworkPolicyIngressRule` or `NetworkPolicyEgressRule`: traffic that is allowed.
    pub struct NetworkPolicyRule {
        /// Where it comes from; all, if empty.
        from: Vec<NetworkPolicyPeer> => "from",
        /// On which ports; all, if empty.
        ports: Vec<NetworkPolicyPort> => "ports",
        /// Where it goes to; all, if empty.
        to: Vec<NetworkPolicyPeer> => "to",
    }

    /// A port, or a range of them.
    pub struct NetworkPolicyPort {
        /// The last of a range that begins with `port`.
        end_port: Option<i32> => "endPort",
        /// A number, or the name of a container's port.
        port: Option<IntOrString> => "port",
        /// `TCP`, `UDP` or `SCTP`.
        protocol: Option<String> => "protocol",
    }

    /// Who is on the other side.
    pub struct NetworkPolicyPeer {
        /// Addresses.
        ip_block: Option<IPBlock> => "ipBlock",
        /// Pods of these namespaces.
        namespace_selector: Option<LabelSelector> => "namespaceSelector",
        /// These Pods.
        pod_selector: Option<LabelSelector> => "podSelector",
    }

    /// Addresses by their beginning.
    pub struct IPBlock {
        /// Such as `10.0.0.0/8`.
        cidr: String => "cidr" always,
        /// Ranges within it that don't count.
        except: Vec<String> => "except",
    }
}

object! {
    /// `networking.k8s.io/v1 Ingress`: which requests from outside lead to which Services.
    pub struct Ingress {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The desired state.
        spec: IngressSpec => "spec",
        /// Where it can be reached.
        status: ServiceStatus => "status" always,
    }

    /// The desired state of an Ingress.
    pub struct IngressSpec {
        /// Who gets what no rule is for.
        default_backend: Option<IngressBackend> => "defaultBackend",
        /// Which controller is to see to it.
        ingress_class_name: Option<String> => "ingressClassName",
        /// Hosts and paths.
        rules: Vec<IngressRule> => "rules",
        /// Certificates.
        tls: Vec<IngressTLS> => "tls",
    }

    /// The paths of a host.
    pub struct IngressRule {
        /// The host; all, if empty.
        host: String => "host",
        /// Its paths.
        http: Option<HTTPIngressRuleValue> => "http",
    }

    /// The paths of a host.
    pub struct HTTPIngressRuleValue {
        /// Where each leads.
        paths: Vec<HTTPIngressPath> => "paths" always,
    }

    /// Where a path leads.
    pub struct HTTPIngressPath {
        /// Who gets the requests.
        backend: IngressBackend => "backend" always,
        /// The path, or its beginning.
        path: String => "path",
        /// `Exact`, `Prefix` or `ImplementationSpecific`.
        path_type: Option<String> => "pathType" always,
    }

    /// Who gets requests.
    pub struct IngressBackend {
        /// Another object of the namespace.
        resource: Option<Value> => "resource",
        /// A Service.
        service: Option<IngressServiceBackend> => "service",
    }

    /// A Service that gets requests.
    pub struct IngressServiceBackend {
        /// Its name.
        name: String => "name" always,
        /// One of its ports.
        port: ServiceBackendPort => "port",
    }

    /// A port of a Service, by name or number.
    pub struct ServiceBackendPort {
        /// Its name.
        name: String => "name",
        /// Its number.
        number: i32 => "number",
    }

    /// The certificate for some hosts.
    pub struct IngressTLS {
        /// The hosts.
        hosts: Vec<String> => "hosts",
        /// The Secret that it is in.
        secret_name: String => "secretName",
    }
}

impl IngressServiceBackend {
    /// `web:80`
    #[must_use]
    pub fn as_text(&self) -> String {
        let port = &self.port;
        let number = (port.number != 0).then(|| port.number.to_string());
        format!("{}:{}", self.name, number.as_ref().unwrap_or(&port.name))
    }
}

impl Service {
    /// Whether it has no address of its own.
    #[must_use]
    pub fn is_headless(&self) -> bool {
        self.spec.cluster_ip == "None"
    }

    /// Whether it is only another name for something outside.
    #[must_use]
    pub fn is_external_name(&self) -> bool {
        self.spec.r#type == "ExternalName"
    }
}

impl Pod {
    /// The name that it knows itself by, where one is given.
    #[must_use]
    pub fn hostname(&self) -> &str {
        &self.spec.hostname
    }

    /// The name of the headless Service below which its own name is.
    #[must_use]
    pub fn subdomain(&self) -> &str {
        &self.spec.subdomain
    }
}

impl EndpointSlice {
    /// The Service that it is a part of.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.metadata.labels.get(SERVICE_NAME).map(String::as_str)
    }

    /// Its endpoints.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().flatten()
    }

    /// Its ports.
    pub fn ports(&self) -> impl Iterator<Item = &EndpointPort> {
        self.ports.iter().flatten()
    }
}

impl Endpoint {
    /// Whether it is to get traffic.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.conditions.ready.unwrap_or(true)
    }
}
