//! Help, and what is said of words that are no command. It is told which commands there are.

use super::failure::Failure;
use super::flags::{self, ConfigFlags, Declared, Table};
use super::session::{Ran, Session, Step, Streams};
use super::verb::Verb;
use crate::sorted::Sort;
use crate::syntax::distance;

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
    ("plugin", "Provides utilities for interacting with plugins"),
    ("rollout", "Manage the rollout of a resource"),
    ("set", "Set specific features on objects"),
    ("top", "Display resource (CPU/memory) usage"),
];
const HINT: &str = "Use \"kubectl options\" for a list of global command-line options (applies to all commands).\n";

/// `kubectl`
pub(super) fn overview(verbs: &[Verb]) -> String {
    let mut text = "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n".to_owned();
    for (title, names) in SECTIONS {
        text.push_str(title);
        text.push('\n');
        for name in names.split(' ') {
            let group = GROUPS.iter().find(|it| it.0 == name).map(|it| it.1);
            let about = verbs.iter().find(|it| it.path == name).map(|it| it.about);
            if let Some(about) = group.or(about) {
                text.push_str(&format!("  {name:<15} {about}\n"));
            }
        }
        text.push('\n');
    }
    text + "Usage:\n  kubectl [flags] [options]\n\nUse \"kubectl <command> --help\" for more information about a given command.\n"
        + HINT
}

fn subcommands(verbs: &[Verb], name: &str) -> String {
    let prefix = format!("{name} ");
    let commands = verbs.iter().filter_map(|it| Some((it.path.strip_prefix(&prefix)?, it.about)));
    let mut commands: Vec<(&str, &str)> = commands.filter(|it| !it.0.contains(' ')).collect();
    commands.order();
    let width = commands.iter().map(|it| it.0.len()).max().unwrap_or(0);
    let lines = commands.iter().map(|(word, about)| format!("  {word:<width$}   {about}\n"));
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("Available Commands:\n{lines}\n") }
}

/// `kubectl rollout`
fn group(verbs: &[Verb], name: &str) -> String {
    let about =
        GROUPS.iter().find(|it| it.0 == name).map_or(String::new(), |it| format!("{}.\n\n", it.1));
    let usage = if ["auth", "plugin", "top"].contains(&name) { "[flags]" } else { "SUBCOMMAND" };
    format!(
        "{about}{}Usage:\n  kubectl {name} {usage} [options]\n\nUse \"kubectl {name} <command> --help\" for more information about a given command.\n{HINT}",
        subcommands(verbs, name)
    )
}

/// `kubectl get --help`
pub(super) fn usage(verbs: &[Verb], verb: &Verb) -> String {
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
        subcommands(verbs, verb.path),
        verb.path,
        verb.usage.trim_end_matches(" [options]"),
    )
}

/// `kubectl help [command]`
pub(super) fn help(verbs: &[Verb], session: &mut Session<'_>) -> Ran {
    let path = session.args.words.join(" ");
    let is_group = GROUPS.iter().any(|it| it.0 == path);
    let text = match verbs.iter().find(|verb| verb.path == path) {
        Some(verb) => usage(verbs, verb),
        None if path.is_empty() => overview(verbs),
        None if is_group => group(verbs, &path),
        None => {
            return Err(Failure::plain(format!(
                "Unknown help topic [{}]\n{}",
                session.args.words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" "),
                overview(verbs)
            )));
        }
    };
    session.streams.out(&text);
    Ok(Step::Done)
}

/// A command that is only the beginning of others, such as `create secret`.
pub(super) fn subcommand(verbs: &[Verb], session: &mut Session<'_>) -> Ran {
    let path = session.args.path;
    if !session.args.words.is_empty() {
        let text = format!("unknown command {:?}", session.args.words.join(" "));
        return Err(Failure::usage(&text, &format!("kubectl {path}")));
    }
    let verb = verbs.iter().find(|it| it.path == path);
    session.streams.out(&verb.map_or_else(String::new, |it| usage(verbs, it)));
    Err(Failure::default())
}

/// `kubectl options`
pub(super) fn options(session: &mut Session<'_>) -> Ran {
    let flags = flags::describe(ConfigFlags::TABLE);
    session.streams.out(&format!(
        "The following options can be passed to any command:\n\n{}\n",
        flags.trim_end()
    ));
    Ok(Step::Done)
}

/// A word that is no command, or a group of commands without one of its own.
pub(super) fn unknown(verbs: &[Verb], words: &[String], streams: &mut Streams) -> Ran {
    let (first, rest) = words.split_first().map_or(("", words), |(a, b)| (a.as_str(), b));
    if verbs.iter().any(|verb| verb.path.starts_with(&format!("{first} "))) {
        let path = format!("kubectl {first}");
        let flags = flags::leading(Table::NONE, rest);
        let mut names = rest.iter().skip(flags).filter(|it| !it.starts_with('-')).peekable();
        if names.peek().is_some() {
            let names: Vec<&str> = names.map(String::as_str).collect();
            return Err(Failure::usage(&format!("unknown command {:?}", names.join(" ")), &path));
        }
        streams.out(&group(verbs, first));
        // A group of commands alone is not a success.
        let asked = rest.iter().any(|it| it == "--help" || it == "-h");
        return if asked { Ok(Step::Done) } else { Err(Failure::default()) };
    }
    let mut text = format!("unknown command {first:?} for \"kubectl\"");
    let mut near: Vec<&str> = Vec::new();
    for name in verbs.iter().filter_map(|it| it.path.split(' ').next()) {
        if !near.contains(&name) && (distance(name, first) <= 2 || name.starts_with(first)) {
            near.push(name);
        }
    }
    if !near.is_empty() {
        let lines: Vec<String> = near.iter().map(|it| format!("\t{it}\n")).collect();
        text = format!("{text}\n\nDid you mean this?\n{}", lines.concat());
    }
    Err(Failure::text(text))
}
