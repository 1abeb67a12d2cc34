//! Columns of volumes, claims and classes.

use super::{AGE, Column, NAME, column, of_type, wide};
use crate::api::{PersistentVolume, PersistentVolumeClaim, ResourceList, STORAGE, StorageClass};

/// `RWO,RWX`: each once, in a fixed order. Source: `GetAccessModesAsString`.
pub(in crate::kubectl) fn access_modes(modes: &[String]) -> String {
    const SHORT: [(&str, &str); 4] = [
        ("ReadWriteOnce", "RWO"),
        ("ReadOnlyMany", "ROX"),
        ("ReadWriteMany", "RWX"),
        ("ReadWriteOncePod", "RWOP"),
    ];
    let there = SHORT.iter().filter(|(long, _)| modes.iter().any(|it| it == long));
    there.map(|(_, short)| *short).collect::<Vec<_>>().join(",")
}

fn storage(amounts: &ResourceList) -> String {
    amounts.get(STORAGE).map_or_else(String::new, ToString::to_string)
}

fn or_unset(text: &Option<String>) -> String {
    text.clone().unwrap_or_else(|| "<unset>".to_owned())
}

fn phase(is_terminating: bool, phase: &str) -> String {
    if is_terminating { "Terminating".to_owned() } else { phase.to_owned() }
}

fn claim_of(volume: &PersistentVolume) -> String {
    let claim = volume.spec.claim_ref.as_ref();
    claim.map_or_else(String::new, |it| format!("{}/{}", it.namespace, it.name))
}

type Volume = PersistentVolume;
type Claim = PersistentVolumeClaim;

pub(in crate::kubectl) const VOLUME: &[Column] = &[
    NAME,
    column("CAPACITY", |it, _| of_type(it, |it: &Volume| storage(&it.spec.capacity))),
    column("ACCESS MODES", |it, _| of_type(it, |it: &Volume| access_modes(&it.spec.access_modes))),
    column("RECLAIM POLICY", |it, _| {
        of_type(it, |it: &Volume| it.spec.persistent_volume_reclaim_policy.clone())
    }),
    column("STATUS", |it, _| {
        of_type(it, |it: &Volume| phase(it.metadata.is_terminating(), &it.status.phase))
    }),
    column("CLAIM", |it, _| of_type(it, claim_of)),
    column("STORAGECLASS", |it, _| of_type(it, |it: &Volume| it.spec.storage_class_name.clone())),
    column("VOLUMEATTRIBUTESCLASS", |it, _| {
        of_type(it, |it: &Volume| or_unset(&it.spec.volume_attributes_class_name))
    }),
    column("REASON", |it, _| of_type(it, |it: &Volume| it.status.reason.clone())),
    AGE,
    wide("VOLUMEMODE", |it, _| of_type(it, |it: &Volume| or_unset(&it.spec.volume_mode))),
];

pub(in crate::kubectl) const CLAIM: &[Column] = &[
    NAME,
    column("STATUS", |it, _| {
        of_type(it, |it: &Claim| phase(it.metadata.is_terminating(), &it.status.phase))
    }),
    column("VOLUME", |it, _| of_type(it, |it: &Claim| it.spec.volume_name.clone())),
    column("CAPACITY", |it, _| {
        of_type(it, |it: &Claim| {
            if it.spec.volume_name.is_empty() {
                return String::new();
            }
            it.status.capacity.get(STORAGE).copied().unwrap_or_default().to_string()
        })
    }),
    column("ACCESS MODES", |it, _| {
        of_type(it, |it: &Claim| {
            let is_bound = !it.spec.volume_name.is_empty();
            if is_bound { access_modes(&it.status.access_modes) } else { String::new() }
        })
    }),
    column("STORAGECLASS", |it, _| of_type(it, |it: &Claim| it.class().to_owned())),
    column("VOLUMEATTRIBUTESCLASS", |it, _| {
        of_type(it, |it: &Claim| or_unset(&it.spec.volume_attributes_class_name))
    }),
    AGE,
    wide("VOLUMEMODE", |it, _| of_type(it, |it: &Claim| or_unset(&it.spec.volume_mode))),
];

pub(in crate::kubectl) const CLASS: &[Column] = &[
    column("NAME", |it, _| {
        of_type(it, |it: &StorageClass| {
            let note = if it.is_default() { " (default)" } else { "" };
            format!("{}{note}", it.metadata.name)
        })
    }),
    column("PROVISIONER", |it, _| of_type(it, |it: &StorageClass| it.provisioner.clone())),
    column("RECLAIMPOLICY", |it, _| {
        of_type(it, |it: &StorageClass| it.reclaim_policy.clone().unwrap_or_default())
    }),
    column("VOLUMEBINDINGMODE", |it, _| {
        of_type(it, |it: &StorageClass| or_unset(&it.volume_binding_mode))
    }),
    column("ALLOWVOLUMEEXPANSION", |it, _| {
        of_type(it, |it: &StorageClass| (it.allow_volume_expansion == Some(true)).to_string())
    }),
    AGE,
];
