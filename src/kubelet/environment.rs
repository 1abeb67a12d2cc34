//! What a container finds in its environment. Source: `pkg/kubelet/kubelet_pods.go`
//! `makeEnvironmentVariables`.

use super::config;
use super::program::substitute;
use super::worker::Worker;
use crate::api::{Container, Pod, Value};
use crate::apiserver::Store;
use crate::sorted::SortedMap;

/// The variables of a container.
///
/// # Errors
/// What they come from is missing.
pub(super) fn of(
    container: &Container,
    pod: &Pod,
    worker: &Worker,
    store: &Store,
) -> Result<SortedMap<String, String>, String> {
    let text = |text: &str| text.to_owned();
    let mut all: SortedMap<String, String> = [
        (text("HOSTNAME"), super::program::hostname(pod).to_owned()),
        (text("HOME"), text("/root")),
        (text("PATH"), text("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")),
    ]
    .into();
    all.extend(super::services::variables(pod, store));
    let namespace = &pod.metadata.namespace;
    all.extend(config::all_values(container, namespace, store)?);
    for variable in &container.env {
        let value = match variable.rest.get("valueFrom") {
            Some(source) if source.get("fieldRef").is_some() => field(source, pod, worker),
            Some(source) => match config::value(source, namespace, store)? {
                Some(value) => value,
                None => continue,
            },
            None => substitute(&variable.value, &all),
        };
        all.insert(variable.name.clone(), value);
    }
    Ok(all)
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
        "metadata.name" => pod.metadata.name.clone(),
        "metadata.namespace" => pod.metadata.namespace.clone(),
        "metadata.uid" => pod.metadata.uid.clone(),
        "spec.nodeName" => worker.node.clone(),
        "spec.serviceAccountName" => "default".to_owned(),
        "status.podIP" | "status.podIPs" => worker.ip.clone(),
        "status.hostIP" | "status.hostIPs" => worker.host_ip.clone(),
        _ => String::new(),
    }
}
