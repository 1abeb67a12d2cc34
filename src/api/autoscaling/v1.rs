//! `autoscaling/v1`: what it has no fields for stands in annotations.
//! Source: `pkg/apis/autoscaling/v1/conversion.go`, `pkg/apis/autoscaling/annotations.go`.

use super::super::field::Value;

/// Makes a manifest of `autoscaling/v1` one of `autoscaling/v2`; whether it was one.
pub fn autoscaler_from_v1(manifest: &mut Value) -> bool {
    if manifest["apiVersion"] != "autoscaling/v1" {
        return false;
    }
    manifest["apiVersion"] = Value::from("autoscaling/v2");
    let Some(spec) = manifest.get_mut("spec").and_then(Value::as_object_mut) else { return true };
    if let Some(share) = spec.remove("targetCPUUtilizationPercentage") {
        let metric = serde_json::json!({
            "type": "Resource",
            "resource": {
                "name": "cpu",
                "target": {"type": "Utilization", "averageUtilization": share},
            },
        });
        spec.insert("metrics".to_owned(), Value::Array(vec![metric]));
    }
    true
}

/// Shows an object of `autoscaling/v2` as one of `autoscaling/v1`.
pub fn autoscaler_to_v1(tree: &mut Value) {
    tree["apiVersion"] = Value::from("autoscaling/v1");
    let (mut spec, mut status) = (tree["spec"].take(), tree["status"].take());
    let metrics = list(spec["metrics"].take());
    let share = |it: &Value| match it["resource"]["name"] == "cpu" {
        true => it["resource"]["target"]["averageUtilization"].clone(),
        false => Value::Null,
    };
    let others = metrics.iter().filter(|it| share(it).is_null());
    let others: Vec<String> = others.map(|it| metric(it, "target")).collect();
    let current = list(status["currentMetrics"].take());
    let mut notes = vec![
        ("metrics", others),
        ("current-metrics", current.iter().map(|it| metric(it, "current")).collect()),
        ("conditions", list(status["conditions"].take()).iter().map(condition).collect()),
    ];
    notes.retain(|it| !it.1.is_empty());
    let mut notes: Vec<(&str, String)> =
        notes.into_iter().map(|it| (it.0, format!("[{}]", it.1.join(",")))).collect();
    if spec["behavior"].is_object() {
        let both = ["scaleUp", "scaleDown"].map(|it| rules(it, &spec["behavior"][it]));
        notes.push(("behavior", format!("{{{}}}", both.join(","))));
    }
    for (name, text) in notes {
        let key = format!("autoscaling.alpha.kubernetes.io/{name}");
        tree["metadata"]["annotations"][&key] = Value::from(text);
    }
    spec["targetCPUUtilizationPercentage"] =
        metrics.iter().map(share).find(|it| !it.is_null()).unwrap_or_default();
    let used = current.iter().find(|it| it["resource"]["name"] == "cpu");
    status["currentCPUUtilizationPercentage"] =
        used.map(|it| it["resource"]["current"]["averageUtilization"].clone()).unwrap_or_default();
    if status["currentReplicas"].is_null() {
        status["currentReplicas"] = Value::from(0);
    }
    for (field, part) in [("spec", spec), ("status", status)] {
        tree[field] = part;
        if let Some(map) = tree[field].as_object_mut() {
            map.retain(|name, it| !it.is_null() && name != "behavior");
        }
    }
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}

/// The fields of an object that are there, in the order of Go's types.
fn fields(of: &Value, names: &[(&str, &str)]) -> String {
    let there = names.iter().filter(|it| !of[it.0].is_null());
    let texts: Vec<String> = there.map(|it| format!("{:?}:{}", it.1, of[it.0])).collect();
    texts.join(",")
}

/// What is aimed at, or measured.
fn metric(it: &Value, side: &str) -> String {
    let kind = it["type"].as_str().unwrap_or("");
    let field = if kind == "ContainerResource" { "containerResource" } else { "resource" };
    let source = &it[field];
    let names = [format!("{side}AverageUtilization"), format!("{side}AverageValue")];
    let amounts = [("averageUtilization", &*names[0]), ("averageValue", &*names[1])];
    let parts = [
        fields(source, &[("name", "name")]),
        fields(&source[side], &amounts),
        fields(source, &[("container", "container")]),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    format!("{{\"type\":{kind:?},{field:?}:{{{}}}}}", parts.join(","))
}

fn condition(it: &Value) -> String {
    let names = ["type", "status", "lastTransitionTime", "reason", "message"];
    format!("{{{}}}", fields(it, &names.map(|it| (it, it))))
}

/// The type that is written down here has no names of its own for JSON.
fn rules(name: &str, it: &Value) -> String {
    let capital = |it: &str| it.replacen('s', "S", 1);
    if it.is_null() {
        return format!("{:?}:null", capital(name));
    }
    let policy = |it: &Value| {
        let names = [("type", "Type"), ("value", "Value"), ("periodSeconds", "PeriodSeconds")];
        format!("{{{}}}", fields(it, &names))
    };
    let policies: Vec<String> =
        it["policies"].as_array().into_iter().flatten().map(policy).collect();
    format!(
        "{:?}:{{\"StabilizationWindowSeconds\":{},\"SelectPolicy\":{},\"Policies\":[{}],\"Tolerance\":{}}}",
        capital(name),
        it["stabilizationWindowSeconds"],
        it["selectPolicy"],
        policies.join(","),
        it["tolerance"],
    )
}
