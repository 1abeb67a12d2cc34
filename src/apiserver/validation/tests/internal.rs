//! Whole structs in errors, as the types without names for JSON print them.

use super::{errors, named, pod, workload};
use crate::api::Kind;
use serde_json::json;

#[test]
fn strategies() {
    let rows = [
        (
            Kind::Deployment,
            json!({"strategy": {"type": "Foo"}}),
            "spec.strategy: Unsupported value: {\"Type\":\"Foo\",\"RollingUpdate\":null}: supported values: \"Recreate\", \"RollingUpdate\"",
        ),
        (
            Kind::Deployment,
            json!({"strategy": {"type": "Foo", "rollingUpdate": {"maxSurge": "10%"}}}),
            "spec.strategy: Unsupported value: {\"Type\":\"Foo\",\"RollingUpdate\":{\"MaxUnavailable\":0,\"MaxSurge\":\"10%\"}}: supported values: \"Recreate\", \"RollingUpdate\"",
        ),
        (
            Kind::StatefulSet,
            json!({"updateStrategy": {"type": "OnDelete", "rollingUpdate": {"partition": -1}}}),
            "spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":-1,\"MaxUnavailable\":null}: only allowed for updateStrategy 'RollingUpdate'",
        ),
        (
            Kind::StatefulSet,
            json!({"updateStrategy": {"type": "Foo"}}),
            "spec.updateStrategy: Invalid value: {\"Type\":\"Foo\",\"RollingUpdate\":null}: must be 'RollingUpdate' or 'OnDelete'",
        ),
        (
            Kind::DaemonSet,
            json!({"updateStrategy": {"type": "Foo"}}),
            "spec.updateStrategy: Unsupported value: {\"Type\":\"Foo\",\"RollingUpdate\":null}: supported values: \"RollingUpdate\", \"OnDelete\"",
        ),
    ];
    for (kind, spec, expected) in rows {
        assert_eq!(errors(kind, &workload(spec)), [expected]);
    }
}

#[test]
fn tolerations() {
    let mut value = pod(json!({}));
    value["spec"]["tolerations"] = json!([{"key": "a", "operator": "Exists", "value": "x"}]);
    assert_eq!(
        errors(Kind::Pod, &value),
        [
            "spec.tolerations[0].operator: Invalid value: \"x\": value must be empty when `operator` is 'Exists'"
        ]
    );
}

#[test]
fn lists_have_one_form() {
    let quota = |scopes: &[&str]| named(json!({"hard": {"pods": "1"}, "scopes": scopes}));
    let rows = [
        (&["Foo", "BestEffort"], "[\"Foo\",\"BestEffort\"]: unsupported scope"),
        (
            &["BestEffort", "NotBestEffort"],
            "[\"BestEffort\",\"NotBestEffort\"]: conflicting scopes",
        ),
    ];
    for (scopes, expected) in rows {
        let expected = format!("spec.scopes: Invalid value: {expected}");
        assert_eq!(errors(Kind::ResourceQuota, &quota(scopes)), [expected]);
    }
}
