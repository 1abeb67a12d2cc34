//! Pods and templates of Pods. Source: `pkg/api/pod/warnings.go` `warningsForPodSpecAndMeta`.

use super::Warnings;
use super::node::{deprecated_label, node_term};
use super::storage::fraction;
use crate::api::{
    Container, ContainerPort, EnvVar, Labels, Pod, PodAffinity, PodSpec, PodTemplateSpec, Rest,
    Value, Volume,
};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const NULL_SELECTOR: &str = "a null labelSelector results in matching no pod";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP: &str = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
const ANNOTATIONS: [(&str, &str); 3] = [
    (
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead",
    ),
    (
        "security.alpha.kubernetes.io/sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
    (
        "security.alpha.kubernetes.io/unsafe-sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead",
    ),
];
const VOLUMES: [(&str, &str); 9] = [
    ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("gitRepo", "deprecated in v1.11"),
    ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

/// A Pod by itself.
pub(in crate::apiserver) fn of_pod(pod: &Pod, found: &mut Warnings) {
    spec_and_meta(&pod.spec, &pod.metadata.annotations, "", found);
}

/// A template; its path ends with a dot.
pub(in crate::apiserver) fn of_template(
    template: &PodTemplateSpec,
    path: &str,
    found: &mut Warnings,
) {
    spec_and_meta(&template.spec, &template.metadata.annotations, path, found);
}

fn spec_and_meta(spec: &PodSpec, annotations: &Labels, path: &str, found: &mut Warnings) {
    placement(spec, path, found);
    let annotation = |key: &str| format!("{path}metadata.annotations[{key}]");
    for (key, text) in ANNOTATIONS.iter().filter(|it| annotations.contains_key(it.0)) {
        found.push(format!("{}: {text}", annotation(key)));
    }
    volumes(spec, path, found);
    lists(spec, path, found);
    for name in ["memory", "ephemeral-storage"] {
        fraction(&format!("{path}spec.overhead[{name}]"), spec.overhead.get(name), found);
    }
    let context = spec.security_context.as_ref().map(|it| &it.rest);
    let has =
        |context: Option<&Rest>, field: &str| context.is_some_and(|it| it.get(field).is_some());
    if !has(context, "seccompProfile") && annotations.contains_key(SECCOMP_POD) {
        found.push(format!("{}: {SECCOMP}", annotation(SECCOMP_POD)));
    }
    for (container, at) in containers(spec, path) {
        let own = container.security_context.as_ref().map(|it| &it.rest);
        let key = format!("{SECCOMP_CONTAINER}{}", container.name);
        if !has(own, "seccompProfile") && annotations.contains_key(&key) {
            found.push(format!("{}: {SECCOMP}", annotation(&key)));
        }
        let key = format!("{APP_ARMOR}{}", container.name);
        let has_profile = has(context, "appArmorProfile") || has(own, "appArmorProfile");
        if !has_profile && annotations.contains_key(&key) {
            found.push(format!(
                "{}: deprecated since v1.30; use the \"appArmorProfile\" field instead",
                annotation(&key)
            ));
        }
        for name in ["memory", "ephemeral-storage"] {
            let resources = &container.resources;
            for (list, amounts) in
                [("limits", &resources.limits), ("requests", &resources.requests)]
            {
                fraction(&format!("{at}.resources.{list}[{name}]"), amounts.get(name), found);
            }
        }
        variables(&container.env, &at, found);
    }
    ports(spec, path, found);
    if spec.termination_grace_period_seconds.is_some_and(|it| it < 0) {
        found.push(format!(
            "{path}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
        ));
    }
    let affinity = spec.affinity.as_ref();
    let rules = [
        ("podAffinity", affinity.and_then(|it| it.pod_affinity.as_ref())),
        ("podAntiAffinity", affinity.and_then(|it| it.pod_anti_affinity.as_ref())),
    ];
    for (name, rules) in rules {
        if let Some(rules) = rules {
            pod_affinity(rules, &format!("{path}spec.affinity.{name}"), found);
        }
    }
}

/// The containers with their paths, in the order in which they are visited.
fn containers<'a>(
    spec: &'a PodSpec,
    path: &'a str,
) -> impl Iterator<Item = (&'a Container, String)> {
    let list = move |name: &'static str, list: &'a [Container]| {
        list.iter().enumerate().map(move |(at, it)| (it, format!("{path}spec.{name}[{at}]")))
    };
    list("initContainers", &spec.init_containers).chain(list("containers", &spec.containers))
}

fn placement(spec: &PodSpec, path: &str, found: &mut Warnings) {
    for key in spec.node_selector.keys() {
        if let Some(text) = deprecated_label(key) {
            found.push(format!("{path}spec.nodeSelector[{key}]: {text}"));
        }
    }
    if let Some(node) = spec.affinity.as_ref().and_then(|it| it.node_affinity.as_ref()) {
        let path = format!("{path}spec.affinity.nodeAffinity");
        let terms = node.required.iter().flat_map(|it| &it.node_selector_terms);
        for (at, term) in terms.enumerate() {
            node_term(term, false, &format!("{path}.{REQUIRED}.nodeSelectorTerms[{at}]"), found);
        }
        for (at, term) in node.preferred.iter().enumerate() {
            node_term(
                &term.preference,
                true,
                &format!("{path}.{PREFERRED}[{at}].preference"),
                found,
            );
        }
    }
    for (at, it) in spec.topology_spread_constraints.iter().enumerate() {
        let path = format!("{path}spec.topologySpreadConstraints[{at}]");
        if let Some(text) = deprecated_label(&it.topology_key) {
            found.push(format!("{path}.topologyKey: {} is {text}", it.topology_key));
        }
        if it.label_selector.is_none() {
            found.push(format!("{path}.labelSelector: {NULL_SELECTOR}"));
        }
    }
}

fn pod_affinity(rules: &PodAffinity, path: &str, found: &mut Warnings) {
    for (at, term) in rules.required.iter().enumerate() {
        if term.label_selector.is_none() {
            found.push(format!("{path}.{REQUIRED}[{at}].labelSelector: {NULL_SELECTOR}"));
        }
    }
    for (at, term) in rules.preferred.iter().enumerate() {
        if term.pod_affinity_term.label_selector.is_none() {
            let path = format!("{path}.{PREFERRED}[{at}]");
            found.push(format!("{path}.podAffinityTerm.labelSelector: {NULL_SELECTOR}"));
        }
    }
}

/// What is projected into a volume.
fn projected(volume: &Volume) -> Option<&Vec<Value>> {
    volume.rest.at("projected")["sources"].as_array()
}

fn volumes(spec: &PodSpec, path: &str, found: &mut Warnings) {
    for (at, volume) in spec.volumes.iter().enumerate() {
        for (name, text) in VOLUMES.iter().filter(|it| !volume.rest.at(it.0).is_null()) {
            found.push(format!("{path}spec.volumes[{at}].{name}: {text}"));
        }
    }
    let all = spec.volumes.iter().filter_map(projected).flatten();
    let tokens: Vec<&str> =
        all.filter_map(|it| it["serviceAccountToken"]["path"].as_str()).collect();
    for (at, volume) in spec.volumes.iter().enumerate() {
        for source in projected(volume).into_iter().flatten() {
            for (name, shown) in
                [("configMap", "configMap"), ("secret", "secrets"), ("downwardAPI", "downwardAPI")]
            {
                let items = source[name]["items"].as_array();
                for (index, item) in items.into_iter().flatten().enumerate() {
                    let target = item["path"].as_str().unwrap_or("");
                    if tokens.contains(&target) {
                        found.push(format!(
                            "{path}spec.volumes[{at}].projected.sources.{shown}[{index}]: has duplicated path with ServiceAccountToken {target:?}"
                        ));
                    }
                }
            }
        }
    }
}

/// What stands twice in a list.
fn lists(spec: &PodSpec, path: &str, found: &mut Warnings) {
    let rows = [("hostAliases", "ip"), ("imagePullSecrets", "name")];
    for (list, field) in rows {
        let items = spec.rest.get(list).and_then(Value::as_array);
        let mut seen = Vec::new();
        for (at, item) in items.into_iter().flatten().enumerate() {
            let text = item[field].as_str().unwrap_or("");
            if seen.contains(&text) {
                found.push(format!("{path}spec.{list}[{at}].{field}: duplicate {field} {text:?}"));
            }
            seen.push(text);
        }
        for (at, text) in seen.iter().enumerate() {
            if list == "imagePullSecrets" && text.is_empty() {
                found.push(format!("{path}spec.{list}[{at}].name: invalid empty name \"\""));
            }
        }
    }
}

/// A variable that is defined again, and not out of its own value.
fn variables(list: &[EnvVar], path: &str, found: &mut Warnings) {
    for (at, it) in list.iter().enumerate() {
        let name = &it.name;
        if !list[..at].iter().any(|other| other.name == *name) {
            continue;
        }
        let reference = format!("$({name})");
        let is_from = it.rest.get("valueFrom").is_some_and(|it| !it.is_null());
        if is_from || it.value == reference || !it.value.contains(&reference) {
            found.push(format!(
                "{path}.env[{at}]: hides previous definition of {name:?}, which may be dropped when using apply"
            ));
        }
    }
}

fn ports(spec: &PodSpec, path: &str, found: &mut Warnings) {
    let mut all: Vec<(&ContainerPort, String)> = Vec::new();
    for (container, at) in containers(spec, path) {
        for (index, port) in container.ports.iter().enumerate() {
            let at = format!("{at}.ports[{index}]");
            if !port.host_ip.is_empty() && port.host_port == 0 {
                found.push(format!(
                    "{at}: hostIP set without hostPort: {{Name:{} HostPort:0 ContainerPort:{} Protocol:{} HostIP:{}}}",
                    port.name, port.container_port, port.protocol, port.host_ip
                ));
            }
            let same = |it: &ContainerPort| {
                (it.container_port, &it.protocol) == (port.container_port, &port.protocol)
            };
            for (other, field) in all.iter().filter(|it| same(it.0)) {
                let what = if (&port.host_ip, port.host_port) == (&other.host_ip, other.host_port) {
                    "duplicate"
                } else if port.host_port == 0 || other.host_port == 0 {
                    "overlapping"
                } else if port.host_port == other.host_port
                    && port.host_ip.is_empty() != other.host_ip.is_empty()
                {
                    "dangerously ambiguous"
                } else {
                    continue;
                };
                found.push(format!("{at}: {what} port definition with {field}"));
            }
            all.push((port, at));
        }
    }
}

/// What is to be said of a template.
pub(in crate::apiserver) fn template(template: &PodTemplateSpec, found: &mut Warnings) {
    of_template(template, "spec.template.", found);
}
