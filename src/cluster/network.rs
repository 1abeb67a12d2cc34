//! The way to the API server itself: the Service `kubernetes`, which every cluster has.
//! Source: `pkg/controlplane/{controller/kubernetesservice,reconcilers}`.

use crate::api::{
    Endpoint, EndpointAddress, EndpointConditions, EndpointPort, EndpointSlice, EndpointSubset,
    Endpoints, IntOrString, Labels, Object, ObjectMeta, SERVICE_NAME, Service, ServicePort,
    ServiceSpec,
};

/// Where the API server listens.
const ADDRESS: &str = "172.18.0.1";
const PORT: i32 = 6443;
const NAME: &str = "kubernetes";

/// What the API server writes about itself when it starts.
pub(super) fn of_the_api_server() -> Vec<Object> {
    let text = |text: &str| Some(text.to_owned());
    let port = || EndpointPort {
        name: text("https"),
        port: Some(PORT),
        protocol: text("TCP"),
        ..EndpointPort::default()
    };
    let service_port = ServicePort {
        name: "https".to_owned(),
        port: 443,
        protocol: "TCP".to_owned(),
        target_port: IntOrString::Int(PORT),
        ..ServicePort::default()
    };
    let service = Service {
        metadata: meta(&[("component", "apiserver"), ("provider", NAME)]),
        spec: ServiceSpec {
            cluster_ip: "10.96.0.1".to_owned(),
            ports: vec![service_port],
            ..ServiceSpec::default()
        },
        ..Service::default()
    };
    let slice = EndpointSlice {
        metadata: meta(&[(SERVICE_NAME, NAME)]),
        address_type: "IPv4".to_owned(),
        endpoints: Some(vec![Endpoint {
            addresses: vec![ADDRESS.to_owned()],
            conditions: EndpointConditions { ready: Some(true), ..EndpointConditions::default() },
            ..Endpoint::default()
        }]),
        ports: Some(vec![port()]),
        ..EndpointSlice::default()
    };
    let address = EndpointAddress { ip: ADDRESS.to_owned(), ..EndpointAddress::default() };
    let endpoints = Endpoints {
        metadata: meta(&[("endpointslice.kubernetes.io/skip-mirror", "true")]),
        subsets: vec![EndpointSubset {
            addresses: vec![address],
            ports: vec![port()],
            ..EndpointSubset::default()
        }],
        ..Endpoints::default()
    };
    vec![service.into(), slice.into(), endpoints.into()]
}

fn meta(labels: &[(&str, &str)]) -> ObjectMeta {
    let labels: Labels =
        labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    ObjectMeta {
        name: NAME.to_owned(),
        namespace: "default".to_owned(),
        labels: labels.into(),
        ..ObjectMeta::default()
    }
}
