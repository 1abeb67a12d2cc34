//! What a failure means, and when enough has succeeded.
//! Source: `pkg/controller/job/{pod_failure_policy,success_policy}.go`.

use super::indexes::Intervals;
use crate::api::{
    ContainerStatus, Pod, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, SuccessPolicy,
};

/// What the first matching rule says of a failed Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict<'a> {
    /// Why the Job fails, if it does.
    pub fails_job: Option<String>,
    /// Whether the failure counts.
    pub counts: bool,
    /// The rule's action, if one matches.
    pub action: Option<&'a str>,
}

/// Source: `matchPodFailurePolicy`.
pub(super) fn judge<'a>(policy: Option<&'a PodFailurePolicy>, pod: &Pod) -> Verdict<'a> {
    let rules = policy.map(|it| it.rules.as_slice()).unwrap_or_default();
    let place = format!("{}/{}", pod.metadata.namespace, pod.metadata.name);
    for (index, rule) in rules.iter().enumerate() {
        let action = rule.action.as_str();
        let found = match &rule.on_exit_codes {
            Some(codes) => exit_code(pod, codes).map(|(container, code)| {
                format!("Container {container} for pod {place} failed with exit code {code}")
            }),
            None => rule.on_pod_conditions.iter().find_map(|pattern| {
                let condition = pod.condition(&pattern.r#type)?;
                let matches = condition.status == pattern.status;
                matches.then(|| format!("Pod {place} has condition {}", condition.r#type))
            }),
        };
        let Some(found) = found else { continue };
        if !matches!(action, "FailJob" | "FailIndex" | "Ignore" | "Count") {
            continue;
        }
        let fails = action == "FailJob";
        let fails_job = fails.then(|| format!("{found} matching {action} rule at index {index}"));
        return Verdict { fails_job, counts: action != "Ignore", action: Some(action) };
    }
    Verdict { fails_job: None, counts: true, action: None }
}

/// The first container whose exit code matches; regular ones before those that run first.
fn exit_code<'a>(
    pod: &'a Pod,
    codes: &PodFailurePolicyOnExitCodesRequirement,
) -> Option<(&'a str, i32)> {
    let (status, name) = (&pod.status, codes.container_name.as_ref());
    let code = |it: &'a ContainerStatus| {
        let code = it.state.terminated.as_ref()?.exit_code;
        let listed = codes.values.contains(&code);
        let fits = match codes.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            _ => false,
        };
        let meant = name.is_none_or(|name| *name == it.name);
        (code != 0 && meant && fits).then_some((it.name.as_str(), code))
    };
    status.container_statuses.iter().chain(&status.init_container_statuses).find_map(code)
}

/// What the Job's success is owed to, if it has succeeded. Source: `matchSuccessPolicy`.
pub(super) fn success(
    policy: Option<&SuccessPolicy>,
    completions: i32,
    completed: &Intervals,
) -> Option<String> {
    if completed.total() == 0 {
        return None;
    }
    let met = policy?.rules.iter().position(|rule| {
        let wanted = rule.succeeded_indexes.as_deref();
        match (wanted.map(|it| Intervals::parse(it, completions)), rule.succeeded_count) {
            (Some(wanted), count) => {
                let done = wanted.total() + completed.total() - wanted.merge(completed).total();
                wanted.total() > 0 && done >= count.unwrap_or(wanted.total())
            }
            (None, Some(count)) => completed.total() >= count,
            (None, None) => false,
        }
    })?;
    Some(format!("Matched rules at index {met}"))
}
