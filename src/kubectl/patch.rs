//! `kubectl patch`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go`.

use super::failure::{Failure, Problem};
use super::manifest::Manifest;
use super::resource::{self, Nameless};
use super::session::{Ran, Session, Step, file_name};
use super::strict::Written;
use super::{report, yaml};
use crate::api::{Object, Value};
use crate::apiserver::{Request, json_merge, strategic_merge};

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    let kind = session.args.flag("type").unwrap_or("strategic").to_ascii_lowercase();
    let text = patch_text(session)?;
    if !["strategic", "merge", "json"].contains(&kind.as_str()) {
        return Err(Failure::text(format!(
            "--type must be one of [json merge strategic], not {kind:?}"
        )));
    }
    let patch = yaml::parse(&text)
        .map_err(|error| Failure::text(format!("unable to parse {text:?}: {error}")))?;
    let words = session.args.words.clone();
    let found = resource::find(session, &words, Nameless::Refuse)?;
    let mut problems = found.problems;
    for object in &found.objects {
        if let Err(failure) = one(session, object, &kind, &patch) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn patch_text(session: &Session<'_>) -> Result<String, Failure> {
    match (session.args.flag("patch"), session.args.flag("patch-file")) {
        (Some(_), Some(_)) => {
            Err(Failure::text("cannot specify --patch and --patch-file together"))
        }
        (Some(text), None) if !text.is_empty() => Ok(text.to_owned()),
        (_, Some(file)) => session.shell.files.get(file_name(file)).cloned().ok_or_else(|| {
            Failure::text(format!(
                "unable to read patch file: open {file}: no such file or directory"
            ))
        }),
        _ => Err(Failure::text(
            "must specify --patch or --patch-file containing the contents of the patch",
        )),
    }
}

fn one(
    session: &mut Session<'_>,
    object: &Object,
    kind: &str,
    patch: &Value,
) -> Result<(), Failure> {
    let mut tree = object.to_value();
    match kind {
        "merge" => json_merge(&mut tree, patch.clone()),
        "json" => json_patch(&mut tree, patch).map_err(Failure::plain)?,
        _ if !patch.is_object() => {
            return Err(Failure::plain(
                "Error from server (BadRequest): json: cannot unmarshal array into Go value of type map[string]interface {}",
            ));
        }
        _ => strategic_merge(&mut tree, patch.clone(), ""),
    }
    let manifest = Manifest { source: String::new(), kind: object.kind(), value: tree };
    let written = if kind == "strategic" { Written::Strategic } else { Written::Json };
    let changed = session.decode_patched(&manifest, patch, written).map_err(Problem::Api)?;
    let stored = if session.args.flag("subresource") == Some("status") {
        Some(session.send(Request::UpdateStatus(changed)).map_err(Problem::Api)?)
    } else {
        session.update(object, changed)?
    };
    // What came back unchanged was no change, whatever the patch said.
    let stored = stored.filter(|it| it.meta().resource_version != object.meta().resource_version);
    let operation = match (&stored, session.dry_run) {
        (None, super::session::DryRun::No) => "patched (no change)",
        _ => "patched",
    };
    report::object(session, stored.as_ref().unwrap_or(object), operation)
}

/// RFC 6902.
fn json_patch(tree: &mut Value, patch: &Value) -> Result<(), String> {
    const REJECTED: &str =
        "The request is invalid: the server rejected our request due to an error in our request";
    let rejected = || REJECTED.to_owned();
    for step in patch.as_array().ok_or_else(rejected)? {
        let text = |field: &str| step[field].as_str().map(str::to_owned);
        let path = text("path").ok_or_else(rejected)?;
        let value = step.get("value").cloned();
        match text("op").as_deref() {
            Some("add") => add(tree, &path, value.ok_or_else(rejected)?).ok_or_else(rejected)?,
            Some("remove") => drop(remove(tree, &path).ok_or_else(rejected)?),
            Some("replace") => {
                let slot = tree.pointer_mut(&path).ok_or_else(rejected)?;
                *slot = value.ok_or_else(rejected)?;
            }
            Some("test") => {
                if tree.pointer(&path) != value.as_ref() {
                    return Err(rejected());
                }
            }
            Some(op @ ("copy" | "move")) => {
                let from = text("from").ok_or_else(rejected)?;
                let value = tree.pointer(&from).cloned().ok_or_else(rejected)?;
                if op == "move" {
                    remove(tree, &from);
                }
                add(tree, &path, value).ok_or_else(rejected)?;
            }
            _ => return Err(rejected()),
        }
    }
    Ok(())
}

/// The parent of a path, and the key in it.
fn parent<'a>(tree: &'a mut Value, path: &str) -> Option<(&'a mut Value, String)> {
    let (parent, key) = path.rsplit_once('/')?;
    Some((tree.pointer_mut(parent)?, key.replace("~1", "/").replace("~0", "~")))
}

fn add(tree: &mut Value, path: &str, value: Value) -> Option<()> {
    if path.is_empty() {
        *tree = value;
        return Some(());
    }
    match parent(tree, path)? {
        (Value::Object(map), key) => {
            map.insert(key, value);
        }
        (Value::Array(items), key) => {
            let index = if key == "-" { items.len() } else { key.parse().ok()? };
            if index > items.len() {
                return None;
            }
            items.insert(index, value);
        }
        _ => return None,
    }
    Some(())
}

fn remove(tree: &mut Value, path: &str) -> Option<Value> {
    match parent(tree, path)? {
        (Value::Object(map), key) => map.remove(&key),
        (Value::Array(items), key) => {
            let index = key.parse::<usize>().ok().filter(|it| *it < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}
