//! `create configmap`, and the entries that it and `create secret generic` are made of.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_{configmap,secret}.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::api::{Kind, Value};
use crate::apiserver::config_key_problem;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::paths::{file_name, folder};
use crate::kubectl::session::{Ran, Session};
use crate::kubectl::{kustomize, resource, sources};
use crate::sorted::{SortedMap, map_of};
use serde_json::json;

flags! {
    /// Where the entries come from.
    pub(in crate::kubectl) struct SourceFlags<'a> {
        from_literal: array "from-literal";
        from_file: list "from-file";
        from_env_file: list "from-env-file";
        append_hash: switch "append-hash";
    }
}

flags! {
    /// Source: `ConfigMapOptions`.
    pub(in crate::kubectl) struct ConfigMapFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [sources: SourceFlags<'a>]
    }
}

/// `create configmap`
pub(in crate::kubectl) fn config_map(session: &mut Session<'_>, flags: &ConfigMapFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create configmap")?;
    let kind = resource::parse_kind("configmaps")?;
    let data = entries(session, flags.sources, &|key, problem| match problem {
        Some(why) => format!("{key:?} is not a valid key name for a ConfigMap: {why}"),
        None => format!(
            "cannot add key {key:?}, another key by that name already exists in Data for ConfigMap {name:?}"
        ),
    })?;
    let mut value = json!({"metadata": {}});
    if !data.is_empty() {
        let data = data.into_iter().map(|(key, text)| (key, json!(text)));
        value["data"] = Value::Object(map_of(data));
    }
    let name = with_hash(flags.sources.append_hash, kind, name, &value);
    imperative(session, flags.create, kind, &name, value)
}

/// `--append-hash`
pub(super) fn with_hash(appends: bool, kind: Kind, name: String, value: &Value) -> String {
    if !appends {
        return name;
    }
    let hash = kustomize::hash(kind.info().kind, &name, value);
    format!("{name}-{hash}")
}

/// The entries that the flags of `create configmap` and `create secret generic` name; what is said
/// of a key that is wrong, or there already. Source: `handleConfigMapFrom*Sources`.
pub(super) fn entries(
    session: &Session<'_>,
    sources: SourceFlags<'_>,
    refused: &dyn Fn(&str, Option<&str>) -> String,
) -> Result<SortedMap<String, String>, Failure> {
    let SourceFlags { from_literal, from_file, from_env_file, .. } = sources;
    if !(from_env_file.is_empty() || from_file.is_empty() && from_literal.is_empty()) {
        let text = "from-env-file cannot be combined with from-file or from-literal";
        return Err(Failure::text(text));
    }
    let mut data = SortedMap::new();
    let mut add = |key: &str, text: &str| {
        let problem = config_key_problem(key);
        if problem.is_some() || data.contains_key(key) {
            return Err(Failure::text(refused(key, problem)));
        }
        data.insert(key.to_owned(), text.to_owned());
        Ok(())
    };
    for source in from_file {
        add_file(session, source, &mut add)?;
    }
    for literal in from_literal {
        let (key, value) = sources::literal(literal).map_err(Failure::text)?;
        add(key, value)?;
    }
    for path in from_env_file {
        let found = session.shell.files.get(file_name(path));
        for (key, text) in sources::env_file(found.ok_or_else(|| missing(path))?) {
            if let Some(why) = sources::variable_problem(key) {
                return Err(Failure::text(format!("{key:?} is not a valid key name: {why}")));
            }
            add(key, text)?;
        }
    }
    Ok(data)
}

fn missing(path: &str) -> Failure {
    Failure::text(format!("error reading {path}: no such file or directory"))
}

/// A file, or those that are directly in a folder.
/// Source: `handleConfigMapFromFileSources`.
fn add_file(
    session: &Session<'_>,
    source: &str,
    add: &mut dyn FnMut(&str, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (key, path) = sources::file(source).map_err(Failure::text)?;
    let files = &session.shell.files;
    if let Some(text) = files.get(file_name(path)) {
        return add(key, text);
    }
    let folder = folder(path);
    let inside = files.iter().filter_map(|(name, text)| Some((name.strip_prefix(&folder)?, text)));
    let mut inside = inside.filter(|it| !it.0.contains('/')).peekable();
    if inside.peek().is_none() {
        return Err(missing(path));
    }
    if source.contains('=') {
        return Err(Failure::text("cannot give a key name for a directory path"));
    }
    // The folder itself may be among them: `mkdir` has made it.
    inside.filter(|it| !it.0.is_empty()).try_for_each(|(name, text)| add(name, text))
}
