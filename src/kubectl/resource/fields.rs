//! Selecting by fields. Source: `pkg/apis/core/v1/conversion.go`, `pkg/registry/*/*/strategy.go`.

use crate::api::{Kind, Object, Value};

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
    pub fn refusal(&self, kind: Kind) -> Option<String> {
        let term = self.terms.iter().find(|term| !is_supported(kind, &term.path))?;
        // Core kinds convert their selectors themselves and word it without quotes.
        Some(match kind {
            Kind::Pod
            | Kind::Node
            | Kind::Namespace
            | Kind::Event
            | Kind::Secret
            | Kind::Service
            | Kind::ReplicationController => format!("field label not supported: {}", term.path),
            Kind::Job => format!("field label {:?} not supported for batchv1.Job", term.path),
            _ => format!(
                "{:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
                term.path
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

const POD: &[&str] = &[
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
];
const EVENT: &[&str] = &[
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
];

/// The fields that a kind can be selected by.
fn is_supported(kind: Kind, path: &str) -> bool {
    let own: &[&str] = match kind {
        Kind::Pod => POD,
        Kind::Event => EVENT,
        Kind::Node => &["spec.unschedulable"],
        Kind::Namespace => &["status.phase"],
        Kind::Secret => &["type"],
        Kind::Service => &["spec.clusterIP", "spec.type"],
        Kind::Job => &["status.successful"],
        Kind::ReplicaSet | Kind::ReplicationController => &["status.replicas"],
        _ => &[],
    };
    path == "metadata.name"
        || (path == "metadata.namespace" && ![Kind::Node, Kind::Namespace].contains(&kind))
        || own.contains(&path)
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
