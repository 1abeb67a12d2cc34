//! Selecting by fields. Source: `pkg/apis/core/v1/conversion.go`, `pkg/registry/*/*/strategy.go`.

use crate::api::{Kind, Object, Value};
use crate::apiserver::{Store, custom::definition};
use crate::kubectl::kinds::{self, FieldWords};

/// What `--field-selector` asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::kubectl) struct FieldSelector {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    path: String,
    equal: bool,
    value: String,
}

impl FieldSelector {
    /// Reads `status.phase=Running,spec.nodeName!=node-1`.
    ///
    /// # Errors
    /// kubectl's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut terms = Vec::new();
        for part in text.split(',').filter(|it| !it.is_empty()) {
            let (path, equal, value) = if let Some((path, value)) = part.split_once("!=") {
                (path, false, value)
            } else if let Some((path, value)) = part.split_once("==") {
                (path, true, value)
            } else if let Some((path, value)) = part.split_once('=') {
                (path, true, value)
            } else {
                return Err(format!("invalid selector: '{text}'; can't understand '{part}'"));
            };
            terms.push(Term { path: path.to_owned(), equal, value: value.to_owned() });
        }
        Ok(Self { terms })
    }

    /// Why the kind's objects can't be asked this, in the API server's words.
    pub fn refusal(&self, kind: Kind, store: &Store) -> Option<String> {
        let definition = definition(store, kind);
        let is_defined = |path: &str| definition.is_some_and(|it| it.selects_by(path));
        let is_refused = |it: &&Term| !is_supported(kind, &it.path) && !is_defined(&it.path);
        let path = &self.terms.iter().find(is_refused)?.path;
        if definition.is_some() {
            return Some(format!("field label not supported: {path}"));
        }
        Some(match kinds::fields(kind).words {
            FieldWords::Core => format!("field label not supported: {path}"),
            FieldWords::Batch => format!("field label {path:?} not supported for batchv1.Job"),
            FieldWords::Shared => format!(
                "{path:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            ),
        })
    }

    /// Whether an object is selected.
    pub fn matches(&self, object: &Object) -> bool {
        if self.terms.is_empty() {
            return true;
        }
        let tree = object.to_value();
        self.terms.iter().all(|term| (field(&tree, &term.path) == term.value) == term.equal)
    }
}

/// The fields that a kind can be selected by.
fn is_supported(kind: Kind, path: &str) -> bool {
    path == "metadata.name"
        || (path == "metadata.namespace" && ![Kind::Node, Kind::Namespace].contains(&kind))
        || kinds::fields(kind).paths.contains(&path)
}

fn field(tree: &Value, path: &str) -> String {
    let found = match path {
        "source" => &tree["source"]["component"],
        // How many Pods of a Job have done their work.
        "status.successful" => &tree["status"]["succeeded"],
        _ => path.split('.').fold(tree, |value, key| &value[key]),
    };
    match found {
        Value::String(text) => text.clone(),
        // What is not written is the zero value of its type.
        Value::Null if path == "spec.unschedulable" || path == "spec.hostNetwork" => {
            "false".to_owned()
        }
        Value::Null if path == "status.successful" || path == "status.replicas" => "0".to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
