//! Whether an object may be stored: what is wrong with its metadata, and what its kind finds wrong.
//! Source: `staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go`.

use super::strategy;
use super::validation::{self, Errors, meta};
use crate::api::{Object, Status};

/// Validates a new object.
pub(super) fn create(object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate(object, strategy::name_errors, &mut errors);
    strategy::validate(object, &mut errors);
    verdict(object, errors)
}

/// Validates a new version of an object.
pub(super) fn update(old: &Object, object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate_update(old, object, &mut errors);
    strategy::validate_update(old, object, &mut errors);
    verdict(object, errors)
}

/// Validates other resources of an object that runs.
pub(super) fn resize(old: &Object, object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate_update(old, object, &mut errors);
    if let (Object::Pod(old), Object::Pod(new)) = (old, object) {
        validation::resize::validate(old, new, &mut errors);
    }
    verdict(object, errors)
}

/// Validates further containers of a Pod that runs.
pub(super) fn ephemeral(old: &Object, object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate_update(old, object, &mut errors);
    if let (Object::Pod(old), Object::Pod(new)) = (old, object) {
        validation::ephemeral::validate(&old.spec, &new.spec, &mut errors);
    }
    verdict(object, errors)
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
