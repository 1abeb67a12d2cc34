//! Help, versions, and what there is.

use super::failure::Failure;
use super::session::{Ran, Session, Step};
use super::table;
use super::verbs::{VERBS, Verb};
use crate::api::KINDS;

/// The version that is simulated.
const VERSION: &str = "v1.36.2";

/// `kubectl`
pub(super) fn overview() -> String {
    let commands: String = VERBS
        .iter()
        .filter(|verb| !verb.path.contains(' '))
        .map(|verb| format!("  {:<15} {}\n", verb.path, verb.about))
        .collect();
    let groups = "  set             Set specific features on objects\n  rollout         Manage the rollout of a resource\n";
    format!(
        "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\nCommands:\n{commands}{groups}\nUsage:\n  kubectl [flags] [options]\n\nUse \"kubectl <command> --help\" for more information about a given command.\n"
    )
}

/// `kubectl rollout`
pub(super) fn group(name: &str) -> String {
    let prefix = format!("{name} ");
    let commands: String = VERBS
        .iter()
        .filter_map(|verb| Some((verb.path.strip_prefix(&prefix)?, verb.about)))
        .filter(|(word, _)| !word.contains(' '))
        .map(|(word, about)| format!("  {word:<13} {about}\n"))
        .collect();
    format!(
        "Available Commands:\n{commands}\nUsage:\n  kubectl {name} SUBCOMMAND [options]\n\nUse \"kubectl {name} <command> --help\" for more information about a given command.\n"
    )
}

/// `kubectl get --help`
pub(super) fn usage(verb: &Verb) -> String {
    format!("{}.\n\nUsage:\n  kubectl {} {} [options]\n", verb.about, verb.path, verb.usage)
}

/// `kubectl help [command]`
pub(super) fn help(session: &mut Session<'_>) -> Ran {
    let path = session.args.words.join(" ");
    let text = match VERBS.iter().find(|verb| verb.path == path) {
        Some(verb) => usage(verb),
        None if path.is_empty() => overview(),
        None => group(&path),
    };
    session.streams.out(&text);
    Ok(Step::Done)
}

/// `kubectl version`
pub(super) fn version(session: &mut Session<'_>) -> Ran {
    session.line(&format!("Client Version: {VERSION}"));
    session.line("Kustomize Version: v5.8.0");
    if !session.args.on("client") {
        session.line(&format!("Server Version: {VERSION}"));
    }
    Ok(Step::Done)
}

/// `kubectl cluster-info`
pub(super) fn cluster_info(session: &mut Session<'_>) -> Ran {
    session.line("Kubernetes control plane is running at https://127.0.0.1:6443\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
    Ok(Step::Done)
}

/// `kubectl api-resources`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/apiresources`.
pub(super) fn api_resources(session: &mut Session<'_>) -> Ran {
    let args = &session.args;
    if let Some(word) = args.words.first() {
        return Err(Failure::usage(
            &format!("unexpected arguments: [{word}]"),
            "kubectl api-resources",
        ));
    }
    let mut kinds = KINDS.to_vec();
    kinds.sort_by_key(|it| (it.info().group, it.info().plural));
    kinds.retain(|it| args.flag("api-group").is_none_or(|group| group == it.info().group));
    kinds.retain(|it| !args.given("namespaced") || args.on("namespaced") == it.info().namespaced);
    if args.flag("output") == Some("name") {
        let names: Vec<String> = kinds.iter().map(|it| it.qualified_resource()).collect();
        names.iter().for_each(|it| session.line(it));
        return Ok(Step::Done);
    }
    let heading = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"].map(str::to_owned);
    let mut rows: Vec<Vec<String>> = Vec::new();
    rows.extend((!args.on("no-headers")).then(|| heading.to_vec()));
    rows.extend(kinds.iter().map(|kind| {
        let info = kind.info();
        let (short, namespaced) = (info.short.join(","), info.namespaced.to_string());
        vec![info.plural.to_owned(), short, kind.api_version(), namespaced, info.kind.to_owned()]
    }));
    session.streams.out(&table::rows(&rows));
    Ok(Step::Done)
}
