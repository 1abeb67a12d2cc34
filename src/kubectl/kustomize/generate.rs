//! ConfigMaps and Secrets that are made from files and literals, and the ends of their names.
//! Source: `api/internal/generators`, `api/kv/kv.go`, `api/hasher/hasher.go`.

use super::plan::{Plan, list, strings, text};
use super::{names, transform};
use crate::api::{Map, Value, to_base64};
use crate::kubectl::{json, sources};
use serde_json::json;

/// Whether the name is to end with a hash.
const NEEDS_HASH: &str = "internal.config.kubernetes.io/needsHashSuffix";
/// So many characters of the hash.
const HASH_LENGTH: usize = 10;
/// A Secret's values are broken into lines of this length. Source: `kyaml/yaml/datamap.go`.
const LINE_LENGTH: usize = 70;

/// Makes the objects of both generators.
pub(super) fn generate(
    plan: &Plan<'_>,
    fields: &Value,
    objects: &mut Vec<Value>,
) -> Result<(), String> {
    for (field, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        for arguments in list(fields, field) {
            let made = one(plan, kind, arguments, &fields["generatorOptions"])?;
            add(made, text(arguments, "behavior"), objects)?;
        }
    }
    Ok(())
}

/// A new object, or new entries of one that a base has made.
/// Source: `api/resmap/reswrangler.go` `appendReplaceOrMerge`.
fn add(mut made: Value, behavior: &str, objects: &mut Vec<Value>) -> Result<(), String> {
    let name = text(&made["metadata"], "name").to_owned();
    let is_it = |it: &&mut Value| it["kind"] == made["kind"] && names::is_called(it, &name);
    let found = objects.iter_mut().find(is_it);
    let id = format!("resid.ResId{{Kind:{}, Name:{name:?}}}", made["kind"]);
    let Some(old) = found else {
        if matches!(behavior, "merge" | "replace") {
            return Err(format!("id {id} does not exist; cannot merge or replace"));
        }
        objects.push(made);
        return Ok(());
    };
    if !matches!(behavior, "merge" | "replace") {
        let behavior = if behavior == "create" { behavior } else { "unspecified" };
        return Err(format!(
            "id {id} exists; can not use behavior: '{behavior}', behavior must be merge or replace"
        ));
    }
    let merged = |field: &str| {
        let both = [old[field].as_object(), made[field].as_object()];
        let map: Map =
            both.into_iter().flatten().flatten().map(|(a, b)| (a.clone(), b.clone())).collect();
        Value::Object(map)
    };
    let data = if behavior == "merge" { merged("data") } else { made["data"].take() };
    old["data"] = data;
    for field in ["labels", "annotations"] {
        transform::everywhere(old, field, &made["metadata"][field], false);
    }
    Ok(())
}

fn one(plan: &Plan<'_>, kind: &str, arguments: &Value, general: &Value) -> Result<Value, String> {
    let name = text(arguments, "name");
    if name.is_empty() {
        return Err("a configmap must have a name".to_owned());
    }
    let mut data = Map::new();
    for (key, value) in entries(plan, arguments).map_err(|it| format!("loading KV pairs: {it}"))? {
        let value = if kind == "Secret" { in_lines(&to_base64(value.as_bytes())) } else { value };
        if data.insert(key.clone(), Value::String(value)).is_some() {
            return Err(format!("configmap {name} illegally repeats the key `{key}`"));
        }
    }
    let mut made = json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}});
    if !data.is_empty() {
        made["data"] = Value::Object(data);
    }
    if kind == "Secret" {
        let given = text(arguments, "type");
        made["type"] = json!(if given.is_empty() { "Opaque" } else { given });
    }
    if !text(arguments, "namespace").is_empty() {
        made["metadata"]["namespace"] = arguments["namespace"].clone();
    }
    let options = [general, &arguments["options"]];
    for field in ["labels", "annotations"] {
        options.iter().for_each(|it| transform::everywhere(&mut made, field, &it[field], false));
    }
    let is_on = |field: &str| options.iter().any(|it| it[field] == true);
    if is_on("immutable") {
        made["immutable"] = json!(true);
    }
    names::remember(&mut made);
    made["metadata"][NEEDS_HASH] = json!(!is_on("disableNameSuffixHash"));
    Ok(made)
}

/// Source: `encodeBase64`.
fn in_lines(text: &str) -> String {
    if text.len() < LINE_LENGTH {
        return text.to_owned();
    }
    let mut lines = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index > 0 && index % LINE_LENGTH == 0 {
            lines.push('\n');
        }
        lines.push(letter);
    }
    lines + "\n"
}

fn entries(plan: &Plan<'_>, arguments: &Value) -> Result<Vec<(String, String)>, String> {
    let mut entries = Vec::new();
    for path in strings(arguments, "envs").chain(arguments["env"].as_str()) {
        let found = plan.read(path).map_err(|it| format!("env source files: [{path}]: {it}"))?;
        entries
            .extend(sources::env_file(found).map(|(key, text)| (key.to_owned(), text.to_owned())));
    }
    for literal in strings(arguments, "literals") {
        let pair = sources::literal(literal);
        let (key, value) = pair.map_err(|it| format!("literal sources [{literal}]: {it}"))?;
        let bare = |quote: char| value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
        let value = bare('"').or_else(|| bare('\'')).unwrap_or(value);
        entries.push((key.to_owned(), value.to_owned()));
    }
    for source in strings(arguments, "files") {
        let last = source.rsplit('/').next().unwrap_or(source);
        let (key, path) = source.split_once('=').unwrap_or((last, source));
        let found = plan.read(path).map_err(|it| format!("file sources: [{source}]: {it}"))?;
        entries.push((key.to_owned(), found.to_owned()));
    }
    Ok(entries)
}

/// Gives generated objects the hash of what is in them, so that Pods that use them are replaced
/// when it changes.
pub(super) fn add_hashes(objects: &mut [Value]) {
    for at in 0..objects.len() {
        let Some(object) = objects.get_mut(at) else { continue };
        let Some(meta) = names::meta(object) else { continue };
        if meta.remove(NEEDS_HASH) == Some(Value::Bool(true)) {
            let name = text(&object["metadata"], "name");
            let name = format!("{name}-{}", hash(text(object, "kind"), name, object));
            names::rename(objects, at, &name);
        }
    }
}

/// The end of a name, made of what is in the object. kubectl's own `--append-hash` comes to the
/// same. Source also: `staging/src/k8s.io/kubectl/pkg/util/hash/hash.go`.
pub(in crate::kubectl) fn hash(kind: &str, name: &str, object: &Value) -> String {
    let data = object.get("data").cloned().unwrap_or_else(|| json!(""));
    let mut content = json!({"kind": kind, "name": name, "data": data});
    if kind == "Secret" {
        content["type"] = json!(text(object, "type"));
    }
    let digest = hmac_sha256::Hash::hash(json::compact(&content).as_bytes());
    // No vowels, and nothing that looks like one, so that no words come about.
    const LETTERS: &[u8; 16] = b"gh2k456789mbcdtf";
    let half_bytes = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).take(HASH_LENGTH);
    half_bytes.filter_map(|it| LETTERS.get(usize::from(it))).map(|it| char::from(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation's own: `docs/tasks/manage-kubernetes-objects/kustomization`.
    #[test]
    fn names_end_as_kustomize_ends_them() {
        let login = to_base64(b"username=admin\npassword=secret\n");
        let secret = json!({"type": "Opaque", "data": {"password.txt": login}});
        let properties = json!({"data": {"application.properties": "FOO=Bar\n"}});
        for (kind, name, object, want) in [
            ("ConfigMap", "example-configmap-1", properties, "8mbdf7882g"),
            ("ConfigMap", "example-configmap-2", json!({"data": {"FOO": "Bar"}}), "g2hdhfc6tk"),
            ("Secret", "example-secret-1", secret, "t2kt65hgtb"),
        ] {
            assert_eq!(hash(kind, name, &object), want, "{object}");
        }
    }
}
