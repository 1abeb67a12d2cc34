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
pub(super) mod ephemeral;
pub(super) mod field;
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
pub(super) mod resize;
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
pub(super) use self::field::{Errors, Path};
pub(super) use self::meta::{dns_label_errors, subdomain_errors};
pub use self::meta::{key_errors as qualified_name_errors, value_errors as label_value_errors};
pub(super) use self::quota::SYSTEM_CLASSES;
pub(super) use self::resize::misplaced;

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
