//! An object as a file has it, before it is read as one.

use crate::api::{Kind, Labels, ObjectKey, Value};

/// One object of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Manifest {
    /// The file, as it was named.
    pub source: String,
    /// The object's kind.
    pub kind: Kind,
    /// The object, its namespace filled in.
    pub value: Value,
    /// The same as the file has it, where that is another version.
    pub written: Option<Value>,
}

impl Manifest {
    /// An object that stands in no file.
    pub fn of(kind: Kind, value: Value) -> Self {
        Self { source: String::new(), kind, value, written: None }
    }

    /// A field of the metadata.
    pub fn meta(&self, field: &str) -> &str {
        self.value["metadata"][field].as_str().unwrap_or("")
    }

    /// The object's name in the cluster.
    pub fn key(&self) -> ObjectKey {
        ObjectKey::new(self.kind, self.meta("namespace"), self.meta("name"))
    }
}

/// The labels or annotations of an object that has not been read yet.
pub(super) fn pairs(map: &Value) -> Labels {
    let pairs = map.as_object().into_iter().flatten();
    pairs.map(|(key, it)| (key.clone(), it.as_str().unwrap_or("").to_owned())).collect()
}

/// Gives an object, or those of a list, and of lists in it; nothing of an empty document.
/// Source: `FlattenListVisitor`.
pub(super) fn flatten(mut value: Value, take: &mut dyn FnMut(Value)) {
    let is_list = value["kind"].as_str().is_some_and(|it| it.ends_with("List"));
    match value.get_mut("items").filter(|_| is_list).map(Value::take) {
        Some(Value::Array(items)) => items.into_iter().for_each(|item| flatten(item, take)),
        _ if value.is_null() => {}
        _ => take(value),
    }
}

/// What is wrong with a document's kind and version, whatever they are.
/// Source: `staging/src/k8s.io/kubectl/pkg/util/openapi/validation/validation.go` `GetObjectKind`.
pub(super) fn type_problem(value: &Value) -> Option<String> {
    let Value::Object(map) = value else {
        return Some("invalid object to validate".to_owned());
    };
    let problem = |field: &str| match map.get(field) {
        None | Some(Value::Null) => Some(format!("{field} not set")),
        Some(Value::String(_)) => None,
        Some(_) => Some(format!("{field} isn't string type")),
    };
    match (problem("apiVersion"), problem("kind")) {
        (Some(a), Some(b)) => Some(format!("[{a}, {b}]")),
        (a, b) => a.or(b),
    }
}
