//! `kubectl config`: the kubeconfig is a file like any other, written when it is first changed.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/config`.

mod change;

pub(super) use self::change::{
    SetClusterFlags, SetContextFlags, SetCredentialsFlags, SetPropertyFlags, delete_entry,
    rename_context, set_cluster, set_context, set_credentials, set_property, unset, use_context,
};

use super::failure::{Failure, Problem};
use super::flags::flags;
use super::kubeconfig::{entry, file, read, text};
use super::session::{Ran, Session, Step};
use super::{table, yaml};
use crate::api::Value;
use crate::sorted::Sort;
use serde_json::json;
use std::rc::Rc;

flags! {
    /// Source: `ViewOptions`.
    pub(super) struct ViewFlags<'a> {
        output: text "output" / "o";
        minify: switch "minify";
        raw: switch "raw";
        _: "flatten";
    }
}

flags! {
    /// Source: `GetContextsOptions`.
    pub(super) struct GetContextsFlags<'a> {
        output: text "output" / "o";
        no_headers: switch "no-headers";
    }
}

/// `config view`: what is secret is not shown, unless asked for.
pub(super) fn view(session: &mut Session<'_>, flags: &ViewFlags<'_>) -> Ran {
    let mut config = read(session.shell.files, file(&session.config));
    if let Some(word) = session.args.words.first() {
        let text = format!("unexpected arguments: [{word}]");
        return Err(Failure::usage(&text, "kubectl config view"));
    }
    if flags.minify {
        minify(&mut config);
    }
    if !flags.raw {
        for user in config["users"].as_array_mut().into_iter().flatten() {
            for (key, value) in user["user"].as_object_mut().into_iter().flatten() {
                if ["token", "password"].contains(&key.as_str()) {
                    *value = json!("REDACTED");
                }
            }
        }
    }
    let format = flags.output.unwrap_or("yaml");
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
    let config = read(session.shell.files, file(&session.config));
    match text(&config, "current-context") {
        "" => Err(Failure::text("current-context is not set")),
        name => {
            session.line(name);
            Ok(Step::Done)
        }
    }
}

/// `config get-contexts`
pub(super) fn get_contexts(session: &mut Session<'_>, flags: &GetContextsFlags<'_>) -> Ran {
    let config = read(session.shell.files, file(&session.config));
    let wanted = &session.args.words;
    let (_, missing): (Vec<&String>, Vec<&String>) =
        wanted.iter().partition(|it| entry(&config, "contexts", it).is_some());
    let missing = missing.into_iter().map(|it| Problem::Text(format!("context {it} not found")));
    let missing: Vec<Problem> = missing.collect();
    let shown = config["contexts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|it| wanted.is_empty() || wanted.iter().any(|name| it["name"] == *name));
    if flags.output == Some("name") {
        let names: String = shown.map(|it| format!("{}\n", text(it, "name"))).collect();
        session.streams.out(&names);
        return Ok(Step::Done);
    }
    let headings = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"].map(str::to_owned);
    let mut rows: Vec<Vec<String>> = Vec::new();
    rows.extend((!flags.no_headers).then(|| headings.to_vec()));
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
    let config = read(session.shell.files, file(&session.config));
    session.line("NAME");
    for it in config[list].as_array().into_iter().flatten() {
        session.line(text(it, "name"));
    }
    Ok(Step::Done)
}

/// Sorted by name, as clientcmd writes it.
fn write(session: &mut Session<'_>, mut config: Value) {
    for list in ["clusters", "contexts", "users"] {
        if let Some(entries) = config[list].as_array_mut() {
            entries.order_by(|a, b| text(a, "name").cmp(text(b, "name")));
        }
    }
    let file = file(&session.config).to_owned();
    Rc::make_mut(session.shell.files).insert(file, yaml::print(&config));
}
