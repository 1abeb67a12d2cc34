//! Who runs, and with which rights: rows of `TestValidateSecurityContext`,
//! `TestValidatePodSpec`.

use super::{errors, merge, pod};
use crate::api::{Kind, Value};
use serde_json::json;

const IDS: &str = "must be between 0 and 2147483647, inclusive";

fn of_container(context: Value) -> Vec<String> {
    let found = errors(Kind::Pod, &pod(json!({"securityContext": context})));
    let path = "spec.containers[0].securityContext";
    found.iter().map(|it| it.replace(path, "_")).collect()
}

fn of_pod(spec: Value) -> Vec<String> {
    let mut it = pod(json!({}));
    merge(&mut it["spec"], spec);
    errors(Kind::Pod, &it)
}

#[test]
fn rights_that_contradict_each_other() {
    let whole = |capabilities: &str, privileged: &str| {
        format!(
            "_: Invalid value: {{\"Capabilities\":{capabilities},\"Privileged\":{privileged},\"SELinuxOptions\":null,\"WindowsOptions\":null,\"RunAsUser\":null,\"RunAsGroup\":null,\"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,\"AllowPrivilegeEscalation\":false,\"ProcMount\":null,\"SeccompProfile\":null,\"AppArmorProfile\":null}}: cannot set `allowPrivilegeEscalation` to false and "
        )
    };
    assert_eq!(
        of_container(json!({"privileged": true, "allowPrivilegeEscalation": false})),
        [whole("null", "true") + "`privileged` to true"]
    );
    let adds =
        |name: &str| json!({"allowPrivilegeEscalation": false, "capabilities": {"add": [name]}});
    assert_eq!(
        of_container(adds("CAP_SYS_ADMIN")),
        [whole("{\"Add\":[\"CAP_SYS_ADMIN\"],\"Drop\":null}", "null")
            + "`capabilities.Add` CAP_SYS_ADMIN"]
    );
    assert_eq!(of_container(adds("SYS_ADMIN")), [""; 0], "only the long name is looked for");
    assert_eq!(
        of_container(json!({"privileged": true, "allowPrivilegeEscalation": true})),
        [""; 0]
    );
}

#[test]
fn what_is_seen_of_the_host() {
    let unmasked = json!({"procMount": "Unmasked"});
    assert_eq!(
        of_container(unmasked.clone()),
        ["_.procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use `Unmasked`"]
    );
    assert_eq!(
        of_container(json!({"procMount": "Foo"})),
        ["_.procMount: Unsupported value: \"Foo\": supported values: \"Default\", \"Unmasked\""]
    );
    let container = json!({"name": "c", "image": "nginx:1.27", "securityContext": unmasked});
    assert_eq!(of_pod(json!({"hostUsers": false, "containers": [container]})), [""; 0]);
}

#[test]
fn users_and_groups() {
    assert_eq!(
        of_container(json!({"runAsUser": -1, "runAsGroup": 2_147_483_648_i64})),
        [
            format!("_.runAsUser: Invalid value: -1: {IDS}"),
            format!("_.runAsGroup: Invalid value: 2147483648: {IDS}")
        ]
    );
    let context = json!({"fsGroup": -1, "supplementalGroups": [1, -2],
        "supplementalGroupsPolicy": "Foo", "fsGroupChangePolicy": "Foo"});
    assert_eq!(
        of_pod(json!({"securityContext": context})),
        [
            format!("spec.securityContext.fsGroup: Invalid value: -1: {IDS}"),
            format!("spec.securityContext.supplementalGroups[1]: Invalid value: -2: {IDS}"),
            "spec.securityContext.fsGroupChangePolicy: Unsupported value: \"Foo\": supported values: \"Always\", \"OnRootMismatch\"".to_owned(),
            "spec.securityContext.supplementalGroupsPolicy: Unsupported value: \"Foo\": supported values: \"Merge\", \"Strict\"".to_owned(),
        ]
    );
}

#[test]
fn names_instead_of_its_own() {
    assert_eq!(of_pod(json!({"hostnameOverride": "www.example.com"})), [""; 0]);
    let form = of_pod(json!({"hostnameOverride": "Bad_Name"}));
    assert!(
        matches!(&*form, [it] if it.starts_with("spec.hostnameOverride: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain")),
        "{form:?}"
    );
    assert_eq!(
        of_pod(json!({"hostnameOverride": "a".repeat(65)})),
        ["spec.hostnameOverride: Too long: may not be more than 64 bytes"]
    );
}
