//! Where a Pod may go: affinity, spreading, tolerations.
//! Source: `pkg/apis/core/validation/validation.go`.

use super::field::{Errors, Path};
use super::{meta, selector};
use crate::api::{
    Affinity, FieldError, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm,
    PodSpec, Toleration, TopologySpreadConstraint,
};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Validates all that decides on a Pod's node.
pub(super) fn validate(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    if let Some(affinity) = &spec.affinity {
        validate_affinity(affinity, &format_args!("{path}.affinity"), errors);
    }
    for (index, toleration) in spec.tolerations.iter().enumerate() {
        validate_toleration(toleration, &format_args!("{path}.tolerations[{index}]"), errors);
    }
    let constraints = &spec.topology_spread_constraints;
    for (index, constraint) in constraints.iter().enumerate() {
        let path = format_args!("{path}.topologySpreadConstraints[{index}]");
        validate_constraint(constraint, &path, errors);
        let same = |it: &TopologySpreadConstraint| {
            it.topology_key == constraint.topology_key
                && it.when_unsatisfiable == constraint.when_unsatisfiable
        };
        if constraints[index + 1..].iter().any(same) {
            let value =
                format!("\"{{{}, {}}}\"", constraint.topology_key, constraint.when_unsatisfiable);
            let field = format_args!("{path}.{{topologyKey, whenUnsatisfiable}}");
            errors.push(FieldError::duplicate(&field, &value));
        }
    }
}

fn validate_affinity(affinity: &Affinity, path: Path<'_>, errors: &mut Errors) {
    if let Some(node) = &affinity.node_affinity {
        let path = format_args!("{path}.nodeAffinity");
        if let Some(required) = &node.required {
            let path = format_args!("{path}.{REQUIRED}.nodeSelectorTerms");
            if required.node_selector_terms.is_empty() {
                let detail = "must have at least one node selector term";
                errors.push(FieldError::required(&path, detail));
            }
            for (index, term) in required.node_selector_terms.iter().enumerate() {
                validate_node_term(term, true, &format_args!("{path}[{index}]"), errors);
            }
        }
        for (index, term) in node.preferred.iter().enumerate() {
            let path = format_args!("{path}.{PREFERRED}[{index}]");
            validate_weight(term.weight, &path, errors);
            validate_node_term(&term.preference, false, &format_args!("{path}.preference"), errors);
        }
    }
    let rules =
        [("podAffinity", &affinity.pod_affinity), ("podAntiAffinity", &affinity.pod_anti_affinity)];
    for (name, rules) in rules {
        if let Some(rules) = rules {
            validate_pod_affinity(rules, &format_args!("{path}.{name}"), errors);
        }
    }
}

fn validate_weight(weight: i32, path: Path<'_>, errors: &mut Errors) {
    if !(1..=100).contains(&weight) {
        let detail = "must be in the range 1-100";
        errors.push(FieldError::invalid(
            &format_args!("{path}.weight"),
            &weight.to_string(),
            detail,
        ));
    }
}

fn validate_node_term(
    term: &NodeSelectorTerm,
    is_required: bool,
    path: Path<'_>,
    errors: &mut Errors,
) {
    for (index, requirement) in term.match_expressions.iter().enumerate() {
        let path = format_args!("{path}.matchExpressions[{index}]");
        validate_expression(requirement, &path, errors);
        let key = &requirement.key;
        meta::push_all(&format_args!("{path}.key"), key, &meta::key_errors(key), errors);
        for (index, value) in requirement.values.iter().enumerate().filter(|_| is_required) {
            let field = format_args!("{path}.values[{index}]");
            meta::push_all(&field, value, &meta::value_errors(value), errors);
        }
    }
    for (index, requirement) in term.match_fields.iter().enumerate() {
        let path = format_args!("{path}.matchFields[{index}]");
        if !matches!(requirement.operator.as_str(), "In" | "NotIn") {
            let value = format!("{:?}", requirement.operator);
            let field = format_args!("{path}.operator");
            errors.push(FieldError::invalid(&field, &value, "not a valid selector operator"));
        } else if requirement.values.len() != 1 {
            errors.push(FieldError::required(
                &format_args!("{path}.values"),
                "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
            ));
        }
        if requirement.key != "metadata.name" {
            let value = format!("{:?}", requirement.key);
            let field = format_args!("{path}.key");
            errors.push(FieldError::invalid(&field, &value, "not a valid field selector key"));
        }
    }
}

fn validate_expression(requirement: &NodeSelectorRequirement, path: Path<'_>, errors: &mut Errors) {
    let (values, field) = (&requirement.values, format_args!("{path}.values"));
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => errors.push(FieldError::required(
            &field,
            "must be specified when `operator` is 'In' or 'NotIn'",
        )),
        "Exists" | "DoesNotExist" if !values.is_empty() => errors.push(FieldError::forbidden(
            &field,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        )),
        "Gt" | "Lt" if values.len() != 1 => errors.push(FieldError::required(
            &field,
            "must be specified single value when `operator` is 'Lt' or 'Gt'",
        )),
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        other => errors.push(FieldError::invalid(
            &format_args!("{path}.operator"),
            &format!("{other:?}"),
            "not a valid selector operator",
        )),
    }
}

fn validate_pod_affinity(rules: &PodAffinity, path: Path<'_>, errors: &mut Errors) {
    for (index, term) in rules.required.iter().enumerate() {
        validate_pod_term(term, &format_args!("{path}.{REQUIRED}[{index}]"), errors);
    }
    for (index, term) in rules.preferred.iter().enumerate() {
        let path = format_args!("{path}.{PREFERRED}[{index}]");
        validate_weight(term.weight, &path, errors);
        validate_pod_term(&term.pod_affinity_term, &format_args!("{path}.podAffinityTerm"), errors);
    }
}

fn validate_pod_term(term: &PodAffinityTerm, path: Path<'_>, errors: &mut Errors) {
    let selectors =
        [("labelSelector", &term.label_selector), ("namespaceSelector", &term.namespace_selector)];
    for (name, it) in selectors {
        selector::validate(it.as_ref(), &format_args!("{path}.{name}"), errors);
    }
    for name in &term.namespaces {
        meta::push_all(
            &format_args!("{path}.namespace"),
            name,
            &meta::dns_label_errors(name),
            errors,
        );
    }
    let (key, field) = (&term.topology_key, format_args!("{path}.topologyKey"));
    if key.is_empty() {
        errors.push(FieldError::required(&field, "can not be empty"));
    }
    meta::push_all(&field, key, &meta::key_errors(key), errors);
}

fn validate_toleration(toleration: &Toleration, path: Path<'_>, errors: &mut Errors) {
    let (operator, key) = (&toleration.operator, &toleration.key);
    if !key.is_empty() {
        meta::push_all(&format_args!("{path}.key"), key, &meta::key_errors(key), errors);
    }
    if toleration.key.is_empty() && operator != "Exists" {
        errors.push(FieldError::invalid(
            &format_args!("{path}.operator"),
            &format!("{operator:?}"),
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
        ));
    }
    let effect = &toleration.effect;
    if toleration.toleration_seconds.is_some() && effect != "NoExecute" {
        errors.push(FieldError::invalid(
            &format_args!("{path}.effect"),
            &format!("{effect:?}"),
            "effect must be 'NoExecute' when `tolerationSeconds` is set",
        ));
    }
    match operator.as_str() {
        "" | "Equal" => {
            let details = meta::value_errors(&toleration.value);
            if !details.is_empty() {
                let (field, value) =
                    (format_args!("{path}.operator"), format!("{:?}", toleration.value));
                errors.push(FieldError::invalid(&field, &value, &details.join(";")));
            }
        }
        "Exists" if toleration.value.is_empty() => {}
        "Exists" => errors.push(FieldError::invalid(
            &format_args!("{path}.operator"),
            &format!("{:?}", toleration.value),
            "value must be empty when `operator` is 'Exists'",
        )),
        other => errors.push(FieldError::unsupported(
            &format_args!("{path}.operator"),
            other,
            &["Equal", "Exists"],
        )),
    }
    let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    if !effect.is_empty() && !effects.contains(&effect.as_str()) {
        errors.push(FieldError::unsupported(&format_args!("{path}.effect"), effect, &effects));
    }
}

fn validate_constraint(it: &TopologySpreadConstraint, path: Path<'_>, errors: &mut Errors) {
    let positive = |name: &str, number: i32, errors: &mut Errors| {
        if number <= 0 {
            let (field, value) = (format_args!("{path}.{name}"), number.to_string());
            errors.push(FieldError::invalid(&field, &value, "must be greater than zero"));
        }
    };
    positive("maxSkew", it.max_skew, errors);
    if it.topology_key.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.topologyKey"), "can not be empty"));
    }
    let actions = ["DoNotSchedule", "ScheduleAnyway"];
    if !actions.contains(&it.when_unsatisfiable.as_str()) {
        let field = format_args!("{path}.whenUnsatisfiable");
        errors.push(FieldError::unsupported(&field, &it.when_unsatisfiable, &actions));
    }
    if let Some(domains) = it.min_domains {
        positive("minDomains", domains, errors);
        if it.when_unsatisfiable != "DoNotSchedule" {
            let detail = format!(
                "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}",
                it.when_unsatisfiable
            );
            let field = format_args!("{path}.minDomains");
            errors.push(FieldError::invalid(&field, &domains.to_string(), &detail));
        }
    }
    let policies = [
        ("nodeAffinityPolicy", &it.node_affinity_policy),
        ("nodeTaintsPolicy", &it.node_taints_policy),
    ];
    for (name, policy) in policies {
        if !policy.is_empty() && !["Honor", "Ignore"].contains(&policy.as_str()) {
            let field = format_args!("{path}.{name}");
            errors.push(FieldError::unsupported(&field, policy, &["Honor", "Ignore"]));
        }
    }
    let keys = format_args!("{path}.matchLabelKeys");
    if it.label_selector.is_none() && !it.match_label_keys.is_empty() {
        let detail = "must not be specified when labelSelector is not set";
        errors.push(FieldError::forbidden(&keys, detail));
    } else {
        for (index, key) in it.match_label_keys.iter().enumerate() {
            let field = format_args!("{keys}[{index}]");
            meta::push_all(&field, key, &meta::key_errors(key), errors);
        }
    }
    selector::validate(it.label_selector.as_ref(), &format_args!("{path}.labelSelector"), errors);
}
