//! From files to manifests. Source: `staging/src/k8s.io/cli-runtime/pkg/resource/{builder,visitor}.go`.

use super::failure::{Failure, Problem};
use super::session::Session;
use super::{json, yaml};
use crate::api::{Kind, ObjectKey, Value};

/// One object of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Manifest {
    /// The file, as it was named.
    pub source: String,
    /// The object's kind.
    pub kind: Kind,
    /// The object, its namespace filled in.
    pub value: Value,
}

impl Manifest {
    /// A field of the metadata.
    pub fn meta(&self, field: &str) -> &str {
        self.value["metadata"][field].as_str().unwrap_or("")
    }

    /// The object's name in the cluster.
    pub fn key(&self) -> ObjectKey {
        ObjectKey::new(self.kind, self.meta("namespace"), self.meta("name"))
    }
}

/// The objects of all files named by `-f`. What can't be read is reported, the rest is returned.
///
/// # Errors
/// There is no `-f`, or a file does not exist.
pub(super) fn read(session: &Session<'_>) -> Result<(Vec<Manifest>, Vec<Problem>), Failure> {
    let names = session.args.list("filename");
    if names.is_empty() {
        return Err(Failure::text("must specify one of -f and -k"));
    }
    let (mut manifests, mut problems) = (Vec::new(), Vec::new());
    for name in &names {
        let key = if name == "-" { name } else { name.trim_start_matches("./") };
        let Some(text) = session.files.get(key) else {
            let missing = if name == "-" {
                "no objects passed to apply".to_owned()
            } else {
                format!("the path {name:?} does not exist")
            };
            return Err(Failure::text(missing));
        };
        let shown = if name == "-" { "STDIN" } else { name };
        if text.len() > yaml::MAX_BYTES {
            problems.push(Problem::Text(format!(
                "error parsing {shown}: the manifest is larger than {} bytes",
                yaml::MAX_BYTES
            )));
            continue;
        }
        if let Err(problem) = read_file(session, shown, text, &mut manifests) {
            problems.push(problem);
        }
    }
    Ok((manifests, problems))
}

/// The objects of one file; ends at the first that can't be read.
fn read_file(
    session: &Session<'_>,
    source: &str,
    text: &str,
    manifests: &mut Vec<Manifest>,
) -> Result<(), Problem> {
    for document in yaml::documents(text) {
        let value = yaml::parse(&document).map_err(|error| {
            Problem::Text(format!("error parsing {source}: error converting YAML to JSON: {error}"))
        })?;
        if !value.is_null() {
            read_value(session, source, value, manifests)?;
        }
    }
    Ok(())
}

fn read_value(
    session: &Session<'_>,
    source: &str,
    mut value: Value,
    manifests: &mut Vec<Manifest>,
) -> Result<(), Problem> {
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
    if kind.ends_with("List") && value["items"].is_array() {
        if let Value::Array(items) = value["items"].take() {
            for item in items {
                read_value(session, source, item, manifests)?;
            }
        }
        return Ok(());
    }
    let Some(known) = Kind::find(&version, &kind) else {
        let meta = |field: &str| value["metadata"][field].as_str().unwrap_or("");
        return Err(Problem::Text(format!(
            "resource mapping not found for name: {:?} namespace: {:?} from {source:?}: no matches for kind {kind:?} in version {version:?}\nensure CRDs are installed first",
            meta("name"),
            meta("namespace"),
        )));
    };
    if version == "autoscaling/v1" {
        crate::api::autoscaler_from_v1(&mut value);
    }
    fill_namespace(session, known, &mut value)?;
    manifests.push(Manifest { source: source.to_owned(), kind: known, value });
    Ok(())
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
    } else if session.args.given("namespace") && own != wanted {
        return Err(Problem::Text(format!(
            "the namespace from the provided object {own:?} does not match the namespace {wanted:?}. You must pass '--namespace={own}' to perform this operation."
        )));
    }
    Ok(())
}
