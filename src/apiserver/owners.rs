//! Who owns which fields: `metadata.managedFields`, and what comes of it in a server-side apply.
//! Source: `sigs.k8s.io/structured-merge-diff/v6/merge/update.go`,
//! `staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal`.
//!
//! What clients outside the control plane make is followed from its first moment; what components
//! make only once somebody from outside has written to it.

mod declared;
mod migrate;
mod set;
#[cfg(test)]
mod tests;
mod typed;

pub use self::declared::check_declared;

use self::set::FieldSet;
use super::schema::SchemaType;
use crate::api::{Kind, Object, Reason, Status, Time, Value};
use crate::sorted::Sort;
use serde_json::json;
use std::borrow::Cow;

/// The manager of what is applied on the server's side, where kubectl is not told another.
const KUBECTL: &str = "kubectl";
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Its name in `managedFields`.
    pub name: Cow<'static, str>,
    /// Whether what it makes is followed.
    pub follows: bool,
}

impl Default for Writer {
    fn default() -> Self {
        Self { name: Cow::Borrowed(KUBECTL), follows: false }
    }
}

/// Who owns some fields of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    manager: String,
    /// Whether it has applied them, or only written.
    applies: bool,
    subresource: &'static str,
    time: Time,
    fields: FieldSet,
}

impl Owner {
    fn is(&self, manager: &str, applies: bool, subresource: &str) -> bool {
        self.manager == manager && self.applies == applies && self.subresource == subresource
    }

    /// Source: `printManager`.
    fn shown(&self, version: &str) -> String {
        let mut text = format!("{:?}", self.manager);
        if !self.subresource.is_empty() {
            text = format!("{text} with subresource {:?}", self.subresource);
        }
        if self.applies { text } else { format!("{text} using {version}") }
    }
}

/// The list as it stands in an object. Source: `sortEncodedManagedFields`.
pub(super) fn managed_fields(kind: Kind, owners: &[Owner]) -> Value {
    let mut owners: Vec<&Owner> = owners.iter().collect();
    owners.order_by_key(|it| (!it.applies, it.time, it.manager.clone(), it.subresource));
    let entry = |it: &&Owner| {
        let mut entry = json!({
            "apiVersion": kind.api_version(),
            "fieldsType": "FieldsV1",
            "fieldsV1": it.fields.to_value(),
            "manager": it.manager,
            "operation": if it.applies { "Apply" } else { "Update" },
            "time": it.time.to_string(),
        });
        if !it.subresource.is_empty() {
            entry["subresource"] = json!(it.subresource);
        }
        entry
    };
    Value::Array(owners.iter().map(entry).collect())
}

/// Fields that nobody owns. Source: `stripmeta.go`.
fn strip(fields: &mut FieldSet) {
    const META: [&str; 8] = [
        "name",
        "namespace",
        "creationTimestamp",
        "selfLink",
        "uid",
        "generation",
        "managedFields",
        "resourceVersion",
    ];
    for field in ["apiVersion", "kind"] {
        fields.forget(&[field]);
    }
    for field in META {
        fields.forget(&["metadata", field]);
    }
    fields.forget_member("metadata");
    fields.prune();
}

/// Somebody has written: what is new or other is its own from now on, and nobody else's.
/// Source: `Updater.Update`.
pub(super) fn after_update(
    owners: &[Owner],
    old: Option<&Object>,
    new: &Object,
    writer: &str,
    subresource: &'static str,
    now: Time,
) -> Vec<Owner> {
    let before = old.map_or_else(|| json!({}), Object::to_value);
    let mut change = typed::compare(SchemaType::of(new.kind()), &before, &new.to_value());
    for set in [&mut change.written, &mut change.removed] {
        strip(set);
        // Each way of writing has its own half of the object.
        if subresource != "status" {
            set.forget(&["status"]);
        }
    }
    let mut owners = owners.to_vec();
    for owner in &mut owners {
        owner.fields.subtract(&change.removed);
        if !owner.is(writer, false, subresource) {
            owner.fields.subtract(&change.written);
        }
    }
    if !change.written.is_empty() {
        match owners.iter_mut().find(|it| it.is(writer, false, subresource)) {
            Some(own) => {
                let before = own.fields.clone();
                own.fields.unite(&change.written);
                own.time = if own.fields == before { own.time } else { now };
            }
            None => owners.push(Owner {
                manager: writer.to_owned(),
                applies: false,
                subresource,
                time: now,
                fields: change.written,
            }),
        }
    }
    owners.retain(|it| !it.fields.is_empty());
    owners
}

/// What an apply leads to.
pub(super) struct Applied {
    /// The object's tree.
    pub value: Value,
    /// Who owns it then.
    pub owners: Vec<Owner>,
}

/// Merges a configuration into an object, as the server does. Source: `Updater.Apply`.
///
/// # Errors
/// Somebody else owns a field that would change.
pub(super) fn apply(
    owners: &[Owner],
    live: Option<&Object>,
    config: &Value,
    kind: Kind,
    (manager, force): (&str, bool),
    now: Time,
) -> Result<Applied, Status> {
    let r#type = SchemaType::of(kind);
    let mut owners = owners.to_vec();
    let before = live.map_or_else(|| json!({}), Object::to_value);
    if let (true, Some(live)) = (owners.is_empty(), live) {
        owners.push(first(live, &before, r#type, now));
    }
    let mut wanted = typed::fields_of(r#type, config);
    strip(&mut wanted);
    let mut value = typed::merge(r#type, &before, config);
    let own = owners.iter().position(|it| it.is(manager, true, ""));
    let last = own.map(|it| owners[it].fields.clone()).unwrap_or_default();
    drop_unwanted(&mut value, &last, &wanted, &owners, own, r#type);
    let mut change = typed::compare(r#type, &before, &value);
    strip(&mut change.written);
    if !force {
        let allowed =
            if manager == KUBECTL { as_applied(&before, kind) } else { FieldSet::default() };
        check_conflicts(&owners, own, (&change.written, &allowed), kind)?;
    }
    for (index, owner) in owners.iter_mut().enumerate() {
        if Some(index) != own {
            owner.fields.subtract(&change.written);
        }
    }
    match own.and_then(|it| owners.get_mut(it)) {
        Some(owner) if owner.fields == wanted => {}
        Some(owner) => (owner.fields, owner.time) = (wanted, now),
        None => owners.push(Owner {
            manager: manager.to_owned(),
            applies: true,
            subresource: "",
            time: now,
            fields: wanted,
        }),
    }
    owners.retain(|it| !it.fields.is_empty());
    let mut applied = Applied { value, owners };
    migrate::migrate(&mut applied, manager, config, r#type, now);
    Ok(applied)
}

/// Who owned an object of which nobody has kept account.
fn first(live: &Object, value: &Value, r#type: Option<SchemaType>, now: Time) -> Owner {
    let is_made = live.meta().controller().is_some();
    let manager = if is_made { "kube-controller-manager" } else { "before-first-apply" };
    let mut fields = typed::fields_of(r#type, value);
    strip(&mut fields);
    fields.forget(&["status"]);
    Owner { manager: manager.to_owned(), applies: false, subresource: "", time: now, fields }
}

/// What was applied before and is no longer wanted goes, unless somebody else owns it.
/// Source: `prune`.
fn drop_unwanted(
    value: &mut Value,
    last: &FieldSet,
    wanted: &FieldSet,
    owners: &[Owner],
    own: Option<usize>,
    r#type: Option<SchemaType>,
) {
    let mut kept = wanted.clone();
    for (index, owner) in owners.iter().enumerate() {
        if Some(index) != own {
            kept.unite(&owner.fields);
        }
    }
    typed::remove(r#type, value, last, &kept);
}

/// What `kubectl apply` has written from the client's side, and nobody has changed since, may be
/// applied from the server's. Source: `lastappliedmanager.go` `allowedConflictsFromLastApplied`.
fn as_applied(live: &Value, kind: Kind) -> FieldSet {
    let last = migrate::last_applied(live).filter(|it| it["apiVersion"] == kind.api_version());
    let Some(last) = last else { return FieldSet::default() };
    let r#type = SchemaType::of(kind);
    let mut fields = typed::fields_of(r#type, &last);
    let change = typed::compare(r#type, &last, live);
    fields.subtract(&change.written);
    fields.subtract(&change.removed);
    fields
}

/// Whether others own what is written, besides what is allowed.
fn check_conflicts(
    owners: &[Owner],
    own: Option<usize>,
    (written, allowed): (&FieldSet, &FieldSet),
    kind: Kind,
) -> Result<(), Status> {
    let version = kind.api_version();
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (_, owner) in owners.iter().enumerate().filter(|(index, _)| Some(*index) != own) {
        let mut common = owner.fields.clone();
        common.intersect(written);
        common.subtract(allowed);
        let paths = common.paths();
        if !paths.is_empty() {
            found.push((owner.shown(&version), paths));
        }
    }
    found.order();
    let count: usize = found.iter().map(|it| it.1.len()).sum();
    let message = match (count, found.as_slice()) {
        (0, _) => return Ok(()),
        (1, [(manager, paths)]) => {
            format!("Apply failed with 1 conflict: conflict with {manager}: {}", paths.concat())
        }
        _ => {
            let lines = found.iter().map(|(manager, paths)| {
                let paths: String = paths.iter().map(|it| format!("\n- {it}")).collect();
                format!("conflicts with {manager}:{paths}")
            });
            let lines: Vec<String> = lines.collect();
            format!("Apply failed with {count} conflicts: {}", lines.join("\n"))
        }
    };
    Err(Status { reason: Reason::Conflict, message, about: None, causes: Vec::new() })
}
