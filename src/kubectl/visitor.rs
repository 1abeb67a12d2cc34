//! From files to manifests. Source: `staging/src/k8s.io/cli-runtime/pkg/resource/{builder,visitor}.go`.

use super::discovery;
use super::failure::{Failure, Problem};
use super::flags::FilenameFlags;
use super::manifest::{Manifest, flatten, pairs, type_problem};
use super::paths::{self, on_tape};
use super::selector;
use super::session::Session;
use super::strict::Validation;
use super::{json, yaml};
use crate::api::{Kind, Value};
use crate::apiserver::schema;

/// The objects of all files named by `-f`, or those of them that `-l` selects. What can't be taken is reported, the rest is returned.
///
/// # Errors
/// There is no `-f`, or a file does not exist.
pub(super) fn read(
    session: &Session<'_>,
    files: FilenameFlags<'_>,
    selector: Option<&str>,
) -> Result<(Vec<Manifest>, Vec<Problem>), Failure> {
    let (names, folder) = (files.filename, files.kustomize);
    if folder.is_some() && !names.is_empty() {
        return Err(Failure::text("only one of -f or -k can be specified"));
    }
    if folder.is_none() && names.is_empty() {
        return Err(Failure::text("must specify one of -f and -k"));
    }
    let (mut manifests, mut problems) = (Vec::new(), Vec::new());
    let mut paths = Vec::new();
    for name in names {
        paths.extend(paths::expand(session.shell.files, name, files.recursive)?);
    }
    for name in &paths {
        let text = if name == "-" {
            session.shell.input
        } else if let Some(text) = session.shell.files.get(on_tape(session.shell.files, name)) {
            text
        } else {
            return Err(Failure::text(format!("the path {name:?} does not exist")));
        };
        let shown = if name == "-" { "STDIN" } else { name };
        if text.len() > yaml::MAX_BYTES {
            problems.push(too_large(session.args.path, shown));
            continue;
        }
        let mut read =
            Read { session, source: shown, manifests: &mut manifests, problems: &mut problems };
        if let Err(problem) = read.file(text) {
            problems.push(problem);
        }
    }
    let source = folder.unwrap_or("");
    let mut read = Read { session, source, manifests: &mut manifests, problems: &mut problems };
    let built = session.built.iter().try_for_each(|it| read.document(it.clone()));
    problems.extend(built.err());
    if let Some(selector) = selector {
        let selector = selector::parse(selector.trim()).map_err(Failure::text)?;
        manifests.retain(|it| selector.matches(&pairs(&it.value["metadata"]["labels"])));
    }
    Ok((manifests, problems))
}

/// What the API server says of a body that is too large.
/// Source: `staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go` `NewRequestEntityTooLargeError`.
fn too_large(path: &str, source: &str) -> Problem {
    let doing = match path.split(' ').next().unwrap_or(path) {
        "delete" => "deleting",
        "replace" => "replacing",
        _ => "creating",
    };
    Problem::Plain(format!(
        "Error from server (RequestEntityTooLarge): error when {doing} {source:?}: Request entity too large: limit is {}",
        yaml::MAX_BYTES
    ))
}

/// A file that is being read.
struct Read<'a, 'b> {
    session: &'a Session<'b>,
    source: &'a str,
    manifests: &'a mut Vec<Manifest>,
    /// What is wrong with single objects; the others are taken.
    problems: &'a mut Vec<Problem>,
}

impl Read<'_, '_> {
    /// The objects of the file; ends at the first document that is none.
    /// Source: `StreamVisitor.Visit`.
    fn file(&mut self, text: &str) -> Result<(), Problem> {
        let source = self.source;
        let unreadable = |error: &dyn std::fmt::Display| {
            Problem::Text(format!("error parsing {source}: {error}"))
        };
        if json::is_json(text) {
            let documents = json::documents(text);
            // What is no JSON from the first or the second object on may be YAML with braces.
            let is_json = documents.len() > 2 || documents.iter().all(Result::is_ok);
            let flow: Result<Vec<Value>, String> = match is_json {
                true => Err(String::new()),
                false => yaml::documents_at(text).iter().map(|it| yaml::parse(&it.1)).collect(),
            };
            if let Ok(values) = flow {
                return values.into_iter().try_for_each(|it| self.document(it));
            }
            for document in documents {
                self.document(document.map_err(|error| unreadable(&error))?)?;
            }
            return Ok(());
        }
        for (_, document) in yaml::documents_at(text) {
            let value = yaml::separator_problem(&document)
                .map_or_else(|| yaml::parse(&document).map_err(converting), Err)
                .map_err(|error| unreadable(&error))?;
            self.document(value)?;
        }
        Ok(())
    }

    fn document(&mut self, value: Value) -> Result<(), Problem> {
        let source = self.source;
        if value.is_null() {
            return Ok(());
        }
        if validates(self.session)
            && let Some(problem) = type_problem(&value)
        {
            return Err(Problem::Text(format!(
                "error validating {source:?}: error validating data: {problem}; if you choose to ignore these errors, turn validation off with --validate=false"
            )));
        }
        flatten(value, &mut |value| match manifest_of(self.session, source, value) {
            Ok(manifest) => self.manifests.push(manifest),
            Err(problem) => self.problems.push(problem),
        });
        Ok(())
    }
}

/// Whether `-f` and `-k` name one thing. Source: `Builder.visitByPaths` `singleItemImplied`.
pub(super) fn is_one(session: &Session<'_>, files: FilenameFlags<'_>) -> bool {
    match files.filename {
        [] => files.kustomize.is_some(),
        [name] => {
            let found = paths::expand(session.shell.files, name, files.recursive);
            name != "-" && found.is_ok_and(|it| it.len() == 1)
        }
        _ => false,
    }
}

fn converting(error: String) -> String {
    format!("error converting YAML to JSON: {error}")
}

/// Whether the command looks at types before it sends anything.
fn validates(session: &Session<'_>) -> bool {
    let first = session.args.path.split(' ').next().unwrap_or("");
    ["apply", "create", "replace"].contains(&first) && session.validation != Validation::Ignore
}

/// The object of a document. Source: `mapper.infoForData`.
fn manifest_of(session: &Session<'_>, source: &str, mut value: Value) -> Result<Manifest, Problem> {
    if !value.is_object() {
        let got = match &value {
            Value::Array(_) => "array",
            Value::String(_) => "string",
            Value::Bool(_) => "bool",
            _ => "number",
        };
        return Err(Problem::Text(format!(
            "unable to decode {source:?}: couldn't get version/kind; json parse error: json: cannot unmarshal {got} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}"
        )));
    }
    let text = |field: &str| value[field].as_str().unwrap_or("").to_owned();
    let (kind, version) = (text("kind"), text("apiVersion"));
    if kind.is_empty() {
        let json = json::compact(&value);
        return Err(Problem::Text(format!(
            "unable to decode {source:?}: Object 'Kind' is missing in '{json}'"
        )));
    }
    if let Some(wrong) = schema::wrong_metadata(&value) {
        return Err(Problem::Text(format!("unable to decode {source:?}: {wrong}")));
    }
    let Some(known) = discovery::of_manifest(session.cluster.store(), &version, &kind) else {
        let meta = |field: &str| value["metadata"][field].as_str().unwrap_or("");
        return Err(Problem::Text(format!(
            "resource mapping not found for name: {:?} namespace: {:?} from {source:?}: no matches for kind {kind:?} in version {version:?}\nensure CRDs are installed first",
            meta("name"),
            meta("namespace"),
        )));
    };
    fill_namespace(session, known, &mut value)?;
    let written = value.clone();
    let written = crate::api::autoscaler_from_v1(&mut value).then_some(written);
    Ok(Manifest { source: source.to_owned(), kind: known, value, written })
}

/// Source: `SetNamespace`, `RequireNamespace`.
fn fill_namespace(session: &Session<'_>, kind: Kind, value: &mut Value) -> Result<(), Problem> {
    if !value["metadata"].is_object() {
        value["metadata"] = serde_json::json!({});
    }
    let meta = &mut value["metadata"];
    if !kind.info().namespaced {
        return Ok(());
    }
    let own = meta["namespace"].as_str().unwrap_or("").to_owned();
    let wanted = session.namespace();
    if own.is_empty() {
        meta["namespace"] = Value::String(wanted.to_owned());
    } else if session.config.namespace.is_some() && own != wanted {
        return Err(Problem::Text(format!(
            "the namespace from the provided object {own:?} does not match the namespace {wanted:?}. You must pass '--namespace={own}' to perform this operation."
        )));
    }
    Ok(())
}
