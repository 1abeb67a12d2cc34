//! Volumes and claims: `TestValidatePersistentVolumes`, `TestValidatePersistentVolumeClaimUpdate`.

use super::{errors, errors_of_patch, named};
use crate::api::{Kind, Value};
use serde_json::json;

fn volume(more: Value) -> Value {
    let mut spec = json!({"accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/x"}});
    super::merge(&mut spec, more);
    named(spec)
}

#[test]
fn capacities_of_volumes() {
    let unsupported = |value: &str| {
        format!("spec.capacity: Unsupported value: {value}: supported values: \"storage\"")
    };
    let rows = [
        (json!({"storage": "1Gi"}), vec![]),
        (json!({"cpu": "1"}), vec![unsupported("{\"cpu\":\"1\"}")]),
        (
            json!({"cpu": "1", "storage": "1Gi"}),
            vec![unsupported("{\"cpu\":\"1\",\"storage\":\"1Gi\"}")],
        ),
        (Value::Null, vec!["spec.capacity: Required value".to_owned(), unsupported("null")]),
        (
            json!({"storage": "-1"}),
            vec![
                "spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity"
                    .to_owned(),
                "spec.capacity[storage]: Invalid value: \"-1\": must be greater than zero"
                    .to_owned(),
            ],
        ),
    ];
    for (capacity, expected) in rows {
        let value = volume(json!({"capacity": capacity}));
        assert_eq!(errors(Kind::PersistentVolume, &value), expected, "{capacity}");
    }
}

#[test]
fn paths_and_classes_of_volumes() {
    let with = |more: Value| {
        let mut value = volume(json!({"capacity": {"storage": "1Gi"}}));
        super::merge(&mut value["spec"], more);
        errors(Kind::PersistentVolume, &value)
    };
    assert_eq!(
        with(json!({"hostPath": {"path": "/../x"}})),
        ["spec.hostPath.path: Invalid value: \"/../x\": must not contain '..'"]
    );
    assert_eq!(
        with(json!({"hostPath": {"path": "/"}, "persistentVolumeReclaimPolicy": "Recycle"})),
        [
            "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"
        ]
    );
    let found = with(json!({"storageClassName": "Fast"}));
    assert!(found[0].starts_with("spec.storageClassName: Invalid value: \"Fast\": a lowercase"));
}

#[test]
fn what_of_a_claim_stays() {
    let claim = named(json!({"accessModes": ["ReadWriteOnce"], "volumeMode": "Filesystem",
        "resources": {"requests": {"storage": "2Gi"}}}));
    let patch = json!({"spec": {"volumeMode": "Block"}});
    let found = errors_of_patch(Kind::PersistentVolumeClaim, &claim, patch);
    assert!(found[0].starts_with("spec: Forbidden: spec is immutable after creation"));
    assert_eq!(found[1..], ["volumeMode: Invalid value: \"Block\": field is immutable"]);
}
