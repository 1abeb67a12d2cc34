//! `kubectl create`, `run`, `replace`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/{create,run,replace}`.

use super::apply::with_last_applied;
use super::failure::{Failure, Problem};
use super::manifest::{self, Manifest};
use super::session::{DryRun, Ran, Session, Step};
use super::{report, strict};
use crate::api::{Kind, Status, Value};
use crate::apiserver::Request;
use serde_json::json;

pub(super) const DEPLOYMENT_FLAGS: &str =
    "image=list replicas/r=number port=number save-config validate=text?strict";
pub(super) const RUN_FLAGS: &str = "image=text restart=text labels/l=text env=list port=text \
    command annotations=list image-pull-policy=text stdin/i tty/t rm attach expose quiet/q \
    overrides=text override-type=text pod-running-timeout=duration privileged \
    leave-stdin-open grace-period=number timeout=duration wait force cascade=text?background";

/// `create -f`
pub(super) fn from_files(session: &mut Session<'_>) -> Ran {
    if let Some(word) = session.args.words.first() {
        let text = format!("unknown command {word:?}");
        return Err(Failure::usage(&text, "kubectl create"));
    }
    let (manifests, mut problems) = manifest::read(session)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to create"));
    }
    for manifest in &manifests {
        if let Err(failure) = one(session, manifest) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn one(session: &mut Session<'_>, manifest: &Manifest) -> Result<(), Failure> {
    let creating = |status: Status| {
        let during = format!("error when creating {:?}", manifest.source);
        Failure::from(Problem::ApiDuring(during, status))
    };
    let mut manifest = manifest.clone();
    if session.args.on("save-config") {
        manifest.value = with_last_applied(&manifest.value);
    }
    if session.dry_run == DryRun::Client {
        let (name, kind) = (manifest.meta("name").to_owned(), manifest.kind);
        return report::value(session, kind, &name, "created", || manifest.value);
    }
    let object = strict::decode(&manifest).map_err(creating)?;
    let object = session.send(Request::Create(object)).map_err(creating)?;
    report::object(session, &object, "created")
}

/// The one argument that names the new object.
fn name_argument(session: &Session<'_>, path: &str) -> Result<String, Failure> {
    let args = &session.args;
    let count = args.before_dashes.unwrap_or(args.words.len());
    match (count, args.words.first()) {
        (1, Some(name)) => Ok(name.clone()),
        _ => Err(Failure::usage(&format!("exactly one NAME is required, got {count}"), path)),
    }
}

/// What stands behind `--`.
fn after_dashes(session: &Session<'_>) -> Vec<String> {
    let args = &session.args;
    args.before_dashes.map_or_else(Vec::new, |at| args.words.iter().skip(at).cloned().collect())
}

/// Sends a new object made from flags.
fn imperative(session: &mut Session<'_>, kind: Kind, name: &str, mut value: Value) -> Ran {
    value["apiVersion"] = json!(kind.api_version());
    value["kind"] = json!(kind.info().kind);
    value["metadata"]["name"] = json!(name);
    let mut sent = value.clone();
    if kind.info().namespaced {
        sent["metadata"]["namespace"] = json!(session.namespace());
        if session.args.given("namespace") {
            value["metadata"]["namespace"] = json!(session.namespace());
        }
    }
    if session.dry_run == DryRun::Client {
        report::value(session, kind, name, "created", || value)?;
        return Ok(Step::Done);
    }
    let failed = |status: Status| {
        let singular = kind.info().singular;
        match status.reason {
            crate::api::Reason::Invalid => Failure::from(status),
            _ => Failure::text(format!("failed to create {singular}: {status}")),
        }
    };
    let manifest = Manifest { source: String::new(), kind, value: sent };
    let object = strict::decode(&manifest).map_err(failed)?;
    let object = session.send(Request::Create(object)).map_err(failed)?;
    report::object(session, &object, "created")?;
    Ok(Step::Done)
}

/// A container's name from its image: the last part of the path, without tag and digest.
fn container_name(image: &str) -> String {
    let base = image.rsplit('/').next().unwrap_or(image);
    let base = base.split(['@', ':']).next().unwrap_or(base);
    base.chars().map(|it| if it == '_' || it == '.' { '-' } else { it }).collect()
}

/// `create deployment`
pub(super) fn deployment(session: &mut Session<'_>) -> Ran {
    let path = "kubectl create deployment";
    let name = name_argument(session, path)?;
    let images = session.args.list("image");
    let command = after_dashes(session);
    if images.is_empty() {
        return Err(Failure::text("required flag(s) \"image\" not set"));
    }
    if images.len() > 1 && !command.is_empty() {
        return Err(Failure::text("cannot specify multiple --image options and command"));
    }
    let replicas = session.args.number("replicas").unwrap_or(1);
    if replicas < 0 {
        return Err(Failure::text("required flag(s) \"replicas\" cannot be negative".to_owned()));
    }
    let port = session.args.number("port").filter(|it| *it > 0);
    let containers: Vec<Value> = images
        .iter()
        .map(|image| {
            let mut it = json!({"name": container_name(image), "image": image, "resources": {}});
            if let Some(port) = port {
                it["ports"] = json!([{"containerPort": port}]);
            }
            if !command.is_empty() {
                it["command"] = json!(command);
            }
            it
        })
        .collect();
    let labels = json!({"app": name});
    let value = json!({
        "metadata": {"labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
        "status": {},
    });
    imperative(session, Kind::Deployment, &name, value)
}

/// `create namespace`
pub(super) fn namespace(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create namespace")?;
    imperative(session, Kind::Namespace, &name, json!({"metadata": {}, "spec": {}, "status": {}}))
}

/// `kubectl run`
pub(super) fn run(session: &mut Session<'_>) -> Ran {
    let Some(name) = session.args.words.first().cloned() else {
        return Err(Failure::usage("NAME is required for run", "kubectl run"));
    };
    let Some(image) = session.args.flag("image").map(str::to_owned) else {
        return Err(Failure::text("required flag(s) \"image\" not set"));
    };
    let restart = session.args.flag("restart").unwrap_or("Always").to_owned();
    if !["Always", "OnFailure", "Never"].contains(&restart.as_str()) {
        return Err(Failure::text(format!(
            "invalid restart policy: {restart}\nSee 'kubectl run -h' for help and examples"
        )));
    }
    let words: Vec<String> = session.args.words.iter().skip(1).cloned().collect();
    let mut container = json!({"image": image, "name": name, "resources": {}});
    if !words.is_empty() {
        let field = if session.args.on("command") { "command" } else { "args" };
        container[field] = json!(words);
    }
    let env: Vec<Value> = session
        .args
        .list("env")
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    if !env.is_empty() {
        container["env"] = json!(env);
    }
    if let Some(port) = session.args.number("port") {
        container["ports"] = json!([{"containerPort": port}]);
    }
    if let Some(policy) = session.args.flag("image-pull-policy") {
        container["imagePullPolicy"] = json!(policy);
    }
    let labels = match session.args.flag("labels") {
        None => json!({"run": name}),
        Some(text) => pairs(text),
    };
    let value = json!({
        "metadata": {"labels": labels},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart},
        "status": {},
    });
    imperative(session, Kind::Pod, &name, value)
}

/// `a=b,c=d`
fn pairs(text: &str) -> Value {
    let pairs = text.split(',').filter_map(|it| it.split_once('='));
    Value::Object(pairs.map(|(key, value)| (key.to_owned(), json!(value))).collect())
}

/// `replace -f`
pub(super) fn replace(session: &mut Session<'_>) -> Ran {
    let (manifests, mut problems) = manifest::read(session)?;
    if manifests.is_empty() && problems.is_empty() {
        return Err(Failure::text("no objects passed to replace"));
    }
    for manifest in &manifests {
        let replacing = |status: Status| {
            let during = format!("error when replacing {:?}", manifest.source);
            Problem::ApiDuring(during, status)
        };
        let result = session
            .get(&manifest.key())
            .and_then(|_| strict::decode(manifest))
            .and_then(|object| session.send(Request::Update(object)));
        match result {
            Ok(object) => report::object(session, &object, "replaced")?,
            Err(status) => problems.push(replacing(status)),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
