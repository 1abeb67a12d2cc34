//! What a manifest says that nothing comes of.

use super::{LintProblem, places};
use crate::api::{Kind, Value, not_simulated_in};
use crate::apiserver::schema;
use crate::kubectl::yaml;
use crate::sorted::Sort;

/// The fields of a manifest's text that are accepted, kept and shown, but not simulated.
#[must_use]
pub fn not_simulated(text: &str) -> Vec<LintProblem> {
    let mut notes = Vec::new();
    if text.len() > yaml::MAX_BYTES {
        return notes;
    }
    for (first, document) in yaml::documents_at(text) {
        let Ok(value) = yaml::parse(&document) else { continue };
        let places = places::of(&document);
        for path in of_object(&value, "") {
            let (line, column) = places.find(&path);
            let message = format!("{path} is accepted and shown, but not simulated");
            notes.push(LintProblem { line: line + first, column: Some(column), message });
        }
    }
    notes.order();
    notes
}

fn of_object(value: &Value, path: &str) -> Vec<String> {
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
    let paths = if schema::problems(kind, value).is_empty() {
        not_simulated_in(kind, value)
    } else {
        Vec::new()
    };
    paths.into_iter().map(|it| format!("{path}{it}")).collect()
}
