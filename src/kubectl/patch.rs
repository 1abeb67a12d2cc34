//! `kubectl patch`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go`.

use super::failure::{Failure, Problem};
use super::flags::{DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, flags};
use super::manifest::Manifest;
use super::paths::file_name;
use super::resource::{self, Query};
use super::session::{DryRun, Ran, Session, Step};
use super::strict::Written;
use super::subresource::{self, Part};
use super::{json, report, yaml};
use crate::api::{Kind, Object, Reason, Status, Value};
use crate::apiserver::{check_identity, json_merge, strategic_merge};

flags! {
    /// Source: `PatchOptions`.
    pub(super) struct PatchFlags<'a>: DryRunFlags, FieldManagerFlags, RecordFlags {
        [files: FilenameFlags<'a>]
        [print: PrintFlags<'a>]
        patch: text "patch" / "p";
        patch_file: text "patch-file";
        patch_type: text "type";
        subresource: text "subresource";
        local: switch "local";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &PatchFlags<'_>) -> Ran {
    let kind = flags.patch_type.unwrap_or("strategic").to_ascii_lowercase();
    let text = patch_text(session, flags)?;
    if flags.local && !session.args.words.is_empty() {
        return Err(Failure::text("cannot specify --local and server resources"));
    }
    if flags.local && session.dry_run == DryRun::Server {
        return Err(Failure::text(
            "cannot specify --local and --dry-run=server - did you mean --dry-run=client?",
        ));
    }
    if !["strategic", "merge", "json"].contains(&kind.as_str()) {
        return Err(Failure::text(format!(
            "--type must be one of [json merge strategic], not {kind:?}"
        )));
    }
    let patch = parse(&text, &kind)?;
    let query = Query { files: flags.files, local: flags.local, ..Query::default() };
    let found = resource::find_or_local(session, query, &session.args.words)?;
    let mut problems = found.problems;
    for (index, object) in found.objects.iter().enumerate() {
        // What can't be read is the API server's to say.
        let patched = match &patch {
            Ok(patch) => one(session, flags, object, (&kind, patch, found.written.get(index))),
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

fn patch_text(session: &Session<'_>, flags: &PatchFlags<'_>) -> Result<String, Failure> {
    match (flags.patch, flags.patch_file) {
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
    flags: &PatchFlags<'_>,
    object: &Object,
    (kind, patch, written): (&str, &Value, Option<&Value>),
) -> Result<(), Failure> {
    let part = Part::asked(flags.subresource)?;
    if kind == "strategic" && is_custom(object.kind()) {
        return Err(no_strategic(session, flags, object.kind()));
    }
    let before = part.tree(session.cluster.store(), object);
    let before = written.cloned().map_or(before, Ok)?;
    let mut tree = before.clone();
    match kind {
        "json" => json_patch(&mut tree, patch).map_err(Failure::plain)?,
        "strategic" if part != Part::Scale => {
            strategic_merge(object.kind(), &mut tree, patch.clone()).map_err(Problem::Api)?;
        }
        _ => json_merge(&mut tree, patch.clone()),
    }
    if part == Part::Scale {
        let request = subresource::scaling(object, &tree);
        let stored = session.send(request).map_err(Problem::Api)?;
        let operation = if before == tree { "patched (no change)" } else { "patched" };
        return part.report(session, flags.print, &stored, operation);
    }
    check_identity(object, &tree).map_err(Problem::Api)?;
    let manifest = Manifest::of(object.kind(), tree);
    if flags.local || session.dry_run == DryRun::Client {
        let operation = if manifest.value == before { "patched (no change)" } else { "patched" };
        return report::unsent(session, flags.print, object, operation, manifest.value);
    }
    let is_same = manifest.value == before;
    let written = if kind == "strategic" { Written::Strategic } else { Written::Json };
    let changed = session.decode_patched(&manifest, patch, written).map_err(Problem::Api)?;
    let stored = match part {
        Part::Whole => session.update(object, changed)?,
        part => Some(session.send(part.request(changed)).map_err(Problem::Api)?),
    };
    // What came back unchanged was no change, whatever the patch said.
    let version = &object.meta().resource_version;
    let is_new = stored.as_ref().is_some_and(|it| it.meta().resource_version != *version);
    let operation = match session.dry_run {
        DryRun::No if !is_new => "patched (no change)",
        DryRun::Server if is_same => "patched (no change)",
        _ => "patched",
    };
    report::object(session, flags.print, stored.as_ref().unwrap_or(object), operation)
}

fn is_custom(kind: Kind) -> bool {
    matches!(kind, Kind::Other(it) if it.is_custom())
}

/// Nobody knows how the lists of a kind are merged that somebody has defined.
/// Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go`,
/// `NewUnsupportedMediaTypeError`; `getPatchedJSON`.
fn no_strategic(session: &Session<'_>, flags: &PatchFlags<'_>, kind: Kind) -> Failure {
    if flags.local || session.dry_run == DryRun::Client {
        let (version, name) = (kind.api_version(), kind.info().kind);
        return Failure::text(format!(
            "strategic merge patch is not supported for {version}, Kind={name} locally, try --type merge"
        ));
    }
    let message = "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml".to_owned();
    let reason = Reason::UnsupportedMediaType;
    Status { reason, message, about: None, causes: Vec::new() }.into()
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
                let value = value.ok_or_else(rejected)?;
                replace(tree, &path, value).ok_or_else(rejected)?;
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

/// A key that a map lacks is put there. Source: `gopkg.in/evanphx/json-patch.v4` `Patch.replace`.
fn replace(tree: &mut Value, path: &str, value: Value) -> Option<()> {
    match tree.pointer_mut(path) {
        Some(slot) => *slot = value,
        None => match parent(tree, path)? {
            (Value::Object(map), key) => drop(map.insert(key, value)),
            _ => return None,
        },
    }
    Some(())
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
