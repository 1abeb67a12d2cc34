//! Volumes, claims and classes. Source: `pkg/api/persistentvolume/util.go`,
//! `pkg/api/persistentvolumeclaim/util.go`, `pkg/api/storage/util.go`.

use super::Warnings;
use super::node::{deprecated_label, node_term};
use crate::api::{
    Labels, PersistentVolume, PersistentVolumeClaim, Quantity, STORAGE, StorageClass, Value,
};

const CLASS: &str = "volume.beta.kubernetes.io/storage-class";
const OPTIONS: &str = "volume.beta.kubernetes.io/mount-options";
/// Plugins that are not there any more.
const GONE: [(&str, &str); 8] = [
    ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
    ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

/// Says of a number of bytes that it is no whole number.
pub(super) fn fraction(field: &str, amount: Option<&Quantity>, found: &mut Warnings) {
    if let Some(amount) = amount.filter(|it| it.milli() % 1000 != 0) {
        let value = amount.to_string();
        found.push(format!(
            "{field}: fractional byte value {value:?} is invalid, must be an integer"
        ));
    }
}

fn beta_class(annotations: &Labels, found: &mut Warnings) {
    if annotations.contains_key(CLASS) {
        found.push(format!(
            "metadata.annotations[{CLASS}]: deprecated since v1.8; use \"storageClassName\" attribute instead"
        ));
    }
}

/// Source: `GetWarningsForPersistentVolume`.
pub(in crate::apiserver) fn volume(volume: &PersistentVolume, found: &mut Warnings) {
    let spec = &volume.spec;
    beta_class(&volume.metadata.annotations, found);
    if volume.metadata.annotations.contains_key(OPTIONS) {
        found.push(format!(
            "metadata.annotations[{OPTIONS}]: deprecated since v1.31; use \"mountOptions\" attribute instead"
        ));
    }
    if spec.persistent_volume_reclaim_policy == "Recycle" {
        found.push("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.".to_owned());
    }
    let required = spec.node_affinity.as_ref().and_then(|it| it.required.as_ref());
    for (at, term) in required.iter().flat_map(|it| &it.node_selector_terms).enumerate() {
        let path = format!("spec.nodeAffinity.required.nodeSelectorTerms[{at}]");
        node_term(term, false, &path, found);
    }
    for (name, text) in GONE.iter().filter(|it| spec.rest.contains_key(it.0)) {
        found.push(format!("spec.{name}: {text}"));
    }
    fraction("spec.capacity[storage]", spec.capacity.get(STORAGE), found);
}

/// Source: `GetWarningsForPersistentVolumeClaim`.
pub(in crate::apiserver) fn claim(claim: &PersistentVolumeClaim, found: &mut Warnings) {
    beta_class(&claim.metadata.annotations, found);
    let amount = claim.spec.resources.requests.get(STORAGE);
    fraction("spec.resources.requests[storage]", amount, found);
}

/// The claims of a StatefulSet.
pub(in crate::apiserver) fn claim_templates(
    claims: &[PersistentVolumeClaim],
    found: &mut Warnings,
) {
    for (index, claim) in claims.iter().enumerate() {
        let field = format!("spec.volumeClaimTemplates[{index}].resources.requests[storage]");
        fraction(&field, claim.spec.resources.requests.get(STORAGE), found);
    }
}

/// Source: `GetWarningsForStorageClass`.
pub(in crate::apiserver) fn class(class: &StorageClass, found: &mut Warnings) {
    let topologies = class.rest.get("allowedTopologies").and_then(Value::as_array);
    for (at, topology) in topologies.into_iter().flatten().enumerate() {
        let rules = topology["matchLabelExpressions"].as_array();
        for (index, rule) in rules.into_iter().flatten().enumerate() {
            if let Some(text) = deprecated_label(rule["key"].as_str().unwrap_or("")) {
                found.push(format!(
                    "allowedTopologies[{at}].matchLabelExpressions[{index}].key: {text}"
                ));
            }
        }
    }
}
