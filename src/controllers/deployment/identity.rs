//! Which ReplicaSet is whose: the new one, its name, hash, revision and annotations.
//! Source: `pkg/controller/deployment/util/deployment_util.go`, `pkg/controller/controller_utils.go`.

use super::fenceposts::{DESIRED_REPLICAS, MAX_REPLICAS, max_replicas};
use crate::api::{
    Deployment, Field, LabelSelector, ObjectMeta, PodTemplateSpec, ReplicaSet, ReplicaSetSpec,
};
use crate::apiserver::Random;
use crate::controllers::controller_reference;
use crate::sorted::Sort;
use std::rc::Rc;

/// The annotation that holds a set's revision.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
/// The annotation that holds the revisions a set had before.
pub const REVISION_HISTORY: &str = "deployment.kubernetes.io/revision-history";
/// The label that tells the sets of one Deployment apart.
pub const POD_TEMPLATE_HASH: &str = "pod-template-hash";
/// The annotation by which `kubectl apply` remembers what it applied.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// The annotation by which a rollback was asked for before kubectl did it.
pub const ROLLBACK_TO: &str = "deprecated.deployment.rollback.to";
/// Longer histories of revisions are cut (characters).
const REVISION_HISTORY_MAX: usize = 2000;

/// Annotations that stay with the Deployment.
const NOT_COPIED: [&str; 6] =
    [LAST_APPLIED, REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS, ROLLBACK_TO];

/// Whether the templates are the same, apart from the hash label.
#[must_use]
pub fn equal_ignore_hash(a: &PodTemplateSpec, b: &PodTemplateSpec) -> bool {
    let without = |it: &PodTemplateSpec| {
        let mut labels = it.metadata.labels.clone();
        labels.remove(POD_TEMPLATE_HASH);
        labels
    };
    let metadata =
        |it: &PodTemplateSpec| (it.metadata.annotations.clone(), it.metadata.rest.clone());
    without(a) == without(b) && metadata(a) == metadata(b) && a.spec == b.spec && a.rest == b.rest
}

/// The set that has the Deployment's template: the oldest, where there are several.
#[must_use]
pub fn find_new_replica_set(
    deployment: &Deployment,
    sets: &[Rc<ReplicaSet>],
) -> Option<Rc<ReplicaSet>> {
    let mut sets: Vec<&Rc<ReplicaSet>> = sets.iter().collect();
    sets.order_by_key(|it| age_key(it));
    let same =
        |set: &&&Rc<ReplicaSet>| equal_ignore_hash(&set.spec.template, &deployment.spec.template);
    sets.iter().find(same).map(|set| Rc::clone(set))
}

/// By creation, then by name.
pub(super) fn age_key(set: &ReplicaSet) -> (i64, String) {
    let created = set.metadata.creation_timestamp.map_or(0, |time| time.0);
    (created, set.metadata.name.to_string())
}

/// The hash of a template, as its label shows it: 32-bit FNV-1a over the printed template, then
/// the letters that can't spell a word. Source: `ComputeHash`.
#[must_use]
pub fn template_hash(template: &PodTemplateSpec, collision_count: Option<i32>) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    let mut feed = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    };
    feed(template.write_always().to_string().as_bytes());
    if let Some(count) = collision_count {
        feed(&count.to_le_bytes());
        feed(&[0; 4]);
    }
    Random::safe_encode(&hash.to_string())
}

/// A set's revision; 0 where it has none.
#[must_use]
pub fn revision(meta: &ObjectMeta) -> i64 {
    meta.annotation(REVISION).and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// The highest revision of the sets.
pub(super) fn max_revision(sets: &[Rc<ReplicaSet>]) -> i64 {
    sets.iter().map(|it| revision(&it.metadata)).max().unwrap_or(0)
}

/// A new set for the Deployment's template, without its size.
#[must_use]
pub fn new_replica_set(deployment: &Deployment, new_revision: i64) -> ReplicaSet {
    let mut template = deployment.spec.template.clone();
    let hash = template_hash(&template, deployment.status.collision_count);
    template.metadata.labels.insert(POD_TEMPLATE_HASH.to_owned(), hash.clone());
    let mut selector: LabelSelector = deployment.spec.selector.clone().unwrap_or_default();
    selector.match_labels.insert(POD_TEMPLATE_HASH.to_owned(), hash.clone());
    let base: String = deployment.metadata.name.chars().take(252 - hash.len()).collect();
    let mut set = ReplicaSet {
        metadata: ObjectMeta {
            name: format!("{base}-{hash}").into(),
            namespace: deployment.metadata.namespace.clone(),
            labels: template.metadata.labels.clone(),
            owner_references: vec![controller_reference(&deployment.clone().into())].into(),
            ..ObjectMeta::default()
        },
        spec: ReplicaSetSpec {
            replicas: Some(0),
            min_ready_seconds: deployment.spec.min_ready_seconds,
            selector: Some(selector),
            template,
            ..ReplicaSetSpec::default()
        },
        ..ReplicaSet::default()
    };
    annotate_new(deployment, &mut set, new_revision, false);
    set
}

/// Brings the new set's annotations up to date; whether anything changed.
/// Source: `SetNewReplicaSetAnnotations`.
pub(super) fn annotate_new(
    deployment: &Deployment,
    set: &mut ReplicaSet,
    new_revision: i64,
    exists: bool,
) -> bool {
    let mut changed = copy_annotations(deployment, set);
    let old = set.metadata.annotation(REVISION).map(str::to_owned);
    let old_number = old.as_deref().and_then(|it| it.parse().ok()).unwrap_or(0);
    if old_number < new_revision {
        set.metadata.annotations.insert(REVISION.to_owned(), new_revision.to_string());
        changed = true;
        if let Some(old) = old.filter(|_| exists) {
            remember_revision(set, &old);
        }
    }
    if !exists {
        changed |= set_replicas_annotations(deployment, set);
    }
    changed
}

fn copy_annotations(deployment: &Deployment, set: &mut ReplicaSet) -> bool {
    let mut changed = false;
    for (key, value) in &deployment.metadata.annotations {
        let known = set.metadata.annotations.get(key) == Some(value);
        if !known && !NOT_COPIED.contains(&key.as_str()) {
            set.metadata.annotations.insert(key.clone(), value.clone());
            changed = true;
        }
    }
    changed
}

fn remember_revision(set: &mut ReplicaSet, old: &str) {
    let history = set.metadata.annotations.entry(REVISION_HISTORY.to_owned()).or_default();
    let mut revisions: Vec<&str> = history.split(',').filter(|it| !it.is_empty()).collect();
    revisions.push(old);
    let length = |list: &[&str]| list.iter().map(|it| it.len() + 1).sum::<usize>() - 1;
    while revisions.len() > 1 && length(&revisions) > REVISION_HISTORY_MAX {
        revisions.remove(0);
    }
    *history = revisions.join(",");
}

/// Notes on a set what the Deployment wants now; whether anything changed.
pub(super) fn set_replicas_annotations(deployment: &Deployment, set: &mut ReplicaSet) -> bool {
    let desired = deployment.replicas();
    let pairs = [(DESIRED_REPLICAS, desired), (MAX_REPLICAS, max_replicas(deployment))];
    let mut changed = false;
    for (key, number) in pairs {
        let before = set.metadata.annotations.insert(key.to_owned(), number.to_string());
        changed |= before != Some(number.to_string());
    }
    changed
}
