//! What a profile changes of a Pod that debugs.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/debug/profiles.go`.

use super::flags::DebugFlags;
use crate::api::Value;
use crate::apiserver::json_merge;
use serde_json::json;

/// What is to be debugged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A node.
    Node,
    /// A copy of a Pod.
    Copy,
    /// A Pod, by a container that is added to it.
    Ephemeral,
}

/// Changes a new Pod, or one with a new container, as the profile says.
pub(super) fn profile(flags: &DebugFlags<'_>, pod: &mut Value, name: &str, style: Style) {
    let keep = flags.keep;
    let profile = flags.profile.unwrap_or("general");
    let context = match profile {
        "general" if style != Style::Node => json!({"capabilities": {"add": ["SYS_PTRACE"]}}),
        "netadmin" => json!({"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}),
        "sysadmin" => json!({"privileged": true}),
        "restricted" => json!({
            "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
            "runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"},
        }),
        _ => Value::Null,
    };
    let is_mounted = style == Style::Node && ["legacy", "general", "sysadmin"].contains(&profile);
    if let Some(container) = container_mut(pod, name) {
        if ["baseline", "restricted"].contains(&profile) {
            container["securityContext"] = Value::Null;
        }
        if !context.is_null() {
            json_merge(container, json!({"securityContext": context}));
        }
        if is_mounted {
            container["volumeMounts"] = json!([{"mountPath": "/host", "name": "host-root"}]);
        }
    }
    let spec = &mut pod["spec"];
    if is_mounted {
        spec["volumes"] = json!([{"name": "host-root", "hostPath": {"path": "/"}}]);
    }
    if style == Style::Node {
        if !["baseline", "restricted"].contains(&profile) {
            ["hostNetwork", "hostPID", "hostIPC"].iter().for_each(|it| spec[*it] = json!(true));
        }
        return;
    }
    if style == Style::Ephemeral {
        return;
    }
    if profile == "legacy" {
        pod["metadata"]["labels"] = Value::Null;
        return;
    }
    if spec["shareProcessNamespace"].is_null() {
        spec["shareProcessNamespace"] = json!(true);
    }
    if !keep.init_containers {
        spec["initContainers"] = Value::Null;
    }
    for container in spec["containers"].as_array_mut().into_iter().flatten() {
        for (keeps, probe) in [
            (keep.liveness, "livenessProbe"),
            (keep.readiness, "readinessProbe"),
            (keep.startup, "startupProbe"),
        ] {
            if !keeps {
                container[probe] = Value::Null;
            }
        }
    }
    for (keeps, field) in [(keep.labels, "labels"), (keep.annotations, "annotations")] {
        if !keeps {
            pod["metadata"][field] = Value::Null;
        }
    }
}

/// A container of the Pod, added or its own.
pub(super) fn container_mut<'a>(pod: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let spec = pod["spec"].as_object_mut()?;
    let lists = spec.iter_mut().filter(|it| it.0 == "containers" || it.0 == "ephemeralContainers");
    let mut all = lists.filter_map(|it| it.1.as_array_mut()).flatten();
    all.find(|it| it["name"] == name)
}
