//! The kubeconfig: a file of the tape like any other.
//! Source: `staging/src/k8s.io/client-go/tools/clientcmd`.

use super::failure::Failure;
use super::flags::ConfigFlags;
use super::paths::{Files, file_name};
use super::yaml;
use crate::api::Value;
use serde_json::json;

/// Where the kubeconfig is.
const FILE: &str = "~/.kube/config";
/// The one cluster, and the one context.
const NAME: &str = "podarium";

/// The name of the kubeconfig.
pub(super) fn file<'f>(flags: &ConfigFlags<'f>) -> &'f str {
    flags.kubeconfig.filter(|it| !it.is_empty()).map_or(FILE, file_name)
}

/// The kubeconfig as it is. Another file than the usual one is empty before it is written.
pub(super) fn read(files: &Files, file: &str) -> Value {
    let written = files.get(file).and_then(|text| yaml::parse(text).ok());
    let mut config = written.unwrap_or_else(|| {
        let (cluster, context, user) = (
            json!({"cluster": {"server": "https://127.0.0.1:6443"}, "name": NAME}),
            json!({"context": {"cluster": NAME, "user": "admin"}, "name": NAME}),
            json!({"name": "admin", "user": {}}),
        );
        let list = |one: Value| if file == FILE { json!([one]) } else { Value::Null };
        json!({
            "apiVersion": "v1",
            "clusters": list(cluster),
            "contexts": list(context),
            "current-context": if file == FILE { NAME } else { "" },
            "kind": "Config",
            "users": list(user),
        })
    });
    fill_in(&mut config);
    config
}

/// What clientcmd writes though it is empty.
fn fill_in(config: &mut Value) {
    let lists: [(&str, &[&str]); 3] =
        [("clusters", &["server"]), ("contexts", &["cluster", "user"]), ("users", &[])];
    for (list, fields) in lists {
        for entry in config[list].as_array_mut().into_iter().flatten() {
            let entry = &mut entry[list.trim_end_matches('s')];
            if entry.is_null() {
                *entry = json!({});
            }
            for field in fields.iter().filter(|it| entry[**it].is_null()).collect::<Vec<_>>() {
                entry[*field] = json!("");
            }
        }
    }
    if config["current-context"].is_null() {
        config["current-context"] = json!("");
    }
    if let Some(config) = config.as_object_mut() {
        config.remove("preferences");
    }
}

/// A text of an entry; empty if there is none.
pub(super) fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or("")
}

/// The entry of a name in a list, such as `contexts`.
pub(super) fn entry<'v>(config: &'v Value, list: &str, name: &str) -> Option<&'v Value> {
    config[list].as_array()?.iter().find(|it| it["name"] == *name)
}

/// The namespace of a context, or of the current one.
///
/// # Errors
/// There is no such context or cluster.
pub(super) fn namespace(
    files: &Files,
    flags: &ConfigFlags<'_>,
    path: &str,
) -> Result<String, Failure> {
    let given = |it: &&str| !it.is_empty();
    let (asked, cluster) = (flags.context.filter(given), flags.cluster.filter(given));
    let is_asked = asked.or(cluster).is_some();
    let file = file(flags);
    if file != FILE && !files.contains_key(file) && !path.starts_with("config ") {
        return Err(Failure::text(format!("stat {file}: no such file or directory")));
    }
    // Nearly always there is no such file.
    if path.starts_with("config ") || (!files.contains_key(file) && !is_asked) {
        return Ok("default".to_owned());
    }
    let config = read(files, file);
    let name = asked.unwrap_or_else(|| text(&config, "current-context"));
    let context = entry(&config, "contexts", name);
    if context.is_none() && !name.is_empty() {
        return Err(Failure::plain(format!(
            "Error in configuration: context was not found for specified context: {name}"
        )));
    }
    if let Some(name) = cluster.filter(|it| entry(&config, "clusters", it).is_none()) {
        return Err(Failure::text(format!("no server found for cluster {name:?}")));
    }
    let namespace = context.map_or("", |it| text(&it["context"], "namespace"));
    Ok(if namespace.is_empty() { "default".to_owned() } else { namespace.to_owned() })
}
