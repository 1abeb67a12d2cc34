//! `kubectl set selector`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set/set_selector.go`.

use crate::api::{Map, Object, SelectorOperator, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::report;
use crate::kubectl::resource;
use crate::kubectl::session::{Ran, Session, Step};

pub(in crate::kubectl) fn selector(session: &mut Session<'_>) -> Ran {
    let mut words = session.args.words.clone();
    let Some(text) = words.pop() else {
        return Err(Failure::text("one selector is required"));
    };
    let labels = labels(&text)?;
    let found = resource::find_or_local(session, &words)?;
    let labels = labels.ok_or_else(|| {
        Failure::text(format!("match expression {text} not supported on this object"))
    })?;
    for object in &found.objects {
        if !matches!(object, Object::Service(_)) {
            return Err(Failure::text("setting a selector is only supported for Services"));
        }
        let mut tree = object.to_value();
        tree["spec"]["selector"] = Value::Object(labels.clone());
        if session.args.on("local") {
            report::unsent(session, object, "selector updated", tree)?;
            continue;
        }
        if let Some(version) = session.args.flag("resource-version") {
            tree["metadata"]["resourceVersion"] = Value::from(version);
        }
        let changed = Object::from_value(object.kind(), tree)
            .map_err(|error| Failure::text(error.to_string()))?;
        let stored = session.update(object, changed)?;
        report::object(session, stored.as_ref().unwrap_or(object), "selector updated")?;
    }
    Failure::check(found.problems)?;
    Ok(Step::Done)
}

/// The labels of a selector that has nothing else.
fn labels(text: &str) -> Result<Option<Map>, Failure> {
    let parsed = resource::parse_selector(text);
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
