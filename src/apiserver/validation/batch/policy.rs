//! What a Job makes of failures and successes.

use super::{Errors, Path, internal, json, non_negative, quoted, too_many};
use crate::api::{
    Field, FieldError, JobSpec, PodFailurePolicyOnExitCodesRequirement,
    PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule, SuccessPolicyRule,
};

const RULES_MAX: usize = 20;
const CONDITIONS_MAX: usize = 20;
const CODES_MAX: usize = 255;
const INDEXES_BYTES_MAX: usize = 64 * 1024;
const ACTIONS: [&str; 4] = ["Count", "FailIndex", "FailJob", "Ignore"];
const OPERATORS: [&str; 2] = ["In", "NotIn"];
const STATUSES: [&str; 3] = ["False", "True", "Unknown"];

/// `["In" "NotIn"]`, as Go prints a list.
fn go_list(texts: &[&str]) -> String {
    let quoted: Vec<String> = texts.iter().map(|it| quoted(it)).collect();
    format!("valid values: [{}]", quoted.join(" "))
}

/// A word out of a list; missing or not, it is said what there is.
fn one_of(field: Path<'_>, word: &str, known: &[&str], errors: &mut Errors) {
    if word.is_empty() {
        errors.push(FieldError::required(field, &go_list(known)));
    } else {
        super::super::field::one_of(field, word, known, errors);
    }
}

pub(super) fn validate_failure(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let Some(policy) = &spec.pod_failure_policy else { return };
    let rules = format_args!("{path}.podFailurePolicy.rules");
    if policy.rules.len() > RULES_MAX {
        errors.push(too_many(&rules, policy.rules.len(), RULES_MAX));
    }
    for (at, rule) in policy.rules.iter().enumerate() {
        failure_rule(spec, rule, &format!("{rules}[{at}]"), errors);
    }
}

fn failure_rule(spec: &JobSpec, rule: &PodFailurePolicyRule, path: Path<'_>, errors: &mut Errors) {
    let action = format_args!("{path}.action");
    if rule.action == "FailIndex" {
        if spec.backoff_limit_per_index.is_none() {
            let detail = "requires the backoffLimitPerIndex to be set";
            errors.push(FieldError::invalid(&action, &quoted(&rule.action), detail));
        }
    } else {
        one_of(&action, &rule.action, &ACTIONS, errors);
    }
    if let Some(codes) = &rule.on_exit_codes {
        exit_codes(spec, codes, &format_args!("{path}.onExitCodes"), errors);
    }
    if !rule.on_pod_conditions.is_empty() {
        conditions(&rule.on_pod_conditions, &format_args!("{path}.onPodConditions"), errors);
    }
    let detail = match (&rule.on_exit_codes, rule.on_pod_conditions.is_empty()) {
        (Some(_), false) => "specifying both OnExitCodes and OnPodConditions is not supported",
        (None, true) => "specifying one of OnExitCodes and OnPodConditions is required",
        _ => return,
    };
    let text = format!("Invalid value: {detail}");
    errors.push(FieldError { field: path.to_string(), text });
}

fn exit_codes(
    spec: &JobSpec,
    codes: &PodFailurePolicyOnExitCodesRequirement,
    path: Path<'_>,
    errors: &mut Errors,
) {
    one_of(&format_args!("{path}.operator"), &codes.operator, &OPERATORS, errors);
    if let Some(name) = &codes.container_name {
        let pod = &spec.template.spec;
        let known = pod.containers.iter().chain(&pod.init_containers).any(|it| it.name == *name);
        if !known {
            let detail = "must be one of the container or initContainer names in the pod template";
            let field = format_args!("{path}.containerName");
            errors.push(FieldError::invalid(&field, &quoted(name), detail));
        }
    }
    let field = format_args!("{path}.values");
    let values = &codes.values;
    if values.is_empty() {
        errors.push(FieldError::invalid(&field, "[]", "at least one value is required"));
    } else if values.len() > CODES_MAX {
        errors.push(too_many(&field, values.len(), CODES_MAX));
    }
    for (at, value) in values.iter().enumerate() {
        let field = format_args!("{field}[{at}]");
        if codes.operator == "In" && *value == 0 {
            errors.push(FieldError::invalid(&field, "0", "must not be 0 for the In operator"));
        }
        if values[..at].contains(value) {
            errors.push(FieldError::duplicate(&field, &value.to_string()));
        }
    }
    if !values.is_sorted() {
        errors.push(FieldError::invalid(&field, &json(values), "must be ordered"));
    }
}

fn conditions(
    patterns: &[PodFailurePolicyOnPodConditionsPattern],
    path: Path<'_>,
    errors: &mut Errors,
) {
    if patterns.len() > CONDITIONS_MAX {
        errors.push(too_many(path, patterns.len(), CONDITIONS_MAX));
    }
    for (at, pattern) in patterns.iter().enumerate() {
        let details = super::meta::key_errors(&pattern.r#type);
        super::meta::push_all(
            &format_args!("{path}[{at}].type"),
            &pattern.r#type,
            &details,
            errors,
        );
        one_of(&format_args!("{path}[{at}].status"), &pattern.status, &STATUSES, errors);
    }
}

pub(super) fn validate_replacement(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let Some(policy) = &spec.pod_replacement_policy else { return };
    let both = ["Failed", "TerminatingOrFailed"];
    let known = if spec.pod_failure_policy.is_some() { &both[..1] } else { &both[..] };
    if !known.contains(&policy.as_str()) {
        let field = format_args!("{path}.podReplacementPolicy");
        errors.push(FieldError::unsupported(&field, policy, known));
    }
}

pub(super) fn validate_success(spec: &JobSpec, path: Path<'_>, errors: &mut Errors) {
    let Some(policy) = &spec.success_policy else { return };
    let field = format_args!("{path}.successPolicy");
    if spec.completion_mode.as_deref() != Some("Indexed") {
        let detail = "requires indexed completion mode";
        let value = internal::json("SuccessPolicy", &policy.write_always());
        errors.push(FieldError::invalid(&field, &value, detail));
        return;
    }
    let rules = format_args!("{field}.rules");
    if policy.rules.is_empty() {
        let detail = "at least one rules must be specified when the successPolicy is specified";
        errors.push(FieldError::required(&rules, detail));
    }
    if policy.rules.len() > RULES_MAX {
        errors.push(too_many(&rules, policy.rules.len(), RULES_MAX));
    }
    let completions = spec.completions.unwrap_or(0);
    for (at, rule) in policy.rules.iter().enumerate() {
        success_rule(rule, completions, &format!("{rules}[{at}]"), errors);
    }
}

fn success_rule(rule: &SuccessPolicyRule, completions: i32, path: Path<'_>, errors: &mut Errors) {
    if rule.succeeded_count.is_none() && rule.succeeded_indexes.is_none() {
        let detail = "at least one of succeededCount or succeededIndexes must be specified";
        errors.push(FieldError::required(path, detail));
    }
    let mut total = 0;
    if let Some(indexes) = &rule.succeeded_indexes {
        let field = format_args!("{path}.succeededIndexes");
        if indexes.len() > INDEXES_BYTES_MAX {
            let text = format!("Too long: may not be more than {INDEXES_BYTES_MAX} bytes");
            errors.push(FieldError { field: field.to_string(), text });
        }
        match count_indexes(indexes, completions) {
            Ok(count) => total = count,
            Err(error) => {
                let detail = format!("error parsing succeededIndexes: {error}");
                errors.push(FieldError::invalid(&field, &quoted(indexes), &detail));
            }
        }
    }
    let Some(count) = rule.succeeded_count else { return };
    let field = format_args!("{path}.succeededCount");
    non_negative(&field, count.into(), errors);
    let mut at_most = |limit: i32, what: &str| {
        if count > limit {
            let detail = format!("must be less than or equal to {limit} ({what})");
            errors.push(FieldError::invalid(&field, &count.to_string(), &detail));
        }
    };
    at_most(completions, "the number of specified completions");
    if rule.succeeded_indexes.is_some() {
        at_most(total, "the number of indexes in the specified succeededIndexes field");
    }
}

/// How many indexes `0,2-4` names. Source: `validateIndexesFormat`.
fn count_indexes(text: &str, completions: i32) -> Result<i32, String> {
    let number = |text: &str| {
        let number = text.parse::<i32>();
        let number =
            number.map_err(|_| format!("cannot convert string to integer for index: {text:?}"))?;
        if number >= completions { Err(format!("too large index: {text:?}")) } else { Ok(number) }
    };
    let rises = |before: i32, it: i32| {
        let error = format!("non-increasing order, previous: {before}, current: {it}");
        if before < it { Ok(()) } else { Err(error) }
    };
    let (mut total, mut last) = (0, None);
    for part in text.split(',').filter(|_| !text.is_empty()) {
        let ends: Vec<&str> = part.split('-').collect();
        let first = match ends.as_slice() {
            [first] | [first, _] => number(first)?,
            _ => {
                return Err(format!(
                    "the fragment {part:?} violates the requirement that an index interval can have at most two parts separated by '-'"
                ));
            }
        };
        if let Some(last) = last {
            rises(last, first)?;
        }
        let end = ends.get(1).map(|it| number(it)).transpose()?;
        if let Some(end) = end {
            rises(first, end)?;
        }
        total += end.unwrap_or(first) - first + 1;
        last = Some(end.unwrap_or(first));
    }
    Ok(total)
}
