//! The Pod Security Standards: what Pods may be in a namespace, as its labels say.
//! Source: `staging/src/k8s.io/pod-security-admission/admission/admission.go`.
//!
//! The level `audit` writes to a log that nobody reads here.

mod checks;

use crate::api::{FieldError, Kind, Labels, Object, Pod, PodSpec, Status};
use crate::apiserver::store::Store;
use std::fmt;

const PREFIX: &str = "pod-security.kubernetes.io/";
const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];
/// The minor version of what is newest here.
const NEWEST: u32 = 36;

/// How strict, from 0 to 2 as in [`LEVELS`], and by the rules of which version 1.x.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Policy {
    level: usize,
    minor: Option<u32>,
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", LEVELS.get(self.level).unwrap_or(&""))?;
        match self.minor {
            None => f.write_str("latest"),
            Some(minor) => write!(f, "v1.{minor}"),
        }
    }
}

/// What a mode's labels ask for. A level that can't be read is the strictest where it is enforced,
/// and none elsewhere. Source: `api/helpers.go` `PolicyToEvaluate`.
fn policy(labels: &Labels, mode: &str, errors: &mut Vec<FieldError>) -> Policy {
    let mut read = |label: String, parse: &dyn Fn(&str) -> Option<u32>, detail: &str| {
        let value = labels.get(&*label)?;
        let parsed = parse(value);
        if parsed.is_none() {
            let field = format!("metadata.labels[{label}]");
            errors.push(FieldError::invalid(&field, &format!("{value:?}"), detail));
        }
        Some(parsed)
    };
    let level = read(
        format!("{PREFIX}{mode}"),
        &|value| (0_u32..).zip(LEVELS).find(|it| it.1 == value).map(|it| it.0),
        "must be one of privileged, baseline, restricted",
    );
    let minor = read(
        format!("{PREFIX}{mode}-version"),
        // A version above all that there are stands for the newest.
        &|value| match value.strip_prefix("v1.") {
            None => (value == "latest").then_some(u32::MAX),
            Some(minor) if minor.len() > 1 && minor.starts_with('0') => None,
            Some(minor) if minor.bytes().all(|it| it.is_ascii_digit()) => minor.parse().ok(),
            Some(_) => None,
        },
        "must be \"latest\" or \"v1.x\"",
    );
    let otherwise = if mode == "enforce" { 2 } else { 0 };
    Policy {
        level: level.map_or(0, |it| it.map_or(otherwise, |it| it as usize)),
        minor: minor.flatten().filter(|it| *it < u32::MAX),
    }
}

fn errors(labels: &Labels) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for mode in ["enforce", "audit", "warn"] {
        policy(labels, mode, &mut errors);
    }
    errors
}

/// The policy of the namespace that an object is in.
fn policy_of(store: &Store, namespace: &str, mode: &str) -> Option<Policy> {
    let labels = &store.find(Kind::Namespace, "", namespace)?.meta().labels;
    // Most say nothing, and are asked for every Pod.
    labels.keys().find(|it| it.starts_with(PREFIX))?;
    Some(policy(labels, mode, &mut Vec::new())).filter(|it| it.level > 0)
}

/// Why a Pod is not as the policy wants it: each reason, with details or without.
fn verdict(
    policy: Policy,
    annotations: &Labels,
    spec: &PodSpec,
    is_detailed: bool,
) -> Option<String> {
    let minor = policy.minor.unwrap_or(NEWEST);
    let found = checks::run(policy.level, minor, annotations, spec);
    let texts: Vec<String> = found
        .into_iter()
        .map(|(reason, detail)| match detail.as_str() {
            "" => reason.to_owned(),
            _ if !is_detailed => reason.to_owned(),
            detail => format!("{reason} ({detail})"),
        })
        .collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// Refuses labels that can't be read, and Pods that the namespace does not take.
pub(super) fn check(store: &Store, old: Option<&Object>, object: &Object) -> Result<(), Status> {
    let meta = object.meta();
    if let Object::Namespace(_) = object {
        let wrong = errors(&meta.labels);
        let said_before = old.is_some_and(|it| errors(&it.meta().labels) == wrong);
        if !wrong.is_empty() && !said_before {
            return Err(Status::invalid(Kind::Namespace, &meta.name, wrong));
        }
    }
    if let Object::Pod(pod) = object
        && is_significant(old, pod)
        && let Some(policy) = policy_of(store, &meta.namespace, "enforce")
        && let Some(why) = verdict(policy, &meta.annotations, &pod.spec, true)
    {
        let why = format!("violates PodSecurity \"{policy}\": {why}");
        return Err(Status::forbidden(Kind::Pod, &meta.name, &why));
    }
    Ok(())
}

/// Whether a change of a Pod has it looked at again. Source: `isSignificantPodUpdate`.
fn is_significant(old: Option<&Object>, new: &Pod) -> bool {
    let Some(Object::Pod(old)) = old else { return true };
    let images = |pod: &Pod| {
        let both = pod.spec.init_containers.iter().chain(pod.spec.containers.iter());
        let all = both.chain(pod.spec.ephemeral_containers.iter());
        all.map(|it| it.image.clone()).collect::<Vec<_>>()
    };
    images(old) != images(new)
}

/// What is said of an object that is let in all the same.
pub(in crate::apiserver) fn warn(
    store: &Store,
    old: Option<&Object>,
    object: &Object,
    found: &mut Vec<String>,
) {
    let meta = object.meta();
    if let Object::Namespace(_) = object {
        return warn_of_pods(store, old, object, found);
    }
    let (annotations, spec) = if let Object::Pod(pod) = object {
        if !is_significant(old, pod) {
            return;
        }
        (&meta.annotations, &pod.spec)
    } else if let Some(template) = object.template() {
        (&template.metadata.annotations, &template.spec)
    } else {
        return;
    };
    let Some(policy) = policy_of(store, &meta.namespace, "warn") else { return };
    if let Some(why) = verdict(policy, annotations, spec, true) {
        found.push(format!("would violate PodSecurity \"{policy}\": {why}"));
    }
}

/// Which Pods a namespace would no longer take. Source: `EvaluatePodsInNamespace`.
fn warn_of_pods(store: &Store, old: Option<&Object>, new: &Object, found: &mut Vec<String>) {
    let Some(old) = old else { return };
    let enforced = |it: &Object| policy(&it.meta().labels, "enforce", &mut Vec::new());
    let (before, now) = (enforced(old), enforced(new));
    if now == before || now.level == 0 || now.minor == before.minor && now.level <= before.level {
        return;
    }
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for pod in store.list_typed::<Pod>(Some(&new.meta().name)) {
        let Some(why) = verdict(now, &pod.metadata.annotations, &pod.spec, false) else { continue };
        match groups.iter_mut().find(|it| it.0 == why) {
            Some(group) => group.1.push(&pod.metadata.name),
            None => groups.push((why, vec![&pod.metadata.name])),
        }
    }
    if groups.is_empty() {
        return;
    }
    let name = &new.meta().name;
    found.push(format!(
        "existing pods in namespace {name:?} violate the new PodSecurity enforce level \"{now}\""
    ));
    let mut texts: Vec<String> = groups
        .into_iter()
        .map(|(why, pods)| {
            let first = pods.iter().min().unwrap_or(&"");
            match pods.len() {
                1 => format!("{first}: {why}"),
                2 => format!("{first} (and 1 other pod): {why}"),
                count => format!("{first} (and {} other pods): {why}", count - 1),
            }
        })
        .collect();
    texts.sort();
    found.append(&mut texts);
}
