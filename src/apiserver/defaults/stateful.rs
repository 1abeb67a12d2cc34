//! Defaults of StatefulSets and of storage.
//! Source: `pkg/apis/{apps,core,storage}/v1/defaults.go`.

use super::{fill, template};
use crate::api::{
    ClaimRetentionPolicy, PersistentVolume, PersistentVolumeClaim, RollingUpdateStatefulSet,
    StatefulSet, StorageClass, Text, Value,
};

/// Source: `SetDefaults_StatefulSet`.
pub(in crate::apiserver) fn stateful_set(set: &mut StatefulSet) {
    let spec = &mut set.spec;
    fill(&mut spec.pod_management_policy, "OrderedReady");
    let strategy = &mut spec.update_strategy;
    if strategy.r#type.is_empty() {
        // Who names the type and no numbers gets none: then there is no partition.
        fill(&mut strategy.r#type, "RollingUpdate");
        strategy.rolling_update.get_or_insert_with(RollingUpdateStatefulSet::default);
    }
    if strategy.r#type == "RollingUpdate"
        && let Some(numbers) = &mut strategy.rolling_update
    {
        numbers.partition.get_or_insert(0);
        // The feature MaxUnavailableStatefulSet is off: its field is dropped.
        numbers.max_unavailable = None;
    }
    let policy = spec
        .persistent_volume_claim_retention_policy
        .get_or_insert_with(ClaimRetentionPolicy::default);
    fill(&mut policy.when_deleted, "Retain");
    fill(&mut policy.when_scaled, "Retain");
    spec.replicas.get_or_insert(1);
    spec.revision_history_limit.get_or_insert(10);
    template(&mut spec.template.spec);
    for it in &mut spec.volume_claim_templates {
        claim(it);
        fill(&mut it.status.phase, "Pending");
        let note = |value: &str| Value::String(value.to_owned());
        it.rest.insert("apiVersion".to_owned(), note("v1"));
        it.rest.insert("kind".to_owned(), note("PersistentVolumeClaim"));
    }
}

/// Source: `SetDefaults_PersistentVolumeClaim`.
pub(in crate::apiserver) fn claim(claim: &mut PersistentVolumeClaim) {
    claim.spec.volume_mode.get_or_insert_with(|| "Filesystem".to_owned());
}

/// Source: `SetDefaults_PersistentVolume`.
pub(in crate::apiserver) fn volume(volume: &mut PersistentVolume) {
    let spec = &mut volume.spec;
    fill(&mut spec.persistent_volume_reclaim_policy, "Retain");
    spec.volume_mode.get_or_insert_with(|| "Filesystem".to_owned());
    if let Some(Value::Object(path)) = spec.rest.get_mut("hostPath") {
        path.entry("type").or_insert_with(|| Value::String(String::new()));
    }
    if let Some(claim) = &mut spec.claim_ref {
        for (field, value) in
            [(&mut claim.api_version, "v1"), (&mut claim.kind, "PersistentVolumeClaim")]
        {
            if field.is_empty() {
                *field = Text::word(value);
            }
        }
    }
}

/// Source: `SetDefaults_StorageClass`.
pub(in crate::apiserver) fn class(class: &mut StorageClass) {
    class.reclaim_policy.get_or_insert_with(|| "Delete".to_owned());
    class.volume_binding_mode.get_or_insert_with(|| "Immediate".to_owned());
}
