//! What a Service is given: addresses and ports of the nodes.
//! Source: `pkg/registry/core/service/storage/{alloc,storage}.go`,
//! `pkg/registry/core/service/{ipallocator,portallocator}`.

use super::{ApiServer, Random};
use crate::api::{FieldError, Kind, Object, Service, ServicePort, Status};
use crate::sorted::SortedSet;
use std::rc::Rc;

/// The addresses of Services.
const RANGE: &str = "10.96.0.0/16";
/// Their beginning.
const FIRST_IP: u32 = 10 << 24 | 96 << 16;
/// How many there are, the first and the last included, which nobody gets.
const IPS: u32 = 1 << 16;
/// So many of the lowest are left for those who ask for them: min(max(16, size/16), 256).
const STATIC_IPS: u32 = 256;
/// The ports of the nodes.
const NODE_PORTS: std::ops::RangeInclusive<i32> = 30_000..=32_767;
/// The lowest are left for those who ask for them.
const FIRST_DYNAMIC_PORT: i32 = 30_086;

/// Whether a Service of its type has an address.
fn needs_ip(service: &Service) -> bool {
    !service.is_external_name()
}

/// Whether a Service of its type has ports on the nodes.
fn needs_node_ports(service: &Service) -> bool {
    let spec = &service.spec;
    match spec.r#type.as_str() {
        "NodePort" => true,
        "LoadBalancer" => spec.allocate_load_balancer_node_ports != Some(false),
        _ => false,
    }
}

/// Whether a load balancer asks the nodes for local endpoints.
fn needs_health_check(service: &Service) -> bool {
    service.spec.r#type == "LoadBalancer" && service.spec.external_traffic_policy == "Local"
}

impl ApiServer {
    /// Gives a Service what it lacks, and keeps what it has.
    pub(super) fn allocate(
        &mut self,
        old: Option<&Object>,
        object: &mut Object,
    ) -> Result<(), Status> {
        let Object::Service(it) = object else { return Ok(()) };
        let service = Rc::make_mut(it);
        let old = old.and_then(|it| <&Rc<Service>>::try_from(it).ok());
        if let Some(old) = old {
            keep(old, service);
        }
        synchronise(old.map(|it| &**it), service);
        let mut errors = Vec::new();
        families(service, &mut errors);
        let had_ip = old.is_some_and(|it| needs_ip(it));
        if errors.is_empty() && needs_ip(service) && !had_ip {
            self.allocate_ip(service, &mut errors);
        }
        if errors.is_empty() && needs_node_ports(service) {
            self.allocate_ports(old.map(|it| &**it), service, &mut errors);
        }
        if let Some(old) = old {
            release(old, service);
        }
        if errors.is_empty() {
            return Ok(());
        }
        Err(Status::invalid(Kind::Service, &service.metadata.name, errors))
    }

    fn allocate_ip(&mut self, service: &mut Service, errors: &mut Vec<FieldError>) {
        if service.is_headless() {
            return;
        }
        let used: SortedSet<String> =
            self.store.list_typed::<Service>(None).map(|it| it.spec.cluster_ip.clone()).collect();
        if let Some(asked) = service.spec.cluster_ips.first() {
            if let Some(error) = ip_error(asked, &used) {
                errors.push(error);
            }
            return;
        }
        let ip = free_ip(&mut self.defaults.random, &used);
        service.spec.cluster_ips = vec![ip.clone()];
        service.spec.cluster_ip = ip;
    }

    fn allocate_ports(
        &mut self,
        old: Option<&Service>,
        service: &mut Service,
        errors: &mut Vec<FieldError>,
    ) {
        let me = (&service.metadata.namespace, &service.metadata.name);
        let others = self.store.list_typed::<Service>(None);
        let others = others.filter(|it| (&it.metadata.namespace, &it.metadata.name) != me);
        let mut used: SortedSet<i32> = others.flat_map(|it| node_ports(it)).collect();
        let kept: Vec<i32> = old.map(|it| node_ports(it).collect()).unwrap_or_default();
        for (index, port) in service.spec.ports.iter().enumerate() {
            if port.node_port != 0 && !kept.contains(&port.node_port) {
                errors.extend(port_error(index, port.node_port, &used));
            }
        }
        // One number may serve two protocols, so what the Service itself asks for does not clash.
        used.extend(service.spec.ports.iter().map(|it| it.node_port));
        let mut given: Vec<(i32, String, i32)> = Vec::new();
        for port in &mut service.spec.ports {
            let twin = |it: &&(i32, String, i32)| it.0 == port.port && it.1 != port.protocol;
            if port.node_port == 0 {
                let twin = given.iter().find(twin).map(|it| it.2);
                port.node_port =
                    twin.unwrap_or_else(|| free_port(&mut self.defaults.random, &used));
                used.insert(port.node_port);
            }
            given.push((port.port, port.protocol.clone(), port.node_port));
        }
        if needs_health_check(service) && service.spec.health_check_node_port == 0 {
            service.spec.health_check_node_port = free_port(&mut self.defaults.random, &used);
        }
    }
}

/// All ports of the nodes that a Service has.
fn node_ports(service: &Service) -> impl Iterator<Item = i32> {
    let ports = service.spec.ports.iter().map(|it| it.node_port);
    ports.chain([service.spec.health_check_node_port]).filter(|it| *it != 0)
}

fn ip_error(asked: &str, used: &SortedSet<String>) -> Option<FieldError> {
    let refuse = |why: &str| {
        let value = serde_json::json!([asked]).to_string();
        let detail = format!("failed to allocate IP {asked}: {why}");
        Some(FieldError::invalid(&"spec.clusterIPs", &value, &detail))
    };
    let Ok(ip) = asked.parse::<std::net::Ipv4Addr>() else {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        return Some(FieldError::invalid(&"spec.clusterIPs[0]", &format!("{asked:?}"), detail));
    };
    let offset = u32::from(ip).wrapping_sub(FIRST_IP);
    if !(1..IPS - 1).contains(&offset) {
        return refuse(&format!(
            "the provided IP ({asked}) is not in the valid range. The range of valid IPs is {RANGE}"
        ));
    }
    if used.contains(asked) { refuse("provided IP is already allocated") } else { None }
}

fn free_ip(random: &mut Random, used: &SortedSet<String>) -> String {
    let text = |offset: u32| std::net::Ipv4Addr::from(FIRST_IP + offset).to_string();
    let dynamic = IPS - 1 - STATIC_IPS;
    let start = u32::try_from(random.below(u64::from(dynamic))).unwrap_or(0);
    let from_start = (0..dynamic).map(|it| STATIC_IPS + (start + it) % dynamic);
    let mut free = from_start.map(text).filter(|it| !used.contains(it));
    free.next().unwrap_or_else(|| text(1))
}

fn port_error(index: usize, number: i32, used: &SortedSet<i32>) -> Option<FieldError> {
    let detail = if !NODE_PORTS.contains(&number) {
        "provided port is not in the valid range. The range of valid ports is 30000-32767"
    } else if used.contains(&number) {
        "provided port is already allocated"
    } else {
        return None;
    };
    let field = format!("spec.ports[{index}].nodePort");
    Some(FieldError::invalid(&field, &number.to_string(), detail))
}

fn free_port(random: &mut Random, used: &SortedSet<i32>) -> i32 {
    let count = NODE_PORTS.end() - FIRST_DYNAMIC_PORT + 1;
    let bound = u64::try_from(count).unwrap_or(1);
    let start = i32::try_from(random.below(bound)).unwrap_or(0);
    let mut from_start = (0..count).map(|it| FIRST_DYNAMIC_PORT + (start + it) % count);
    from_start.find(|it| !used.contains(it)).unwrap_or(*NODE_PORTS.start())
}

/// What an update does not say stays. Source: `storage.go` `patchAllocatedValues`.
fn keep(old: &Service, new: &mut Service) {
    if needs_ip(old) && needs_ip(new) {
        let (before, spec) = (&old.spec, &mut new.spec);
        if spec.cluster_ip.is_empty() {
            spec.cluster_ip.clone_from(&before.cluster_ip);
        }
        if spec.cluster_ips.is_empty() && spec.cluster_ip == before.cluster_ip {
            spec.cluster_ips.clone_from(&before.cluster_ips);
        }
    }
    if needs_node_ports(old) && needs_node_ports(new) {
        let mut used: SortedSet<i32> = node_ports(new).collect();
        for port in new.spec.ports.iter_mut().filter(|it| it.node_port == 0) {
            let same = |it: &&ServicePort| it.name == port.name;
            let before = old.spec.ports.iter().find(same).map_or(0, |it| it.node_port);
            if before != 0 && used.insert(before) {
                port.node_port = before;
            }
        }
    }
    if needs_health_check(old) && needs_health_check(new) && new.spec.health_check_node_port == 0 {
        new.spec.health_check_node_port = old.spec.health_check_node_port;
    }
}

/// The two fields for the address say the same. Source: `storage.go` `normalizeClusterIPs`.
fn synchronise(old: Option<&Service>, new: &mut Service) {
    let spec = &mut new.spec;
    let Some(before) = old.map(|it| &it.spec) else {
        if !spec.cluster_ip.is_empty() && spec.cluster_ips.is_empty() {
            spec.cluster_ips = vec![spec.cluster_ip.clone()];
        }
        return;
    };
    if spec.cluster_ip != before.cluster_ip && spec.cluster_ips == before.cluster_ips {
        let only = Some(spec.cluster_ip.clone()).filter(|it| !it.is_empty());
        spec.cluster_ips = only.into_iter().collect();
    }
}

/// Source: `alloc.go` `initIPFamilyFields`, in a cluster with one family.
fn families(service: &mut Service, errors: &mut Vec<FieldError>) {
    let is_outside = service.is_external_name();
    let is_free = service.is_headless() && service.spec.selector.is_empty();
    let spec = &mut service.spec;
    if is_outside {
        return;
    }
    let policy = if is_free { "RequireDualStack" } else { "SingleStack" };
    let policy = spec.ip_family_policy.get_or_insert_with(|| policy.to_owned());
    if spec.ip_families.is_empty() {
        spec.ip_families.push("IPv4".to_owned());
    }
    if is_free && policy != "SingleStack" && spec.ip_families.len() == 1 {
        let is_four = spec.ip_families.iter().any(|it| it == "IPv4");
        spec.ip_families.push(if is_four { "IPv6" } else { "IPv4" }.to_owned());
    }
    if is_free {
        return;
    }
    if policy == "RequireDualStack" {
        let detail = "this cluster is not configured for dual-stack services";
        errors.push(FieldError::invalid(&"spec.ipFamilyPolicy", "\"RequireDualStack\"", detail));
    }
    for (index, family) in spec.ip_families.iter().enumerate().filter(|it| it.1 != "IPv4") {
        let field = format!("spec.ipFamilies[{index}]");
        let detail = "not configured on this cluster";
        errors.push(FieldError::invalid(&field, &format!("{family:?}"), detail));
    }
}

/// What only the old type had goes, unless the update changes it on purpose.
/// Source: `pkg/registry/core/service/strategy.go` `dropTypeDependentFields`.
fn release(old: &Service, new: &mut Service) {
    let (before, is_balanced) = (&old.spec, new.spec.r#type == "LoadBalancer");
    if needs_ip(old) && !needs_ip(new) && before.cluster_ips == new.spec.cluster_ips {
        new.spec.cluster_ip.clear();
        new.spec.cluster_ips.clear();
        new.spec.ip_families.clear();
        new.spec.ip_family_policy = None;
    }
    let same_ports = node_ports(old).eq(node_ports(new));
    if needs_node_ports(old) && !needs_node_ports(new) && same_ports {
        new.spec.ports.iter_mut().for_each(|it| it.node_port = 0);
    }
    if needs_health_check(old) && !needs_health_check(new) {
        new.spec.health_check_node_port = 0;
    }
    let from_outside = |it: &Service| matches!(&*it.spec.r#type, "NodePort" | "LoadBalancer");
    let is_outside = new.is_external_name();
    let (had_outside, has_outside) = (from_outside(old), from_outside(new));
    let spec = &mut new.spec;
    if old.is_external_name() && !is_outside && before.external_name == spec.external_name {
        spec.external_name.clear();
    }
    let same = before.external_traffic_policy == spec.external_traffic_policy;
    if had_outside && !has_outside && same {
        spec.external_traffic_policy.clear();
    }
    if is_outside && before.internal_traffic_policy == spec.internal_traffic_policy {
        spec.internal_traffic_policy = None;
    }
    if before.r#type == "LoadBalancer" && !is_balanced {
        spec.allocate_load_balancer_node_ports = None;
        spec.load_balancer_class = None;
    }
}
