//! What Go writes of a typed object that nobody has filled in: structs that can't be left out.
//! Source: `staging/src/k8s.io/api/*/*/types.go`, fields without `omitempty`, or of a struct type.

use crate::api::{Kind, Map, Value};
use serde_json::json;

/// Adds what is always written.
pub(super) fn fill(kind: Kind, tree: &mut Value) {
    let status = status(kind);
    let Value::Object(map) = tree else { return };
    if let Some(status) = status {
        add(map, "status", &status);
    }
    add(map, "metadata", &json!({}));
    let strategy = [
        (Kind::Deployment, "strategy"),
        (Kind::DaemonSet, "updateStrategy"),
        (Kind::StatefulSet, "updateStrategy"),
    ];
    if let Some((_, field)) = strategy.iter().find(|it| it.0 == kind) {
        add_in(map, "spec", field, &json!({}));
    }
    let Some(spec) = map.get_mut("spec") else { return };
    if kind == Kind::Pod {
        pod_spec(spec);
    } else if kind == Kind::CronJob {
        template(&mut spec["jobTemplate"]["spec"]);
    } else {
        template(spec);
    }
}

fn add(map: &mut Map, field: &str, zero: &Value) {
    let value = map.entry(field).or_insert_with(|| zero.clone());
    if let (Value::Object(value), Value::Object(zero)) = (value, zero) {
        for (field, zero) in zero {
            add(value, field, zero);
        }
    }
}

fn add_in(map: &mut Map, outer: &str, field: &str, zero: &Value) {
    if let Some(Value::Object(outer)) = map.get_mut(outer) {
        add(outer, field, zero);
    }
}

/// The description of Pods in a workload's.
fn template(spec: &mut Value) {
    let Some(Value::Object(template)) = spec.get_mut("template") else { return };
    add(template, "metadata", &json!({}));
    if let Some(spec) = template.get_mut("spec") {
        pod_spec(spec);
    }
}

fn pod_spec(spec: &mut Value) {
    for field in ["containers", "initContainers"] {
        let Some(Value::Array(list)) = spec.get_mut(field) else { continue };
        for container in list.iter_mut().filter_map(Value::as_object_mut) {
            add(container, "resources", &json!({}));
        }
    }
}

/// What a kind's status says before there is one.
fn status(kind: Kind) -> Option<Value> {
    let replicas = || json!({"replicas": 0});
    let balancer = || json!({"loadBalancer": {}});
    let rows = [
        (Kind::Service, balancer()),
        (Kind::Ingress, balancer()),
        (
            Kind::DaemonSet,
            json!({
                "currentNumberScheduled": 0, "desiredNumberScheduled": 0,
                "numberMisscheduled": 0, "numberReady": 0,
            }),
        ),
        (Kind::ReplicaSet, replicas()),
        (Kind::ReplicationController, replicas()),
        (Kind::StatefulSet, json!({"availableReplicas": 0, "replicas": 0})),
        (Kind::HorizontalPodAutoscaler, json!({"currentMetrics": null, "desiredReplicas": 0})),
        (
            Kind::PodDisruptionBudget,
            json!({
                "currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0,
                "expectedPods": 0,
            }),
        ),
    ];
    const EMPTY: [Kind; 8] = [
        Kind::Pod,
        Kind::Deployment,
        Kind::Job,
        Kind::CronJob,
        Kind::Namespace,
        Kind::PersistentVolumeClaim,
        Kind::PersistentVolume,
        Kind::ResourceQuota,
    ];
    let row = rows.into_iter().find(|it| it.0 == kind).map(|it| it.1);
    row.or_else(|| EMPTY.contains(&kind).then(|| json!({})))
}
