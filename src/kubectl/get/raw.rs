//! `kubectl get --raw`: what the API server says at a path.

use super::GetFlags;
use crate::api::{Kind, Object, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::info::VERSION;
use crate::kubectl::json;
use crate::kubectl::session::{Ran, Session, Step};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, flags: &GetFlags<'_>, path: &str) -> Ran {
    if !session.args.words.is_empty() || flags.files.is_given() {
        return Err(Failure::text("arguments may not be passed when --raw is specified"));
    }
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    let text = match path.trim_end_matches('/') {
        "/healthz" | "/livez" | "/readyz" => "ok".to_owned(),
        "/version" => version(),
        other => json::compact(&resource(session, other)?) + "\n",
    };
    session.streams.out(&text);
    Ok(Step::Done)
}

fn version() -> String {
    let fields =
        [("major", "1"), ("minor", "36"), ("gitVersion", VERSION), ("gitTreeState", "clean")];
    let lines: Vec<String> = fields.iter().map(|(key, it)| format!("  {key:?}: {it:?}")).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// What there is at `/api/v1/namespaces/default/pods/web`.
fn resource(session: &Session<'_>, path: &str) -> Result<Value, Failure> {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let (group, version, rest) = match parts.as_slice() {
        ["api", version, rest @ ..] => ("", *version, rest),
        ["apis", group, version, rest @ ..] => (*group, *version, rest),
        _ => return Err(Failure::not_there()),
    };
    let (namespace, rest) = match rest {
        ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (Some(*namespace), rest),
        rest => (None, rest),
    };
    let (plural, name) = match rest {
        [plural] => (*plural, None),
        [plural, name] => (*plural, Some(*name)),
        _ => return Err(Failure::not_there()),
    };
    let fits = |kind: &Kind| {
        let info = kind.info();
        info.plural == plural && info.group == group && info.version == version
    };
    let kind = Kind::all().find(fits).ok_or_else(Failure::not_there)?;
    if let Some(name) = name {
        let key = crate::api::ObjectKey::new(kind, namespace.unwrap_or(""), name);
        return Ok(session.get(&key)?.to_value());
    }
    let store = session.cluster.store();
    let items: Vec<Value> = store
        .list(kind, namespace)
        .map(|it| session.cluster.as_seen(it))
        .map(|it: Object| it.to_value())
        .collect();
    Ok(json!({
        "apiVersion": kind.api_version(), "kind": format!("{}List", kind.info().kind),
        "metadata": {"resourceVersion": ""}, "items": items,
    }))
}
