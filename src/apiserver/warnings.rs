//! What the API server does, but would rather not have been asked for.
//! Source: `WarningsOnCreate`, `WarningsOnUpdate` in `pkg/registry/*/*/strategy.go`.

pub(super) mod pod;
pub(super) mod storage;
#[cfg(test)]
mod tests;

use super::validation::dns_label_errors;
use crate::api::{JobSpec, Kind, ObjectMeta, PodTemplateSpec, Service};

/// Warnings so far.
pub(super) type Warnings = Vec<String>;

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

/// What is said to every request for a kind that is on its way out.
/// Source: `staging/src/k8s.io/api/core/v1/lifecycle.go`,
/// `staging/src/k8s.io/apiserver/pkg/endpoints/deprecation/deprecation.go` `WarningMessage`.
#[must_use]
pub fn deprecation(kind: Kind) -> Option<String> {
    let text = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    (kind == Kind::Endpoints).then(|| text.to_owned())
}

fn deprecated_label(key: &str) -> Option<&'static str> {
    NODE_LABELS.iter().find(|it| it.0 == key).map(|it| it.1)
}

/// Says of a name that it is no label of DNS.
pub(super) fn name(name: &str, what: &str, found: &mut Warnings) {
    let details = dns_label_errors(name);
    if !details.is_empty() {
        found.push(format!(
            "metadata.name: this is used in {what}, which can result in surprising behavior; a DNS label is recommended: [{}]",
            details.join(" ")
        ));
    }
}

/// Says it of an owner after which Pods are named.
pub(super) fn pods_of(meta: &ObjectMeta, found: &mut Warnings) {
    name(&meta.name, "Pod names and hostnames", found);
}

/// Whether another state is desired than before.
pub(super) fn is_new(old: &ObjectMeta, new: &ObjectMeta) -> bool {
    old.generation != new.generation
}

/// What is to be said of a template.
pub(super) fn template(template: &PodTemplateSpec, found: &mut Warnings) {
    pod::of_template(template, "spec.template.", found);
}

/// Source: `pkg/api/job/warnings.go` `WarningsForJobSpec`.
pub(super) fn job(spec: &JobSpec, path: &str, found: &mut Warnings) {
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
pub(super) fn service(service: &Service, found: &mut Warnings) {
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
