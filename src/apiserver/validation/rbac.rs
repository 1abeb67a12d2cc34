//! Roles and who has them. Source: `pkg/apis/rbac/validation/validation.go`,
//! `pkg/apis/rbac/v1/defaults.go`.

use super::field::{Errors, Path};
use super::meta;
use crate::api::{Field, FieldError, PolicyRule, RoleRef, Subject};

const GROUP: &str = "rbac.authorization.k8s.io";

pub(in crate::apiserver) fn set_defaults(role: &mut RoleRef, subjects: &mut [Subject]) {
    let people = subjects.iter_mut().filter(|it| it.kind == "User" || it.kind == "Group");
    for group in people.map(|it| &mut it.api_group).chain([&mut role.api_group]) {
        if group.is_empty() {
            GROUP.clone_into(group);
        }
    }
}

/// Source: `ValidatePolicyRule`.
pub(in crate::apiserver) fn validate_rules(
    rules: &[PolicyRule],
    is_namespaced: bool,
    errors: &mut Errors,
) {
    for (index, rule) in rules.iter().enumerate() {
        let field = |name: &str| format!("rules[{index}].{name}");
        let mut need = |name: &str, list: &[String], detail: &str| {
            if list.is_empty() {
                errors.push(FieldError::required(&field(name), detail));
            }
        };
        need("verbs", &rule.verbs, "verbs must contain at least one value");
        let urls = rule.non_resource_urls.write_always().to_string();
        if !rule.non_resource_urls.is_empty() {
            let has_more = !rule.api_groups.is_empty()
                || !rule.resources.is_empty()
                || !rule.resource_names.is_empty();
            let detail = if is_namespaced {
                "namespaced rules cannot apply to non-resource URLs"
            } else {
                "rules cannot apply to both regular resources and non-resource URLs"
            };
            if is_namespaced || has_more {
                errors.push(FieldError::invalid(&field("nonResourceURLs"), &urls, detail));
            }
            continue;
        }
        let groups = "resource rules must supply at least one api group";
        need("apiGroups", &rule.api_groups, groups);
        need("resources", &rule.resources, "resource rules must supply at least one resource");
    }
}

/// Source: `ValidateRoleBinding`, `ValidateRoleBindingSubject`.
pub(in crate::apiserver) fn validate_binding(
    role: &RoleRef,
    kinds: &[&str],
    subjects: &[Subject],
    errors: &mut Errors,
) {
    if role.api_group != GROUP {
        errors.push(FieldError::unsupported(&"roleRef.apiGroup", &role.api_group, &[GROUP]));
    }
    if !kinds.contains(&role.kind.as_str()) {
        errors.push(FieldError::unsupported(&"roleRef.kind", &role.kind, kinds));
    }
    if role.name.is_empty() {
        errors.push(FieldError::required(&"roleRef.name", ""));
    } else {
        meta::push_all(&"roleRef.name", &role.name, &meta::path_segment_errors(&role.name), errors);
    }
    for (index, subject) in subjects.iter().enumerate() {
        validate_subject(subject, &format!("subjects[{index}]"), kinds.contains(&"Role"), errors);
    }
}

/// In a namespace an account may be without one.
fn validate_subject(subject: &Subject, path: Path<'_>, is_namespaced: bool, errors: &mut Errors) {
    const KINDS: [&str; 3] = ["Group", "ServiceAccount", "User"];
    if subject.name.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.name"), ""));
    }
    let group = if subject.kind == "ServiceAccount" { "" } else { GROUP };
    if !KINDS.contains(&subject.kind.as_str()) {
        errors.push(FieldError::unsupported(&format_args!("{path}.kind"), &subject.kind, &KINDS));
    } else if subject.api_group != group {
        let field = format_args!("{path}.apiGroup");
        errors.push(FieldError::unsupported(&field, &subject.api_group, &[group]));
    }
    if subject.kind == "ServiceAccount" && subject.namespace.is_empty() && !is_namespaced {
        errors.push(FieldError::required(&format_args!("{path}.namespace"), ""));
    }
}

/// Source: `ValidateRoleBindingUpdate`.
pub(in crate::apiserver) fn validate_role_kept(old: &RoleRef, new: &RoleRef, errors: &mut Errors) {
    if old != new {
        let value = new.write_always().to_string();
        errors.push(FieldError::invalid(&"roleRef", &value, "cannot change roleRef"));
    }
}
