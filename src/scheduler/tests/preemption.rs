//! Who has to go. Cases of upstream's `TestSelectBestCandidate`, `TestPodEligibleToPreemptOthers`.

use super::{World, asking};
use crate::api::{Kind, ObjectKey, Value};
use crate::apiserver::WatchType;
use serde_json::json;

fn with(mut base: Value, more: Value) -> Value {
    super::add(&mut base, &more);
    base
}

fn of_priority(cpu: &str, priority: i32) -> Value {
    with(asking(cpu, "1Mi"), json!({"spec": {"priority": priority}}))
}

fn since(pod: Value, time: &str) -> Value {
    with(pod, json!({"status": {"startTime": format!("2026-01-05T{time}:00Z")}}))
}

/// The node and the victims.
fn chosen(world: &World, pod: Value) -> Option<(String, Vec<String>)> {
    let it = world.explain(pod).preemption?;
    let mut names: Vec<String> = it.victims.iter().map(|it| it.key.name.to_string()).collect();
    names.sort();
    Some((it.node, names))
}

fn expect(world: &World, pod: Value, node: &str, victims: &[&str]) {
    let victims = victims.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(chosen(world, pod), Some((node.to_owned(), victims)));
}

#[test]
fn only_less_important_pods_go_and_no_more_than_needed() {
    let mut world = World::default();
    world.nodes(&["a"]);
    world.pod("small", "a", of_priority("1", 1));
    world.pod("middle", "a", of_priority("1", 5));
    world.pod("great", "a", of_priority("2", 9));
    expect(&world, of_priority("1", 6), "a", &["small"]);
    expect(&world, of_priority("2", 6), "a", &["middle", "small"]);
    assert_eq!(chosen(&world, of_priority("3", 6)), None);
    assert_eq!(chosen(&world, of_priority("1", 1)), None, "equals stay");
    assert_eq!(
        world.message(of_priority("3", 6)),
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Insufficient cpu."
    );
    let polite = with(of_priority("1", 9), json!({"spec": {"preemptionPolicy": "Never"}}));
    assert_eq!(
        world.message(polite),
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never."
    );
    assert_eq!(world.message(of_priority("1", 6)), "0/1 nodes are available: 1 Insufficient cpu.");
}

#[test]
fn the_node_that_loses_least_is_chosen() {
    let nodes = ["a", "b", "c"];
    for (pods, node) in [
        // The least important most important victim.
        (vec![("a", "4", 5), ("b", "4", 3), ("c", "4", 4)], "b"),
        // The smallest sum.
        (
            vec![
                ("a", "2", 5),
                ("a", "2", 5),
                ("b", "2", 5),
                ("b", "2", 4),
                ("c", "2", 5),
                ("c", "2", 5),
            ],
            "b",
        ),
        // The fewest, where the sums are the same: each weighs something.
        (vec![("a", "2", 5), ("a", "2", 5), ("b", "2", 5), ("b", "2", 5), ("c", "4", 5)], "c"),
        // Of equal ones the first.
        (vec![("a", "4", 5), ("b", "4", 5), ("c", "4", 5)], "a"),
    ] {
        let mut world = World::default();
        world.nodes(&nodes);
        for (index, (on, cpu, priority)) in pods.iter().enumerate() {
            world.pod(&format!("p{index}"), on, of_priority(cpu, *priority));
        }
        let found = chosen(&world, of_priority("4", 10)).map(|it| it.0);
        assert_eq!(found.as_deref(), Some(node), "{pods:?}");
    }
}

#[test]
fn the_youngest_goes() {
    let mut world = World::default();
    world.nodes(&["a", "b"]);
    world.pod("old", "a", since(of_priority("4", 1), "09:00"));
    world.pod("young", "b", since(of_priority("4", 1), "10:00"));
    expect(&world, of_priority("4", 10), "b", &["young"]);
    // On one node the younger ones go first, too.
    let mut world = World::default();
    world.nodes(&["a"]);
    world.pod("old", "a", since(of_priority("2", 1), "09:00"));
    world.pod("young", "a", since(of_priority("2", 1), "10:00"));
    expect(&world, of_priority("2", 10), "a", &["young"]);
}

#[test]
fn who_is_kept_off_by_a_pod_can_push_it_out() {
    let mut world = World::default();
    world.nodes(&["a"]);
    let hermit = json!({"metadata": {"labels": {"app": "web"}}, "spec": {"priority": 1,
        "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "kubernetes.io/hostname",
            "labelSelector": {"matchLabels": {"app": "web"}}}]}}}});
    world.pod("hermit", "a", hermit.clone());
    world.pod("other", "a", of_priority("1", 1));
    expect(&world, with(hermit, json!({"spec": {"priority": 5}})), "a", &["hermit"]);
}

#[test]
fn nobody_else_goes_while_a_victim_is_leaving() {
    let mut world = World::default();
    world.nodes(&["a"]);
    let leaving = json!({"metadata": {"deletionTimestamp": "2026-01-05T09:00:00Z"},
        "status": {"conditions": [{"type": "DisruptionTarget", "status": "True",
            "reason": "PreemptionByScheduler"}]}});
    world.pod("leaving", "a", with(of_priority("4", 1), leaving));
    let waiting = with(of_priority("4", 5), json!({"status": {"nominatedNodeName": "a"}}));
    assert_eq!(
        world.message(waiting),
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node."
    );
}

#[test]
fn room_that_is_promised_is_taken() {
    let mut world = World::default();
    world.nodes(&["a"]);
    let promised = super::new_pod("promised", of_priority("3", 5));
    world.scheduler.nominate(&promised, "a");
    assert!(world.suitable(of_priority("2", 5)).is_empty());
    assert!(world.suitable(of_priority("2", 4)).is_empty());
    assert_eq!(world.suitable(of_priority("2", 6)), ["a"]);
    assert_eq!(world.suitable(of_priority("1", 0)), ["a"]);
}

/// A world in which a Pod of priority 1 has the claim `own` for itself.
fn with_exclusive_claim() -> World {
    let mut world = World::default();
    world.nodes(&["a", "b"]);
    for (name, mode) in [("own", "ReadWriteOncePod"), ("shared", "ReadWriteOnce")] {
        let annotations = json!({"pv.kubernetes.io/bind-completed": "yes"});
        let volume = format!("pv-{name}");
        world.object(
            Kind::PersistentVolumeClaim,
            json!({"metadata": {"name": name, "namespace": "default", "annotations": annotations},
                "spec": {"accessModes": [mode], "volumeName": volume}, "status": {"phase": "Bound"}}),
        );
        world.object(Kind::PersistentVolume, json!({"metadata": {"name": volume}, "spec": {}}));
        world.pod(&format!("has-{name}"), "a", using(name, 1));
    }
    world
}

fn using(claim: &str, priority: i32) -> Value {
    let volume = json!({"name": "v", "persistentVolumeClaim": {"claimName": claim}});
    json!({"spec": {"priority": priority, "volumes": [volume]}})
}

/// Rows of upstream's `TestAccessModeConflicts`.
#[test]
fn a_claim_for_one_pod_is_kept_from_others_on_every_node() {
    let mut world = with_exclusive_claim();
    let taken = "0/2 nodes are available: 2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.";
    assert_eq!(
        world.message(using("own", 1)),
        format!(
            "{taken} no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod."
        )
    );
    assert_eq!(world.suitable(using("shared", 1)), ["a", "b"]);
    // Who is more important gets it, and with it the node of whoever had it.
    expect(&world, using("own", 2), "a", &["has-own"]);
    let elsewhere = with(using("own", 1), json!({"metadata": {"namespace": "other"}}));
    assert!(!world.message(elsewhere).contains("ReadWriteOncePod"));
    let gone = ObjectKey::new(Kind::Pod, "default", "has-own");
    let gone = world.cache.get(&gone).cloned().unwrap();
    world.tell(WatchType::Deleted, gone);
    assert_eq!(world.suitable(using("own", 1)), ["a", "b"]);
}
