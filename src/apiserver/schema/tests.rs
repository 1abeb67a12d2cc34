//! What a strict decoder says of a manifest.

use super::{SchemaType, TYPES, check_strictly, check_types};
use crate::api::{KINDS, Kind};
use serde_json::json;

#[test]
fn values_are_those_of_fields_that_are_there() {
    for line in include_str!("enums.txt").lines() {
        let mut words = line.split(' ');
        let fields = words.next().and_then(|it| TYPES.get(it));
        for (name, values) in words.filter_map(|it| it.split_once('=')) {
            let is_there = fields.is_some_and(|it| it.iter().any(|it| it.name == name));
            assert!(is_there && values.split(',').is_sorted(), "{line}");
        }
    }
}

#[test]
fn every_kind_has_a_schema() {
    for kind in KINDS {
        assert!(SchemaType::of(*kind).is_some(), "{kind:?}");
    }
}

#[test]
fn wrong_manifests_get_the_api_servers_words() {
    const DEPLOYMENT: &str = "Deployment in version \"v1\" cannot be handled as a Deployment: ";
    for (value, wanted) in [
        (json!({"spec": {"replicas": 3}}), None),
        (json!({"spec": {"replicas": null}}), None),
        (
            json!({"spec": {"replcas": 3}}),
            Some("strict decoding error: unknown field \"spec.replcas\""),
        ),
        (
            json!({"spec": {"b": 1, "a": 1, "template": {"spec": {"containers": [{}, {"imag": "x"}]}}}}),
            Some(
                "strict decoding error: unknown field \"spec.a\", unknown field \"spec.b\", unknown field \"spec.template.spec.containers[1].imag\"",
            ),
        ),
        (
            json!({"spec": {"replicas": "three"}}),
            Some(
                "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
            ),
        ),
        (
            json!({"spec": {"replicas": 1.5}}),
            Some(
                "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
            ),
        ),
        (
            json!({"metadata": {"labels": {"tier": 1}}}),
            Some(
                "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
            ),
        ),
        (
            json!({"spec": {"template": {"spec": {"containers": {"name": "a"}}}}}),
            Some(
                "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
            ),
        ),
        (
            json!({"spec": {"template": {"spec": {"containers": [{"resources": {"limits": {"cpu": "lots"}}}]}}}}),
            Some(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            ),
        ),
        (
            json!({"spec": {"template": "x", "replcas": 1}}),
            Some(
                "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec",
            ),
        ),
    ] {
        let found = check_strictly(Kind::Deployment, &value).err().map(|it| it.message);
        assert_eq!(found, wanted.map(|it| format!("{DEPLOYMENT}{it}")), "{value}");
    }
    assert!(check_types(Kind::Deployment, &json!({"spec": {"replcas": 1}})).is_ok());
}
