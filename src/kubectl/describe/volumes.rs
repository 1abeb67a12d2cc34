//! Volumes of a Pod or a template. Source: `describeVolumes`.

use super::Page;
use crate::api::{PodSpec, Value};

pub(super) fn describe(page: &mut Page, spec: &PodSpec, indent: &str) {
    let volumes = spec.rest.get("volumes").and_then(Value::as_array);
    let Some(volumes) = volumes.filter(|it| !it.is_empty()) else {
        page.line(0, &format!("{indent}Volumes:\t<none>"));
        return;
    };
    page.line(0, &format!("{indent}Volumes:"));
    let inner = if indent.is_empty() { "" } else { " " };
    for volume in volumes {
        page.line(1, &format!("{inner}{}:", text(&volume["name"])));
        source(page, volume);
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The kinds of volumes that people use; the rest is named only.
fn source(page: &mut Page, volume: &Value) {
    let flag = |it: &Value| it.as_bool().unwrap_or(false).to_string();
    let or = |it: &Value, default: &str| match text(it).as_str() {
        "" => default.to_owned(),
        text => text.to_owned(),
    };
    let (r#type, fields): (&str, Vec<(&str, String)>) = if let Some(it) = volume.get("emptyDir") {
        (
            "EmptyDir (a temporary directory that shares a pod's lifetime)",
            vec![("Medium", text(&it["medium"])), ("SizeLimit", or(&it["sizeLimit"], "<unset>"))],
        )
    } else if let Some(it) = volume.get("hostPath") {
        (
            "HostPath (bare host directory volume)",
            vec![("Path", text(&it["path"])), ("HostPathType", text(&it["type"]))],
        )
    } else if let Some(it) = volume.get("configMap") {
        (
            "ConfigMap (a volume populated by a ConfigMap)",
            vec![("Name", text(&it["name"])), ("Optional", flag(&it["optional"]))],
        )
    } else if let Some(it) = volume.get("secret") {
        (
            "Secret (a volume populated by a Secret)",
            vec![("SecretName", text(&it["secretName"])), ("Optional", flag(&it["optional"]))],
        )
    } else if let Some(it) = volume.get("persistentVolumeClaim") {
        (
            "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
            vec![("ClaimName", text(&it["claimName"])), ("ReadOnly", flag(&it["readOnly"]))],
        )
    } else if let Some(it) = volume.get("projected") {
        (
            "Projected (a volume that contains injected data from multiple sources)",
            it["sources"].as_array().into_iter().flatten().flat_map(projected).collect(),
        )
    } else {
        page.line(1, "<unknown>");
        return;
    };
    page.field(2, "Type", r#type);
    fields.iter().for_each(|(name, value)| page.field(2, name, value));
}

/// Source: `printProjectedVolumeSource`.
fn projected(source: &Value) -> Vec<(&'static str, String)> {
    let optional = |it: &Value| it["optional"].as_bool().unwrap_or(false).to_string();
    if let Some(it) = source.get("secret") {
        return vec![("SecretName", text(&it["name"])), ("Optional", optional(it))];
    }
    if let Some(it) = source.get("configMap") {
        return vec![("ConfigMapName", text(&it["name"])), ("Optional", optional(it))];
    }
    if let Some(it) = source.get("serviceAccountToken") {
        return vec![("TokenExpirationSeconds", text(&it["expirationSeconds"]))];
    }
    vec![("DownwardAPI", "true".to_owned())]
}
