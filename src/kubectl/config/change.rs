//! What changes the kubeconfig. Source: `staging/src/k8s.io/kubectl/pkg/cmd/config/{set,unset,
//! set_cluster,set_context,set_credentials,delete_*,rename_context,use_context}.go`.

use super::write;
use crate::api::Value;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ConfigFlags, flags};
use crate::kubectl::kubeconfig::{entry, file, read, text};
use crate::kubectl::session::{Ran, Session, Step};
use serde_json::json;

flags! {
    /// Source: `SetContextOptions`.
    pub(in crate::kubectl) struct SetContextFlags {
        current: switch "current";
    }
}

flags! {
    /// Source: `SetClusterOptions`.
    pub(in crate::kubectl) struct SetClusterFlags<'a> {
        certificate_authority: text "certificate-authority";
        insecure: maybe "insecure-skip-tls-verify";
        proxy_url: text "proxy-url";
        tls_server_name: text "tls-server-name";
        _: "embed-certs";
    }
}

flags! {
    /// Source: `SetCredentialsOptions`.
    pub(in crate::kubectl) struct SetCredentialsFlags<'a> {
        client_certificate: text "client-certificate";
        client_key: text "client-key";
        username: text "username";
        password: text "password";
        _: "embed-certs";
    }
}

flags! {
    /// Source: `SetOptions`.
    pub(in crate::kubectl) struct SetPropertyFlags {
        _: "set-raw-bytes";
    }
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

/// `config use-context NAME`
pub(in crate::kubectl) fn use_context(session: &mut Session<'_>) -> Ran {
    let mut config = read(session.shell.files, file(&session.config));
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
pub(in crate::kubectl) fn set_context(session: &mut Session<'_>, flags: &SetContextFlags) -> Ran {
    let mut config = read(session.shell.files, file(&session.config));
    let name = match (session.args.words.as_slice(), flags.current) {
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
    let ConfigFlags { namespace, cluster, user, .. } = session.config;
    put(context, &[("namespace", namespace), ("cluster", cluster), ("user", user)]);
    write(session, config);
    let done = if exists { "modified" } else { "created" };
    session.line(&format!("Context {name:?} {done}."));
    Ok(Step::Done)
}

/// The one name that a command is about.
fn name(session: &Session<'_>) -> Result<String, Failure> {
    match session.args.words.as_slice() {
        [name] => Ok(name.clone()),
        words => Err(unexpected(words)),
    }
}

/// Sets the fields that were given.
fn put(to: &mut Value, fields: &[(&str, Option<&str>)]) {
    for (field, value) in fields {
        if let Some(value) = value {
            to[*field] = json!(value);
        }
    }
}

/// `config set-cluster NAME`
pub(in crate::kubectl) fn set_cluster(
    session: &mut Session<'_>,
    flags: &SetClusterFlags<'_>,
) -> Ran {
    let name = name(session)?;
    let mut config = read(session.shell.files, file(&session.config));
    let cluster = entry_mut(&mut config, "clusters", &name);
    let fields = [
        ("server", session.config.server),
        ("certificate-authority", flags.certificate_authority),
        ("proxy-url", flags.proxy_url),
        ("tls-server-name", flags.tls_server_name),
    ];
    put(cluster, &fields);
    if let Some(is_insecure) = flags.insecure {
        cluster["insecure-skip-tls-verify"] = json!(is_insecure);
    }
    write(session, config);
    session.line(&format!("Cluster {name:?} set."));
    Ok(Step::Done)
}

/// `config set-credentials NAME`
pub(in crate::kubectl) fn set_credentials(
    session: &mut Session<'_>,
    flags: &SetCredentialsFlags<'_>,
) -> Ran {
    let name = name(session)?;
    let (token, username, password) = (session.config.token, flags.username, flags.password);
    if token.is_some() && username.or(password).is_some() {
        return Err(Failure::text(
            "you cannot specify more than one authentication method at the same time: --token, --username/--password",
        ));
    }
    let mut config = read(session.shell.files, file(&session.config));
    let fields = [
        ("client-certificate", flags.client_certificate),
        ("client-key", flags.client_key),
        ("token", token),
        ("username", username),
        ("password", password),
    ];
    put(entry_mut(&mut config, "users", &name), &fields);
    write(session, config);
    session.line(&format!("User {name:?} set."));
    Ok(Step::Done)
}

/// `config delete-context NAME`, `config delete-cluster NAME`, `config delete-user NAME`
pub(in crate::kubectl) fn delete_entry(session: &mut Session<'_>) -> Ran {
    let what = session.args.path.strip_prefix("config delete-").unwrap_or("");
    let list = format!("{what}s");
    let name = name(session)?;
    let mut config = read(session.shell.files, file(&session.config));
    if entry(&config, &list, &name).is_none() {
        return Err(Failure::text(format!(
            "cannot delete {what} {name}, not in {}",
            file(&session.config)
        )));
    }
    if what == "context" && config["current-context"] == name {
        session.streams.err("warning: this removed your active context, use \"kubectl config use-context\" to select a different one\n");
    }
    if let Some(entries) = config[&*list].as_array_mut() {
        entries.retain(|it| it["name"] != name);
    }
    write(session, config);
    session.line(&format!("deleted {what} {name} from {}", file(&session.config)));
    Ok(Step::Done)
}

/// `config rename-context NAME NEW`
pub(in crate::kubectl) fn rename_context(session: &mut Session<'_>) -> Ran {
    let [name, new] = session.args.words.as_slice() else {
        return Err(unexpected(&session.args.words));
    };
    let (name, new) = (name.clone(), new.clone());
    let mut config = read(session.shell.files, file(&session.config));
    let why = if entry(&config, "contexts", &name).is_none() {
        format!("it's not in {}", file(&session.config))
    } else if entry(&config, "contexts", &new).is_some() {
        format!("the context {new:?} already exists in {}", file(&session.config))
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

/// `config set PROPERTY VALUE`
pub(in crate::kubectl) fn set_property(session: &mut Session<'_>, _: &SetPropertyFlags) -> Ran {
    match session.args.words.as_slice() {
        [path, value] => change(session, path, Some(value)),
        words => Err(unexpected(words)),
    }
}

/// `config unset PROPERTY`
pub(in crate::kubectl) fn unset(session: &mut Session<'_>) -> Ran {
    match session.args.words.as_slice() {
        [path] => change(session, path, None),
        words => Err(unexpected(words)),
    }
}

fn unexpected(words: &[String]) -> Failure {
    Failure::text(format!("Unexpected args: [{}]", words.join(" ")))
}

fn change(session: &mut Session<'_>, path: &str, value: Option<&String>) -> Ran {
    let (is_set, value) = (value.is_some(), json!(value));
    let mut config = read(session.shell.files, file(&session.config));
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
