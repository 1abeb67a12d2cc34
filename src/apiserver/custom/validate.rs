//! An object held against a structural schema, in the words of the library behind the API server.
//! Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/validation.go`,
//! `k8s.io/kube-openapi/pkg/validation/errors/schema.go`.

use super::{OF_ALL, inside};
use crate::api::{FieldError, Map, Value};
use regex_lite::Regex;

type Errors = Vec<FieldError>;

/// Looks at the fields of an object.
pub(super) fn object(schema: &Value, map: &Map, path: &str, errors: &mut Errors) {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let is_there = map.contains_key(name) || path.is_empty() && OF_ALL.contains(&name);
        if !is_there {
            errors.push(FieldError::required(&inside(path, name), ""));
        }
    }
    let more = schema.get("additionalProperties").filter(|it| it.is_object());
    for (name, item) in map {
        if path.is_empty() && OF_ALL.contains(&name.as_str()) {
            continue;
        }
        if let Some(field) = schema["properties"].get(name).or(more) {
            value(field, item, &inside(path, name), errors);
        }
    }
    let count = i64::try_from(map.len()).unwrap_or(i64::MAX);
    let is_few = |it: i64| count < it;
    if let Some(least) = schema["minProperties"].as_i64().filter(|it| is_few(*it)) {
        let detail = format!("{path} in body should have at least {least} properties");
        errors.push(FieldError::invalid(&path, &count.to_string(), &detail));
    }
}

fn value(schema: &Value, value: &Value, path: &str, errors: &mut Errors) {
    if value.is_null() && schema["nullable"] == true {
        return;
    }
    let wanted = schema["type"].as_str().unwrap_or("");
    let is_either = schema["x-kubernetes-int-or-string"] == true;
    let fits = match wanted {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_i64().is_some() || value.as_u64().is_some(),
        "number" => value.is_number(),
        _ => !is_either || value.is_string() || value.as_i64().is_some(),
    };
    if !fits {
        let (got, wanted) = (r#type(value), if is_either { "integer,string" } else { wanted });
        let detail = format!("{path} in body must be of type {wanted}: {got:?}");
        errors.push(FieldError::invalid(&path, &format!("{got:?}"), &detail));
        return;
    }
    one_of(schema, value, path, errors);
    match value {
        Value::Object(map) => object(schema, map, path, errors),
        Value::Array(items) => array(schema, items, path, errors),
        Value::String(text) => string(schema, text, path, errors),
        Value::Number(_) => number(schema, value, path, errors),
        Value::Null | Value::Bool(_) => {}
    }
}

fn r#type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.as_i64().is_some() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn one_of(schema: &Value, value: &Value, path: &str, errors: &mut Errors) {
    let Some(allowed) = schema["enum"].as_array().filter(|it| !it.contains(value)) else { return };
    let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let allowed: Vec<String> = allowed.iter().map(text).collect();
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    errors.push(FieldError::unsupported(&path, &text(value), &allowed));
}

fn array(schema: &Value, items: &[Value], path: &str, errors: &mut Errors) {
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if let Some(most) = schema["maxItems"].as_i64().filter(|it| count > *it) {
        let text = format!("Too many: {count}: must have at most {most} items");
        errors.push(FieldError { field: path.to_owned(), text });
    }
    if let Some(least) = schema["minItems"].as_i64().filter(|it| count < *it) {
        let detail = format!("{path} in body should have at least {least} items");
        errors.push(FieldError::invalid(&path, &count.to_string(), &detail));
    }
    for (index, item) in items.iter().enumerate() {
        value(&schema["items"], item, &format!("{path}[{index}]"), errors);
    }
}

fn string(schema: &Value, text: &str, path: &str, errors: &mut Errors) {
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if let Some(most) = schema["maxLength"].as_i64().filter(|it| count > *it) {
        let text = format!("Too long: may not be more than {most} bytes");
        errors.push(FieldError { field: path.to_owned(), text });
    }
    if let Some(least) = schema["minLength"].as_i64().filter(|it| count < *it) {
        let detail = format!("{path} in body should be at least {least} chars long");
        errors.push(FieldError::invalid(&path, &format!("{text:?}"), &detail));
    }
    // A pattern that is none here is not held against anything.
    if let Some(pattern) = schema["pattern"].as_str()
        && Regex::new(pattern).is_ok_and(|it| !it.is_match(text))
    {
        let detail = format!("{path} in body should match '{pattern}'");
        errors.push(FieldError::invalid(&path, &format!("{text:?}"), &detail));
    }
}

/// Whole numbers only: limits of others are not looked at.
fn number(schema: &Value, value: &Value, path: &str, errors: &mut Errors) {
    let Some(number) = value.as_i64() else { return };
    let (low, high) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
    let not = |field: &str| schema[field] == true;
    let mut wrong = |what: &str, limit: i64| {
        let detail = format!("{path} in body should be {what} {limit}");
        errors.push(FieldError::invalid(&path, &number.to_string(), &detail));
    };
    match low {
        Some(low) if not("exclusiveMinimum") && number <= low => wrong("greater than", low),
        Some(low) if number < low => wrong("greater than or equal to", low),
        _ => {}
    }
    match high {
        Some(high) if not("exclusiveMaximum") && number >= high => wrong("less than", high),
        Some(high) if number > high => wrong("less than or equal to", high),
        _ => {}
    }
}
