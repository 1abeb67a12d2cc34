//! Volumes, claims and classes.
//! Source: `pkg/apis/{core,storage}/validation/validation.go`.

use super::field::{Errors, Path};
use super::{diff, internal, meta, selector, volume};
use crate::api::{
    Field, FieldError, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec,
    Quantity, Rest, STORAGE, StorageClass, Value,
};

const MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];
const RECLAIM: [&str; 3] = ["Delete", "Recycle", "Retain"];
const IMMUTABLE: &str = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
/// What stands beside the source in the spec of a volume.
const NO_SOURCE: [&str; 1] = ["mountOptions"];

fn access_modes(modes: &[String], field: Path<'_>, detail: &str, errors: &mut Errors) {
    if modes.is_empty() {
        errors.push(FieldError::required(field, detail));
    }
    for mode in modes.iter().filter(|it| !MODES.contains(&it.as_str())) {
        errors.push(FieldError::unsupported(field, mode, &MODES));
    }
    let is_alone = |it: &String| it == "ReadWriteOncePod";
    if modes.iter().any(is_alone) && !modes.iter().all(is_alone) {
        let detail = "may not use ReadWriteOncePod with other access modes";
        errors.push(FieldError::forbidden(field, detail));
    }
}

fn volume_mode(mode: Option<&str>, path: Path<'_>, errors: &mut Errors) {
    if let Some(mode) = mode.filter(|it| !VOLUME_MODES.contains(it)) {
        let field = format_args!("{path}.volumeMode");
        errors.push(FieldError::unsupported(&field, mode, &VOLUME_MODES));
    }
}

fn positive(field: Path<'_>, quantity: Quantity, errors: &mut Errors) {
    if quantity <= Quantity::default() {
        let value = format!("{:?}", quantity.to_string());
        errors.push(FieldError::invalid(field, &value, "must be greater than zero"));
    }
}

/// Source: `ValidatePersistentVolumeClaimSpec`.
pub(in crate::apiserver) fn validate_claim(
    spec: &PersistentVolumeClaimSpec,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let detail = "at least 1 access mode is required";
    access_modes(&spec.access_modes, &format_args!("{path}.accessModes"), detail, errors);
    selector::validate(spec.selector.as_ref(), &format_args!("{path}.selector"), errors);
    let field = format_args!("{path}.resources[storage]");
    match spec.resources.requests.get(STORAGE) {
        None => errors.push(FieldError::required(&field, "")),
        Some(quantity) => positive(&field, *quantity, errors),
    }
    if let Some(class) = spec.storage_class_name.as_deref().filter(|it| !it.is_empty()) {
        let details = meta::subdomain_errors(class);
        meta::push_all(&format_args!("{path}.storageClassName"), class, &details, errors);
    }
    volume_mode(spec.volume_mode.as_deref(), path, errors);
}

/// Source: `ValidatePersistentVolumeClaimUpdate`.
pub(in crate::apiserver) fn validate_claim_update(
    old: &PersistentVolumeClaim,
    new: &PersistentVolumeClaim,
    errors: &mut Errors,
) {
    let mut kept: PersistentVolumeClaimSpec = new.spec.clone();
    if old.spec.volume_name.is_empty() {
        kept.volume_name.clone_from(&old.spec.volume_name);
    }
    // A claim without a class gets the default one later.
    if old.spec.storage_class_name.is_none() {
        kept.storage_class_name = None;
    }
    if old.is_bound() {
        kept.resources.requests.clone_from(&old.spec.resources.requests);
        if kept.volume_attributes_class_name.is_some() {
            kept.volume_attributes_class_name.clone_from(&old.spec.volume_attributes_class_name);
        }
    }
    if kept != old.spec {
        let (old, new) = (old.spec.write_always(), kept.write_always());
        let text = diff::diff("PersistentVolumeClaimSpec", &old, &new);
        errors.push(FieldError::forbidden(&"spec", &format!("{IMMUTABLE}\n{text}")));
    }
    let status = old.status.capacity.get(STORAGE).copied().unwrap_or_default();
    if new.request() < old.request() && new.request() <= status {
        let detail = "field can not be less than status.capacity";
        errors.push(FieldError::forbidden(&"spec.resources.requests.storage", detail));
    }
    if old.spec.volume_mode != new.spec.volume_mode {
        let value = new.spec.volume_mode.write().unwrap_or(Value::Null).to_string();
        errors.push(FieldError::invalid(&"volumeMode", &value, "field is immutable"));
    }
}

fn source(volume: &PersistentVolume) -> Rest {
    let mut rest = volume.spec.rest.clone();
    rest.retain(|key, _| !NO_SOURCE.contains(&key.as_str()));
    rest
}

/// Source: `ValidatePersistentVolumeSpec`.
pub(in crate::apiserver) fn validate_volume(volume: &PersistentVolume, errors: &mut Errors) {
    let spec = &volume.spec;
    access_modes(&spec.access_modes, &"spec.accessModes", "", errors);
    const CAPACITY: &str = "spec.capacity";
    if spec.capacity.is_empty() {
        errors.push(FieldError::required(&CAPACITY, ""));
    }
    if spec.capacity.len() != 1 || !spec.capacity.contains_key(STORAGE) {
        let value = spec.capacity.write().unwrap_or(Value::Null);
        let text = format!("Unsupported value: {value}: supported values: \"storage\"");
        errors.push(FieldError { field: CAPACITY.to_owned(), text });
    }
    for (name, quantity) in &spec.capacity {
        let field = format!("{CAPACITY}[{name}]");
        if quantity.value() < 0 {
            let detail = "must be a valid resource quantity";
            errors.push(FieldError::invalid(&field, &quantity.value().to_string(), detail));
        }
        positive(&field, *quantity, errors);
    }
    let policy = &spec.persistent_volume_reclaim_policy;
    if !RECLAIM.contains(&policy.as_str()) {
        let field = "spec.persistentVolumeReclaimPolicy";
        errors.push(FieldError::unsupported(&field, policy, &RECLAIM));
    }
    let source = source(volume);
    if source.is_empty() {
        errors.push(FieldError::required(&"spec", "must specify a volume type"));
    }
    if source.len() > 1 {
        let extra = source.keys().nth(1).map_or("", String::as_str);
        let detail = "may not specify more than 1 volume type";
        errors.push(FieldError::forbidden(&format!("spec.{extra}"), detail));
    }
    if let Some(host) = source.get("hostPath") {
        volume::validate_host_path(host, &"spec.hostPath", errors);
        let is_root = host["path"].as_str().is_some_and(|it| it.trim_end_matches('/').is_empty());
        if is_root && policy == "Recycle" {
            let field = "spec.persistentVolumeReclaimPolicy";
            let detail = "may not be 'recycle' for a hostPath mount of '/'";
            errors.push(FieldError::forbidden(&field, detail));
        }
    }
    if let Some(share) = source.get("nfs") {
        volume::validate_nfs(share, &"spec.nfs", errors);
    }
    let class = &spec.storage_class_name;
    if !class.is_empty() {
        meta::push_all(&"spec.storageClassName", class, &meta::subdomain_errors(class), errors);
    }
    if source.contains_key("local") && spec.node_affinity.is_none() {
        let detail = "Local volume requires node affinity";
        errors.push(FieldError::required(&"spec.nodeAffinity", detail));
    }
    volume_mode(spec.volume_mode.as_deref(), &"spec", errors);
}

/// Source: `ValidatePersistentVolumeUpdate`.
pub(in crate::apiserver) fn validate_volume_update(
    old: &PersistentVolume,
    new: &PersistentVolume,
    errors: &mut Errors,
) {
    if source(old) != source(new) {
        let field = "spec.persistentvolumesource";
        errors.push(FieldError::forbidden(&field, &format!("{field} is immutable after creation")));
    }
    if old.spec.volume_mode != new.spec.volume_mode {
        let value = format!("{:?}", new.spec.volume_mode.as_deref().unwrap_or(""));
        errors.push(FieldError::invalid(&"volumeMode", &value, "field is immutable"));
    }
    if old.spec.node_affinity.is_some() && old.spec.node_affinity != new.spec.node_affinity {
        let value = new.spec.node_affinity.write().unwrap_or(Value::Null);
        let value = internal::json("VolumeNodeAffinity", &value);
        errors.push(FieldError::invalid(&"nodeAffinity", &value, "field is immutable"));
    }
}

/// Source: `ValidateStorageClass`.
pub(in crate::apiserver) fn validate_class(class: &StorageClass, errors: &mut Errors) {
    const POLICIES: [&str; 2] = ["Delete", "Retain"];
    const BINDING: [&str; 2] = ["Immediate", "WaitForFirstConsumer"];
    if class.provisioner.is_empty() {
        errors.push(FieldError::required(&"provisioner", ""));
    }
    let policy = class.reclaim_policy.as_deref().unwrap_or("");
    if !POLICIES.contains(&policy) {
        errors.push(FieldError::unsupported(&"reclaimPolicy", policy, &POLICIES));
    }
    let mode = class.volume_binding_mode.as_deref().unwrap_or("");
    if !BINDING.contains(&mode) {
        errors.push(FieldError::unsupported(&"volumeBindingMode", mode, &BINDING));
    }
}

/// Source: `ValidateStorageClassUpdate`.
pub(in crate::apiserver) fn validate_class_update(
    old: &StorageClass,
    new: &StorageClass,
    errors: &mut Errors,
) {
    let mut keep = |field: Path<'_>, changed: bool| {
        if changed {
            let detail = format!("updates to {field} are forbidden.");
            errors.push(FieldError::forbidden(field, &detail));
        }
    };
    keep(&"parameters", old.parameters != new.parameters);
    keep(&"provisioner", old.provisioner != new.provisioner);
    keep(&"reclaimPolicy", old.reclaim_policy != new.reclaim_policy);
    if old.volume_binding_mode != new.volume_binding_mode {
        let value = format!("{:?}", new.volume_binding_mode.as_deref().unwrap_or(""));
        errors.push(FieldError::invalid(&"volumeBindingMode", &value, "field is immutable"));
    }
}
