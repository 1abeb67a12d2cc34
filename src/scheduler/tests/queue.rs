//! Who is tried next, and when again.

use super::{World, asking, new_pod};
use crate::api::{Kind, Object, Typed};
use crate::apiserver::WatchType;
use crate::scheduler::{PodInfo, Queue};
use serde_json::json;
use std::rc::Rc;

fn info(name: &str, priority: i32) -> Rc<PodInfo> {
    Rc::new(PodInfo::new(&new_pod(name, json!({"spec": {"priority": priority}}))))
}

fn names(queue: &mut Queue, now_ms: i64) -> Vec<String> {
    std::iter::from_fn(|| queue.pop(now_ms)).map(|it| it.name.to_string()).collect()
}

#[test]
fn priority_first_then_who_came_first() {
    let mut queue = Queue::default();
    for (at, (name, priority)) in [("a", 0), ("b", 5), ("c", 0), ("d", 5)].iter().enumerate() {
        queue.add(info(name, *priority), i64::try_from(at).unwrap());
    }
    assert_eq!(names(&mut queue, 10), ["b", "d", "a", "c"]);
}

/// Rows of upstream's `TestBackoffQueue_calculateBackoffDuration`: 1 s doubled, 10 s at most.
#[test]
fn waits_grow_to_ten_seconds() {
    let mut queue = Queue::default();
    let pod = info("a", 0);
    queue.add(Rc::clone(&pod), 0);
    let mut now_ms = 0;
    for seconds in [1, 2, 4, 8].into_iter().chain([10; 70]) {
        assert!(queue.pop(now_ms).is_some());
        queue.unschedulable(&pod.key, Vec::new());
        queue.retry_where(now_ms, |_| true);
        assert_eq!(queue.next_flush_ms(), Some(now_ms + seconds * 1000));
        now_ms += seconds * 1000;
        queue.flush(now_ms);
    }
}

#[test]
fn with_nobody_else_to_try_nobody_waits() {
    let mut queue = Queue::default();
    for name in ["a", "b"] {
        let pod = info(name, i32::from(name == "b"));
        queue.add(Rc::clone(&pod), 0);
        queue.pop(0);
        queue.unschedulable(&pod.key, Vec::new());
    }
    assert!(!queue.is_ready());
    queue.retry_where(10, |_| true);
    assert!(queue.is_ready());
    assert_eq!(names(&mut queue, 10), ["b", "a"]);
}

/// Only changes that matter to the plugins that found no node lead to another attempt.
#[test]
fn changes_that_cannot_help_are_not_tried() {
    let waits = |change: serde_json::Value, by: &'static str| {
        let mut world = World::default();
        world.node("a", json!({"spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}}));
        world.pod("other", "a", asking("1", "1Gi"));
        let pod = new_pod("new", change);
        let key = pod.key();
        world.tell(WatchType::Added, Object::Pod(pod));
        world.scheduler.queue.pop(0);
        world.scheduler.queue.unschedulable(&key, vec![by]);
        (world, key)
    };
    let selects = json!({"spec": {"nodeSelector": {"disk": "ssd"}}});
    let node = |labels: serde_json::Value, tainted: bool| {
        let taints =
            if tainted { json!([{"key": "k", "effect": "NoSchedule"}]) } else { json!([]) };
        let value = json!({"metadata": {"name": "a", "labels": labels}, "spec": {"taints": taints},
            "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}}});
        Object::from_value(Kind::Node, value).unwrap()
    };
    let ssd = || json!({"disk": "ssd"});
    for (by, labels, tainted, is_tried) in [
        ("NodeAffinity", ssd(), true, true),
        ("NodeAffinity", json!({"disk": "hdd"}), true, false),
        ("NodeAffinity", json!({}), false, false),
        ("TaintToleration", json!({}), false, true),
        ("TaintToleration", ssd(), true, false),
        ("NodeResourcesFit", ssd(), false, false),
        ("NodePorts", ssd(), false, false),
    ] {
        let (mut world, key) = waits(selects.clone(), by);
        world.tell(WatchType::Modified, node(labels.clone(), tainted));
        let queue = &world.scheduler.queue;
        assert_eq!(!queue.is_unschedulable(&key), is_tried, "{by} {labels} {tainted}");
    }
    for (by, is_tried) in [("NodeResourcesFit", true), ("NodeAffinity", false)] {
        let (mut world, key) = waits(selects.clone(), by);
        let gone = world.cache.get(&new_pod("other", json!({})).key()).cloned().unwrap();
        world.tell(WatchType::Deleted, gone);
        assert_eq!(!world.scheduler.queue.is_unschedulable(&key), is_tried, "{by}");
    }
}
