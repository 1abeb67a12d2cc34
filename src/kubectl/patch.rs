//! `kubectl patch`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go`.

use super::failure::{Failure, Problem};
use super::manifest::Manifest;
use super::resource;
use super::session::{DryRun, Ran, Session, Step, file_name};
use super::strict::Written;
use super::{get, json, report, yaml};
use crate::api::{Object, Status, Value};
use crate::apiserver::{Request, check_identity, json_merge, strategic_merge};

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    let kind = session.args.flag("type").unwrap_or("strategic").to_ascii_lowercase();
    let text = patch_text(session)?;
    if !["strategic", "merge", "json"].contains(&kind.as_str()) {
        return Err(Failure::text(format!(
            "--type must be one of [json merge strategic], not {kind:?}"
        )));
    }
    if session.args.on("local") && !session.args.words.is_empty() {
        return Err(Failure::text("cannot specify --local and server resources"));
    }
    let patch = parse(&text, &kind)?;
    let words = session.args.words.clone();
    let found = resource::find_or_local(session, &words)?;
    let mut problems = found.problems;
    for (index, object) in found.objects.iter().enumerate() {
        // What can't be read is the API server's to say.
        let patched = match &patch {
            _ if !["", "status", "scale", "resize"].contains(&subresource(session)) => {
                Err(get::not_there())
            }
            Ok(patch) if subresource(session) == "scale" => scale(session, object, &kind, patch),
            Ok(patch) => {
                let tree = found.written.get(index).cloned();
                let tree = tree.unwrap_or_else(|| object.to_value());
                one(session, object, &kind, patch, tree)
            }
            Err(why) => Err(Status::bad_request(why.clone()).into()),
        };
        if let Err(failure) = patched {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    if found.objects.is_empty() {
        return Err(Failure::text("no objects passed to patch"));
    }
    Ok(Step::Done)
}

fn subresource<'a>(session: &'a Session<'_>) -> &'a str {
    session.args.flag("subresource").unwrap_or("")
}

/// The patch, or what the API server says of it: a text that begins like JSON is sent as it is.
///
/// # Errors
/// What kubectl itself can't read.
fn parse(text: &str, kind: &str) -> Result<Result<Value, String>, Failure> {
    if !json::is_json(text) {
        let read = yaml::parse(text);
        return read
            .map(|it| shaped(it, kind))
            .map_err(|error| Failure::text(format!("unable to parse {text:?}: {error}")));
    }
    let mut documents = json::documents(text).into_iter();
    let whole = match (documents.next(), documents.next()) {
        (Some(Ok(value)), None) => return Ok(shaped(value, kind)),
        (Some(Err(error)), _) if error.offset == 0 => "unexpected end of JSON input".to_owned(),
        (Some(Err(error)), _) => error.why,
        _ => "invalid character '{' after top-level value".to_owned(),
    };
    Ok(Err(if kind == "json" { format!("error decoding patch: {whole}") } else { whole }))
}

/// Source: `staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go`.
fn shaped(patch: Value, kind: &str) -> Result<Value, String> {
    let found = match &patch {
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        _ => "object",
    };
    match (kind, &patch) {
        ("json", Value::Array(_)) | ("strategic", Value::Object(_)) | ("merge", _) => Ok(patch),
        ("json", _) => Err(format!(
            "error decoding patch: json: cannot unmarshal {found} into Go value of type []handlers.jsonPatchOp"
        )),
        _ => Err(format!(
            "json: cannot unmarshal {found} into Go value of type map[string]interface {{}}"
        )),
    }
}

/// A patch of the `/scale` of an object.
fn scale(
    session: &mut Session<'_>,
    object: &Object,
    kind: &str,
    patch: &Value,
) -> Result<(), Failure> {
    let mut tree = get::scale_of(object).ok_or_else(get::not_there)?;
    match kind {
        "json" => json_patch(&mut tree, patch).map_err(Failure::plain)?,
        _ => json_merge(&mut tree, patch.clone()),
    }
    let replicas = tree["spec"]["replicas"].as_i64().unwrap_or(0);
    let replicas = i32::try_from(replicas).unwrap_or(i32::MAX);
    let before = object.replicas();
    let stored = session.send(Request::Scale(object.key(), replicas)).map_err(Problem::Api)?;
    let suffix = session.dry_run.suffix();
    let operation = if before == Some(replicas) { "patched (no change)" } else { "patched" };
    match session.args.flag("output").map(str::to_owned) {
        None => {
            let name = &stored.meta().name;
            session.line(&format!("scale.autoscaling/{name} {operation}{suffix}"));
        }
        Some(format) if format == "name" => {
            session.line(&format!("scale.autoscaling/{}", stored.meta().name));
        }
        Some(format) => {
            let tree = get::scale_of(&stored).ok_or_else(get::not_there)?;
            let text = report::print(&tree, &format)?;
            session.streams.out(&text);
        }
    }
    Ok(())
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
    mut tree: Value,
) -> Result<(), Failure> {
    let before = tree.clone();
    match kind {
        "merge" => json_merge(&mut tree, patch.clone()),
        "json" => json_patch(&mut tree, patch).map_err(Failure::plain)?,
        _ => strategic_merge(object.kind(), &mut tree, patch.clone()).map_err(Problem::Api)?,
    }
    check_identity(object, &tree).map_err(Problem::Api)?;
    let manifest = Manifest { source: String::new(), kind: object.kind(), value: tree };
    if session.args.on("local") || session.dry_run == DryRun::Client {
        let operation = if manifest.value == before { "patched (no change)" } else { "patched" };
        let (kind, name) = (object.kind(), object.meta().name.clone());
        return report::value(session, kind, &name, operation, || manifest.value);
    }
    let written = if kind == "strategic" { Written::Strategic } else { Written::Json };
    let changed = session.decode_patched(&manifest, patch, written).map_err(Problem::Api)?;
    let stored = match subresource(session) {
        "status" => Some(session.send(Request::UpdateStatus(changed)).map_err(Problem::Api)?),
        "resize" => Some(session.send(Request::Resize(changed)).map_err(Problem::Api)?),
        _ => session.update(object, changed)?,
    };
    // What came back unchanged was no change, whatever the patch said.
    let stored = stored.filter(|it| it.meta().resource_version != object.meta().resource_version);
    let operation = match (&stored, session.dry_run) {
        (None, DryRun::No) => "patched (no change)",
        _ => "patched",
    };
    report::object(session, stored.as_ref().unwrap_or(object), operation)
}

/// RFC 6902.
pub(super) fn json_patch(tree: &mut Value, patch: &Value) -> Result<(), String> {
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
