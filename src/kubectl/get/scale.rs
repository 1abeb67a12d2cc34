//! `kubectl get --subresource=scale`. Source: `pkg/printers/internalversion/printers.go`
//! `printScale`, `pkg/registry/apps/*/storage` `scaleFrom*`.

use crate::api::{Object, Value};
use crate::kubectl::duration::age;
use crate::kubectl::failure::Failure;
use crate::kubectl::report;
use crate::kubectl::resource::Found;
use crate::kubectl::session::{Ran, Session, Step};
use crate::kubectl::table;
use serde_json::json;

/// What `--subresource` asks for, if it is not the object itself.
pub(super) fn run(session: &mut Session<'_>, found: &Found) -> Option<Ran> {
    match session.args.flag("subresource") {
        None | Some("") => None,
        Some(_) if !found.wanted.kinds.is_empty() => {
            Some(Err(Failure::text("subresource cannot be used when bulk resources are specified")))
        }
        Some("status" | "resize") => None,
        Some("scale") => Some(show(session, found)),
        Some(_) => Some(Err(not_there())),
    }
}

pub(in crate::kubectl) fn not_there() -> Failure {
    let text = "the server could not find the requested resource";
    Failure::plain(format!("Error from server (NotFound): {text}"))
}

fn show(session: &mut Session<'_>, found: &Found) -> Ran {
    let format = session.args.flag("output").unwrap_or("").to_owned();
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !session.args.on("no-headers") {
        rows.push(["NAME", "DESIRED", "AVAILABLE", "AGE"].map(str::to_owned).to_vec());
    }
    for object in &found.objects {
        let tree = scale_of(object).ok_or_else(not_there)?;
        if !["", "wide"].contains(&format.as_str()) {
            let text = match format.as_str() {
                "name" => format!("scale.autoscaling/{}\n", object.meta().name),
                _ => report::print(&tree, &format)?,
            };
            session.streams.out(&text);
            continue;
        }
        rows.push(vec![
            object.meta().name.to_string(),
            tree["spec"]["replicas"].as_i64().unwrap_or(0).to_string(),
            tree["status"]["replicas"].as_i64().unwrap_or(0).to_string(),
            age(object.meta().creation_timestamp, session.now_ms()),
        ]);
    }
    if ["", "wide"].contains(&format.as_str()) && !found.objects.is_empty() {
        session.streams.out(&table::rows(&rows));
    }
    Failure::check(found.problems.clone())?;
    Ok(Step::Done)
}

/// An object's Scale, if its kind has one.
pub(in crate::kubectl) fn scale_of(object: &Object) -> Option<Value> {
    let replicas = object.replicas()?;
    let tree = object.to_value();
    let mut meta = json!({});
    for field in ["creationTimestamp", "name", "namespace", "resourceVersion", "uid"] {
        meta[field] = tree["metadata"][field].clone();
    }
    let mut status = json!({"replicas": tree["status"]["replicas"].as_i64().unwrap_or(0)});
    if let Some(selector) = object.pod_selector() {
        status["selector"] = json!(selector.to_string());
    }
    Some(json!({
        "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": meta,
        "spec": {"replicas": replicas}, "status": status,
    }))
}
