//! `kubectl run`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/run/run.go`.

use super::generate::imperative;
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

pub(in crate::kubectl) const RUN_FLAGS: &str = "image=text restart=text labels/l=text env=text \
    port=text command annotations=text image-pull-policy=text stdin/i tty/t rm attach expose \
    quiet/q overrides=text override-type=text pod-running-timeout=duration privileged \
    leave-stdin-open grace-period=number timeout=duration wait force cascade=text?background";

pub(in crate::kubectl) fn run(session: &mut Session<'_>) -> Ran {
    let Some(name) = session.args.words.first().cloned() else {
        return Err(Failure::usage("NAME is required for run", "kubectl run"));
    };
    let restart = session.args.flag("restart").unwrap_or("Always").to_owned();
    if !["Always", "OnFailure", "Never"].contains(&restart.as_str()) {
        let text = format!("invalid restart policy: {restart}");
        return Err(Failure::usage(&text, "kubectl run"));
    }
    let container = container(session, &name)?;
    let labels = match session.args.flag("labels") {
        None => json!({"run": name}),
        Some(text) => pairs(text),
    };
    let mut value = json!({
        "metadata": {"labels": labels},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart},
        "status": {},
    });
    if let Some(text) = session.args.flag("annotations") {
        value["metadata"]["annotations"] = pairs(text);
    }
    imperative(session, Kind::Pod, &name, value)
}

fn container(session: &Session<'_>, name: &str) -> Result<Value, Failure> {
    let args = &session.args;
    let Some(image) = args.flag("image") else {
        return Err(Failure::text("required flag(s) \"image\" not set"));
    };
    let mut container = json!({"image": image, "name": name, "resources": {}});
    let words: Vec<&String> = args.words.iter().skip(1).collect();
    if !words.is_empty() {
        let field = if args.on("command") { "command" } else { "args" };
        container[field] = json!(words);
    }
    let env: Vec<Value> = args
        .list("env")
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    if !env.is_empty() {
        container["env"] = json!(env);
    }
    if let Some(port) = args.number("port") {
        container["ports"] = json!([{"containerPort": port}]);
    }
    if let Some(policy) = args.flag("image-pull-policy") {
        container["imagePullPolicy"] = json!(policy);
    }
    Ok(container)
}

/// `a=b,c=d`
fn pairs(text: &str) -> Value {
    let pairs = text.split(',').filter_map(|it| it.split_once('='));
    Value::Object(pairs.map(|(key, value)| (key.to_owned(), json!(value))).collect())
}
