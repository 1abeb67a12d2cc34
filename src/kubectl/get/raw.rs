//! `kubectl get --raw`: what the API server says at a path.

use super::flags::GetFlags;
use crate::api::{Container, Kind, Object, ObjectKey, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::info::VERSION;
use crate::kubectl::json;
use crate::kubectl::logs;
use crate::kubectl::session::Session;
use serde_json::json;

pub(super) fn run(
    session: &mut Session<'_>,
    flags: &GetFlags<'_>,
    path: &str,
) -> Result<(), Failure> {
    if !session.args.words.is_empty() || flags.files.is_given() {
        return Err(Failure::text("arguments may not be passed when --raw is specified"));
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if let ["api", "v1", "namespaces", space, "pods", name, "log"] =
        path.split('/').skip(1).collect::<Vec<_>>()[..]
    {
        let text = log(session, (space, name), query)?;
        session.streams.out(&text);
        return Ok(());
    }
    let text = match path.trim_end_matches('/') {
        "/healthz" | "/livez" | "/readyz" => "ok".to_owned(),
        "/version" => version(),
        other => json::compact(&resource(session, other)?) + "\n",
    };
    session.streams.out(&text);
    Ok(())
}

/// How the control plane is: it is well. Source: `pkg/registry/core/componentstatus/rest.go`.
pub(super) fn component_statuses(session: &mut Session<'_>, flags: &GetFlags<'_>) {
    session.warn_all(vec!["v1 ComponentStatus is deprecated in v1.19+".to_owned()]);
    let head = "NAME                 STATUS    MESSAGE   ERROR\n";
    session.streams.out(if flags.no_headers { "" } else { head });
    for name in ["controller-manager", "scheduler", "etcd-0"] {
        session.streams.out(&format!("{name:<20} Healthy   ok        \n"));
    }
}

/// What a container of a Pod has printed. Source: `pkg/registry/core/pod/strategy.go` `LogLocation`.
fn log(session: &Session<'_>, (space, name): (&str, &str), query: &str) -> Result<String, Failure> {
    let key = ObjectKey::new(Kind::Pod, space, name);
    let Object::Pod(pod) = session.get(&key)? else { return Err(Failure::not_there()) };
    let asked = query.split('&').find_map(|it| it.strip_prefix("container="));
    let bad = |why: String| Failure::plain(format!("Error from server (BadRequest): {why}"));
    let names = |list: &[Container]| {
        list.iter().map(|it| it.name.to_string()).collect::<Vec<_>>().join(" ")
    };
    let (main, init) = (&pod.spec.containers, &pod.spec.init_containers);
    let container = match (asked.filter(|it| !it.is_empty()), main.as_slice()) {
        (Some(name), _) => name,
        (None, [one]) => &one.name,
        _ => {
            let or_init = match init.as_slice() {
                [] => String::new(),
                list => format!(" or one of the init containers: [{}]", names(list)),
            };
            return Err(bad(format!(
                "a container name must be specified for pod {name}, choose one of: [{}]{or_init}",
                names(main)
            )));
        }
    };
    let all = main.iter().chain(init).chain(&pod.spec.ephemeral_containers);
    if !all.map(|it| &*it.name).any(|it| it == container) {
        return Err(bad(format!("container {container} is not valid for pod {name}")));
    }
    logs::log(session.cluster, &pod, container).map_err(Failure::plain)
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
        let key = ObjectKey::new(kind, namespace.unwrap_or(""), name);
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
