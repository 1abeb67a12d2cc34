//! Objects made about other objects: `kubectl expose` and `kubectl autoscale`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/{expose,autoscale}`.

use super::generate::{CreateSubcommandFlags, imperative_named};
use super::run::OverrideFlags;
use crate::api::{Kind, Object, Quantity, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{FilenameFlags, RecordFlags, flags};
use crate::kubectl::resource::{self, Nameless, Query};
use crate::kubectl::session::{DryRun, Ran, Session, Step};
use serde_json::json;

flags! {
    /// Source: `ExposeServiceOptions`.
    pub(in crate::kubectl) struct ExposeFlags<'a>: RecordFlags {
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

flags! {
    /// Source: `AutoscaleOptions`.
    pub(in crate::kubectl) struct AutoscaleFlags<'a>: RecordFlags {
        [files: FilenameFlags<'a>]
        [create: CreateSubcommandFlags<'a>]
        min: int32 "min";
        max: int32 "max", required;
        cpu: text "cpu";
        cpu_percent: int32 "cpu-percent";
        memory: text "memory";
        name: text "name";
    }
}

/// Source: `staging/src/k8s.io/kubectl/pkg/polymorphichelpers/canbeexposed.go`.
const EXPOSABLE: [Kind; 5] =
    [Kind::Deployment, Kind::Pod, Kind::ReplicaSet, Kind::ReplicationController, Kind::Service];

/// `kubectl expose`
pub(in crate::kubectl) fn expose(session: &mut Session<'_>, flags: &ExposeFlags<'_>) -> Ran {
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
        flags.overrides.apply_to(&mut value)?;
        imperative_named(session, flags.create, kind, &name, value, "exposed")?;
    }
    Ok(Step::Done)
}

/// The Service's name and tree.
fn service(flags: &ExposeFlags<'_>, object: &Object) -> Result<(String, Value), Failure> {
    let tree = object.to_value();
    let selector = match flags.selector.filter(|it| !it.is_empty()) {
        Some(text) => labels(text),
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
    let own = match flags.labels {
        Some(text) => labels(text),
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

fn labels(text: &str) -> Value {
    let pairs = text.split(',').filter_map(|it| it.split_once('='));
    Value::Object(crate::sorted::map_of(pairs.map(|(key, value)| (key.to_owned(), json!(value)))))
}

/// `kubectl autoscale`
pub(in crate::kubectl) fn autoscale(session: &mut Session<'_>, flags: &AutoscaleFlags<'_>) -> Ran {
    let kind = resource::parse_kind("horizontalpodautoscalers")?;
    if flags.cpu_percent.is_some() {
        session.streams.err("Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n");
    }
    let (min, max) = (flags.min, flags.max.unwrap_or(-1));
    if max < 1 {
        return Err(Failure::text(format!(
            "--max=MAXPODS is required and must be at least 1, max: {max}"
        )));
    }
    if let Some(min) = min.filter(|it| *it > max) {
        return Err(Failure::text(format!(
            "--max=MAXPODS must be larger or equal to --min=MINPODS, max: {max}, min: {min}"
        )));
    }
    let metrics = metrics(flags)?;
    let query = Query { files: flags.files, ..Query::default() };
    let found = resource::find(session, query, &session.args.words, Nameless::Refuse)?;
    Failure::check(found.problems)?;
    for object in &found.objects {
        let of = object.kind();
        if object.replicas().is_none() {
            let info = of.info();
            let group = info.group;
            return Err(Failure::text(format!(
                "cannot autoscale a {}: could not find scale subresource for {group}/{}, Resource={} in discovery information",
                info.kind, info.version, info.plural
            )));
        }
        let target = json!({
            "apiVersion": of.api_version(), "kind": of.info().kind, "name": object.meta().name,
        });
        let mut spec = json!({"maxReplicas": max, "scaleTargetRef": target});
        if let Some(min) = min.filter(|it| *it > 0) {
            spec["minReplicas"] = json!(min);
        }
        if !metrics.is_empty() {
            spec["metrics"] = json!(metrics);
        }
        let value = json!({"metadata": {}, "spec": spec});
        let name = flags.name.unwrap_or(&object.meta().name).to_owned();
        let done = if session.dry_run == DryRun::Client { "created" } else { "autoscaled" };
        imperative_named(session, flags.create, kind, &name, value, done)
            .map_err(|failure| failure_of_both(flags, failure))?;
    }
    Ok(Step::Done)
}

/// What fails in autoscaling/v2 is tried in autoscaling/v1, which knows no more than the share of
/// a CPU, and of that only where `--cpu` says it. Source: `AutoscaleOptions.canCreateHPAV1`.
fn failure_of_both(flags: &AutoscaleFlags<'_>, failure: Failure) -> Failure {
    let why = match flags.cpu.unwrap_or("").trim() {
        "" => "empty input",
        cpu if cpu.ends_with('%') && flags.memory.is_none() => return failure,
        _ => "%!w(<nil>)",
    };
    Failure::text(format!(
        "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: {why}"
    ))
}

/// `80%` is a share of what the Pods ask for, anything else an amount a Pod. A bare number is one
/// of the unit. Source: `parseResourceInput`.
fn metrics(flags: &AutoscaleFlags<'_>) -> Result<Vec<Value>, Failure> {
    let percent = flags.cpu_percent.filter(|it| *it > 0).map(|it| format!("{it}%"));
    let given = |it: Option<&str>| it.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    let cpu = given(flags.cpu);
    if cpu.is_some() && percent.is_some() {
        return Err(Failure::text("--cpu-percent and --cpu are mutually exclusive"));
    }
    let amounts = [("cpu", "m", cpu.or(percent)), ("memory", "Mi", given(flags.memory))];
    let mut metrics = Vec::new();
    for (name, unit, amount) in amounts {
        let Some(amount) = amount else { continue };
        let target = if let Some(share) = amount.strip_suffix('%') {
            let share: i32 = share
                .parse()
                .ok()
                .filter(|it| *it >= 0)
                .ok_or_else(|| Failure::text(format!("invalid percentage value: {share}")))?;
            json!({"type": "Utilization", "averageUtilization": share})
        } else {
            let is_number = amount.ends_with(|it: char| it.is_ascii_digit());
            let full = if is_number { format!("{amount}{unit}") } else { amount.clone() };
            let full = Quantity::parse(&full)
                .map_err(|_| Failure::text(format!("invalid resource {name} value: {amount}")))?;
            json!({"type": "AverageValue", "averageValue": full.to_string()})
        };
        metrics.push(json!({"type": "Resource", "resource": {"name": name, "target": target}}));
    }
    Ok(metrics)
}
