//! Columns of Nodes, Namespaces, ConfigMaps and Secrets.

use super::{AGE, Column, NAME, column, list, of_type, or_none, wide};
use crate::api::{ConfigMap, Namespace, Node, Secret};
use crate::sorted::Sort;

fn node_status(node: &Node) -> String {
    let status = match node.condition("Ready") {
        None => "Unknown",
        Some(condition) if condition.status == "True" => "Ready",
        Some(_) => "NotReady",
    };
    let disabled = if node.spec.unschedulable { ",SchedulingDisabled" } else { "" };
    format!("{status}{disabled}")
}

/// Source: `findNodeRoles`.
pub(in crate::kubectl) fn roles(node: &Node) -> String {
    const PREFIX: &str = "node-role.kubernetes.io/";
    let mut roles: Vec<String> = Vec::new();
    for (key, value) in &node.metadata.labels {
        match key.strip_prefix(PREFIX) {
            Some(role) if !role.is_empty() => roles.push(role.to_owned()),
            _ if key == "kubernetes.io/role" && !value.is_empty() => roles.push(value.clone()),
            _ => {}
        }
    }
    roles.order();
    roles.dedup();
    list(roles.into_iter())
}

fn address(node: &Node, r#type: &str) -> String {
    let found = node.status.addresses.iter().find(|it| it.r#type == r#type);
    or_none(found.map_or("", |it| &it.address))
}

fn or_unknown(text: &str) -> String {
    if text.is_empty() { "<unknown>".to_owned() } else { text.to_owned() }
}

pub(in crate::kubectl) const NODE: &[Column] = &[
    NAME,
    column("STATUS", |it, _| of_type(it, node_status)),
    column("ROLES", |it, _| of_type(it, roles)),
    AGE,
    column("VERSION", |it, _| of_type(it, |it: &Node| it.status.node_info.kubelet_version.clone())),
    wide("INTERNAL-IP", |it, _| of_type(it, |it: &Node| address(it, "InternalIP"))),
    wide("EXTERNAL-IP", |it, _| of_type(it, |it: &Node| address(it, "ExternalIP"))),
    wide("OS-IMAGE", |it, _| of_type(it, |it: &Node| or_unknown(&it.status.node_info.os_image))),
    wide("KERNEL-VERSION", |it, _| {
        of_type(it, |it: &Node| or_unknown(&it.status.node_info.kernel_version))
    }),
    wide("CONTAINER-RUNTIME", |it, _| {
        of_type(it, |it: &Node| or_unknown(&it.status.node_info.container_runtime_version))
    }),
];

pub(in crate::kubectl) const NAMESPACE: &[Column] =
    &[NAME, column("STATUS", |it, _| of_type(it, |it: &Namespace| it.status.phase.clone())), AGE];

pub(in crate::kubectl) const CONFIG_MAP: &[Column] = &[
    NAME,
    column("DATA", |it, _| {
        of_type(it, |it: &ConfigMap| (it.data.len() + it.binary_data.len()).to_string())
    }),
    AGE,
];

pub(in crate::kubectl) const SECRET: &[Column] = &[
    NAME,
    column("TYPE", |it, _| of_type(it, |it: &Secret| it.r#type.clone())),
    column("DATA", |it, _| of_type(it, |it: &Secret| it.data.len().to_string())),
    AGE,
];
