//! Which Pods are endpoints, and how. Source: `staging/src/k8s.io/endpointslice/utils.go`,
//! `staging/src/k8s.io/endpointslice/util/controller_utils.go`.

use crate::api::{
    Endpoint, EndpointConditions, EndpointPort, IntOrString, LABEL_TOPOLOGY_ZONE, Node, Object,
    ObjectKey, ObjectReference, Pod, Selector, Service, ServicePort, Text, Typed,
};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Cache;
use crate::sorted::Sort;
use std::rc::Rc;

/// A Pod as an endpoint, with the ports that it has for the Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub endpoint: Endpoint,
    pub ports: Vec<EndpointPort>,
}

/// Whether a Pod can be an endpoint at all. Source: `ShouldPodBeInEndpoints`.
#[must_use]
pub fn may_be_endpoint(pod: &Pod) -> bool {
    !pod.is_terminal() && !pod.status.pod_ip.is_empty()
}

/// The Services that a change of a Pod concerns: those that select it, or did.
/// Source: `GetServicesToUpdateOnPodChange`.
#[must_use]
pub fn services_of(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let Object::Pod(pod) = &event.object else { return Vec::new() };
    if !cache.has_selecting_services() {
        return Vec::new();
    }
    let old = event.old.as_ref().and_then(|it| <&Rc<Pod>>::try_from(it).ok());
    let is_relevant = match old.filter(|_| event.r#type == WatchType::Modified) {
        Some(old) => has_changed(old, pod) || old.metadata.labels != pod.metadata.labels,
        None => true,
    };
    if !is_relevant {
        return Vec::new();
    }
    let selects = |service: &&Rc<Service>| {
        if !super::has_endpoints(service) {
            return false;
        }
        let selector = Selector::from(&service.spec.selector);
        selector.matches(&pod.metadata.labels)
            || old.is_some_and(|old| selector.matches(&old.metadata.labels))
    };
    let services = cache.list_typed::<Service>(Some(&pod.metadata.namespace));
    services.filter(selects).map(|it| it.key()).collect()
}

/// Whether the change matters to endpoints. Source: `podEndpointsChanged`.
fn has_changed(old: &Pod, new: &Pod) -> bool {
    let state = |it: &Pod| (it.metadata.is_terminating(), it.is_ready(), it.is_terminal());
    state(old) != state(new)
        || old.status.pod_ip != new.status.pod_ip
        || old.spec.node_name != new.spec.node_name
        || (old.hostname(), old.subdomain()) != (new.hostname(), new.subdomain())
}

/// Source: `podToEndpoint`.
pub(super) fn member_of(service: &Service, pod: &Pod, node: Option<&Node>) -> Member {
    let (serving, terminating) = (pod.is_ready(), pod.metadata.is_terminating());
    let ready = service.spec.publish_not_ready_addresses || serving && !terminating;
    let named = Some(&pod.spec.node_name).filter(|it| !it.is_empty());
    let zone =
        node.and_then(|it| it.metadata.labels.get(LABEL_TOPOLOGY_ZONE)).filter(|it| !it.is_empty());
    let endpoint = Endpoint {
        addresses: vec![pod.status.pod_ip.to_string()],
        conditions: EndpointConditions {
            ready: Some(ready),
            serving: Some(serving),
            terminating: Some(terminating),
            ..EndpointConditions::default()
        },
        hostname: hostname_in(service, pod).map(str::to_owned),
        node_name: named.map(ToString::to_string),
        target_ref: Some(reference(pod)),
        zone: zone.cloned(),
        ..Endpoint::default()
    };
    Member { endpoint, ports: port_numbers(service, pod) }
}

/// What points at a Pod.
pub(in super::super) fn reference(pod: &Pod) -> ObjectReference {
    ObjectReference {
        kind: Text::word("Pod"),
        namespace: pod.metadata.namespace.clone(),
        name: pod.metadata.name.clone(),
        uid: pod.metadata.uid.clone(),
        ..ObjectReference::default()
    }
}

/// The Pod's own name below the Service's. Source: `ShouldSetHostname`.
pub(in super::super) fn hostname_in<'a>(service: &Service, pod: &'a Pod) -> Option<&'a str> {
    let is_below = pod.subdomain() == service.metadata.name
        && pod.metadata.namespace == service.metadata.namespace;
    Some(pod.hostname()).filter(|it| !it.is_empty() && is_below)
}

/// Source: `getEndpointPorts`.
pub(super) fn port_numbers(service: &Service, pod: &Pod) -> Vec<EndpointPort> {
    let port = |it: &ServicePort| {
        Some(EndpointPort {
            name: Some(it.name.clone()),
            port: Some(find_port(pod, it)?),
            protocol: Some(it.protocol.clone()),
            ..EndpointPort::default()
        })
    };
    let mut ports: Vec<EndpointPort> = service.spec.ports.iter().filter_map(port).collect();
    ports.order_by(|a, b| (&a.name, a.port, &a.protocol).cmp(&(&b.name, b.port, &b.protocol)));
    ports
}

/// The number of a port that may be meant by its name. Source: `FindPort`.
pub(in super::super) fn find_port(pod: &Pod, port: &ServicePort) -> Option<i32> {
    let name = match &port.target_port {
        IntOrString::Int(number) => return Some(*number),
        IntOrString::String(name) => name,
    };
    let ports = pod.spec.containers.iter().flat_map(|it| &it.ports);
    let mut named = ports.filter(|it| it.name == *name && it.protocol == port.protocol);
    named.next().map(|it| it.container_port)
}
