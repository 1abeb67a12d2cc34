//! What was applied from the client's side comes into the hands of who applies on the server's.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go` (`migrateToSSAIfNecessary`),
//! `staging/src/k8s.io/client-go/util/csaupgrade/upgrade.go`, `lastappliedupdater.go`.

use super::set::FieldSet;
use super::{Applied, KUBECTL, LAST_APPLIED, Owner, drop_unwanted, typed};
use crate::api::{Time, Value, autoscaler_from_v1};
use crate::apiserver::schema::SchemaType;
use serde_json::json;

/// Who owns the annotation that `kubectl apply` keeps, from then on.
const KEEPER: &str = "kubectl-last-applied";

/// Takes over from those who own the annotation. kubectl applies once more then: what it had
/// written before and does not want any more goes. Defaults would come back, and are left alone.
pub(super) fn migrate(
    applied: &mut Applied,
    manager: &str,
    config: &Value,
    r#type: Option<SchemaType>,
    now: Time,
) {
    let Some(written) = last_applied(&applied.value) else { return };
    let note = json!({"metadata": {"annotations": {(LAST_APPLIED): ""}}});
    let note = typed::fields_of(r#type, &note);
    let owns = |it: &Owner| {
        let mut rest = note.clone();
        rest.subtract(&it.fields);
        rest.is_empty()
    };
    if manager == KUBECTL && !applied.owners.iter().any(|it| it.applies && owns(it)) {
        applied.owners.push(Owner {
            manager: KEEPER.to_owned(),
            applies: true,
            subresource: "",
            time: now,
            fields: note.clone(),
        });
    }
    let mut taken = FieldSet::default();
    applied.owners.retain(|it| {
        let is_old = !it.applies && it.subresource.is_empty() && owns(it);
        if is_old {
            taken.unite(&it.fields);
        }
        !is_old
    });
    let mut last = typed::fields_of(r#type, &written);
    last.unite(&note);
    last.intersect(&taken);
    // What somebody owns now stays, whoever it is.
    drop_unwanted(&mut applied.value, &last, &FieldSet::default(), &applied.owners, None, r#type);
    if let (true, Some(note)) = (manager == KUBECTL, annotation(&mut applied.value)) {
        let mut config = config.clone();
        if let Some(map) =
            config.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut)
        {
            map.remove(LAST_APPLIED);
        }
        *note = json!(format!("{config}\n"));
    }
}

fn annotation(value: &mut Value) -> Option<&mut Value> {
    value.pointer_mut("/metadata/annotations")?.get_mut(LAST_APPLIED)
}

/// What `kubectl apply` has noted of what it applied.
pub(super) fn last_applied(value: &Value) -> Option<Value> {
    let text = value.pointer("/metadata/annotations")?.get(LAST_APPLIED)?.as_str()?;
    let mut last: Value = serde_json::from_str(text).ok()?;
    autoscaler_from_v1(&mut last);
    Some(last)
}
