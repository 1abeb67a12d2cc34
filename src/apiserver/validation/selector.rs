//! Label selectors.
//! Source: `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go`.

use super::field::{Errors, Path};
use super::meta;
use crate::api::{Field, FieldError, LabelSelector, LabelSelectorRequirement};
use serde_json::json;

/// Source: `ValidateLabelSelector`.
pub(in crate::apiserver) fn validate(
    selector: Option<&LabelSelector>,
    path: Path<'_>,
    errors: &mut Errors,
) {
    let Some(selector) = selector else { return };
    meta::validate_labels(&format_args!("{path}.matchLabels"), &selector.match_labels, errors);
    for (index, it) in selector.match_expressions.iter().enumerate() {
        requirement(it, &format_args!("{path}.matchExpressions[{index}]"), errors);
    }
}

/// Source: `ValidateLabelSelectorRequirement`.
fn requirement(it: &LabelSelectorRequirement, path: Path<'_>, errors: &mut Errors) {
    let field = format_args!("{path}.values");
    match it.operator.as_str() {
        "In" | "NotIn" if it.values.is_empty() => {
            let detail = "must be specified when `operator` is 'In' or 'NotIn'";
            errors.push(FieldError::required(&field, detail));
        }
        "Exists" | "DoesNotExist" if !it.values.is_empty() => {
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            errors.push(FieldError::forbidden(&field, detail));
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => {
            let (field, value) = (format_args!("{path}.operator"), format!("{other:?}"));
            errors.push(FieldError::invalid(&field, &value, "not a valid selector operator"));
        }
    }
    meta::push_all(&format_args!("{path}.key"), &it.key, &meta::key_errors(&it.key), errors);
    for (index, value) in it.values.iter().enumerate() {
        let field = format_args!("{field}[{index}]");
        meta::push_all(&field, value, &meta::value_errors(value), errors);
    }
}

/// Whether it can be used to select. Source:
/// `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go` `LabelSelectorAsSelector`.
pub(super) fn is_usable(selector: Option<&LabelSelector>) -> bool {
    let mut errors = Errors::new();
    validate(selector, &"", &mut errors);
    errors.is_empty()
}

/// As JSON, with the fields in the order that the type has.
pub(super) fn json(selector: Option<&LabelSelector>) -> String {
    let Some(selector) = selector else { return "null".to_owned() };
    let mut fields = Vec::new();
    if !selector.match_labels.is_empty() {
        fields.push(format!("\"matchLabels\":{}", selector.match_labels.write_always()));
    }
    if !selector.match_expressions.is_empty() {
        let requirement = |it: &LabelSelectorRequirement| {
            let values = match it.values.is_empty() {
                true => String::new(),
                false => format!(",\"values\":{}", json!(it.values)),
            };
            format!("{{\"key\":{},\"operator\":{}{values}}}", json!(it.key), json!(it.operator))
        };
        let list: Vec<String> = selector.match_expressions.iter().map(requirement).collect();
        fields.push(format!("\"matchExpressions\":[{}]", list.join(",")));
    }
    format!("{{{}}}", fields.join(","))
}
