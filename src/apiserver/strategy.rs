//! What each kind does on the way into the store, apart from defaults and validation.
//! Source: `pkg/registry/*/*/strategy.go`.

use crate::api::{Kind, Object, Pod, PodCondition, PodSpec, PodStatus, Reason, Status, Time};
use std::rc::Rc;

/// Sets what a client can't, and drops the status that it may have sent.
pub(super) fn prepare_create(object: &mut Object, now: Time, uid: String) {
    let kind = object.kind();
    let meta = object.meta_mut();
    meta.uid = uid;
    meta.creation_timestamp = Some(now);
    meta.deletion_timestamp = None;
    meta.deletion_grace_period_seconds = None;
    let counts = matches!(kind, Kind::EndpointSlice | Kind::PriorityClass);
    meta.generation = i64::from(kind.has_generation() || counts);
    // A Node registers itself with its status.
    if kind != Kind::Node {
        object.clear_status();
    }
    match object {
        Object::Pod(it) => {
            let pod = Rc::make_mut(it);
            pod.status = new_status(&pod.spec, pod.metadata.generation);
        }
        Object::PersistentVolume(it) => {
            Rc::make_mut(it).status.phase = "Pending".to_owned();
            Rc::make_mut(it).status.last_phase_transition_time = Some(now);
        }
        Object::PersistentVolumeClaim(it) => {
            Rc::make_mut(it).status.phase = "Pending".to_owned();
        }
        Object::DaemonSet(it) => Rc::make_mut(it).set_template_generation(1),
        Object::Job(it) => super::defaults::generate_selector(Rc::make_mut(it)),
        Object::Namespace(it) => {
            let namespace = Rc::make_mut(it);
            namespace.status.phase = "Active".to_owned();
            namespace.spec = serde_json::json!({"finalizers": ["kubernetes"]});
            let name = namespace.metadata.name.clone();
            namespace.metadata.labels.insert("kubernetes.io/metadata.name".to_owned(), name);
        }
        _ => {}
    }
}

/// What a Pod says of itself before anybody has looked at it.
/// Source: `pkg/registry/core/pod/strategy.go` `PrepareForCreate`, `applySchedulingGatedCondition`.
fn new_status(spec: &PodSpec, generation: i64) -> PodStatus {
    let mut status = PodStatus {
        phase: "Pending".to_owned(),
        qos_class: super::defaults::qos_class(spec).to_owned(),
        ..PodStatus::default()
    };
    if !spec.scheduling_gates.is_empty() {
        status.conditions.push(PodCondition {
            message: "Scheduling is blocked due to non-empty scheduling gates".to_owned(),
            observed_generation: generation,
            reason: "SchedulingGated".to_owned(),
            status: "False".to_owned(),
            r#type: "PodScheduled".to_owned(),
            ..PodCondition::default()
        });
    }
    status
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
    object.take_status(old);
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
    if let (Object::DaemonSet(old), Object::DaemonSet(new)) = (old, &mut *object) {
        let is_new = i64::from(old.spec.template != new.spec.template);
        let generation = old.template_generation() + is_new;
        Rc::make_mut(new).set_template_generation(generation);
    }
    let is_deployment = object.kind() == Kind::Deployment;
    let changed = (object.kind().has_generation() && !object.same_spec(old))
        || (is_deployment && object.meta().annotations != old.meta().annotations);
    let changed = changed || is_new_slice(old, object);
    if changed {
        object.meta_mut().generation += 1;
    }
}

/// Slices have no spec, but generations. Source: `pkg/registry/discovery/endpointslice/strategy.go`.
fn is_new_slice(old: &Object, new: &Object) -> bool {
    let (Object::EndpointSlice(old), Object::EndpointSlice(new)) = (old, new) else { return false };
    old.endpoints != new.endpoints
        || old.ports != new.ports
        || old.metadata.labels != new.metadata.labels
}

/// The old object with the new one's status. A Deployment's controller stores annotations
/// (revisions) on the way.
pub(super) fn with_status_of(old: &Object, new: Object) -> Object {
    let new = match (old, new) {
        // Most writes are this one: nothing is copied that is not kept.
        (Object::Pod(old), Object::Pod(new)) => {
            let mut status =
                Rc::try_unwrap(new).map_or_else(|it| it.status.clone(), |it| it.status);
            status.qos_class.clone_from(&old.status.qos_class);
            let (spec, rest) = (Rc::clone(&old.spec), old.rest.clone());
            return Pod { metadata: old.metadata.clone(), spec, status, rest }.into();
        }
        (_, new) => new,
    };
    let mut it = old.clone();
    it.take_status(&new);
    if let (Object::Deployment(new), Object::Deployment(it)) = (&new, &mut it) {
        Rc::make_mut(it).metadata.annotations = new.metadata.annotations.clone();
    }
    it
}

/// The object with another number of replicas, as `/scale` writes it.
pub(super) fn scaled(old: &Object, replicas: i32) -> Result<Object, Status> {
    let mut it = old.clone();
    if it.set_replicas(replicas) {
        return Ok(it);
    }
    Err(Status {
        reason: Reason::NotFound,
        message: "the server could not find the requested resource".to_owned(),
        about: None,
        causes: Vec::new(),
    })
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
    pod.status.nominated_node_name.clear();
    set_condition(&mut pod.status.conditions, scheduled(now, pod.metadata.generation));
    Ok(pod.into())
}

fn scheduled(now: Time, generation: i64) -> PodCondition {
    PodCondition {
        r#type: "PodScheduled".to_owned(),
        status: "True".to_owned(),
        last_transition_time: Some(now),
        last_probe_time: crate::api::Value::Null,
        observed_generation: generation,
        ..PodCondition::default()
    }
}

pub(super) fn set_condition(conditions: &mut Vec<PodCondition>, condition: PodCondition) {
    match conditions.iter_mut().find(|it| it.r#type == condition.r#type) {
        Some(it) => *it = condition,
        None => conditions.push(condition),
    }
}
