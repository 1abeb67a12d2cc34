//! What a manifest says that nothing comes of.

use super::{LintProblem, places};
use crate::api::{Kind, Value, not_simulated_in};
use crate::apiserver::schema;
use crate::kubectl::yaml;
use crate::sorted::Sort;

/// The fields and kinds of a manifest's text that are accepted, kept and shown, but not simulated,
/// and keys that stand twice.
#[must_use]
pub fn not_simulated(text: &str) -> Vec<LintProblem> {
    let mut notes = Vec::new();
    if text.len() > yaml::MAX_BYTES {
        return notes;
    }
    for (first, document) in yaml::documents_at(text) {
        let Ok(value) = yaml::parse(&document) else { continue };
        // kubectl says nothing of it, but who writes a key twice has lost something.
        if let Some(twice) = yaml::duplicate(&document) {
            let twice = super::syntax(&document, &twice);
            let message = format!("{}: the last one counts", twice.message);
            notes.push(LintProblem { line: twice.line + first, message, ..twice });
        }
        let places = places::of(&document);
        for (path, message) in of_object(&value, "") {
            let (line, column) = places.find(&path);
            notes.push(LintProblem { line: line + first, column: Some(column), message });
        }
    }
    notes.order();
    notes
}

/// The places, each with what is to be said there.
fn of_object(value: &Value, path: &str) -> Vec<(String, String)> {
    let text = |field: &str| value[field].as_str().unwrap_or("");
    if text("kind") == "List"
        && let Some(items) = value["items"].as_array()
    {
        let numbered = items.iter().enumerate();
        let of_item = |(index, item)| of_object(item, &format!("{path}items[{index}]."));
        return numbered.flat_map(of_item).collect();
    }
    let Some(kind) = Kind::find(text("apiVersion"), text("kind")) else { return Vec::new() };
    // What the schema does not know is an error, not a note.
    if !schema::problems(kind, value).is_empty() {
        return Vec::new();
    }
    if kind.info().inert {
        let name = kind.info().kind;
        let message = format!("{name} is stored, checked and shown, but without effect here");
        return vec![(format!("{path}kind"), message)];
    }
    let paths = not_simulated_in(kind, value).into_iter().map(|it| format!("{path}{it}"));
    paths.map(|it| (it.clone(), format!("{it} is accepted and shown, but not simulated"))).collect()
}
