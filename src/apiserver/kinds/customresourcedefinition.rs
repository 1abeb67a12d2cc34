//! Definitions of kinds.
//! Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/{v1/defaults,validation/validation}.go`.

use super::{Defaults, Errors, Path, Rc, Strategy, Time};
use crate::api::{CustomResourceDefinition, FieldError, Value};
use crate::apiserver::validation::{dns_label_errors, meta, subdomain_errors};
use serde_json::json;

impl Strategy for CustomResourceDefinition {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        fill_names(self);
        let spec = &mut Rc::make_mut(self).spec;
        if spec.conversion.is_null() {
            spec.conversion = json!({"strategy": "None"});
        }
    }

    /// The controller that looks for conflicts of names finds none.
    /// Source: `pkg/controller/{status/naming_controller,establish/establishing_controller}.go`.
    fn prepare_for_create(self: &mut Rc<Self>, now: Time) {
        fill_names(self);
        let definition = Rc::make_mut(self);
        let names = &definition.spec.names;
        let mut accepted = json!({
            "kind": names.kind, "listKind": names.list_kind, "plural": names.plural,
            "singular": names.singular,
        });
        if !names.short_names.is_empty() {
            accepted["shortNames"] = json!(names.short_names);
        }
        if !names.categories.is_empty() {
            accepted["categories"] = json!(names.categories);
        }
        let condition = |r#type: &str, reason: &str, message: &str| {
            json!({
                "type": r#type, "status": "True", "reason": reason, "message": message,
                "lastTransitionTime": now.to_string(),
            })
        };
        let stored = definition.stored().map(|it| it.name.clone());
        definition.status = json!({
            "acceptedNames": accepted,
            "conditions": [
                condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ],
            "storedVersions": stored.into_iter().collect::<Vec<_>>(),
        });
    }

    fn validate(&self, errors: &mut Errors) {
        let (spec, names) = (&self.spec, &self.spec.names);
        let wanted = format!("{}.{}", names.plural, spec.group);
        if self.metadata.name != wanted {
            let detail = "must be spec.names.plural+\".\"+spec.group";
            let value = format!("{:?}", self.metadata.name);
            errors.push(FieldError::invalid(&"metadata.name", &value, detail));
        }
        if spec.group.is_empty() {
            errors.push(FieldError::required(&"spec.group", ""));
        } else if !spec.group.contains('.') {
            let (value, detail) =
                (format!("{:?}", spec.group), "should be a domain with at least one dot");
            errors.push(FieldError::invalid(&"spec.group", &value, detail));
        } else {
            meta::push_all(&"spec.group", &spec.group, &subdomain_errors(&spec.group), errors);
        }
        if !["Cluster", "Namespaced"].contains(&spec.scope.as_str()) {
            errors.push(FieldError::unsupported(
                &"spec.scope",
                &spec.scope,
                &["Cluster", "Namespaced"],
            ));
        }
        versions(self, errors);
        for (name, text) in [("plural", &names.plural), ("singular", &names.singular)] {
            meta::push_all(&format!("spec.names.{name}"), text, &dns_label_errors(text), errors);
        }
        if names.kind.is_empty() {
            errors.push(FieldError::required(&"spec.names.kind", ""));
        }
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        let kept = [
            ("spec.group", &old.spec.group, &self.spec.group),
            ("spec.scope", &old.spec.scope, &self.spec.scope),
            ("spec.names.kind", &old.spec.names.kind, &self.spec.names.kind),
            ("spec.names.plural", &old.spec.names.plural, &self.spec.names.plural),
        ];
        for (field, _, new) in kept.into_iter().filter(|(_, old, new)| old != new) {
            errors.push(FieldError::invalid(&field, &format!("{new:?}"), "field is immutable"));
        }
    }
}

fn fill_names(definition: &mut Rc<CustomResourceDefinition>) {
    let names = &mut Rc::make_mut(definition).spec.names;
    if names.singular.is_empty() {
        names.singular = names.kind.to_ascii_lowercase();
    }
    if names.list_kind.is_empty() {
        names.list_kind = format!("{}List", names.kind);
    }
}

fn versions(definition: &CustomResourceDefinition, errors: &mut Errors) {
    let versions = &definition.spec.versions;
    if versions.is_empty() {
        errors.push(FieldError::required(&"spec.versions", "must have at least one version"));
        return;
    }
    if versions.iter().filter(|it| it.storage).count() != 1 {
        let names: Vec<&str> = versions.iter().map(|it| it.name.as_str()).collect();
        let detail = "must have exactly one version marked as storage version";
        errors.push(FieldError::invalid(&"spec.versions", &json!(names).to_string(), detail));
    }
    for (index, version) in versions.iter().enumerate() {
        let path = format!("spec.versions[{index}].schema.openAPIV3Schema");
        match version.schema.get("openAPIV3Schema") {
            None | Some(Value::Null) => {
                errors.push(FieldError::required(&path, "schemas are required"));
            }
            Some(schema) if schema["type"].is_null() => {
                let detail = "must not be empty at the root";
                errors.push(FieldError::required(&format_args!("{path}.type"), detail));
            }
            Some(schema) => structural(schema, &path, errors),
        }
    }
}

/// Each field has a type. Source: `pkg/apiserver/schema/validation.go` `validateStructuralInvariants`.
fn structural(schema: &Value, path: Path<'_>, errors: &mut Errors) {
    let is_free = |it: &Value| {
        ["x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields"]
            .iter()
            .any(|name| it[*name] == true)
    };
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = format_args!("{path}.properties[{name}]");
        if field["type"].is_null() && !is_free(field) {
            let detail = "must not be empty for specified object fields";
            errors.push(FieldError::required(&format_args!("{path}.type"), detail));
        }
        structural(field, &path, errors);
    }
    if let Some(items) = schema.get("items") {
        if items["type"].is_null() && !is_free(items) {
            let detail = "must not be empty for specified array items";
            errors.push(FieldError::required(&format_args!("{path}.items.type"), detail));
        }
        structural(items, &format_args!("{path}.items"), errors);
    }
}
