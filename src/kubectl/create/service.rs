//! `kubectl create service`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::api::{Kind, Map, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// What each command of the group has. Source: `ServiceOptions`.
    pub(in crate::kubectl) struct PortFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        tcp: list "tcp";
    }
}

flags! {
    /// Source: `NewCmdCreateServiceClusterIP`.
    pub(in crate::kubectl) struct ServiceFlags<'a> {
        [service: PortFlags<'a>]
        clusterip: text "clusterip";
    }
}

flags! {
    /// Source: `NewCmdCreateServiceNodePort`.
    pub(in crate::kubectl) struct NodePortFlags<'a> {
        [service: PortFlags<'a>]
        node_port: number "node-port";
    }
}

flags! {
    /// Source: `NewCmdCreateServiceLoadBalancer`.
    pub(in crate::kubectl) struct LoadBalancerFlags<'a> {
        [service: PortFlags<'a>]
        _: "clusterip=text";
    }
}

flags! {
    /// Source: `NewCmdCreateServiceExternalName`.
    pub(in crate::kubectl) struct ExternalNameFlags<'a> {
        [service: PortFlags<'a>]
        external_name: text "external-name";
    }
}

/// What tells the commands apart.
#[derive(Clone, Copy, Default)]
struct Service<'a> {
    /// The command's last word.
    word: &'a str,
    r#type: &'a str,
    /// A field that it sets, and its value.
    field: &'a str,
    text: &'a str,
    node_port: i64,
}

/// `create service clusterip`
pub(in crate::kubectl) fn cluster_ip(session: &mut Session<'_>, flags: &ServiceFlags<'_>) -> Ran {
    let text = flags.clusterip.unwrap_or("");
    let made = Service {
        word: "clusterip",
        r#type: "ClusterIP",
        field: "clusterIP",
        text,
        ..Service::default()
    };
    create(session, flags.service, made)
}

/// `create service nodeport`
pub(in crate::kubectl) fn node_port(session: &mut Session<'_>, flags: &NodePortFlags<'_>) -> Ran {
    let node_port = flags.node_port.unwrap_or(0);
    let made = Service { word: "nodeport", r#type: "NodePort", node_port, ..Service::default() };
    create(session, flags.service, made)
}

/// `create service loadbalancer`
pub(in crate::kubectl) fn load_balancer(
    session: &mut Session<'_>,
    flags: &LoadBalancerFlags<'_>,
) -> Ran {
    let made = Service { word: "loadbalancer", r#type: "LoadBalancer", ..Service::default() };
    create(session, flags.service, made)
}

/// `create service externalname`
pub(in crate::kubectl) fn external_name(
    session: &mut Session<'_>,
    flags: &ExternalNameFlags<'_>,
) -> Ran {
    let Some(name) = flags.external_name else {
        return Err(Failure::text("required flag(s) \"external-name\" not set"));
    };
    let inner = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    let is_part = |it: &str| !it.is_empty() && it.chars().all(inner) && !it.starts_with('-');
    if !name.split('.').all(is_part) {
        return Err(Failure::text(format!("invalid service external name {name}")));
    }
    let made = Service {
        word: "externalname",
        r#type: "ExternalName",
        field: "externalName",
        text: name,
        ..Service::default()
    };
    create(session, flags.service, made)
}

fn create(session: &mut Session<'_>, flags: PortFlags<'_>, made: Service<'_>) -> Ran {
    let Service { word, r#type, field, text, node_port } = made;
    let name = name_argument(session, &format!("kubectl create service {word}"))?;
    let pairs = flags.tcp;
    let is_headless = (field, text) == ("clusterIP", "None");
    if pairs.is_empty() && !is_headless && r#type != "ExternalName" {
        return Err(Failure::text("at least one tcp port specifier must be provided"));
    }
    let mut ports = Vec::new();
    for pair in pairs {
        ports.push(port(pair, node_port)?);
    }
    let mut spec = Map::new();
    if !text.is_empty() {
        spec.insert(field.to_owned(), json!(text));
    }
    if !ports.is_empty() {
        spec.insert("ports".to_owned(), json!(ports));
    }
    spec.insert("selector".to_owned(), json!({"app": name}));
    spec.insert("type".to_owned(), json!(r#type));
    let value = json!({
        "metadata": {"labels": {"app": name}}, "spec": spec, "status": {"loadBalancer": {}},
    });
    imperative(session, flags.create, Kind::Service, &name, value)
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
