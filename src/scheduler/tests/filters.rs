//! Which nodes suit, and what is said of those that don't.

use super::{World, asking};
use crate::api::{Kind, NodeSelectorRequirement, ObjectKey, Value};
use crate::apiserver::WatchType;
use serde_json::json;

#[test]
fn operators_of_node_affinity() {
    for (operator, values, value, holds) in [
        ("In", vec!["a", "b"], Some("b"), true),
        ("In", vec!["a"], None, false),
        ("NotIn", vec!["a"], Some("b"), true),
        ("NotIn", vec!["a"], None, true),
        ("NotIn", vec!["a"], Some("a"), false),
        ("Exists", vec![], Some(""), true),
        ("Exists", vec![], None, false),
        ("DoesNotExist", vec![], None, true),
        ("DoesNotExist", vec![], Some("a"), false),
        ("Gt", vec!["3"], Some("4"), true),
        ("Gt", vec!["3"], Some("3"), false),
        ("Gt", vec!["3"], Some("x"), false),
        ("Gt", vec!["3"], None, false),
        ("Lt", vec!["3"], Some("2"), true),
        ("Lt", vec!["3"], Some("-9"), true),
        ("Lt", vec!["3", "4"], Some("3"), false),
        ("Like", vec!["a"], Some("a"), false),
    ] {
        let requirement = NodeSelectorRequirement {
            key: "key".to_owned(),
            operator: operator.to_owned(),
            values: values.iter().map(|it| (*it).to_owned()).collect(),
            ..NodeSelectorRequirement::default()
        };
        assert_eq!(requirement.holds(value), holds, "{operator} {values:?} {value:?}");
    }
}

fn required(terms: Value) -> Value {
    json!({"spec": {"affinity": {"nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}}})
}

#[test]
fn terms_are_alternatives_and_empty_ones_select_nothing() {
    let mut world = World::default();
    world.nodes(&["a: disk=ssd gpu=1", "b: disk=ssd", "c: disk=hdd"]);
    let is = |key: &str, value: &str| json!({"key": key, "operator": "In", "values": [value]});
    for (terms, suitable) in [
        (json!([{"matchExpressions": [is("disk", "ssd")]}]), vec!["a", "b"]),
        (json!([{"matchExpressions": [is("disk", "ssd"), is("gpu", "1")]}]), vec!["a"]),
        (
            json!([{"matchExpressions": [is("gpu", "1")]}, {"matchExpressions": [is("disk", "hdd")]}]),
            vec!["a", "c"],
        ),
        (json!([{"matchFields": [is("metadata.name", "b")]}]), vec!["b"]),
        (
            json!([{"matchFields": [is("metadata.name", "b")], "matchExpressions": [is("disk", "hdd")]}]),
            vec![],
        ),
        (json!([{}]), vec![]),
        (json!([]), vec![]),
    ] {
        assert_eq!(world.suitable(required(terms.clone())), suitable, "{terms}");
    }
    let mut both = required(json!([{"matchExpressions": [is("disk", "ssd")]}]));
    both["spec"]["nodeSelector"] = json!({"gpu": "1"});
    assert_eq!(world.suitable(both), ["a"], "selector and affinity must hold both");
}

#[test]
fn taints_are_borne_by_key_value_and_effect() {
    let mut world = World::default();
    world.node(
        "a",
        json!({"spec": {"taints": [
        {"key": "k", "value": "v", "effect": "NoSchedule"}]}}),
    );
    for (toleration, fits) in [
        (json!({"key": "k", "operator": "Equal", "value": "v", "effect": "NoSchedule"}), true),
        (json!({"key": "k", "value": "v"}), true),
        (json!({"key": "k", "operator": "Exists"}), true),
        (json!({"operator": "Exists"}), true),
        (json!({"key": "k", "value": "w"}), false),
        (json!({"key": "j", "operator": "Exists"}), false),
        (json!({"key": "k", "operator": "Exists", "effect": "NoExecute"}), false),
    ] {
        let pod = json!({"spec": {"tolerations": [toleration]}});
        assert_eq!(!world.suitable(pod).is_empty(), fits, "{toleration}");
    }
}

#[test]
fn ports_of_a_node_are_had_once() {
    let port = |port: i32, protocol: &str, ip: &str| {
        json!({"spec": {"containers": [{"name": "c", "image": "x", "ports": [
            {"containerPort": 80, "hostPort": port, "protocol": protocol, "hostIP": ip}]}]}})
    };
    let mut world = World::default();
    world.nodes(&["a"]);
    world.pod("taken", "a", port(8080, "TCP", "127.0.0.1"));
    for (pod, fits) in [
        (port(8080, "TCP", "127.0.0.1"), false),
        (port(8080, "TCP", "127.0.0.2"), true),
        (port(8080, "TCP", "0.0.0.0"), false),
        (port(8080, "TCP", ""), false),
        (port(8080, "UDP", ""), true),
        (port(8081, "TCP", ""), true),
    ] {
        assert_eq!(!world.suitable(pod.clone()).is_empty(), fits, "{pod}");
    }
}

fn hard(max_skew: i32, key: &str, more: Value) -> Value {
    let mut rule = json!({"maxSkew": max_skew, "topologyKey": key,
        "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "web"}}});
    super::add(&mut rule, &more);
    json!({"metadata": {"labels": {"app": "web"}}, "spec": {"topologySpreadConstraints": [rule]}})
}

#[test]
fn no_place_may_be_much_fuller_than_the_emptiest() {
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=1", "c: zone=2", "d: zone=2"]);
    world.spread("web", &[("a", 2), ("b", 1), ("c", 2)]);
    let zone = |skew| hard(skew, "zone", json!({}));
    assert_eq!(world.suitable(zone(1)), ["c", "d"]);
    assert_eq!(world.suitable(zone(2)), ["a", "b", "c", "d"]);
    let host = |more| hard(1, "kubernetes.io/hostname", more);
    assert_eq!(world.suitable(host(json!({}))), ["d"]);
    assert_eq!(world.suitable(host(json!({"minDomains": 5}))), ["d"]);
    // With fewer places than wished the emptiest counts as empty.
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=2"]);
    world.spread("web", &[("a", 1), ("b", 1)]);
    assert_eq!(world.suitable(zone(1)), ["a", "b"]);
    assert!(world.suitable(hard(1, "zone", json!({"minDomains": 3}))).is_empty());
}

#[test]
fn whether_other_nodes_count_for_spreading_can_be_said() {
    let mut world = World::default();
    world.nodes(&["a: zone=1 disk=ssd", "b: zone=2"]);
    world.node(
        "c",
        json!({"metadata": {"labels": {"zone": "3", "disk": "ssd"}},
        "spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}}),
    );
    world.spread("web", &[("a", 1)]);
    let with = |more| {
        let mut pod = hard(1, "zone", more);
        pod["spec"]["nodeSelector"] = json!({"disk": "ssd"});
        world.suitable(pod)
    };
    // Zone 3 is empty and counts, although its node is tainted.
    assert!(with(json!({})).is_empty());
    assert_eq!(with(json!({"nodeTaintsPolicy": "Honor"})), ["a"]);
    let both = json!({"nodeTaintsPolicy": "Honor", "nodeAffinityPolicy": "Ignore"});
    assert!(with(both).is_empty(), "zone 2 is empty and counts");
}

fn pod_rule(sign: &str, key: &str, app: &str) -> Value {
    json!({"metadata": {"labels": {"app": "web"}}, "spec": {"affinity": {sign: {
        "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": key,
            "labelSelector": {"matchLabels": {"app": app}}}]}}}})
}

#[test]
fn near_some_pods_and_away_from_others() {
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=1", "c: zone=2", "d:"]);
    world.spread("db", &[("a", 1)]);
    assert_eq!(world.suitable(pod_rule("podAffinity", "zone", "db")), ["a", "b"]);
    assert_eq!(world.suitable(pod_rule("podAntiAffinity", "zone", "db")), ["c", "d"]);
    assert_eq!(world.suitable(pod_rule("podAffinity", "kubernetes.io/hostname", "db")), ["a"]);
    // The first of a group goes anywhere where there is such a place.
    assert_eq!(world.suitable(pod_rule("podAffinity", "zone", "web")), ["a", "b", "c"]);
    assert!(world.suitable(pod_rule("podAffinity", "zone", "none")).is_empty());
    // Who is away from others keeps them off.
    world.pod("hermit", "c", pod_rule("podAntiAffinity", "zone", "web"));
    let web = json!({"metadata": {"labels": {"app": "web"}}});
    assert_eq!(world.suitable(web), ["a", "b", "d"]);
    assert_eq!(world.suitable(json!({})), ["a", "b", "c", "d"]);
}

#[test]
fn rules_are_about_the_own_namespace_unless_they_name_others() {
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=2"]);
    world.object(
        crate::api::Kind::Namespace,
        json!({"metadata": {"name": "shop", "labels": {"team": "x"}}}),
    );
    world.pod("db", "a", json!({"metadata": {"namespace": "shop", "labels": {"app": "db"}}}));
    let with = |more: Value| {
        let mut pod = pod_rule("podAntiAffinity", "zone", "db");
        let rule = &mut pod["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
            [0];
        super::add(rule, &more);
        world.suitable(pod)
    };
    assert_eq!(with(json!({})), ["a", "b"]);
    assert_eq!(with(json!({"namespaces": ["shop"]})), ["b"]);
    assert_eq!(with(json!({"namespaceSelector": {}})), ["b"]);
    assert_eq!(with(json!({"namespaceSelector": {"matchLabels": {"team": "x"}}})), ["b"]);
    assert_eq!(with(json!({"namespaceSelector": {"matchLabels": {"team": "y"}}})), ["a", "b"]);
}

#[test]
fn messages_are_those_of_the_real_scheduler() {
    let help = |text: &str| {
        format!("no new claims to deallocate, preemption: 0/3 nodes are available: {text}.")
    };
    let mut world = World::default();
    assert_eq!(world.message(json!({})), "no nodes available to schedule pods");
    world.nodes(&["a: zone=1", "b: zone=2", "c:"]);
    let none = help("3 No preemption victims found for incoming pod");
    let hopeless = help("3 Preemption is not helpful for scheduling");
    world.pod("busy", "a", asking("2", "7Gi"));
    for (pod, expected) in [
        (asking("5", "1Gi"), format!("0/3 nodes are available: 3 Insufficient cpu. {hopeless}")),
        (
            json!({"spec": {"nodeSelector": {"zone": "9"}}}),
            format!(
                "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. {hopeless}"
            ),
        ),
        (
            pod_rule("podAffinity", "zone", "none"),
            format!(
                "0/3 nodes are available: 3 node(s) didn't match pod affinity rules. {hopeless}"
            ),
        ),
        (
            required(json!([{"matchFields": [
                {"key": "metadata.name", "operator": "In", "values": ["gone"]}]}])),
            format!(
                "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. {hopeless}"
            ),
        ),
    ] {
        assert_eq!(world.message(pod.clone()), expected, "{pod}");
    }
    world.pod("busy-b", "b", asking("2", "7Gi"));
    world.pod("busy-c", "c", asking("2", "7Gi"));
    assert_eq!(
        world.message(asking("3", "2Gi")),
        format!("0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. {none}")
    );
    let spread = hard(1, "zone", json!({}));
    world.spread("web", &[("a", 2), ("b", 2)]);
    assert_eq!(world.suitable(spread), ["a", "b"]);
    let mut full = hard(1, "zone", json!({}));
    super::add(
        &mut full,
        &json!({"spec": {"topologySpreadConstraints": [
        {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
        "minDomains": 3, "labelSelector": {"matchLabels": {"app": "web"}}}]}}),
    );
    assert_eq!(
        world.message(full),
        format!(
            "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label), 2 node(s) didn't match pod topology spread constraints. {}",
            help(
                "1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod"
            )
        )
    );
}

/// Rows of upstream's `TestFitError_Error` (those of the filters).
#[test]
fn reasons_are_counted_and_sorted_as_texts() {
    use crate::scheduler::{Cycle, NodeVerdict, PostFilter, Rejection};
    use std::rc::Rc;
    const ONE: &str = "Node(s) failed Filter plugin FalseFilter-1";
    const TWO: &str = "Node(s) failed Filter plugin FalseFilter-2";
    let failed = || PostFilter::Failed { why: "in vain.".to_owned(), is_final: true };
    let told = "no new claims to deallocate, preemption: in vain.";
    let last = "Node failed Permit plugin Permit-1";
    for (nodes, post_filter, expected) in [
        (vec![ONE, ONE, ONE], PostFilter::None, format!("0/3 nodes are available: 3 {ONE}.")),
        (vec![ONE, ONE, ONE], failed(), format!("0/3 nodes are available: 3 {ONE}. {told}")),
        (
            vec![ONE, ONE, TWO],
            PostFilter::None,
            format!("0/3 nodes are available: 1 {TWO}, 2 {ONE}."),
        ),
        (
            vec![ONE, ONE, TWO],
            failed(),
            format!("0/3 nodes are available: 1 {TWO}, 2 {ONE}. {told}"),
        ),
        (vec![last], PostFilter::None, format!("0/1 nodes are available: 1 {last}.")),
        // As texts, ten comes before two.
        (
            [vec![TWO; 10], vec![ONE; 2]].concat(),
            PostFilter::None,
            format!("0/12 nodes are available: 10 {TWO}, 2 {ONE}."),
        ),
    ] {
        let verdict = |reason: &&str| NodeVerdict {
            node: "node".into(),
            rejection: Some(Rc::new(Rejection {
                plugin: "FalseFilter",
                reasons: vec![(*reason).to_owned()],
                resolvable: true,
            })),
            scores: Rc::default(),
            total: 0,
        };
        let verdicts: Vec<NodeVerdict> = nodes.iter().map(verdict).collect();
        let evaluated = verdicts.len();
        let cycle = Cycle {
            node: None,
            verdicts,
            evaluated,
            suitable: 0,
            ties: 0,
            post_filter,
            refused: None,
        };
        assert_eq!(cycle.message(), expected);
    }
}

#[test]
fn nodes_that_are_cordoned_or_tainted_are_counted() {
    let mut world = World::default();
    world.nodes(&["a:", "b:"]);
    let taint = json!([{"key": "k", "effect": "PreferNoSchedule"}]);
    for (spec, marked) in [
        (json!({}), 0),
        (json!({"unschedulable": true}), 1),
        (json!({"unschedulable": true, "taints": taint}), 1),
        (json!({"taints": taint}), 1),
        (json!({}), 0),
        (json!({"taints": taint}), 1),
    ] {
        world.node("a", json!({"spec": spec}));
        assert_eq!(world.scheduler.marked, marked, "{spec}");
    }
    let gone = world.cache.get(&ObjectKey::new(Kind::Node, "", "a")).cloned().unwrap();
    world.tell(WatchType::Deleted, gone);
    assert_eq!(world.scheduler.marked, 0);
}

/// A bound volume is reached from the nodes that its affinity selects, by whatever it tells them apart.
#[test]
fn nodes_that_reach_a_volume() {
    let mut world = World::default();
    world.nodes(&["a: disks=2", "b: disks=5", "c: disks=9"]);
    let asks = json!({"spec": {"volumes": [
        {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}});
    let meta = json!({"name": "data", "namespace": "default", "uid": "u", "annotations":
        {"pv.kubernetes.io/bind-completed": "yes"}});
    let claim =
        json!({"metadata": meta, "spec": {"volumeName": "pv"}, "status": {"phase": "Bound"}});
    world.object(Kind::PersistentVolumeClaim, claim);
    let is = |key: &str, operator: &str, value: &str| json!({"key": key, "operator": operator, "values": [value]});
    for (required, suitable) in [
        (Value::Null, vec!["a", "b", "c"]),
        (json!([]), vec![]),
        (json!([{}]), vec![]),
        (json!([{"matchFields": [is("metadata.name", "In", "b")]}]), vec!["b"]),
        (json!([{"matchFields": [is("metadata.name", "NotIn", "b")]}]), vec!["a", "c"]),
        (json!([{"matchExpressions": [is("disks", "Gt", "4")]}]), vec!["b", "c"]),
        (
            json!([{"matchExpressions": [is("disks", "Gt", "4"), is("disks", "Lt", "9")]}]),
            vec!["b"],
        ),
        (
            json!([{"matchExpressions": [is("disks", "In", "2")]},
                {"matchFields": [is("metadata.name", "In", "c")]}]),
            vec!["a", "c"],
        ),
    ] {
        let affinity = match &required {
            Value::Null => json!({}),
            terms => json!({"required": {"nodeSelectorTerms": terms}}),
        };
        let volume = json!({"metadata": {"name": "pv"}, "spec": {"nodeAffinity": affinity}});
        world.object(Kind::PersistentVolume, volume);
        assert_eq!(world.suitable(asks.clone()), suitable, "{required}");
    }
}
