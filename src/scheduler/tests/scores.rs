//! What each plugin gives each node.

use super::{World, asking};
use crate::api::Value;
use serde_json::json;

fn soft(max_skew: i32, key: &str) -> Value {
    json!({"metadata": {"labels": {"app": "web"}}, "spec": {"topologySpreadConstraints": [{
        "maxSkew": max_skew, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {"app": "web"}}}]}})
}

/// Numbers of upstream's `TestPodTopologySpreadScore`.
#[test]
fn spreading_prefers_what_is_empty() {
    const HOST: &str = "kubernetes.io/hostname";
    for (counts, max_skew, expected) in [
        (vec![0, 0], 1, vec![100, 100]),
        (vec![1, 1], 1, vec![100, 100]),
        (vec![2, 1, 0, 3], 1, vec![20, 60, 100, 0]),
        (vec![2, 1, 0, 3], 2, vec![33, 66, 100, 16]),
        (vec![4, 3, 2, 1], 3, vec![44, 66, 77, 100]),
    ] {
        let mut world = World::default();
        let names = ["a", "b", "c", "d"];
        world.nodes(&names[..counts.len()]);
        for (name, count) in names.iter().zip(&counts) {
            world.spread("web", &[(name, *count)]);
        }
        assert_eq!(world.scores("PodTopologySpread", soft(max_skew, HOST)), expected, "{counts:?}");
    }
}

#[test]
fn zones_count_as_a_whole_and_nodes_without_the_label_get_nothing() {
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=1", "c: zone=2", "d:"]);
    world.spread("web", &[("a", 2), ("d", 9)]);
    // Zone 1 has 2: 2 ln 4 = 2.8, that is 3.
    assert_eq!(world.scores("PodTopologySpread", soft(1, "zone")), [0, 0, 100, 0]);
}

#[test]
fn pods_of_a_replica_set_are_spread_without_a_rule_of_their_own() {
    let mut world = World::default();
    world.nodes(&["a", "b"]);
    world.object(
        crate::api::Kind::ReplicaSet,
        json!({"metadata": {"name": "web", "namespace": "default"},
            "spec": {"selector": {"matchLabels": {"app": "web"}}}}),
    );
    world.spread("web", &[("a", 1)]);
    let owned = json!({"metadata": {"labels": {"app": "web"}, "ownerReferences": [{
        "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "x",
        "controller": true}]}});
    // Hosts: ln 4 + 2 = 3.4, that is 3, beside 2.
    assert_eq!(world.scores("PodTopologySpread", owned), [66, 100]);
    assert!(world.scores("PodTopologySpread", json!({})).is_empty());
}

fn term(sign: &str, weight: i32, key: &str, app: &str) -> Value {
    json!({"spec": {"affinity": {sign: {"preferredDuringSchedulingIgnoredDuringExecution": [{
        "weight": weight, "podAffinityTerm": {"topologyKey": key,
            "labelSelector": {"matchLabels": {"app": app}}}}]}}}})
}

/// Cases of upstream's `TestPreferredAffinity`.
#[test]
fn pods_attract_and_repel() {
    let mut world = World::default();
    world.nodes(&["a: region=china", "b: region=china", "c: region=india", "d: az=1"]);
    world.spread("db", &[("a", 1), ("d", 1)]);
    let scores = |world: &World, change| world.scores("InterPodAffinity", change);
    assert_eq!(scores(&world, term("podAffinity", 5, "region", "db")), [100, 100, 0, 0]);
    assert_eq!(scores(&world, term("podAntiAffinity", 5, "region", "db")), [0, 0, 100, 100]);
    assert_eq!(scores(&world, term("podAffinity", 5, "region", "none")), Vec::<i64>::new());
    world.spread("db", &[("b", 2), ("c", 1)]);
    // Three in China, one in India.
    assert_eq!(scores(&world, term("podAffinity", 5, "region", "db")), [100, 100, 33, 0]);
}

#[test]
fn what_others_wish_counts_too() {
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=2"]);
    world.pod("friend", "a", term("podAffinity", 7, "zone", "web"));
    world.pod("foe", "b", term("podAntiAffinity", 7, "zone", "web"));
    let web = json!({"metadata": {"labels": {"app": "web"}}});
    assert_eq!(world.scores("InterPodAffinity", web.clone()), [100, 0]);
    // A wish that must hold weighs one.
    let mut world = World::default();
    world.nodes(&["a: zone=1", "b: zone=2"]);
    let hard = json!({"spec": {"affinity": {"podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone",
            "labelSelector": {"matchLabels": {"app": "web"}}}]}}}});
    world.pod("friend", "b", hard);
    assert_eq!(world.scores("InterPodAffinity", web), [0, 100]);
}

#[test]
fn preferred_nodes_get_their_weights() {
    let mut world = World::default();
    world.nodes(&["a: disk=ssd zone=1", "b: disk=ssd", "c: disk=hdd"]);
    let terms = json!([
        {"weight": 2, "preference": {"matchExpressions": [
            {"key": "disk", "operator": "In", "values": ["ssd"]}]}},
        {"weight": 4, "preference": {"matchExpressions": [{"key": "zone", "operator": "Exists"}]}},
    ]);
    let pod = json!({"spec": {"affinity": {"nodeAffinity": {
        "preferredDuringSchedulingIgnoredDuringExecution": terms}}}});
    assert_eq!(world.scores("NodeAffinity", pod), [100, 33, 0]);
}

#[test]
fn soft_taints_count() {
    let mut world = World::default();
    let taints = |keys: &[&str]| {
        let taint = |key: &&str| json!({"key": key, "effect": "PreferNoSchedule"});
        json!({"spec": {"taints": keys.iter().map(taint).collect::<Vec<_>>()}})
    };
    world.node("a", taints(&[]));
    world.node("b", taints(&["x"]));
    world.node("c", taints(&["x", "y"]));
    assert_eq!(world.scores("TaintToleration", json!({})), [100, 50, 0]);
    let bears = json!({"spec": {"tolerations": [{"key": "x", "operator": "Exists"}]}});
    assert_eq!(world.scores("TaintToleration", bears), [100, 100, 0]);
}

#[test]
fn free_and_balanced_nodes_are_better() {
    let mut world = World::default();
    world.nodes(&["a", "b"]);
    world.pod("busy", "a", asking("2", "1Gi"));
    // a: CPU (4-3)/4 = 25, memory (8-2)/8 = 75; b: 75 and 87.
    assert_eq!(world.scores("NodeResourcesFit", asking("1", "1Gi")), [50, 81]);
    // a: 81 before, 75 after; b: 100 before, 93 after.
    assert_eq!(world.scores("NodeResourcesBalancedAllocation", asking("1", "1Gi")), [72, 71]);
    assert!(world.scores("NodeResourcesBalancedAllocation", json!({})).is_empty());
}

/// Numbers of upstream's `TestImageLocalityPriority`.
#[test]
fn images_that_are_there_count_by_their_size() {
    const MB: i64 = 1024 * 1024;
    let images = |list: &[(&str, i64)]| {
        let image = |(name, mb): &(&str, i64)| json!({"names": [name], "sizeBytes": mb * MB});
        json!({"status": {"images": list.iter().map(image).collect::<Vec<_>>()}})
    };
    let pod = |names: &[&str]| {
        let container = |name: &&str| json!({"name": "c", "image": name});
        json!({"spec": {"containers": names.iter().map(container).collect::<Vec<_>>()}})
    };
    let mut world = World::default();
    world.node("a", images(&[("gcr.io/40:latest", 40), ("gcr.io/300:latest", 300)]));
    world.node("b", images(&[("gcr.io/250:latest", 250)]));
    assert_eq!(world.scores("ImageLocality", pod(&["gcr.io/40", "gcr.io/250"])), [0, 5]);
    assert_eq!(world.scores("ImageLocality", pod(&["gcr.io/40", "gcr.io/300"])), [7, 0]);
    assert_eq!(world.scores("ImageLocality", pod(&["gcr.io/none"])), [0, 0]);
}
