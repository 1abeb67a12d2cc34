//! Versions, and what there is.

use super::discovery;
use super::failure::Failure;
use super::flags::flags;
use super::session::{Ran, Session, Step};
use super::table;
use crate::api::Service;
use crate::sorted::{Sort, SortedSet};

/// The version that is simulated.
pub(super) const VERSION: &str = "v1.36.2";

/// What is served besides the kinds that are stored: resource, short name, version, whether it is
/// in a namespace, kind.
const NOT_STORED: &[(&str, &str, &str, bool, &str)] = &[
    ("bindings", "", "v1", true, "Binding"),
    ("componentstatuses", "cs", "v1", false, "ComponentStatus"),
    ("selfsubjectreviews", "", "authentication.k8s.io/v1", false, "SelfSubjectReview"),
    ("tokenreviews", "", "authentication.k8s.io/v1", false, "TokenReview"),
    ("localsubjectaccessreviews", "", "authorization.k8s.io/v1", true, "LocalSubjectAccessReview"),
    ("selfsubjectaccessreviews", "", "authorization.k8s.io/v1", false, "SelfSubjectAccessReview"),
    ("selfsubjectrulesreviews", "", "authorization.k8s.io/v1", false, "SelfSubjectRulesReview"),
    ("subjectaccessreviews", "", "authorization.k8s.io/v1", false, "SubjectAccessReview"),
    ("events", "ev", "events.k8s.io/v1", true, "Event"),
];

fn verbs_of(kind: &str) -> &'static str {
    match kind {
        "ComponentStatus" => "get,list",
        "Namespace" => "create,delete,get,list,patch,update,watch",
        _ if kind == "Binding" || kind.ends_with("Review") => "create",
        _ => "create,delete,deletecollection,get,list,patch,update,watch",
    }
}

/// `kubectl api-versions`
pub(super) fn api_versions(session: &mut Session<'_>) -> Ran {
    let kinds = discovery::kinds(session.cluster.store());
    let mut versions: SortedSet<String> = kinds.into_iter().map(|it| it.api_version()).collect();
    versions.extend(NOT_STORED.iter().map(|it| it.2.to_owned()));
    versions.insert("autoscaling/v1".to_owned());
    versions.iter().for_each(|it| session.line(it));
    Ok(Step::Done)
}

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/version/version.go` `Options`.
    pub(super) struct VersionFlags<'a> {
        client: switch "client";
        output: text "output" / "o";
    }
}

/// `kubectl version`
pub(super) fn version(session: &mut Session<'_>, flags: &VersionFlags<'_>) -> Ran {
    const KUSTOMIZE: &str = "v5.8.1";
    if !session.args.words.is_empty() {
        let words = session.args.words.join(" ");
        return Err(Failure::text(format!("extra arguments: [{words}]")));
    }
    let with_server = !flags.client;
    if let Some(format) = flags.output {
        let one = serde_json::json!({"major": "1", "minor": "36", "gitVersion": VERSION});
        let mut tree = serde_json::json!({"clientVersion": one, "kustomizeVersion": KUSTOMIZE});
        if with_server {
            tree["serverVersion"] = one;
        }
        if !["json", "yaml"].contains(&format) {
            return Err(Failure::text("--output must be 'yaml' or 'json'"));
        }
        let text = super::report::print(&tree, format)?;
        session.streams.out(&text);
        return Ok(Step::Done);
    }
    session.line(&format!("Client Version: {VERSION}"));
    session.line(&format!("Kustomize Version: {KUSTOMIZE}"));
    if with_server {
        session.line(&format!("Server Version: {VERSION}"));
    }
    Ok(Step::Done)
}

/// `kubectl cluster-info`
pub(super) fn cluster_info(session: &mut Session<'_>) -> Ran {
    const HOST: &str = "https://127.0.0.1:6443";
    session.line(&format!("Kubernetes control plane is running at {HOST}"));
    let services = session.cluster.store().list_typed::<Service>(Some("kube-system"));
    let of_cluster = services.filter(|it| {
        it.metadata.labels.get("kubernetes.io/cluster-service").is_some_and(|it| it == "true")
    });
    let lines = of_cluster.map(|it| {
        let meta = &it.metadata;
        let called = meta.labels.get("kubernetes.io/name").map_or(&*meta.name, |it| it);
        let port = it.spec.ports.first().map_or_else(String::new, |it| format!(":{}", it.name));
        let (namespace, name) = (&meta.namespace, &meta.name);
        format!("{called} is running at {HOST}/api/v1/namespaces/{namespace}/services/{name}{port}/proxy")
    });
    let lines: Vec<String> = lines.collect();
    lines.iter().for_each(|it| session.line(it));
    session
        .line("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
    Ok(Step::Done)
}

flags! {
    /// Source: `APIResourceOptions`.
    pub(super) struct ApiResourcesFlags<'a> {
        output: text "output" / "o";
        namespaced: text "namespaced" ? "true";
        api_group: text "api-group";
        no_headers: switch "no-headers";
        verbs: array "verbs";
        sort_by: text "sort-by";
        categories: list "categories";
        _: "cached";
    }
}

/// `kubectl api-resources`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/apiresources`.
pub(super) fn api_resources(session: &mut Session<'_>, flags: &ApiResourcesFlags<'_>) -> Ran {
    if let Some(word) = session.args.words.first() {
        return Err(Failure::usage(
            &format!("unexpected arguments: [{word}]"),
            "kubectl api-resources",
        ));
    }
    let format = flags.output.unwrap_or("");
    if !["", "wide", "name", "json", "yaml", "kyaml"].contains(&format) {
        return Err(Failure::text(format!(
            "unable to match a printer suitable for the output format {format:?}, allowed formats are: json,kyaml,name,wide,yaml"
        )));
    }
    if !["", "wide", "name"].contains(&format) {
        let text = format!("--output {format} is not available in kubectl api-resources");
        return Err(Failure::text(text));
    }
    let verbs = flags.verbs.join(",");
    let mut rows = served(session);
    rows.retain(|it| {
        let has = |verb: &str| verb.is_empty() || it[5].split(',').any(|it| it == verb);
        flags.api_group.is_none_or(|group| group == group_of(it))
            && flags.namespaced.is_none_or(|wanted| (wanted == "true") == (it[3] == "true"))
            && verbs.split(',').all(has)
            && flags.categories.iter().all(|wanted| it[6] == *wanted)
    });
    let by = match flags.sort_by {
        None | Some("") => None,
        Some("name") => Some(0),
        Some("kind") => Some(4),
        Some(_) => return Err(Failure::text("--sort-by accepts only name or kind")),
    };
    rows.order_by_key(|it| {
        (by.map(|by: usize| it[by].clone()), group_of(it).to_owned(), it[0].clone())
    });
    if format == "name" {
        let dot = |it: &Row| if group_of(it).is_empty() { "" } else { "." };
        let names = rows.iter().map(|it| format!("{}{}{}\n", it[0], dot(it), group_of(it)));
        let text: String = names.collect();
        session.streams.out(&text);
        return Ok(Step::Done);
    }
    let heading = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", "VERBS", "CATEGORIES"];
    if !flags.no_headers {
        rows.insert(0, heading.map(str::to_owned));
    }
    let shown = if format == "wide" { 7 } else { 5 };
    let rows: Vec<Vec<String>> = rows.iter().map(|it| it[..shown].to_vec()).collect();
    session.streams.out(&table::rows(&rows));
    Ok(Step::Done)
}

/// A resource, column by column.
type Row = [String; 7];

fn group_of(row: &Row) -> &str {
    row[2].split_once('/').map_or("", |it| it.0)
}

fn served(session: &Session<'_>) -> Vec<Row> {
    let store = session.cluster.store();
    let row =
        |name: &str, short: String, version: String, namespaced: bool, kind: &str, of: &str| {
            let verbs = verbs_of(kind).to_owned();
            [
                name.to_owned(),
                short,
                version,
                namespaced.to_string(),
                kind.to_owned(),
                verbs,
                of.to_owned(),
            ]
        };
    let stored = discovery::kinds(store).into_iter().map(|kind| {
        let info = kind.info();
        let short = discovery::short_names(store, kind).join(",");
        let categories = if info.in_all { "all" } else { "" };
        row(info.plural, short, kind.api_version(), info.namespaced, info.kind, categories)
    });
    let others = NOT_STORED.iter().map(|(name, short, version, namespaced, kind)| {
        row(name, (*short).to_owned(), (*version).to_owned(), *namespaced, kind, "")
    });
    stored.chain(others).collect()
}
