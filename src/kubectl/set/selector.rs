//! `kubectl set selector`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/set/set_selector.go`.

use super::SetFlags;
use crate::api::{Object, Value};
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
    let wanted = selector::of_object(&text).map_err(Failure::text)?;
    let query = flags.set.query(SelectorFlags::default());
    let found = resource::find_or_local(session, query, &words)?;
    if let Some(expressions) = wanted["matchExpressions"].as_array() {
        let text = |it: &Value| it.as_str().unwrap_or("").to_owned();
        let texts = expressions.iter().map(|it| {
            let values: Vec<String> =
                it["values"].as_array().into_iter().flatten().map(text).collect();
            let (key, operator) = (text(&it["key"]), text(&it["operator"]));
            format!("{{{key} {operator} [{}]}}", values.join(" "))
        });
        let texts = texts.collect::<Vec<_>>().join(" ");
        let text = format!("match expression [{texts}] not supported on this object");
        return Err(Failure::text(text));
    }
    for object in &found.objects {
        if !matches!(object, Object::Service(_)) {
            return Err(Failure::text("setting a selector is only supported for Services"));
        }
        let mut tree = object.to_value();
        tree["spec"]["selector"] = wanted["matchLabels"].clone();
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
