//! As whom containers run, and with which rights.
//! Source: `pkg/apis/core/validation/validation.go` `ValidateSecurityContext`,
//! `validatePodSpecSecurityContext`.

use super::field::{Errors, Path, one_of};
use super::{internal, meta, profile};
use crate::api::{Field, FieldError, PodSpec, SecurityContext, Value};

const PROC_MOUNTS: [&str; 2] = ["Default", "Unmasked"];
const GROUP_CHANGES: [&str; 2] = ["Always", "OnRootMismatch"];
const GROUP_POLICIES: [&str; 2] = ["Merge", "Strict"];
/// The longest name that Linux gives a machine.
const HOSTNAME_MAX: usize = 64;

/// What is so of one container.
pub(super) fn validate(
    context: &SecurityContext,
    spec: &PodSpec,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let rest = &context.rest;
    for (field, id) in [("runAsUser", context.run_as_user), ("runAsGroup", context.run_as_group)] {
        validate_id(&format_args!("{path}.{field}"), id, errors);
    }
    let field = format_args!("{path}.procMount");
    optional(&field, rest.at("procMount").as_str(), &PROC_MOUNTS, errors);
    let has_own_users = spec.rest.at("hostUsers") == &Value::Bool(false);
    if !has_own_users && rest.at("procMount") == "Unmasked" {
        let detail = "`hostUsers` must be false to use `Unmasked`";
        errors.push(FieldError::invalid(&field, "\"Unmasked\"", detail));
    }
    profile::validate(rest.at("seccompProfile"), path, errors);
    if rest.at("allowPrivilegeEscalation") != &Value::Bool(false) {
        return;
    }
    let refuse = |what: &str| {
        let value = internal::json("SecurityContext", &context.write_always());
        let detail = format!("cannot set `allowPrivilegeEscalation` to false and {what}");
        FieldError::invalid(path, &value, &detail)
    };
    if rest.at("privileged") == &Value::Bool(true) {
        errors.push(refuse("`privileged` to true"));
    }
    let added = rest.at("capabilities")["add"].as_array();
    if added.into_iter().flatten().any(|it| it == "CAP_SYS_ADMIN") {
        errors.push(refuse("`capabilities.Add` CAP_SYS_ADMIN"));
    }
}

/// What is so of all containers of a Pod.
pub(super) fn validate_pod(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    let Some(context) = &spec.security_context else { return };
    let path = format_args!("{path}.securityContext");
    validate_id(&format_args!("{path}.fsGroup"), context.fs_group, errors);
    validate_id(&format_args!("{path}.runAsUser"), context.run_as_user, errors);
    validate_id(&format_args!("{path}.runAsGroup"), context.run_as_group, errors);
    for (index, group) in context.supplemental_groups.iter().enumerate() {
        validate_id(&format_args!("{path}.supplementalGroups[{index}]"), Some(*group), errors);
    }
    let field = format_args!("{path}.fsGroupChangePolicy");
    optional(&field, context.rest.at("fsGroupChangePolicy").as_str(), &GROUP_CHANGES, errors);
    let (field, policy) =
        (format_args!("{path}.supplementalGroupsPolicy"), &context.supplemental_groups_policy);
    optional(&field, policy.as_deref(), &GROUP_POLICIES, errors);
    profile::validate(context.rest.at("seccompProfile"), &path, errors);
}

/// The name that a Pod's processes find instead of its own.
pub(super) fn validate_hostname(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    let Some(name) = spec.rest.at("hostnameOverride").as_str() else { return };
    let field = format_args!("{path}.hostnameOverride");
    meta::push_all(&field, name, &meta::subdomain_errors(name), errors);
    if name.len() > HOSTNAME_MAX {
        let text = format!("Too long: may not be more than {HOSTNAME_MAX} bytes");
        errors.push(FieldError { field: field.to_string(), text });
    }
}

/// Source: `IsValidUserID`, `IsValidGroupID`.
fn validate_id(field: Path<'_>, id: Option<i64>, errors: &mut Errors) {
    let is_wrong = |it: &i64| !(0..=i64::from(i32::MAX)).contains(it);
    if let Some(id) = id.filter(is_wrong) {
        let detail = "must be between 0 and 2147483647, inclusive";
        errors.push(FieldError::invalid(field, &id.to_string(), detail));
    }
}

fn optional(field: Path<'_>, word: Option<&str>, supported: &[&str], errors: &mut Errors) {
    if let Some(word) = word {
        one_of(field, word, supported, errors);
    }
}
