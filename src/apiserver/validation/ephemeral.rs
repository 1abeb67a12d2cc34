//! Containers that are added to a Pod that runs. Source: `pkg/apis/core/validation/validation.go`
//! `validateEphemeralContainers`, `ValidatePodEphemeralContainersUpdate`.

use super::field::Errors;
use super::{container, meta, security};
use crate::api::{Container, FieldError, PodSpec, Value};

/// What such a container can't have, apart from what has a type.
const FORBIDDEN: [&str; 2] = ["lifecycle", "resizePolicy"];

/// What is wrong with a Pod's new list, beside the old one.
pub(in crate::apiserver) fn validate(old: &PodSpec, new: &PodSpec, errors: &mut Errors) {
    let list = &new.ephemeral_containers;
    let volumes: Vec<&str> = new.volumes.iter().map(|it| &*it.name).collect();
    let main = || new.init_containers.iter().chain(&new.containers);
    for (index, it) in list.iter().enumerate() {
        let path = format!("spec.ephemeralContainers[{index}]");
        let (name, field) = (&it.name, format!("{path}.name"));
        if name.is_empty() {
            errors.push(FieldError::required(&field, ""));
        } else {
            meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
        }
        container::validate(it, &volumes, &path, errors);
        if let Some(context) = &it.security_context {
            security::validate(context, new, &format_args!("{path}.securityContext"), errors);
        }
        if list.iter().take(index).chain(main()).any(|it| it.name == *name) {
            errors.push(FieldError::duplicate(&field, &format!("{name:?}")));
        }
        forbidden(it, &path, errors);
        let target = it.rest.at("targetContainerName").as_str().unwrap_or("");
        if !target.is_empty() && !main().any(|it| it.name == target) {
            let field = format!("{path}.targetContainerName");
            errors.push(FieldError::not_found(&field, &format!("{target:?}")));
        }
    }
    for before in old.ephemeral_containers.iter() {
        let name = &before.name;
        let why = match list.iter().find(|it| it.name == *name) {
            None => "removed",
            Some(now) if now != before => "changed",
            Some(_) => continue,
        };
        let detail = format!("existing ephemeral containers {name:?} may not be {why}\n");
        errors.push(FieldError::forbidden(&"spec.ephemeralContainers", &detail));
    }
}

fn forbidden(it: &Container, path: &str, errors: &mut Errors) {
    let resources = &it.resources;
    let has = [
        ("ports", !it.ports.is_empty()),
        ("livenessProbe", it.liveness_probe.is_some()),
        ("readinessProbe", it.readiness_probe.is_some()),
        ("startupProbe", it.startup_probe.is_some()),
        ("resources", !resources.limits.is_empty() || !resources.requests.is_empty()),
        ("restartPolicy", !it.restart_policy.is_empty()),
    ];
    let set = has.into_iter().filter(|it| it.1).map(|it| it.0);
    let others = FORBIDDEN.into_iter().filter(|field| *it.rest.at(field) != Value::Null);
    for field in set.chain(others) {
        let detail = "cannot be set for an Ephemeral Container";
        errors.push(FieldError::forbidden(&format!("{path}.{field}"), detail));
    }
}
