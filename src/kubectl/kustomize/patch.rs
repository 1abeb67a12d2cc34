//! Patches: strategic merges and lists of operations, from files or in place.
//! Source: `api/internal/builtins/Patch{,StrategicMerge,Json6902}Transformer.go`.

use super::names;
use super::plan::{Plan, id, list, text};
use crate::api::{Kind, Value};
use crate::apiserver;
use crate::kubectl::manifest::pairs;
use crate::kubectl::{patch as operations, selector, yaml};
use regex_lite::Regex;

/// Applies the patches of some fields.
pub(super) fn apply(
    plan: &Plan<'_>,
    fields: &Value,
    which: &[&str],
    objects: &mut Vec<Value>,
) -> Result<(), String> {
    for entry in which.iter().flat_map(|it| list(fields, it)) {
        let (path, inline) = (text(entry, "path"), text(entry, "patch"));
        let found = match entry.as_str() {
            // What is no file is the patch itself.
            Some(it) => plan.read(it).unwrap_or(it),
            None if inline.is_empty() && path.is_empty() => {
                let text = "must specify one of patch and path in\n";
                return Err(configured(entry, &(text.to_owned() + &yaml::print(entry))));
            }
            None if !inline.is_empty() && !path.is_empty() => {
                let text = "patch and path can't be set at the same time\n";
                return Err(configured(entry, &(text.to_owned() + &yaml::print(entry))));
            }
            None if path.is_empty() => inline,
            None => plan.read(path).map_err(|why| {
                let text = format!("failed to get the patch file from path({path}): {why}");
                configured(entry, &text)
            })?,
        };
        let source = match path {
            "" => format!("[patch: {found:?}]"),
            path => format!("[path: {path:?}]"),
        };
        one(found, entry, &source, objects)?;
    }
    Ok(())
}

/// What is said of an entry that is no patch at all.
fn configured(entry: &Value, why: &str) -> String {
    match entry {
        Value::Object(_) => {
            let entry = yaml::print(entry);
            format!("trouble configuring builtin PatchTransformer with config: `\n{entry}`: {why}")
        }
        _ => why.to_owned(),
    }
}

fn one(found: &str, entry: &Value, source: &str, objects: &mut Vec<Value>) -> Result<(), String> {
    let target = match entry.get("target") {
        Some(target) => Some(Target::new(target)?),
        None => None,
    };
    for (_, document) in yaml::documents_at(found) {
        let unreadable =
            || configured(entry, &format!("unable to parse SM or JSON patch from {source}"));
        let patch = yaml::parse(&document).map_err(|_| unreadable())?;
        if patch.is_null() {
            continue;
        }
        if patch.is_array() {
            let Some(target) = &target else {
                return Err(format!("must specify a target for JSON patch {source}"));
            };
            for object in objects.iter_mut().filter(|it| target.fits(it)) {
                operations::json_patch(object, &patch).map_err(|_| {
                    format!("error in JSON patch {source}: doc is missing path or value")
                })?;
            }
            continue;
        }
        let meta = &patch["metadata"];
        if !patch.is_object() || text(&patch, "kind").is_empty() || text(meta, "name").is_empty() {
            return Err(unreadable());
        }
        let chosen = |it: &Value| match &target {
            Some(target) => target.fits(it),
            None => it["kind"] == patch["kind"] && names::is_called(it, text(meta, "name")),
        };
        if target.is_none() && !objects.iter().any(chosen) {
            let id = id(&patch);
            return Err(format!(
                "no resource matches strategic merge patch {id:?}: no matches for Id {id}; failed to find unique target for patch {id}"
            ));
        }
        for object in objects.iter_mut().filter(|it| chosen(it)) {
            merge(object, &patch, &entry["options"])?;
        }
        objects.retain(|it| !it.is_null());
    }
    Ok(())
}

/// Merges; an object that the patch takes away becomes null. Names and kinds stay.
fn merge(object: &mut Value, patch: &Value, options: &Value) -> Result<(), String> {
    if patch["$patch"] == "delete" {
        *object = Value::Null;
        return Ok(());
    }
    let mut patch = patch.clone();
    let remove = |tree: &mut Value, fields: &[&str]| {
        if let Some(map) = tree.as_object_mut() {
            fields.iter().for_each(|it| drop(map.remove(*it)));
        }
    };
    if options["allowNameChange"] != true
        && let Some(meta) = patch.get_mut("metadata")
    {
        remove(meta, &["name", "namespace"]);
    }
    if options["allowKindChange"] != true {
        remove(&mut patch, &["kind", "apiVersion"]);
    }
    match Kind::find(text(object, "apiVersion"), text(object, "kind")) {
        Some(kind) => apiserver::strategic_merge_ahead(kind, object, patch)
            .map_err(|status| status.to_string()),
        None => {
            apiserver::json_merge(object, patch);
            Ok(())
        }
    }
}

/// Which objects a patch is for. Source: `api/types/selector.go`.
struct Target {
    /// Field by field, what the whole must fit.
    patterns: Vec<(&'static str, Regex)>,
    labels: crate::api::Selector,
    annotations: crate::api::Selector,
}

impl Target {
    fn new(target: &Value) -> Result<Self, String> {
        let mut patterns = Vec::new();
        for field in ["group", "version", "kind", "name", "namespace"] {
            let pattern = text(target, field);
            if !pattern.is_empty() {
                let whole = Regex::new(&format!("^(?:{pattern})$"));
                patterns.push((field, whole.map_err(|why| why.to_string())?));
            }
        }
        let selector = |field: &str| selector::parse(text(target, field));
        let (labels, annotations) = (selector("labelSelector")?, selector("annotationSelector")?);
        Ok(Self { patterns, labels, annotations })
    }

    fn fits(&self, object: &Value) -> bool {
        let version = text(object, "apiVersion");
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        let meta = &object["metadata"];
        self.patterns.iter().all(|(field, pattern)| match *field {
            "group" => pattern.is_match(group),
            "version" => pattern.is_match(version),
            "kind" => pattern.is_match(text(object, "kind")),
            "name" => names::all(object).any(|it| pattern.is_match(it)),
            _ => pattern.is_match(text(meta, "namespace")),
        }) && self.labels.matches(&pairs(&meta["labels"]))
            && self.annotations.matches(&pairs(&meta["annotations"]))
    }
}
