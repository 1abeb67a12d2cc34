//! What is assumed of the images of a manifest, for people who wonder.

use super::{LintProblem, places};
use crate::api::Value;
use crate::kubectl::yaml;
use crate::kubelet::Registry;
use crate::sorted::Sort;

/// What a manifest's text makes of images: those that can't be pulled.
#[must_use]
pub fn assumed(text: &str, registry: &Registry) -> Vec<LintProblem> {
    let mut notes = Vec::new();
    if text.len() > yaml::MAX_BYTES {
        return notes;
    }
    for (first, document) in yaml::documents_at(text) {
        let Ok(value) = yaml::parse(&document) else { continue };
        let places = places::of(&document);
        for_each_container(&value, "", &mut |path, container| {
            let mut say = |field: &str, message: String| {
                let path = format!("{path}.{field}");
                let (line, column) = places.find(&path);
                let message = format!("{path}: {message}");
                notes.push(LintProblem { line: line + first, column: Some(column), message });
            };
            let image = container["image"].as_str().unwrap_or("");
            if let Some(absence) = registry.absence(image).filter(|_| !image.is_empty()) {
                say("image", format!("{image} can't be pulled: {}", absence.why));
            }
        });
    }
    notes.order();
    notes
}

/// Every container of a manifest, however deep its template is, with its path.
fn for_each_container(value: &Value, path: &str, work: &mut impl FnMut(&str, &Value)) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = below(name);
                match (name.as_str(), field.as_array()) {
                    ("containers" | "initContainers", Some(list)) => {
                        let numbered = list.iter().enumerate();
                        numbered.for_each(|(at, it)| work(&format!("{path}[{at}]"), it));
                    }
                    _ => for_each_container(field, &path, work),
                }
            }
        }
        Value::Array(list) => {
            for (at, item) in list.iter().enumerate() {
                for_each_container(item, &format!("{path}[{at}]"), work);
            }
        }
        _ => {}
    }
}
