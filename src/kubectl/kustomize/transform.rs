//! What is changed in all objects: namespace, names, labels, annotations, replicas, images.
//! Source: `api/internal/builtins/*Transformer.go`, `api/internal/konfig/builtinpluginconsts`.

use super::names;
use super::place::{at, set};
use super::plan::{list, text};
use crate::api::{Kind, Value};
use serde_json::json;

/// Kinds that a prefix does not reach.
const KEEP_NAME: [&str; 3] = ["CustomResourceDefinition", "APIService", "Namespace"];
/// Whose Pods have a template.
const WITH_TEMPLATE: &str = "ReplicationController Deployment ReplicaSet DaemonSet StatefulSet Job";
/// Where labels select, by kind; whether a place is made where there is none.
const SELECTORS: [(&str, &str, bool); 8] = [
    ("Service ReplicationController", "spec/selector", true),
    ("Deployment ReplicaSet DaemonSet StatefulSet", "spec/selector/matchLabels", true),
    ("StatefulSet", "spec/volumeClaimTemplates/metadata/labels", true),
    ("Job PodDisruptionBudget", "spec/selector/matchLabels", false),
    ("CronJob", "spec/jobTemplate/spec/selector/matchLabels", false),
    ("NetworkPolicy", "spec/podSelector/matchLabels", false),
    ("NetworkPolicy", "spec/ingress/from/podSelector/matchLabels", false),
    ("NetworkPolicy", "spec/egress/to/podSelector/matchLabels", false),
];
/// In these parts of a template a selector of Pods may stand.
const OF_PODS: [&str; 2] =
    ["spec/template/spec/affinity", "spec/template/spec/topologySpreadConstraints"];

fn is_of(object: &Value, kinds: &str) -> bool {
    kinds.split(' ').any(|it| object["kind"] == it)
}

/// What changes how objects are called and found, in kustomize's order.
pub(super) fn names(plan: &Value, objects: &mut [Value]) {
    let namespace = text(plan, "namespace");
    if !namespace.is_empty() {
        set_namespace(objects, namespace);
    }
    let (prefix, suffix) = (text(plan, "namePrefix"), text(plan, "nameSuffix"));
    for at in 0..objects.len() {
        let Some(object) = objects.get(at) else { continue };
        if !KEEP_NAME.contains(&text(object, "kind")) {
            let name = format!("{prefix}{}{suffix}", text(&object["metadata"], "name"));
            names::rename(objects, at, &name);
        }
    }
    for object in objects.iter_mut() {
        for entry in list(plan, "labels") {
            let (selectors, templates) =
                (entry["includeSelectors"] == true, entry["includeTemplates"] == true);
            labels(object, &entry["pairs"], selectors, selectors || templates);
            if templates && is_of(object, "StatefulSet") {
                let path = "spec/volumeClaimTemplates/metadata/labels";
                at(object, path, true, &mut |it| add(it, &entry["pairs"]));
            }
        }
        labels(object, &plan["commonLabels"], true, true);
        everywhere(object, "annotations", &plan["commonAnnotations"], true);
    }
}

/// What changes single values.
///
/// # Errors
/// Replicas of what is not there.
pub(super) fn values(plan: &Value, objects: &mut [Value]) -> Result<(), String> {
    const SCALED: &str = "Deployment ReplicationController ReplicaSet StatefulSet";
    for entry in list(plan, "replicas") {
        let name = text(entry, "name");
        let mut found = false;
        for object in objects.iter_mut() {
            if is_of(object, SCALED) && names::is_called(object, name) {
                set(object, "spec/replicas", &entry["count"]);
                found = true;
            }
        }
        if !found {
            return Err(format!(
                "resource with name {name} does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]"
            ));
        }
    }
    for entry in list(plan, "images").chain(list(plan, "imageTags")) {
        objects.iter_mut().for_each(|it| images(it, entry));
    }
    Ok(())
}

fn set_namespace(objects: &mut [Value], namespace: &str) {
    let accounts: Vec<String> = objects
        .iter()
        .filter(|it| is_of(it, "ServiceAccount"))
        .map(|it| text(&it["metadata"], "name").to_owned())
        .collect();
    for object in objects {
        let kind = Kind::find(text(object, "apiVersion"), text(object, "kind"));
        if kind.is_none_or(|it| it.info().namespaced) {
            set(object, "metadata/namespace", &json!(namespace));
        } else if is_of(object, "Namespace") {
            set(object, "metadata/name", &json!(namespace));
        }
        if is_of(object, "RoleBinding ClusterRoleBinding") {
            at(object, "subjects", false, &mut |it| {
                let name = text(it, "name");
                if name == "default"
                    || is_of(it, "ServiceAccount") && accounts.iter().any(|it| it == name)
                {
                    set(it, "namespace", &json!(namespace));
                }
            });
        }
    }
}

fn add(place: &mut Value, pairs: &Value) {
    let Some(place) = place.as_object_mut() else { return };
    for (key, value) in pairs.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        place.insert(key.clone(), Value::String(text));
    }
}

/// Adds to an object's labels or annotations, and to those of its templates.
pub(super) fn everywhere(object: &mut Value, field: &str, pairs: &Value, with_templates: bool) {
    if pairs.as_object().is_none_or(serde_json::Map::is_empty) {
        return;
    }
    let mut paths = vec!["metadata"];
    if with_templates && is_of(object, WITH_TEMPLATE) {
        paths.push("spec/template/metadata");
    } else if with_templates && is_of(object, "CronJob") {
        paths.extend(["spec/jobTemplate/metadata", "spec/jobTemplate/spec/template/metadata"]);
    }
    for path in paths {
        at(object, &format!("{path}/{field}"), true, &mut |it| add(it, pairs));
    }
}

fn labels(object: &mut Value, pairs: &Value, with_selectors: bool, with_templates: bool) {
    if pairs.as_object().is_none_or(serde_json::Map::is_empty) {
        return;
    }
    everywhere(object, "labels", pairs, with_templates);
    if !with_selectors {
        return;
    }
    for (kinds, path, creates) in SELECTORS {
        if is_of(object, kinds) {
            at(object, path, creates, &mut |it| add(it, pairs));
        }
    }
    if is_of(object, "Deployment StatefulSet") {
        for path in OF_PODS {
            at(object, path, false, &mut |it| of_pods(it, pairs));
        }
    }
}

/// Adds to each selector of labels that there is.
fn of_pods(tree: &mut Value, pairs: &Value) {
    match tree {
        Value::Array(items) => items.iter_mut().for_each(|it| of_pods(it, pairs)),
        Value::Object(map) => {
            for (field, value) in map.iter_mut() {
                match field.as_str() {
                    "labelSelector" => at(value, "matchLabels", false, &mut |it| add(it, pairs)),
                    _ => of_pods(value, pairs),
                }
            }
        }
        _ => {}
    }
}

/// Changes the images of a name in all lists of containers.
fn images(tree: &mut Value, entry: &Value) {
    match tree {
        Value::Array(items) => items.iter_mut().for_each(|it| images(it, entry)),
        Value::Object(map) => {
            for (field, value) in map.iter_mut() {
                if field == "containers" || field == "initContainers" {
                    at(value, "image", false, &mut |it| {
                        *it = json!(with_entry(it.as_str().unwrap_or(""), entry));
                    });
                }
                images(value, entry);
            }
        }
        _ => {}
    }
}

/// Source: `api/filters/imagetag/updater.go`, `api/internal/image/image.go` `Split`.
fn with_entry(image: &str, entry: &Value) -> String {
    let (rest, digest) = image.split_once('@').unwrap_or((image, ""));
    let host = rest.find('/').unwrap_or(0);
    let colon = rest.get(host..).and_then(|it| it.find(':')).map_or(rest.len(), |it| it + host);
    let (name, tag) = rest.split_at(colon);
    if entry["name"] != name {
        return image.to_owned();
    }
    let given = |field: &str| match &entry[field] {
        Value::String(text) => text.clone(),
        // A tag such as 1.27 is a number in YAML.
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let (new_name, new_tag, new_digest) = (given("newName"), given("newTag"), given("digest"));
    let name = if new_name.is_empty() { name } else { &new_name };
    let (tag, digest) = match (new_tag.is_empty(), new_digest.is_empty()) {
        (true, true) => (tag.trim_start_matches(':'), digest),
        _ => (&*new_tag, &*new_digest),
    };
    let with =
        |sign: &str, it: &str| if it.is_empty() { String::new() } else { format!("{sign}{it}") };
    format!("{name}{}{}", with(":", tag), with("@", digest))
}
