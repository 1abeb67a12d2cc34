//! The revisions of StatefulSets and DaemonSets: named states of their template to go back to.
//! Source: `pkg/controller/history/controller_history.go`.
//!
//! Nothing here performs anything: each function returns an object to be asked for. A name that
//! is taken is for the controller's `failed` to deal with ([`is_collision`]).

#[cfg(test)]
mod tests;

use super::controller_reference;
use crate::api::{
    ControllerRevision, Field, Labels, Object, ObjectMeta, PodTemplateSpec, Reason, Typed, Value,
};
use crate::apiserver::{DeleteOptions, Random, Request, strategic_merge};
use crate::client::{Ask, Cache, Failure};
use crate::sorted::Sort;
use std::rc::Rc;

/// The label that holds the hash of a revision's data.
pub const HASH_LABEL: &str = "controller.kubernetes.io/hash";
/// The label by which a Pod says of which revision it is.
pub const REVISION_LABEL: &str = "controller-revision-hash";
/// Longer names of owners are cut in the names of their revisions (bytes).
const PREFIX_MAX: usize = 223;

/// What a revision holds of a workload: a patch that puts its template in the place of another.
/// Source: `stateful_set_utils.go` and `daemon/update.go` `getPatch`.
#[must_use]
pub fn data_of(template: &PodTemplateSpec) -> Value {
    let mut template = template.write_always();
    if let Value::Object(map) = &mut template {
        map.insert("$patch".to_owned(), Value::String("replace".to_owned()));
    }
    serde_json::json!({ "spec": { "template": template } })
}

/// The object as it was in a revision. Source: `ApplyRevision`.
#[must_use]
pub fn applied(object: &Object, revision: &ControllerRevision) -> Option<Object> {
    let mut value = object.to_value();
    strategic_merge(object.kind(), &mut value, revision.data.clone()).ok()?;
    Object::from_value(object.kind(), value).ok()
}

/// The hash of a revision's data: 32-bit FNV-1 (not 1a) over its text and the digits of the
/// collision count, in letters that spell no word. Source: `HashControllerRevision`.
#[must_use]
pub fn hash(data: &Value, collision_count: Option<i32>) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    let mut feed = |text: &str| {
        for byte in text.bytes() {
            hash = hash.wrapping_mul(0x0100_0193) ^ u32::from(byte);
        }
    };
    if !data.is_null() {
        feed(&as_go_writes(data));
    }
    if let Some(count) = collision_count {
        feed(&count.to_string());
    }
    Random::safe_encode(&hash.to_string())
}

/// JSON as Go writes it: what could end a script in a page is escaped.
fn as_go_writes(data: &Value) -> String {
    let escape = |char: char| match char {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => format!("\\u{:04x}", u32::from(char)),
        _ => char.to_string(),
    };
    data.to_string().chars().map(escape).collect()
}

/// `<owner>-<hash>`. Source: `ControllerRevisionName`.
#[must_use]
pub fn revision_name(owner: &str, hash: &str) -> String {
    let end = (0..=PREFIX_MAX.min(owner.len())).rev().find(|it| owner.is_char_boundary(*it));
    format!("{}-{hash}", &owner[..end.unwrap_or(0)])
}

/// A new revision of an object. Source: `NewControllerRevision`.
#[must_use]
pub fn new_revision(
    owner: &Object,
    labels: &Labels,
    data: Value,
    revision: i64,
    collision_count: i32,
) -> ControllerRevision {
    let hash = hash(&data, Some(collision_count));
    let meta = owner.meta();
    let mut labels = labels.clone();
    labels.insert(HASH_LABEL.to_owned(), hash.clone());
    ControllerRevision {
        metadata: ObjectMeta {
            name: revision_name(&meta.name, &hash).into(),
            namespace: meta.namespace.clone(),
            labels: labels.into(),
            owner_references: vec![controller_reference(owner)].into(),
            ..ObjectMeta::default()
        },
        data,
        revision,
        ..ControllerRevision::default()
    }
}

/// An object's revisions, and those without an owner that its selector matches, the oldest first.
/// Source: `ListControllerRevisions`.
#[must_use]
pub fn list(cache: &Cache, owner: &Object) -> Vec<Rc<ControllerRevision>> {
    let (meta, selector) = (owner.meta(), owner.pod_selector().unwrap_or_default());
    let fits = |it: &&Rc<ControllerRevision>| {
        selector.matches(&it.metadata.labels)
            && it.metadata.controller().is_none_or(|owner| owner.uid == meta.uid)
    };
    let all = cache.list_typed::<ControllerRevision>(Some(&meta.namespace));
    let mut revisions: Vec<_> = all.filter(fits).cloned().collect();
    sort(&mut revisions);
    revisions
}

/// By number, then by age, then by name. Source: `SortControllerRevisions`.
pub fn sort(revisions: &mut [Rc<ControllerRevision>]) {
    revisions.order_by(|a, b| {
        let age = |it: &ControllerRevision| it.metadata.creation_timestamp;
        let numbers = a.revision.cmp(&b.revision).then_with(|| age(a).cmp(&age(b)));
        numbers.then_with(|| a.metadata.name.cmp(&b.metadata.name))
    });
}

/// The number of the next revision; the revisions are sorted.
#[must_use]
pub fn next_number(revisions: &[Rc<ControllerRevision>]) -> i64 {
    revisions.last().map_or(1, |it| it.revision + 1)
}

/// Whether both restore the same state. Source: `EqualRevision`.
#[must_use]
pub fn equal(one: &ControllerRevision, other: &ControllerRevision) -> bool {
    one.data == other.data
}

/// The newest of the sorted revisions that restores the given state.
#[must_use]
pub fn find_equal<'a>(
    revisions: &'a [Rc<ControllerRevision>],
    data: &Value,
) -> Option<&'a Rc<ControllerRevision>> {
    revisions.iter().rev().find(|it| it.data == *data)
}

/// The same state under a new number: it is taken up again. Source: `UpdateControllerRevision`.
#[must_use]
pub fn renumbered(revision: &ControllerRevision, number: i64) -> ControllerRevision {
    ControllerRevision { revision: number, ..revision.clone() }
}

/// A revision that nobody owned, with its new owner. Source: `AdoptControllerRevision`.
#[must_use]
pub fn adopted(owner: &Object, revision: &ControllerRevision) -> ControllerRevision {
    let mut adopted = revision.clone();
    adopted.metadata.owner_references.push(controller_reference(owner));
    adopted
}

/// The oldest revisions beyond the limit, of those that nothing lives by; the revisions are
/// sorted. Source: `stateful_set_control.go` `truncateHistory`.
#[must_use]
pub fn excess(
    revisions: &[Rc<ControllerRevision>],
    limit: i32,
    is_live: impl Fn(&ControllerRevision) -> bool,
) -> Vec<Rc<ControllerRevision>> {
    let Ok(limit) = usize::try_from(limit) else { return Vec::new() };
    let mut history: Vec<_> = revisions.iter().filter(|it| !is_live(it)).cloned().collect();
    history.truncate(history.len().saturating_sub(limit));
    history
}

/// Asks for a revision to be deleted.
#[must_use]
pub fn delete(revision: &ControllerRevision) -> Ask {
    Ask::new(Request::Delete(revision.key(), DeleteOptions::default())).tolerating_missing()
}

/// Whether a new revision was refused because another state has its name: the collision count
/// must rise. A revision of the same state that exists is no collision.
/// Source: `CreateControllerRevision`.
#[must_use]
pub fn is_collision(cache: &Cache, failure: &Failure) -> bool {
    let Request::Create(Object::ControllerRevision(wanted)) = &failure.request else {
        return false;
    };
    let existing = cache.typed::<ControllerRevision>(&wanted.key());
    failure.status.reason == Reason::AlreadyExists && existing.is_some_and(|it| !equal(it, wanted))
}
