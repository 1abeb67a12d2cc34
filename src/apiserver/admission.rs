//! What is asked of the other objects before an object is let in: its priority class, the limit
//! ranges, the level of security and the quotas of its namespace.
//! Source: `pkg/kubeapiserver/options/plugins.go`.
//!
//! **Invariant:** first all plugins that change the object, then (after validation) those that
//! refuse it, the quota last: it charges only what is let in.

mod limits;
mod priority;
mod quota;
pub(super) mod security;
#[cfg(test)]
mod tests;

pub use self::limits::filled_in;
pub use self::priority::system_priority_classes;
pub use self::quota::{quota_counts, quota_usage};

use super::ApiServer;
use super::store::Store;
use crate::api::{
    Kind, LabelSelector, LabelSelectorRequirement, Labels, Object, Pod, RuntimeClass, Status, Value,
};
use std::rc::Rc;

/// Plugins that change a new object.
pub(super) fn mutate(store: &Store, object: &mut Object) -> Result<(), Status> {
    let Object::Pod(pod) = object else { return Ok(()) };
    let pod = Rc::make_mut(pod);
    limits::fill_in(store, pod);
    priority::resolve(store, pod)?;
    check_runtime(store, pod)?;
    merge_label_keys(pod);
    pod.status.qos_class = super::defaults::qos_class(&pod.spec).into();
    Ok(())
}

/// Source: `plugin/pkg/admission/runtimeclass/admission.go`.
fn check_runtime(store: &Store, pod: &Pod) -> Result<(), Status> {
    let named = pod.spec.rest.get("runtimeClassName").and_then(Value::as_str);
    match named.filter(|it| store.typed::<RuntimeClass>("", it).is_none()) {
        None => Ok(()),
        Some(name) => {
            let why = format!("pod rejected: RuntimeClass {name:?} not found");
            Err(Status::forbidden(Kind::Pod, &pod.metadata.name, &why))
        }
    }
}

/// What an update of a Pod leaves out is as it was.
pub(super) fn keep(old: &Object, object: &mut Object) {
    if let (Object::Pod(old), Object::Pod(pod)) = (old, object)
        && (pod.spec.priority.is_none() || pod.spec.preemption_policy.is_empty())
    {
        let spec = Rc::make_mut(&mut Rc::make_mut(pod).spec);
        spec.priority = spec.priority.or(old.spec.priority);
        spec.preemption_policy.clone_from(&old.spec.preemption_policy);
    }
}

/// Plugins that refuse a new object.
pub(super) fn validate(server: &mut ApiServer, object: &Object) -> Result<(), Status> {
    limits::check(&server.store, object)?;
    if let Object::PriorityClass(class) = object {
        priority::check_class(&server.store, class)?;
    }
    security::check(&server.store, None, object)?;
    quota::charge(server, None, object)
}

/// Plugins that refuse a new version of an object.
pub(super) fn revalidate(store: &Store, old: &Object, object: &Object) -> Result<(), Status> {
    if object.kind() == Kind::PersistentVolumeClaim {
        limits::check(store, object)?;
    }
    security::check(store, Some(old), object)
}

/// Plugins that refuse a Pod that asks for other resources than before.
pub(super) fn readmit(server: &mut ApiServer, old: &Object, object: &Object) -> Result<(), Status> {
    limits::check(&server.store, object)?;
    quota::charge(server, Some(old), object)
}

/// Selectors that ask for the Pod's own values of some labels get them.
/// Source: `pkg/registry/core/pod/strategy.go` `applyMatchLabelKeysAndMismatchLabelKeys`.
fn merge_label_keys(pod: &mut Pod) {
    let labels = pod.metadata.labels.clone();
    let wants = |spec: &crate::api::PodSpec| {
        spec.affinity.is_some() || !spec.topology_spread_constraints.is_empty()
    };
    if !wants(&pod.spec) {
        return;
    }
    let spec = Rc::make_mut(&mut pod.spec);
    if let Some(affinity) = &mut spec.affinity {
        let rules = affinity.pod_affinity.iter_mut().chain(&mut affinity.pod_anti_affinity);
        for rules in rules {
            let preferred = rules.preferred.iter_mut().map(|it| &mut it.pod_affinity_term);
            for term in rules.required.iter_mut().chain(preferred) {
                let Some(selector) = &mut term.label_selector else { continue };
                add_keys(selector, &term.match_label_keys, "In", &labels);
                add_keys(selector, &term.mismatch_label_keys, "NotIn", &labels);
            }
        }
    }
    for constraint in &mut spec.topology_spread_constraints {
        if let Some(selector) = &mut constraint.label_selector {
            add_keys(selector, &constraint.match_label_keys, "In", &labels);
        }
    }
}

fn add_keys(selector: &mut LabelSelector, keys: &[String], operator: &str, labels: &Labels) {
    for (key, value) in keys.iter().filter_map(|key| labels.get_key_value(key)) {
        selector.match_expressions.push(LabelSelectorRequirement {
            key: key.clone(),
            operator: operator.to_owned(),
            values: vec![value.clone()],
            ..LabelSelectorRequirement::default()
        });
    }
}

/// What a client has called a new object: admission that changes it knows no more, for the API
/// server makes the rest of a generated name only then.
/// Source: `staging/src/k8s.io/apiserver/pkg/admission/errors.go` `extractResourceName`.
pub(super) fn given_name(object: &Object) -> &str {
    let meta = object.meta();
    let is_generated =
        !meta.generate_name.is_empty() && meta.name.starts_with(meta.generate_name.as_str());
    if is_generated { &meta.generate_name } else { &meta.name }
}
