//! What is wrong with a manifest, and where, while it is typed: in the words that applying it
//! would bring.

mod assumed;
mod notes;
mod places;

pub use self::assumed::assumed;
pub use self::notes::not_simulated;

use super::{json, yaml};
use crate::api::{Kind, Namespace, Object, Reason, Value};
use crate::apiserver::{ApiServer, Request, schema};
use crate::sorted::Sort;

/// Something wrong in a manifest's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LintProblem {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, where it is known.
    pub column: Option<usize>,
    /// What is wrong, in Kubernetes' words.
    pub message: String,
}

/// Holds a manifest's text against YAML, the schema and the API server's rules for new objects.
/// What depends on the objects that are there, such as a name that is taken, is not asked.
#[must_use]
pub fn lint(text: &str) -> Vec<LintProblem> {
    if text.len() > yaml::MAX_BYTES {
        let message = format!("Request entity too large: limit is {}", yaml::MAX_BYTES);
        return vec![LintProblem { line: 1, column: None, message }];
    }
    let mut problems = Vec::new();
    if json::is_json(text) {
        return json_problems(text);
    }
    for (first, document) in yaml::documents_at(text) {
        let found = document_problems(&document);
        problems.extend(found.into_iter().map(|it| LintProblem { line: it.line + first, ..it }));
    }
    problems.order();
    problems.dedup();
    problems
}

/// JSON has no places but that of its first wrong character.
fn json_problems(text: &str) -> Vec<LintProblem> {
    let mut problems = Vec::new();
    for document in json::documents(text) {
        match document {
            Ok(value) => object_problems(&value, "", &mut |_, message| {
                problems.push(LintProblem { line: 1, column: None, message });
            }),
            Err(error) => {
                let at = if error.offset == 0 { text.len() } else { error.offset };
                let line = 1 + text.bytes().take(at).filter(|it| *it == b'\n').count();
                let line = line.min(text.lines().count().max(1));
                problems.push(LintProblem { line, column: None, message: error.why });
            }
        }
    }
    problems
}

/// The problems of one document, its first line being 1.
fn document_problems(document: &str) -> Vec<LintProblem> {
    if let Some(message) = yaml::separator_problem(document) {
        return vec![LintProblem { line: 1, column: None, message }];
    }
    let value = match yaml::parse(document) {
        Ok(value) => value,
        Err(error) => return vec![syntax(document, &error)],
    };
    if value.is_null() {
        return Vec::new();
    }
    let places = places::of(document);
    let mut problems = Vec::new();
    object_problems(&value, "", &mut |path, message| {
        let (line, column) = places.find(path);
        problems.push(LintProblem { line, column: Some(column), message });
    });
    problems
}

/// Takes the line out of `yaml: line 3: what is wrong`.
fn syntax(document: &str, error: &str) -> LintProblem {
    let (head, rest) = error.split_once("line ").unwrap_or(("", ""));
    let (number, what) = rest.split_once(": ").unwrap_or(("", error));
    let last = document.lines().count().max(1);
    match number.parse::<usize>() {
        Ok(line) if head.starts_with("yaml: ") => {
            LintProblem { line: line.clamp(1, last), column: None, message: what.to_owned() }
        }
        _ => {
            let message = error.trim_start_matches("yaml: ").to_owned();
            LintProblem { line: 1, column: None, message }
        }
    }
}

fn object_problems(value: &Value, path: &str, note: &mut impl FnMut(&str, String)) {
    let inside =
        |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
    if let Some(problem) = super::manifest::type_problem(value) {
        return note(path, problem);
    }
    let text = |field: &str| value[field].as_str().unwrap_or("");
    let (kind, version) = (text("kind"), text("apiVersion"));
    if kind.ends_with("List")
        && let Some(items) = value["items"].as_array()
    {
        for (index, item) in items.iter().enumerate() {
            object_problems(item, &format!("{}[{index}]", inside("items")), note);
        }
        return;
    }
    let Some(known) = Kind::find(version, kind) else {
        let message = format!("no matches for kind {kind:?} in version {version:?}");
        return note(&inside("kind"), message);
    };
    let found = schema::problems(known, value);
    if found.is_empty() {
        return rules(known, value, &mut |field, message| note(&inside(field), message));
    }
    for (field, message) in found {
        note(&inside(&field), message);
    }
}

/// The rules for a new object of its kind.
fn rules(kind: Kind, value: &Value, note: &mut impl FnMut(&str, String)) {
    let mut value = value.clone();
    if kind.info().namespaced && value["metadata"]["namespace"].as_str().unwrap_or("").is_empty() {
        if !value["metadata"].is_object() {
            value["metadata"] = Value::Object(crate::api::Map::new());
        }
        value["metadata"]["namespace"] = Value::String("default".to_owned());
    }
    let object = match Object::from_value(kind, value) {
        Ok(object) => object,
        Err(error) => return note("", error.to_string()),
    };
    let mut apiserver = ApiServer::new(0);
    let mut namespace = Namespace::default();
    namespace.metadata.name.clone_from(&object.meta().namespace);
    // A name that no namespace can have is reported below.
    drop(apiserver.request(0, Request::Create(Object::from(namespace))));
    let Err(status) = apiserver.dry_run(0, Request::Create(object)) else { return };
    // What is forbidden depends on other objects: classes, limits, quotas.
    if status.causes.is_empty() && status.reason != Reason::Forbidden {
        note("", status.message.clone());
    }
    for cause in &status.causes {
        note(&cause.field, cause.to_string());
    }
}
