//! Columns of Services and endpoints.

use super::{AGE, Column, NAME, column, list, of_type, wide};
use crate::api::{EndpointSlice, Endpoints, Service, ServiceStatus, format_labels};

/// A load balancer's addresses are cut here. Source: `loadBalancerWidth`.
const BALANCER_WIDTH: usize = 16;
/// So many endpoints are shown.
const SHOWN: usize = 3;

/// Source: `getServiceExternalIP`.
fn external_ip(service: &Service, is_wide: bool) -> String {
    let own = &service.spec.external_ips;
    match service.spec.r#type.as_str() {
        "ClusterIP" | "NodePort" => list(own.iter().cloned()),
        "LoadBalancer" => {
            let balancer = balancer(&service.status, is_wide);
            let all: Vec<&str> = Some(balancer.as_str())
                .filter(|it| !it.is_empty())
                .into_iter()
                .chain(own.iter().map(String::as_str))
                .collect();
            if all.is_empty() { "<pending>".to_owned() } else { all.join(",") }
        }
        "ExternalName" => service.spec.external_name.clone(),
        _ => "<unknown>".to_owned(),
    }
}

/// Source: `loadBalancerStatusStringer`.
pub(in crate::kubectl) fn balancer(status: &ServiceStatus, is_wide: bool) -> String {
    let ingress = status.load_balancer.ingress.iter();
    let addresses = ingress.map(|it| if it.ip.is_empty() { &*it.hostname } else { &*it.ip });
    let text = addresses.collect::<Vec<_>>().join(",");
    if is_wide || text.len() <= BALANCER_WIDTH {
        return text;
    }
    let cut: String = text.chars().take(BALANCER_WIDTH - 3).collect();
    format!("{cut}...")
}

/// Source: `makePortString`.
fn ports(service: &Service) -> String {
    list(service.spec.ports.iter().map(|it| match it.node_port {
        0 => format!("{}/{}", it.port, it.protocol),
        node_port => format!("{}:{node_port}/{}", it.port, it.protocol),
    }))
}

pub(in crate::kubectl) const SERVICE: &[Column] = &[
    NAME,
    column("TYPE", |it, _| of_type(it, |it: &Service| it.spec.r#type.clone())),
    column("CLUSTER-IP", |it, _| {
        let first = |it: &Service| it.spec.cluster_ips.first().cloned();
        of_type(it, |it: &Service| first(it).unwrap_or_else(|| "<none>".to_owned()))
    }),
    column("EXTERNAL-IP", |it, _| of_type(it, |it: &Service| external_ip(it, false))),
    column("PORT(S)", |it, _| of_type(it, ports)),
    AGE,
    wide("SELECTOR", |it, _| of_type(it, |it: &Service| format_labels(&it.spec.selector))),
];

/// The first few, and how many more there are.
fn few(all: &[String]) -> String {
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(",");
    match all.len().checked_sub(SHOWN) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} + {more} more..."),
    }
}

/// Ready addresses, with each of their ports. Source: `formatEndpoints`.
fn endpoints(endpoints: &Endpoints) -> String {
    if endpoints.subsets.is_empty() {
        return "<none>".to_owned();
    }
    let mut all = Vec::new();
    for subset in &endpoints.subsets {
        let ips = || subset.addresses.iter().map(|it| &it.ip);
        if subset.ports.is_empty() {
            all.extend(ips().cloned());
        }
        for port in &subset.ports {
            all.extend(ips().map(|ip| format!("{ip}:{}", port.port.unwrap_or(0))));
        }
    }
    few(&all)
}

pub(in crate::kubectl) const ENDPOINTS: &[Column] =
    &[NAME, column("ENDPOINTS", |it, _| of_type(it, endpoints)), AGE];

fn slice_ports(slice: &EndpointSlice) -> String {
    let number = |it: Option<i32>| it.map_or_else(|| "*".to_owned(), |it| it.to_string());
    let all: Vec<String> = slice.ports().map(|it| number(it.port)).collect();
    if all.is_empty() { "<unset>".to_owned() } else { few(&all) }
}

fn slice_endpoints(slice: &EndpointSlice) -> String {
    let all: Vec<String> = slice.endpoints().flat_map(|it| it.addresses.clone()).collect();
    if all.is_empty() { "<unset>".to_owned() } else { few(&all) }
}

pub(in crate::kubectl) const ENDPOINT_SLICE: &[Column] = &[
    NAME,
    column("ADDRESSTYPE", |it, _| of_type(it, |it: &EndpointSlice| it.address_type.clone())),
    column("PORTS", |it, _| of_type(it, slice_ports)),
    column("ENDPOINTS", |it, _| of_type(it, slice_endpoints)),
    AGE,
];
