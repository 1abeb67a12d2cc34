//! Selectors and labels: `TestValidateLabelSelector`, `TestLabelSelectorAsSelector`.

use super::{errors, named, pod, workload};
use crate::api::{Kind, Value};
use serde_json::json;

const OPERATOR: &str = "not a valid selector operator";
const NO_VALUES: &str = "Required value: must be specified when `operator` is 'In' or 'NotIn'";
const VALUES: &str =
    "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";

fn wrong() -> Value {
    json!({"matchLabels": {"a": "b"}, "matchExpressions": [
        {"key": "x", "operator": "Foo"},
        {"key": "t", "operator": "In"},
        {"key": "z", "operator": "Exists", "values": ["q"]},
    ]})
}

/// What is said of such a selector.
fn expected(path: &str) -> Vec<String> {
    vec![
        format!("{path}.matchExpressions[0].operator: Invalid value: \"Foo\": {OPERATOR}"),
        format!("{path}.matchExpressions[1].values: {NO_VALUES}"),
        format!("{path}.matchExpressions[2].values: {VALUES}"),
    ]
}

#[test]
fn a_selector_that_cannot_be_used_is_all_that_is_reported() {
    let value = r#"{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"x","operator":"Foo"},{"key":"t","operator":"In"},{"key":"z","operator":"Exists","values":["q"]}]}"#;
    let rows = [
        (Kind::Deployment, Some(": invalid label selector")),
        (Kind::ReplicaSet, Some(": invalid label selector")),
        (Kind::StatefulSet, Some("")),
        (Kind::DaemonSet, None),
    ];
    for (kind, detail) in rows {
        let mut lines = expected("spec.selector");
        lines.extend(detail.map(|it| format!("spec.selector: Invalid value: {value}{it}")));
        assert_eq!(errors(kind, &workload(json!({"selector": wrong()}))), lines, "{kind:?}");
    }
}

#[test]
fn selectors_of_other_kinds() {
    let budget = named(json!({"minAvailable": 1, "selector": wrong()}));
    assert_eq!(errors(Kind::PodDisruptionBudget, &budget), expected("spec.selector"));
    let claim = named(json!({"accessModes": ["ReadWriteOnce"], "selector": wrong(),
        "resources": {"requests": {"storage": "1Gi"}}}));
    assert_eq!(errors(Kind::PersistentVolumeClaim, &claim), expected("spec.selector"));
    let mut it = pod(json!({}));
    it["spec"]["affinity"] = json!({"podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "zone", "labelSelector": wrong(), "namespaceSelector": wrong()}
        ],
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 1, "podAffinityTerm": {"topologyKey": "zone", "labelSelector": wrong()}}
        ],
    }});
    it["spec"]["topologySpreadConstraints"] = json!([
        {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": wrong()}
    ]);
    let required = "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]";
    let preferred = "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]";
    let lines: Vec<String> = [
        format!("{required}.labelSelector"),
        format!("{required}.namespaceSelector"),
        format!("{preferred}.podAffinityTerm.labelSelector"),
        "spec.topologySpreadConstraints[0].labelSelector".to_owned(),
    ]
    .iter()
    .flat_map(|it| expected(it))
    .collect();
    assert_eq!(errors(Kind::Pod, &it), lines);
}

#[test]
fn labels_that_are_too_long() {
    let long = "x".repeat(80);
    let labels = json!({"app": long});
    let mut value = workload(json!({
        "selector": {"matchLabels": null},
        "template": {"metadata": {"labels": null}},
    }));
    value["spec"]["selector"]["matchLabels"] = labels.clone();
    value["spec"]["template"]["metadata"]["labels"] = labels.clone();
    value["metadata"]["labels"] = labels;
    let wrong = format!("Invalid value: \"{long}\": must be no more than 63 characters");
    let selector = format!("{{\"matchLabels\":{{\"app\":\"{long}\"}}}}");
    assert_eq!(
        errors(Kind::Deployment, &value),
        [
            format!("metadata.labels: {wrong}"),
            format!("spec.selector.matchLabels: {wrong}"),
            format!("spec.selector: Invalid value: {selector}: invalid label selector"),
        ]
    );
}

#[test]
fn keys() {
    let form = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    let rows = [
        ("a", vec![]),
        ("a.b/c", vec![]),
        ("", vec!["name part must be non-empty".to_owned(), format!("name part {form}")]),
        ("/a", vec!["prefix part must be non-empty".to_owned()]),
        ("a b", vec![format!("name part {form}")]),
        (
            "a/b/c",
            vec![format!(
                "a qualified name {form} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )],
        ),
    ];
    for (key, details) in rows {
        let mut value = pod(json!({}));
        value["metadata"]["labels"] = json!({key: "x"});
        let lines: Vec<String> = details
            .iter()
            .map(|it| format!("metadata.labels: Invalid value: {key:?}: {it}"))
            .collect();
        assert_eq!(errors(Kind::Pod, &value), lines, "{key}");
    }
}
