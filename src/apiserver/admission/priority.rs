//! The rank of a Pod, from its priority class.
//! Source: `plugin/pkg/admission/priority/admission.go`.

use crate::api::{Kind, ObjectMeta, Pod, PriorityClass, Status};
use crate::apiserver::store::Store;
use crate::apiserver::validation::SYSTEM_CLASSES;
use std::rc::Rc;

/// The policy of a Pod without a class.
const PREEMPT: &str = "PreemptLowerPriority";

/// Sets the rank and what it allows.
pub(super) fn resolve(store: &Store, pod: &mut Pod) -> Result<(), Status> {
    let refuse = |why: String| {
        let meta = &pod.metadata;
        // A name that the server gives is not known yet at this point.
        let name = if meta.generate_name.is_empty() { &meta.name } else { &meta.generate_name };
        Err(Status::forbidden(Kind::Pod, name, &why))
    };
    let named = &pod.spec.priority_class_name;
    let class = if named.is_empty() {
        default_class(store)
    } else {
        match store.typed::<PriorityClass>("", named) {
            None => return refuse(format!("no PriorityClass with name {named} was found")),
            found => found,
        }
    };
    let value = class.map_or(0, |it| it.value);
    let policy = class.map_or(PREEMPT, |it| &it.preemption_policy).to_owned();
    if let Some(given) = pod.spec.priority.filter(|it| *it != value) {
        return refuse(format!(
            "the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name"
        ));
    }
    let given = &pod.spec.preemption_policy;
    if !given.is_empty() && *given != policy {
        return refuse(format!(
            "the string value of PreemptionPolicy ({given}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name"
        ));
    }
    let name = class.map(|it| it.metadata.name.clone());
    let spec = Rc::make_mut(&mut pod.spec);
    spec.priority = Some(value);
    spec.preemption_policy = policy.into();
    if let Some(name) = name {
        spec.priority_class_name = name;
    }
    Ok(())
}

/// The classes that every cluster has. Source: `pkg/apis/scheduling/v1/helpers.go`.
#[must_use]
pub fn system_priority_classes() -> Vec<PriorityClass> {
    let class = |(name, value, description): &(&str, i32, &str)| PriorityClass {
        metadata: ObjectMeta { name: (*name).into(), ..ObjectMeta::default() },
        description: (*description).to_owned(),
        value: *value,
        ..PriorityClass::default()
    };
    SYSTEM_CLASSES.iter().map(class).collect()
}

/// The class of Pods that name none: of several, the lowest.
fn default_class(store: &Store) -> Option<&Rc<PriorityClass>> {
    store.list_typed::<PriorityClass>(None).filter(|it| it.global_default).min_by_key(|it| it.value)
}

/// There is at most one default.
pub(super) fn check_class(store: &Store, class: &PriorityClass) -> Result<(), Status> {
    let other = default_class(store).filter(|it| it.metadata.name != class.metadata.name);
    match other.filter(|_| class.global_default) {
        None => Ok(()),
        Some(other) => {
            let why = format!(
                "PriorityClass {} is already marked as default. Only one default can exist",
                other.metadata.name
            );
            Err(Status::forbidden(Kind::PriorityClass, &class.metadata.name, &why))
        }
    }
}
