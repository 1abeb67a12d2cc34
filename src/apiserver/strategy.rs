//! What each kind does on the way into the store, apart from defaults and validation.
//! Source: `pkg/registry/*/*/strategy.go`.

use crate::api::{Field, Kind, Object, PodCondition, Reason, Status, Time};
use std::rc::Rc;

/// Whether the API server counts generations of the kind.
fn has_generation(kind: Kind) -> bool {
    matches!(kind, Kind::Deployment | Kind::ReplicaSet | Kind::Pod)
}

/// Sets what a client can't, and drops the status that it may have sent.
pub(super) fn prepare_create(object: &mut Object, now: Time, uid: String) {
    let kind = object.kind();
    let meta = object.meta_mut();
    meta.uid = uid;
    meta.creation_timestamp = Some(now);
    meta.deletion_timestamp = None;
    meta.deletion_grace_period_seconds = None;
    meta.generation = i64::from(has_generation(kind));
    match object {
        Object::Deployment(it) => Rc::make_mut(it).status = Default::default(),
        Object::ReplicaSet(it) => Rc::make_mut(it).status = Default::default(),
        Object::Pod(it) => {
            let pod = Rc::make_mut(it);
            pod.status = Default::default();
            pod.status.phase = "Pending".to_owned();
            pod.status.qos_class = super::defaults::qos_class(&pod.spec).to_owned();
        }
        Object::Namespace(it) => {
            let namespace = Rc::make_mut(it);
            namespace.status.phase = "Active".to_owned();
            namespace.spec = serde_json::json!({"finalizers": ["kubernetes"]});
            let name = namespace.metadata.name.clone();
            namespace.metadata.labels.insert("kubernetes.io/metadata.name".to_owned(), name);
        }
        Object::Node(_) | Object::Event(_) => {}
    }
}

/// Keeps what an update can't change.
pub(super) fn prepare_update(old: &Object, object: &mut Object) {
    let old_meta = old.meta();
    let meta = object.meta_mut();
    meta.uid.clone_from(&old_meta.uid);
    meta.creation_timestamp = old_meta.creation_timestamp;
    meta.deletion_timestamp = old_meta.deletion_timestamp;
    meta.deletion_grace_period_seconds = old_meta.deletion_grace_period_seconds;
    meta.generation = old_meta.generation;
    meta.generate_name.clone_from(&old_meta.generate_name);
    match (old, object) {
        (Object::Deployment(old), Object::Deployment(it)) => {
            Rc::make_mut(it).status = old.status.clone();
        }
        (Object::ReplicaSet(old), Object::ReplicaSet(it)) => {
            Rc::make_mut(it).status = old.status.clone();
        }
        (Object::Pod(old), Object::Pod(it)) => Rc::make_mut(it).status = old.status.clone(),
        (Object::Node(old), Object::Node(it)) => Rc::make_mut(it).status = old.status.clone(),
        (Object::Namespace(old), Object::Namespace(it)) => {
            Rc::make_mut(it).status = old.status.clone();
        }
        _ => {}
    }
}

/// Whether something must happen before the object may go. A namespace is held by its spec.
pub(super) fn is_held(object: &Object) -> bool {
    let by_spec = match object {
        Object::Namespace(it) => it.spec.get("finalizers").and_then(|it| it.as_array()),
        _ => None,
    };
    !object.meta().finalizers.is_empty() || by_spec.is_some_and(|it| !it.is_empty())
}

/// Raises the generation where the wish has changed. A Deployment's annotations count too.
pub(super) fn bump_generation(old: &Object, object: &mut Object) {
    let changed = match (old, &*object) {
        (Object::Deployment(old), Object::Deployment(new)) => {
            old.spec != new.spec || old.metadata.annotations != new.metadata.annotations
        }
        (Object::ReplicaSet(old), Object::ReplicaSet(new)) => old.spec != new.spec,
        (Object::Pod(old), Object::Pod(new)) => old.spec != new.spec,
        _ => false,
    };
    if changed {
        object.meta_mut().generation += 1;
    }
}

/// The old object with the new one's status. A Deployment's controller stores annotations
/// (revisions) on the way.
pub(super) fn with_status_of(old: &Object, new: Object) -> Object {
    match (old, new) {
        (Object::Deployment(old), Object::Deployment(new)) => {
            let mut it = (**old).clone();
            it.status = new.status.clone();
            it.metadata.annotations = new.metadata.annotations.clone();
            it.into()
        }
        (Object::ReplicaSet(old), Object::ReplicaSet(new)) => {
            let mut it = (**old).clone();
            it.status = new.status.clone();
            it.into()
        }
        (Object::Pod(old), Object::Pod(new)) => {
            let mut it = (**old).clone();
            let qos_class = std::mem::take(&mut it.status.qos_class);
            it.status = new.status.clone();
            it.status.qos_class = qos_class;
            it.into()
        }
        (Object::Node(old), Object::Node(new)) => {
            let mut it = (**old).clone();
            it.status = new.status.clone();
            it.into()
        }
        (old, _) => old.clone(),
    }
}

/// The object with another number of replicas, as `/scale` writes it.
pub(super) fn scaled(old: &Object, replicas: i32) -> Result<Object, Status> {
    match old {
        Object::Deployment(old) => {
            let mut it = (**old).clone();
            it.spec.replicas = Some(replicas);
            Ok(it.into())
        }
        Object::ReplicaSet(old) => {
            let mut it = (**old).clone();
            it.spec.replicas = Some(replicas);
            Ok(it.into())
        }
        _ => Err(Status {
            reason: Reason::NotFound,
            message: "the server could not find the requested resource".to_owned(),
            about: None,
            causes: Vec::new(),
        }),
    }
}

/// The Pod with its node. Source: `pkg/registry/core/pod/storage/storage.go` `assignPod`.
pub(super) fn bound(old: &Object, node: &str, now: Time) -> Result<Object, Status> {
    let (meta, kind) = (old.meta(), old.kind());
    let Object::Pod(pod) = old else {
        return Err(Status::not_found(kind, &meta.name));
    };
    let refuse = |why: String| {
        let mut status = Status::conflict(kind, &meta.name);
        status.message =
            format!("Operation cannot be fulfilled on pods/binding \"{}\": {why}", meta.name);
        Err(status)
    };
    if meta.is_terminating() {
        return refuse(format!("pod {} is being deleted, cannot be assigned to a host", meta.name));
    }
    if !pod.spec.node_name.is_empty() {
        return refuse(format!(
            "pod {} is already assigned to node {:?}",
            meta.name, pod.spec.node_name
        ));
    }
    let mut pod = (**pod).clone();
    Rc::make_mut(&mut pod.spec).node_name = node.to_owned();
    set_condition(&mut pod.status.conditions, scheduled(now, pod.metadata.generation));
    Ok(pod.into())
}

fn scheduled(now: Time, generation: i64) -> PodCondition {
    PodCondition {
        r#type: "PodScheduled".to_owned(),
        status: "True".to_owned(),
        last_transition_time: Some(now),
        last_probe_time: <crate::api::Value as Field>::empty(),
        observed_generation: generation,
        ..PodCondition::default()
    }
}

fn set_condition(conditions: &mut Vec<PodCondition>, condition: PodCondition) {
    match conditions.iter_mut().find(|it| it.r#type == condition.r#type) {
        Some(it) => *it = condition,
        None => conditions.push(condition),
    }
}
