//! `kubectl create service`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go`.

use super::generate::{imperative, name_argument};
use crate::api::{Kind, Map, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

pub(in crate::kubectl) const SERVICE_FLAGS: &str =
    "tcp=list save-config validate=text?strict clusterip=text";
pub(in crate::kubectl) const NODE_PORT_FLAGS: &str =
    "tcp=list save-config validate=text?strict node-port=number";
pub(in crate::kubectl) const EXTERNAL_NAME_FLAGS: &str =
    "tcp=list save-config validate=text?strict external-name=text";

/// `create service clusterip`
pub(in crate::kubectl) fn cluster_ip(session: &mut Session<'_>) -> Ran {
    let ip = session.args.flag("clusterip").unwrap_or("").to_owned();
    create(session, "clusterip", "ClusterIP", &[("clusterIP", &ip)])
}

/// `create service nodeport`
pub(in crate::kubectl) fn node_port(session: &mut Session<'_>) -> Ran {
    create(session, "nodeport", "NodePort", &[])
}

/// `create service loadbalancer`
pub(in crate::kubectl) fn load_balancer(session: &mut Session<'_>) -> Ran {
    create(session, "loadbalancer", "LoadBalancer", &[])
}

/// `create service externalname`
pub(in crate::kubectl) fn external_name(session: &mut Session<'_>) -> Ran {
    let Some(name) = session.args.flag("external-name").map(str::to_owned) else {
        return Err(Failure::text("required flag(s) \"external-name\" not set"));
    };
    let inner = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    let is_part = |it: &str| !it.is_empty() && it.chars().all(inner) && !it.starts_with('-');
    if !name.split('.').all(is_part) {
        return Err(Failure::text(format!("invalid service external name {name}")));
    }
    create(session, "externalname", "ExternalName", &[("externalName", &name)])
}

fn create(session: &mut Session<'_>, word: &str, r#type: &str, more: &[(&str, &str)]) -> Ran {
    let name = name_argument(session, &format!("kubectl create service {word}"))?;
    let pairs = session.args.list("tcp");
    let is_headless = more.contains(&("clusterIP", "None"));
    if pairs.is_empty() && !is_headless && r#type != "ExternalName" {
        return Err(Failure::text("at least one tcp port specifier must be provided"));
    }
    let node_port = session.args.number("node-port").unwrap_or(0);
    let mut ports = Vec::new();
    for pair in &pairs {
        ports.push(port(pair, node_port)?);
    }
    let mut spec = Map::new();
    for (field, text) in more.iter().filter(|(_, text)| !text.is_empty()) {
        spec.insert((*field).to_owned(), json!(text));
    }
    if !ports.is_empty() {
        spec.insert("ports".to_owned(), json!(ports));
    }
    spec.insert("selector".to_owned(), json!({"app": name}));
    spec.insert("type".to_owned(), json!(r#type));
    let value = json!({
        "metadata": {"labels": {"app": name}}, "spec": spec, "status": {"loadBalancer": {}},
    });
    imperative(session, Kind::Service, &name, value)
}

/// Reads `80` or `80:8080` or `80:http`.
fn port(text: &str, node_port: i64) -> Result<Value, Failure> {
    let (first, second) = text.split_once(':').unwrap_or((text, text));
    let number: i64 = match first.parse::<u16>() {
        Ok(number) => number.into(),
        Err(_) => {
            let why =
                if first.parse::<i64>().is_ok() { "value out of range" } else { "invalid syntax" };
            return Err(Failure::text(format!("strconv.ParseUint: parsing {first:?}: {why}")));
        }
    };
    let target = match second.parse::<i64>() {
        Ok(target @ 1..=65_535) => json!(target),
        Ok(_) if text.contains(':') => {
            return Err(Failure::text("must be between 1 and 65535, inclusive"));
        }
        Ok(target) => json!(target),
        Err(_) => json!(second),
    };
    let mut port = json!({
        "name": text.replace(':', "-"), "port": number, "protocol": "TCP", "targetPort": target,
    });
    if node_port != 0 {
        port["nodePort"] = json!(node_port);
    }
    Ok(port)
}
