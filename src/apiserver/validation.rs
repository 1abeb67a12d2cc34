//! What an object must look like. All wrong fields are reported together.
//! Source: `pkg/apis/*/validation/validation.go`.

mod apps;
mod autoscaling;
mod batch;
mod config;
mod container;
mod daemon;
mod diff;
mod env;
mod handler;
mod internal;
mod meta;
mod placement;
mod pod;
mod policy;
mod probe;
mod quota;
mod resources;
mod selector;
mod service;
mod stateful;
mod storage;
#[cfg(test)]
mod tests;
mod volume;

pub(super) use self::meta::{dns_label_errors, value_errors as label_value_errors};
pub(super) use self::quota::SYSTEM_CLASSES;

use crate::api::{FieldError, Object, Status};

/// The errors found so far.
type Errors = Vec<FieldError>;

/// Validates a new object.
pub(super) fn create(object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate(object, &mut errors);
    spec(object, &mut errors);
    verdict(object, errors)
}

/// Validates a new version of an object.
pub(super) fn update(old: &Object, object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate_update(old, object, &mut errors);
    match (old, object) {
        (Object::Pod(old), Object::Pod(new)) => pod::validate_update(old, new, &mut errors),
        (Object::Job(old), Object::Job(new)) => batch::validate_job_update(old, new, &mut errors),
        (Object::CronJob(old), Object::CronJob(new)) => {
            batch::validate_cron_job_update(old, new, &mut errors);
        }
        (Object::StatefulSet(old), Object::StatefulSet(new)) => {
            stateful::validate(new, Some(old), &mut errors);
        }
        _ => spec(object, &mut errors),
    }
    match (old, object) {
        (Object::DaemonSet(old), Object::DaemonSet(new)) => {
            apps::validate_selector_kept(&old.spec.selector, &new.spec.selector, &mut errors);
        }
        (Object::Deployment(old), Object::Deployment(new)) => {
            apps::validate_selector_kept(&old.spec.selector, &new.spec.selector, &mut errors);
        }
        (Object::ReplicaSet(old), Object::ReplicaSet(new)) => {
            apps::validate_selector_kept(&old.spec.selector, &new.spec.selector, &mut errors);
        }
        (Object::PersistentVolume(old), Object::PersistentVolume(new)) => {
            storage::validate_volume_update(old, new, &mut errors);
        }
        (Object::PersistentVolumeClaim(old), Object::PersistentVolumeClaim(new)) => {
            storage::validate_claim_update(old, new, &mut errors);
        }
        (Object::StatefulSet(old), Object::StatefulSet(new)) => {
            stateful::validate_update(old, new, &mut errors);
        }
        (Object::StorageClass(old), Object::StorageClass(new)) => {
            storage::validate_class_update(old, new, &mut errors);
        }
        (Object::ConfigMap(old), Object::ConfigMap(new)) => {
            config::validate_config_map_update(old, new, &mut errors);
        }
        (Object::Secret(old), Object::Secret(new)) => {
            config::validate_secret_update(old, new, &mut errors);
        }
        (Object::Service(old), Object::Service(new)) => {
            service::validate_update(old, new, &mut errors);
        }
        (Object::PriorityClass(old), Object::PriorityClass(new)) => {
            quota::validate_priority_class_kept(old, new, &mut errors);
        }
        (Object::ResourceQuota(old), Object::ResourceQuota(new)) => {
            quota::validate_scopes_kept(old, new, &mut errors);
        }
        _ => {}
    }
    verdict(object, errors)
}

fn spec(object: &Object, errors: &mut Errors) {
    match object {
        Object::DaemonSet(it) => daemon::validate(it, errors),
        Object::Deployment(it) => apps::validate_deployment(it, errors),
        Object::ReplicaSet(it) => apps::validate_replica_set(it, errors),
        Object::ReplicationController(it) => apps::validate_replication_controller(it, errors),
        Object::CronJob(it) => batch::validate_cron_job(it, errors),
        Object::Job(it) => batch::validate_job(it, errors),
        Object::Pod(it) => pod::validate_spec(&it.spec, "spec", errors),
        Object::HorizontalPodAutoscaler(it) => autoscaling::validate(&it.spec, errors),
        Object::PodDisruptionBudget(it) => policy::validate(&it.spec, errors),
        Object::PersistentVolume(it) => storage::validate_volume(it, errors),
        Object::PersistentVolumeClaim(it) => storage::validate_claim(&it.spec, "spec", errors),
        Object::StatefulSet(it) => stateful::validate(it, None, errors),
        Object::StorageClass(it) => storage::validate_class(it, errors),
        Object::Service(it) => service::validate(it, errors),
        Object::LimitRange(it) => quota::validate_limit_range(it, errors),
        Object::PriorityClass(it) => quota::validate_priority_class(it, errors),
        Object::ResourceQuota(it) => quota::validate_resource_quota(it, errors),
        Object::ConfigMap(it) => config::validate_config_map(it, errors),
        Object::Secret(it) => config::validate_secret(it, errors),
        // Kinds that have no rules of their own.
        _ => {}
    }
}

fn verdict(object: &Object, errors: Errors) -> Result<(), Status> {
    // What is said once is not said again.
    let mut told = Errors::new();
    for error in errors {
        if !told.contains(&error) {
            told.push(error);
        }
    }
    let errors = told;
    if errors.is_empty() {
        return Ok(());
    }
    Err(Status::invalid(object.kind(), &object.meta().name, errors))
}

fn non_negative(field: &str, number: i64, errors: &mut Errors) {
    if number < 0 {
        let detail = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(field, &number.to_string(), detail));
    }
}
