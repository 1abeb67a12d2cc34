//! Services. Source: `pkg/apis/core/v1/defaults.go` `SetDefaults_Service`.

use super::fill;
use crate::api::{IntOrString, Service, ServiceSpec};
use serde_json::json;

/// Three hours (seconds).
const AFFINITY_SECONDS: i64 = 10_800;

pub(in crate::apiserver) fn apply(service: &mut Service) {
    let spec = &mut service.spec;
    fill(&mut spec.session_affinity, "None");
    fill(&mut spec.r#type, "ClusterIP");
    affinity(spec);
    for port in &mut spec.ports {
        fill(&mut port.protocol, "TCP");
        let is_unset = match &port.target_port {
            IntOrString::Int(number) => *number == 0,
            IntOrString::String(name) => name.is_empty(),
        };
        if is_unset {
            port.target_port = IntOrString::Int(port.port);
        }
    }
    let is_balanced = spec.r#type == "LoadBalancer";
    let from_outside = is_balanced
        || spec.r#type == "NodePort"
        || spec.r#type == "ClusterIP" && !spec.external_ips.is_empty();
    if from_outside {
        fill(&mut spec.external_traffic_policy, "Cluster");
    }
    if is_balanced {
        spec.allocate_load_balancer_node_ports.get_or_insert(true);
    }
    if matches!(spec.r#type.as_str(), "ClusterIP" | "NodePort" | "LoadBalancer") {
        spec.internal_traffic_policy.get_or_insert_with(|| "Cluster".to_owned());
    }
    for ingress in &mut service.status.load_balancer.ingress {
        if is_balanced && !ingress.ip.is_empty() {
            ingress.ip_mode.get_or_insert_with(|| "VIP".to_owned());
        }
    }
}

fn affinity(spec: &mut ServiceSpec) {
    const CONFIG: &str = "sessionAffinityConfig";
    match spec.session_affinity.as_str() {
        "None" => drop(spec.rest.remove(CONFIG)),
        "ClientIP" => {
            let given = spec.rest.get(CONFIG).and_then(|it| it.pointer("/clientIP/timeoutSeconds"));
            if given.is_none() {
                let config = json!({"clientIP": {"timeoutSeconds": AFFINITY_SECONDS}});
                spec.rest.insert(CONFIG.to_owned(), config);
            }
        }
        _ => {}
    }
}
