//! Tables for the arithmetic of the scheduler.

mod filters;
mod preemption;
mod queue;
mod scores;

use super::framework::{feasible_wanted, top_of_heap};
use super::plugins::pod_topology_spread::ln_fixed;
use super::{Placement, Scheduler, explain};
use crate::api::{Kind, Object, Pod, Value};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Cache;
use serde_json::json;
use std::rc::Rc;

/// A scheduler that has been told of some objects.
#[derive(Default)]
pub struct World {
    pub cache: Cache,
    pub scheduler: Scheduler,
}

fn add(target: &mut Value, more: &Value) {
    match (target, more) {
        (Value::Object(target), Value::Object(more)) => {
            for (key, value) in more {
                add(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (target, more) => *target = more.clone(),
    }
}

impl World {
    pub fn tell(&mut self, r#type: WatchType, object: Object) {
        let old = self.cache.get(&object.key()).cloned();
        let event = WatchEvent { r#type, object, old };
        self.cache.apply(&event);
        self.scheduler.observe(&self.cache, &event, 0);
    }

    pub fn object(&mut self, kind: Kind, value: Value) {
        self.tell(WatchType::Added, Object::from_value(kind, value).unwrap());
    }

    /// A node of 4 CPUs and 8 GiB, changed as given.
    pub fn node(&mut self, name: &str, change: Value) {
        let mut value = json!({"metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
            "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}}});
        add(&mut value, &change);
        self.object(Kind::Node, value);
    }

    /// Nodes with labels, written `a: zone=z1 disk=ssd`.
    pub fn nodes(&mut self, texts: &[&str]) {
        for text in texts {
            let (name, labels) = text.split_once(':').unwrap_or((text, ""));
            let labels: serde_json::Map<String, Value> = labels
                .split_whitespace()
                .map(|it| it.split_once('=').unwrap())
                .map(|(key, value)| (key.to_owned(), json!(value)))
                .collect();
            self.node(name, json!({"metadata": {"labels": labels}}));
        }
    }

    /// A Pod that runs on a node.
    pub fn pod(&mut self, name: &str, node: &str, change: Value) {
        let mut value = pod_value(name, &change);
        value["spec"]["nodeName"] = json!(node);
        self.object(Kind::Pod, value);
    }

    /// So many Pods with a label on each node.
    pub fn spread(&mut self, label: &str, counts: &[(&str, usize)]) {
        for (node, count) in counts {
            for number in 0..*count {
                let name = format!("{label}-{node}-{number}");
                self.pod(&name, node, json!({"metadata": {"labels": {"app": label}}}));
            }
        }
    }

    pub fn explain(&self, change: Value) -> Placement {
        explain(&self.scheduler, &self.cache, &new_pod("new", change), 0)
    }

    /// What a plugin gives each node, by name.
    pub fn scores(&self, plugin: &str, change: Value) -> Vec<i64> {
        let mut rows = self.explain(change).rows;
        rows.sort_by(|a, b| a.node.cmp(&b.node));
        let score = |row: &super::NodeVerdict| {
            let found = row.scores.iter().find(|it| it.plugin == plugin);
            found.map(|it| it.score)
        };
        rows.iter().filter_map(score).collect()
    }

    /// The nodes that suit, by name.
    pub fn suitable(&self, change: Value) -> Vec<String> {
        let rows = self.explain(change).rows.into_iter().filter(|it| it.rejection.is_none());
        let mut names: Vec<String> = rows.map(|it| it.node.to_string()).collect();
        names.sort();
        names
    }

    pub fn message(&self, change: Value) -> String {
        self.explain(change).message.unwrap_or_default()
    }
}

fn pod_value(name: &str, change: &Value) -> Value {
    let mut value = json!({"metadata": {"name": name, "namespace": "default", "uid": name},
        "spec": {"containers": [{"name": "c", "image": "nginx:1.27"}],
            "schedulerName": "default-scheduler"}});
    add(&mut value, change);
    value
}

pub fn new_pod(name: &str, change: Value) -> Rc<Pod> {
    let object = Object::from_value(Kind::Pod, pod_value(name, &change)).unwrap();
    let Object::Pod(pod) = object else { unreachable!() };
    pod
}

/// A request, as a change of a Pod.
pub fn asking(cpu: &str, memory: &str) -> Value {
    json!({"spec": {"containers": [{"name": "c", "image": "nginx:1.27",
        "resources": {"requests": {"cpu": cpu, "memory": memory}}}]}})
}

#[test]
fn logarithm_agrees_with_floating_point() {
    for number in [1_i64, 2, 3, 5, 7, 10, 102, 1002, 5002] {
        let expected = (number as f64).ln() * f64::from(1 << 20);
        let difference = (ln_fixed(number) as f64 - expected).abs();
        assert!(difference < 16.0, "ln {number}: {} instead of {expected}", ln_fixed(number));
    }
}

#[test]
fn percents_agree_with_floating_point() {
    for whole in 1..=400_i64 {
        for part in 0..=whole {
            let expected = (100.0 * (part as f64 / whole as f64)) as i64;
            assert_eq!(super::plugins::percent(part, whole), expected, "{part} of {whole}");
        }
    }
}

#[test]
fn of_equal_nodes_the_heap_decides() {
    for (totals, chosen) in [
        (vec![5, 5, 5], 0),
        (vec![1, 5, 5], 1),
        (vec![1, 1, 5, 5], 3),
        (vec![7], 0),
        (vec![1, 2, 3], 2),
    ] {
        assert_eq!(top_of_heap(&totals), chosen, "{totals:?}");
    }
}

/// Rows of upstream's `TestNumFeasibleNodesToFind` for the default profile.
#[test]
fn enough_nodes_are_enough() {
    for (nodes, wanted) in [(10, 10), (99, 99), (100, 100), (1000, 420), (6000, 300)] {
        assert_eq!(feasible_wanted(nodes), wanted, "{nodes} nodes");
    }
}
