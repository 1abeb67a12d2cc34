//! What each kind does on the way into the store. Source: `pkg/registry/*/*/strategy.go`.

use super::defaults::{self, Defaults};
use super::validation::{Errors, misplaced, subdomain_errors};
use super::warnings::Warnings;
use super::{Propagation, Store, admission};
use crate::api::{Object, Pod, Reason, Status, Text, Time, each_object, each_pair, each_type};
use std::rc::Rc;

/// The rules of a kind; what stands here is done where a kind says nothing else.
/// Source: `staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go`
/// `RESTCreateStrategy`, `RESTUpdateStrategy`.
pub(super) trait Strategy {
    /// Whether a new object has generation 1 although it has no spec.
    const STARTS_GENERATION: bool = false;
    /// Whether the status that a client sends with a new object is taken.
    const KEEPS_STATUS: bool = false;
    /// What becomes of the objects it owns where a deletion does not say.
    /// Source: `DefaultGarbageCollectionPolicy`.
    const DEFAULT_PROPAGATION: Option<Propagation> = None;

    /// What is wrong with a name.
    fn name_errors(name: &str) -> Vec<String> {
        subdomain_errors(name)
    }

    /// Fills in what a client has left out. Source: `pkg/apis/*/v1/defaults.go`.
    fn set_defaults(self: &mut Rc<Self>, _defaults: &mut Defaults) {}

    /// Sets what a client can't set in a new object.
    fn prepare_for_create(self: &mut Rc<Self>, _now: Time) {}

    /// Sets what a client can't set in a new version.
    fn prepare_for_update(self: &mut Rc<Self>, _old: &Self) {}

    /// Takes what a new status brings along: `self` has it, and all else as it was.
    fn prepare_for_status_update(self: &mut Rc<Self>, _sent: &Self) {}

    /// Whether a new version counts as another desired state, besides its spec.
    fn raises_generation(&self, _old: &Self) -> bool {
        false
    }

    /// What is wrong with a new object.
    fn validate(&self, _errors: &mut Errors) {}

    /// What is wrong with a new version.
    fn validate_update(&self, _old: &Self, errors: &mut Errors) {
        self.validate(errors);
    }

    /// What is to be said of a new object.
    fn warnings_on_create(&self, _found: &mut Warnings) {}

    /// What is to be said of a new version.
    fn warnings_on_update(&self, _old: &Self, _found: &mut Warnings) {}

    /// Whether something besides its finalizers must happen before the object may go.
    fn is_held(&self) -> bool {
        false
    }
}

/// Fills in the defaults of an object's kind.
pub(super) fn set_defaults(object: &mut Object, defaults: &mut Defaults) {
    each_object!(object, it => it.set_defaults(defaults));
}

/// What is wrong with an object's name.
pub(super) fn name_errors(object: &Object) -> Vec<String> {
    each_type!(object.kind(), T => T::name_errors(&object.meta().name))
}

/// What is wrong with a new object's own fields.
pub(super) fn validate(object: &Object, errors: &mut Errors) {
    each_object!(object, it => it.validate(errors));
}

/// What is wrong with a new version's own fields.
pub(super) fn validate_update(old: &Object, new: &Object, errors: &mut Errors) {
    each_pair!(old, new, (old, new) => new.validate_update(old, errors), {});
}

/// What is to be said of a new object, or of a new version of one. Among the others, if the whole
/// object is written.
#[must_use]
pub fn warnings(store: Option<&Store>, old: Option<&Object>, new: &Object) -> Vec<String> {
    let mut found = Warnings::new();
    match old {
        None => each_object!(new, it => it.warnings_on_create(&mut found)),
        Some(old) => {
            each_pair!(old, new, (old, new) => new.warnings_on_update(old, &mut found), {});
        }
    }
    if let Some(store) = store {
        admission::security::warn(store, old, new, &mut found);
    }
    found
}

/// What becomes of the objects that it owns where a deletion does not say.
pub(super) fn default_propagation(object: &Object) -> Option<Propagation> {
    each_type!(object.kind(), T => T::DEFAULT_PROPAGATION)
}

/// Sets what a client can't, and drops the status that it may have sent.
pub(super) fn prepare_create(object: &mut Object, now: Time, uid: String) {
    let kind = object.kind();
    let (starts, keeps_status) = each_type!(kind, T => (T::STARTS_GENERATION, T::KEEPS_STATUS));
    let meta = object.meta_mut();
    meta.uid = uid.into();
    meta.creation_timestamp = Some(now);
    meta.deletion_timestamp = None;
    meta.deletion_grace_period_seconds = None;
    meta.generation = i64::from(kind.info().generation || starts);
    if !keeps_status {
        object.clear_status();
    }
    each_object!(object, it => it.prepare_for_create(now));
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

/// Whether something must happen before the object may go.
pub(super) fn is_held(object: &Object) -> bool {
    !object.meta().finalizers.is_empty() || each_object!(object, it => it.is_held())
}

/// Raises the generation where another state is desired.
pub(super) fn bump_generation(old: &Object, object: &mut Object) {
    each_pair!(old, &mut *object, (old, new) => new.prepare_for_update(old), {});
    let other_spec = object.kind().info().generation && !object.same_spec(old);
    let raises = || each_pair!(old, &*object, (old, new) => new.raises_generation(old), false);
    if other_spec || raises() {
        object.meta_mut().generation += 1;
    }
}

/// The old object with the new one's status.
pub(super) fn with_status_of(old: &Object, new: Object) -> Object {
    let (old, new) = match (old, new) {
        (Object::Pod(old), Object::Pod(new)) => (old, new),
        (old, new) => {
            let mut it = old.clone();
            it.take_status(&new);
            each_pair!(&mut it, &new, (it, new) => it.prepare_for_status_update(new), {});
            return it;
        }
    };
    // Most writes are of a Pod: nothing is copied that is not kept.
    let mut status = Rc::try_unwrap(new).map_or_else(|new| new.status.clone(), |it| it.status);
    status.qos_class.clone_from(&old.status.qos_class);
    let (spec, rest) = (Rc::clone(&old.spec), old.rest.clone());
    Pod { metadata: old.metadata.clone(), spec, status, rest }.into()
}

/// The object with another number of replicas, as `/scale` writes it.
pub(super) fn scaled(old: &Object, replicas: i32) -> Result<Object, Status> {
    let mut it = old.clone();
    if it.set_replicas(replicas) {
        return Ok(it);
    }
    Err(no_such_path())
}

fn no_such_path() -> Status {
    Status {
        reason: Reason::NotFound,
        message: "the server could not find the requested resource".to_owned(),
        about: None,
        causes: Vec::new(),
    }
}

/// The Pod with other resources, as `/resize` writes it; all else is left as it was.
/// Source: `pkg/registry/core/pod/strategy.go` `dropNonResizeUpdates`.
pub(super) fn resized(old: &Object, new: Object) -> Result<Object, Status> {
    let (Object::Pod(old), Object::Pod(new)) = (old, new) else { return Err(no_such_path()) };
    let mut pod = (**old).clone();
    let spec = Rc::make_mut(&mut pod.spec);
    if !misplaced(spec, &new.spec).is_empty() {
        // What is wrong with it is said when it is validated.
        pod.spec = Rc::clone(&new.spec);
        return Ok(pod.into());
    }
    let inits = spec.init_containers.iter_mut().zip(&new.spec.init_containers);
    for (container, new) in spec.containers.iter_mut().zip(&new.spec.containers).chain(inits) {
        container.resources = new.resources.clone();
        match new.rest.get("resizePolicy") {
            Some(policy) => drop(container.rest.insert("resizePolicy".to_owned(), policy.clone())),
            None => drop(container.rest.remove("resizePolicy")),
        }
    }
    spec.resources.clone_from(&new.spec.resources);
    Ok(pod.into())
}

/// The Pod with further containers, as `/ephemeralcontainers` writes it; all else is left as it was.
/// Source: `pkg/registry/core/pod/strategy.go` `dropNonEphemeralContainerUpdates`.
pub(super) fn with_ephemeral_containers(old: &Object, new: Object) -> Result<Object, Status> {
    let (Object::Pod(old), Object::Pod(new)) = (old, new) else { return Err(no_such_path()) };
    let mut pod = (**old).clone();
    let list = &mut Rc::make_mut(&mut pod.spec).ephemeral_containers;
    list.clone_from(&new.spec.ephemeral_containers);
    list.iter_mut().for_each(defaults::container);
    Ok(pod.into())
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
    Rc::make_mut(&mut pod.spec).node_name = node.into();
    pod.status.nominated_node_name.clear();
    pod.set_condition("PodScheduled", "True", Text::default(), Text::default(), now);
    Ok(pod.into())
}
