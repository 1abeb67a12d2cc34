//! Services. Source: `pkg/apis/core/validation/validation.go` `ValidateService`.

use super::field::{Errors, Path, one_of};
use super::{ip, meta};
use crate::api::{FieldError, IntOrString, Service, ServicePort, ServiceSpec};
use serde_json::json;

const AFFINITIES: [&str; 2] = ["ClientIP", "None"];
const FAMILY_POLICIES: [&str; 3] = ["PreferDualStack", "RequireDualStack", "SingleStack"];
const POLICIES: [&str; 2] = ["Cluster", "Local"];
const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
/// No client is kept to its Pod for longer (seconds).
const AFFINITY_MAX: i64 = 86_400;
/// The port of the kubelets.
const KUBELET: i32 = 10_250;

pub(in crate::apiserver) fn validate(service: &Service, errors: &mut Errors) {
    let spec = &service.spec;
    if spec.ports.is_empty() && !service.is_headless() && !service.is_external_name() {
        errors.push(FieldError::required(&"spec.ports", ""));
    }
    by_type(service, errors);
    let mut names: Vec<&str> = Vec::new();
    for (index, port) in spec.ports.iter().enumerate() {
        let field = format!("spec.ports[{index}]");
        validate_port(port, spec.ports.len() > 1, &mut names, &field, errors);
    }
    meta::validate_labels(&"spec.selector", &spec.selector, errors);
    one_of(&"spec.sessionAffinity", &spec.session_affinity, &AFFINITIES, errors);
    affinity(spec, errors);
    if let Some(policy) = &spec.ip_family_policy {
        one_of(&"spec.ipFamilyPolicy", policy, &FAMILY_POLICIES, errors);
    }
    if !spec.r#type.is_empty() {
        one_of(&"spec.type", &spec.r#type, &TYPES, errors);
    }
    for (index, it) in spec.external_ips.iter().enumerate() {
        ip::endpoint(it, &format_args!("spec.externalIPs[{index}]"), errors);
    }
    if spec.r#type == "ClusterIP" {
        for (index, _) in spec.ports.iter().enumerate().filter(|(_, it)| it.node_port != 0) {
            let detail = "may not be used when `type` is 'ClusterIP'";
            errors.push(FieldError::forbidden(&format!("spec.ports[{index}].nodePort"), detail));
        }
    }
    duplicates(&spec.ports, errors);
    balancer(service, errors);
    let policy = &spec.external_traffic_policy;
    let from_outside = matches!(&*spec.r#type, "NodePort" | "LoadBalancer");
    if from_outside {
        one_of(&"spec.externalTrafficPolicy", policy, &POLICIES, errors);
    } else if !policy.is_empty() && spec.external_ips.is_empty() {
        let detail = "may only be set for externally-accessible services";
        errors.push(FieldError::invalid(
            &"spec.externalTrafficPolicy",
            &format!("{policy:?}"),
            detail,
        ));
    }
    health_check(service, errors);
    if let Some(policy) = &spec.internal_traffic_policy {
        one_of(&"spec.internalTrafficPolicy", policy, &POLICIES, errors);
    }
    if let Some(it) = spec.rest.at("trafficDistribution").as_str() {
        let supported = ["PreferClose", "PreferSameZone", "PreferSameNode"];
        one_of(&"spec.trafficDistribution", it, &supported, errors);
    }
}

/// Source: `validateClientIPAffinityConfig`.
fn affinity(spec: &ServiceSpec, errors: &mut Errors) {
    let seconds = &spec.rest.at("sessionAffinityConfig")["clientIP"]["timeoutSeconds"];
    let is_wrong = |it: &i64| !(1..=AFFINITY_MAX).contains(it);
    if let Some(seconds) = seconds.as_i64().filter(is_wrong)
        && spec.session_affinity == "ClientIP"
    {
        let field = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
        let detail = format!("must be greater than 0 and less than {AFFINITY_MAX}");
        errors.push(FieldError::invalid(&field, &seconds.to_string(), &detail));
    }
}

fn by_type(service: &Service, errors: &mut Errors) {
    let spec = &service.spec;
    let kind = spec.r#type.as_str();
    if kind == "LoadBalancer" {
        for (index, _) in spec.ports.iter().enumerate().filter(|(_, it)| it.port == KUBELET) {
            let field = format!("spec.ports[{index}]");
            let detail =
                format!("may not expose port {KUBELET} externally since it is used by kubelet");
            errors.push(FieldError::invalid(&field, &KUBELET.to_string(), &detail));
        }
    }
    if matches!(kind, "LoadBalancer" | "NodePort") && service.is_headless() {
        let detail = format!("may not be set to 'None' for {kind} services");
        errors.push(FieldError::invalid(&"spec.clusterIPs[0]", "\"None\"", &detail));
    }
    if !service.is_external_name() {
        return;
    }
    let fields = [
        ("spec.clusterIPs", !spec.cluster_ips.is_empty()),
        ("spec.ipFamilies", !spec.ip_families.is_empty()),
        ("spec.ipFamilyPolicy", spec.ip_family_policy.is_some()),
    ];
    for (field, _) in fields.iter().filter(|(_, is_set)| *is_set) {
        errors.push(FieldError::forbidden(field, "may not be set for ExternalName services"));
    }
    let name = spec.external_name.strip_suffix('.').unwrap_or(&spec.external_name);
    if name.is_empty() {
        errors.push(FieldError::required(&"spec.externalName", ""));
    } else {
        meta::push_all(&"spec.externalName", name, &meta::subdomain_errors(name), errors);
    }
}

fn validate_port<'a>(
    port: &'a ServicePort,
    needs_name: bool,
    names: &mut Vec<&'a str>,
    field: Path<'_>,
    errors: &mut Errors,
) {
    if port.name.is_empty() {
        if needs_name {
            errors.push(FieldError::required(&format_args!("{field}.name"), ""));
        }
    } else {
        let (at, value) = (format_args!("{field}.name"), format!("{:?}", port.name));
        meta::push_all(&at, &port.name, &meta::dns_label_errors(&port.name), errors);
        if names.contains(&port.name.as_str()) {
            errors.push(FieldError::duplicate(&at, &value));
        }
        names.push(&port.name);
    }
    validate_number(&format_args!("{field}.port"), port.port, errors);
    one_of(&format_args!("{field}.protocol"), &port.protocol, &PROTOCOLS, errors);
    let at = format_args!("{field}.targetPort");
    match &port.target_port {
        IntOrString::Int(number) => validate_number(&at, *number, errors),
        IntOrString::String(name) => {
            if let Some(detail) = port_name_error(name) {
                errors.push(FieldError::invalid(&at, &format!("{name:?}"), detail));
            }
        }
    }
    if let Some(it) = port.rest.at("appProtocol").as_str() {
        meta::push_all(&format_args!("{field}.appProtocol"), it, &meta::key_errors(it), errors);
    }
}

fn validate_number(field: Path<'_>, number: i32, errors: &mut Errors) {
    if !(1..=65_535).contains(&number) {
        let detail = "must be between 1 and 65535, inclusive";
        errors.push(FieldError::invalid(field, &number.to_string(), detail));
    }
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go` `IsValidPortName`.
fn port_name_error(name: &str) -> Option<&'static str> {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.len() > 15 {
        Some("must be no more than 15 characters")
    } else if !name.bytes().all(inner) {
        Some("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    } else if !name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Some("must contain at least one letter (a-z)")
    } else if name.contains("--") {
        Some("must not contain consecutive hyphens")
    } else if name.starts_with('-') || name.ends_with('-') {
        Some("must not begin or end with a hyphen")
    } else {
        None
    }
}

fn duplicates(ports: &[ServicePort], errors: &mut Errors) {
    for (index, port) in ports.iter().enumerate() {
        let same =
            |it: &ServicePort| it.protocol == port.protocol && it.node_port == port.node_port;
        if port.node_port != 0 && ports[..index].iter().any(same) {
            let field = format!("spec.ports[{index}].nodePort");
            errors.push(FieldError::duplicate(&field, &port.node_port.to_string()));
        }
    }
    for (index, port) in ports.iter().enumerate() {
        let same = |it: &ServicePort| it.protocol == port.protocol && it.port == port.port;
        if ports[..index].iter().any(same) {
            // The type that the API server works with has no names for JSON.
            let key = format!(
                "{{\"Name\":\"\",\"Protocol\":{},\"AppProtocol\":null,\"Port\":{},\"TargetPort\":0,\"NodePort\":0}}",
                json!(port.protocol),
                port.port
            );
            errors.push(FieldError::duplicate(&format!("spec.ports[{index}]"), &key));
        }
    }
}

fn balancer(service: &Service, errors: &mut Errors) {
    const DETAIL: &str = "may only be used when `type` is 'LoadBalancer'";
    let spec = &service.spec;
    source_ranges(service, DETAIL, errors);
    let (field, class) = ("spec.loadBalancerClass", spec.load_balancer_class.as_deref());
    if spec.r#type == "LoadBalancer" {
        let details = class.map(meta::key_errors).unwrap_or_default();
        return meta::push_all(&field, class.unwrap_or(""), &details, errors);
    }
    if spec.allocate_load_balancer_node_ports.is_some() {
        errors.push(FieldError::forbidden(&"spec.allocateLoadBalancerNodePorts", DETAIL));
    }
    if class.is_some() {
        errors.push(FieldError::forbidden(&field, DETAIL));
    }
}

/// Who may use the load balancer; an old annotation says it too.
fn source_ranges(service: &Service, detail: &str, errors: &mut Errors) {
    const NOTE: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";
    let ranges = service.spec.rest.at("loadBalancerSourceRanges").as_array();
    let ranges: Vec<&str> = ranges.into_iter().flatten().filter_map(|it| it.as_str()).collect();
    let note = service.metadata.annotation(NOTE).filter(|_| ranges.is_empty());
    let field = match note {
        Some(_) => format!("metadata.annotations[{NOTE}]"),
        None => "spec.LoadBalancerSourceRanges".to_owned(),
    };
    if service.spec.r#type != "LoadBalancer" && (note.is_some() || !ranges.is_empty()) {
        errors.push(FieldError::forbidden(&field, detail));
    }
    for (index, it) in ranges.iter().enumerate() {
        ip::range(it.trim(), &format_args!("{field}[{index}]"), errors);
    }
    let note = note.map(str::trim).filter(|it| !it.is_empty());
    for it in note.into_iter().flat_map(|it| it.split(',')) {
        ip::range(it.trim(), &field, errors);
    }
}

/// Source: `validateServiceExternalTrafficPolicy`.
fn health_check(service: &Service, errors: &mut Errors) {
    let (spec, field) = (&service.spec, "spec.healthCheckNodePort");
    let port = spec.health_check_node_port;
    if spec.r#type == "LoadBalancer" && spec.external_traffic_policy == "Local" {
        validate_number(&field, port, errors);
    } else if port != 0 {
        let detail =
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
        errors.push(FieldError::invalid(&field, &port.to_string(), detail));
    }
}

/// The address stays. Source: `ValidateServiceUpdate`.
pub(in crate::apiserver) fn validate_update(old: &Service, new: &Service, errors: &mut Errors) {
    let (before, after) = (&old.spec.cluster_ips, &new.spec.cluster_ips);
    let stays = !old.is_external_name() && !new.is_external_name();
    if stays && !before.is_empty() && before.first() != after.first() {
        let (field, detail) = ("spec.clusterIPs[0]", "may not change once set");
        errors.push(FieldError::invalid(&field, &json!(after).to_string(), detail));
    }
}
