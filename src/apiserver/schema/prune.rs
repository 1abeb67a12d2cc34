//! What a decoder that isn't strict makes of a manifest: fields that a kind does not have are
//! dropped. Source: `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go`
//! `FieldValidationIgnore`.

use super::SchemaType;
use crate::api::{Kind, Value};

/// Drops the fields that the kind does not have.
pub fn drop_unknown(kind: Kind, value: &mut Value) {
    if let Some(r#type) = SchemaType::of(kind) {
        prune(r#type, value);
    }
}

fn prune(r#type: SchemaType, value: &mut Value) {
    match value {
        Value::Array(list) => {
            if let Some(items) = r#type.items() {
                list.iter_mut().for_each(|it| prune(items, it));
            }
        }
        Value::Object(map) => {
            if let Some(values) = r#type.values() {
                map.values_mut().for_each(|it| prune(values, it));
            } else if let Some(fields) = r#type.fields() {
                map.retain(|key, _| fields.iter().any(|it| it.name == key));
                for field in fields {
                    if let Some(it) = map.get_mut(field.name) {
                        prune(field.r#type, it);
                    }
                }
            }
        }
        _ => {}
    }
}
