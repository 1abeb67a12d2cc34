//! Objects from flags: each command is a function that makes the tree, and a row in the table of
//! verbs. Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_*.go`.

use crate::api::{Kind, Map, Object, Status, Value};
use crate::apiserver::{Request, config_key_problem};
use crate::kubectl::apply::with_last_applied;
use crate::kubectl::failure::Failure;
use crate::kubectl::manifest::Manifest;
use crate::kubectl::session::{DryRun, Ran, Session, Step, file_name, folder};
use crate::kubectl::{kustomize, report, resource, sources, zero};
use crate::sorted::SortedMap;
use serde_json::json;

pub(in crate::kubectl) const DEPLOYMENT_FLAGS: &str =
    "image=list replicas/r=int32 port=int32 save-config validate=text?strict";
pub(in crate::kubectl) const JOB_FLAGS: &str =
    "image=text from=text save-config validate=text?strict";
pub(in crate::kubectl) const CRON_JOB_FLAGS: &str =
    "image=text schedule=text restart=text save-config validate=text?strict";
pub(in crate::kubectl) const CONFIG_MAP_FLAGS: &str = "from-literal=text from-file=list from-env-file=list append-hash save-config validate=text?strict";

pub(in crate::kubectl) const DISRUPTION_BUDGET_FLAGS: &str =
    "min-available=text max-unavailable=text selector=text save-config validate=text?strict";

/// The one argument that names the new object.
pub(super) fn name_argument(session: &Session<'_>, path: &str) -> Result<String, Failure> {
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

/// Labels or annotations from texts such as `app=web`.
pub(super) fn pairs<'a>(texts: impl Iterator<Item = &'a str>) -> Map {
    let pairs = texts.filter_map(|it| it.split_once('='));
    crate::sorted::map_of(pairs.map(|(key, text)| (key.to_owned(), json!(text))))
}

/// Sends a new object made from flags.
pub(super) fn imperative(session: &mut Session<'_>, kind: Kind, name: &str, value: Value) -> Ran {
    imperative_named(session, kind, name, value, "created")
}

/// The same, for commands that call it something else.
pub(super) fn imperative_named(
    session: &mut Session<'_>,
    kind: Kind,
    name: &str,
    value: Value,
    done: &str,
) -> Ran {
    if let Some(object) = sent(session, kind, name, value, done)? {
        report::object(session, &object, done)?;
    }
    Ok(Step::Done)
}

/// Sends a new object without a word about it; `None` where it is not sent but printed.
pub(super) fn sent(
    session: &mut Session<'_>,
    kind: Kind,
    name: &str,
    mut value: Value,
    done: &str,
) -> Result<Option<Object>, Failure> {
    value["apiVersion"] = json!(kind.api_version());
    value["kind"] = json!(kind.info().kind);
    value["metadata"]["name"] = json!(name);
    if session.args.on("save-config") {
        value = with_last_applied(&value);
    }
    let mut sent = value.clone();
    if kind.info().namespaced {
        sent["metadata"]["namespace"] = json!(session.namespace());
        if session.args.given("namespace") {
            value["metadata"]["namespace"] = json!(session.namespace());
        }
    }
    if session.dry_run == DryRun::Client {
        zero::fill(kind, &mut value);
        report::value(session, kind, name, done, || value)?;
        return Ok(None);
    }
    let sent_type = sent["spec"]["type"].as_str().unwrap_or("").to_owned();
    let failed = |status: Status| {
        if done == "created"
            && let Some(what) = creating(kind, &sent_type)
        {
            return Failure::text(format!("failed to create {what} {status}"));
        }
        Failure::from(status)
    };
    let manifest = Manifest { source: String::new(), kind, value: sent };
    let object = session.decode(&manifest).map_err(failed)?;
    session.send(Request::Create(object)).map_err(failed).map(Some)
}

/// How each command names what it could not create; some leave it to the API server.
/// Source: `create_*.go` `Run`.
fn creating(kind: Kind, service: &str) -> Option<String> {
    const NAMES: [(Kind, &str); 3] = [
        // Its verb has no colon.
        (Kind::Secret, "secret"),
        (Kind::ResourceQuota, "quota:"),
        (Kind::PodDisruptionBudget, "poddisruptionbudgets:"),
    ];
    if kind == Kind::Pod || kind == Kind::Namespace {
        return None;
    }
    if kind == Kind::Service {
        return Some(format!("{service} service:"));
    }
    let named = NAMES.iter().find(|it| it.0 == kind).map(|it| it.1.to_owned());
    Some(named.unwrap_or_else(|| format!("{}:", kind.info().singular)))
}

/// A container's name from its image: the last part of the path, without tag and digest.
fn container_name(image: &str) -> String {
    let base = image.rsplit('/').next().unwrap_or(image);
    let base = base.split(['@', ':']).next().unwrap_or(base);
    base.chars().map(|it| if it == '_' || it == '.' { '-' } else { it }).collect()
}

/// `create deployment`
pub(in crate::kubectl) fn deployment(session: &mut Session<'_>) -> Ran {
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
pub(in crate::kubectl) fn namespace(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create namespace")?;
    imperative(session, Kind::Namespace, &name, json!({"metadata": {}, "spec": {}, "status": {}}))
}

/// The image, without which there is nothing to run.
fn image(session: &Session<'_>) -> Result<String, Failure> {
    let image = session.args.flag("image").map(str::to_owned);
    image.ok_or_else(|| Failure::text("required flag(s) \"image\" not set"))
}

fn container(name: &str, image: &str, command: &[String]) -> Value {
    let mut container = json!({"name": name, "image": image, "resources": {}});
    if !command.is_empty() {
        container["command"] = json!(command);
    }
    container
}

/// `create job`
pub(in crate::kubectl) fn job(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create job")?;
    let kind = resource::parse_kind("jobs")?;
    let given = |flag: &str| session.args.flag(flag).is_some_and(|it| !it.is_empty());
    if given("image") == given("from") {
        return Err(Failure::text("either --image or --from must be specified"));
    }
    if given("from") && !after_dashes(session).is_empty() {
        return Err(Failure::text("cannot specify --from and command"));
    }
    let value = match session.args.flag("from").filter(|it| !it.is_empty()).map(str::to_owned) {
        Some(from) => job_from(session, &from)?,
        None => {
            let image = image(session)
                .map_err(|_| Failure::text("either --image or --from must be specified"))?;
            let container = container(&name, &image, &after_dashes(session));
            json!({
                "metadata": {},
                "spec": {"template": {"metadata": {}, "spec": {
                    "containers": [container], "restartPolicy": "Never",
                }}},
                "status": {},
            })
        }
    };
    imperative(session, kind, &name, value)
}

/// A Job as the CronJob would make it.
fn job_from(session: &Session<'_>, from: &str) -> Result<Value, Failure> {
    let found = resource::find(session, &[from.to_owned()], resource::Nameless::Refuse)?;
    Failure::check(found.problems)?;
    let tree = found.objects.first().map(crate::api::Object::to_value).unwrap_or_default();
    if tree["kind"] != "CronJob" {
        let kind = tree["kind"].as_str().unwrap_or("");
        return Err(Failure::text(format!("unknown object type *v1.{kind}")));
    }
    let template = &tree["spec"]["jobTemplate"];
    let mut annotations = template["metadata"]["annotations"].clone();
    annotations["cronjob.kubernetes.io/instantiate"] = json!("manual");
    let (meta, version) = (&tree["metadata"], &tree["apiVersion"]);
    let owner = json!({
        "apiVersion": version, "kind": "CronJob", "name": meta["name"], "uid": meta["uid"],
        "controller": true,
    });
    let mut job = json!({
        "metadata": {"annotations": annotations, "ownerReferences": [owner]},
        "spec": template["spec"],
        "status": {},
    });
    if let Some(labels) = template["metadata"].get("labels") {
        job["metadata"]["labels"] = labels.clone();
    }
    Ok(job)
}

/// `create cronjob`
pub(in crate::kubectl) fn cron_job(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create cronjob")?;
    let kind = resource::parse_kind("cronjobs")?;
    let Some(schedule) = session.args.flag("schedule").map(str::to_owned) else {
        return Err(Failure::text("schedule must be specified"));
    };
    let container = container(&name, &image(session)?, &after_dashes(session));
    let restart = session.args.flag("restart").unwrap_or("OnFailure");
    let value = json!({
        "metadata": {},
        "spec": {
            "jobTemplate": {"metadata": {"name": name}, "spec": {"template": {
                "metadata": {}, "spec": {"containers": [container], "restartPolicy": restart},
            }}},
            "schedule": schedule,
        },
        "status": {},
    });
    imperative(session, kind, &name, value)
}

/// `create configmap`
pub(in crate::kubectl) fn config_map(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create configmap")?;
    let kind = resource::parse_kind("configmaps")?;
    let data = entries(session, &|key, problem| match problem {
        Some(why) => format!("{key:?} is not a valid key name for a ConfigMap: {why}"),
        None => format!(
            "cannot add key {key:?}, another key by that name already exists in Data for ConfigMap {name:?}"
        ),
    })?;
    let mut value = json!({"metadata": {}});
    if !data.is_empty() {
        let data = data.into_iter().map(|(key, text)| (key, json!(text)));
        value["data"] = Value::Object(crate::sorted::map_of(data));
    }
    let name = with_hash(session, kind, name, &value);
    imperative(session, kind, &name, value)
}

/// `--append-hash`
pub(super) fn with_hash(session: &Session<'_>, kind: Kind, name: String, value: &Value) -> String {
    if !session.args.on("append-hash") {
        return name;
    }
    let hash = kustomize::hash(kind.info().kind, &name, value);
    format!("{name}-{hash}")
}

/// The entries that the flags of `create configmap` and `create secret generic` name; what is said
/// of a key that is wrong, or there already. Source: `handleConfigMapFrom*Sources`.
pub(super) fn entries(
    session: &Session<'_>,
    refused: &dyn Fn(&str, Option<&str>) -> String,
) -> Result<SortedMap<String, String>, Failure> {
    let args = &session.args;
    if args.given("from-env-file") && (args.given("from-file") || args.given("from-literal")) {
        let text = "from-env-file cannot be combined with from-file or from-literal";
        return Err(Failure::text(text));
    }
    let mut data = SortedMap::new();
    let mut add = |key: &str, text: &str| {
        let problem = config_key_problem(key);
        if problem.is_some() || data.contains_key(key) {
            return Err(Failure::text(refused(key, problem)));
        }
        data.insert(key.to_owned(), text.to_owned());
        Ok(())
    };
    for source in args.list("from-file") {
        from_file(session, &source, &mut add)?;
    }
    for literal in args.list("from-literal") {
        let (key, value) = sources::literal(&literal).map_err(Failure::text)?;
        add(key, value)?;
    }
    for path in args.list("from-env-file") {
        let found = session.shell.files.get(file_name(&path));
        for (key, text) in sources::env_file(found.ok_or_else(|| missing(&path))?) {
            if let Some(why) = sources::variable_problem(key) {
                return Err(Failure::text(format!("{key:?} is not a valid key name: {why}")));
            }
            add(key, text)?;
        }
    }
    Ok(data)
}

fn missing(path: &str) -> Failure {
    Failure::text(format!("error reading {path}: no such file or directory"))
}

/// A file, or those that are directly in a folder.
/// Source: `handleConfigMapFromFileSources`.
fn from_file(
    session: &Session<'_>,
    source: &str,
    add: &mut dyn FnMut(&str, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (key, path) = sources::file(source).map_err(Failure::text)?;
    let files = &session.shell.files;
    if let Some(text) = files.get(file_name(path)) {
        return add(key, text);
    }
    let folder = folder(path);
    let inside = files.iter().filter_map(|(name, text)| Some((name.strip_prefix(&folder)?, text)));
    let mut inside = inside.filter(|it| !it.0.contains('/')).peekable();
    if inside.peek().is_none() {
        return Err(missing(path));
    }
    if source.contains('=') {
        return Err(Failure::text("cannot give a key name for a directory path"));
    }
    inside.try_for_each(|(name, text)| add(name, text))
}

/// `create poddisruptionbudget`
pub(in crate::kubectl) fn disruption_budget(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create poddisruptionbudget")?;
    let kind = resource::parse_kind("poddisruptionbudgets")?;
    let args = &session.args;
    let Some(selector) = args.flag("selector").filter(|it| !it.is_empty()) else {
        return Err(Failure::text("a selector must be specified"));
    };
    let (least, most) = (args.flag("min-available"), args.flag("max-unavailable"));
    let (field, amount) = match (least, most) {
        (Some(amount), None) => ("minAvailable", amount),
        (None, Some(amount)) => ("maxUnavailable", amount),
        (None, None) => {
            return Err(Failure::text("one of min-available or max-unavailable must be specified"));
        }
        _ => {
            return Err(Failure::text(
                "min-available and max-unavailable cannot be both specified",
            ));
        }
    };
    let labels = pairs(selector.split(','));
    let amount = amount.parse::<i32>().map_or_else(|_| json!(amount), |it| json!(it));
    let value = json!({
        "metadata": {},
        "spec": {field: amount, "selector": {"matchLabels": labels}},
        "status": {},
    });
    imperative(session, kind, &name, value)
}
