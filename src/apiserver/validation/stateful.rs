//! StatefulSets. Source: `pkg/apis/apps/validation/validation.go`.

use super::field::{Errors, non_negative};
use super::{apps, internal, pod, storage};
use crate::api::{Field, FieldError, StatefulSet, StatefulSetSpec, Volume};
use std::rc::Rc;

const FORBIDDEN: &str = "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

/// Source: `ValidateStatefulSetSpec`. What an old version has got wrong, the new one may too:
/// Pods and claims of templates were not looked at before v1.34.
pub(in crate::apiserver) fn validate(
    set: &StatefulSet,
    old: Option<&StatefulSet>,
    errors: &mut Errors,
) {
    let spec = &set.spec;
    let policy = &spec.pod_management_policy;
    if policy != "OrderedReady" && policy != "Parallel" {
        let detail = "must be 'OrderedReady' or 'Parallel'";
        errors.push(FieldError::invalid(
            &"spec.podManagementPolicy",
            &format!("{policy:?}"),
            detail,
        ));
    }
    validate_strategy(spec, errors);
    validate_retention(spec, errors);
    non_negative(&"spec.replicas", spec.replicas.unwrap_or(1).into(), errors);
    non_negative(&"spec.minReadySeconds", spec.min_ready_seconds.into(), errors);
    if let Some(ordinals) = &spec.ordinals {
        non_negative(&"spec.ordinals.start", ordinals.start.into(), errors);
    }
    if apps::validate_selector(&spec.selector, "statefulset", "", errors) {
        apps::validate_template_metadata(&spec.selector, &spec.template, errors);
        if old.is_some_and(|it| has_errors(it, validate_template)) {
            pod::validate_template_meta(&spec.template, &"spec.template", errors);
        } else {
            validate_template(spec, errors);
        }
    }
    let restarts = &spec.template.spec.restart_policy;
    if restarts != "Always" {
        let field = "spec.template.spec.restartPolicy";
        errors.push(FieldError::unsupported(&field, restarts, &["Always"]));
    }
    if spec.template.spec.active_deadline_seconds.is_some() {
        errors.push(FieldError::forbidden(
            &"spec.template.spec.activeDeadlineSeconds",
            "activeDeadlineSeconds in StatefulSet is not Supported",
        ));
    }
    if !old.is_some_and(|it| has_errors(it, validate_claims)) {
        validate_claims(spec, errors);
    }
}

fn has_errors(set: &StatefulSet, rule: fn(&StatefulSetSpec, &mut Errors)) -> bool {
    let mut errors = Errors::new();
    rule(&set.spec, &mut errors);
    !errors.is_empty()
}

/// The Pods' own volumes are joined by one for each claim. Source: `volumesToAddForTemplates`.
fn validate_template(spec: &StatefulSetSpec, errors: &mut Errors) {
    let mut template = spec.template.clone();
    let names: Vec<&str> =
        spec.volume_claim_templates.iter().map(|it| it.metadata.name.as_str()).collect();
    if !names.is_empty() {
        let volumes = &mut Rc::make_mut(&mut template.spec).volumes;
        volumes.retain(|it| !names.contains(&&*it.name));
        volumes.extend(names.iter().map(|name| Volume::claim(*name, name)));
    }
    pod::validate_template(&template, &"spec.template", errors);
}

/// Source: `ValidateVolumeClaimTemplates`.
fn validate_claims(spec: &StatefulSetSpec, errors: &mut Errors) {
    for (index, claim) in spec.volume_claim_templates.iter().enumerate() {
        let path = format!("spec.volumeClaimTemplates[{index}].spec");
        storage::validate_claim(&claim.spec, &path, errors);
    }
}

fn validate_strategy(spec: &StatefulSetSpec, errors: &mut Errors) {
    const NUMBERS: &str = "spec.updateStrategy.rollingUpdate";
    let strategy = &spec.update_strategy;
    match (strategy.r#type.as_str(), &strategy.rolling_update) {
        ("OnDelete", Some(numbers)) => errors.push(FieldError::invalid(
            &NUMBERS,
            &internal::json("RollingUpdateStatefulSetStrategy", &numbers.write_always()),
            "only allowed for updateStrategy 'RollingUpdate'",
        )),
        ("RollingUpdate", Some(numbers)) => {
            let partition = numbers.partition.unwrap_or(0);
            non_negative(&format!("{NUMBERS}.partition"), partition.into(), errors);
            if let Some(number) = &numbers.max_unavailable {
                apps::validate_max_unavailable(
                    &format!("{NUMBERS}.maxUnavailable"),
                    number,
                    errors,
                );
            }
        }
        ("OnDelete" | "RollingUpdate", None) => {}
        _ => {
            let value = internal::json("StatefulSetUpdateStrategy", &strategy.write_always());
            let detail = "must be 'RollingUpdate' or 'OnDelete'";
            errors.push(FieldError::invalid(&"spec.updateStrategy", &value, detail));
        }
    }
}

/// Source: `ValidatePersistentVolumeClaimRetentionPolicy`.
fn validate_retention(spec: &StatefulSetSpec, errors: &mut Errors) {
    let Some(policy) = &spec.persistent_volume_claim_retention_policy else { return };
    for (name, value) in
        [("whenDeleted", &policy.when_deleted), ("whenScaled", &policy.when_scaled)]
    {
        if value != "Retain" && value != "Delete" {
            let field = format!("spec.persistentVolumeClaimRetentionPolicy.{name}");
            errors.push(FieldError::unsupported(&field, value, &["Delete", "Retain"]));
        }
    }
}

/// Source: `ValidateStatefulSetUpdate`.
pub(in crate::apiserver) fn validate_update(
    old: &StatefulSet,
    new: &StatefulSet,
    errors: &mut Errors,
) {
    let (old, new) = (&old.spec, &new.spec);
    let kept = StatefulSetSpec {
        replicas: old.replicas,
        ordinals: old.ordinals.clone(),
        template: old.template.clone(),
        update_strategy: old.update_strategy.clone(),
        revision_history_limit: old.revision_history_limit,
        persistent_volume_claim_retention_policy: old
            .persistent_volume_claim_retention_policy
            .clone(),
        min_ready_seconds: old.min_ready_seconds,
        ..new.clone()
    };
    if kept != *old {
        errors.push(FieldError::forbidden(&"spec", FORBIDDEN));
    }
}
