//! Strategic merge patches, in the forms that the documentation and the real kubectl have.

use super::{strategic_merge, three_way_patch, two_way_patch};
use crate::api::{Kind, Value};
use serde_json::json;

fn containers(list: &Value) -> Value {
    json!({"spec": {"template": {"spec": {"containers": list}}}})
}

fn merged(kind: Kind, mut live: Value, patch: Value) -> Value {
    strategic_merge(kind, &mut live, patch).unwrap();
    live
}

#[test]
fn new_items_come_first_and_named_ones_keep_their_place() {
    let live = containers(&json!([{"name": "a", "image": "x"}, {"name": "b", "image": "y"}]));
    let rows = [
        (json!([{"name": "c", "image": "z"}]), vec!["c", "a", "b"]),
        (json!([{"name": "b", "image": "z"}]), vec!["a", "b"]),
        (json!([{"name": "a", "$patch": "delete"}, {"name": "d"}]), vec!["d", "b"]),
        (json!([{"$patch": "replace"}, {"name": "e"}]), vec!["e"]),
    ];
    for (patch, names) in rows {
        let merged = merged(Kind::Deployment, live.clone(), containers(&patch));
        let list = merged["spec"]["template"]["spec"]["containers"].as_array().cloned().unwrap();
        let found: Vec<&str> = list.iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(found, names, "{patch}");
    }
}

#[test]
fn an_order_is_kept() {
    let live = containers(&json!([{"name": "a"}, {"name": "b"}, {"name": "c"}]));
    let mut patch = containers(&json!([{"name": "d"}]));
    patch["spec"]["template"]["spec"]["$setElementOrder/containers"] =
        json!([{"name": "b"}, {"name": "d"}, {"name": "a"}]);
    let merged = merged(Kind::Deployment, live, patch);
    let found = &merged["spec"]["template"]["spec"]["containers"];
    assert_eq!(*found, json!([{"name": "b"}, {"name": "d"}, {"name": "a"}, {"name": "c"}]));
}

#[test]
fn only_the_keys_that_are_retained_stay() {
    let live = json!({"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {}}}});
    let patch = json!({"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}});
    let merged = merged(Kind::Deployment, live.clone(), patch);
    assert_eq!(merged, json!({"spec": {"strategy": {"type": "Recreate"}}}));
    let wrong = json!({"spec": {"strategy": {"$retainKeys": ["rollingUpdate"], "type": "x"}}});
    let error = strategic_merge(Kind::Deployment, &mut live.clone(), wrong).unwrap_err();
    assert_eq!(error.message, "invalid patch format of retainKeys");
}

#[test]
fn sets_of_scalars_are_united_and_other_lists_replaced() {
    let live =
        json!({"metadata": {"finalizers": ["a/a", "b/b"]}, "spec": {"taints": [{"key": "a"}]}});
    let patch = json!({
        "metadata": {"finalizers": ["c/c"], "$deleteFromPrimitiveList/finalizers": ["a/a"]},
        "spec": {"taints": [{"key": "b"}]},
    });
    let merged = merged(Kind::Node, live, patch);
    assert_eq!(merged["metadata"]["finalizers"], json!(["c/c", "b/b"]));
    assert_eq!(merged["spec"]["taints"], json!([{"key": "b"}]));
}

#[test]
fn merge_keys_are_those_of_the_type() {
    let ports = |list: Value| json!({"spec": {"ports": list}});
    let live = ports(json!([{"port": 80, "name": "a"}, {"port": 443, "name": "b"}]));
    let patch = ports(json!([{"port": 443, "targetPort": 8443}]));
    let want =
        ports(json!([{"port": 80, "name": "a"}, {"port": 443, "name": "b", "targetPort": 8443}]));
    assert_eq!(merged(Kind::Service, live.clone(), patch), want);
    let nameless = ports(json!([{"targetPort": 1}]));
    let error = strategic_merge(Kind::Service, &mut live.clone(), nameless).unwrap_err();
    assert_eq!(error.message, "map: map[targetPort:1] does not contain declared merge key: port");
}

/// Two ports of one number: what the manifest names first takes the other's place.
#[test]
fn a_port_of_another_protocol_replaces_its_namesake() {
    let udp = json!({"name": "u", "port": 9, "protocol": "UDP"});
    let tcp = json!({"name": "t", "port": 9, "protocol": "TCP"});
    let old = json!({"spec": {"ports": [udp]}});
    let new = json!({"spec": {"ports": [tcp, udp]}});
    let patch = three_way_patch(Kind::Service, &old, &new, &old).unwrap();
    assert_eq!(merged(Kind::Service, old, patch), json!({"spec": {"ports": [tcp]}}));
}

#[test]
fn an_apply_leaves_what_others_have_added() {
    let env = |list: Value| containers(&json!([{"name": "c", "env": list}]));
    let last = env(json!([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]));
    let new = env(json!([{"name": "B", "value": "3"}, {"name": "C", "value": "4"}]));
    let live = env(json!([
        {"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "D", "value": "5"},
    ]));
    let patch = three_way_patch(Kind::Deployment, &last, &new, &live).unwrap();
    let want = env(json!([
        {"name": "B", "value": "3"}, {"name": "D", "value": "5"}, {"name": "C", "value": "4"},
    ]));
    assert_eq!(merged(Kind::Deployment, live, patch), want);
}

#[test]
fn a_difference_says_no_more_than_is_needed() {
    let rows = [
        (Kind::ConfigMap, json!({"data": {"a": "1"}}), json!({"data": {"a": "1"}}), json!({})),
        (
            Kind::ConfigMap,
            json!({"data": {"a": "1", "b": "2"}}),
            json!({"data": {"a": "3"}}),
            json!({"data": {"a": "3", "b": null}}),
        ),
        (
            Kind::Deployment,
            json!({"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {}}}}),
            json!({"spec": {"strategy": {"type": "Recreate"}}}),
            json!({"spec": {"strategy": {
                "$retainKeys": ["type"], "rollingUpdate": null, "type": "Recreate",
            }}}),
        ),
    ];
    for (kind, old, new, want) in rows {
        assert_eq!(two_way_patch(kind, &old, &new), want);
    }
}
