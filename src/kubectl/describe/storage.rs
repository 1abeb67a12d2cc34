//! Volumes, claims and classes. Source: `describePersistentVolume`,
//! `describePersistentVolumeClaim`, `describeStorageClass`.

use super::page::{Page, time};
use super::sources;
use crate::api::{
    NodeSelectorRequirement, ObjectMeta, PersistentVolume, PersistentVolumeClaim, Pod, STORAGE,
    StorageClass, Time, VolumeNodeAffinity, format_labels,
};
use crate::apiserver::Store;
use crate::kubectl::columns::access_modes;
use crate::kubectl::duration::age;

fn finalizers(page: &mut Page, meta: &ObjectMeta) {
    page.field(0, "Finalizers", format!("[{}]", meta.finalizers.join(" ")));
}

fn status(page: &mut Page, meta: &ObjectMeta, phase: &str, now_ms: i64) {
    if meta.is_terminating() {
        let since = age(meta.deletion_timestamp, now_ms);
        page.field(0, "Status", format!("Terminating (lasts {since})"));
    } else {
        page.field(0, "Status", phase);
    }
}

pub(in crate::kubectl) fn volume(page: &mut Page, volume: &PersistentVolume, now_ms: i64) {
    let (meta, spec) = (&volume.metadata, &volume.spec);
    page.field(0, "Name", &meta.name);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    finalizers(page, meta);
    page.field(0, "StorageClass", &spec.storage_class_name);
    status(page, meta, &volume.status.phase, now_ms);
    let claim = spec.claim_ref.as_ref().map(|it| format!("{}/{}", it.namespace, it.name));
    page.field(0, "Claim", claim.unwrap_or_default());
    page.field(0, "Reclaim Policy", &spec.persistent_volume_reclaim_policy);
    page.field(0, "Access Modes", access_modes(&spec.access_modes));
    if let Some(mode) = &spec.volume_mode {
        page.field(0, "VolumeMode", mode);
    }
    page.field(0, "Capacity", volume.capacity());
    affinity(page, spec.node_affinity.as_ref());
    page.field(0, "Message", &volume.status.message);
    page.line(0, "Source:");
    sources::describe(page, &spec.rest, true);
}

/// Source: `printVolumeNodeAffinity`.
fn affinity(page: &mut Page, affinity: Option<&VolumeNodeAffinity>) {
    let Some(required) = affinity.and_then(|it| it.required.as_ref()) else {
        page.field(0, "Node Affinity", "<none>");
        return;
    };
    page.line(0, "Node Affinity:\t");
    page.line(1, "Required Terms:\t");
    for (number, term) in required.node_selector_terms.iter().enumerate() {
        let texts: Vec<String> = term.match_expressions.iter().map(requirement).collect();
        page.list(&format!("    Term {number}"), &texts);
    }
}

fn requirement(it: &NodeSelectorRequirement) -> String {
    let (key, operator) = (&it.key, it.operator.to_ascii_lowercase());
    match it.values.is_empty() {
        true => format!("{key} {operator}"),
        false => format!("{key} {operator} [{}]", it.values.join(", ")),
    }
}

pub(in crate::kubectl) fn claim(
    page: &mut Page,
    claim: &PersistentVolumeClaim,
    store: &Store,
    now_ms: i64,
) {
    let (meta, spec) = (&claim.metadata, &claim.spec);
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.field(0, "StorageClass", claim.class());
    status(page, meta, &claim.status.phase, now_ms);
    page.field(0, "Volume", &spec.volume_name);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    finalizers(page, meta);
    let (mut capacity, mut modes) = (String::new(), String::new());
    if !spec.volume_name.is_empty() {
        modes = access_modes(&claim.status.access_modes);
        capacity = claim.status.capacity.get(STORAGE).copied().unwrap_or_default().to_string();
    }
    page.field(0, "Capacity", capacity);
    page.field(0, "Access Modes", modes);
    if let Some(mode) = &spec.volume_mode {
        page.field(0, "VolumeMode", mode);
    }
    let pods = store.list_typed::<Pod>(Some(&meta.namespace));
    let pods = pods.filter(|it| it.uses_claim(&meta.name));
    let names: Vec<String> = pods.map(|it| it.metadata.name.to_string()).collect();
    page.list("Used By", &names);
    if claim.status.conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for it in &claim.status.conditions {
        let (never, since) = (time(Some(Time(-62_135_596_800))), time(it.last_transition_time));
        let (kind, status) = (&it.r#type, &it.status);
        let line =
            format!("{kind} \t{status} \t{never} \t{since} \t{} \t{}", it.reason, it.message);
        page.line(1, &line);
    }
}

pub(in crate::kubectl) fn class(page: &mut Page, class: &StorageClass) {
    page.field(0, "Name", &class.metadata.name);
    page.field(0, "IsDefaultClass", if class.is_default() { "Yes" } else { "No" });
    page.field(0, "Annotations", format_labels(&class.metadata.annotations));
    page.field(0, "Provisioner", &class.provisioner);
    page.field(0, "Parameters", format_labels(&class.parameters));
    let expansion = match class.allow_volume_expansion {
        None => "<unset>",
        Some(true) => "True",
        Some(false) => "False",
    };
    page.field(0, "AllowVolumeExpansion", expansion);
    if class.mount_options.is_empty() {
        page.field(0, "MountOptions", "<none>");
    } else {
        page.line(0, "MountOptions:");
        class.mount_options.iter().for_each(|it| page.line(1, it));
    }
    page.field(0, "ReclaimPolicy", class.reclaim_policy.as_deref().unwrap_or(""));
    page.field(0, "VolumeBindingMode", class.volume_binding_mode.as_deref().unwrap_or(""));
}
