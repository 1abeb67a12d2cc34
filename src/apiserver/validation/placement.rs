//! Where a Pod may go: affinity, spreading, tolerations.
//! Source: `pkg/apis/core/validation/validation.go`.

use super::{Errors, meta, selector};
use crate::api::{
    Affinity, FieldError, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm,
    PodSpec, Toleration, TopologySpreadConstraint,
};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Validates all that decides on a Pod's node.
pub(super) fn validate(spec: &PodSpec, path: &str, errors: &mut Errors) {
    if let Some(affinity) = &spec.affinity {
        validate_affinity(affinity, &format!("{path}.affinity"), errors);
    }
    for (index, toleration) in spec.tolerations.iter().enumerate() {
        validate_toleration(toleration, &format!("{path}.tolerations[{index}]"), errors);
    }
    let constraints = &spec.topology_spread_constraints;
    for (index, constraint) in constraints.iter().enumerate() {
        let path = format!("{path}.topologySpreadConstraints[{index}]");
        validate_constraint(constraint, &path, errors);
        let same = |it: &TopologySpreadConstraint| {
            it.topology_key == constraint.topology_key
                && it.when_unsatisfiable == constraint.when_unsatisfiable
        };
        if constraints[index + 1..].iter().any(same) {
            let value =
                format!("\"{{{}, {}}}\"", constraint.topology_key, constraint.when_unsatisfiable);
            let field = format!("{path}.{{topologyKey, whenUnsatisfiable}}");
            errors.push(FieldError::duplicate(&field, &value));
        }
    }
}

fn validate_affinity(affinity: &Affinity, path: &str, errors: &mut Errors) {
    if let Some(node) = &affinity.node_affinity {
        let path = format!("{path}.nodeAffinity");
        if let Some(required) = &node.required {
            let path = format!("{path}.{REQUIRED}.nodeSelectorTerms");
            if required.node_selector_terms.is_empty() {
                let detail = "must have at least one node selector term";
                errors.push(FieldError::required(&path, detail));
            }
            for (index, term) in required.node_selector_terms.iter().enumerate() {
                validate_node_term(term, true, &format!("{path}[{index}]"), errors);
            }
        }
        for (index, term) in node.preferred.iter().enumerate() {
            let path = format!("{path}.{PREFERRED}[{index}]");
            validate_weight(term.weight, &path, errors);
            validate_node_term(&term.preference, false, &format!("{path}.preference"), errors);
        }
    }
    let rules =
        [("podAffinity", &affinity.pod_affinity), ("podAntiAffinity", &affinity.pod_anti_affinity)];
    for (name, rules) in rules {
        if let Some(rules) = rules {
            validate_pod_affinity(rules, &format!("{path}.{name}"), errors);
        }
    }
}

fn validate_weight(weight: i32, path: &str, errors: &mut Errors) {
    if !(1..=100).contains(&weight) {
        let detail = "must be in the range 1-100";
        errors.push(FieldError::invalid(&format!("{path}.weight"), &weight.to_string(), detail));
    }
}

fn validate_node_term(term: &NodeSelectorTerm, is_required: bool, path: &str, errors: &mut Errors) {
    for (index, requirement) in term.match_expressions.iter().enumerate() {
        let path = format!("{path}.matchExpressions[{index}]");
        validate_expression(requirement, &path, errors);
        let key = &requirement.key;
        meta::push_all(&format!("{path}.key"), key, &meta::key_errors(key), errors);
        for (index, value) in requirement.values.iter().enumerate().filter(|_| is_required) {
            let field = format!("{path}.values[{index}]");
            meta::push_all(&field, value, &meta::value_errors(value), errors);
        }
    }
    for (index, requirement) in term.match_fields.iter().enumerate() {
        let path = format!("{path}.matchFields[{index}]");
        if !matches!(requirement.operator.as_str(), "In" | "NotIn") {
            let value = format!("{:?}", requirement.operator);
            let field = format!("{path}.operator");
            errors.push(FieldError::invalid(&field, &value, "not a valid selector operator"));
        } else if requirement.values.len() != 1 {
            errors.push(FieldError::required(
                &format!("{path}.values"),
                "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
            ));
        }
        if requirement.key != "metadata.name" {
            let value = format!("{:?}", requirement.key);
            let field = format!("{path}.key");
            errors.push(FieldError::invalid(&field, &value, "not a valid field selector key"));
        }
    }
}

fn validate_expression(requirement: &NodeSelectorRequirement, path: &str, errors: &mut Errors) {
    let (values, field) = (&requirement.values, format!("{path}.values"));
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
            &format!("{path}.operator"),
            &format!("{other:?}"),
            "not a valid selector operator",
        )),
    }
}

fn validate_pod_affinity(rules: &PodAffinity, path: &str, errors: &mut Errors) {
    for (index, term) in rules.required.iter().enumerate() {
        validate_pod_term(term, &format!("{path}.{REQUIRED}[{index}]"), errors);
    }
    for (index, term) in rules.preferred.iter().enumerate() {
        let path = format!("{path}.{PREFERRED}[{index}]");
        validate_weight(term.weight, &path, errors);
        validate_pod_term(&term.pod_affinity_term, &format!("{path}.podAffinityTerm"), errors);
    }
}

fn validate_pod_term(term: &PodAffinityTerm, path: &str, errors: &mut Errors) {
    let selectors =
        [("labelSelector", &term.label_selector), ("namespaceSelector", &term.namespace_selector)];
    for (name, it) in selectors {
        selector::validate(it.as_ref(), &format!("{path}.{name}"), errors);
    }
    for name in &term.namespaces {
        meta::push_all(&format!("{path}.namespace"), name, &meta::dns_label_errors(name), errors);
    }
    let (key, field) = (&term.topology_key, format!("{path}.topologyKey"));
    if key.is_empty() {
        errors.push(FieldError::required(&field, "can not be empty"));
    }
    meta::push_all(&field, key, &meta::key_errors(key), errors);
}

fn validate_toleration(toleration: &Toleration, path: &str, errors: &mut Errors) {
    let (operator, key) = (&toleration.operator, &toleration.key);
    if !key.is_empty() {
        meta::push_all(&format!("{path}.key"), key, &meta::key_errors(key), errors);
    }
    if toleration.key.is_empty() && operator != "Exists" {
        errors.push(FieldError::invalid(
            &format!("{path}.operator"),
            &format!("{operator:?}"),
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
        ));
    }
    let effect = &toleration.effect;
    if toleration.toleration_seconds.is_some() && effect != "NoExecute" {
        errors.push(FieldError::invalid(
            &format!("{path}.effect"),
            &format!("{effect:?}"),
            "effect must be 'NoExecute' when `tolerationSeconds` is set",
        ));
    }
    match operator.as_str() {
        "" | "Equal" => {
            let details = meta::value_errors(&toleration.value);
            if !details.is_empty() {
                let (field, value) =
                    (format!("{path}.operator"), format!("{:?}", toleration.value));
                errors.push(FieldError::invalid(&field, &value, &details.join(";")));
            }
        }
        "Exists" if toleration.value.is_empty() => {}
        "Exists" => errors.push(FieldError::invalid(
            &format!("{path}.operator"),
            &format!("{:?}", toleration.value),
            "value must be empty when `operator` is 'Exists'",
        )),
        other => errors.push(FieldError::unsupported(
            &format!("{path}.operator"),
            other,
            &["Equal", "Exists"],
        )),
    }
    let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    if !effect.is_empty() && !effects.contains(&effect.as_str()) {
        errors.push(FieldError::unsupported(&format!("{path}.effect"), effect, &effects));
    }
}

fn validate_constraint(it: &TopologySpreadConstraint, path: &str, errors: &mut Errors) {
    let positive = |name: &str, number: i32, errors: &mut Errors| {
        if number <= 0 {
            let (field, value) = (format!("{path}.{name}"), number.to_string());
            errors.push(FieldError::invalid(&field, &value, "must be greater than zero"));
        }
    };
    positive("maxSkew", it.max_skew, errors);
    if it.topology_key.is_empty() {
        errors.push(FieldError::required(&format!("{path}.topologyKey"), "can not be empty"));
    }
    let actions = ["DoNotSchedule", "ScheduleAnyway"];
    if !actions.contains(&it.when_unsatisfiable.as_str()) {
        let field = format!("{path}.whenUnsatisfiable");
        errors.push(FieldError::unsupported(&field, &it.when_unsatisfiable, &actions));
    }
    if let Some(domains) = it.min_domains {
        positive("minDomains", domains, errors);
        if it.when_unsatisfiable != "DoNotSchedule" {
            let detail = format!(
                "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}",
                it.when_unsatisfiable
            );
            let field = format!("{path}.minDomains");
            errors.push(FieldError::invalid(&field, &domains.to_string(), &detail));
        }
    }
    let policies = [
        ("nodeAffinityPolicy", &it.node_affinity_policy),
        ("nodeTaintsPolicy", &it.node_taints_policy),
    ];
    for (name, policy) in policies {
        if !policy.is_empty() && !["Honor", "Ignore"].contains(&policy.as_str()) {
            let field = format!("{path}.{name}");
            errors.push(FieldError::unsupported(&field, policy, &["Honor", "Ignore"]));
        }
    }
    selector::validate(it.label_selector.as_ref(), &format!("{path}.labelSelector"), errors);
}
