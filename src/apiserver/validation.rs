//! What an object must look like. All wrong fields are reported together.
//! Source: `pkg/apis/*/validation/validation.go`.

pub(super) mod apps;
pub(super) mod autoscaling;
pub(super) mod batch;
pub(super) mod config;
pub(super) mod container;
pub(super) mod daemon;
mod diff;
mod dns;
mod env;
mod ephemeral;
mod handler;
mod internal;
pub(super) mod ip;
pub(super) mod meta;
mod placement;
pub(super) mod pod;
pub(super) mod policy;
mod probe;
mod profile;
pub(super) mod quota;
pub(super) mod rbac;
mod resize;
mod resources;
mod security;
pub(super) mod selector;
pub(super) mod service;
pub(super) mod slice;
pub(super) mod stateful;
pub(super) mod storage;
#[cfg(test)]
mod tests;
mod volume;

pub use self::config::key_error as config_key_problem;
pub(super) use self::meta::{dns_label_errors, subdomain_errors};
pub use self::meta::{key_errors as qualified_name_errors, value_errors as label_value_errors};
pub(super) use self::quota::SYSTEM_CLASSES;
pub(super) use self::resize::misplaced;

use super::strategy;
use crate::api::{FieldError, Object, Status};

/// Where a field stands: a chain that is put into words when something is wrong with it, as
/// upstream's `field.Path` is.
pub(super) type Path<'a> = &'a dyn std::fmt::Display;

/// The errors found so far.
pub(super) type Errors = Vec<FieldError>;

/// A word must be one of a list.
fn one_of(field: Path<'_>, word: &str, supported: &[&str], errors: &mut Errors) {
    if !supported.contains(&word) {
        errors.push(FieldError::unsupported(field, word, supported));
    }
}

/// Validates a new object.
pub(super) fn create(object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate(object, &mut errors);
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
        resize::validate(old, new, &mut errors);
    }
    verdict(object, errors)
}

/// Validates further containers of a Pod that runs.
pub(super) fn ephemeral(old: &Object, object: &Object) -> Result<(), Status> {
    let mut errors = Errors::new();
    meta::validate_update(old, object, &mut errors);
    if let (Object::Pod(old), Object::Pod(new)) = (old, object) {
        ephemeral::validate(&old.spec, &new.spec, &mut errors);
    }
    verdict(object, errors)
}

/// Why a machine can't join under a name, if it can't: it is the name of an object, and the value
/// of a label.
#[must_use]
pub fn node_name_problem(name: &str) -> Option<String> {
    subdomain_errors(name).into_iter().chain(label_value_errors(name)).next()
}

/// Why these can't be a label, if they can't.
#[must_use]
pub fn label_problem(key: &str, value: &str) -> Option<String> {
    meta::key_errors(key).into_iter().chain(label_value_errors(value)).next()
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

fn non_negative(field: Path<'_>, number: i64, errors: &mut Errors) {
    if number < 0 {
        let detail = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(field, &number.to_string(), detail));
    }
}
