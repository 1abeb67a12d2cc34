//! What a namespace that is being deleted still waits for.
//! Source: `pkg/controller/namespace/deletion/status_condition_utils.go`.

use crate::api::{Kind, NamespaceCondition, Object, Time};
use crate::sorted::{Sort, SortedMap};

/// What is said where all is well: type, reason, message.
const WELL: [(&str, &str, &str); 5] = [
    (
        "NamespaceDeletionDiscoveryFailure",
        "ResourcesDiscovered",
        "All resources successfully discovered",
    ),
    (
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
    ),
    (
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
    ),
    (REMAINING, "ContentRemoved", "All content successfully removed"),
    (FINALIZERS, "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
];
const REMAINING: &str = "NamespaceContentRemaining";
const FINALIZERS: &str = "NamespaceFinalizersRemaining";

/// Whether an object stays for a while though it is deleted.
fn remains(object: &Object) -> bool {
    let is_stopping = match object {
        Object::Pod(pod) => !pod.spec.node_name.is_empty() && !pod.is_terminal(),
        _ => false,
    };
    is_stopping || !object.meta().finalizers.is_empty()
}

/// The conditions after a pass over what is left; those that have not changed keep their time.
pub(super) fn after(
    content: &[Object],
    before: &[NamespaceCondition],
    now: Time,
) -> Vec<NamespaceCondition> {
    let mut kinds: SortedMap<Kind, usize> = SortedMap::new();
    let mut finalizers: SortedMap<&str, usize> = SortedMap::new();
    for object in content.iter().filter(|it| remains(it)) {
        *kinds.entry(object.kind()).or_default() += 1;
        for finalizer in &object.meta().finalizers {
            *finalizers.entry(finalizer).or_default() += 1;
        }
    }
    let row = |(kind, count): (&Kind, &usize)| {
        let info = kind.info();
        format!("{}.{} has {count} resource instances", info.plural, info.group)
    };
    let mut resources: Vec<String> = kinds.iter().map(row).collect();
    resources.order();
    let finalizers: Vec<String> = finalizers
        .iter()
        .map(|(name, count)| format!("{name} in {count} resource instances"))
        .collect();
    WELL.iter()
        .map(|(r#type, reason, message)| {
            let (status, reason, message) = match *r#type {
                REMAINING if !resources.is_empty() => (
                    "True",
                    "SomeResourcesRemain",
                    format!("Some resources are remaining: {}", resources.join(", ")),
                ),
                FINALIZERS if !finalizers.is_empty() => (
                    "True",
                    "SomeFinalizersRemain",
                    format!(
                        "Some content in the namespace has finalizers remaining: {}",
                        finalizers.join(", ")
                    ),
                ),
                _ => ("False", *reason, (*message).to_owned()),
            };
            let same = before.iter().find(|it| it.r#type == *r#type && it.status == status);
            NamespaceCondition {
                last_transition_time: same.and_then(|it| it.last_transition_time).or(Some(now)),
                message,
                reason: reason.to_owned(),
                status: status.to_owned(),
                r#type: (*r#type).to_owned(),
                ..NamespaceCondition::default()
            }
        })
        .collect()
}
