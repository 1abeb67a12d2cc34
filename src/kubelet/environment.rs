//! What a container finds in its environment. Source: `pkg/kubelet/kubelet_pods.go`
//! `makeEnvironmentVariables`.

use super::config;
use super::program::substitute;
use super::storage::Storage;
use super::worker::Worker;
use crate::api::{Container, Node, Pod, Quantity, Value};
use crate::apiserver::Store;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Whether all is there that the variables of a container come from.
///
/// # Errors
/// What is missing.
pub(super) fn check(
    container: &Container,
    pod: &Pod,
    worker: &Worker,
    from: (&Store, &Storage),
) -> Result<(), String> {
    if says_nothing(container) {
        return Ok(());
    }
    of(container, pod, worker, from, &Rc::default()).map(drop)
}

/// The variables that the kubelet gives a container; `links` are those that tell it where Services are.
///
/// # Errors
/// What they come from is missing.
pub(super) fn of(
    container: &Container,
    pod: &Pod,
    worker: &Worker,
    (store, storage): (&Store, &Storage),
    links: &Rc<SortedMap<String, String>>,
) -> Result<Rc<SortedMap<String, String>>, String> {
    // Most say nothing of their own.
    if says_nothing(container) {
        return Ok(Rc::clone(links));
    }
    let mut all = SortedMap::clone(links);
    let namespace = &pod.metadata.namespace;
    all.extend(config::all_values(container, namespace, store)?);
    for variable in &container.env {
        let value = match variable.rest.get("valueFrom") {
            Some(source) if source.get("fieldRef").is_some() => field(source, pod, worker),
            Some(source) if source.get("resourceFieldRef").is_some() => {
                resource(&source["resourceFieldRef"], pod, container, store)
            }
            Some(source) if source.get("fileKeyRef").is_some() => {
                match file(&source["fileKeyRef"], pod, worker, storage)? {
                    Some(value) => value,
                    None => continue,
                }
            }
            Some(source) => match config::value(source, namespace, store)? {
                Some(value) => value,
                None => continue,
            },
            None => substitute(&variable.value, &all),
        };
        all.insert(variable.name.clone(), value);
    }
    Ok(Rc::new(all))
}

fn says_nothing(container: &Container) -> bool {
    container.env.is_empty() && container.rest.get("envFrom").is_none()
}

/// A variable of a file on a volume; `None` where it is optional and not there.
/// Source: `pkg/kubelet/util/env/env_util.go` `ParseEnv`.
fn file(
    source: &Value,
    pod: &Pod,
    worker: &Worker,
    storage: &Storage,
) -> Result<Option<String>, String> {
    let text = |name: &str| source[name].as_str().unwrap_or("");
    let (path, key) = (text("path"), text("key"));
    let found = storage.file_of(pod, text("volumeName"), &worker.node, path);
    let lines = found.unwrap_or("").lines().map(str::trim_start);
    let mut pairs = lines.filter(|it| !it.starts_with('#')).filter_map(|it| it.split_once('='));
    let value = pairs.find(|it| it.0.trim_end() == key).map(|it| it.1.trim());
    let value =
        value.map(|it| it.strip_prefix('\'').and_then(|it| it.split('\'').next()).unwrap_or(it));
    match value.filter(|it| !it.is_empty()) {
        Some(value) => Ok(Some(value.to_owned())),
        None if source["optional"].as_bool() == Some(true) => Ok(None),
        None if found.is_none() => Err("couldn't parse env file".to_owned()),
        None => Err(format!("environment variable key {key:?} not found in file {path:?}")),
    }
}

/// How much a container asks for or may have, in units of the divisor, rounded up; what it may
/// have without a limit is what its node has.
/// Source: `pkg/api/v1/resource/helpers.go` `ExtractContainerResourceValue`.
fn resource(source: &Value, pod: &Pod, own: &Container, store: &Store) -> String {
    let named = source["containerName"].as_str().unwrap_or("");
    let container = pod.spec.containers.iter().find(|it| it.name == named).unwrap_or(own);
    let path = source["resource"].as_str().unwrap_or("");
    let Some((list, name)) = path.split_once('.') else { return String::new() };
    let resources = &container.resources;
    let of_node =
        || store.typed::<Node>("", &pod.spec.node_name)?.status.allocatable.get(name).copied();
    let amount = match list {
        "limits" => resources.limits.get(name).copied().or_else(of_node),
        _ => resources.requests.get(name).copied(),
    };
    let amount = amount.map_or(0, |it| it.milli());
    let divisor = source["divisor"].as_str().and_then(|it| Quantity::parse(it).ok());
    let divisor = divisor.map(|it| it.milli()).filter(|it| *it > 0).unwrap_or(1000);
    (amount / divisor + i64::from(amount % divisor > 0)).to_string()
}

/// A field of the Pod.
fn field(source: &Value, pod: &Pod, worker: &Worker) -> String {
    let path = source["fieldRef"]["fieldPath"].as_str().unwrap_or("");
    let keyed = |prefix: &str| {
        path.strip_prefix(prefix).and_then(|it| it.strip_suffix("']")).map(str::to_owned)
    };
    if let Some(key) = keyed("metadata.labels['") {
        return pod.metadata.labels.get(&key).cloned().unwrap_or_default();
    }
    if let Some(key) = keyed("metadata.annotations['") {
        return pod.metadata.annotation(&key).unwrap_or("").to_owned();
    }
    match path {
        "metadata.name" => pod.metadata.name.to_string(),
        "metadata.namespace" => pod.metadata.namespace.to_string(),
        "metadata.uid" => pod.metadata.uid.to_string(),
        "spec.nodeName" => worker.node.to_string(),
        "spec.serviceAccountName" => {
            let name = &*pod.spec.service_account_name;
            if name.is_empty() { "default" } else { name }.to_owned()
        }
        "status.podIP" | "status.podIPs" => worker.ip.to_string(),
        "status.hostIP" | "status.hostIPs" => worker.host_ip.to_string(),
        _ => String::new(),
    }
}
