//! The quotas of a namespace: what a new object uses of them, and whether there is room.
//! Source: `staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go`,
//! `pkg/quota/v1/evaluator/core/pods.go`.

use crate::api::{
    Container, Object, Pod, Quantity, ResourceList, ResourceQuota,
    ScopedResourceSelectorRequirement, Status,
};
use crate::apiserver::ApiServer;
use crate::apiserver::store::WatchType;
use crate::apiserver::validation::quota::COMPUTE;
use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

/// Kinds that quotas name without `count/`.
const BY_NAME: [&str; 7] = [
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
];
/// What an object uses, by the names of quotas, at a moment (milliseconds since 1970).
#[must_use]
pub fn quota_usage(object: &Object, now_ms: i64) -> ResourceList {
    let kind = object.kind();
    let mut usage = ResourceList::new();
    usage.insert(format!("count/{}", kind.qualified_resource()), Quantity::units(1));
    if let Object::Pod(pod) = object {
        pod_usage(pod, now_ms, &mut usage);
    } else if BY_NAME.contains(&kind.info().plural) && kind.info().group.is_empty() {
        usage.insert(kind.info().plural.to_owned(), Quantity::units(1));
        service_and_claim_usage(object, &mut usage);
    }
    usage
}

/// What kinds beyond the Pod use besides their number.
fn service_and_claim_usage(object: &Object, usage: &mut ResourceList) {
    let tree = match object.kind().info().plural {
        "services" | "persistentvolumeclaims" => object.to_value(),
        _ => return,
    };
    let spec = &tree["spec"];
    let balanced = spec["type"] == "LoadBalancer";
    if balanced || spec["type"] == "NodePort" {
        let ports = spec["ports"].as_array().map_or(0, Vec::len);
        let ports = Quantity::units(i64::try_from(ports).unwrap_or(0));
        usage.insert("services.nodeports".to_owned(), ports);
    }
    if balanced {
        usage.insert("services.loadbalancers".to_owned(), Quantity::units(1));
    }
    let storage = spec["resources"]["requests"]["storage"].as_str();
    if let Some(storage) = storage.and_then(|it| Quantity::parse(it).ok()) {
        usage.insert("requests.storage".to_owned(), storage);
    }
}

/// Source: `PodUsageFunc`, `QuotaV1Pod`.
fn pod_usage(pod: &Pod, now_ms: i64, usage: &mut ResourceList) {
    let grace = pod.metadata.deletion_grace_period_seconds;
    let overdue = pod.metadata.deletion_timestamp.zip(grace).is_some_and(|(at, _)| {
        // The timestamp is when the grace is over.
        now_ms > at.0 * 1000
    });
    if pod.is_terminal() || overdue {
        return;
    }
    usage.insert("pods".to_owned(), Quantity::units(1));
    for (name, amount) in pod.spec.requests() {
        if matches!(name.as_str(), "cpu" | "memory" | "ephemeral-storage")
            || name.starts_with("hugepages-")
        {
            usage.insert(name.clone(), amount);
        }
        usage.insert(format!("requests.{name}"), amount);
    }
    for (name, amount) in pod.spec.limits() {
        usage.insert(format!("limits.{name}"), amount);
    }
}

/// Whether the quota counts the object, by its scopes.
#[must_use]
pub fn quota_counts(quota: &ResourceQuota, object: &Object) -> bool {
    let selectors = selectors(quota);
    // Scopes tell Pods apart, and one claims; other kinds are in none.
    if let Object::PersistentVolumeClaim(claim) = object {
        let class = claim.spec.volume_attributes_class_name.as_deref().unwrap_or("");
        let is_in = |it: &ScopedResourceSelectorRequirement| {
            it.scope_name == "VolumeAttributesClass" && is_of_class(it, class)
        };
        return selectors.iter().all(is_in);
    }
    let Object::Pod(pod) = object else { return selectors.is_empty() };
    selectors.iter().all(|it| in_scope(it, pod))
}

fn selectors(quota: &ResourceQuota) -> Vec<ScopedResourceSelectorRequirement> {
    let exists = |scope: &String| ScopedResourceSelectorRequirement {
        operator: "Exists".to_owned(),
        scope_name: scope.clone(),
        ..ScopedResourceSelectorRequirement::default()
    };
    let selected = quota.spec.scope_selector.iter().flat_map(|it| it.match_expressions.clone());
    quota.spec.scopes.iter().map(exists).chain(selected).collect()
}

/// Source: `podMatchesScopeFunc`.
fn in_scope(selector: &ScopedResourceSelectorRequirement, pod: &Pod) -> bool {
    let best_effort = super::super::defaults::qos_class(&pod.spec) == "BestEffort";
    let class = &pod.spec.priority_class_name;
    match selector.scope_name.as_str() {
        "Terminating" => pod.spec.active_deadline_seconds.is_some_and(|it| it >= 0),
        "NotTerminating" => pod.spec.active_deadline_seconds.is_none_or(|it| it < 0),
        "BestEffort" => best_effort,
        "NotBestEffort" => !best_effort,
        "PriorityClass" => is_of_class(selector, class),
        "CrossNamespacePodAffinity" => crosses_namespaces(pod),
        _ => false,
    }
}

fn is_of_class(selector: &ScopedResourceSelectorRequirement, class: &str) -> bool {
    let is_named = selector.values.iter().any(|it| it == class);
    match selector.operator.as_str() {
        "Exists" => !class.is_empty(),
        "DoesNotExist" => class.is_empty(),
        "In" => is_named,
        "NotIn" => !is_named,
        _ => false,
    }
}

fn crosses_namespaces(pod: &Pod) -> bool {
    let Some(affinity) = &pod.spec.affinity else { return false };
    let rules = affinity.pod_affinity.iter().chain(&affinity.pod_anti_affinity);
    rules.into_iter().any(|rules| {
        let preferred = rules.preferred.iter().map(|it| &it.pod_affinity_term);
        rules
            .required
            .iter()
            .chain(preferred)
            .any(|it| !it.namespaces.is_empty() || it.namespace_selector.is_some())
    })
}

/// Source: `podEvaluator.Constraints`.
fn unnamed(pod: &Pod, hard: &ResourceList) -> Option<String> {
    let mut missing: SortedMap<&str, SortedSet<&str>> = SortedMap::new();
    for container in pod.spec.containers.iter().chain(&pod.spec.init_containers) {
        for name in COMPUTE.iter().filter(|it| hard.contains_key(**it)) {
            if !names(container, name) {
                missing.entry(name).or_default().insert(&container.name);
            }
        }
    }
    let of = |(resource, containers): (&&str, &SortedSet<&str>)| {
        let containers: Vec<&str> = containers.iter().copied().collect();
        format!("{resource} for: {}", containers.join(","))
    };
    let texts: Vec<String> = missing.iter().map(of).collect();
    (!texts.is_empty()).then(|| format!("must specify {}", texts.join("; ")))
}

fn names(container: &Container, resource: &str) -> bool {
    let (list, name) = match resource.split_once('.') {
        Some(("limits", name)) => (&container.resources.limits, name),
        Some((_, name)) => (&container.resources.requests, name),
        None => (&container.resources.requests, resource),
    };
    list.contains_key(name)
}

/// Refuses the object, or adds to what is used by how much more it uses than an old version.
/// Source: `CheckRequest`.
pub(super) fn charge(
    server: &mut ApiServer,
    old: Option<&Object>,
    object: &Object,
) -> Result<(), Status> {
    let meta = object.meta();
    if meta.namespace.is_empty() {
        return Ok(());
    }
    let quotas: Vec<Rc<ResourceQuota>> = server
        .store
        .list_typed::<ResourceQuota>(Some(&meta.namespace))
        .filter(|it| quota_counts(it, object))
        .cloned()
        .collect();
    if quotas.is_empty() {
        return Ok(());
    }
    let since_ms = meta.creation_timestamp.map_or(0, |it| it.0 * 1000);
    let mut usage = quota_usage(object, since_ms);
    for (name, amount) in old.map(|it| quota_usage(it, since_ms)).into_iter().flatten() {
        let it = usage.entry(name).or_default();
        *it = it.minus(amount);
    }
    let mut charged = Vec::new();
    for quota in quotas {
        if let Some(quota) = charge_one(&quota, object, &usage)? {
            charged.push(quota);
        }
    }
    for quota in charged {
        let event = server.store.put(WatchType::Modified, quota.into());
        server.side_writes.push(event);
    }
    Ok(())
}

/// The quota with what the object uses; `None` where it doesn't limit that.
fn charge_one(
    quota: &ResourceQuota,
    object: &Object,
    usage: &ResourceList,
) -> Result<Option<ResourceQuota>, Status> {
    let (kind, name, own) = (object.kind(), &object.meta().name, &quota.metadata.name);
    let refuse = |why: String| Err(Status::forbidden(kind, name, &why));
    let limited: ResourceList = usage
        .iter()
        .filter(|(name, amount)| {
            quota.spec.hard.contains_key(*name) && **amount != Quantity::default()
        })
        .map(|(name, amount)| (name.clone(), *amount))
        .collect();
    if let Object::Pod(pod) = object
        && let Some(why) = unnamed(pod, &quota.spec.hard)
    {
        return refuse(format!("failed quota: {own}: {why}"));
    }
    if limited.is_empty() {
        return Ok(None);
    }
    let unknown: Vec<&str> = limited
        .keys()
        .filter(|it| !quota.status.used.contains_key(*it))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        let resources = unknown.join(",");
        return refuse(format!("status unknown for quota: {own}, resources: {resources}"));
    }
    let mut after = quota.clone();
    let mut exceeded = Vec::new();
    for (name, amount) in &limited {
        let used = quota.status.used.get(name).copied().unwrap_or_default();
        let hard = quota.status.hard.get(name).copied().unwrap_or_default();
        let sum = used.plus(*amount);
        if sum > hard && *amount > Quantity::default() {
            exceeded.push((name.as_str(), *amount, used, hard));
        }
        after.status.used.insert(name.clone(), sum);
    }
    if exceeded.is_empty() {
        return Ok(Some(after));
    }
    let list = |of: fn(&(&str, Quantity, Quantity, Quantity)) -> Quantity| {
        let texts: Vec<String> = exceeded.iter().map(|it| format!("{}={}", it.0, of(it))).collect();
        texts.join(",")
    };
    refuse(format!(
        "exceeded quota: {own}, requested: {}, used: {}, limited: {}",
        list(|it| it.1),
        list(|it| it.2),
        list(|it| it.3)
    ))
}
