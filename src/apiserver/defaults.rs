//! What admission fills in. Source: `pkg/apis/{apps,core}/v1/defaults.go`,
//! `plugin/pkg/admission/{serviceaccount,defaulttolerationseconds,priority}`.

pub(super) mod autoscaling;
pub(super) mod batch;
pub(super) mod daemon;
pub(super) mod service;
pub(super) mod stateful;
mod volume;

use super::random::Random;
use crate::api::{
    Container, DEFAULT_SCHEDULER_NAME, Deployment, DeploymentStrategy, IntOrString, LimitRangeItem,
    Map, Pod, PodSpec, Probe, ReplicaSet, ReplicationController, ResourceList,
    ResourceRequirements, Rest, RollingUpdateDeployment, Secret, Shared, TAINT_NODE_NOT_READY,
    TAINT_NODE_UNREACHABLE, Text, Toleration, Value, Volume, VolumeMount, to_base64,
};
use serde_json::json;
use std::rc::Rc;

/// What is filled in is drawn from it: chance, and what every Pod is given alike, which they share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// The cluster's source of chance.
    pub random: Random,
    /// Where the data of a service account's volume is.
    token: Rest,
    /// The taints of nodes that are lost, borne for a while.
    tolerations: Shared<Vec<Toleration>>,
}

impl Defaults {
    /// With a source of chance.
    #[must_use]
    pub fn new(random: Random) -> Self {
        let sources = json!([
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt",
                "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [{"path": "namespace",
                "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}},
        ]);
        let mut token = Rest::new();
        let projected = json!({"defaultMode": 420, "sources": sources});
        token.insert("projected".to_owned(), projected);
        Self { random, token, tolerations: LOST.into_iter().map(toleration).collect() }
    }
}

/// Source: `SetDefaults_Deployment`.
pub(super) fn deployment(deployment: &mut Deployment) {
    let spec = &mut deployment.spec;
    spec.replicas.get_or_insert(1);
    spec.progress_deadline_seconds.get_or_insert(600);
    spec.revision_history_limit.get_or_insert(10);
    strategy(&mut spec.strategy);
    template(&mut spec.template.spec);
}

/// Source: `SetDefaults_ReplicaSet`.
pub(super) fn replica_set(set: &mut ReplicaSet) {
    set.spec.replicas.get_or_insert(1);
    template(&mut set.spec.template.spec);
}

/// Source: `SetDefaults_ReplicationController`.
pub(super) fn replication_controller(controller: &mut ReplicationController) {
    controller.spec.replicas.get_or_insert(1);
    if let Some(it) = &mut controller.spec.template {
        let labels = &it.metadata.labels;
        if controller.spec.selector.is_empty() {
            controller.spec.selector.clone_from(labels);
        }
        if controller.metadata.labels.is_empty() {
            controller.metadata.labels.clone_from(labels);
        }
        template(&mut it.spec);
    }
}

/// Source: `SetDefaults_Pod`, and what admission adds.
pub(super) fn pod(pod: &mut Pod, given: &mut Defaults) {
    if is_admitted(&pod.spec) {
        template(&mut pod.spec);
    } else {
        // It will not be its template's any more in any case.
        fill_spec(Rc::make_mut(&mut pod.spec));
    }
    // Of a Pod, not of a template. Source: `Convert_v1_Pod_To_core_Pod`.
    if pod.spec.termination_grace_period_seconds.is_some_and(|it| it < 0) {
        Rc::make_mut(&mut pod.spec).termination_grace_period_seconds = Some(1);
    }
    requests(&mut pod.spec);
    pod_only(&mut pod.spec, given);
}

/// A Pod requests what it is limited to, unless it says otherwise; a template does not.
fn requests(spec: &mut Rc<PodSpec>) {
    let lacks = |it: &Container| {
        it.resources.limits.keys().any(|name| !it.resources.requests.contains_key(name))
    };
    if !spec.containers.iter().chain(&spec.init_containers).any(lacks) {
        return;
    }
    let spec = Rc::make_mut(spec);
    for container in spec.containers.iter_mut().chain(&mut spec.init_containers) {
        for (name, limit) in &container.resources.limits {
            container.resources.requests.entry(name.clone()).or_insert(*limit);
        }
    }
}

/// Limits of containers imply each other. Source: `SetDefaults_LimitRangeItem`.
pub(super) fn limit_range_item(item: &mut LimitRangeItem) {
    if item.r#type != "Container" {
        return;
    }
    let fill = |into: &mut ResourceList, from: &ResourceList| {
        for (name, amount) in from {
            into.entry(name.clone()).or_insert(*amount);
        }
    };
    fill(&mut item.default, &item.max);
    fill(&mut item.default_request, &item.default);
    fill(&mut item.default_request, &item.min);
}

fn strategy(strategy: &mut DeploymentStrategy) {
    if strategy.r#type.is_empty() {
        strategy.r#type = "RollingUpdate".to_owned();
    }
    if strategy.r#type == "RollingUpdate" {
        let quarter = || IntOrString::String("25%".to_owned());
        let numbers = strategy.rolling_update.get_or_insert_with(RollingUpdateDeployment::default);
        numbers.max_surge.get_or_insert_with(quarter);
        numbers.max_unavailable.get_or_insert_with(quarter);
    }
}

fn set_default(map: &mut Map, key: &str, value: Value) {
    map.entry(key).or_insert(value);
}

/// The same in what copies share: nothing is copied where there is a value.
fn set_rest(rest: &mut Rest, key: &str, value: impl Into<Value>) {
    if !rest.contains_key(key) {
        rest.insert(key.to_owned(), value.into());
    }
}

/// The same in an object of it.
fn set_in(rest: &mut Rest, object: &str, key: &str, value: Value) {
    let lacks = rest.at(object).as_object().is_some_and(|it| !it.contains_key(key));
    if lacks && let Some(Value::Object(map)) = rest.get_mut(object) {
        map.insert(key.to_owned(), value);
    }
}

fn fill_text(text: &mut Text, default: &Text) {
    if text.is_empty() {
        text.clone_from(default);
    }
}

pub(super) fn fill(text: &mut String, default: &str) {
    if text.is_empty() {
        default.clone_into(text);
    }
}

/// What a Pod has in common with a template, which stays the same where nothing is left out.
fn template(spec: &mut Rc<PodSpec>) {
    let mut filled = (**spec).clone();
    fill_spec(&mut filled);
    if filled != **spec {
        *spec = Rc::new(filled);
    }
}

fn fill_spec(filled: &mut PodSpec) {
    fill_text(&mut filled.restart_policy, &Text::word("Always"));
    fill_text(&mut filled.scheduler_name, &Text::word(DEFAULT_SCHEDULER_NAME));
    filled.termination_grace_period_seconds.get_or_insert(30);
    fill_text(&mut filled.dns_policy, &Text::word("ClusterFirst"));
    filled.security_context.get_or_insert_default();
    // The old name of the field goes with the new one.
    fill_text(&mut filled.service_account, &filled.service_account_name);
    filled.containers.iter_mut().chain(&mut filled.init_containers).for_each(container);
    if !filled.volumes.is_empty() {
        filled.volumes.iter_mut().for_each(volume::fill);
    }
}

pub(super) fn container(container: &mut Container) {
    let policy = if has_fixed_tag(&container.image) { "IfNotPresent" } else { "Always" };
    fill_text(&mut container.image_pull_policy, &Text::word(policy));
    set_rest(&mut container.rest, "terminationMessagePath", "/dev/termination-log");
    set_rest(&mut container.rest, "terminationMessagePolicy", "File");
    container.ports.iter_mut().for_each(|port| fill(&mut port.protocol, "TCP"));
    for variable in &mut container.env {
        if let Some(source) = variable.rest.get_mut("valueFrom") {
            references(source);
        }
    }
    for hook in ["postStart", "preStop"] {
        let lifecycle = container.rest.get_mut("lifecycle");
        let http = lifecycle.and_then(|it| it.get_mut(hook)).and_then(|it| it.get_mut("httpGet"));
        if let Some(Value::Object(http)) = http {
            set_default(http, "path", json!("/"));
            set_default(http, "scheme", json!("HTTP"));
        }
    }
    let probes = [
        &mut container.liveness_probe,
        &mut container.readiness_probe,
        &mut container.startup_probe,
    ];
    probes.into_iter().flatten().for_each(probe);
}

/// Source: `SetDefaults_ObjectFieldSelector`; a divisor is written even where it says nothing.
fn references(source: &mut Value) {
    if let Some(Value::Object(field)) = source.get_mut("fieldRef") {
        set_default(field, "apiVersion", json!("v1"));
    }
    if let Some(Value::Object(resource)) = source.get_mut("resourceFieldRef") {
        set_default(resource, "divisor", json!("0"));
    }
}

/// Whether the image has a digest or a tag other than `latest`.
fn has_fixed_tag(image: &str) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image);
    image.contains('@') || last.split_once(':').is_some_and(|(_, tag)| tag != "latest")
}

fn probe(probe: &mut Probe) {
    let fill = |number: &mut i32, default| *number = if *number == 0 { default } else { *number };
    fill(&mut probe.timeout_seconds, 1);
    fill(&mut probe.period_seconds, 10);
    fill(&mut probe.success_threshold, 1);
    fill(&mut probe.failure_threshold, 3);
    if let Some(http) = &mut probe.http_get {
        self::fill(&mut http.path, "/");
        self::fill(&mut http.scheme, "HTTP");
    }
    if let Some(Value::Object(grpc)) = probe.rest.get_mut("grpc") {
        set_default(grpc, "service", json!(""));
    }
}

/// Source: `pkg/registry/core/secret/strategy.go`, `staging/src/k8s.io/api/core/v1/types.go`.
pub(super) fn secret(secret: &mut Secret) {
    fill(&mut secret.r#type, "Opaque");
    for (key, text) in std::mem::take(&mut secret.string_data) {
        secret.data.insert(key, to_base64(text.as_bytes()));
    }
}

/// The taints of a node that is lost.
const LOST: [&str; 2] = [TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE];

/// Source: `plugin/pkg/admission/defaulttolerationseconds/admission.go`.
fn tolerations(spec: &mut Rc<PodSpec>, all: &Shared<Vec<Toleration>>) {
    if spec.tolerations.is_empty() {
        Rc::make_mut(spec).tolerations.clone_from(all);
        return;
    }
    for key in LOST {
        let borne = |it: &Toleration| {
            (it.key == key || it.key.is_empty())
                && (it.effect == "NoExecute" || it.effect.is_empty())
        };
        if !spec.tolerations.iter().any(borne) {
            Rc::make_mut(spec).tolerations.push(toleration(key));
        }
    }
}

fn toleration(key: &str) -> Toleration {
    Toleration {
        key: key.into(),
        operator: "Exists".into(),
        effect: "NoExecute".into(),
        toleration_seconds: Some(300),
        ..Toleration::default()
    }
}

/// Whether admission has seen the Pod before.
fn is_admitted(spec: &PodSpec) -> bool {
    !spec.service_account_name.is_empty() && spec.priority.is_some()
}

/// What admission adds to Pods, not to templates.
fn pod_only(spec: &mut Rc<PodSpec>, given: &mut Defaults) {
    tolerations(spec, &given.tolerations);
    let lacks = |it: &Container| it.ports.iter().any(|it| it.host_port == 0);
    // Asked before, as a spec that is changed is copied.
    if spec.is_on_host() && spec.containers.iter().chain(&spec.init_containers).any(lacks) {
        host_ports(Rc::make_mut(spec));
    }
    if is_admitted(spec) {
        return;
    }
    let spec = Rc::make_mut(spec);
    spec.enable_service_links.get_or_insert(true);
    fill_text(&mut spec.service_account_name, &Text::word("default"));
    fill_text(&mut spec.service_account, &spec.service_account_name);
    if spec.rest.get("automountServiceAccountToken") != Some(&json!(false)) {
        mount_token(spec, given);
    }
}

/// Who is on the node's network has its ports there. Source: `defaultHostNetworkPorts`.
fn host_ports(spec: &mut PodSpec) {
    for container in spec.containers.iter_mut().chain(&mut spec.init_containers) {
        for port in container.ports.iter_mut().filter(|it| it.host_port == 0) {
            port.host_port = port.container_port;
        }
    }
}

/// The service account's token. Source: `plugin/pkg/admission/serviceaccount/admission.go`.
fn mount_token(spec: &mut PodSpec, given: &mut Defaults) {
    let name = Text::concat(&["kube-api-access-", &given.random.suffix()]);
    spec.volumes.push(Volume { name: name.clone(), rest: given.token.clone() });
    for container in spec.containers.iter_mut().chain(&mut spec.init_containers) {
        container.volume_mounts.push(VolumeMount {
            mount_path: Text::word("/var/run/secrets/kubernetes.io/serviceaccount"),
            name: name.clone(),
            read_only: true,
            ..VolumeMount::default()
        });
    }
}

/// Source: `pkg/apis/core/v1/helper/qos/qos.go` `ComputePodQOS`.
pub(super) fn qos_class(spec: &PodSpec) -> &'static str {
    let whole = spec.resources.as_ref().filter(|it| **it != ResourceRequirements::default());
    let of_containers = || spec.containers.iter().chain(&spec.init_containers);
    // What the Pod says as a whole goes before what its containers say.
    let all: Vec<&ResourceRequirements> = match whole {
        Some(whole) => vec![whole],
        None => of_containers().map(|it| &it.resources).collect(),
    };
    let computed = |list: &ResourceList| {
        let set = |name| list.get(name).is_some_and(|it| it.milli() > 0);
        (set("cpu"), set("memory"))
    };
    let nothing = all.iter().all(|it| {
        computed(&it.limits) == (false, false) && computed(&it.requests) == (false, false)
    });
    let full = all.iter().all(|it| {
        let (limits, requests) = (&it.limits, &it.requests);
        computed(limits) == (true, true)
            && ["cpu", "memory"].iter().all(|name| {
                requests.get(*name).is_none_or(|request| limits.get(*name) == Some(request))
            })
    });
    match (nothing, full) {
        (true, _) => "BestEffort",
        (_, true) => "Guaranteed",
        _ => "Burstable",
    }
}
