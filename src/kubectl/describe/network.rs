//! Services, EndpointSlices and Endpoints.

use super::page::Page;
use crate::api::{
    EndpointSlice, Endpoints, IntOrString, ObjectMeta, Service, ServicePort, Value, format_labels,
};
use crate::apiserver::Store;

/// So many endpoints are shown.
const SHOWN: usize = 3;

fn head(page: &mut Page, meta: &ObjectMeta) {
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
}

fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

/// Source: `describeService`.
pub(in crate::kubectl) fn service(page: &mut Page, service: &Service, store: &Store) {
    let spec = &service.spec;
    head(page, &service.metadata);
    page.field(0, "Selector", format_labels(&spec.selector));
    page.field(0, "Type", &spec.r#type);
    page.field_if(0, "IP Family Policy", spec.ip_family_policy.as_deref().unwrap_or(""));
    page.field(0, "IP Families", or(&spec.ip_families.join(","), "<none>"));
    page.field(0, "IP", &spec.cluster_ip);
    page.field(0, "IPs", or(&spec.cluster_ips.join(","), "<none>"));
    page.field_if(0, "External IPs", &spec.external_ips.join(","));
    let wished = spec.rest.get("loadBalancerIP").and_then(Value::as_str).unwrap_or("");
    page.field_if(0, "Desired LoadBalancer IP", wished);
    page.field_if(0, "External Name", &spec.external_name);
    page.field_if(0, "LoadBalancer Ingress", &ingress(service));
    let slices = slices_of(service, store);
    for port in &spec.ports {
        describe_port(page, port, &slices);
    }
    page.field(0, "Session Affinity", &spec.session_affinity);
    page.field_if(0, "External Traffic Policy", &spec.external_traffic_policy);
    let internal = spec.internal_traffic_policy.as_deref().unwrap_or("");
    page.field_if(0, "Internal Traffic Policy", internal);
    if spec.health_check_node_port != 0 {
        page.field(0, "HealthCheck NodePort", spec.health_check_node_port);
    }
}

/// Source: `buildIngressString`.
fn ingress(service: &Service) -> String {
    let one = |it: &crate::api::LoadBalancerIngress| {
        let address = if it.ip.is_empty() { &it.hostname } else { &it.ip };
        let mode = it.ip_mode.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
        format!("{address}{mode}")
    };
    service.status.load_balancer.ingress.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn slices_of<'a>(service: &'a Service, store: &'a Store) -> Vec<&'a EndpointSlice> {
    let meta = &service.metadata;
    store
        .list_typed::<EndpointSlice>(Some(&meta.namespace))
        .filter(|it| it.service() == Some(&*meta.name))
        .map(|it| &**it)
        .collect()
}

fn describe_port(page: &mut Page, port: &ServicePort, slices: &[&EndpointSlice]) {
    let (name, protocol) = (or(&port.name, "<unset>"), &port.protocol);
    page.field(0, "Port", format!("{name}\t{}/{protocol}", port.port));
    let target = match &port.target_port {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(name) => name.clone(),
    };
    page.field(0, "TargetPort", format!("{target}/{protocol}"));
    if port.node_port != 0 {
        page.field(0, "NodePort", format!("{name}\t{}/{protocol}", port.node_port));
    }
    page.field(0, "Endpoints", endpoints(slices, &port.name));
}

/// The ready endpoints of a port of a Service.
pub(in crate::kubectl) fn endpoints_of(service: &Service, port: &str, store: &Store) -> String {
    endpoints(&slices_of(service, store), port)
}

/// Source: `formatEndpointSlices`.
fn endpoints(slices: &[&EndpointSlice], port_name: &str) -> String {
    if slices.is_empty() {
        return "<none>".to_owned();
    }
    let mut all = Vec::new();
    for slice in slices {
        let ready = || slice.endpoints().filter(|it| it.is_ready());
        let ips = || ready().filter_map(|it| it.addresses.first());
        if slice.ports().next().is_none() {
            all.extend(ips().cloned());
        }
        for port in slice.ports().filter(|it| it.name.as_deref().unwrap_or("") == port_name) {
            all.extend(ips().map(|ip| format!("{ip}:{}", port.port.unwrap_or(0))));
        }
    }
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(",");
    match all.len().checked_sub(SHOWN) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} + {more} more..."),
    }
}

/// Source: `describeEndpointSliceV1`.
pub(in crate::kubectl) fn endpoint_slice(page: &mut Page, slice: &EndpointSlice) {
    const UNSET: &str = "<unset>";
    head(page, &slice.metadata);
    page.field(0, "AddressType", &slice.address_type);
    if slice.ports().next().is_none() {
        page.line(0, "Ports: <unset>");
    } else {
        page.line(0, "Ports:");
        page.line(1, "Name\tPort\tProtocol");
        page.line(1, "----\t----\t--------");
        for port in slice.ports() {
            let name = or(port.name.as_deref().unwrap_or(""), UNSET);
            let number = port.port.map_or_else(|| UNSET.to_owned(), |it| it.to_string());
            let protocol = port.protocol.as_deref().unwrap_or("");
            page.line(1, &format!("{name}\t{number}\t{protocol}"));
        }
    }
    if slice.endpoints().next().is_none() {
        page.line(0, "Endpoints: <none>");
        return;
    }
    page.line(0, "Endpoints:");
    for endpoint in slice.endpoints() {
        let addresses = endpoint.addresses.join(", ");
        page.field(1, "- Addresses", or(&addresses, "<none>"));
        page.line(2, "Conditions:");
        let ready = endpoint.conditions.ready;
        page.field(3, "Ready", ready.map_or_else(|| UNSET.to_owned(), |it| it.to_string()));
        page.field(2, "Hostname", endpoint.hostname.as_deref().unwrap_or(UNSET));
        if let Some(target) = &endpoint.target_ref {
            page.field(2, "TargetRef", format!("{}/{}", target.kind, target.name));
        }
        page.field(2, "NodeName", endpoint.node_name.as_deref().unwrap_or(UNSET));
        page.field(2, "Zone", endpoint.zone.as_deref().unwrap_or(UNSET));
    }
}

/// Source: `describeEndpoints`.
pub(in crate::kubectl) fn legacy(page: &mut Page, endpoints: &Endpoints) {
    head(page, &endpoints.metadata);
    page.line(0, "Subsets:");
    for subset in &endpoints.subsets {
        let join = |list: &[crate::api::EndpointAddress]| {
            let ips: Vec<&str> = list.iter().map(|it| it.ip.as_str()).collect();
            or(&ips.join(","), "<none>").to_owned()
        };
        page.field(1, "Addresses", join(&subset.addresses));
        page.field(1, "NotReadyAddresses", join(&subset.not_ready_addresses));
        if !subset.ports.is_empty() {
            page.line(1, "Ports:");
            page.line(2, "Name\tPort\tProtocol");
            page.line(2, "----\t----\t--------");
            for port in &subset.ports {
                let name = or(port.name.as_deref().unwrap_or(""), "<unset>");
                let number = port.port.unwrap_or(0);
                let protocol = port.protocol.as_deref().unwrap_or("");
                page.line(2, &format!("{name}\t{number}\t{protocol}"));
            }
        }
        page.line(0, "");
    }
}
