//! Who is who: names, ordinals, labels, claims.
//! Source: `pkg/controller/statefulset/stateful_set_utils.go`.

use crate::api::{
    Object, ObjectMeta, PersistentVolumeClaim, Pod, PodSpec, StatefulSet, StatefulSetSpec, Text,
    Volume,
};
use crate::controllers::{history, pod_from_template};
use std::rc::Rc;

/// The label with a Pod's name, by which a Service can pick one Pod.
pub const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
/// The label with a Pod's ordinal.
pub const POD_INDEX: &str = "apps.kubernetes.io/pod-index";

/// The set's name and the ordinal in a Pod's name. Source: `getParentNameAndOrdinal`.
fn parent_and_ordinal(pod: &str) -> Option<(&str, i32)> {
    let (parent, digits) = pod.rsplit_once('-')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    let ordinal = is_number.then(|| digits.parse().ok())?;
    Some((parent, ordinal?))
}

/// The ordinal in a Pod's name.
#[must_use]
pub fn ordinal(pod: &Pod) -> Option<i32> {
    parent_and_ordinal(&pod.metadata.name).map(|(_, ordinal)| ordinal)
}

/// Whether the Pod's name is one that the set gives.
pub(super) fn is_member(set: &ObjectMeta, pod: &ObjectMeta) -> bool {
    parent_and_ordinal(&pod.name).is_some_and(|(parent, _)| parent == set.name)
}

/// `<set>-<ordinal>`
#[must_use]
pub fn pod_name(set: &str, ordinal: i32) -> String {
    format!("{set}-{ordinal}")
}

/// `<template>-<set>-<ordinal>`. Source: `getPersistentVolumeClaimName`.
#[must_use]
pub fn claim_name(set: &StatefulSet, template: &PersistentVolumeClaim, ordinal: i32) -> String {
    format!("{}-{}-{ordinal}", template.metadata.name, set.metadata.name)
}

/// The name of the Pod that a claim of the set is for.
pub(super) fn pod_of_claim(set: &StatefulSet, claim: &str) -> Option<String> {
    let templates = &set.spec.volume_claim_templates;
    templates.iter().find_map(|it| {
        let pod = claim.strip_prefix(it.metadata.name.as_str())?.strip_prefix('-')?;
        parent_and_ordinal(pod).filter(|(parent, _)| *parent == set.metadata.name)?;
        Some(pod.to_owned())
    })
}

/// Whether the ordinal is one that the set wants. Source: `podInOrdinalRange`.
pub(super) fn is_in_range(set: &StatefulSet, ordinal: i32) -> bool {
    (i64::from(set.first_ordinal())..i64::from(set.first_ordinal()) + i64::from(set.replicas()))
        .contains(&i64::from(ordinal))
}

/// The claims of the Pod with an ordinal. Source: `getPersistentVolumeClaims`.
pub(super) fn claims(set: &StatefulSet, ordinal: i32) -> Vec<PersistentVolumeClaim> {
    let own = set.spec.selector.as_ref().map(|it| it.match_labels.clone()).unwrap_or_default();
    let of = |template: &PersistentVolumeClaim| {
        let mut claim = template.clone();
        claim.metadata.name = claim_name(set, template, ordinal).into();
        claim.metadata.namespace.clone_from(&set.metadata.namespace);
        claim.metadata.labels.extend(own.clone());
        // These stand in the template, but not in an object.
        claim.rest.remove("apiVersion");
        claim.rest.remove("kind");
        claim
    };
    set.spec.volume_claim_templates.iter().map(of).collect()
}

/// Whether the Pod carries the label that tells it apart. Source: `identityMatches`.
pub(super) fn matches(pod: &Pod) -> bool {
    pod.metadata.labels.get(POD_NAME).is_some_and(|it| *it == pod.metadata.name)
}

/// Source: `updateIdentity`.
pub(super) fn mark(pod: &mut Pod) {
    let labels = &mut pod.metadata.labels;
    labels.insert(POD_NAME.to_owned(), pod.metadata.name.to_string());
    if let Some((_, ordinal)) = parent_and_ordinal(&pod.metadata.name) {
        labels.insert(POD_INDEX.to_owned(), ordinal.to_string());
    }
}

/// The revision that a Pod is of; empty where it says nothing.
pub(super) fn revision_of(pod: &Pod) -> &str {
    pod.metadata.labels.get(history::REVISION_LABEL).map_or("", String::as_str)
}

/// A Pod of the set as it is in a revision. Source: `newStatefulSetPod`.
pub(super) fn new_pod(set: &StatefulSet, owner: &Object, revision: &str, ordinal: i32) -> Pod {
    let mut pod = pod_from_template(&set.spec.template, owner);
    pod.metadata.name = pod_name(&set.metadata.name, ordinal).into();
    pod.spec = Rc::new(spec_of(&pod.spec, &set.spec, set, ordinal));
    mark(&mut pod);
    pod.metadata.labels.insert(history::REVISION_LABEL.to_owned(), revision.to_owned());
    pod
}

/// Its own name, and its own claims in the place of volumes of their names.
/// Source: `initIdentity`, `updateStorage`.
fn spec_of(template: &PodSpec, spec: &StatefulSetSpec, set: &StatefulSet, ordinal: i32) -> PodSpec {
    let mut pod = template.clone();
    let name = pod_name(&set.metadata.name, ordinal);
    pod.hostname = name.into();
    pod.subdomain = Text::from(&spec.service_name);
    let claims = &spec.volume_claim_templates;
    if !claims.is_empty() {
        let own = claims
            .iter()
            .map(|it| Volume::claim(it.metadata.name.clone(), &claim_name(set, it, ordinal)));
        let is_claim = |it: &&Volume| claims.iter().any(|own| own.metadata.name == it.name);
        let others = template.volumes.iter().filter(|it| !is_claim(it)).cloned();
        pod.volumes = own.chain(others).collect();
    }
    pod
}
