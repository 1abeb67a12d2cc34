//! Upstream's tables: `pkg/controller/nodelifecycle/node_lifecycle_controller_test.go`
//! `TestMonitorNodeHealth`, `TestTaintsNodeByCondition`, `TestTryUpdateNodeHealth`.

use super::zones::{State, Verdict, state, verdict};
use super::*;
use crate::api::{Labels, NodeCondition, TAINT_NODE_UNREACHABLE};

const NOW_MS: i64 = 1_000_000_000;

fn with_condition(mut node: Node, r#type: &str, status: &str) -> Node {
    node.status.conditions.push(NodeCondition {
        r#type: r#type.to_owned(),
        status: status.to_owned(),
        last_transition_time: Some(Time(NOW_MS / 1000)),
        ..NodeCondition::default()
    });
    node
}

fn node(name: &str, ready: &str) -> Node {
    let mut node = Node::default();
    node.metadata.name = name.into();
    with_condition(node, "Ready", ready)
}

fn in_zone(mut node: Node, zone: &str) -> Node {
    let label = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    node.metadata.labels = Labels::from([
        label("topology.kubernetes.io/region", "region1"),
        label("topology.kubernetes.io/zone", zone),
    ])
    .into();
    node
}

fn condemned(mut node: Node, ago_s: i64) -> Node {
    node.spec.taints.push(Taint {
        key: TAINT_NODE_UNREACHABLE.to_owned(),
        effect: "NoExecute".to_owned(),
        time_added: Some(Time(NOW_MS / 1000 - ago_s)),
        ..Taint::default()
    });
    node
}

fn cache(nodes: &[Node]) -> Cache {
    let mut cache = Cache::default();
    for node in nodes {
        let object = Object::from(node.clone());
        cache.apply(&WatchEvent { r#type: WatchType::Added, object, old: None });
    }
    cache
}

#[test]
fn the_state_of_a_zone() {
    for (ready, lost, wanted) in [
        (1, 0, State::Normal),
        (0, 1, State::Full),
        (0, 3, State::Full),
        (1, 2, State::Normal),
        (2, 3, State::Partial),
        (3, 3, State::Normal),
        (1, 3, State::Partial),
        (45, 55, State::Partial),
        (46, 54, State::Normal),
    ] {
        assert_eq!(state(ready, lost), wanted, "{ready} ready, {lost} lost");
    }
}

#[test]
fn nodes_go_one_after_the_other() {
    let (a, b, c, d) =
        (node("a", "Unknown"), node("b", "Unknown"), node("c", "True"), node("d", "True"));
    let at = |nodes: &[Node], which: usize| verdict(&cache(nodes), &nodes[which], NOW_MS);
    let two = [a.clone(), b.clone(), c.clone(), d.clone()];
    assert_eq!(at(&two, 0), Verdict::Evict);
    assert_eq!(at(&two, 1), Verdict::Wait(10_000));
    let second = [condemned(a.clone(), 4), b.clone(), c.clone(), d];
    assert_eq!(at(&second, 0), Verdict::Evict);
    assert_eq!(at(&second, 1), Verdict::Wait(6_000));
    // All nodes are lost: nobody is evicted, not even those that were about to be.
    let dark = [condemned(a.clone(), 4), b.clone()];
    assert_eq!(at(&dark, 0), Verdict::Spare);
    assert_eq!(at(&dark, 1), Verdict::Spare);
    // One zone of two is dark.
    let half = [in_zone(a.clone(), "1"), in_zone(c, "2")];
    assert_eq!(at(&half, 0), Verdict::Evict);
    // Most of a small zone is lost.
    let most = [a, b, node("e", "Unknown"), node("f", "True")];
    assert_eq!(at(&most, 0), Verdict::Spare);
}

#[test]
fn a_large_zone_goes_slowly() {
    let mut nodes: Vec<Node> = (10..50).map(|it| node(&format!("n{it}"), "Unknown")).collect();
    nodes.extend((50..70).map(|it| node(&format!("n{it}"), "True")));
    assert_eq!(verdict(&cache(&nodes), &nodes[0], NOW_MS), Verdict::Evict);
    assert_eq!(verdict(&cache(&nodes), &nodes[1], NOW_MS), Verdict::Wait(100_000));
}

#[test]
fn conditions_become_taints() {
    let well = node("well", "True");
    let cordoned = |mut node: Node| {
        node.spec.unschedulable = true;
        node
    };
    for (node, wanted) in [
        (well.clone(), vec![]),
        (cordoned(well.clone()), vec![("unschedulable", "NoSchedule")]),
        (with_condition(well.clone(), "MemoryPressure", "False"), vec![]),
        (
            with_condition(well.clone(), "DiskPressure", "True"),
            vec![("disk-pressure", "NoSchedule")],
        ),
        (
            with_condition(
                with_condition(well.clone(), "NetworkUnavailable", "True"),
                "PIDPressure",
                "True",
            ),
            vec![("network-unavailable", "NoSchedule"), ("pid-pressure", "NoSchedule")],
        ),
        (
            node("lost", "Unknown"),
            vec![("unreachable", "NoSchedule"), ("unreachable", "NoExecute")],
        ),
        (node("ill", "False"), vec![("not-ready", "NoSchedule"), ("not-ready", "NoExecute")]),
    ] {
        let cache = cache(&[node.clone(), self::node("other", "True")]);
        let ctx = Ctx::new(&cache, NOW_MS);
        let taints = wanted_taints(&ctx, &node, &mut SyncResult::default());
        let wanted: Vec<(String, &str)> = wanted
            .into_iter()
            .map(|(key, effect)| (format!("node.kubernetes.io/{key}"), effect))
            .collect();
        let taints: Vec<(String, &str)> =
            taints.into_iter().map(|(key, effect)| (key.to_owned(), effect)).collect();
        assert_eq!(taints, wanted);
    }
}

#[test]
fn what_is_not_heard_of_is_unknown() {
    let lost = give_up(&node("a", "True"), NOW_MS).unwrap_or_default();
    let ready = &lost.status.conditions[0];
    assert_eq!(ready.status, "Unknown");
    assert_eq!(ready.reason, "NodeStatusUnknown");
    assert_eq!(lost.status.conditions.len(), 4);
    assert_eq!(lost.status.conditions[3].reason, "NodeStatusNeverUpdated");
    assert_eq!(give_up(&lost, NOW_MS + 5000), None);
}
