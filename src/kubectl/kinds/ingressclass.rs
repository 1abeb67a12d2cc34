//! How kubectl shows IngressClasses.

use super::{Column, Page, Printed, Seen};
use crate::api::{IngressClass, Value};
use crate::kubectl::columns::{AGE, NAME, column, of_type};

impl Printed for IngressClass {
    const ABOUT: &'static str = "Which controller sees to which Ingresses.";
    const COLUMNS: &'static [Column] = &[
        NAME,
        column("CONTROLLER", |it, _| of_type(it, |it: &Self| it.spec.controller.clone())),
        column("PARAMETERS", |it, _| of_type(it, parameters)),
        AGE,
    ];

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        page.field(0, "Name", &self.metadata.name);
        page.labels("Labels", &self.metadata.labels);
        page.annotations("Annotations", &self.metadata.annotations);
        page.field(0, "Controller", &self.spec.controller);
        let Some(parameters) = &self.spec.parameters else { return };
        page.line(0, "Parameters:");
        for (field, title) in [("apiGroup", "APIGroup"), ("kind", "Kind"), ("name", "Name")] {
            if let Some(text) = parameters[field].as_str() {
                page.field(1, title, text);
            }
        }
    }
}

/// Source: `printIngressClass`.
fn parameters(class: &IngressClass) -> String {
    let Some(it) = &class.spec.parameters else { return "<none>".to_owned() };
    let text = |field: &str| it.get(field).and_then(Value::as_str).unwrap_or("");
    let dot = if text("apiGroup").is_empty() { "" } else { "." };
    format!("{}{dot}{}/{}", text("kind"), text("apiGroup"), text("name"))
}
