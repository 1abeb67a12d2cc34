//! What the API server does, but would rather not have been asked for.
//! Source: `WarningsOnCreate`, `WarningsOnUpdate` in `pkg/registry/*/*/strategy.go`.

mod job;
mod node;
pub(super) mod pod;
pub(super) mod storage;
#[cfg(test)]
mod tests;

pub(super) use self::job::job;
pub(super) use self::pod::template;

use super::validation::dns_label_errors;
use crate::api::{Kind, ObjectMeta, Service};

/// Warnings so far.
pub(super) type Warnings = Vec<String>;

/// What is said to every request for a kind that is on its way out.
/// Source: `staging/src/k8s.io/api/core/v1/lifecycle.go`,
/// `staging/src/k8s.io/apiserver/pkg/endpoints/deprecation/deprecation.go` `WarningMessage`.
#[must_use]
pub fn deprecation(kind: Kind) -> Option<String> {
    let text = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    (kind == Kind::Endpoints).then(|| text.to_owned())
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
