//! Help, versions, and what there is.

use super::discovery;
use super::failure::Failure;
use super::flags;
use super::session::{Ran, Session, Step};
use super::table;
use super::verbs::{VERBS, Verb};
use crate::sorted::{Sort, SortedSet};

/// The version that is simulated.
pub(super) const VERSION: &str = "v1.36.2";

/// The commands of the help's front page, by section. Source: `pkg/cmd/cmd.go` `NewKubectlCommand`.
const SECTIONS: &[(&str, &str)] = &[
    ("Basic Commands (Beginner):", "create expose run set"),
    ("Basic Commands (Intermediate):", "explain get edit delete"),
    ("Deploy Commands:", "rollout scale autoscale"),
    ("Cluster Management Commands:", "certificate cluster-info top cordon uncordon drain taint"),
    (
        "Troubleshooting and Debugging Commands:",
        "describe logs attach exec port-forward proxy cp auth debug events",
    ),
    ("Advanced Commands:", "diff apply patch replace wait kustomize"),
    ("Settings Commands:", "label annotate completion"),
    ("Other Commands:", "api-resources api-versions config plugin version"),
];
/// Groups of commands.
const GROUPS: &[(&str, &str)] = &[
    ("auth", "Inspect authorization"),
    ("config", "Modify kubeconfig files"),
    ("rollout", "Manage the rollout of a resource"),
    ("set", "Set specific features on objects"),
];
const HINT: &str = "Use \"kubectl options\" for a list of global command-line options (applies to all commands).\n";

/// `kubectl`
pub(super) fn overview() -> String {
    let mut text = "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n".to_owned();
    for (title, names) in SECTIONS {
        text.push_str(title);
        text.push('\n');
        for name in names.split(' ') {
            let group = GROUPS.iter().find(|it| it.0 == name).map(|it| it.1);
            let about = VERBS.iter().find(|it| it.path == name).map(|it| it.about);
            if let Some(about) = group.or(about) {
                text.push_str(&format!("  {name:<15} {about}\n"));
            }
        }
        text.push('\n');
    }
    text + "Usage:\n  kubectl [flags] [options]\n\nUse \"kubectl <command> --help\" for more information about a given command.\n"
        + HINT
}

fn subcommands(name: &str) -> String {
    let prefix = format!("{name} ");
    let commands = VERBS.iter().filter_map(|it| Some((it.path.strip_prefix(&prefix)?, it.about)));
    let commands: Vec<(&str, &str)> = commands.filter(|it| !it.0.contains(' ')).collect();
    let width = commands.iter().map(|it| it.0.len()).max().unwrap_or(0);
    let lines = commands.iter().map(|(word, about)| format!("  {word:<width$}   {about}\n"));
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("Available Commands:\n{lines}\n") }
}

/// `kubectl rollout`
pub(super) fn group(name: &str) -> String {
    let about =
        GROUPS.iter().find(|it| it.0 == name).map_or(String::new(), |it| format!("{}.\n\n", it.1));
    format!(
        "{about}{}Usage:\n  kubectl {name} SUBCOMMAND [options]\n\nUse \"kubectl {name} <command> --help\" for more information about a given command.\n{HINT}",
        subcommands(name)
    )
}

/// `kubectl get --help`
pub(super) fn usage(verb: &Verb) -> String {
    let options = flags::describe(verb.flags);
    let options = if options.is_empty() {
        options
    } else {
        format!("Options:\n{}\n", options.trim_end()) + "\n"
    };
    let space = if verb.usage.is_empty() { "" } else { " " };
    format!(
        "{}.\n\n{}{options}Usage:\n  kubectl {}{space}{} [options]\n\n{HINT}",
        verb.about,
        subcommands(verb.path),
        verb.path,
        verb.usage.trim_end_matches(" [options]"),
    )
}

/// The help of a command, by its words.
pub(super) fn usage_of(path: &str) -> String {
    VERBS.iter().find(|it| it.path == path).map_or_else(String::new, usage)
}

/// `kubectl help [command]`
pub(super) fn help(session: &mut Session<'_>) -> Ran {
    let path = session.args.words.join(" ");
    let is_group = GROUPS.iter().any(|it| it.0 == path);
    let text = match VERBS.iter().find(|verb| verb.path == path) {
        Some(verb) => usage(verb),
        None if path.is_empty() => overview(),
        None if is_group => group(&path),
        None => {
            return Err(Failure::plain(format!(
                "Unknown help topic [{}]\n{}",
                session.args.words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" "),
                overview()
            )));
        }
    };
    session.streams.out(&text);
    Ok(Step::Done)
}

/// A command that is only the beginning of others, such as `create secret`.
pub(super) fn subcommand(session: &mut Session<'_>) -> Ran {
    let path = session.args.path;
    if !session.args.words.is_empty() {
        let text = format!("unknown command {:?}", session.args.words.join(" "));
        return Err(Failure::usage(&text, &format!("kubectl {path}")));
    }
    let text = usage_of(path);
    session.streams.out(&text);
    Err(Failure::default())
}

/// `kubectl options`
pub(super) fn options(session: &mut Session<'_>) -> Ran {
    let flags = flags::describe_global();
    session.streams.out(&format!(
        "The following options can be passed to any command:\n\n{}\n",
        flags.trim_end()
    ));
    Ok(Step::Done)
}

/// `kubectl api-versions`
pub(super) fn api_versions(session: &mut Session<'_>) -> Ran {
    let versions: SortedSet<String> =
        discovery::kinds(session.cluster.store()).into_iter().map(|it| it.api_version()).collect();
    versions.iter().for_each(|it| session.line(it));
    Ok(Step::Done)
}

/// `kubectl version`
pub(super) fn version(session: &mut Session<'_>) -> Ran {
    const KUSTOMIZE: &str = "v5.8.0";
    let with_server = !session.args.on("client");
    if let Some(format) = session.args.flag("output").map(str::to_owned) {
        let one = serde_json::json!({"major": "1", "minor": "36", "gitVersion": VERSION});
        let mut tree = serde_json::json!({"clientVersion": one, "kustomizeVersion": KUSTOMIZE});
        if with_server {
            tree["serverVersion"] = one;
        }
        if !["json", "yaml"].contains(&format.as_str()) {
            return Err(Failure::text("--output must be 'yaml' or 'json'"));
        }
        let text = super::report::print(&tree, &format)?;
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
    let store = session.cluster.store();
    let mut kinds = discovery::kinds(store);
    kinds.order_by_key(|it| (it.info().group, it.info().plural));
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
        let short = discovery::short_names(store, *kind).join(",");
        let namespaced = info.namespaced.to_string();
        vec![info.plural.to_owned(), short, kind.api_version(), namespaced, info.kind.to_owned()]
    }));
    session.streams.out(&table::rows(&rows));
    Ok(Step::Done)
}
