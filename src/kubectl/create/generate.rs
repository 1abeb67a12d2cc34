//! What all commands share that make objects from flags: each is a function that makes the tree, and
//! a row in the table of verbs. Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create.go`.

use crate::api::{Kind, Map, Object, Status, Value};
use crate::apiserver::Request;
use crate::kubectl::apply::with_last_applied;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{
    DryRunFlags, FieldManagerFlags, PrintFlags, SaveConfigFlags, ValidateFlags, flags,
};
use crate::kubectl::manifest::Manifest;
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
pub(super) fn after_dashes(session: &Session<'_>) -> Vec<String> {
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
    report::check(create.print)?;
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
    let manifest = Manifest::of(kind, sent);
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

/// A container as commands make it that have one image.
pub(super) fn container(name: &str, image: &str, command: &[String]) -> Value {
    let mut container = json!({"name": name, "image": image, "resources": {}});
    if !command.is_empty() {
        container["command"] = json!(command);
    }
    container
}
