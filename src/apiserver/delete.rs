//! What DELETE does: at once, gracefully, or when the finalizers are done.
//! Source: `staging/src/k8s.io/apiserver/pkg/registry/{rest/delete.go,generic/registry/store.go}`.

use super::{ApiServer, DeleteOptions, Propagation, Reply, WatchType, strategy};
use crate::api::{
    FINALIZER_DELETE_DEPENDENTS, FINALIZER_ORPHAN_DEPENDENTS, Kind, Object, ObjectKey, Status, Time,
};

impl ApiServer {
    pub(super) fn delete(
        &mut self,
        now: Time,
        key: &ObjectKey,
        options: &DeleteOptions,
    ) -> Result<Reply, Status> {
        let old = self.existing(key)?;
        check_uid(key, &old, options)?;
        check_protected(key)?;
        let mut object = old.clone();
        set_propagation(&mut object, options.propagation);
        let grace = grace_period(&old, options);
        let immediate = grace == 0 && !strategy::is_held(&object);
        if immediate {
            if object.meta().deletion_timestamp.is_none() {
                mark(&mut object, now, 0);
            }
            if let Object::CustomResourceDefinition(definition) = &object {
                self.remove_instances(definition);
            }
            let event = self.store.remove(object);
            return Ok(Reply { object: event.object.clone(), event: Some(event) });
        }
        shorten(&mut object, now, grace);
        if object == old {
            return Ok(Reply { object, event: None });
        }
        let event = self.store.put(WatchType::Modified, object);
        Ok(Reply { object: event.object.clone(), event: Some(event) })
    }
}

fn check_uid(key: &ObjectKey, old: &Object, options: &DeleteOptions) -> Result<(), Status> {
    let (found, name) = (&old.meta().uid, &key.name);
    let Some(wanted) = options.uid.as_ref().filter(|it| *it != found) else { return Ok(()) };
    let mut status = Status::conflict(key.kind, name);
    status.message = format!(
        "Operation cannot be fulfilled on {} \"{name}\": the UID in the precondition ({wanted}) does not match the UID in record ({found}). The object might have been deleted and then recreated",
        key.kind.qualified_resource()
    );
    Err(status)
}

fn check_protected(key: &ObjectKey) -> Result<(), Status> {
    let protected = matches!(&*key.name, "default" | "kube-system" | "kube-public");
    if key.kind == Kind::Namespace && protected {
        return Err(Status::forbidden(key.kind, &key.name, "this namespace may not be deleted"));
    }
    // Source: `pkg/registry/scheduling/priorityclass/storage/storage.go` `Delete`.
    let is_system = matches!(&*key.name, "system-cluster-critical" | "system-node-critical");
    if key.kind == Kind::PriorityClass && is_system {
        let why = "this is a system priority class and cannot be deleted";
        return Err(Status::forbidden(key.kind, &key.name, why));
    }
    Ok(())
}

fn set_propagation(object: &mut Object, propagation: Option<Propagation>) {
    let decided = object
        .meta()
        .finalizers
        .iter()
        .any(|it| it == FINALIZER_ORPHAN_DEPENDENTS || it == FINALIZER_DELETE_DEPENDENTS);
    let default = strategy::default_propagation(object).filter(|_| !decided);
    let Some(propagation) = propagation.or(default) else { return };
    let finalizers = &mut object.meta_mut().finalizers;
    finalizers.retain(|it| it != FINALIZER_ORPHAN_DEPENDENTS && it != FINALIZER_DELETE_DEPENDENTS);
    match propagation {
        Propagation::Background => {}
        Propagation::Foreground => finalizers.push(FINALIZER_DELETE_DEPENDENTS.to_owned()),
        Propagation::Orphan => finalizers.push(FINALIZER_ORPHAN_DEPENDENTS.to_owned()),
    }
}

/// Only Pods are given time. Source: `pkg/registry/core/pod/strategy.go` `CheckGracefulDelete`.
fn grace_period(object: &Object, options: &DeleteOptions) -> i64 {
    let Object::Pod(pod) = object else { return 0 };
    if pod.spec.node_name.is_empty() || pod.is_terminal() {
        return 0;
    }
    let wished = options.grace_period_seconds.or(pod.spec.termination_grace_period_seconds);
    match wished.unwrap_or(30) {
        negative if negative < 0 => 1,
        seconds => seconds,
    }
}

/// Marks the object as being deleted, or brings the end of a deletion forward; never back.
fn shorten(object: &mut Object, now: Time, grace: i64) {
    let meta = object.meta();
    let Some(end) = meta.deletion_timestamp else {
        mark(object, now, grace);
        return;
    };
    let current = meta.deletion_grace_period_seconds.unwrap_or(0);
    if grace >= current {
        return;
    }
    let earlier = Time((end.0 - current + grace).max(now.0));
    let meta = object.meta_mut();
    meta.deletion_timestamp = Some(earlier);
    meta.deletion_grace_period_seconds = Some(grace);
}

fn mark(object: &mut Object, now: Time, grace: i64) {
    let meta = object.meta_mut();
    meta.deletion_timestamp = Some(Time(now.0 + grace));
    meta.deletion_grace_period_seconds = Some(grace);
    if meta.generation > 0 {
        meta.generation += 1;
    }
    if let Object::Namespace(namespace) = object {
        std::rc::Rc::make_mut(namespace).status.phase = "Terminating".to_owned();
    }
}
