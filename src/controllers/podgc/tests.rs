//! Upstream's tables: `pkg/controller/podgc/gc_controller_test.go` `TestGCOrphaned`,
//! `TestGCUnscheduledTerminating`, `TestGCTerminating`.

#![allow(clippy::field_reassign_with_default)] // A row says what differs from the default.

use super::*;
use crate::api::{NodeCondition, PodSpec, TAINT_NODE_OUT_OF_SERVICE, Taint, Time};

fn node(name: &str, ready: bool, taint: &str) -> Object {
    let mut node = Node::default();
    node.metadata.name = name.into();
    let status = if ready { "True" } else { "Unknown" };
    node.status.conditions.push(NodeCondition {
        r#type: "Ready".to_owned(),
        status: status.to_owned(),
        ..NodeCondition::default()
    });
    node.spec.taints.push(Taint { key: taint.to_owned(), ..Taint::default() });
    node.into()
}

fn pod(node: &str, ends: bool) -> Pod {
    let mut pod = Pod::default();
    pod.spec = Rc::new(PodSpec { node_name: node.into(), ..PodSpec::default() });
    pod.metadata.deletion_timestamp = ends.then_some(Time(1));
    pod
}

#[test]
fn who_is_collected() {
    let mut cache = Cache::default();
    for object in [
        node("well", true, ""),
        node("lost", false, ""),
        node("off", false, TAINT_NODE_OUT_OF_SERVICE),
        node("back", true, TAINT_NODE_OUT_OF_SERVICE),
    ] {
        cache.apply(&WatchEvent { r#type: WatchType::Added, object, old: None });
    }
    for (node, ends, wanted) in [
        ("", false, None),
        ("", true, Some(Cause::Unscheduled)),
        ("well", false, None),
        ("well", true, None),
        ("lost", true, None),
        ("off", false, None),
        ("off", true, Some(Cause::OutOfService)),
        ("back", true, None),
        ("gone", false, Some(Cause::Orphaned)),
        ("gone", true, Some(Cause::Orphaned)),
    ] {
        assert_eq!(cause(&cache, &pod(node, ends)), wanted, "{node:?} {ends}");
    }
}
