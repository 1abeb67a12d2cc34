//! Pods. Source: `describePod`.

use super::page::{Page, time};
use super::{containers, spread, volumes};
use crate::api::{Pod, Value};
use crate::kubectl::duration::age;

pub(in crate::kubectl) fn describe(page: &mut Page, pod: &Pod, now_ms: i64) {
    let (meta, spec) = (&pod.metadata, &pod.spec);
    let text = |field: &str| spec.rest.get(field).and_then(Value::as_str).unwrap_or("");
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    if let Some(priority) = spec.priority {
        page.field(0, "Priority", priority);
    }
    page.field_if(0, "Priority Class Name", &spec.priority_class_name);
    page.field_if(0, "Runtime Class Name", text("runtimeClassName"));
    page.field_if(0, "Service Account", &spec.service_account_name);
    if spec.node_name.is_empty() {
        page.field(0, "Node", "<none>");
    } else {
        page.field(0, "Node", format!("{}/{}", spec.node_name, pod.status.host_ip));
    }
    if pod.status.start_time.is_some() {
        page.field(0, "Start Time", time(pod.status.start_time));
    }
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    status(page, pod, now_ms);
    if let Some(resources) = &spec.resources {
        page.line(0, "Resources:");
        containers::resources(page, 1, resources);
    }
    if !spec.init_containers.is_empty() {
        let statuses = &pod.status.init_container_statuses;
        containers::describe(
            page,
            "Init Containers",
            &spec.init_containers,
            Some((pod, statuses)),
            "",
        );
    }
    let statuses = &pod.status.container_statuses;
    containers::describe(page, "Containers", &spec.containers, Some((pod, statuses)), "");
    if !spec.ephemeral_containers.is_empty() {
        let (list, statuses) =
            (&spec.ephemeral_containers, &pod.status.ephemeral_container_statuses);
        containers::describe(page, "Ephemeral Containers", list, Some((pod, statuses)), "");
    }
    readiness_gates(page, pod);
    if !pod.status.conditions.is_empty() {
        page.line(0, "Conditions:");
        page.line(1, "Type\tStatus");
        for condition in &pod.status.conditions {
            page.line(1, &format!("{} \t{} ", condition.r#type, condition.status));
        }
    }
    volumes::describe(page, spec, "");
    page.field(0, "QoS Class", &pod.status.qos_class);
    page.labels("Node-Selectors", &spec.node_selector);
    page.tolerations("Tolerations", &spec.tolerations);
    spread::describe(page, "", &spec.topology_spread_constraints);
}

fn readiness_gates(page: &mut Page, pod: &Pod) {
    let gates = pod.spec.rest.get("readinessGates").and_then(Value::as_array);
    let Some(gates) = gates.filter(|it| !it.is_empty()) else { return };
    page.line(0, "Readiness Gates:");
    page.line(1, "Type\tStatus");
    for gate in gates {
        let r#type = gate["conditionType"].as_str().unwrap_or("");
        let condition = pod.status.conditions.iter().find(|it| it.r#type == r#type);
        let status = condition.map_or("<none>", |it| &it.status);
        page.line(1, &format!("{type} \t{status} "));
    }
}

fn status(page: &mut Page, pod: &Pod, now_ms: i64) {
    let (meta, status) = (&pod.metadata, &pod.status);
    if meta.is_terminating() && !pod.is_terminal() {
        let lasts = age(meta.deletion_timestamp, now_ms);
        page.field(0, "Status", format!("Terminating (lasts {lasts})"));
        let grace = meta.deletion_grace_period_seconds.unwrap_or(0);
        page.field(0, "Termination Grace Period", format!("{grace}s"));
    } else {
        page.field(0, "Status", &status.phase);
    }
    page.field_if(0, "Reason", &status.reason);
    page.field_if(0, "Message", &status.message);
    let security = pod.spec.security_context.as_ref();
    if let Some(it) = security.and_then(|it| it.rest.get("seccompProfile")) {
        page.field(0, "SeccompProfile", it["type"].as_str().unwrap_or(""));
        page.field_if(0, "LocalhostProfile", it["localhostProfile"].as_str().unwrap_or(""));
    }
    page.field(0, "IP", &status.pod_ip);
    let ips: Vec<&str> = match status.pod_ips.is_empty() {
        false => status.pod_ips.iter().map(|it| &*it.ip).collect(),
        true if status.pod_ip.is_empty() => Vec::new(),
        true => vec![&status.pod_ip],
    };
    if ips.is_empty() {
        page.field(0, "IPs", "<none>");
    } else {
        page.line(0, "IPs:");
        ips.iter().for_each(|it| page.field(1, "IP", it));
    }
    if let Some(owner) = meta.controller() {
        page.field(0, "Controlled By", format!("{}/{}", owner.kind, owner.name));
    }
    page.field_if(0, "NominatedNodeName", &status.nominated_node_name);
}
