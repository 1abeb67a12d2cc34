//! Values as the types print them that the API server works with: they have no names for JSON,
//! so that Go's own stand in the errors. Source: `pkg/apis/*/types.go`.

use super::diff::{Type, members};
use crate::api::{Field, PodSpec, PodTemplateSpec, Value};

/// The value of a struct, which is known by its name in Go.
pub(super) fn json(name: &'static str, value: &Value) -> String {
    print(Type::Struct(name), value)
}

/// A template: its metadata have names for JSON, its spec has none.
pub(super) fn template(template: &PodTemplateSpec) -> String {
    let meta = template.metadata.write_always();
    let meta = meta.as_object().into_iter().flatten();
    let mut texts: Vec<String> = meta.map(|(name, it)| format!("{name:?}:{it}")).collect();
    let spec = json("PodSpec", &pod_spec(&template.spec));
    texts.push(format!("\"Spec\":{spec}"));
    format!("{{{}}}", texts.join(","))
}

/// What the API server works with has the host's fields in the security context.
pub(super) fn pod_spec(spec: &PodSpec) -> Value {
    let mut value = spec.write_always();
    for field in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
        let it = value[field].take();
        if !it.is_null() {
            value["securityContext"][field] = it;
        }
    }
    value
}

fn print(r#type: Type, value: &Value) -> String {
    match (r#type, value) {
        (Type::Struct("LabelSelector"), value) => value.to_string(),
        (Type::Struct(_), value) => format!("{{{}}}", fields(r#type, value).join(",")),
        (Type::Text, Value::Null) => "\"\"".to_owned(),
        (Type::Quantity, Value::Null) => "\"0\"".to_owned(),
        (Type::Number | Type::IntOrString, Value::Null) => "0".to_owned(),
        (Type::Bool, Value::Null) => "false".to_owned(),
        (Type::Pointer(inner), value) if !value.is_null() => print(inner.parse(), value),
        (Type::List(inner), Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|it| print(inner.parse(), it)).collect();
            format!("[{}]", items.join(","))
        }
        (_, value) => value.to_string(),
    }
}

/// The fields of a struct; those of one that is embedded stand among them.
fn fields(r#type: Type, value: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    for member in members(r#type, &[value]) {
        match member.is_embedded() {
            true => texts.extend(fields(member.r#type, value)),
            false => {
                let inner = print(member.r#type, member.of(value));
                texts.push(format!("{:?}:{inner}", member.name));
            }
        }
    }
    texts
}
