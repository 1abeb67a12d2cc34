//! `kubectl config`: the kubeconfig is a file like any other, written when it is first changed.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/config`.

use super::Files;
use super::failure::Failure;
use super::session::{Ran, Session, Step};
use super::{table, yaml};
use crate::api::Value;
use serde_json::json;
use std::rc::Rc;

/// Where the kubeconfig is.
const FILE: &str = "~/.kube/config";
/// The one cluster, and the one context.
const NAME: &str = "podarium";

/// The kubeconfig as it is.
fn read(files: &Files) -> Value {
    let written = files.get(FILE).and_then(|text| yaml::parse(text).ok());
    written.unwrap_or_else(|| {
        json!({
            "apiVersion": "v1",
            "clusters": [{"cluster": {"server": "https://127.0.0.1:6443"}, "name": NAME}],
            "contexts": [{"context": {"cluster": NAME, "user": "admin"}, "name": NAME}],
            "current-context": NAME,
            "kind": "Config",
            "users": [{"name": "admin", "user": {}}],
        })
    })
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or("")
}

fn contexts(config: &Value) -> &[Value] {
    config["contexts"].as_array().map_or(&[], Vec::as_slice)
}

/// The namespace of the current context.
pub(super) fn namespace(files: &Files) -> String {
    // Nearly always there is no such file.
    if !files.contains_key(FILE) {
        return "default".to_owned();
    }
    let config = read(files);
    let current = contexts(&config).iter().find(|it| it["name"] == config["current-context"]);
    let namespace = current.map_or("", |it| text(&it["context"], "namespace"));
    if namespace.is_empty() { "default".to_owned() } else { namespace.to_owned() }
}

/// `config view`
pub(super) fn view(session: &mut Session<'_>) -> Ran {
    let config = read(session.shell.files);
    let format = session.args.flag("output").unwrap_or("yaml");
    let text = super::report::print(&config, format)?;
    session.streams.out(&text);
    Ok(Step::Done)
}

/// `config current-context`
pub(super) fn current_context(session: &mut Session<'_>) -> Ran {
    let config = read(session.shell.files);
    session.line(text(&config, "current-context"));
    Ok(Step::Done)
}

/// `config get-contexts`
pub(super) fn get_contexts(session: &mut Session<'_>) -> Ran {
    let config = read(session.shell.files);
    let wanted = &session.args.words;
    if let Some(name) =
        wanted.iter().find(|name| !contexts(&config).iter().any(|it| it["name"] == ***name))
    {
        return Err(Failure::text(format!("context {name} not found")));
    }
    let shown = contexts(&config)
        .iter()
        .filter(|it| wanted.is_empty() || wanted.iter().any(|name| it["name"] == *name));
    if session.args.flag("output") == Some("name") {
        let names: String = shown.map(|it| format!("{}\n", text(it, "name"))).collect();
        session.streams.out(&names);
        return Ok(Step::Done);
    }
    let headings = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"].map(str::to_owned);
    let mut rows: Vec<Vec<String>> = Vec::new();
    rows.extend((!session.args.on("no-headers")).then(|| headings.to_vec()));
    rows.extend(shown.map(|it| {
        let (name, context) = (text(it, "name"), &it["context"]);
        let mark = if it["name"] == config["current-context"] { "*" } else { "" };
        let (cluster, user) = (text(context, "cluster"), text(context, "user"));
        [mark, name, cluster, user, text(context, "namespace")].map(str::to_owned).to_vec()
    }));
    session.streams.out(&table::rows(&rows));
    Ok(Step::Done)
}

/// `config get-clusters`, `config get-users`
pub(super) fn get_clusters(session: &mut Session<'_>) -> Ran {
    names(session, "clusters")
}

/// `config get-users`
pub(super) fn get_users(session: &mut Session<'_>) -> Ran {
    names(session, "users")
}

fn names(session: &mut Session<'_>, list: &str) -> Ran {
    let config = read(session.shell.files);
    session.line("NAME");
    for it in config[list].as_array().into_iter().flatten() {
        session.line(text(it, "name"));
    }
    Ok(Step::Done)
}

/// `config use-context NAME`
pub(super) fn use_context(session: &mut Session<'_>) -> Ran {
    let mut config = read(session.shell.files);
    let [name] = session.args.words.as_slice() else {
        return Err(Failure::usage("Unexpected args: []", "kubectl config use-context"));
    };
    let name = name.clone();
    if !contexts(&config).iter().any(|it| it["name"] == name) {
        return Err(Failure::text(format!("no context exists with the name: {name:?}")));
    }
    config["current-context"] = json!(name);
    write(session, &config);
    session.line(&format!("Switched to context {name:?}."));
    Ok(Step::Done)
}

/// `config set-context (NAME | --current) [--namespace=NAMESPACE]`
pub(super) fn set_context(session: &mut Session<'_>) -> Ran {
    let mut config = read(session.shell.files);
    let current = session.args.on("current");
    let name = match (session.args.words.as_slice(), current) {
        ([], true) => text(&config, "current-context").to_owned(),
        ([name], false) => name.clone(),
        ([_], true) => {
            return Err(Failure::text("you cannot specify both a context name and --current"));
        }
        _ => {
            return Err(Failure::text("you must specify a non-empty context name or --current"));
        }
    };
    let exists = contexts(&config).iter().any(|it| it["name"] == name);
    if !exists && let Some(list) = config["contexts"].as_array_mut() {
        list.push(json!({"context": {"cluster": "", "user": ""}, "name": name}));
    }
    let list = config["contexts"].as_array_mut().into_iter().flatten();
    for it in list.filter(|it| it["name"] == name) {
        for field in ["namespace", "cluster", "user"] {
            if let Some(value) = session.args.flag(field) {
                it["context"][field] = json!(value);
            }
        }
    }
    write(session, &config);
    let done = if exists { "modified" } else { "created" };
    session.line(&format!("Context {name:?} {done}."));
    Ok(Step::Done)
}

fn write(session: &mut Session<'_>, config: &Value) {
    Rc::make_mut(session.shell.files).insert(FILE.to_owned(), yaml::print(config));
}
