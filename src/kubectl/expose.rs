//! `kubectl expose`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/expose/expose.go`.

use super::create::{CreateSubcommandFlags, imperative_named};
use super::failure::Failure;
use super::flags::{FilenameFlags, RecordFlags, flags};
use super::overrides::OverrideFlags;
use super::resource::{self, Nameless, Query};
use super::session::{Ran, Session, Step};
use crate::api::{Kind, Object, Value};
use serde_json::json;

flags! {
    /// Source: `ExposeServiceOptions`.
    pub(super) struct ExposeFlags<'a>: RecordFlags {
        [files: FilenameFlags<'a>]
        [create: CreateSubcommandFlags<'a>]
        [overrides: OverrideFlags<'a>]
        port: text "port";
        target_port: text "target-port";
        protocol: text "protocol";
        service_type: text "type";
        name: text "name";
        cluster_ip: text "cluster-ip";
        labels: text "labels" / "l";
        selector: text "selector";
        external_ip: text "external-ip";
        session_affinity: text "session-affinity";
        load_balancer_ip: text "load-balancer-ip";
    }
}

/// Source: `staging/src/k8s.io/kubectl/pkg/polymorphichelpers/canbeexposed.go`.
const EXPOSABLE: [Kind; 5] =
    [Kind::Deployment, Kind::Pod, Kind::ReplicaSet, Kind::ReplicationController, Kind::Service];

/// `kubectl expose`
pub(super) fn expose(session: &mut Session<'_>, flags: &ExposeFlags<'_>) -> Ran {
    let kind = resource::parse_kind("services")?;
    // `--selector` says whom the Service selects, not what is exposed.
    let query = Query { files: flags.files, ..Query::default() };
    // Nobody asks whether what a file describes is there.
    let found = match flags.files.is_given() {
        true => resource::from_files(session, query)?,
        false => resource::find(session, query, &session.args.words, Nameless::Refuse)?,
    };
    Failure::check(found.problems)?;
    for object in &found.objects {
        if !EXPOSABLE.contains(&object.kind()) {
            let info = object.kind().info();
            let dot = if info.group.is_empty() { "" } else { "." };
            let text = format!("cannot expose a {}{dot}{}", info.kind, info.group);
            return Err(Failure::text(text));
        }
        let (name, mut value) = service(flags, object)?;
        flags.overrides.apply_to(Kind::Service, &mut value)?;
        imperative_named(session, flags.create, kind, &name, value, "exposed")?;
    }
    Ok(Step::Done)
}

/// The Service's name and tree.
fn service(flags: &ExposeFlags<'_>, object: &Object) -> Result<(String, Value), Failure> {
    let tree = object.to_value();
    let selector = match flags.selector.filter(|it| !it.is_empty()) {
        Some(text) => labels(text)?,
        None => selector(object.kind(), &tree).map_err(|why| {
            let text = "couldn't retrieve selectors via --selector flag or introspection";
            Failure::text(format!("{text}: {why}"))
        })?,
    };
    let numbers = ports(flags.port, &tree)?;
    if numbers.is_empty() && flags.cluster_ip != Some("None") {
        return Err(Failure::text("couldn't find port via --port flag or introspection"));
    }
    let several = numbers.len() > 1;
    let ports: Vec<Value> = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| {
            let mut port = json!({
                "port": number,
                "protocol": flags.protocol.unwrap_or_else(|| protocol(&tree, *number)),
                "targetPort": int_or_text(flags.target_port, *number),
            });
            if several {
                port["name"] = json!(format!("port-{}", index + 1));
            }
            port
        })
        .collect();
    let own = match flags.labels.filter(|it| !it.is_empty()) {
        Some(text) => labels(text)?,
        None => tree["metadata"]["labels"].clone(),
    };
    let mut value = json!({
        "metadata": {}, "spec": {"ports": ports, "selector": selector}, "status": {"loadBalancer": {}},
    });
    if own.is_object() {
        value["metadata"]["labels"] = own;
    }
    for (text, field) in [
        (flags.service_type, "type"),
        (flags.cluster_ip, "clusterIP"),
        (flags.session_affinity, "sessionAffinity"),
        (flags.load_balancer_ip, "loadBalancerIP"),
    ] {
        if let Some(text) = text {
            value["spec"][field] = json!(text);
        }
    }
    if let Some(text) = flags.external_ip {
        value["spec"]["externalIPs"] = json!([text]);
    }
    // A Service's name is a label: a longer one is cut, but not one that is asked for.
    let own = &object.meta().name;
    let name = flags.name.unwrap_or(own.get(..63).unwrap_or(own)).to_owned();
    Ok((name, value))
}

/// The labels that select the same Pods.
/// Source: `staging/src/k8s.io/kubectl/pkg/polymorphichelpers/mapbasedselectorforobject.go`.
fn selector(kind: Kind, tree: &Value) -> Result<Value, String> {
    let is_empty = |it: &Value| it.as_object().is_none_or(serde_json::Map::is_empty);
    let (spec, labels) = (&tree["spec"]["selector"], &tree["metadata"]["labels"]);
    if kind == Kind::Pod {
        if is_empty(labels) {
            return Err("the pod has no labels and cannot be exposed".to_owned());
        }
        return Ok(labels.clone());
    }
    if kind == Kind::Service && is_empty(spec) {
        return Err("the service has no pod selector set".to_owned());
    }
    if kind == Kind::Service || kind == Kind::ReplicationController {
        return Ok(spec.clone());
    }
    match spec["matchExpressions"].as_array() {
        Some(terms) if !terms.is_empty() => Err(format!(
            "couldn't convert expressions - \"{}\" to map-based selector format",
            spec["matchExpressions"]
        )),
        _ if is_empty(&spec["matchLabels"]) => Err(format!(
            "invalid {}: no selectors, therefore cannot be exposed",
            kind.info().singular
        )),
        _ => Ok(spec["matchLabels"].clone()),
    }
}

/// The protocol of a port of the object, or TCP.
fn protocol(tree: &Value, number: i64) -> &str {
    let spec = &tree["spec"];
    let pod = if spec["template"].is_object() { &spec["template"]["spec"] } else { spec };
    let of_containers = pod["containers"].as_array().into_iter().flatten();
    let mut ports = of_containers
        .filter_map(|it| it["ports"].as_array())
        .flatten()
        .filter(|it| it["containerPort"] == number)
        .chain(spec["ports"].as_array().into_iter().flatten().filter(|it| it["port"] == number));
    ports.find_map(|it| it["protocol"].as_str()).unwrap_or("TCP")
}

/// The port asked for, or the ports of the containers.
fn ports(flag: Option<&str>, tree: &Value) -> Result<Vec<i64>, Failure> {
    if let Some(text) = flag.filter(|it| !it.is_empty()) {
        let number = |it: &str| {
            let why = || format!("strconv.Atoi: parsing {it:?}: invalid syntax");
            it.parse().map_err(|_| Failure::text(why()))
        };
        return text.split(',').map(number).collect();
    }
    let spec = &tree["spec"];
    let pod = if spec["template"].is_object() { &spec["template"]["spec"] } else { spec };
    let of_containers = pod["containers"].as_array().into_iter().flatten();
    let of_containers = of_containers.filter_map(|it| it["ports"].as_array()).flatten();
    let own = spec["ports"].as_array().into_iter().flatten();
    let numbers = of_containers.filter_map(|it| it["containerPort"].as_i64());
    Ok(numbers.chain(own.filter_map(|it| it["port"].as_i64())).collect())
}

fn int_or_text(text: Option<&str>, default: i64) -> Value {
    match text.filter(|it| !it.is_empty()) {
        None => json!(default),
        Some(text) => text.parse::<i64>().map_or_else(|_| json!(text), |it| json!(it)),
    }
}

/// `a=b,c=d` Source: `staging/src/k8s.io/kubectl/pkg/generate/generate.go` `ParseLabels`.
///
/// # Errors
/// One of them is no pair.
pub(super) fn labels(text: &str) -> Result<Value, Failure> {
    let mut labels = crate::api::Map::new();
    for spec in text.split(',') {
        match spec.split_once('=').filter(|it| !it.1.contains('=')) {
            None => return Err(Failure::text(format!("unexpected label spec: {spec}"))),
            Some(("", _)) => return Err(Failure::text("unexpected empty label key")),
            Some((key, value)) => drop(labels.insert(key.to_owned(), json!(value))),
        }
    }
    Ok(Value::Object(labels))
}
