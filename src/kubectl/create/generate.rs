//! Objects from flags: each command is a function that makes the tree, and a row in the table of
//! verbs. Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_*.go`.

use crate::api::{Kind, Map, Object, Status, Value};
use crate::apiserver::Request;
use crate::kubectl::apply::with_last_applied;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{
    DryRunFlags, FieldManagerFlags, PrintFlags, SaveConfigFlags, ValidateFlags, flags,
};
use crate::kubectl::manifest::Manifest;
use crate::kubectl::resource::{self, Nameless, Query};
use crate::kubectl::session::{DryRun, Ran, Session, Step};
use crate::kubectl::{report, zero};
use serde_json::json;

flags! {
    /// What each command has that makes an object.
    /// Source: `create.go` `CreateSubcommandOptions`.
    pub(in crate::kubectl) struct CreateSubcommandFlags<'a>: DryRunFlags, FieldManagerFlags {
        [print: PrintFlags<'a>]
        [save: SaveConfigFlags]
    }
}

flags! {
    /// Those that have nothing else: `create namespace`, `create serviceaccount`.
    pub(in crate::kubectl) struct PlainFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
    }
}

flags! {
    /// Source: `CreateDeploymentOptions`.
    pub(in crate::kubectl) struct DeploymentFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        image: list "image", required;
        replicas: int32 "replicas" / "r";
        port: int32 "port";
    }
}

flags! {
    /// Source: `CreateJobOptions`.
    pub(in crate::kubectl) struct JobFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        image: text "image";
        from: text "from";
    }
}

flags! {
    /// Source: `CreateCronJobOptions`.
    pub(in crate::kubectl) struct CronJobFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        image: text "image", required;
        schedule: text "schedule", required;
        restart: text "restart";
    }
}

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
pub(in crate::kubectl) fn imperative(
    session: &mut Session<'_>,
    create: CreateSubcommandFlags<'_>,
    kind: Kind,
    name: &str,
    value: Value,
) -> Ran {
    imperative_named(session, create, kind, name, value, "created")
}

/// The same, for commands that call it something else.
pub(in crate::kubectl) fn imperative_named(
    session: &mut Session<'_>,
    create: CreateSubcommandFlags<'_>,
    kind: Kind,
    name: &str,
    value: Value,
    done: &str,
) -> Ran {
    if let Some(object) = sent(session, create, kind, name, value, done)? {
        report::object(session, create.print, &object, done)?;
    }
    Ok(Step::Done)
}

/// Sends a new object without a word about it; `None` where it is not sent but printed.
pub(in crate::kubectl) fn sent(
    session: &mut Session<'_>,
    create: CreateSubcommandFlags<'_>,
    kind: Kind,
    name: &str,
    mut value: Value,
    done: &str,
) -> Result<Option<Object>, Failure> {
    value["apiVersion"] = json!(kind.api_version());
    value["kind"] = json!(kind.info().kind);
    value["metadata"]["name"] = json!(name);
    if create.save.save_config {
        value = with_last_applied(&value);
    }
    let mut sent = value.clone();
    if kind.info().namespaced {
        sent["metadata"]["namespace"] = json!(session.namespace());
        if session.config.namespace.is_some() {
            value["metadata"]["namespace"] = json!(session.namespace());
        }
    }
    if session.dry_run == DryRun::Client {
        zero::fill(kind, &mut value);
        report::value(session, create.print, kind, name, done, || value)?;
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
pub(in crate::kubectl) fn deployment(
    session: &mut Session<'_>,
    flags: &DeploymentFlags<'_>,
) -> Ran {
    let path = "kubectl create deployment";
    let name = name_argument(session, path)?;
    let images = flags.image;
    let command = after_dashes(session);
    if images.is_empty() {
        return Err(Failure::text("required flag(s) \"image\" not set"));
    }
    if images.len() > 1 && !command.is_empty() {
        return Err(Failure::text("cannot specify multiple --image options and command"));
    }
    let replicas = flags.replicas.unwrap_or(1);
    let port = flags.port.filter(|it| *it > 0);
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
    imperative(session, flags.create, Kind::Deployment, &name, value)
}

/// `create namespace`
pub(in crate::kubectl) fn namespace(session: &mut Session<'_>, flags: &PlainFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create namespace")?;
    let value = json!({"metadata": {}, "spec": {}, "status": {}});
    imperative(session, flags.create, Kind::Namespace, &name, value)
}

fn container(name: &str, image: &str, command: &[String]) -> Value {
    let mut container = json!({"name": name, "image": image, "resources": {}});
    if !command.is_empty() {
        container["command"] = json!(command);
    }
    container
}

/// `create job`
pub(in crate::kubectl) fn job(session: &mut Session<'_>, flags: &JobFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create job")?;
    let kind = resource::parse_kind("jobs")?;
    let given = |it: Option<&'_ str>| it.is_some_and(|it| !it.is_empty());
    if given(flags.image) == given(flags.from) {
        return Err(Failure::text("either --image or --from must be specified"));
    }
    if given(flags.from) && !after_dashes(session).is_empty() {
        return Err(Failure::text("cannot specify --from and command"));
    }
    let value = match flags.from.filter(|it| !it.is_empty()) {
        Some(from) => job_from(session, from)?,
        None => {
            let image = flags.image.unwrap_or("");
            let container = container(&name, image, &after_dashes(session));
            json!({
                "metadata": {},
                "spec": {"template": {"metadata": {}, "spec": {
                    "containers": [container], "restartPolicy": "Never",
                }}},
                "status": {},
            })
        }
    };
    imperative(session, flags.create, kind, &name, value)
}

/// A Job as the CronJob would make it.
fn job_from(session: &Session<'_>, from: &str) -> Result<Value, Failure> {
    let found = resource::find(session, Query::default(), &[from.to_owned()], Nameless::Refuse)?;
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
pub(in crate::kubectl) fn cron_job(session: &mut Session<'_>, flags: &CronJobFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create cronjob")?;
    let kind = resource::parse_kind("cronjobs")?;
    let schedule = flags.schedule.unwrap_or("");
    let container = container(&name, flags.image.unwrap_or(""), &after_dashes(session));
    let restart = flags.restart.unwrap_or("OnFailure");
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
    imperative(session, flags.create, kind, &name, value)
}
