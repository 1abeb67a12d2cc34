//! The ways to what runs beside the nodes: the Service `kubernetes`, which every cluster has, and
//! the Service of the cluster's DNS. Source: `pkg/controlplane/controller/kubernetesservice`,
//! `pkg/controlplane/reconcilers`, `cluster/addons/dns/coredns/coredns.yaml.base`.

use crate::api::{
    Endpoint, EndpointAddress, EndpointConditions, EndpointPort, EndpointSlice, EndpointSubset,
    Endpoints, IntOrString, Kind, Labels, Object, ObjectKey, ObjectMeta, SERVICE_NAME, Service,
    ServicePort, ServiceSpec, Text,
};
use crate::kubelet::DNS_SERVER;

/// Where the API server and the DNS listen.
const ADDRESS: &str = "172.18.0.1";

/// A Service whose endpoint is no Pod.
struct Outside {
    namespace: &'static str,
    name: &'static str,
    labels: &'static [(&'static str, &'static str)],
    ip: &'static str,
    /// Name, port, port behind it, protocol.
    ports: &'static [(&'static str, i32, i32, &'static str)],
}

const API_SERVER: Outside = Outside {
    namespace: "default",
    name: "kubernetes",
    labels: &[("component", "apiserver"), ("provider", "kubernetes")],
    ip: "10.96.0.1",
    ports: &[("https", 443, 6443, "TCP")],
};

const DNS: Outside = Outside {
    namespace: "kube-system",
    name: "kube-dns",
    labels: &[
        ("k8s-app", "kube-dns"),
        ("kubernetes.io/cluster-service", "true"),
        ("kubernetes.io/name", "CoreDNS"),
    ],
    ip: DNS_SERVER,
    ports: &[("dns", 53, 53, "UDP"), ("dns-tcp", 53, 53, "TCP"), ("metrics", 9153, 9153, "TCP")],
};

/// What the API server writes about itself when it starts.
pub(super) fn of_the_api_server() -> Vec<Object> {
    API_SERVER.objects()
}

/// Whether this is the Service of the API server, which makes it again when it is gone.
pub(super) fn is_of_the_api_server(key: &ObjectKey) -> bool {
    *key == ObjectKey::new(Kind::Service, API_SERVER.namespace, API_SERVER.name)
}

/// The way to the cluster's DNS, which runs where the API server does.
pub(super) fn of_the_dns() -> Vec<Object> {
    DNS.objects()
}

impl Outside {
    fn objects(&self) -> Vec<Object> {
        let text = |text: &str| Some(text.to_owned());
        let ports = || -> Vec<EndpointPort> {
            let port = |(name, _, port, protocol): &(&str, i32, i32, &str)| EndpointPort {
                name: text(name),
                port: Some(*port),
                protocol: text(protocol),
                ..EndpointPort::default()
            };
            self.ports.iter().map(port).collect()
        };
        let service_port = |(name, port, target, protocol): &(&str, i32, i32, &str)| ServicePort {
            name: (*name).to_owned(),
            port: *port,
            protocol: (*protocol).to_owned(),
            target_port: IntOrString::Int(*target),
            ..ServicePort::default()
        };
        let service = Service {
            metadata: self.meta(self.labels),
            spec: ServiceSpec {
                cluster_ip: self.ip.to_owned(),
                ports: self.ports.iter().map(service_port).collect(),
                ..ServiceSpec::default()
            },
            ..Service::default()
        };
        let conditions = EndpointConditions { ready: Some(true), ..EndpointConditions::default() };
        let slice = EndpointSlice {
            metadata: self.meta(&[(SERVICE_NAME, self.name)]),
            address_type: "IPv4".to_owned(),
            endpoints: Some(vec![Endpoint {
                addresses: vec![ADDRESS.to_owned()],
                conditions,
                ..Endpoint::default()
            }]),
            ports: Some(ports()),
            ..EndpointSlice::default()
        };
        let address = EndpointAddress { ip: ADDRESS.to_owned(), ..EndpointAddress::default() };
        let endpoints = Endpoints {
            metadata: self.meta(&[("endpointslice.kubernetes.io/skip-mirror", "true")]),
            subsets: vec![EndpointSubset {
                addresses: vec![address],
                ports: ports(),
                ..EndpointSubset::default()
            }],
            ..Endpoints::default()
        };
        vec![service.into(), slice.into(), endpoints.into()]
    }

    fn meta(&self, labels: &[(&str, &str)]) -> ObjectMeta {
        let labels: Labels =
            labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        ObjectMeta {
            name: Text::word(self.name),
            namespace: Text::word(self.namespace),
            labels: labels.into(),
            ..ObjectMeta::default()
        }
    }
}
