//! `-o custom-columns`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go`.

use crate::api::Object;
use crate::kubectl::failure::Failure;
use crate::kubectl::jsonpath::{Template, go_text};
use crate::kubectl::table;

pub(super) fn print(objects: &[Object], spec: &str, headers: bool) -> Result<String, Failure> {
    if spec.is_empty() {
        return Err(Failure::text("custom-columns format specified but no custom columns given"));
    }
    let mut columns = Vec::new();
    for part in spec.split(',') {
        let Some((header, path)) = part.split_once(':') else {
            return Err(Failure::text(format!(
                "unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
            )));
        };
        columns.push((header.to_owned(), Template::relaxed(path).map_err(Failure::text)?));
    }
    let mut rows = Vec::new();
    if headers {
        rows.push(columns.iter().map(|(header, _)| header.clone()).collect());
    }
    for object in objects {
        let tree = object.to_value();
        let cell = |(_, path): &(String, Template)| {
            let found = path.find(&tree).map_err(Failure::text)?;
            let texts: Vec<String> = found.into_iter().map(go_text).collect();
            Ok(if texts.is_empty() { "<none>".to_owned() } else { texts.join(",") })
        };
        rows.push(columns.iter().map(cell).collect::<Result<Vec<String>, Failure>>()?);
    }
    Ok(table::rows(&rows))
}
