//! `kubectl config`: the kubeconfig is a file like any other, written when it is first changed.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/config`.

use super::Files;
use super::failure::{Failure, Problem};
use super::flags::Args;
use super::session::{Ran, Session, Step};
use super::{table, yaml};
use crate::api::Value;
use crate::sorted::Sort;
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

/// The entry of a name in a list, such as `contexts`.
fn entry<'v>(config: &'v Value, list: &str, name: &str) -> Option<&'v Value> {
    config[list].as_array()?.iter().find(|it| it["name"] == *name)
}

/// What an entry holds; it is made if it is new.
fn entry_mut<'v>(config: &'v mut Value, list: &str, name: &str) -> &'v mut Value {
    let field = list.trim_end_matches('s');
    if entry(config, list, name).is_none() {
        match config[list].as_array_mut() {
            Some(entries) => entries.push(json!({field: {}, "name": name})),
            None => config[list] = json!([{field: {}, "name": name}]),
        }
    }
    let at = config[list].as_array().and_then(|it| it.iter().position(|it| it["name"] == *name));
    &mut config[list][at.unwrap_or(0)][field]
}

/// The namespace of a context, or of the current one.
///
/// # Errors
/// There is no such context or cluster.
pub(super) fn namespace(files: &Files, args: &Args) -> Result<String, Failure> {
    let asked = |flag: &str| args.flag(flag).filter(|it| !it.is_empty());
    let is_asked = asked("context").or(asked("cluster")).is_some();
    // Nearly always there is no such file.
    if args.path.starts_with("config ") || (!files.contains_key(FILE) && !is_asked) {
        return Ok("default".to_owned());
    }
    let config = read(files);
    let name = asked("context").unwrap_or_else(|| text(&config, "current-context"));
    let context = entry(&config, "contexts", name);
    if context.is_none() && !name.is_empty() {
        return Err(Failure::plain(format!(
            "Error in configuration: context was not found for specified context: {name}"
        )));
    }
    if let Some(name) = asked("cluster").filter(|it| entry(&config, "clusters", it).is_none()) {
        return Err(Failure::text(format!("no server found for cluster {name:?}")));
    }
    let namespace = context.map_or("", |it| text(&it["context"], "namespace"));
    Ok(if namespace.is_empty() { "default".to_owned() } else { namespace.to_owned() })
}

/// `config view`: what is secret is not shown, unless asked for.
pub(super) fn view(session: &mut Session<'_>) -> Ran {
    let mut config = read(session.shell.files);
    if let Some(word) = session.args.words.first() {
        let text = format!("unexpected arguments: [{word}]");
        return Err(Failure::usage(&text, "kubectl config view"));
    }
    if session.args.on("minify") {
        minify(&mut config);
    }
    if !session.args.on("raw") {
        for user in config["users"].as_array_mut().into_iter().flatten() {
            for (key, value) in user["user"].as_object_mut().into_iter().flatten() {
                if ["token", "password"].contains(&key.as_str()) {
                    *value = json!("REDACTED");
                }
            }
        }
    }
    let format = session.args.flag("output").unwrap_or("yaml");
    let text = super::report::print(&config, format)?;
    session.streams.out(&text);
    Ok(Step::Done)
}

/// Only what the current context needs.
fn minify(config: &mut Value) {
    let name = text(config, "current-context").to_owned();
    let context = entry(config, "contexts", &name).map(|it| it["context"].clone());
    let context = context.unwrap_or_default();
    for (list, name) in [
        ("contexts", &*name),
        ("clusters", text(&context, "cluster")),
        ("users", text(&context, "user")),
    ] {
        if let Some(entries) = config[list].as_array_mut() {
            entries.retain(|it| it["name"] == *name);
        }
    }
}

/// `config current-context`
pub(super) fn current_context(session: &mut Session<'_>) -> Ran {
    let config = read(session.shell.files);
    match text(&config, "current-context") {
        "" => Err(Failure::text("current-context is not set")),
        name => {
            session.line(name);
            Ok(Step::Done)
        }
    }
}

/// `config get-contexts`
pub(super) fn get_contexts(session: &mut Session<'_>) -> Ran {
    let config = read(session.shell.files);
    let wanted = session.args.words.clone();
    let (_, missing): (Vec<&String>, Vec<&String>) =
        wanted.iter().partition(|it| entry(&config, "contexts", it).is_some());
    let missing = missing.into_iter().map(|it| Problem::Text(format!("context {it} not found")));
    let missing: Vec<Problem> = missing.collect();
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
    Failure::check(missing)?;
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
    let name = name(session)?;
    if entry(&config, "contexts", &name).is_none() {
        return Err(Failure::text(format!("no context exists with the name: {name:?}")));
    }
    config["current-context"] = json!(name);
    write(session, config);
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
    let exists = entry(&config, "contexts", &name).is_some();
    let context = entry_mut(&mut config, "contexts", &name);
    for field in ["cluster", "user"] {
        if context[field].is_null() {
            context[field] = json!("");
        }
    }
    for field in ["namespace", "cluster", "user"] {
        if let Some(value) = session.args.flag(field) {
            context[field] = json!(value);
        }
    }
    write(session, config);
    let done = if exists { "modified" } else { "created" };
    session.line(&format!("Context {name:?} {done}."));
    Ok(Step::Done)
}

/// The one name that a command is about.
fn name(session: &Session<'_>) -> Result<String, Failure> {
    match session.args.words.as_slice() {
        [name] => Ok(name.clone()),
        words => Err(Failure::text(format!("Unexpected args: [{}]", words.join(" ")))),
    }
}

/// `config set-cluster NAME`, `config set-credentials NAME`
pub(super) fn set_entry(session: &mut Session<'_>) -> Ran {
    const CLUSTER: &[&str] = &[
        "server",
        "certificate-authority",
        "insecure-skip-tls-verify",
        "proxy-url",
        "tls-server-name",
    ];
    const USER: &[&str] = &["client-certificate", "client-key", "token", "username", "password"];
    let (list, what, flags) = match session.args.path {
        "config set-cluster" => ("clusters", "Cluster", CLUSTER),
        _ => ("users", "User", USER),
    };
    let name = name(session)?;
    let given = |it: &str| session.args.given(it);
    if given("token") && (given("username") || given("password")) {
        return Err(Failure::text(
            "you cannot specify more than one authentication method at the same time: --token, --username/--password",
        ));
    }
    let mut config = read(session.shell.files);
    let fields = entry_mut(&mut config, list, &name);
    for flag in flags {
        if *flag == "insecure-skip-tls-verify" && given(flag) {
            fields[*flag] = json!(session.args.on(flag));
        } else if let Some(value) = session.args.flag(flag) {
            fields[*flag] = json!(value);
        }
    }
    write(session, config);
    session.line(&format!("{what} {name:?} set."));
    Ok(Step::Done)
}

/// `config delete-context NAME`, `config delete-cluster NAME`, `config delete-user NAME`
pub(super) fn delete_entry(session: &mut Session<'_>) -> Ran {
    let what = session.args.path.strip_prefix("config delete-").unwrap_or("");
    let list = format!("{what}s");
    let name = name(session)?;
    let mut config = read(session.shell.files);
    if entry(&config, &list, &name).is_none() {
        return Err(Failure::text(format!("cannot delete {what} {name}, not in {FILE}")));
    }
    if what == "context" && config["current-context"] == name {
        session.streams.err("warning: this removed your active context, use \"kubectl config use-context\" to select a different one\n");
    }
    if let Some(entries) = config[&*list].as_array_mut() {
        entries.retain(|it| it["name"] != name);
    }
    write(session, config);
    session.line(&format!("deleted {what} {name} from {FILE}"));
    Ok(Step::Done)
}

/// `config rename-context NAME NEW`
pub(super) fn rename_context(session: &mut Session<'_>) -> Ran {
    let [name, new] = session.args.words.as_slice() else {
        let words = session.args.words.join(" ");
        return Err(Failure::text(format!("Unexpected args: [{words}]")));
    };
    let (name, new) = (name.clone(), new.clone());
    let mut config = read(session.shell.files);
    let why = if entry(&config, "contexts", &name).is_none() {
        format!("it's not in {FILE}")
    } else if entry(&config, "contexts", &new).is_some() {
        format!("the context {new:?} already exists in {FILE}")
    } else {
        let list = config["contexts"].as_array_mut().into_iter().flatten();
        list.filter(|it| it["name"] == name).for_each(|it| it["name"] = json!(new));
        if config["current-context"] == name {
            config["current-context"] = json!(new);
        }
        write(session, config);
        session.line(&format!("Context {name:?} renamed to {new:?}."));
        return Ok(Step::Done);
    };
    Err(Failure::text(format!("cannot rename the context {name:?}, {why}")))
}

/// `config set PROPERTY VALUE`, `config unset PROPERTY`
pub(super) fn set_property(session: &mut Session<'_>) -> Ran {
    let is_set = session.args.path == "config set";
    let (path, value) = match session.args.words.as_slice() {
        [path, value] if is_set => (path.clone(), json!(value)),
        [path] if !is_set => (path.clone(), Value::Null),
        words => {
            return Err(Failure::text(format!("Unexpected args: [{}]", words.join(" "))));
        }
    };
    let mut config = read(session.shell.files);
    let parts: Vec<&str> = path.splitn(3, '.').collect();
    match parts.as_slice() {
        ["current-context"] => config["current-context"] = json!(value.as_str().unwrap_or("")),
        [list @ ("clusters" | "contexts" | "users"), name] if !is_set => {
            if let Some(entries) = config[*list].as_array_mut() {
                entries.retain(|it| it["name"] != *name);
            }
        }
        [list @ ("clusters" | "contexts" | "users"), name, field] => {
            let fields = entry_mut(&mut config, list, name);
            match (is_set, fields.as_object_mut()) {
                (false, Some(fields)) => drop(fields.remove(*field)),
                _ => fields[*field] = value,
            }
        }
        [first, ..] => {
            let text = format!("unable to parse {first} after [] at api.Config");
            return Err(Failure::text(text));
        }
        [] => {}
    }
    write(session, config);
    session.line(&format!("Property {path:?} {}.", if is_set { "set" } else { "unset" }));
    Ok(Step::Done)
}

/// Sorted by name, as clientcmd writes it.
fn write(session: &mut Session<'_>, mut config: Value) {
    for list in ["clusters", "contexts", "users"] {
        if let Some(entries) = config[list].as_array_mut() {
            entries.order_by(|a, b| text(a, "name").cmp(text(b, "name")));
        }
    }
    Rc::make_mut(session.shell.files).insert(FILE.to_owned(), yaml::print(&config));
}
