//! A container's variables. Source: `describeContainerEnvVars`, `describeContainerEnvFrom`.

use super::page::Page;
use crate::api::{Container, Pod, Quantity, Value};

/// `pod` is there where it is a Pod that is described, not a template.
pub(super) fn describe(page: &mut Page, container: &Container, pod: Option<&Pod>) {
    if let Some(sources) = container.rest.get("envFrom").and_then(Value::as_array) {
        page.line(2, "Environment Variables from:");
        sources.iter().for_each(|it| from(page, it));
    }
    let none = if container.env.is_empty() { "\t<none>" } else { "" };
    page.line(2, &format!("Environment:{none}"));
    for variable in &container.env {
        match variable.rest.get("valueFrom") {
            Some(from) => page.field(3, &variable.name, value_from(from, container, pod)),
            None => {
                let mut lines = variable.value.split('\n');
                page.field(3, &variable.name, lines.next().unwrap_or(""));
                lines.for_each(|it| page.line(3, &format!("\t{it}")));
            }
        }
    }
}

fn from(page: &mut Page, source: &Value) {
    let (kind, field) = if source.get("configMapRef").is_some() {
        ("ConfigMap", "configMapRef")
    } else {
        ("Secret", "secretRef")
    };
    let name = text(&source[field]["name"]);
    let prefix = match text(&source["prefix"]) {
        "" => String::new(),
        prefix => format!(" with prefix '{prefix}'"),
    };
    let optional = optional(&source[field]);
    page.line(3, &format!("{name}\t{kind}{prefix}\tOptional: {optional}"));
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn optional(it: &Value) -> bool {
    it["optional"].as_bool().unwrap_or(false)
}

fn value_from(from: &Value, container: &Container, pod: Option<&Pod>) -> String {
    if let Some(it) = from.get("fieldRef") {
        let version = match text(&it["apiVersion"]) {
            "" => "v1",
            version => version,
        };
        let path = text(&it["fieldPath"]);
        let value = pod.map_or("", |pod| of_pod(pod, path));
        return format!("{value} ({version}:{path})");
    }
    if let Some(it) = from.get("resourceFieldRef") {
        let resource = text(&it["resource"]);
        let value = match of_container(container, resource, &it["divisor"]) {
            Some(0) if ["limits.cpu", "limits.memory"].contains(&resource) => {
                "node allocatable".to_owned()
            }
            Some(value) => value.to_string(),
            None => String::new(),
        };
        return format!("{value} ({resource})");
    }
    let (of, it) = match from.get("secretKeyRef") {
        Some(it) => ("in secret", it),
        None => ("of config map", &from["configMapKeyRef"]),
    };
    let (key, name) = (text(&it["key"]), text(&it["name"]));
    format!("<set to the key '{key}' {of} '{name}'>\tOptional: {}", optional(it))
}

/// Only these two: kubectl's own scheme knows no other field of a Pod by its path, so that labels
/// and the uid stay empty. Source: `EnvValueRetriever`, `DefaultMetaV1FieldSelectorConversion`.
fn of_pod<'a>(pod: &'a Pod, path: &str) -> &'a str {
    match path {
        "metadata.name" => &pod.metadata.name,
        "metadata.namespace" => &pod.metadata.namespace,
        _ => "",
    }
}

/// Source: `staging/src/k8s.io/kubectl/pkg/util/resource/resource.go`
/// `ExtractContainerResourceValue`.
pub(in crate::kubectl) fn of_container(
    container: &Container,
    resource: &str,
    divisor: &Value,
) -> Option<i64> {
    let (list, name) = resource.split_once('.')?;
    let list = match list {
        "limits" => &container.resources.limits,
        "requests" => &container.resources.requests,
        _ => return None,
    };
    let written = match divisor {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let divisor = Quantity::parse(&written).ok().filter(|it| it.milli() != 0);
    let divisor = divisor.unwrap_or_else(|| Quantity::units(1));
    let amount = list.get(name).copied().unwrap_or_default();
    let (amount, divisor) = match name {
        "cpu" => (amount.milli(), divisor.milli()),
        "memory" | "ephemeral-storage" => (amount.value(), divisor.value()),
        _ => return None,
    };
    Some(amount / divisor + i64::from(amount % divisor > 0))
}
