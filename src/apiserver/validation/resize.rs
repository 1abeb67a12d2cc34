//! What may become of a Pod's resources while it runs.
//! Source: `pkg/apis/core/validation/validation.go` `ValidatePodResize`.

use super::field::{Errors, Path};
use super::{diff, internal, pod, resources};
use crate::api::{Container, FieldError, Pod, PodSpec, ResourceList, ResourceRequirements};
use crate::apiserver::defaults::qos_class;

/// What is wrong with other resources of a Pod.
pub(in crate::apiserver) fn validate(old: &Pod, new: &Pod, errors: &mut Errors) {
    if old.spec.rest.get("os").is_some_and(|it| it["name"] == "windows") {
        errors.push(FieldError::forbidden(&"", "windows pods cannot be resized"));
        return;
    }
    pod::validate_spec(&new.spec, &"spec", errors);
    if old.status.qos_class != qos_class(&new.spec) {
        let class = format!("{:?}", old.status.qos_class);
        let detail = "Pod QOS Class may not change as a result of resizing";
        errors.push(FieldError::invalid(&"spec", &class, detail));
    }
    let (before, after) = (&*old.spec, &*new.spec);
    let moved = misplaced(before, after);
    if !moved.is_empty() {
        errors.extend(moved);
        return;
    }
    removals(before, after, errors);
    let fixed = with_amounts_of(before, after);
    if fixed != *before {
        let text = diff::diff("PodSpec", &internal::pod_spec(before), &internal::pod_spec(&fixed));
        let detail = format!("only cpu and memory resources are mutable\n{text}");
        errors.push(FieldError::forbidden(&"spec", &detail));
    }
}

/// Which containers are not in the places that they had: by these they are found.
pub(in crate::apiserver) fn misplaced(before: &PodSpec, after: &PodSpec) -> Errors {
    let mut errors = Errors::new();
    for (list, old, new) in containers(before, after) {
        let path = format!("spec.{list}");
        if old.len() != new.len() {
            let detail = format!("{list} may not be added or removed on resize");
            errors.push(FieldError::forbidden(&path, &detail));
            continue;
        }
        for (index, _) in old.iter().zip(new).enumerate().filter(|it| it.1.0.name != it.1.1.name) {
            let detail = format!("{list} may not be renamed or reordered on resize");
            errors.push(FieldError::forbidden(&format_args!("{path}[{index}].name"), &detail));
        }
    }
    errors
}

/// Both lists of containers, before and after.
fn containers<'a>(
    before: &'a PodSpec,
    after: &'a PodSpec,
) -> [(&'static str, &'a [Container], &'a [Container]); 2] {
    [
        ("containers", &before.containers, &after.containers),
        ("initContainers", &before.init_containers, &after.init_containers),
    ]
}

/// What has been asked for once can't be left out; what runs first has what it has.
fn removals(before: &PodSpec, after: &PodSpec, errors: &mut Errors) {
    for (list, old, new) in containers(before, after) {
        for (index, (old, new)) in old.iter().zip(new).enumerate() {
            let path = format!("spec.{list}[{index}].resources");
            if list == "initContainers" && !old.is_sidecar() && old.resources != new.resources {
                let detail = "resources for non-sidecar init containers are immutable";
                errors.push(FieldError::forbidden(&path, detail));
                continue;
            }
            removed(&old.resources, &new.resources, &path, errors);
        }
    }
    if let Some(old) = &before.resources {
        let new = after.resources.clone().unwrap_or_default();
        removed(old, &new, &"spec.resources", errors);
    }
}

fn removed(
    old: &ResourceRequirements,
    new: &ResourceRequirements,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let lists = [("requests", &old.requests, &new.requests), ("limits", &old.limits, &new.limits)];
    for (list, old, new) in lists {
        if old.keys().any(|it| !new.contains_key(it)) {
            let detail = format!("resource {list} cannot be removed");
            errors.push(FieldError::forbidden(&format_args!("{path}.{list}"), &detail));
        }
    }
}

/// The new wish with the old one's CPU and memory.
fn with_amounts_of(before: &PodSpec, after: &PodSpec) -> PodSpec {
    let mut spec = after.clone();
    let inits = spec.init_containers.iter_mut().zip(&before.init_containers);
    for (new, old) in spec.containers.iter_mut().zip(&before.containers).chain(inits) {
        take_back(&mut new.resources, &old.resources);
    }
    match (&mut spec.resources, &before.resources) {
        (Some(new), Some(old)) => take_back(new, old),
        (Some(new), None) => take_back(new, &ResourceRequirements::default()),
        _ => {}
    }
    spec.resources = spec.resources.filter(|it| {
        before.resources.is_some() || !it.limits.is_empty() || !it.requests.is_empty()
    });
    spec
}

fn take_back(new: &mut ResourceRequirements, old: &ResourceRequirements) {
    let back = |new: &mut ResourceList, old: &ResourceList| {
        for name in resources::RESIZABLE {
            match old.get(name) {
                Some(amount) => drop(new.insert(name.to_owned(), *amount)),
                None => drop(new.remove(name)),
            }
        }
    };
    back(&mut new.limits, &old.limits);
    back(&mut new.requests, &old.requests);
}
