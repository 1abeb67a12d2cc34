//! StatefulSets: `TestValidateStatefulSet`, `TestValidateStatefulSetUpdate`.

use super::{container, errors, errors_of_patch, workload};
use crate::api::{Kind, Value};
use serde_json::json;

fn claim(spec: Value) -> Value {
    json!({"metadata": {"name": "www"}, "spec": spec})
}

fn good_claim() -> Value {
    claim(json!({"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}))
}

fn template(containers: Value) -> Value {
    json!({"template": {"spec": {"containers": containers}}})
}

#[test]
fn the_template_is_looked_at() {
    let mut value = workload(template(json!([
        container(json!({"name": "c.d", "volumeMounts": [{"name": "w", "mountPath": "/w"}]})),
        {"name": "C_x"},
    ])));
    value["spec"]["volumeClaimTemplates"] = json!([claim(json!({"resources": {}}))]);
    let label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    assert_eq!(
        errors(Kind::StatefulSet, &value),
        [
            "spec.template.spec.containers[0].name: Invalid value: \"c.d\": must not contain dots"
                .to_owned(),
            "spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"w\"".to_owned(),
            format!("spec.template.spec.containers[1].name: Invalid value: \"C_x\": {label}"),
            "spec.template.spec.containers[1].image: Required value".to_owned(),
            "spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required"
                .to_owned(),
            "spec.volumeClaimTemplates[0].spec.resources[storage]: Required value".to_owned(),
        ]
    );
}

#[test]
fn claims_give_volumes() {
    let mount = json!({"volumeMounts": [{"name": "www", "mountPath": "/w"}]});
    let mut value = workload(template(json!([container(mount)])));
    value["spec"]["volumeClaimTemplates"] = json!([good_claim()]);
    assert_eq!(errors(Kind::StatefulSet, &value), [""; 0]);
    // A volume of the same name gives way.
    value["spec"]["template"]["spec"]["volumes"] = json!([{"name": "www", "hostPath": {}}]);
    assert_eq!(errors(Kind::StatefulSet, &value), [""; 0]);
}

#[test]
fn a_change_must_not_spoil_the_template() {
    let value = workload(json!({}));
    let patch = json!({"spec": {"template": {"spec": {"containers": [
        {"name": "c", "resources": {"limits": {"memroy": "1"}}}
    ]}}}});
    assert_eq!(errors_of_patch(Kind::StatefulSet, &value, patch).len(), 2);
    let patch = json!({"spec": {"replicas": 3}});
    assert_eq!(errors_of_patch(Kind::StatefulSet, &value, patch), [""; 0]);
}

#[test]
fn what_was_wrong_may_stay_wrong() {
    let stored =
        |value: &Value| match crate::api::Object::from_value(Kind::StatefulSet, value.clone()) {
            Ok(crate::api::Object::StatefulSet(set)) => (*set).clone(),
            _ => crate::api::StatefulSet::default(),
        };
    let mut value = workload(template(json!([{"name": "c"}])));
    value["spec"]["volumeClaimTemplates"] = json!([claim(json!({}))]);
    merge_defaults(&mut value);
    let old = stored(&value);
    let mut found = Vec::new();
    super::super::stateful::validate(&old, Some(&old), &mut found);
    assert_eq!(found, []);
    super::super::stateful::validate(&old, None, &mut found);
    assert_eq!(found.len(), 3);
}

/// What admission would have filled in.
fn merge_defaults(value: &mut Value) {
    super::merge(
        &mut value["spec"],
        json!({
            "podManagementPolicy": "OrderedReady",
            "updateStrategy": {"type": "RollingUpdate"},
            "template": {"spec": {"restartPolicy": "Always"}},
        }),
    );
}
