//! What the API server does, but would rather not have been asked for.
//! Source: `WarningsOnCreate`, `WarningsOnUpdate` in `pkg/registry/*/*/strategy.go`.

mod pod;
mod storage;
#[cfg(test)]
mod tests;

use super::validation::dns_label_errors;
use crate::api::{JobSpec, Object, PodTemplateSpec, Service};

/// Warnings so far.
type Warnings = Vec<String>;

/// Labels of nodes that have gone out of use. Source: `pkg/api/node/util.go`.
const NODE_LABELS: [(&str, &str); 8] = [
    ("beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead"),
    ("beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead"),
    (
        "failure-domain.beta.kubernetes.io/region",
        "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    ),
    (
        "failure-domain.beta.kubernetes.io/zone",
        "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
    ),
    (
        "beta.kubernetes.io/instance-type",
        "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    ),
    ("app.kubernetes.io/created-by", "deprecated since v1.9"),
    (
        "scheduler.alpha.kubernetes.io/preferAvoidPods",
        "deprecated since v1.22; use Taints and Tolerations instead",
    ),
    ("node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead"),
];

fn deprecated_label(key: &str) -> Option<&'static str> {
    NODE_LABELS.iter().find(|it| it.0 == key).map(|it| it.1)
}

/// What is to be said of a new object, or of a new version of one.
#[must_use]
pub fn warnings(old: Option<&Object>, new: &Object) -> Vec<String> {
    let mut found = Warnings::new();
    let has_new_wish = old.is_none_or(|old| old.meta().generation != new.meta().generation);
    match new {
        // People hardly ever change Pods.
        Object::Pod(_) if old.is_some() => {}
        Object::Pod(it) => {
            let what = "the Pod's hostname";
            name(&it.metadata.name, what, &mut found);
            pod::of_pod(it, &mut found);
        }
        Object::Service(it) => service(it, &mut found),
        Object::PersistentVolume(it) => storage::volume(it, &mut found),
        Object::PersistentVolumeClaim(it) => storage::claim(it, &mut found),
        Object::StorageClass(it) => storage::class(it, &mut found),
        Object::ServiceAccount(it) => {
            const KEY: &str = "kubernetes.io/enforce-mountable-secrets";
            if it.metadata.annotations.contains_key(KEY) {
                found.push(format!(
                    "metadata.annotations[{KEY}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"
                ));
            }
        }
        _ if has_new_wish => workload(new, old.is_none(), &mut found),
        _ => {}
    }
    found
}

fn name(name: &str, what: &str, found: &mut Warnings) {
    let details = dns_label_errors(name);
    if !details.is_empty() {
        found.push(format!(
            "metadata.name: this is used in {what}, which can result in surprising behavior; a DNS label is recommended: [{}]",
            details.join(" ")
        ));
    }
}

fn workload(object: &Object, is_new: bool, found: &mut Warnings) {
    let is_named = matches!(
        object,
        Object::Deployment(_)
            | Object::ReplicaSet(_)
            | Object::ReplicationController(_)
            | Object::Job(_)
            | Object::CronJob(_)
    );
    if is_named && is_new {
        name(&object.meta().name, "Pod names and hostnames", found);
    }
    let template = |it: &PodTemplateSpec, found: &mut Warnings| {
        pod::of_template(it, "spec.template.", found);
    };
    match object {
        Object::Deployment(it) => template(&it.spec.template, found),
        Object::ReplicaSet(it) => template(&it.spec.template, found),
        Object::DaemonSet(it) => template(&it.spec.template, found),
        Object::ReplicationController(it) => {
            if let Some(it) = &it.spec.template {
                template(it, found);
            }
        }
        Object::StatefulSet(it) => {
            template(&it.spec.template, found);
            storage::claim_templates(&it.spec.volume_claim_templates, found);
            if it.spec.revision_history_limit.is_some_and(|it| it < 0) {
                found.push("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended".to_owned());
            }
        }
        Object::Job(it) => job(&it.spec, "spec", found),
        Object::CronJob(it) => job(&it.spec.job_template.spec, "spec.jobTemplate.spec", found),
        _ => {}
    }
}

/// Source: `pkg/api/job/warnings.go` `WarningsForJobSpec`.
fn job(spec: &JobSpec, path: &str, found: &mut Warnings) {
    let is_indexed = spec.completion_mode.as_deref() == Some("Indexed");
    let (completions, parallelism) = (spec.completions.unwrap_or(0), spec.parallelism.unwrap_or(0));
    if is_indexed && completions > 100_000 && parallelism > 10_000 {
        found.push(format!(
            "{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"
        ));
    }
    pod::of_template(&spec.template, &format!("{path}.template."), found);
}

/// Source: `pkg/api/service/warnings.go` `GetWarningsForService`.
fn service(service: &Service, found: &mut Warnings) {
    let spec = &service.spec;
    let mut say = |text: &str| found.push(text.to_owned());
    if service.metadata.annotations.contains_key("service.kubernetes.io/topology-aware-hints") {
        say(
            "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead",
        );
    }
    let is_headless = service.is_headless() && spec.r#type == "ClusterIP";
    let has_ips = !spec.external_ips.is_empty();
    if is_headless {
        if spec
            .rest
            .get("loadBalancerIP")
            .and_then(|it| it.as_str())
            .is_some_and(|it| !it.is_empty())
        {
            say("spec.loadBalancerIP is ignored for headless services");
        }
        if has_ips {
            say("spec.externalIPs is ignored for headless services");
        }
        if spec.session_affinity != "None" {
            say("spec.SessionAffinity is ignored for headless services");
        }
    } else if has_ips && !service.is_external_name() {
        say("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    if has_ips && service.is_external_name() {
        say("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if !service.is_external_name() && !spec.external_name.is_empty() {
        say("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    let distribution = spec.rest.get("trafficDistribution").and_then(|it| it.as_str());
    if distribution == Some("PreferClose") {
        say("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
}
