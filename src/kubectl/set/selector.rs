//! `kubectl set selector`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set/set_selector.go`.

use super::SetFlags;
use crate::api::{Map, Object, SelectorOperator, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{RecordFlags, SelectorFlags, flags};
use crate::kubectl::report;
use crate::kubectl::resource;
use crate::kubectl::selector;
use crate::kubectl::session::{Ran, Session, Step};

flags! {
    /// Source: `SetSelectorOptions`.
    pub(in crate::kubectl) struct SetSelectorFlags<'a>: RecordFlags {
        [set: SetFlags<'a>]
        resource_version: text "resource-version";
    }
}

pub(in crate::kubectl) fn selector(session: &mut Session<'_>, flags: &SetSelectorFlags<'_>) -> Ran {
    let mut words = session.args.words.clone();
    let Some(text) = words.pop() else {
        return Err(Failure::text("one selector is required"));
    };
    let labels = labels(&text)?;
    let query = flags.set.query(SelectorFlags::default());
    let found = resource::find_or_local(session, query, &words)?;
    let labels = labels.ok_or_else(|| {
        Failure::text(format!("match expression {text} not supported on this object"))
    })?;
    for object in &found.objects {
        if !matches!(object, Object::Service(_)) {
            return Err(Failure::text("setting a selector is only supported for Services"));
        }
        let mut tree = object.to_value();
        tree["spec"]["selector"] = Value::Object(labels.clone());
        if query.local {
            report::unsent(session, flags.set.print, object, "selector updated", tree)?;
            continue;
        }
        if let Some(version) = flags.resource_version {
            tree["metadata"]["resourceVersion"] = Value::from(version);
        }
        let changed = Object::from_value(object.kind(), tree)
            .map_err(|error| Failure::text(error.to_string()))?;
        let stored = session.update(object, changed)?;
        let stored = stored.as_ref().unwrap_or(object);
        report::object(session, flags.set.print, stored, "selector updated")?;
    }
    Failure::check(found.problems)?;
    Ok(Step::Done)
}

/// The labels of a selector that has nothing else.
fn labels(text: &str) -> Result<Option<Map>, Failure> {
    let parsed = selector::parse(text);
    let parsed = parsed.map_err(|why| {
        Failure::text(format!("couldn't parse the selector string {text:?}: {why}"))
    })?;
    let mut labels = Map::new();
    for it in &parsed.requirements {
        let ([value], SelectorOperator::In) = (it.values.as_slice(), it.operator) else {
            return Ok(None);
        };
        labels.insert(it.key.clone(), Value::String(value.clone()));
    }
    Ok(Some(labels))
}
